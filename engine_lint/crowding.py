"""Which engines of a project share a server, and what is known of its limit: the subjects of rules about capacity.

Only engines of production count: none of tests, migrations, scripts and one-shot functions. They are looked for in the whole project, and only where
an engine that is checked has a limit that is known.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING

from engine_lint.dataclass import dataclass
from engine_lint.discovery import File
from engine_lint.errors import UnreadableFile
from engine_lint.expression import expression
from engine_lint.knowledge.dialects import may_keep_sockets
from engine_lint.knowledge.paths import kinds
from engine_lint.knowledge.pool_sizes import sized
from engine_lint.knowledge.poolers import named_pooler
from engine_lint.model.capacity import Capacity, Limit, Sized
from engine_lint.model.engine import Engine, negated
from engine_lint.model.place import Cell, Place, cell_of
from engine_lint.model.source import Source
from engine_lint.model.timeout import Source as Known
from engine_lint.model.versions import Versions
from engine_lint.server_limits import limit_for
from engine_lint.settings import Lookup
from engine_lint.workspace import Workspace

if TYPE_CHECKING:
    from engine_lint.files.deployment.deployments import Deployments

EnginesOf = Callable[[File], Sequence[Engine]]
"""Reads the engines of a file, resolved."""
_HOST = expression(r"[a-z][\w+.-]*://(?:[^@/\s]*@)?(?P<host>[\w.-]+(?::\d+)?)(?=[/?'\"]|$)")
REPLICA = "(replica)"
MAX_COMPARED = 50
"""With so many engines of its file an engine is compared by their conditions."""
_REPLICA = expression(r"(?i)(?<![a-z])(?:read[_-]?only|read[_-]?replica|reader|replicas?|slave|standby|follower|ro)(?![a-z])")
_ONE_APP = frozenset({"flask-config", "flask-extension"})
"""Kinds of sites that are alternatives: an app has one config."""


@dataclass(slots=True)
class _Texts:
    """Reads what stands at places, each file once."""

    workspace: Workspace
    sources: dict[Cell, Source | None] = field(default_factory=dict)

    def at(self, place: Place | None) -> str:
        """The text of a place; empty without one, or where it cannot be had."""
        if place is None:
            return ""
        cell = cell_of(place)
        if cell not in self.sources:
            self.sources[cell] = self.workspace.text_or_none(cell)
        source = self.sources[cell]
        return source.read(place) if source is not None else ""


@dataclass(frozen=True, slots=True)
class _Project:
    """What the engines of a project are looked for with."""

    workspace: Workspace
    lookup: Lookup
    engines_of: EnginesOf

    def limit(self, engine: Engine) -> Limit | None:
        """How many connections the server of an engine takes, None where that is not known, or where a pooler stands before it."""
        path = engine.site.place.path
        settings = self.lookup.for_file(path)
        if settings.has_pooler(path) or named_pooler(settings.platforms_for(path)):
            return None
        limit = limit_for(engine.backend, settings.limits_for(path))
        if limit is not None or not engine.backend.complete:
            return limit
        return limit_for(engine.backend, self.workspace.found_limits(path, settings))

    def base(self, file: File) -> str:
        """The folder of a file's repository."""
        return self.workspace.base(self.workspace.root(file.path))

    def deployments(self, path: str) -> Deployments:
        """What starts the project of a file."""
        return self.workspace.deployments(path, self.lookup.for_file(path))

    def versions(self, engine: Engine) -> Versions:
        """What the project of an engine pins."""
        path = engine.site.place.path
        return self.workspace.versions(path, self.lookup.for_file(path))


def crowded(file: File, engines: Sequence[Engine], workspace: Workspace, lookup: Lookup, engines_of: EnginesOf) -> tuple[Capacity, ...]:
    """The capacities that are told of in a file.

    Args:
        file: the file.
        engines: those in it, resolved.
        workspace: its project.
        lookup: the settings of every file.
        engines_of: reads other files of the project.
    """
    project = _Project(workspace, lookup, engines_of)
    if not any(_counts(each, project.base(file)) and project.limit(each) for each in engines):
        return ()
    found = workspace.capacities(file.path, lambda: tuple(_capacities(file, project)))
    here = {each.site.place for each in engines}
    return tuple(each for each in found if each.place in here)


def _counts(engine: Engine, base: str) -> bool:
    """Whether an engine is one of production that may connect to a server. ``base`` is the repository's folder."""
    site = engine.site
    told = kinds(os.path.relpath(site.place.path, base).replace(os.sep, "/"))
    passing = site.in_tests or site.in_migrations or site.one_shot or told.commands or told.development
    kept = engine.effective is None or engine.effective.keeps_connections is not False
    return not passing and kept and not engine.backend.in_memory and may_keep_sockets(engine.backend)


def _capacities(file: File, project: _Project) -> Iterator[Capacity]:
    deployments: Deployments | None = None
    for limit, engines in _by_limit(list(_engines(file, project)), project).items():
        deployments = deployments or project.deployments(file.path)
        if limit.source is Known.DECLARED or not deployments.has_pooler():
            found = [sized(each, project.versions(each)) for each in engines]
            pools = _at_once([each for each in found if each is not None])
            yield from _of_limit(pools, limit, found.count(None), project, deployments)


def _by_limit(engines: Sequence[Engine], project: _Project) -> dict[Limit, list[Engine]]:
    """The engines by the limit of their server. One whose backend is not known goes with the others where they are of one backend."""
    held: dict[Limit, list[Engine]] = {}
    unknown: list[tuple[Limit, Engine]] = []
    for engine in engines:
        limit = project.limit(engine)
        if limit is not None and _backend(engine):
            held.setdefault(replace(limit, backend=_backend(engine)), []).append(engine)
        elif limit is not None:
            unknown.append((limit, engine))
    for limit, engine in unknown:
        same = [each for each in held if (each.where, each.count) == (limit.where, limit.count)]
        held.setdefault(same[0] if len(same) == 1 else limit, []).append(engine)
    return held


def _backend(engine: Engine) -> str:
    """The backend of an engine, empty where it is not known; MariaDB's URLs and MySQL's reach the same servers."""
    names = {"mysql" if each == "mariadb" else each for each in engine.backend.names}
    return names.pop() if engine.backend.complete and len(names) == 1 else ""


def _engines(file: File, project: _Project) -> Iterator[Engine]:
    """The engines of a file's whole project that count."""
    for other in project.workspace.files_around(file):
        try:
            yield from (each for each in project.engines_of(other) if _counts(each, project.base(file)))
        except UnreadableFile:
            continue  # It is told of where that file itself is checked.


def _of_limit(pools: Sequence[Sized], limit: Limit, uncounted: int, project: _Project, deployments: Deployments) -> Iterator[Capacity]:
    texts = _Texts(project.workspace)
    for group in _servers(pools, texts):
        given = [each for each in group if project.workspace.is_given(each.engine.site.place.path)]
        if given:
            declared = project.lookup.for_file(given[0].engine.site.place.path).workers
            workers = (declared,) if declared is not None else deployments.workers()
            servers = {_server(each.engine, texts) for each in group}
            yield Capacity(tuple(group), limit, workers, given[0], len(servers) == 1, uncounted)


def _at_once(pools: Sequence[Sized]) -> list[Sized]:
    """Those that may exist at the same time, the largest first: one of each site, of each config, and of the arms of a condition."""
    taken: dict[object, Sized] = {}
    conditional: dict[str, list[Engine]] = {}
    for pool in sorted(pools, key=lambda each: (-each.bound, each.engine.site.place)):
        beside = conditional.setdefault(pool.engine.site.place.path, [])
        if any(_exclude(pool.engine, other) for other in beside):
            continue
        if taken.setdefault(_one_of(pool.engine), pool) is pool and pool.engine.conditions and len(beside) < MAX_COMPARED:
            beside.append(pool.engine)
    return list(taken.values())


def _one_of(engine: Engine) -> object:
    """What only one engine at a time has."""
    site = engine.site
    if site.kind in _ONE_APP:
        return "app"
    if engine.bind is not None:
        return "bind", engine.bind.key
    return ("file", site.callee) if site.by_line else engine.in_arms or site.place


def _exclude(one: Engine, other: Engine) -> bool:
    """Whether two engines of a file stand on paths of which only one is taken."""
    return any(negated(each) in other.conditions for each in one.conditions)


def _servers(pools: Sequence[Sized], texts: _Texts) -> list[list[Sized]]:
    """The pools by server: replicas have one of their own, and URLs may tell hosts apart."""
    hosts: dict[str, list[Sized]] = {}
    names = [REPLICA if _is_replica(pool.engine, texts) else _host(pool.engine, texts) for pool in pools]
    known = {name for name in names if name not in ("", REPLICA)}
    for pool, name in zip(pools, names, strict=True):
        hosts.setdefault(name or (next(iter(known)) if len(known) == 1 else ""), []).append(pool)
    return list(hosts.values())


def _is_replica(engine: Engine, texts: _Texts) -> bool:
    """Whether the names around a URL say that it leads to a replica."""
    key = engine.bind.key if engine.bind is not None else ""
    return _REPLICA.search(f"{key} {texts.at(engine.site.place_of_url)}") is not None


def _host(engine: Engine, texts: _Texts) -> str:
    """The host in the text of a URL, empty where it cannot be told."""
    found = (texts.at(place) for place in (engine.backend.origin, engine.site.place_of_url))
    return next((match["host"] for text in found if (match := _HOST.search(text))), "")


def _server(engine: Engine, texts: _Texts) -> str:
    """What tells the server of an engine from others: its host, else the text that its URL is read from."""
    return _host(engine, texts) or texts.at(engine.site.place_of_url) or str(engine.site.place)
