"""Changes to ini files: the entries that are meant, in the style of their neighbours, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine_lint.errors import CannotRewrite, RewriteRefused
from engine_lint.files.ini_syntax import read_ini
from engine_lint.files.ini_writing import plan_entries, verify_entries
from engine_lint.model.change import Change, Code, DropOption, Edit, Moved, RenameOption, ReplaceValue, SetOption, literal
from engine_lint.model.place import Place, span_of
from engine_lint.model.source import Source
from engine_lint.model.value import Carrier
from engine_lint.python.edits import apply

RELAXED = settings(deadline=None)
PATH = "/project/app.ini"


def section(source: Source, name: str = "a", prefix: str = "sqlalchemy.") -> Carrier:
    header = next(each for each in read_ini(source).headers if each.section == name)
    return Carrier("ini", Place(PATH, source.span(header.start, header.end)), receiver=prefix)


Make = Callable[[Carrier], Change]


def set_(name: str, value: bool | int | Code) -> Make:
    return lambda carrier: SetOption(carrier, name, value if isinstance(value, Code) else literal(value))


def drop(name: str) -> Make:
    return lambda carrier: DropOption(carrier, name)


def after(text: str, *changes: Make) -> str:
    source = Source(PATH, text)
    made = [change(section(source)) for change in changes]
    new = apply(source, plan_entries(made, lambda _: source))
    verify_entries(source, new, made, ())
    return new


PING = set_("pool_pre_ping", True)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("[a]\nsqlalchemy.url = x\n", "[a]\nsqlalchemy.url = x\nsqlalchemy.pool_pre_ping = true\n"),
        ("[a]\nsqlalchemy.url=x\n", "[a]\nsqlalchemy.url=x\nsqlalchemy.pool_pre_ping=true\n"),
        ("[a]\nsqlalchemy.url: x\nb: c\n", "[a]\nsqlalchemy.url: x\nsqlalchemy.pool_pre_ping: true\nb: c\n"),
        ("[a]\nsqlalchemy.url          = x\n", "[a]\nsqlalchemy.url          = x\nsqlalchemy.pool_pre_ping = true\n"),
        ("[a]\n  sqlalchemy.url = x\n\n[b]\n", "[a]\n  sqlalchemy.url = x\n  sqlalchemy.pool_pre_ping = true\n\n[b]\n"),
        ("[a]\r\nsqlalchemy.url = x\r\n", "[a]\r\nsqlalchemy.url = x\r\nsqlalchemy.pool_pre_ping = true\r\n"),
        ("[a]\nsqlalchemy.url = x", "[a]\nsqlalchemy.url = x\nsqlalchemy.pool_pre_ping = true"),
        ("[a]\nsqlalchemy.url =\n  x\n\n  y\n# z\n", "[a]\nsqlalchemy.url =\n  x\n\n  y\nsqlalchemy.pool_pre_ping = true\n# z\n"),
        ("[a]\n; nothing yet\n", "[a]\nsqlalchemy.pool_pre_ping = true\n; nothing yet\n"),
        ("[a]", "[a]\nsqlalchemy.pool_pre_ping = true"),
        ("[a]\nsqlalchemy.pool_pre_ping = false\n", "[a]\nsqlalchemy.pool_pre_ping = true\n"),
        ("[a]\nsqlalchemy.pool_pre_ping =\n", "[a]\nsqlalchemy.pool_pre_ping = true\n"),
        ("[a]\nsqlalchemy.pool_pre_ping=\n", "[a]\nsqlalchemy.pool_pre_ping=true\n"),
        ("[a]\nsqlalchemy.pool_pre_ping = 0\n[b]\n[a]\nsqlalchemy.pool_pre_ping = 0\n", None),
    ],
)
def test_an_option_is_set_where_it_stands_or_beside_its_neighbours(before: str, expected: str | None) -> None:
    if expected is None:
        expected = "[a]\nsqlalchemy.pool_pre_ping = 0\n[b]\n[a]\nsqlalchemy.pool_pre_ping = true\n"
    assert after(before, PING) == expected
    assert after(expected, PING) == expected


def test_several_changes_to_one_section_become_one_rewrite() -> None:
    text = "[a]\n# why\nsqlalchemy.pool_size = 5\nsqlalchemy.url = x\npool_recycle = 300\n"
    renamed: Make = lambda carrier: RenameOption(replace(carrier, receiver=""), "pool_recycle", "sqlalchemy.pool_recycle")  # noqa: E731
    assert after(text, drop("pool_size"), PING, renamed) == ("[a]\n# why\nsqlalchemy.url = x\nsqlalchemy.pool_pre_ping = true\nsqlalchemy.pool_recycle = 300\n")


def test_a_value_is_replaced_alone() -> None:
    text = "[a]\nsqlalchemy.pool_recycle   =   3600   \n"
    place = Place(PATH, span_of(2, 31, 2, 35))
    assert after(text, lambda _: ReplaceValue(place, literal(280))) == "[a]\nsqlalchemy.pool_recycle   =   280   \n"


@pytest.mark.parametrize(
    ("text", "changes", "reason"),
    [
        ("[a]\nsqlalchemy.x =\n  1\n", [set_("x", 2)], "several lines"),
        ("[a]\nsqlalchemy.x = 1\n", [set_("x", 2), set_("x", 3)], "the same entry"),
        ("[a]\nsqlalchemy.x = 1\n", [drop("y")], "not set"),
        ("[a]\nsqlalchemy.x = 1\nsqlalchemy.x = 2\n", [drop("x")], "just once"),
        ("[a]\n", [set_("x", Code(("int(", Moved(Place(PATH, span_of(1, 1, 1, 2))), ")")))], "be written"),
        ("[a]\n", [set_("x", Code(("60 * recycle",)))], "be written"),
    ],
)
def test_what_cannot_be_written_is_refused(text: str, changes: list[Make], reason: str) -> None:
    with pytest.raises(CannotRewrite, match=reason):
        after(text, *changes)


def test_damage_is_noticed() -> None:
    source = Source(PATH, "[a]\n# c\nsqlalchemy.url = x\nother = 1\n")
    change = SetOption(section(source), "pool_pre_ping", literal(True))
    good = after(source.text, PING)
    verify_entries(source, good, [change], ())
    for old, new in (("# c\n", ""), ("other = 1", "other = 2"), ("= true", "= yes"), ("other = 1", "other=1")):
        with pytest.raises(RewriteRefused):
            verify_entries(source, good.replace(old, new), [change], ())
    edit = Edit(PATH, span_of(2, 1, 3, 1), "")
    verify_entries(source, good.replace("# c\n", ""), [change], [edit])


KEYS = st.sampled_from(["sqlalchemy.url", "sqlalchemy.pool_size", "sqlalchemy.pool_pre_ping", "use", "debug"])
ENTRIES = st.lists(st.tuples(KEYS, st.sampled_from([" = ", "=", ": ", "   = "]), st.sampled_from(["1", "x y", "a\n  b", ""])), max_size=5)
BETWEEN = st.lists(st.sampled_from(["# c", "; c", "", "[b]", "x = 1"]), max_size=3)


@RELAXED
@given(ENTRIES, BETWEEN, st.sampled_from(["\n", "\r\n"]), st.booleans(), st.integers(-1, 5000))
def test_setting_an_option_changes_that_entry_alone_and_once(
    entries: list[tuple[str, str, str]], between: list[str], end: str, closed: bool, value: int
) -> None:
    lines = ["[a]", *between, "[a]", *(f"{key}{sign}{text}" for key, sign, text in entries), *between]
    text = "\n".join([*lines, *([""] if closed else [])]).replace("\n", end)
    change = set_("pool_size", value)
    try:
        once = after(text, change)
    except CannotRewrite as error:
        assert "several lines" in error.reason
        return
    assert after(once, change) == once
