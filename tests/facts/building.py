"""Imports modules of small projects and tells of every engine that came of it, with the lines that it was made on.

A script of its own, since the projects' modules have names like ``app``: jobs as JSON on standard input, results on
standard output. Nothing is connected.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import json
import os
import sys
import warnings
from types import ModuleType, TracebackType
from typing import Any

from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.exc import NoSuchModuleError

SOMEWHERE = "postgresql+psycopg2://u:p@127.0.0.1:1/d"
LIBRARIES = (
    *("flask", "flask_sqlalchemy", "sqlmodel", "sqlalchemy.ext.asyncio", "sqlalchemy.ext.declarative", "sqlalchemy.orm"),
    *("sqlalchemy.dialects.mysql", "sqlalchemy.dialects.postgresql", "sqlalchemy.dialects.sqlite", "sqlalchemy.dialects.mssql"),
    *("sqlalchemy.dialects.oracle", "pymysql", "MySQLdb", "mysql.connector", "aiomysql", "asyncmy", "psycopg2", "psycopg", "asyncpg", "pg8000", "aiosqlite"),
)
"""What the projects import, and the engines of their URLs: read once, and not in the copy of each job."""
MADE: list[dict[str, Any]] = []
ROOT = [""]


def frames(frame: Any) -> list[tuple[str, int]]:
    """The lines of the project that a frame was called from; none where a Flask extension makes the engine out of a config."""
    found = []
    while frame is not None:
        if f"{os.sep}flask_sqlalchemy{os.sep}" in frame.f_code.co_filename:
            return []
        path = in_project(frame)
        if path:
            found.append((path, frame.f_lineno))
        frame = frame.f_back
    return found


def in_project(frame: Any) -> str:
    """The file of the project that a frame is in, or an empty string."""
    name = frame.f_code.co_filename
    path = os.path.realpath(name) if os.path.isabs(name) else ""
    return path if path.startswith(ROOT[0] + os.sep) else ""


def facts_of(engine: Any) -> dict[str, Any]:
    pool = engine.pool
    known = next(cls for cls in type(pool).__mro__ if cls.__module__.startswith("sqlalchemy.pool"))
    recycle = pool._recycle if isinstance(pool._recycle, (int, float, str, type(None))) else repr(pool._recycle)
    return {"accepted": True, "pool_class": known.__name__, "pre_ping": bool(pool._pre_ping), "recycle": recycle}


def watch() -> None:
    """Note every engine as it is made: its dialect is told of it."""

    def noted(cls: type[DefaultDialect], engine: Any) -> None:
        MADE.append({"lines": frames(sys._getframe(1)), "engine": engine})

    DefaultDialect.engine_created = classmethod(noted)  # type: ignore[assignment]


def failure(error: BaseException) -> dict[str, Any]:
    """Where in the project a failed import was, and whether SQLAlchemy refused what it was given there."""
    lines, refused, trace = [], False, error.__traceback__
    while isinstance(trace, TracebackType):
        path = in_project(trace.tb_frame)
        if path:
            lines.append((path, trace.tb_lineno))
        refused = f"{os.sep}sqlalchemy{os.sep}" in trace.tb_frame.f_code.co_filename
        trace = trace.tb_next
    return {"lines": lines, "refused": refused and not isinstance(error, (ImportError, NoSuchModuleError)), "error": f"{type(error).__name__}: {error}"}


def flask_engine(module: ModuleType, config: str) -> Any:
    """The engine of a Flask config: a class of the module, the module itself, or an application's config."""
    from flask import Flask
    from flask_sqlalchemy import SQLAlchemy

    app, _, attribute = config.rpartition(".")
    names = vars(module)
    if attribute == "config":
        application = names[app]
    else:
        application = Flask("built")
        application.config.from_object(names.get(config, module))
    if application.config.get("SQLALCHEMY_DATABASE_URI") in (None, "sqlite:///:memory:"):
        application.config["SQLALCHEMY_DATABASE_URI"] = SOMEWHERE
    application.config.setdefault("SQLALCHEMY_TRACK_MODIFICATIONS", False)
    known = application.extensions.get("sqlalchemy")
    db = getattr(known, "db", known) or SQLAlchemy(application)
    with application.app_context():
        return db.engine


def build(job: dict[str, Any]) -> dict[str, Any]:
    """Import one module and make the engines of its Flask configs."""
    MADE.clear()
    ROOT[0] = os.path.realpath(job["root"])
    os.chdir(ROOT[0])
    failed, configs = None, {}
    sys.path.insert(0, ROOT[0])
    try:
        module = importlib.import_module(job["module"])
        made = [(each["lines"], facts_of(each["engine"])) for each in MADE]
        for config in job["configs"]:
            with contextlib.suppress(ImportError):
                try:
                    configs[config] = facts_of(flask_engine(module, config))
                except (TypeError, AttributeError) as error:
                    configs[config] = {"accepted": False, **failure(error)} if failure(error)["refused"] else None
                except Exception:
                    configs[config] = None
    except BaseException as error:
        made, failed = [(each["lines"], facts_of(each["engine"])) for each in MADE], failure(error)
    return {"made": made, "configs": configs, "failed": failed}


def build_apart(job: dict[str, Any]) -> dict[str, Any]:
    """Build in a copy of this process, since some projects change the libraries that they use."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        with os.fdopen(writing, "w", encoding="utf-8") as file:
            json.dump(build(job), file)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as file:
        text = file.read()
    os.waitpid(child, 0)
    result: dict[str, Any] = json.loads(text)
    return result


def main() -> None:
    warnings.simplefilter("ignore")
    watch()
    for library in LIBRARIES:
        with contextlib.suppress(ImportError):
            importlib.import_module(library)
    gc.freeze()
    jobs = json.load(sys.stdin)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        results = {job["name"]: build_apart(job) for job in jobs}
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    main()
