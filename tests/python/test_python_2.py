"""Python 2 is told from broken Python 3 by the line that cannot be parsed."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine_lint.errors import UnreadableFile
from engine_lint.model.source import Source
from engine_lint.python.parsing import parse
from tests.inprocess import engine_lint
from tests.shell import write

OLD = (
    'print "made", engine',
    "exec 'x = 1' in space",
    "try:\n    pass\nexcept ValueError, error:\n    print error",
    "raise ValueError, 'no such shop'",
    "pairs = sorted(pairs, key=lambda (name, count): count)",
    "def first((name, count)):\n    return name",
    "mode = 0755",
    "big = 10L",
    "shown = `engine`",
    "if a <> b:\n    pass",
    "text = ur'shop'",
)
BROKEN = ("engine = create_engine(", "print('made'", "def run(:\n    pass", "except = 3", "mode = 09 + 1 +", "text = 'a <b>", "lambda x y: x", "class Shop\n    pass")


def reason(text: str) -> str:
    with pytest.raises(UnreadableFile) as caught:
        parse(Source("shop.py", f"x = 1\n{text}\n"))
    return caught.value.reason.partition(": ")[0]


@pytest.mark.parametrize("text", OLD)
def test_what_python_2_alone_has_is_called_that(text: str) -> None:
    assert reason(text) == "it is Python 2"


@pytest.mark.parametrize("text", BROKEN)
def test_a_mistake_is_called_that(text: str) -> None:
    assert reason(text) == "it is not valid Python 3"


FILE = "from sqlalchemy import create_engine\nprint 'made', create_engine\n"


def test_many_files_in_python_2_are_told_of_once_to_people_and_one_by_one_to_programs(tmp_path: Path) -> None:
    write(tmp_path, {f"shop{number}.py": FILE for number in range(5)} | {"cut.py": "from sqlalchemy import create_engine\ncreate_engine(\n"})
    ran = engine_lint("check", ".", cwd=tmp_path)
    assert (ran.code, ran.text.count("error[EL902]"), ran.text.count("-->")) == (2, 2, 4)
    assert "5 files cannot be checked: they are Python 2\n" in ran.text
    assert "2 more" in ran.text
    assert "Found 6 findings" in ran.text
    assert ran.err.splitlines()[-2:] == ["error: cut.py: cannot be checked: it is not valid Python 3: '(' was never closed", "error: 5 files cannot be checked: they are Python 2"]
    for form in ("json", "concise", "sarif"):
        named = engine_lint("check", ".", "--output-format", form, cwd=tmp_path)
        assert (named.code, [f"shop{number}.py" in named.text for number in range(5)]) == (2, [True] * 5)


def test_a_few_files_in_python_2_are_told_of_one_by_one(tmp_path: Path) -> None:
    write(tmp_path, {f"shop{number}.py": FILE for number in range(3)})
    ran = engine_lint("check", ".", cwd=tmp_path)
    assert (ran.code, ran.text.count("error[EL902]"), "they are" in ran.text) == (2, 3, False)
    assert [line.partition(":")[2].partition(": it")[0] for line in ran.err.splitlines()] == [f" shop{number}.py: cannot be checked" for number in range(3)]
