"""Hand-built subjects: engines and config keys as the reading part gives them, resolved by the production code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from engine_lint.knowledge.dependencies.specifiers import range_of
from engine_lint.knowledge.effective import effective
from engine_lint.model.engine import Backend, Engine, Site
from engine_lint.model.flask import ConfigKeys, KeyGroup
from engine_lint.model.place import Place, span_of
from engine_lint.model.timeout import IdleTimeout, Source
from engine_lint.model.value import Carrier, Known, Option, Symbol
from engine_lint.model.versions import VersionRange, Versions
from engine_lint.rules.registry import find
from engine_lint.rules.rule import Context, Report

PATH = "/project/db.py"


def place(line: int, start: int = 1, end: int = 40, path: str = PATH) -> Place:
    return Place(path, span_of(line, start, line, end))


CALL = Carrier("call", place(1))
MYSQL = Backend(frozenset({"mysql"}), complete=True, driver="pymysql")
POSTGRESQL = Backend(frozenset({"postgresql"}), complete=True)
SQLITE = Backend(frozenset({"sqlite"}), complete=True)


def value_of(value: object) -> Any:
    return value if hasattr(value, "origin") else Known(value, place(99))


def option(name: str, value: object, line: int = 2, carrier: Carrier | None = CALL, **more: Any) -> Option:
    return Option(name, value_of(value), place(line), place(line, 20), carrier, **more)


def engine(backend: Backend = MYSQL, *, site: Mapping[str, Any] | None = None, **options: object) -> Engine:
    """An engine; options whose names start with ``_`` are fields of ``Engine``."""
    fields: dict[str, Any] = {name[1:]: options.pop(name) for name in list(options) if name.startswith("_")}
    fields.setdefault("target", CALL)
    given = {name: value if isinstance(value, Option) else option(name, value) for name, value in options.items()}
    return Engine(Site(**{"kind": "call", "callee": "sqlalchemy.create_engine", "place": place(1), **(site or {})}), given, backend, **fields)


def versions(*, has_metadata: bool = True, **pins: str) -> Versions:
    """``versions(sqlalchemy="2.0.30")``; ``">=1.3"`` for a lower bound, ``""`` for a name without a version."""
    ranges = {name.replace("_", "-"): _range(pin) for name, pin in pins.items()}
    return Versions(ranges, has_metadata=has_metadata and bool(pins), required=frozenset(ranges))


def _range(pin: str) -> VersionRange:
    if not pin:
        return VersionRange(source="requirements.txt")
    return range_of(pin if pin.startswith(">=") else f"=={pin}", "requirements.txt")


def timeout(seconds: int, source: Source = Source.DECLARED, **more: Any) -> IdleTimeout:
    label, where = {
        Source.DECLARED: ("idle-timeout", "pyproject.toml"),
        Source.FOUND: ("wait_timeout", "my.cnf"),
        Source.DEFAULT: ("wait_timeout", "MySQL's documented default"),
    }.get(source, ("timer", "a preset"))
    return IdleTimeout(seconds, source, "server", label, where, **more)


@dataclass(frozen=True)
class Judge:
    """Runs one rule on a subject."""

    code: str

    def __call__(
        self, subject: Engine | ConfigKeys, pinned: Versions | None = None, *, timeouts: tuple[IdleTimeout, ...] = (), recycle: int | None = None
    ) -> list[Report]:
        pinned = pinned or Versions()
        rule = find(self.code)
        assert rule is not None and rule.check is not None
        if isinstance(subject, Engine):
            subject = replace(subject, effective=effective(subject, pinned), timeouts=timeouts)
        reports: Iterator[Report] = rule.check(subject, Context(pinned, recycle))
        return list(reports)

    def one(self, *arguments: Any, **more: Any) -> Report:
        reports = self(*arguments, **more)
        assert len(reports) == 1, reports
        return reports[0]


def keys(*names_and_values: tuple[str, object], form: str = "attribute", receiver: str = "", **group: Any) -> ConfigKeys:
    """One namespace with one group; every key is a statement of its own on a line of its own."""
    carrier = Carrier(form, place(1), receiver=receiver)
    own = tuple(option(name, value, line, replace(carrier, place=place(line))) for line, (name, value) in enumerate(names_and_values, 3))
    statements = {each.name: each.place for each in own} if form in ("attribute", "item") else {}
    if form in ("call", "dict"):
        own = tuple(replace(each, carrier=carrier) for each in own)
    read_elsewhere = group.pop("read_elsewhere", frozenset())
    return ConfigKeys(Site("flask-config", "Config", place(3), framework="flask-sqlalchemy"), (KeyGroup(own, statements, carrier, **group),), read_elsewhere)


@dataclass(frozen=True)
class Build:
    """What tests build subjects with."""

    place = staticmethod(place)
    option = staticmethod(option)
    engine = staticmethod(engine)
    versions = staticmethod(versions)
    timeout = staticmethod(timeout)
    keys = staticmethod(keys)
    judge = Judge
    MYSQL, POSTGRESQL, SQLITE = MYSQL, POSTGRESQL, SQLITE
    NULL_POOL, STATIC_POOL, QUEUE_POOL = (Symbol(f"sqlalchemy.pool.{name}") for name in ("NullPool", "StaticPool", "QueuePool"))
    CALL = CALL


@pytest.fixture
def build() -> Build:
    return Build()


@pytest.fixture
def judge(request: pytest.FixtureRequest) -> Judge:
    """The rule that the test file is named after (``test_el101.py``)."""
    return Judge(request.path.stem.removeprefix("test_").upper())
