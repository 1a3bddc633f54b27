"""The data files: every row can be read, and says where it is from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine_lint.knowledge import dialects, factories, flask, options, pools
from engine_lint.knowledge.tables import DATA, table

TABLES = sorted(path.stem for path in Path(DATA).glob("*.toml"))


def rows_of(content: object) -> Iterator[dict[str, Any]]:
    for value in content.values() if isinstance(content, dict) else ():
        if isinstance(value, list):
            yield from (each for each in value if isinstance(each, dict))


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_a_source(name: str) -> None:
    content = table(name)
    assert content.get("source") or all(row.get("source") for row in rows_of(content))


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
