from __future__ import annotations

import pytest

from engine_lint.knowledge.paths import kinds


@pytest.mark.parametrize(
    "path",
    [
        "tests/db.py",
        "app/tests/conftest.py",
        "app/test_db.py",
        "app/db_test.py",
        "conftest.py",
        "app/testing/engine.py",
        "Tests/x.py",
        "src/sql/_testing.py",
        "tests-load/generate.py",
        "api-tests/db.py",
    ],
)
def test_tests(path: str) -> None:
    assert kinds(path).tests


@pytest.mark.parametrize("path", ["migrations/env.py", "alembic/versions/1.py", "app/db/alembic/env.py", "db/env.py", "alembic_core/env.py"])
def test_migrations(path: str) -> None:
    assert kinds(path).migrations


@pytest.mark.parametrize("path", ["scripts/load.py", "app/scripts/load.py", "tools/load.py", "bin/load.py", "benchmarks/run.py"])
def test_scripts(path: str) -> None:
    assert kinds(path).scripts


@pytest.mark.parametrize("path", ["examples/flask/app.py", "docs/conf.py", "docs_src/tutorial/app.py", "packages/x/samples/a.py", "pkg/_templates/core/a.py", "pkg/source_templates/a.py"])
def test_examples(path: str) -> None:
    assert kinds(path).examples


@pytest.mark.parametrize(
    "path",
    [
        "app/db.py",
        "app/contest.py",
        "latest/db.py",
        "app/tools/sql.py",
        "app/environment.py",
        "tools.py",
        "src/attestation/db.py",
        "app/protest_api.py",
        "app/contest-api/db.py",
    ],
)
def test_others(path: str) -> None:
    found = kinds(path)
    assert not (found.tests or found.migrations or found.scripts or found.examples)
