"""Sections of ``airflow.cfg``, and what stands for them in the environment, as subjects."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

from engine_lint.files.env_syntax import read_env
from engine_lint.files.ini_sites import backend_of
from engine_lint.files.ini_syntax import Entry, Ini
from engine_lint.files.ini_values import resolved
from engine_lint.knowledge.airflow import FRAMEWORK, airflow_keys
from engine_lint.knowledge.paths import kinds
from engine_lint.model.engine import Engine, Site
from engine_lint.model.place import Place
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
    header = ini.header(section).place(source)
    return _of_entries(ini.own(section), f"[{section}]", header, Carrier("ini", header, receiver=airflow_keys().prefix), source, project)


def variables_engines(source: Source, project: Project) -> Iterator[Engine]:
    """The engine of each section whose keys a dotenv file gives as ``AIRFLOW__DATABASE__SQL_ALCHEMY_POOL_SIZE``; Airflow's own file may say more."""
    ini, keys = read_env(source), airflow_keys()
    for section in keys.sections:
        prefix = f"AIRFLOW__{section.upper()}__"
        entries = {entry.key.removeprefix(prefix).lower(): entry for entry in ini.entries if entry.key.startswith(prefix)}
        found = [entry for name, entry in entries.items() if name in keys.names]
        if found:
            carrier = Carrier("env", source.place(source.span(0, 0)), receiver=f"{prefix}{keys.prefix.upper()}")
            engine = _of_entries(entries, prefix.removesuffix("__"), found[0].place(source), carrier, source, project)
            yield replace(engine, unseen=("airflow.cfg and the environment may set others",))


def _of_entries(entries: dict[str, Entry], called: str, otherwise: Place, carrier: Carrier, source: Source, project: Project) -> Engine:
    """The engine that some keys of Airflow, in lower case, say something of."""
    url = entries.get(airflow_keys().url)
    told = kinds(os.path.relpath(source.path, project.base).replace(os.sep, "/"))
    site = Site(
        "airflow",
        called,
        url.place(source) if url else otherwise,
        coerces=True,
        framework=FRAMEWORK,
        in_tests=told.tests or told.examples,
        place_of_url=url.slot(source) if url else None,
        by_line=True,
    )
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
