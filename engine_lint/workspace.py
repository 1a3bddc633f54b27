"""The projects that a run touches: where each begins, its modules, its pinned versions, and texts that are not on disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from engine_lint.cache.witnesses import looked_for
from engine_lint.errors import UnreadableFile
from engine_lint.files.kinds import kind_of, texts_of
from engine_lint.roots import REPOSITORY, given_above, in_line, is_copy, is_project, root_above
from engine_lint.scanning import Scans, Shown, shown_by

if TYPE_CHECKING:
    from engine_lint.discovery import File
    from engine_lint.files.deployment.deployments import Deployments
    from engine_lint.files.kind import Kind
    from engine_lint.model.capacity import Capacity, Limit
    from engine_lint.model.change import Edit
    from engine_lint.model.place import Cell, Place
    from engine_lint.model.reading import Reading
    from engine_lint.model.server import ServerConfig
    from engine_lint.model.source import Source
    from engine_lint.model.timeout import IdleTimeout
    from engine_lint.model.versions import Versions
    from engine_lint.python.index import Index, Told
    from engine_lint.python.project import Project
    from engine_lint.settings import Settings


@dataclass(slots=True)
class Workspace:
    """Answers what belongs to a file, remembering each project.

    ``given`` are the absolute paths that the user named. ``overlay`` are bytes that stand for a file's own, by path:
    standard input, or a rewrite that is not written yet. ``files_below`` lists a project's files. ``traced``: projects
    remember where values come from.
    """

    given: tuple[str, ...] = ()
    overlay: Mapping[str, bytes] = field(default_factory=dict)
    files_below: Callable[[str], Sequence[File]] = lambda folder: ()
    traced: bool = False
    _roots: dict[str, str] = field(default_factory=dict)
    _marked: dict[str, str] = field(default_factory=dict)
    _telling: dict[str, bool] = field(default_factory=dict)
    _projects: dict[str, Project] = field(default_factory=dict)
    _versions: dict[str, Versions] = field(default_factory=dict)
    _indexes: dict[str, Index] = field(default_factory=dict)
    _listings: dict[str, Sequence[File]] = field(default_factory=dict)
    _servers: dict[str, tuple[ServerConfig, ...]] = field(default_factory=dict)
    _remarks: dict[str, None] = field(default_factory=dict)
    _capacities: dict[str, tuple[Capacity, ...]] = field(default_factory=dict)
    _readings: dict[str, Reading] = field(default_factory=dict)
    scans: Scans = field(default_factory=Scans)

    def with_overlay(self, overlay: Mapping[str, bytes]) -> Workspace:
        """The same folders with other texts: nothing that was read of modules is kept, and what the bytes show is read anew for these."""
        indexes = {root: index.with_texts(overlay) for root, index in self._indexes.items()} if overlay else self._indexes
        return replace(self, overlay={**self.overlay, **overlay}, _projects={}, _indexes=indexes, _capacities={}, _readings={})

    def forgetting(self, *, names: bool = False, servers: bool = False) -> Workspace:
        """The same folders, with what their files tell of names, or set on servers, to be looked at again."""
        return replace(self, _telling={}, _indexes={} if names else self._indexes, _servers={} if servers else self._servers)

    def read(self, path: str) -> bytes:
        """A file's bytes.

        Raises:
            UnreadableFile: they cannot be had.
        """
        if path in self.overlay:
            return self.overlay[path]
        try:
            if not os.path.isfile(path):
                raise UnreadableFile(path, "it is not a regular file")
            with open(path, "rb") as file:
                return file.read()
        except OSError as error:
            raise UnreadableFile(path, f"it cannot be read: {error.strerror or error}") from error

    def source(self, cell: Cell) -> Source:
        """The text of a file or of one of its cells.

        Raises:
            UnreadableFile: it cannot be read or decoded.
        """
        path, number = cell
        for text in self.texts(path):
            if text.cell == number:
                return text
        if not number:
            return kind_of(path).whole(path, self.read(path))
        raise UnreadableFile(path, f"it has no cell {number}")

    def texts(self, path: str) -> tuple[Source, ...]:
        """The texts of a file.

        Raises:
            UnreadableFile: it cannot be read or decoded.
        """
        return texts_of(path, self.read(path))

    def shown(self, place: Place) -> Place:
        """Where a place stands for somebody who opens the file."""
        return self.source((place.path, place.cell)).shown(place.span) if place.cell else place

    def rewritten(self, path: str, texts: Mapping[int, Source], edits: Sequence[Edit]) -> bytes:
        """A file's bytes with other texts in it, by cell; ``edits`` are what changed in them.

        Raises:
            UnreadableFile: it cannot be read.
            UnicodeEncodeError: a text has a character that the file's encoding lacks.
        """
        return kind_of(path).rewritten(path, self.read(path), texts, edits)

    def text_or_none(self, cell: Cell) -> Source | None:
        """The text of a file or of one of its cells, None where it cannot be had."""
        try:
            return self.source(cell)
        except UnreadableFile:
            return None

    def project(self, path: str) -> Project:
        """The project a file belongs to, with every overlaid module of it in place of the one on disk."""
        root = self.root(path)
        project = self._projects.get(root)
        if project is None:
            from engine_lint.python.project import Project

            project = self._projects[root] = Project(root, lambda: self._index(root), self.base(root), self.overlay, traced=self.traced)
        return project

    def _index(self, root: str) -> Index:
        if root not in self._indexes:
            from engine_lint.python.byte_search import standing
            from engine_lint.python.index import Index
            from engine_lint.python.sites.surroundings import surroundings

            base = self.base(root)
            modules = [file.path for file in self._listing(root) if file.kind.shares_names]
            in_tests = lambda path: surroundings(path, base).in_tests  # noqa: E731
            where = partial(standing, read=self._bytes) if self.overlay else self.scans.standing
            self._indexes[root] = Index(modules, self._bytes, in_tests, lambda: self._told(modules), where)
        return self._indexes[root]

    def _told(self, modules: Sequence[str]) -> dict[str, Told]:
        """What modules tell their project, those with other texts too."""
        shown = self.scans.of(modules) | {path: seen for path, data in self.overlay.items() if (seen := shown_by(path, data) or Shown())}
        return {path: told for path in modules if path in shown and (told := shown[path].told) is not None}

    def quiet(self, files: Sequence[File]) -> frozenset[str]:
        """Those of some files that show nothing, so that they need not be looked into; none of those that were named themselves."""
        known = [file for file in files if not file.by_name and file.path not in self.overlay]
        shown = self.scans.of([file.path for file in known])
        silent = (file for file in known if file.path not in shown or not shown[file.path].concerns)
        return frozenset(file.path for file in silent if not (file.kind.shares_names and file.path in self._wrapped(self.root(file.path))))

    def _wrapped(self, root: str) -> frozenset[str]:
        """The modules of a project that may hold a site under another name; where none tells anything, nobody has to look."""
        return self._index(root).wrapped if self._tells(root) else frozenset()

    def _tells(self, root: str) -> bool:
        """Whether any module of a project shows a word that others may hide behind a name."""
        if root not in self._telling:
            self._telling[root] = bool(self._told([file.path for file in self._listing(root) if file.kind.shares_names]))
        return self._telling[root]

    def apart(self) -> Workspace:
        """The same folders and texts, with nothing read of any module yet: what is read for it goes with it, and no other thread sees it."""
        return replace(self, _projects={}, _readings={}, _remarks={})

    def _listing(self, folder: str) -> Sequence[File]:
        if folder not in self._listings:
            self._listings[folder] = self.files_below(folder)
        return self._listings[folder]

    def found_timeouts(self, path: str, settings: Settings) -> tuple[IdleTimeout, ...]:
        """The timers that files set on the servers of a file's project, those for tests and CI left out."""
        from engine_lint.timeouts.found import found_timeouts

        return found_timeouts(self.servers(path), self.base(self.root(path)), lambda config: settings.is_for_tests(config.place.path, config.in_tests))

    def found_limits(self, path: str, settings: Settings) -> tuple[Limit, ...]:
        """How many connections files let the servers of a file's project take, those for tests and CI left out."""
        from engine_lint.server_limits import found_limits

        return found_limits(self.servers(path), self.base(self.root(path)), lambda config: settings.is_for_tests(config.place.path, config.in_tests))

    def deployments(self, path: str, settings: Settings) -> Deployments:
        """The files that say how a file's project is started; none in a folder that is no project."""
        from engine_lint.files.deployment.deployments import Deployments
        from engine_lint.files.deployment.finding import deployment_files

        root, base, project = self.root(path), self.base(self.root(path)), self.project(path)
        found = deployment_files(base, settings.is_excluded) if self._is_whole(root) else ()
        return Deployments(root, base, tuple(each for each in found if self._serves(each, root)), self.root, project)

    def files_around(self, file: File) -> Sequence[File]:
        """The files of a file's project that may hold a site; the file alone where it lies in a folder that is no project."""
        root = self.root(file.path)
        if not self._is_whole(root):
            return (file,)
        around = (each for each in self._listing(root) if self.root(each.path) == root)
        return tuple(each for each in around if each.path == file.path or self.may_hold_site(each.path, each.kind, self._bytes(each.path)))

    def capacities(self, path: str, work_out: Callable[[], tuple[Capacity, ...]]) -> tuple[Capacity, ...]:
        """The capacities of a file's project, worked out once."""
        root = self.root(path)
        key = root if self._is_whole(root) else path
        if key not in self._capacities:
            self._capacities[key] = work_out()
        return self._capacities[key]

    def is_given(self, path: str) -> bool:
        """Whether the user named a file, or a folder above it."""
        return path in self.overlay or any(path == each or path.startswith(f"{each.rstrip('/')}/") for each in self.given)

    def servers(self, path: str) -> tuple[ServerConfig, ...]:
        """What files set on the servers of a file's project.

        Its own files count, and those of the repository around it that belong to no other project. In a folder that is no project, those
        count that lie in the folder of the file, below it or above it.
        """
        root = self.root(path)
        if root not in self._servers:
            from engine_lint.files.servers import ServerFiles
            from engine_lint.timeouts.found import without_parts

            files = (file for file in self._listing(self.base(root)) if isinstance(file.kind, ServerFiles) and self._serves(file.path, root))
            self._servers[root] = without_parts(config for file in files for config in self._servers_of(file))
        if self._is_whole(root):
            return self._servers[root]
        return tuple(each for each in self._servers[root] if in_line(os.path.dirname(each.place.path), os.path.dirname(path)))

    def judged_servers(self, path: str, own: tuple[ServerConfig, ...]) -> tuple[ServerConfig, ...]:
        """What a file sets on servers, as it comes out in the end: of a file that others include, what these set."""
        if not own:
            return ()
        return tuple(each for each in self.servers(path) if path in each.parts and path != each.place.path) or own

    def _serves(self, path: str, root: str) -> bool:
        """Whether what a file sets on servers concerns a project: it belongs to it, or to the repository that the project lies in."""
        own = self.root(path)
        return own == root or (f"{root}/".startswith(f"{own.rstrip('/')}/") and self._is_whole(own))

    def _servers_of(self, file: File) -> tuple[ServerConfig, ...]:
        data = self._bytes(file.path)
        if not file.kind.may_hold_site(data):
            return ()
        return self.reading(file, file.kind.texts(file.path, data)).servers

    def reading(self, file: File, texts: Sequence[Source], *, keep: bool = False) -> Reading:
        """What a file that may hold a site shows; ``keep`` remembers it for the next who asks.

        Raises:
            UnreadableFile: it cannot be parsed.
        """
        found = self._readings.get(file.path) or file.kind.read(texts, self.project(file.path))
        if keep:
            self._readings[file.path] = found
        self._remarks.update(dict.fromkeys(found.remarks))
        return found

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is said aloud of files that were not read, each sentence once."""
        return tuple(sorted(self._remarks))

    def note_remarks(self, remarks: Iterable[str]) -> None:
        """Remember what others who read files of the run had to say."""
        self._remarks.update(dict.fromkeys(remarks))

    def _bytes(self, path: str) -> bytes:
        try:
            return self.read(path)
        except UnreadableFile:
            return b""

    def may_hold_site(self, path: str, kind: Kind, data: bytes) -> bool:
        """Whether a file may hold a site, by the usual words or, outside of tests, by names that its project gives to what they stand for."""
        if kind.may_hold_site(data) or not kind.shares_names:
            return kind.may_hold_site(data)
        return self._tells(self.root(path)) and self._index(self.root(path)).may_wrap(path, data)

    def versions(self, path: str, settings: Settings) -> Versions:
        """What a file's project pins; what the settings say comes first."""
        from engine_lint.knowledge.dependencies.implied import with_implied
        from engine_lint.knowledge.dependencies.project import project_pins
        from engine_lint.settings.versions import range_of

        root = self.root(path)
        found = self._versions.get(root)
        if found is None:
            base = self.base(root)
            found = self._versions[root] = project_pins(root, base, beside=self._is_whole(base) or (base == root and self._is_given(base)))
        where = settings.origins.get("target-versions", "the settings")
        declared = {name: range_of(text, where) for name, text in settings.target_versions.items()}
        return with_implied(replace(found, ranges={**found.ranges, **declared}))

    def root(self, path: str) -> str:
        """The folder of a file's project: the nearest above it with dependency metadata, else the repository's, else the one given."""
        folder = os.path.dirname(path)
        known = self._roots.get(folder)
        if known is None:
            own = root_above(folder, self._marked)
            known = self._roots[folder] = own or max(given_above(folder, self.given), key=len, default=folder)
        return known

    def _is_whole(self, folder: str) -> bool:
        """Whether what lies in a folder is one thing: a project, a repository, or a copy of one without its history."""
        return is_project(folder) or (self._is_given(folder) and is_copy(folder))

    def _is_given(self, folder: str) -> bool:
        return any(os.path.isdir(each) and f"{folder}/".startswith(f"{each.rstrip('/')}/") for each in self.given)

    def base(self, root: str) -> str:
        """The repository that a project lies in, else the outermost folder given, else the project itself."""
        current = root
        while os.path.dirname(current) != current:
            if any(os.path.exists(looked_for(f"{current}/{name}")) for name in REPOSITORY):
                return current
            current = os.path.dirname(current)
        return min(given_above(root, self.given), key=len, default=root)
