"""The data files: every row can be read, and says where it is from."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine_lint.knowledge import dialects, factories, flask, options, pools, tables
from engine_lint.knowledge.tables import DATA, rows, table

TABLES = sorted(path.stem for path in Path(DATA).glob("*.toml"))


def rows_of(content: object) -> Iterator[dict[str, Any]]:
    for value in content.values() if isinstance(content, dict) else ():
        if isinstance(value, list):
            yield from (each for each in value if isinstance(each, dict))


COUNTED = ("paths",)
"""Tables of habits: they were counted, and no page tells them."""
SOURCE = re.compile(r"https?://[\w-]+(?:\.[\w-]+)+/|\b[A-Za-z][\w.-]* \d+(?:\.\d+)+")
"""A page or a file, or a package and its version."""


@pytest.mark.parametrize("name", TABLES)
def test_every_row_says_which_page_or_release_it_is_from(name: str) -> None:
    content = table(name)
    sources = [row.get("source", content.get("source", "")) for row in rows_of(content)] or [content["source"]]
    assert [each for each in sources if not (SOURCE.search(each) or (each and name in COUNTED))] == []


def test_every_timer_says_which_page_or_package_it_is_from() -> None:
    assert [row["id"] for row in rows("timeouts") if not row["source_url"].startswith(("https://", "Debian package "))] == []


@pytest.mark.parametrize(
    ("source", "is_one"),
    [
        ("https://github.com/pgvector/pgvector", True),
        ("entry points of pydoris 1.2.0: a subclass", True),
        ("Flask-SQLAlchemy 3.0.5 and 3.1.1; tried", True),
        ("the metadata of the package pydoris", False),
        ("https://localhost/", False),
        ("read in 2024", False),
        ("the documentation", False),
    ],
)
def test_what_a_source_is(source: str, is_one: bool) -> None:
    assert bool(SOURCE.search(source)) is is_one


def test_no_name_stands_for_two_things() -> None:
    names = [name for row in table("dialects")["dialect"] for name in (row["name"], *row.get("aliases", ()))]
    assert len(names) == len(set(names))
    words: dict[str, str] = {}
    for row in table("dialects")["dialect"]:
        for word in row.get("words", ()):
            assert words.setdefault(word, row["name"]) == row["name"]
    paths = [path for row in (*table("factories")["factory"], *table("factories")["url"]) for path in row["paths"]]
    assert len(paths) == len(set(paths))


def test_references_between_tables_hold() -> None:
    known = set(pools.pool_classes())
    assert {row["pool"] for row in table("dialects")["default_pool"]} <= known
    assert {row["pool"] for row in table("flask")["default"] if "pool" in row} <= known
    assert {row["dialect"] for row in table("dialects")["default_pool"]} <= set(dialects.dialects())
    assert {row["of"] for row in table("dialects")["evidence"]} <= set(dialects.dialects())
    everything = set(options.engine_options())
    assert options.pool_options() >= {name for known_class in pools.pool_classes().values() for name in known_class.options}
    assert {each.meant for each in options.misspellings().values()} <= everything
    assert {name for name in flask.removed_keys().values() if name} <= everything
    assert {each.option for each in flask.never_read().values() if each.option} <= everything


def test_pool_parameters_are_spelt_as_options() -> None:
    assert pools.option_name("recycle") == "pool_recycle"
    assert pools.option_name("pool_size") == "pool_size"
    assert set(pools.constructor_names().values()) <= options.pool_options()


def test_pools_are_known_by_their_paths() -> None:
    found = pools.pool_class("sqlalchemy.pool.impl.NullPool")
    assert found is not None and found.name == "NullPool" and not found.keeps
    assert pools.pool_class("app.pools.NullPool") is None


def test_only_mock_engines_are_harmless() -> None:
    harmless = {path for path, factory in factories.factories().items() if factory.kind == "mock"}
    assert "sqlalchemy.create_mock_engine" in harmless
    assert {factories.factories()[path].name for path in harmless} == {"sqlalchemy.create_mock_engine"}


def test_what_python_keeps_of_a_table_is_what_its_file_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "DATA", str(tmp_path))
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    for number, text in enumerate(('[pool]\nsize = 5\nnames = ["a\'b", "\\u00e4\\""]\nratio = 0.5\n', "[pool]\nsize = 10\n")):
        (tmp_path / "pools.toml").write_text(text, encoding="utf-8")
        os.utime(tmp_path / "pools.toml", (number, number))
        for _ in range(2):
            tables.table.cache_clear()
            assert tables.table("pools") == tables.parse_toml(text)
    assert list((tmp_path / "__pycache__").iterdir())
    tables.table.cache_clear()
