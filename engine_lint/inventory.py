"""The inventory of engines, in calling order: what ``check`` discovers, reads and resolves, listed instead of judged alone."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from engine_lint.dataclass import dataclass
from engine_lint.discovery import Discovered, File
from engine_lint.errors import UnreadableFile
from engine_lint.failures import internal_error
from engine_lint.model.capacity import Capacity
from engine_lint.model.engine import Engine
from engine_lint.model.finding import Finding
from engine_lint.model.inventory import Entry, Inventory, Pinned, Verdict
from engine_lint.model.outcome import Failure
from engine_lint.model.place import Cell, Place, Span, cell_of, span_of
from engine_lint.model.server import ServerConfig
from engine_lint.model.source import Source
from engine_lint.model.subject import Subject
from engine_lint.model.versions import VersionRange, Versions
from engine_lint.outward import outward
from engine_lint.pipeline import Request, Subjects, capacities_of, is_passed_over, opened, subjects
from engine_lint.settings import Settings
from engine_lint.suppression import told_by
from engine_lint.visibility import visible
from engine_lint.workspace import Workspace

MAX_FOLDERS_ABOVE = 4
"""How far above a project's folder the file is looked for that pins what it uses."""


def take(request: Request, only: str = "") -> Inventory:
    """List every engine of the paths that a request names.

    Args:
        request: what to list.
        only: of these, list the file with this absolute path alone.

    Raises:
        SettingsError: a settings file is wrong.
        UsageError: the command line is wrong.
    """
    return entries_of(*opened(request, traced=True), request, only)


def entries_of(found: Discovered, workspace: Workspace, request: Request, only: str = "") -> Inventory:
    """List every engine of some files, as ``take`` does.

    Args:
        found: the files.
        workspace: their projects, which have to be traced.
        request: how they are to be judged.
        only: the absolute path of one of the files, which is listed alone.

    Raises:
        SettingsError: a settings file is wrong.
    """
    listed = [_listed(file, workspace, request) for file in found.files if only in ("", file.path)]
    shown = [outward(entry, workspace) if entry.engine.site.place.cell else entry for each in listed for entry in each.entries]
    entries = _with_shared(list(_distinct(sorted(shown, key=_position))))
    failures = sorted({*found.failures, *(failure for each in listed for failure in each.failures)})
    cells = {cell_of(place) for entry in entries for place in _places(entry)}
    sources = {cell: text for cell in sorted(cells) if (text := workspace.text_or_none(cell)) is not None}
    return Inventory(tuple(entries), tuple(failures), (*found.notes, *workspace.remarks), len(listed), sources)


def at_line(entries: Iterable[Entry], path: str, line: int, cell: int = 0) -> tuple[Entry, ...]:
    """The entries whose site stands on a line; where there is none, those whose options or URL pass through it. Without a cell that of any counts."""
    entries = tuple(entry for entry in entries if not cell or entry.engine.site.place.cell == cell or entry.engine.site.place.path != path)
    there = tuple(entry for entry in entries if _holds(entry.engine.site.place, path, line))
    return there or tuple(entry for entry in entries if any(_begins(step.place, path, line) for steps in entry.engine.ways.values() for step in steps))


def _holds(place: Place, path: str, line: int) -> bool:
    return place.path == path and place.span.start.line <= line <= place.span.end.line


def _begins(place: Place, path: str, line: int) -> bool:
    return place.path == path and place.span.start.line == line


@dataclass(frozen=True, slots=True)
class _Listed:
    """One file's part of the inventory."""

    entries: tuple[Entry, ...] = ()
    failures: tuple[Failure, ...] = ()


def _listed(file: File, workspace: Workspace, request: Request) -> _Listed:
    """One file, from bytes to its entries. Whatever goes wrong in it stays in it."""
    concerns_us = True
    try:
        data = workspace.read(file.path)
        concerns_us = workspace.may_hold_site(file.path, file.kind, data) or (file.by_name and not file.kind.is_too_large(data))
        if not concerns_us:
            return _Listed()
        texts, settings = file.kind.texts(file.path, data), request.lookup.for_file(file.path)
        found = subjects(file, texts, data, workspace, settings)
        capacities, failures = capacities_of(file, found.engines, workspace, request.lookup)
        found = found._replace(others=(*found.others, *capacities), failures=(*found.failures, *failures))
        return _Listed(tuple(_entries(file, texts, data, found, workspace, settings)), found.failures)
    except UnreadableFile as error:
        at = f" (line {error.line})" if error.line else ""
        passed_over = not concerns_us or is_passed_over(error, file, workspace)
        return _Listed(failures=() if passed_over else (Failure(file.path, f"not read: {error.reason}{at}"),))
    except Exception as error:
        return _Listed(failures=(internal_error(file.path, "reading the file", error),))


def _entries(file: File, texts: Sequence[Source], data: bytes, found: Subjects, workspace: Workspace, settings: Settings) -> Iterator[Entry]:
    from engine_lint.knowledge.in_force import options_in_force

    for engine in found.engines:
        if engine.effective is not None:
            pins = tuple(_pins(engine, found.versions or Versions(), workspace.root(file.path)))
            yield Entry(engine, options_in_force(engine, engine.effective), pins, tuple(_verdicts(engine, found, file, texts, data, workspace, settings)))


def _pins(engine: Engine, versions: Versions, root: str) -> Iterator[Pinned]:
    """The releases that decide about the engine's defaults: SQLAlchemy's, and those of the framework that makes it."""
    from engine_lint.knowledge.frameworks import frameworks

    framework = frameworks().get(engine.site.framework)
    for title, name in (("SQLAlchemy", "sqlalchemy"), *(((framework.title, framework.distribution),) if framework else ())):
        found = versions.of(name)
        yield Pinned(title, name, found, _line_of(found, root))


def _line_of(found: VersionRange, root: str) -> Place | None:
    """The line that pins a distribution, in the project's folder or one above it."""
    folder = root
    for _ in range(MAX_FOLDERS_ABOVE if found.line else 0):
        path = os.path.normpath(os.path.join(folder, found.source)).replace(os.sep, "/")
        if os.path.isfile(path):
            return Place(path, span_of(found.line, 1, found.line, 1))
        folder = os.path.dirname(folder)
    return None


def _verdicts(engine: Engine, found: Subjects, file: File, texts: Sequence[Source], data: bytes, workspace: Workspace, settings: Settings) -> Iterator[Verdict]:
    """What every rule says of an engine and of what else stands with it, with the reason where ``check`` keeps it to itself."""
    from engine_lint.evaluation import evaluate
    from engine_lint.rules.registry import load
    from engine_lint.rules.rule import Context

    others = [each for each in found.others if _concerns(each, engine)]
    told = evaluate([engine, *others], load(), Context(found.versions or Versions(), settings.recycle)).findings
    if not told:
        return
    silenced = set(_marks(told_by(file, texts, data, told, workspace, ignores=True).silenced))
    shown = set(_marks(visible(told, settings).findings))
    sure = set(_marks(visible(told, settings._replace(min_confidence=min(each.confidence for each in told))).findings))
    for finding, mark in zip(told, _marks(told), strict=True):
        yield Verdict(finding, "comment" if mark in silenced else "" if mark in shown else "confidence" if mark in sure else "settings")


def _concerns(subject: Subject, engine: Engine) -> bool:
    """Whether what else stands in a file is told of at an engine: keys and hooks of its namespace, the sum of its project's pools."""
    match subject:
        case ServerConfig():
            return False
        case Capacity():
            return subject.place == engine.site.place
        case _:
            return (subject.site.kind, subject.site.callee) == (engine.site.kind, engine.site.callee)


def _marks(findings: Iterable[Finding]) -> list[tuple[str, Place, str]]:
    return [(each.code, each.place, each.message) for each in findings]


def _position(entry: Entry) -> tuple[Cell, Span, tuple[str, ...]]:
    place = entry.engine.site.place
    return cell_of(place), place.span, entry.engine.conditions


def _distinct(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries without those that say of the same site what another says: paths through the code that come to the same."""
    for _, group in groupby(entries, key=lambda entry: entry.engine.site.place):
        told: list[Engine] = []
        for entry in group:
            if entry.engine not in told:
                told.append(entry.engine)
                yield entry


def _with_shared(entries: Sequence[Entry]) -> list[Entry]:
    """The entries, each with the sites of those that take options from the same place."""
    sites: dict[Place, dict[Place, None]] = {}
    for entry in entries:
        for carrier in _carriers(entry.engine):
            sites.setdefault(carrier, {})[entry.engine.site.place] = None
    return [replace(entry, shares_with=tuple(sorted(_others(entry.engine, sites)))) for entry in entries]


def _others(engine: Engine, sites: dict[Place, dict[Place, None]]) -> set[Place]:
    return {site for carrier in _carriers(engine) for site in sites[carrier]} - {engine.site.place}


def _carriers(engine: Engine) -> set[Place]:
    """What the options stand in: dicts and calls, and statements that set one."""
    carriers = [engine.target, *(option.carrier for option in engine.options.values())]
    return {each.place for each in carriers if each is not None} | {option.place for option in engine.options.values()}


def _places(entry: Entry) -> Iterator[Place]:
    engine = entry.engine
    yield engine.site.place
    yield from (step.place for steps in engine.ways.values() for step in steps)
    yield from (option.place for option in entry.options if option.place is not None)
    yield from (option.origin for option in entry.options if option.origin is not None)
    yield from (pin.place for pin in entry.pins if pin.place is not None)
    yield from (place for place, _ in engine.related)
    yield from (each.place for each in (engine.ping, *engine.timeouts) if each is not None and each.place is not None)
