"""Which engines of a project are counted together, against which limit, and where it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine_lint import check_paths
from tests.shell import write

HEAD = "from sqlalchemy import create_engine\n\n"
OPTIONS = "pool_pre_ping=True, pool_recycle=3600"
LIMIT = {"max-connections": 100, "workers": 4}


def engine(url: str = "mysql+pymysql://app@db/shop", name: str = "engine", **options: int) -> str:
    given = "".join(f", {key}={value}" for key, value in options.items())
    return f'{HEAD}{name} = create_engine("{url}", {OPTIONS}{given})\n'


def told(root: Path, files: dict[str, str], settings: dict[str, object] | None = None, paths: tuple[str, ...] = (".",)) -> list[str]:
    """The findings as path, line and message, less what is always the same."""
    write(root, {"requirements.txt": b"sqlalchemy==2.0.36\n", **{name: text.encode() for name, text in files.items()}})
    outcome = check_paths([root / path for path in paths], LIMIT if settings is None else settings)
    assert outcome.failures == ()
    return [
        f"{Path(each.place.path).relative_to(root).as_posix()}:{each.place.span.start.line}: {each.message.partition(' = ')[0]}"
        for each in outcome.findings
        if each.code == "EL503"
    ]


SUM = "4 workers (--workers) × ((20 + 10) + (5 + 10))"


def test_engines_of_several_files_are_one_sum_at_the_largest(tmp_path: Path) -> None:
    assert told(tmp_path, {"a.py": engine(), "b.py": engine(pool_size=20)}) == [f"b.py:3: {SUM}"]


@pytest.mark.parametrize(("path", "expected"), [("a.py", [f"a.py:3: {SUM}"]), ("b.py", [f"b.py:3: {SUM}"]), ("c.py", [])])
def test_engines_of_files_that_are_not_checked_count_too(path: str, expected: list[str], tmp_path: Path) -> None:
    files = {"a.py": engine(), "b.py": engine(pool_size=20), "c.py": "x = 1\n"}
    assert told(tmp_path, files, paths=(path,)) == expected


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tests/test_b.py", engine(pool_size=20)),
        ("migrations/env.py", engine(pool_size=20)),
        ("scripts/b.py", engine(pool_size=20)),
        ("shop/cli.py", engine(pool_size=20)),
        ("shop/management/commands/b.py", engine(pool_size=20)),
        ("b.py", HEAD + f"import settings\nreader = create_engine(settings.DB_READER_URL, pool_size=14, {OPTIONS})\n"),
        ("b.py", HEAD + f"import settings\nreader = create_engine(settings.replica_url, pool_size=14, {OPTIONS})\n"),
        ("examples/b.py", engine(pool_size=20)),
        ("b.py", engine("sqlite:///shop.db", pool_size=20)),
        ("b.py", engine("duckdb:///shop.db", pool_size=20)),
        ("b.py", engine(pool_size=20).replace(OPTIONS, "poolclass=NullPool").replace("import ", "import NullPool, ")),
        ("b.py", engine("mysql+pymysql://app@elsewhere/shop", pool_size=20, max_overflow=5)),
        ("b.py", engine("postgresql://app@db/shop", pool_size=19, max_overflow=5)),
        ("b.py", HEAD + "def run(url):\n    e = create_engine(url, pool_size=20)\n    with e.connect() as c:\n        c.execute(1)\n    e.dispose()\n"),
    ],
)
def test_what_rests_in_no_pool_of_that_server_does_not_count(name: str, text: str, tmp_path: Path) -> None:
    assert told(tmp_path, {"a.py": engine(max_overflow=19), name: text}) == []


def test_another_project_of_the_repository_has_a_sum_of_its_own(tmp_path: Path) -> None:
    files = {"one/requirements.txt": "sqlalchemy\n", "one/a.py": engine(), "two/requirements.txt": "sqlalchemy\n", "two/b.py": engine(pool_size=14)}
    assert told(tmp_path, files) == []


def test_files_of_a_folder_that_is_no_project_are_not_summed(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": engine().encode(), "b.py": engine(pool_size=14).encode()})
    assert [each.code for each in check_paths([tmp_path], LIMIT).findings] == []


def test_configs_of_one_app_are_alternatives_and_its_binds_are_not(tmp_path: Path) -> None:
    config = """class Base:
    SQLALCHEMY_DATABASE_URI = "mysql+pymysql://app@db/shop"
    SQLALCHEMY_ENGINE_OPTIONS = {"pool_pre_ping": True, "pool_recycle": 3600, "pool_size": 10}

class Large(Base):
    SQLALCHEMY_ENGINE_OPTIONS = {"pool_pre_ping": True, "pool_recycle": 3600, "pool_size": 14}
"""
    files = {"requirements.txt": "flask-sqlalchemy==3.1.1\nsqlalchemy==2.0.36\n", "config.py": config}
    assert told(tmp_path, files) == []
    bound = config + '    SQLALCHEMY_BINDS = {"stock": {"url": "mysql+pymysql://app@db/stock", "pool_pre_ping": True, "pool_recycle": 3600}}\n'
    (found,) = told(tmp_path, {**files, "config.py": bound})
    assert found.endswith("× ((14 + 10) + (5 + 10))")


def test_an_engine_of_unknown_backend_counts_with_those_of_the_only_one_there_is(tmp_path: Path) -> None:
    unknown = f'import os\n{HEAD}other = create_engine(os.environ["URL"], {OPTIONS})\n'
    assert told(tmp_path, {"a.py": unknown, "b.py": engine(pool_size=20)}) == [f"b.py:3: {SUM}"]


def test_an_unknown_backend_has_no_limit_that_was_declared_for_another(tmp_path: Path) -> None:
    unknown = f'import os\n{HEAD}other = create_engine(os.environ["URL"], pool_size=90, {OPTIONS})\n'
    assert told(tmp_path, {"a.py": unknown}, {"max-connections": {"mysql": 100}, "workers": 4}) == []
    assert len(told(tmp_path, {"a.py": unknown})) == 1


def test_two_urls_that_may_lead_to_two_servers_are_medium(tmp_path: Path) -> None:
    text = f'import os\n{HEAD}a = create_engine(os.environ["A"], pool_size=20, {OPTIONS})\nb = create_engine(os.environ["B"], {OPTIONS})\n'
    assert told(tmp_path, {"a.py": text}) == [f"a.py:4: {SUM}"]
    (found,) = check_paths([tmp_path], LIMIT).findings
    assert found.confidence.name == "MEDIUM"
    assert any("one is assumed" in line for line in found.help)


def test_engines_that_functions_make_may_not_live_at_the_same_time(tmp_path: Path) -> None:
    text = "".join(f"def make_{name}():\n    return create_engine(URL, pool_size=14, {OPTIONS})\n\n\n" for name in "abc")
    write(tmp_path, {"requirements.txt": b"sqlalchemy==2.0.36\n", "a.py": f'{HEAD}URL = "mysql+pymysql://app@db/shop"\n{text}'.encode()})
    (found,) = check_paths([tmp_path], {**LIMIT, "pedantic": True}).findings
    assert (found.confidence.name, "Engines that functions make may not live at the same time." in found.help) == ("LOW", True)


COMPOSE = "services:\n  db:\n    image: {image}\n    command: {command}\n"


def test_a_limit_is_found_in_files_of_the_project(tmp_path: Path) -> None:
    files = {
        "a.py": engine("postgresql://app@db/shop", pool_size=20),
        "docker-compose.yml": COMPOSE.format(image="postgres", command="postgres -c max_connections=110 -c superuser_reserved_connections=20"),
        "Procfile": "web: uvicorn a:app --workers 4\n",
    }
    write(tmp_path, {"requirements.txt": b"sqlalchemy==2.0.36\n", **{name: text.encode() for name, text in files.items()}})
    (found,) = check_paths([tmp_path]).findings
    assert found.message == (
        "4 uvicorn workers (Procfile:1) × (20 + 10) = 120 connections exceed the 90 that max_connections of 110 (docker-compose.yml:4) leaves"
    )
    assert (found.confidence.name, [Path(each.place.path).name for each in found.related]) == ("MEDIUM", ["a.py", "Procfile", "docker-compose.yml"])


@pytest.mark.parametrize(
    "more",
    [
        {"docker-compose.yml": COMPOSE.format(image="mysql:8", command="mysqld --max_connections=100")},
        {"docker-compose.yml": COMPOSE.format(image="postgres", command="postgres -c max_connections=200")},
        {"docker-compose.test.yml": COMPOSE.format(image="postgres", command="postgres -c max_connections=20")},
        {
            "docker-compose.yml": COMPOSE.format(image="postgres", command="postgres -c max_connections=100"),
            "docker-compose.prod.yml": COMPOSE.format(image="postgres", command="postgres -c max_connections=500"),
        },
        {"docker-compose.yml": COMPOSE.format(image="postgres", command="postgres -c max_connections=100") + "  pool:\n    image: edoburu/pgbouncer\n"},
        {},
    ],
)
def test_limits_of_other_servers_do_not_count(more: dict[str, str], tmp_path: Path) -> None:
    files = {"a.py": engine("postgresql://app@db/shop", pool_size=20), "Procfile": "web: uvicorn a:app --workers 4\n"}
    assert told(tmp_path, {**files, **more}, {}) == []


def test_a_declared_limit_comes_before_a_found_one(tmp_path: Path) -> None:
    files = {"a.py": engine(pool_size=20), "docker-compose.yml": COMPOSE.format(image="mysql:8", command="mysqld --max_connections=10")}
    assert told(tmp_path, files, {"max-connections": 500, "workers": 4}) == []


def test_what_a_live_server_said_comes_before_what_files_say_and_behind_what_is_declared(tmp_path: Path) -> None:
    files = {"a.py": engine(pool_size=20), "docker-compose.yml": COMPOSE.format(image="mysql:8", command="mysqld --max_connections=500")}
    measured = {"measured": [{"backend": "mysql", "max-connections": 100, "date": "2026-01-02"}], "workers": 4}
    assert told(tmp_path, files, measured) == ["a.py:3: 4 workers (--workers) × (20 + 10)"]
    (found,) = check_paths([tmp_path], measured).findings
    assert "max_connections of 100 (" in found.message and "measured on 2026-01-02)" in found.message
    assert told(tmp_path, files, {**measured, "max-connections": 200}) == []


def test_a_comment_silences_it_and_is_not_called_unused(tmp_path: Path) -> None:
    text = engine(pool_size=20).replace(")\n", ")  # engine-lint: ignore[EL503] the pools are never full\n")
    write(tmp_path, {"requirements.txt": b"sqlalchemy==2.0.36\n", "a.py": text.encode()})
    outcome = check_paths([tmp_path], LIMIT)
    assert (outcome.findings, outcome.summary.suppressed) == ((), 1)


def test_it_stays_while_other_findings_are_mended(tmp_path: Path) -> None:
    from engine_lint.pipeline import Fixing, Request, run
    from engine_lint.settings import Lookup

    text = "# a comment\n" + engine(pool_size=20).replace(f", {OPTIONS}", "")
    write(tmp_path, {"requirements.txt": b"sqlalchemy==2.0.36\n", "a.py": text.encode()})
    outcome = run(Request((str(tmp_path),), Lookup(tmp_path.as_posix(), LIMIT), fixing=Fixing.COMPUTE, unsafe=True))
    assert [each.code for each in outcome.findings] == ["EL503"]
    assert "EL101" in {each.code for each in outcome.fixed}
