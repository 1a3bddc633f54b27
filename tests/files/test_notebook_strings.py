"""Edits of a cell's text as edits of the JSON that holds it: the text is what was meant, and nothing else differs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine_lint.files.json_nodes import Node, read_json
from engine_lint.files.notebook.strings import Replacement, in_document, text_of

TEXTS = st.text(alphabet='a\né😀"\\\x07\t/', max_size=6)
INDENTS = st.sampled_from([None, 1, 4, "\t"])


def carried_out(text: str, replacements: list[Replacement]) -> str:
    for each in reversed(replacements):
        text = text[: each.start] + each.text + text[each.end :]
    return text


def rewritten(document: str, node: Node, replacements: list[Replacement]) -> str:
    return carried_out(document, sorted(in_document(document, node, replacements), key=lambda each: each.start))


def source_of(document: str) -> Node:
    node = read_json(document).at("source")
    assert node is not None
    return node


@st.composite
def replacements_in(draw: st.DrawFn, text: str) -> list[Replacement]:
    points = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    return [Replacement(start, end, draw(st.text(alphabet="b\nü'", max_size=4))) for start, end in zip(points[::2], points[1::2], strict=False)]


def plain(node: Node) -> Any:
    if isinstance(node.value, dict):
        return {name: plain(member) for name, member in node.value.items()}
    return [plain(item) for item in node.value] if isinstance(node.value, tuple) else node.value


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS, lambda each: st.lists(each) | st.dictionaries(TEXTS, each))


@given(JSON, INDENTS, st.booleans())
def test_every_value_is_where_it_is_said_to_be(value: Any, indent: Any, ascii_only: bool) -> None:
    document = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    root = read_json(document)
    assert plain(root) == value
    pending = [root]
    while pending:
        node = pending.pop()
        assert json.loads(document[node.start : node.end]) == plain(node)
        pending += [*node.members.values(), *node.items]


@given(st.lists(TEXTS, min_size=1, max_size=5), st.booleans(), INDENTS, st.booleans(), st.data())
def test_the_text_is_what_was_meant_and_the_rest_is_the_same(parts: list[str], as_list: bool, indent: Any, ascii_only: bool, data: st.DataObject) -> None:
    text = "".join(parts)
    value = {"before": [1.50, {"k": []}], "source": parts if as_list else text, "after": text}
    document = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    node = source_of(document)
    replacements = data.draw(replacements_in(text))
    after = rewritten(document, node, replacements)
    assert text_of(node) == text
    assert text_of(source_of(after)) == carried_out(text, replacements)
    assert after.startswith(document[: node.start])
    assert after.endswith(document[node.end :])
    assert replacements or after == document


@given(st.lists(st.sampled_from(["a\n", "bé\n", "\n"]), min_size=1, max_size=5), st.sampled_from(["", "c"]), st.data())
def test_a_list_has_one_string_per_line_again(lines: list[str], last: str, data: st.DataObject) -> None:
    text = "".join(lines) + last
    document = json.dumps({"author": "é", "source": text.splitlines(keepends=True)}, indent=1, ensure_ascii=False)
    replacements = data.draw(replacements_in(text))
    after = rewritten(document, source_of(document), replacements)
    wanted = carried_out(text, replacements).splitlines(keepends=True) or [""]
    assert json.loads(after)["source"] == wanted
    assert after == json.dumps({"author": "é", "source": wanted}, indent=1, ensure_ascii=False)


@pytest.mark.parametrize(
    ("document", "replacement", "after"),
    [
        (r'{"source": "caf\u00e9 = f(x)\n"}', Replacement(9, 9, ", y=1"), r'{"source": "caf\u00e9 = f(, y=1x)\n"}'),
        (r'{"source": "\/ = \"\t\""}', Replacement(1, 1, "\n"), r'{"source": "\/\n = \"\t\""}'),
        (r'{"source": ["\ud83d\ude00", "b"]}', Replacement(1, 1, "é"), r'{"source": ["\ud83d\ude00", "\u00e9b"]}'),
        ('{"source": ["f(\\n", ")"]}', Replacement(3, 3, "    1,\n"), '{"source": ["f(\\n", "    1,\\n", ")"]}'),
        ('{"source":["a"]}', Replacement(1, 1, "\nb"), '{"source":["a\\n","b"]}'),
        ('{"source": ["a\\n",\n   "b\\n" ,"c"]}', Replacement(2, 4, ""), '{"source": ["a\\n",\n   "c"]}'),
        ('{"source": ["a\\n",\n   "b"]}', Replacement(2, 3, ""), '{"source": ["a\\n"]}'),
        ('{"source": ["a"]}', Replacement(0, 1, ""), '{"source": [""]}'),
    ],
)
def test_escapes_and_layout_stay(document: str, replacement: Replacement, after: str) -> None:
    assert rewritten(document, source_of(document), [replacement]) == after
