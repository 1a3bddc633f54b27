"""Tests of the data against every supported release of the libraries that it speaks of, and of the program with the oldest that it works with: ``nox``."""

from __future__ import annotations

import nox

nox.options.sessions = ["facts", "third_party", "lowest"]
nox.options.default_venv_backend = "uv|virtualenv"

DRIVERS = ["pymysql", "aiomysql", "asyncmy", "psycopg2-binary", "psycopg[binary]", "asyncpg", "aiosqlite", "greenlet"]
SUITE = ["pytest", "pytest-asyncio", "hypothesis"]
"""What the suite's configuration and its conftest.py need."""
FLASK_2 = ["flask<2.3", "werkzeug<3"]
OLDER, NEWER = ["older"], ["newer"]
"""The sessions that together try each release once but the newest, which the suite itself runs with; what they leave out are further combinations."""
NEWEST = ["sqlalchemy~=2.1.0", "flask-sqlalchemy~=3.1.1"]
"""What is installed for the suite: ``tests/facts/test_sessions.py`` holds that."""
COMBINATIONS = [
    nox.param(["sqlalchemy~=1.4.54", "flask-sqlalchemy~=2.5.1", *FLASK_2], id="sqlalchemy-1.4-flask-2.5", tags=OLDER),
    nox.param(["sqlalchemy~=1.4.54", "flask-sqlalchemy~=3.0.5", "flask"], id="sqlalchemy-1.4-flask-3.0"),
    nox.param(["sqlalchemy~=2.0.50", "flask-sqlalchemy~=3.0.5", "flask", "sqlmodel"], id="sqlalchemy-2.0-flask-3.0", tags=OLDER),
    nox.param(["sqlalchemy~=2.0.50", "flask-sqlalchemy~=3.1.1", "flask", "sqlmodel"], id="sqlalchemy-2.0-flask-3.1"),
    nox.param([*NEWEST, "flask", "sqlmodel"], id="sqlalchemy-2.1-flask-3.1"),
]
LIBRARIES = [
    nox.param(
        [
            "advanced-alchemy",
            "apscheduler<4",
            "celery",
            "dask[dataframe]",
            "dataset",
            "fastapi",
            "fastapi-async-sqlalchemy",
            "fastapi-sqlalchemy",
            "flask-sqlalchemy-lite",
            "google-adk",
            "jupyterhub",
            "langchain-classic",
            "langchain-community",
            "langchain-postgres",
            "litestar",
            "llama-index-core",
            "nameko-sqlalchemy",
            "openai-agents",
            "optuna",
            "oslo.db",
            "records",
        ],
        id="many",
        tags=NEWER,
    ),
    nox.param(["quart-sqlalchemy", "quart<0.20", "pydantic<2"], id="quart-sqlalchemy", tags=NEWER),
]


WITH_THE_LOWEST = [
    *("tests/test_help.py", "tests/test_settings.py", "tests/test_discovery.py"),  # click, tomli, pathspec
    *("tests/test_cli_rule_and_demo.py", "tests/test_progress.py", "tests/test_engines.py"),  # rich, Jinja2
    *("tests/test_codemods.py", "tests/python/rewriting"),  # LibCST
    *("tests/files/infra/test_compose.py", "tests/files/infra/test_terraform.py"),  # PyYAML, python-hcl2
    *("tests/server/test_plain_client.py", "tests/server/test_command.py"),  # pygls, lsprotocol
    *("tests/probe/test_recording.py", "tests/test_executors.py"),  # tomlkit, distributed
]
"""Tests of what the packages are for."""


@nox.session
@nox.parametrize("libraries", COMBINATIONS)
def facts(session: nox.Session, libraries: list[str]) -> None:
    """Make real engines from every case, example and fixture project, and compare them with what engine-lint computes."""
    session.install(".", *SUITE, "pytest-xdist", *DRIVERS, *libraries)
    session.run("pytest", "--numprocesses", "auto", "--dist", "loadfile", "tests/facts", "--ignore", "tests/facts/test_third_party.py", *session.posargs)


@nox.session
@nox.parametrize("libraries", LIBRARIES)
def third_party(session: nox.Session, libraries: list[str]) -> None:
    """Let other libraries make their engines and compare them with what engine-lint computes."""
    session.install(".", *SUITE, "sqlalchemy~=2.0.50", *DRIVERS, *libraries)
    session.run("pytest", "-p", "no:nameko", "tests/facts/test_third_party.py", *session.posargs)


@nox.session(venv_backend="uv")
def lowest(session: nox.Session) -> None:
    """All that a release depends on, extras included, at the lowest release that its bound allows; what comes with these is as new as ever."""
    session.install("--resolution=lowest-direct", ".[dask,infra,lsp,probe]")
    session.install(*SUITE, "jsonschema", "psycopg2-binary")
    session.run("pytest", *WITH_THE_LOWEST, *session.posargs)
