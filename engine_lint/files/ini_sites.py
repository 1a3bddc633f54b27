"""Sections of ini files as subjects: what ``engine_from_config`` makes of ``sqlalchemy.url``, ``sqlalchemy.pool_recycle`` ..."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

from engine_lint.cache.witnesses import looked_for
from engine_lint.dataclass import dataclass
from engine_lint.files.ini_syntax import DEFAULT, Entry, Ini
from engine_lint.files.ini_values import resolved, value_of
from engine_lint.knowledge.dialects import dialects, split_drivername
from engine_lint.knowledge.options import engine_options, pool_options
from engine_lint.knowledge.paths import kinds
from engine_lint.model.engine import Backend, Engine, Misplaced, Site
from engine_lint.model.place import Place
from engine_lint.model.source import Source
from engine_lint.model.value import Carrier, Option
from engine_lint.python import backends
from engine_lint.python.carriers.draft import QUERY
from engine_lint.python.conditions import ALWAYS
from engine_lint.python.project import Project
from engine_lint.python.queries import parameters
from engine_lint.python.sites.configured import DEFAULT_PREFIX, Configured, configured
from engine_lint.python.sites.misplaced import parameter_value
from engine_lint.python.values import Scalar, Text

ALEMBIC, SCRIPT_LOCATION = "alembic", "script_location"
NOBODY = "no engine_from_config() of the project shows what is added to it"
_TELLING = frozenset({"pool_recycle", "pool_pre_ping", "pool_use_lifo", "pool_reset_on_return", "max_overflow"})
_PLACEHOLDER = "driver"
"""The scheme that Alembic writes into a new ``alembic.ini``."""


@dataclass(frozen=True, slots=True)
class Group:
    """The entries of one section that begin with one prefix. ``entries`` are all in force there; ``own`` tells what stands in it itself."""

    section: str
    prefix: str
    entries: Mapping[str, Entry]
    header: Place
    is_migration: bool

    @property
    def url(self) -> Entry | None:
        """The entry that names the database."""
        return self.entries.get(f"{self.prefix}url")

    def option_entries(self) -> Iterator[tuple[str, Entry]]:
        """The options by their names without the prefix."""
        for key, entry in self.entries.items():
            name = key.removeprefix(self.prefix)
            if key.startswith(self.prefix) and name != "url":
                yield name, entry


def may_concern(ini: Ini) -> bool:
    """Whether any section names a database or sets a pool option, by whatever prefix."""
    return any(_names_database(entry) or _prefix_of_option(entry) for entry in ini.entries)


def engines(source: Source, ini: Ini, project: Project) -> Iterator[Engine]:
    """One engine per section, prefix and call that reads it."""
    environments = (_environment(ini.in_force(section), source.path) for section in ini.sections)
    calls = configured(project, sorted({each for each in environments if each}))
    prefixes = {DEFAULT_PREFIX, *(call.prefix for call in calls if call.prefix)}
    for group in _groups(source, ini, sorted(prefixes)):
        for call in _readers(group, calls, source.path):
            yield _engine(group, call, source, project)


def _groups(source: Source, ini: Ini, prefixes: Sequence[str]) -> Iterator[Group]:
    """The groups of all sections; those of ``DEFAULT`` where no section has entries of its own."""
    for prefix in prefixes:
        of_sections = [section for section in ini.sections if section != DEFAULT and _is_group(ini, section, prefix)]
        for section in of_sections or [DEFAULT]:
            if section != DEFAULT or _is_group(ini, DEFAULT, prefix):
                entries = ini.in_force(section)
                is_migration = section == ALEMBIC or SCRIPT_LOCATION in entries or os.path.basename(source.path) == "alembic.ini"
                yield Group(section, prefix, entries, ini.header(section).place(source), is_migration)


def _is_group(ini: Ini, section: str, prefix: str) -> bool:
    names = [key.removeprefix(prefix) for key in ini.own(section) if key.startswith(prefix)]
    return "url" in names or any(name in engine_options() for name in names if name.startswith(("pool", "max_overflow")))


def _names_database(entry: Entry) -> bool:
    if not entry.key.endswith("url"):
        return False
    return entry.key.startswith(DEFAULT_PREFIX) or split_drivername(entry.value.partition(":")[0])[0] in dialects()


def _prefix_of_option(entry: Entry) -> bool:
    return entry.key.startswith(DEFAULT_PREFIX) and entry.key.removeprefix(DEFAULT_PREFIX) in engine_options()


def _readers(group: Group, calls: Sequence[Configured], path: str) -> list[Configured | None]:
    """The calls that read a group, the application's before those of tests and scripts; None for one that is not seen."""
    fitting = [call for call in calls if call.prefix == group.prefix]
    if group.is_migration:
        environment = _environment(group.entries, path)
        return [call for call in fitting if (call.place.path == environment if environment else call.around.in_migrations)]
    mine = [call for call in fitting if not call.around.in_migrations]
    serving = [call for call in mine if not call.around.in_tests and not call.one_shot]
    return list(serving or mine) or [None]


def _environment(entries: Mapping[str, Entry], path: str) -> str:
    """The ``env.py`` that a migration section leads to, by its entries, or an empty string where it cannot be told."""
    entry = entries.get(SCRIPT_LOCATION)
    if entry is None:
        return ""
    location = entry.value.replace("%(here)s", "").strip("/") or "."
    found = os.path.normpath(os.path.join(os.path.dirname(path), location, "env.py")).replace(os.sep, "/")
    return found if os.path.isfile(looked_for(found)) else ""


def _engine(group: Group, call: Configured | None, source: Source, project: Project) -> Engine:
    options = {name: _option(name, entry, group, source) for name, entry in group.option_entries()}
    if call is not None:
        options |= call.options
    backend = call.backend if call is not None else None
    return Engine(
        _site(group, call, source, project),
        options,
        backends.with_options(backend_of(group.url, group.entries, source) if backend is None else backend, options),
        call.unseen if call is not None else (NOBODY,),
        call.conditions if call is not None else (),
        Carrier("ini", group.header, receiver=group.prefix),
        related=((call.place, f"{call.callee}() reads it"),) if call is not None else (),
        ping=call.ping if call is not None else None,
        misplaced=tuple(_misplaced(group, source)),
        unprefixed=tuple(_unprefixed(group, source)),
        prefix=group.prefix,
    )


def _site(group: Group, call: Configured | None, source: Source, project: Project) -> Site:
    told = kinds(os.path.relpath(source.path, project.base).replace(os.sep, "/"))
    first = group.url or next(entry for _, entry in group.option_entries())
    return Site(
        "ini",
        f"[{group.section}]",
        first.place(source),
        is_async=call is not None and call.is_async,
        coerces=True,
        in_tests=told.tests or told.examples or told.development or (call is not None and call.around.in_tests),
        in_migrations=group.is_migration,
        one_shot=call is not None and call.one_shot,
        place_of_url=group.url.slot(source) if group.url else None,
        by_line=True,
    )


def _unprefixed(group: Group, source: Source) -> Iterator[Option]:
    """Options of the pool beside the URL that lack the prefix. Names that an application may well have for something else are left alone."""
    for name, entry in group.entries.items():
        if name in _TELLING and group.url is not None and f"{group.prefix}{name}" not in group.entries and entry.section == group.section:
            carrier = Carrier("ini", group.header)
            yield Option(name, value_of(resolved(entry, group.entries), entry, source), entry.place(source), entry.slot(source), carrier)


def _misplaced(group: Group, source: Source) -> Iterator[Misplaced]:
    """Options of the pool in the URL's query."""
    url = group.url
    if url is None:
        return
    whole = not (resolved(url, group.entries).why or resolved(url, group.entries).borrowed) and url.section == group.section
    slot = url.slot(source)
    carrier = Carrier(QUERY, slot) if whole and "\n" not in url.value else None
    given = list(parameters(url.value))
    options = tuple(Option(name, parameter_value(name, text), slot, slot, carrier) for name, text in given if name in pool_options())
    if options:
        yield Misplaced("url", options, beside=tuple(name for name, _ in given if name not in pool_options()))


def _option(name: str, entry: Entry, group: Group, source: Source) -> Option:
    """An entry as an option; a value that is put together from others can only be changed there."""
    found = resolved(entry, group.entries)
    carrier = None if found.borrowed or found.why or entry.section != group.section else Carrier("ini", group.header, receiver=group.prefix)
    return Option(name, value_of(found, entry, source), entry.place(source), entry.slot(source), carrier, slot_is_shared=carrier is None)


def backend_of(url: Entry | None, entries: Mapping[str, Entry], source: Source) -> Backend:
    """The backend of the URL that an entry holds."""
    if url is None:
        return Backend()
    found = resolved(url, entries)
    place = url.slot(source)
    backend = backends.of_url(Text(found.text, place) if found.why else Scalar(found.text, place), ALWAYS, False)
    return Backend() if backend.names == {_PLACEHOLDER} else backend
