"""The scan of bytes: it never loses a site, and finds names as whole words wherever they stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine_lint.pipeline import check, opened
from engine_lint.python.byte_search import FEW, standing, words_among
from engine_lint.python.needles import LISTENER_WORDS, NEEDLES, TELLING_WORDS, holds_one, may_hold_word
from engine_lint.python.sites.surroundings import surroundings
from engine_lint.scanning import Scans, scan
from tests.shell import write
from tests.test_shapes import EACH, Shape, request_for


@pytest.mark.parametrize("word", sorted({*NEEDLES, *TELLING_WORDS, *LISTENER_WORDS}))
def test_every_word_is_found_by_its_parts(word: bytes) -> None:
    assert may_hold_word(b"x = 1\n" + word + b"\n")


@pytest.mark.parametrize("data", [b"", b"import os\n", b"class Eng: pass\n", b"SQL = 'select'\n", b"pool = make(apply=True)\n", b"listen(sock)\n"])
def test_ordinary_text_holds_no_word(data: bytes) -> None:
    assert not may_hold_word(data) and not holds_one(NEEDLES, data)


_TEXT = st.text(alphabet="ab_1 .(\n\u00e9", max_size=60)


@given(_TEXT, st.sets(st.text(alphabet="ab_1", min_size=1, max_size=3), min_size=1, max_size=FEW + 8))
def test_words_are_found_as_regular_expressions_find_them(text: str, names: set[str]) -> None:
    data, words = text.encode(), {name.encode() for name in names}
    assert words_among(words, data) == {word for word in words if re.search(rb"(?<![A-Za-z0-9_])" + word + rb"(?![A-Za-z0-9_])", data)}


def test_names_stand_in_files_in_the_order_of_the_files(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "make_db()\n", "b.py": "remake_db()\n", "c.py": "x.make_db\n"})
    paths = [f"{tmp_path}/{name}.py" for name in ("c", "b", "a", "missing")]
    assert standing(["make_db", "other"], paths) == {"make_db": [paths[0], paths[2]], "other": []}


def test_a_file_whose_bytes_cannot_be_had_is_looked_into(tmp_path: Path) -> None:
    ((found,), _) = scan([f"{tmp_path}/missing.py"])
    assert found[1].concerns


def test_each_file_is_read_once(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "create_engine\n"})
    scans, path = Scans(), f"{tmp_path}/a.py"
    assert scans.of([path])[path].concerns
    write(tmp_path, {"a.py": "\n"})
    assert scans.of([path])[path].concerns


@EACH
def test_a_quiet_file_says_nothing_when_it_is_read_all_the_same(shape: Shape, tmp_path: Path) -> None:
    request = request_for(shape.write(tmp_path / "project"), (".",))
    found, workspace = opened(request)
    quiet = workspace.quiet(found.files)
    for file in found.files:
        if file.path in quiet and not surroundings(file.path, workspace.base(workspace.root(file.path))).in_tests:
            texts = file.kind.texts(file.path, workspace.read(file.path))
            reading = file.kind.read(texts, workspace.project(file.path))
            assert not reading.engines and not reading.config_keys, file.path
            assert check(file, workspace, request).findings == ()
