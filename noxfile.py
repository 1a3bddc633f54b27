"""Tests of the data against every supported release of the libraries that it speaks of: ``nox -s facts``."""

from __future__ import annotations

import nox

nox.options.sessions = ["facts"]
nox.options.default_venv_backend = "uv|virtualenv"

DRIVERS = ["pymysql", "aiomysql", "asyncmy", "psycopg2-binary", "psycopg[binary]", "asyncpg", "aiosqlite", "greenlet"]
FLASK_2 = ["flask<2.3", "werkzeug<3"]
COMBINATIONS = [
    nox.param(["sqlalchemy~=1.4.54"], id="sqlalchemy-1.4"),
    nox.param(["sqlalchemy~=2.0.50", "sqlmodel"], id="sqlalchemy-2.0"),
    nox.param(["sqlalchemy~=2.1.0", "sqlmodel"], id="sqlalchemy-2.1"),
    nox.param(["sqlalchemy~=1.4.54", "flask-sqlalchemy~=2.5.1", *FLASK_2], id="flask-sqlalchemy-2.5"),
    nox.param(["sqlalchemy~=1.4.54", "flask-sqlalchemy~=3.0.5", "flask"], id="flask-sqlalchemy-3.0-on-1.4"),
    nox.param(["sqlalchemy~=2.0.50", "flask-sqlalchemy~=3.0.5", "flask"], id="flask-sqlalchemy-3.0-on-2.0"),
    nox.param(["sqlalchemy~=2.0.50", "flask-sqlalchemy~=3.1.1", "flask"], id="flask-sqlalchemy-3.1-on-2.0"),
    nox.param(["sqlalchemy~=2.1.0", "flask-sqlalchemy~=3.1.1", "flask"], id="flask-sqlalchemy-3.1-on-2.1"),
]


@nox.session(python="3.11")
@nox.parametrize("libraries", COMBINATIONS)
def facts(session: nox.Session, libraries: list[str]) -> None:
    """Make real engines from every case and compare them with what engine-lint computes."""
    session.install(".", "pytest", *DRIVERS, *libraries)
    session.run("pytest", "tests/facts", *session.posargs)
