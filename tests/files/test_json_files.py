"""JSON files: read as the standard library reads them, written in the layout that they have."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine_lint.errors import CannotRewrite, RewriteRefused
from engine_lint.files.json_syntax import read_json
from engine_lint.files.json_writing import plan_json, verify_json
from engine_lint.files.tree import plain
from engine_lint.model.change import Change, Code, DropOption, Moved, Options, RenameOption, ReplaceValue, SetOption, literal
from engine_lint.model.place import Place
from engine_lint.model.source import Source
from engine_lint.model.value import Carrier
from engine_lint.python.edits import apply

RELAXED = settings(deadline=None)
PATH = "/project/config.json"
Make = Callable[[Source], Change]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=3), each, max_size=3),
    max_leaves=12,
)


def table(source: Source, *keys: str) -> Carrier:
    node = read_json(source.text)
    for key in keys:
        member = node.member(key)
        assert member is not None
        node = member.value
    return Carrier("json", Place(PATH, source.span(node.start, node.end)))


def slot(source: Source, key: str) -> Place:
    return table(source, key).place


def set_(name: str, value: bool | int, *keys: str) -> Make:
    return lambda source: SetOption(table(source, *keys), name, literal(value))


def drop(name: str, *keys: str) -> Make:
    return lambda source: DropOption(table(source, *keys), name)


def after(text: str, *changes: Make) -> str:
    source = Source(PATH, text)
    made = [change(source) for change in changes]
    new = apply(source, plan_json(made, lambda _: source))
    verify_json(source, new, made)
    return new


@RELAXED
@given(VALUES, st.sampled_from([None, 0, 2, "\t"]), st.booleans())
def test_values_are_those_of_the_standard_library(value: object, indent: int | str | None, ascii_only: bool) -> None:
    assert plain(read_json(f" \r\n{json.dumps(value, indent=indent, ensure_ascii=ascii_only)} ")) == value


@pytest.mark.parametrize("text", ["", "{", '{"a" 1}', "[" * 2000 + "]" * 2000, "{'a': 1}"])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_json(text)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ('{"a": 1}', '{"a": 1, "x": true}'),
        ('{"a":1}', '{"a":1,"x":true}'),
        ('{"a":1,"b":2}\n', '{"a":1,"b":2,"x":true}\n'),
        ("{}", '{"x": true}'),
        ("{\n}\n", '{"x": true}\n'),
        ('{\n  "a": 1\n}\n', '{\n  "a": 1,\n  "x": true\n}\n'),
        ('{\r\n\t"a" : 1\r\n}', '{\r\n\t"a" : 1,\r\n\t"x" : true\r\n}'),
        ('{ "a": 1 }', '{ "a": 1, "x": true }'),
        ('{"x": false, "a": 1}', '{"x": true, "a": 1}'),
        ('{"x":   "no"}', '{"x":   true}'),
    ],
)
def test_a_member_is_set_in_the_layout_of_its_object(before: str, expected: str) -> None:
    assert after(before, set_("x", True)) == expected
    assert after(expected, set_("x", True)) == expected


def test_members_move_into_a_new_object() -> None:
    text = '{\n    "A": 1,\n    "SIZE": 5,\n    "RECYCLE": 2.80e2,\n    "B": {"c": [1, {"d": 2}]}\n}\n'
    moved: Make = lambda source: RenameOption(  # noqa: E731
        table(source), "SIZE", "OPTIONS", Options((("size", Code((Moved(slot(source, "SIZE")),))), ("recycle", Code((Moved(slot(source, "RECYCLE")),)))))
    )
    expected = '{\n    "A": 1,\n    "OPTIONS": {\n        "size": 5,\n        "recycle": 2.80e2\n    },\n    "B": {"c": [1, {"d": 2}]}\n}\n'
    assert after(text, moved, drop("RECYCLE")) == expected


def test_members_go_with_their_comma() -> None:
    text = '{"a": 1, "b": 2, "c": {"d": 1,\n "e": 2}}'
    assert after(text, drop("a")) == '{"b": 2, "c": {"d": 1,\n "e": 2}}'
    assert after(text, drop("a"), drop("b"), drop("e", "c")) == '{"c": {"d": 1}}'
    assert after(text, drop("c"), set_("f", 3)) == '{"a": 1, "b": 2, "f": 3}'


def test_a_value_is_replaced_alone() -> None:
    assert after('{"a": "280" , "b": 1}', lambda source: ReplaceValue(slot(source, "a"), literal(280))) == '{"a": 280 , "b": 1}'


@pytest.mark.parametrize(
    "change",
    [
        drop("missing"),
        lambda source: SetOption(table(source), "x", Code(("60 * 60",))),
        lambda source: SetOption(table(source), "x", Options((("a", literal(1)),), spread="Base.OPTIONS")),
        lambda source: SetOption(Carrier("json", slot(source, "a")), "x", literal(1)),
    ],
)
def test_what_cannot_be_written_is_refused(change: Make) -> None:
    with pytest.raises(CannotRewrite):
        after('{"a": 1}', change)


def test_no_edit_spans_a_password() -> None:
    text = '{"URI": "mysql://u:secret@db/x", "P": 1}'
    source = Source(PATH, text)
    for edit in plan_json([drop("P")(source), set_("Q", 2)(source)], lambda _: source):
        assert "secret" not in source.at(edit.span)


def test_damage_is_noticed() -> None:
    source = Source(PATH, '{"a": 1.50, "b": 2}')
    change = set_("x", 1)(source)
    verify_json(source, '{"a": 1.50, "b": 2, "x": 1}', [change])
    for bad in ('{"a": 1.5, "b": 2, "x": 1}', '{"a": 1.50, "x": 1}', '{"a": 1.50, "b": 2, "x": 2}', '{"a": 1.50, "b": 2'):
        with pytest.raises(RewriteRefused):
            verify_json(source, bad, [change])


@RELAXED
@given(st.dictionaries(st.sampled_from("abcxyz"), VALUES, max_size=4), st.sampled_from([None, 0, 1, 4, "\t"]), st.integers(-1, 99999))
def test_setting_a_member_changes_that_alone_and_once(content: dict[str, object], indent: int | str | None, number: int) -> None:
    text = json.dumps(content, indent=indent)
    once = after(text, set_("x", number))
    assert json.loads(once) == {**content, "x": number}
    assert after(once, set_("x", number)) == once
