"""Metadata is found in strange states: whatever its bytes, reading it ends without an error."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine_lint.knowledge.dependencies.implied import with_implied
from engine_lint.knowledge.dependencies.pins import pins
from engine_lint.model.versions import Versions

NAMES = (
    *("requirements.txt", "requirements/base.in", "pyproject.toml", "Pipfile", "pixi.toml", "setup.cfg", "setup.py", "environment.yml"),
    *("uv.lock", "poetry.lock", "Pipfile.lock", "pixi.lock", "conda-lock.yml", "pylock.toml"),
)
WORDS = (
    *("sqlalchemy", "Flask-SQLAlchemy", "==", ">=2", "<", "~=1.4", "^", "*", "2.0.15", "9" * 400, "1!"),
    *(" ", "\n", "\t", "\r\n", "\\", "\x00", "#", ";", "@", "[", "]"),
    *("{", "}", '"', "'", "=", ",", ":", "- ", "-r ", "-c ", "-e ", "git+https://x/y.git@3.0.x#egg=", "../", "[project]\n", "dependencies = ", "[[package]]\n"),
    *("name = ", "version = ", "[tool.poetry.dependencies]\n", "[tool.uv.sources]\n", "{git = ", "[options]\n", "install_requires"),
    *("file:", "setup(", ")", "dependencies:\n", "  - pip:\n", "[tool.setuptools.dynamic]\n", "{file = [", '"default": ', "lambda: ", "%", "\ufeff", "\ud800"),
)


def ends_well(name: str, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        found = with_implied(pins(Path(folder)))
        assert isinstance(found, Versions)
        assert all(isinstance(str(each), str) and each.where is not None for each in found.ranges.values())


@settings(max_examples=150, deadline=None)
@given(name=st.sampled_from(NAMES), data=st.binary(max_size=300))
def test_arbitrary_bytes(name: str, data: bytes) -> None:
    ends_well(name, data)


@settings(max_examples=400, deadline=None)
@given(name=st.sampled_from(NAMES), words=st.lists(st.sampled_from(WORDS), max_size=40))
def test_arbitrary_words_of_such_files(name: str, words: list[str]) -> None:
    ends_well(name, "".join(words).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("name", NAMES)
def test_long_lines_and_deep_nesting(name: str) -> None:
    for text in ("a" * 200_000, "[" * 20_000, "{" * 20_000, "(" * 20_000, "-" * 50_000, "x==" * 30_000, "- a=" * 20_000, "a\n" * 5_000, "\\\n" * 20_000):
        ends_well(name, text.encode())
