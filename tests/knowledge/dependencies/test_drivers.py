from __future__ import annotations

import pytest

from engine_lint.knowledge.dependencies.drivers import only_driver
from engine_lint.model.versions import VersionRange, Versions


def backend(required: str, optional: str = "", locked: str = "") -> frozenset[str]:
    names = (required + " " + optional + " " + locked).split()
    found = only_driver(Versions(dict.fromkeys(names, VersionRange()), True, frozenset(required.split()), frozenset(optional.split())))
    assert not found.complete
    assert bool(found.evidence) is bool(found.names)
    return found.names


@pytest.mark.parametrize(
    ("required", "optional", "locked", "expected"),
    [
        ("pymysql flask", "", "", {"mysql", "mariadb"}),
        ("pymysql mysqlclient aiomysql", "", "", {"mysql", "mariadb"}),
        ("psycopg2-binary asyncpg", "", "", {"postgresql", "cockroachdb", "redshift"}),
        ("psycopg2-binary sqlalchemy-redshift", "", "", {"redshift"}),
        ("psycopg2", "psycopg2-binary", "", {"postgresql", "cockroachdb", "redshift"}),
        ("asyncpg aiosqlite", "", "", set()),
        ("asyncpg", "aiosqlite", "", {"postgresql", "cockroachdb", "redshift"}),
        ("asyncpg", "", "pymysql", {"postgresql", "cockroachdb", "redshift"}),
        ("asyncpg duckdb-engine", "", "", {"postgresql", "cockroachdb", "redshift"}),
        ("psycopg2-binary pymysql", "", "", set()),
        ("sqlalchemy-redshift sqlalchemy-cockroachdb psycopg2", "", "", set()),
        ("pymysql", "psycopg2", "", set()),
        ("flask", "psycopg2", "", set()),
        ("flask", "", "psycopg2", set()),
        ("aiosqlite", "", "", set()),
        ("sqlalchemy-bigquery", "", "", set()),
        ("flask", "", "", set()),
    ],
)
def test_drivers_for_one_server_are_evidence(required: str, optional: str, locked: str, expected: set[str]) -> None:
    assert backend(required, optional, locked) == expected
