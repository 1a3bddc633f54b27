"""The examples of the documentation, run."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from tests.shell import REPOSITORY

BLOCK = re.compile(r"^```pycon\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = sorted(path.relative_to(REPOSITORY).as_posix() for path in (REPOSITORY / "docs").glob("*.md") if BLOCK.search(path.read_text(encoding="utf-8")))


def test_there_are_pages_with_examples() -> None:
    assert "docs/api.md" in PAGES


@pytest.mark.parametrize("page", PAGES)
def test_the_examples_of_a_page_do_what_it_says(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    session = "\n".join(match[1] for match in BLOCK.finditer(text))
    monkeypatch.chdir(tmp_path)
    example = doctest.DocTestParser().get_doctest(session, {}, page, page, 0)
    said: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(example, out=said.append)
    assert "".join(said) == ""
    assert example.examples
