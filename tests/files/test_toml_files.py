"""TOML files: places beside what the standard library reads, changes in lines of their own or within braces."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine_lint.errors import CannotRewrite, RewriteRefused
from engine_lint.files.toml_checks import verify_toml
from engine_lint.files.toml_syntax import read_toml, tables
from engine_lint.files.toml_writing import plan_toml
from engine_lint.files.tree import plain
from engine_lint.knowledge.tables import parse_toml
from engine_lint.model.change import Change, Code, DropOption, Edit, Moved, Options, RenameOption, ReplaceValue, SetOption, literal
from engine_lint.model.place import Place, span_of
from engine_lint.model.source import Source
from engine_lint.model.value import Carrier
from engine_lint.python.edits import apply

RELAXED = settings(deadline=None)
PATH = "/project/config.toml"
Make = Callable[[Source], Change]


def table(source: Source, *keys: str) -> Carrier:
    node = tables(read_toml(source.text))
    for key in keys:
        member = node.member(key)
        assert member is not None
        node = member.value
    return Carrier("toml", Place(PATH, source.span(node.start, node.end)))


def set_(name: str, value: bool | int, *keys: str) -> Make:
    return lambda source: SetOption(table(source, *keys), name, literal(value))


def drop(name: str, *keys: str) -> Make:
    return lambda source: DropOption(table(source, *keys), name)


def after(text: str, *changes: Make) -> str:
    source = Source(PATH, text)
    made = [change(source) for change in changes]
    new = apply(source, plan_toml(made, lambda _: source))
    verify_toml(source, new, made, ())
    return new


KEYS = st.sampled_from(["a", "b", '"q k"', "'l'", "a.b", "b . c", "A-1"])
PLAIN = [
    *("1", "true", "-3.5", "'x # y'", '"x \\" # ]"', '"""a\nb"""', "'''c\n'd'''", "1979-05-27 07:32:00", "1979-05-27", '""""q""""'),
    *("0x1F", '""', "''", '"""\\\n  x"""'),
]
VALUES = st.recursive(
    st.sampled_from(PLAIN),
    lambda each: (
        st.lists(each, max_size=3).map(lambda found: "[" + ",".join(found) + "]")
        | st.lists(each, max_size=3).map(lambda found: "[ # c\n" + ",\n ".join(found) + "\n]")
        | st.lists(st.tuples(st.sampled_from("xyz"), each), max_size=2, unique_by=lambda pair: pair[0]).map(
            lambda found: "{ " + ", ".join(f"{key} = {value}" for key, value in found) + " }"
        )
    ),
    max_leaves=5,
)
STATEMENTS = st.tuples(KEYS, st.sampled_from([" = ", "=", " =\t"]), VALUES, st.sampled_from(["", " # c", "  "])).map("".join)
LINES = st.one_of(STATEMENTS, st.sampled_from(["", "# c", "[t]", "[t.u] # c", " [v] ", "\t"]))


@RELAXED
@given(st.lists(LINES, max_size=6), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_tables_are_those_of_the_standard_library(lines: list[str], end: str, closed: bool) -> None:
    text = "\n".join([*lines, *([""] if closed else [])]).replace("\n", end)
    try:
        expected = parse_toml(text)
    except ValueError:
        return
    assert plain(tables(read_toml(text))) == expected


def test_tables_that_are_written_nowhere_themselves_are_told() -> None:
    members = tables(read_toml("a.b.c = 1\nd.e = 2\nf.g.h = 3\nf.i = 4\n[j.k]\nl = 5\n[m]\n[m.n.o]\n")).members or ()
    assert [member.key for member in members if member.value.implied] == ["a", "j"]
    inner = [each.key for member in members for each in member.value.members or () if each.value.members is not None and each.value.implied]
    assert inner == ["n"]


def test_arrays_of_tables_are_left_out() -> None:
    assert plain(tables(read_toml("a = 1\n[[b]]\nc = 2\n[b.d]\ne = 3\n[f]\ng = 4\n"))) == {"a": 1, "f": {"g": 4}}


@pytest.mark.parametrize(
    ("before", "keys", "expected"),
    [
        ("", (), "x = true\n"),
        ("# top\na = 1", (), "# top\na = 1\nx = true"),
        ("a=1 # c\n\n[t]\nb = 2\n", (), "a=1 # c\nx=true\n\n[t]\nb = 2\n"),
        ("# top\n[t]\nb = 2\n", (), "# top\nx = true\n\n[t]\nb = 2\n"),
        ("[t] # c\n", ("t",), "[t] # c\nx = true\n"),
        ("[t]\r\n  b = '''\r\n'''\r\n\r\n[u]\r\n", ("t",), "[t]\r\n  b = '''\r\n'''\r\n  x = true\r\n\r\n[u]\r\n"),
        ("t = { a = 1 }\n", ("t",), "t = { a = 1, x = true }\n"),
        ("t = {a=1} # c\n", ("t",), "t = {a=1, x=true} # c\n"),
        ("t = {}\n", ("t",), "t = { x = true }\n"),
        ("t.a = 1\nu = 2\n", ("t",), "t.a = 1\nt.x = true\nu = 2\n"),
        ("[s]\nt.'a b' = 1\n", ("s", "t"), "[s]\nt.'a b' = 1\nt.x = true\n"),
        ("[t]\nx   = 'no'   # why\n", ("t",), "[t]\nx   = true   # why\n"),
        ("[t.u]\na = 1\n", ("t", "u"), "[t.u]\na = 1\nx = true\n"),
    ],
)
def test_a_key_is_set_where_its_table_stands(before: str, keys: tuple[str, ...], expected: str) -> None:
    assert after(before, set_("x", True, *keys)) == expected
    assert after(expected, set_("x", True, *keys)) == expected


def test_keys_move_into_a_table_of_their_own() -> None:
    text = 'URI = "x"\n# how many\nSIZE = 0x05 # five\nRECYCLE = 280\n'
    entries: Callable[[Source], tuple[tuple[str, Code], ...]] = lambda source: tuple(  # noqa: E731
        (name.lower(), Code((Moved(Place(PATH, source.span(at, at + length))),)))
        for name, at, length in (("SIZE", text.index("0x05"), 4), ("RECYCLE", text.index("280"), 3))
    )
    rename: Make = lambda source: RenameOption(table(source), "SIZE", "OPTIONS", Options(entries(source)))  # noqa: E731
    assert after(text, rename, drop("RECYCLE")) == 'URI = "x"\n# how many\nOPTIONS = { size = 0x05, recycle = 280 } # five\n'


def test_a_dropped_line_leaves_its_comment() -> None:
    assert after("[t]\n  a = 1 # one\nb = 2\n", drop("a", "t"), drop("b", "t")) == "[t]\n  # one\n"
    assert after("t = { a = 1, b = 2 }", drop("a", "t")) == "t = { b = 2 }"
    assert after("t = { a = 1, b = 2 }", drop("b", "t")) == "t = { a = 1 }"


def test_a_header_is_renamed() -> None:
    rename: Make = lambda source: RenameOption(table(source), "OPTS", "OPTIONS")  # noqa: E731
    assert after("[OPTS] # c\na = 1\n", rename) == "[OPTIONS] # c\na = 1\n"
    with pytest.raises(CannotRewrite):
        after("[OPTS]\na = 1\n[OPTS.b]\nc = 1\n", rename)


@pytest.mark.parametrize("change", [drop("missing"), drop("t"), lambda source: SetOption(table(source), "x", Code(("1 + 1",)))])
def test_what_cannot_be_written_is_refused(change: Make) -> None:
    with pytest.raises(CannotRewrite):
        after("[t]\na = 1\n", change)


def test_damage_is_noticed() -> None:
    source = Source(PATH, "# c\na = 1.50\n[t]\nb = 2 # two\n")
    change = set_("x", 1)(source)
    good = "# c\na = 1.50\nx = 1\n[t]\nb = 2 # two\n"
    verify_toml(source, good, [change], ())
    for old, new in (("1.50", "1.5"), (" # two", ""), ("x = 1", "x = 2"), ("b = 2", "b = 3"), ("[t]\n", "[t"), ("a = 1.50", "a =  1.50")):
        with pytest.raises(RewriteRefused):
            verify_toml(source, good.replace(old, new), [change], ())
    verify_toml(source, good.replace("# c\n", ""), [change], [Edit(PATH, span_of(1, 1, 2, 1), "")])


def test_a_value_is_replaced_alone() -> None:
    text = "[t]\na = '280'  # c\n"
    assert after(text, lambda source: ReplaceValue(Place(PATH, source.span(8, 13)), literal(280))) == "[t]\na = 280  # c\n"


@RELAXED
@given(st.lists(LINES, max_size=6), st.sampled_from(["\n", "\r\n"]), st.integers(-1, 99999))
def test_setting_a_key_changes_that_alone_and_once(lines: list[str], end: str, number: int) -> None:
    text = "\n".join([*lines, ""]).replace("\n", end)
    try:
        content = parse_toml(text)
    except ValueError:
        return
    once = after(text, set_("new", number))
    assert parse_toml(once) == {**content, "new": number}
    assert after(once, set_("new", number)) == once
