"""Logical lines, statements on them, and comments."""

from __future__ import annotations

import pytest

from engine_lint.errors import CannotRewrite
from engine_lint.model.source import Source
from engine_lint.python.carriers.lines import read_lines


def statements(text: str) -> list[list[str]]:
    lines = read_lines(Source("/a.py", text))
    return [[text[start:end] for start, end in line.statements] for line in lines.logical]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = 1; b = (2;\n", None),
        ("a = 1; b = 2;  # c\n", [["a = 1", "b = 2"]]),
        ("if x: a = 1; b = 2\n", [["a = 1", "b = 2"]]),
        ("if (lambda: 1)(): a = 1\n", [["a = 1"]]),
        ("if lambda: 1: a = 1\n", [["a = 1"]]),
        ("if x[1:2]: a = {1: 2}\n", [["a = {1: 2}"]]),
        ("if x:\n    a = 1\n", [["if x:"], ["a = 1"]]),
        ("match: int = 1\n", [["match: int = 1"]]),
        ("match = 5\ncase = 6\n", [["match = 5"], ["case = 6"]]),
        ("else_ = ';'\n", [["else_ = ';'"]]),
        ("a = (\n    1,\n)\nb = \\\n    2\n", [["a = (\n    1,\n)"], ["b = \\\n    2"]]),
        ("a = 1\rb = 2\r", [["a = 1"], ["b = 2"]]),
        ("a = 1\r\nb = 2", [["a = 1"], ["b = 2"]]),
    ],
)
def test_statements_are_found(text: str, expected: list[list[str]] | None) -> None:
    if expected is None:
        with pytest.raises(CannotRewrite):
            statements(text)
    else:
        assert statements(text) == expected


def test_blocks_are_told_apart() -> None:
    lines = read_lines(Source("/a.py", "class C:\n    a = 1\n    if x:\n        b = 2\n    c = 3\nd = 4\n"))
    blocks = [line.block for line in lines.logical]
    assert blocks[1] == blocks[2] == blocks[4]
    assert len({blocks[0], blocks[1], blocks[3]}) == 3
    assert blocks[0] == blocks[5] == 0


def test_comments_alone_and_behind() -> None:
    lines = read_lines(Source("/a.py", "# one\nf(  # two\n    # three\n)  # four\ns = '# none'\n"))
    assert [(comment.text, comment.alone, comment.line) for comment in lines.comments] == [
        ("# one", True, 1),
        ("# two", False, 2),
        ("# three", True, 3),
        ("# four", False, 4),
    ]
