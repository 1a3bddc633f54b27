"""The check after a rewrite: what it lets pass and what it refuses."""

from __future__ import annotations

import pytest

from engine_lint.errors import RewriteRefused
from engine_lint.model.change import (
    Code,
    DeleteStatement,
    DropOption,
    Edit,
    Moved,
    RenameOption,
    ReplaceValue,
    SetOption,
    literal,
)
from engine_lint.model.place import span_of
from engine_lint.model.value import Carrier
from engine_lint.python.rewriting import apply, plan, verify

BEFORE = "import a\n\nx = create_engine(\n    url,  # primary\n    echo=1,\n)\ny = 2  # two\n"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("echo=1,\n", "echo=1,\n    pool_pre_ping=False,\n", "not what was meant"),
        ("echo=1,\n", "echo=2,\n    pool_pre_ping=True,\n", "not what was meant"),
        ("echo=1,\n", "echo=1,\n    pool_pre_ping=True,\n    more=1,\n", "not what was meant"),
        ("echo=1,\n", "echo=1.0,\n    pool_pre_ping=True,\n", "not what was meant"),
        ("echo=1,\n", "pool_pre_ping=True,\n", "not what was meant"),
        ("echo=1,\n", "echo=1,\n    pool_pre_ping=True,,\n", "does not parse"),
        ("url,  # primary\n    echo=1,\n", "url,\n    echo=1,\n    pool_pre_ping=True,\n", "lost"),
        ("echo=1,\n", "echo=1,  # new\n    pool_pre_ping=True,\n", "came in"),
        ("echo=1,\n)\ny = 2", "echo=1,\n    pool_pre_ping=True,\n)\ny =  2", "outside"),
        ("echo=1,\n", "echo=1,\r\n    pool_pre_ping=True,\n", "line end"),
        ("import a\n", "import a\nimport b\n", "outside"),
        ("echo=1", "echo=1", "not what was meant"),
    ],
)
def test_anything_but_the_intended_change_is_refused(old: str, new: str, reason: str, sample: type) -> None:
    text = sample(BEFORE)
    assert old in BEFORE
    with pytest.raises(RewriteRefused, match=reason):
        verify(text.source, BEFORE.replace(old, new), [SetOption(text.call(), "pool_pre_ping", literal(True))])


def test_the_intended_change_passes_in_any_layout(sample: type) -> None:
    text = sample(BEFORE)
    change = SetOption(text.call(), "pool_pre_ping", literal(True))
    verify(text.source, BEFORE.replace("echo=1,\n", "echo=1,\n    pool_pre_ping=True,\n"), [change])
    verify(text.source, BEFORE.replace("echo=1,\n", "echo = 1, pool_pre_ping=(True)\n"), [change])


def test_each_kind_of_change_is_held_to_its_meaning(sample: type) -> None:
    text = sample("f(a=1, b=2)\nx = {'a': 1}\nKEY = 5\nOTHER = KEY\n")
    wrong = [
        (DropOption(text.call("f"), "a"), text.source.text.replace("a=1, b=2", "a=1")),
        (RenameOption(text.call("f"), "a", "c"), text.source.text.replace("a=1, b=2", "a=1, c=2")),
        (SetOption(text.dict(), "b", literal(2)), text.source.text.replace("'a': 1", "'b': 2, 'a': 1")),
        (ReplaceValue(text.expression("5"), literal(6)), text.source.text.replace("KEY = 5", "KEY = 7")),
        (DeleteStatement(text.statement("KEY")), text.source.text.replace("OTHER = KEY\n", "")),
        (RenameOption(Carrier("attribute", text.statement("KEY")), "KEY", "YEK"), text.source.text.replace("KEY", "YEK")),
    ]
    for change, after in wrong:
        assert after != text.source.text
        with pytest.raises(RewriteRefused):
            verify(text.source, after, [change])


def test_a_place_where_nothing_of_the_kind_stands_is_refused(sample: type) -> None:
    text = sample("f(a=1)\n")
    with pytest.raises(RewriteRefused, match="no Dict"):
        verify(text.source, text.source.text, [SetOption(Carrier("dict", text.call("f").place), "a", literal(1))])


def test_a_moved_value_must_keep_its_meaning(sample: type) -> None:
    text = sample("a = x + 1\nb = SLOT\n")
    change = ReplaceValue(text.expression("SLOT"), Code(("2 * ", Moved(text.expression("x + 1")))))
    with pytest.raises(RewriteRefused):
        verify(text.source, "a = x + 1\nb = 2 * x + 1\n", [change])
    verify(text.source, "a = x + 1\nb = 2 * (x + 1)\n", [change])


def test_text_from_another_file_needs_that_file(sample: type) -> None:
    text, other = sample("a = {}\n"), sample("SIZE = 5\n", "/project/other.py")
    change = SetOption(text.dict(), "size", other.moved("5"))
    sources = {each.source.key: each.source for each in (text, other)}
    after = apply(text.source, plan([change], sources.__getitem__))
    verify(text.source, after, [change], sources.__getitem__)
    with pytest.raises(RewriteRefused, match=r"/project/other\.py"):
        verify(text.source, after, [change])


def test_edits_that_were_ready_may_take_a_comment_away(sample: type) -> None:
    text = sample("f(a=1)  # engine-lint: ignore[EL101]\nb = 2  # b\n")
    edit = Edit(text.source.path, span_of(1, 7, 1, 37), "")
    change = SetOption(text.call("f"), "c", literal(3))
    after = apply(text.source, [*plan([change], lambda path: text.source), edit])
    assert after == "f(a=1, c=3)\nb = 2  # b\n"
    verify(text.source, after, [change], ready=[edit])
    with pytest.raises(RewriteRefused):
        verify(text.source, after, [change])
    with pytest.raises(RewriteRefused):
        verify(text.source, after.replace("  # b", ""), [change], ready=[edit])


def test_no_change_means_no_difference(sample: type) -> None:
    text = sample("a = 1\n")
    verify(text.source, "a = 1\n", [])
    with pytest.raises(RewriteRefused):
        verify(text.source, "a =  1\n", [])


def test_a_long_chain_of_operators_is_compared_without_recursion(sample: type) -> None:
    chain = "+".join(["'x'"] * 700)
    source = sample("f(1)\n").source.__class__("/project/app.py", f"long = {chain}\nf(1)\n")
    carrier = Carrier("call", sample("\nf(1)\n").call("f").place)
    after = apply(source, plan([SetOption(carrier, "a", literal(1))], lambda path: source))
    verify(source, after, [SetOption(carrier, "a", literal(1))])
    assert after.endswith("f(1, a=1)\n")
