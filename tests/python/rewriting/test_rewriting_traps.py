"""The known traps of keyword rewriting, one by one, and the damage that general-purpose tools do."""

from __future__ import annotations

import pytest

from engine_lint.errors import CannotRewrite, RewriteRefused
from engine_lint.model.change import Code, Edit, Moved, Options, ReplaceValue, SetOption, literal
from engine_lint.model.place import span_of
from engine_lint.model.source import Source
from engine_lint.python.rewriting import apply, plan, verify

PING = literal(True)

TRAPS = {
    "empty parentheses with a comment": ("e = create_engine(  # todo\n)", "e = create_engine(  # todo\n    pool_pre_ping=True,\n)"),
    "last argument with trailing comma, multi-line": (
        "e = create_engine(\n    url,\n)",
        "e = create_engine(\n    url,\n    pool_pre_ping=True,\n)",
    ),
    "last argument without trailing comma, multi-line": (
        "e = create_engine(\n    url,\n    echo=True\n)",
        "e = create_engine(\n    url,\n    echo=True,\n    pool_pre_ping=True\n)",
    ),
    "one argument on a line of its own, as black hugs it": (
        "e = create_engine(\n    url\n)",
        "e = create_engine(\n    url, pool_pre_ping=True\n)",
    ),
    "parenthesised argument": ("create_engine((url))", "create_engine((url), pool_pre_ping=True)"),
    "starred argument": ("create_engine(*args)", "create_engine(*args, pool_pre_ping=True)"),
    "implicit string concatenation": (
        "create_engine('mysql://'\n              'host/db')",
        "create_engine('mysql://'\n              'host/db', pool_pre_ping=True)",
    ),
    "generator as the only argument": ("create_engine(u for u in v)", "create_engine((u for u in v), pool_pre_ping=True)"),
    "aliased import": ("from sqlalchemy import create_engine as create_engine\ncreate_engine(u)", None),
    "functools.partial": ("make = partial(create_engine, echo=1)", "make = partial(create_engine, echo=1, pool_pre_ping=True)"),
    "chained call": ("create_engine(url).connect(1)", "create_engine(url, pool_pre_ping=True).connect(1)"),
    "chained call over lines": (
        "x = (create_engine(url)\n     .connect(1)\n     .begin(2))",
        "x = (create_engine(url, pool_pre_ping=True)\n     .connect(1)\n     .begin(2))",
    ),
    "call in a call": ("sessionmaker(create_engine(url), a=1)", "sessionmaker(create_engine(url, pool_pre_ping=True), a=1)"),
    "tabs": (
        "def f():\n\treturn create_engine(\n\t\turl,\n\t)\n",
        "def f():\n\treturn create_engine(\n\t\turl,\n\t\tpool_pre_ping=True,\n\t)\n",
    ),
    "tabs, comment only": ("def f():\n\tcreate_engine(  # c\n\t)\n", "def f():\n\tcreate_engine(  # c\n\t\tpool_pre_ping=True,\n\t)\n"),
    "CRLF": (
        "create_engine(\r\n    url,\r\n    echo=1\r\n)\r\n",
        "create_engine(\r\n    url,\r\n    echo=1,\r\n    pool_pre_ping=True\r\n)\r\n",
    ),
    "characters beyond ASCII before the call": ("ü = 'é'; e = create_engine(u)", "ü = 'é'; e = create_engine(u, pool_pre_ping=True)"),
    "form feed before the call": ("\x0ccreate_engine(u)\n", "\x0ccreate_engine(u, pool_pre_ping=True)\n"),
    "two-space indentation": (
        "if x:\n  create_engine(url,  # c\n  )\n",
        "if x:\n  create_engine(url,  # c\n    pool_pre_ping=True,\n  )\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), TRAPS.values(), ids=list(TRAPS))
def test_a_trap_is_passed(before: str, after: str | None, sample: type) -> None:
    text = sample(before)
    call = text.call("partial") if "partial" in before else text.call()
    expected = after or before.replace("(u)", "(u, pool_pre_ping=True)")
    assert text.after(SetOption(call, "pool_pre_ping", PING)) == expected


def test_a_keyword_that_stands_twice_is_left_alone() -> None:
    source = Source("/a.py", "create_engine(url, echo=1, echo=2)\n")
    from engine_lint.model.place import Place
    from engine_lint.model.value import Carrier

    carrier = Carrier("call", Place("/a.py", span_of(1, 1, 1, 35)))
    with pytest.raises(CannotRewrite, match="twice"):
        plan([SetOption(carrier, "pool_pre_ping", PING)], lambda path: source)


def test_the_byte_order_mark_and_the_encoding_play_no_part(sample: type) -> None:
    text = sample("e = create_engine('é')\n")
    source = Source(text.source.path, text.source.text, "latin-1", bom=False)
    after = apply(source, plan([SetOption(text.call(), "pool_pre_ping", PING)], lambda path: source))
    assert source.encode(after) == b"e = create_engine('\xe9', pool_pre_ping=True)\n"
    with_bom = Source(text.source.path, text.source.text, "utf-8", bom=True)
    after = apply(with_bom, plan([SetOption(text.call(), "pool_pre_ping", PING)], lambda path: with_bom))
    assert with_bom.encode(after).startswith(b"\xef\xbb\xbfe = create_engine(")


def test_text_that_the_file_cannot_hold_is_refused(sample: type) -> None:
    text = sample("e = create_engine('é')\n")
    source = Source(text.source.path, text.source.text, "latin-1")
    with pytest.raises(CannotRewrite, match="latin-1"):
        plan([SetOption(text.call(), "echo", Code(("'€'",)))], lambda path: source)


BINDS = {
    "lambda": ("create_engine(u, a=(lambda: 1))", "lambda: 1", "create_engine(u, a=(lambda: 1), n=lambda: 1)"),
    "conditional": ("create_engine(u, a=(1 if x else 2))", "1 if x else 2", "create_engine(u, a=(1 if x else 2), n=1 if x else 2)"),
    "tuple": ("create_engine(u, a=(1, 2))", "(1, 2)", "create_engine(u, a=(1, 2), n=(1, 2))"),
    "bare tuple": ("b = 1, 2\ncreate_engine(u)", "(1, 2)", "b = 1, 2\ncreate_engine(u, n=(1, 2))"),
    "walrus": ("create_engine(u, (y := 1))", "(y := 1)", "create_engine(u, (y := 1), n=(y := 1))"),
    "generator": ("create_engine(f(x for x in y))", "(x for x in y)", "create_engine(f(x for x in y), n=(x for x in y))"),
    "several lines": (
        "b = (1 +\n     2)\ncreate_engine(u)",
        "1 + 2",
        "b = (1 +\n     2)\ncreate_engine(u, n=1 +\n     2)",
    ),
}


@pytest.mark.parametrize(("before", "moved", "after"), BINDS.values(), ids=list(BINDS))
def test_a_moved_value_is_parenthesised_where_it_must_be(before: str, moved: str, after: str, sample: type) -> None:
    text = sample(before)
    assert text.after(SetOption(text.call(), "n", Code((Moved(text.expression(moved)),)))) == after


SLOTS = {
    "argument": ("f(a=SLOT)", "f(a=x if y else z)"),
    "dict value": ("d = {'a': SLOT, 'b': 1}", "d = {'a': x if y else z, 'b': 1}"),
    "assigned": ("a = SLOT  # c", "a = x if y else z  # c"),
    "returned": ("def f():\n    return SLOT\n", "def f():\n    return x if y else z\n"),
    "operand": ("a = 8 * SLOT", "a = 8 * (x if y else z)"),
    "left operand": ("a = SLOT * 8", "a = (x if y else z) * 8"),
    "compared": ("a = b == SLOT", "a = b == (x if y else z)"),
    "called": ("a = SLOT()", "a = (x if y else z)()"),
    "arm of a conditional": ("a = SLOT if b else c", "a = (x if y else z) if b else c"),
    "on a line of its own": ("f(\n    SLOT,\n)", "f(\n    x if y else z,\n)"),
    "parenthesised": ("f(a=(SLOT))", "f(a=(x if y else z))"),
    "unpacked": ("f(*SLOT)", "f(*(x if y else z))"),
}


@pytest.mark.parametrize(("before", "after"), SLOTS.values(), ids=list(SLOTS))
def test_a_replaced_value_is_parenthesised_where_it_must_be(before: str, after: str, sample: type) -> None:
    text = sample(before)
    assert text.after(ReplaceValue(text.expression("SLOT"), Code(("x if y else z",)))) == after


def test_moved_code_between_other_pieces_keeps_its_meaning(sample: type) -> None:
    text = sample("f(a=x + 1)\n")
    slot = text.expression("x + 1")
    assert text.after(ReplaceValue(slot, Code(("int(", Moved(slot), ")")))) == "f(a=int(x + 1))\n"
    assert text.after(ReplaceValue(slot, Code((Moved(slot), ".total_seconds()")))) == "f(a=(x + 1).total_seconds())\n"
    assert text.after(ReplaceValue(slot, Code(("60 * ", Moved(slot))))) == "f(a=60 * (x + 1))\n"


def test_moved_lines_are_indented_for_their_new_place(sample: type) -> None:
    text = sample("class C:\n    ARGS = dict(\n        a=1,\n    )\n    OPTIONS = {\n        'b': 2,\n    }\n")
    args = text.expression("dict(a=1)")
    assert text.after(SetOption(text.dict(), "connect_args", Code((Moved(args),)))).endswith(
        "    OPTIONS = {\n        'b': 2,\n        'connect_args': dict(\n            a=1,\n        ),\n    }\n",
    )


def test_text_in_a_string_over_several_lines_moves_as_it_is(sample: type) -> None:
    text = sample('if x:\n    q = """a\n    b"""\nOPTIONS = {\n    "c": 1,\n}\n')
    assert '    "q": """a\n    b""",\n' in text.after(SetOption(text.dict(), "q", Code((Moved(text.expression("'a\\n    b'")),))))


# What Semgrep's autofix and ast-grep's rewrite did to calls like these.


def test_a_comment_in_the_call_survives_and_the_callee_stays_as_written(sample: type) -> None:
    before = 'engine = sa.create_engine(\n    "mysql://db/app",  # primary\n    echo=False,\n)\n'
    text = sample(before)
    after = text.after(SetOption(text.call(), "pool_pre_ping", PING))
    assert after == before.replace("echo=False,\n", "echo=False,\n    pool_pre_ping=True,\n")


def test_a_trailing_comma_does_not_become_two(sample: type) -> None:
    text = sample("create_engine(url, echo=True,)\n")
    assert text.after(SetOption(text.call(), "pool_pre_ping", PING)) == "create_engine(url, echo=True, pool_pre_ping=True,)\n"


@pytest.mark.parametrize(
    "damage",
    [
        'engine = sa.create_engine("mysql://db/app", echo=False, pool_pre_ping=True)\n',
        'engine = create_engine(\n    "mysql://db/app",  # primary\n    echo=False,\n    pool_pre_ping=True,\n)\n',
        'engine = sa.create_engine(\n    "mysql://db/app",  # primary\n    echo=False,, pool_pre_ping=True\n)\n',
        'engine = sa.create_engine(\n    "mysql://db/app",  # primary\n    pool_pre_ping=True,\n    echo=False,\n)\n',
        'engine  = sa.create_engine(\n    "mysql://db/app",  # primary\n    echo=False,\n    pool_pre_ping=True,\n)\n',
    ],
    ids=["comment deleted", "callee rewritten", "two commas", "order changed", "blank elsewhere"],
)
def test_verification_refuses_the_damage_of_other_tools(damage: str, sample: type) -> None:
    text = sample('engine = sa.create_engine(\n    "mysql://db/app",  # primary\n    echo=False,\n)\n')
    with pytest.raises(RewriteRefused):
        verify(text.source, damage, [SetOption(text.call(), "pool_pre_ping", PING)])


def test_only_the_inner_call_of_a_chain_changes(sample: type) -> None:
    text = sample("requests_like(create_engine(url, timeout=60).json())\n")
    assert text.after(SetOption(text.call(), "timeout", literal(1))) == "requests_like(create_engine(url, timeout=1).json())\n"


# Passwords stand in no edit.


@pytest.mark.parametrize(
    "before",
    [
        "create_engine('mysql://u:geheim@h/d', pool=P, echo=1)",
        "create_engine(\n    pool=P,\n    url='mysql://u:geheim@h/d',  # c\n    echo=1,\n)",
        "create_engine(pool=P, connect_args={'password': 'geheim'}, echo=1)",
    ],
)
def test_edits_on_both_sides_of_a_password_leave_it_out(before: str, sample: type) -> None:
    from engine_lint.model.change import DropOption, RenameOption

    text = sample(before)
    changes = [SetOption(text.call(), "ping", PING), DropOption(text.call(), "echo"), RenameOption(text.call(), "pool", "poolclass")]
    assert "geheim" in text.after(*changes)
    for edit in text.edits(*changes):
        assert "geheim" not in text.source.at(edit.span) + edit.text


def test_part_of_a_url_can_change_beside_its_password(sample: type) -> None:
    text = sample("create_engine('mysql://u:geheim@h/d?pool_size=5')")
    url = text.expression("'mysql://u:geheim@h/d?pool_size=5'")
    change = ReplaceValue(url, Code(("'mysql://u:geheim@h/d'",)))
    assert text.after(change) == "create_engine('mysql://u:geheim@h/d')"
    assert [edit.text for edit in text.edits(change)] == [""]


def test_text_with_a_password_is_neither_moved_nor_deleted(sample: type) -> None:
    from engine_lint.model.change import DeleteStatement

    text = sample("URI = 'mysql://u:geheim@h/d'\nOPTIONS = {}\n")
    with pytest.raises(CannotRewrite, match="password"):
        text.edits(DeleteStatement(text.statement("URI")))
    with pytest.raises(CannotRewrite, match="password"):
        text.edits(SetOption(text.dict(), "url", text.moved("'mysql://u:geheim@h/d'")))
    harmless = sample("URI = f'mysql://{user}:{password}@{host}/d'\nOPTIONS = {}\n")
    assert "OPTIONS" in harmless.after(DeleteStatement(harmless.statement("URI")))


# Several files, several fixes.


def test_one_plan_may_touch_several_files(sample: type) -> None:
    first, second = sample("URL = 1\nOPTIONS = {}\n", "/p/a.py"), sample("# c\nSIZE = 5  # five\nX = 1\n", "/p/b.py")
    from engine_lint.model.change import DeleteStatement

    sources = {each.source.key: each.source for each in (first, second)}
    size = second.statement("SIZE")
    changes = [SetOption(first.dict(), "pool_size", second.moved("5"), (size,)), DeleteStatement(size)]
    edits = plan(changes, sources.__getitem__)
    texts = {path: apply(source, edits) for (path, _), source in sources.items()}
    assert texts == {"/p/a.py": 'URL = 1\n# c\n# five\nOPTIONS = {"pool_size": 5}\n', "/p/b.py": "X = 1\n"}
    for (path, _), source in sources.items():
        verify(source, texts[path], changes, sources.__getitem__)


def test_nested_carriers_are_rewritten_side_by_side(sample: type) -> None:
    text = sample("create_engine(url, connect_args={'a': 1}, echo=2)")
    after = text.after(SetOption(text.call(), "ping", PING), SetOption(text.dict(), "b", literal(2)), ReplaceValue(text.expression("1"), Code(("3",))))
    assert after == "create_engine(url, connect_args={'a': 3, 'b': 2}, echo=2, ping=True)"


def test_a_dropped_carrier_cannot_change_as_well(sample: type) -> None:
    from engine_lint.model.change import DropOption

    text = sample("create_engine(url, connect_args={'a': 1}, echo=2)")
    with pytest.raises(CannotRewrite, match="overlap"):
        text.edits(DropOption(text.call(), "connect_args"), SetOption(text.dict(), "b", literal(2)))


def test_overlapping_edits_are_not_applied() -> None:
    source = Source("/a.py", "abcdef\n")
    edits = [Edit("/a.py", span_of(1, 1, 1, 4), "x"), Edit("/a.py", span_of(1, 3, 1, 5), "y")]
    with pytest.raises(ValueError, match="overlap"):
        apply(source, edits)
    assert apply(source, [Edit("/b.py", span_of(1, 1, 1, 4), "x")]) == source.text


def test_options_follow_the_quotes_of_the_file(sample: type) -> None:
    text = sample("a = 'x'\nb = 'y'\ncreate_engine(url)\n")
    options = Options((("pool_size", literal(5)), ("name", literal("z"))))
    assert "engine_options={'pool_size': 5, 'name': 'z'}" in text.after(SetOption(text.call(), "engine_options", options))
