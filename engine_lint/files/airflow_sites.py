"""Sections of ``airflow.cfg`` as subjects."""

from __future__ import annotations

import os
from collections.abc import Iterator

from engine_lint.files.ini_sites import backend_of
from engine_lint.files.ini_syntax import Entry, Ini
from engine_lint.files.ini_values import resolved
from engine_lint.knowledge.airflow import FRAMEWORK, airflow_keys
from engine_lint.knowledge.paths import kinds
from engine_lint.model.engine import Engine, Site
from engine_lint.model.source import Source
from engine_lint.model.value import Carrier, Known, Option, Symbol, Unknown
from engine_lint.python.project import Project

NULL_POOL = Symbol("sqlalchemy.pool.NullPool")


def engines(source: Source, ini: Ini, project: Project) -> Iterator[Engine]:
    """The engine of each section that says anything of it."""
    for section in sections(ini):
        yield _engine(section, source, ini, project)


def sections(ini: Ini) -> Iterator[str]:
    """The sections that hold one of Airflow's keys for SQLAlchemy."""
    keys = airflow_keys()
    return (section for section in ini.sections if section in keys.sections and keys.names & ini.own(section).keys())


def _engine(section: str, source: Source, ini: Ini, project: Project) -> Engine:
    entries, keys = ini.own(section), airflow_keys()
    header = ini.header(section).place(source)
    url = entries.get(keys.url)
    told = kinds(os.path.relpath(source.path, project.base).replace(os.sep, "/"))
    site = Site(
        "airflow",
        f"[{section}]",
        url.place(source) if url else header,
        coerces=True,
        framework=FRAMEWORK,
        in_tests=told.tests or told.examples,
        place_of_url=url.slot(source) if url else None,
        by_line=True,
    )
    carrier = Carrier("ini", header, receiver=keys.prefix)
    return Engine(site, _options(entries, carrier, source), backend_of(url, entries, source), target=carrier)


def _options(entries: dict[str, Entry], carrier: Carrier, source: Source) -> dict[str, Option]:
    """What the keys set; without a pool, none of them counts."""
    keys = airflow_keys()
    switch = entries.get(keys.enabled)
    if switch is not None and keys.truth(resolved(switch, entries).text) is False:
        return {"poolclass": Option("poolclass", Known(NULL_POOL, switch.slot(source)), switch.place(source), switch.slot(source))}
    held = ((name, kind, entries.get(f"{keys.prefix}{name}")) for name, kind in keys.options.items())
    return {
        name: Option(name, _value(entry, kind, entries, source), entry.place(source), entry.slot(source), carrier)
        for name, kind, entry in held
        if entry is not None
    }


def _value(entry: Entry, kind: str, entries: dict[str, Entry], source: Source) -> Known | Unknown:
    found, slot = resolved(entry, entries), entry.slot(source)
    if found.why:
        return Unknown(found.why, slot, "str")
    if kind != "bool":
        return Known(found.text, slot)
    truth = airflow_keys().truth(found.text)
    return Unknown(f"{found.text!r} is no word for true or false", slot) if truth is None else Known(truth, slot)
