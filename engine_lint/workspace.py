"""The projects that a run touches: where each begins, its modules, its pinned versions, and texts that are not on disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from functools import partial
from typing import TYPE_CHECKING

from engine_lint.cache.witnesses import Memo, answered, in_question, looked_for, remarked
from engine_lint.dataclass import dataclass
from engine_lint.errors import TooLarge, UnreadableFile
from engine_lint.files.kinds import kind_of, texts_of
from engine_lint.grounds import Grounds
from engine_lint.model.size import MAX_SEARCHED_BYTES
from engine_lint.python.needles import PARAMETER_WORDS, holds_one, holds_parameters_alone
from engine_lint.roots import in_line
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
    remember where values come from. ``held`` are the bytes that rewrites begin with, where there are to be any: other processes may change files meanwhile.
    """

    given: tuple[str, ...] = ()
    overlay: Mapping[str, bytes] = field(default_factory=dict)
    files_below: Callable[[str], Sequence[File]] = lambda folder: ()
    traced: bool = False
    held: dict[str, bytes] | None = None
    grounds: Grounds = field(default_factory=Grounds)
    _telling: dict[str, bool] = field(default_factory=dict)
    _projects: dict[str, Project] = field(default_factory=dict)
    _versions: Memo[str, Versions] = field(default_factory=Memo)
    _indexes: dict[str, Index] = field(default_factory=dict)
    _listings: dict[str, Sequence[File]] = field(default_factory=dict)
    _servers: Memo[str, tuple[ServerConfig, ...]] = field(default_factory=Memo)
    _remarks: dict[str, None] = field(default_factory=dict)
    _capacities: Memo[str, tuple[Capacity, ...]] = field(default_factory=lambda: Memo(deep=True))
    _read_for_index: dict[str, set[str]] = field(default_factory=dict)
    _readings: dict[str, Reading] = field(default_factory=dict)
    scans: Scans = field(default_factory=Scans)

    def with_overlay(self, overlay: Mapping[str, bytes]) -> Workspace:
        """The same folders with other texts: nothing that was read of modules is kept, and what the bytes show is read anew for these."""
        indexes = {root: index.with_texts(overlay) for root, index in self._indexes.items()} if overlay else self._indexes
        return replace(self, overlay={**self.overlay, **overlay}, _projects={}, _indexes=indexes, _capacities=Memo(deep=True), _readings={})

    def forgetting(self, *, names: bool = False, servers: bool = False) -> Workspace:
        """The same folders, with what their files tell of names, or set on servers, to be looked at again."""
        indexes = {} if names else {root: index.anew() for root, index in self._indexes.items()}
        return replace(self, _telling={}, _indexes=indexes, _servers=Memo() if servers else self._servers)

    def read(self, path: str) -> bytes:
        """A file's bytes.

        Raises:
            UnreadableFile: they cannot be had.
        """
        if path in self.overlay:
            return self.overlay[path]
        if self.held and path in self.held:
            return self.held[path]
        try:
            if not os.path.isfile(looked_for(path)):
                raise UnreadableFile(path, "it is not a regular file")
            if (size := os.path.getsize(path)) > MAX_SEARCHED_BYTES:
                raise TooLarge(path, size, MAX_SEARCHED_BYTES, searched=False)
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
        return texts_of(path, self._hold(path))

    def _hold(self, path: str) -> bytes:
        """A file's bytes, the same ones from now on where rewrites are to begin with them."""
        data = self.read(path)
        if self.held is not None and path not in self.overlay:
            self.held[path] = data
        return data

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

            project = self._projects[root] = Project(root, lambda: self.index(root), self.base(root), self.overlay, traced=self.traced)
        return project

    def index(self, root: str) -> Index:
        """What the bytes of a project's files show."""
        return answered(("index", root), lambda: self._indexed(root))

    def _indexed(self, root: str) -> Index:
        if root not in self._indexes:
            from engine_lint.python.byte_search import standing
            from engine_lint.python.index import Index
            from engine_lint.python.sites.surroundings import surroundings

            base = self.base(root)
            modules = self.modules(root)
            in_tests = lambda path: surroundings(path, base).in_tests  # noqa: E731
            where = partial(standing, read=self._bytes) if self.overlay else self.scans.standing
            self._indexes[root] = Index(modules, self._noting(root), in_tests, lambda: self._told(modules), where)
        found = self._indexes[root]
        if in_question():
            found.settle()
        return found

    def _noting(self, root: str) -> Callable[[str], bytes]:
        """Reads files for an index, and notes which: whoever asks it depends on them."""
        read = self._read_for_index.setdefault(root, set())

        def noted(path: str) -> bytes:
            if not in_question():
                read.add(path)
            return self._bytes(path)

        return noted

    def read_for_index(self, root: str) -> frozenset[str]:
        """The files that were read so far for what the index of a project tells."""
        return frozenset(self._read_for_index.get(root, ()))

    def modules(self, root: str) -> list[str]:
        """The files of a project that its index tells of."""
        return [file.path for file in self._listing(root) if file.kind.shares_names]

    def _told(self, modules: Sequence[str]) -> dict[str, Told]:
        """What modules tell their project, those with other texts too."""
        shown = self.scans.of(modules) | {path: seen for path, data in self.overlay.items() if (seen := shown_by(path, data) or Shown())}
        return {path: told for path in modules if path in shown and (told := shown[path].told) is not None}

    def quiet(self, files: Sequence[File]) -> frozenset[str]:
        """Those of some files that show nothing, so that they need not be looked into; none of those that were named themselves."""
        known = [file for file in files if not file.by_name and file.path not in self.overlay]
        shown = self.scans.of([file.path for file in known])
        silent = (file for file in known if file.path not in shown or not shown[file.path].concerns or self._shows_others(file.path, shown[file.path]))
        return frozenset(file.path for file in silent if not (file.kind.shares_names and file.path in self._wrapped(self.root(file.path))))

    def _shows_others(self, path: str, shown: Shown) -> bool:
        """Whether a module shows nothing but parameters of libraries that its project does not use."""
        if not shown.weakly or self.may_take_options(path):
            return False
        root = self.root(path)
        return not self.tells(root) or path not in self.index(root).named

    def _wrapped(self, root: str) -> frozenset[str]:
        """The modules of a project that may hold a site under another name; where none tells anything, nobody has to look."""
        return self.index(root).wrapped if self.tells(root) else frozenset()

    def tells(self, root: str) -> bool:
        """Whether any module of a project shows a word that others may hide behind a name."""
        return answered(("tells", root), lambda: self._found_telling(root))

    def _found_telling(self, root: str) -> bool:
        if root not in self._telling:
            self._telling[root] = bool(self._told(self.modules(root)))
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
        found = deployment_files(base, settings.is_excluded) if self.grounds.is_whole(root) else ()
        return Deployments(root, base, tuple(each for each in found if self._serves(each, root)), self.root, project)

    def files_around(self, file: File) -> Sequence[File]:
        """The files of a file's project that may hold a site; the file alone where it lies in a folder that is no project."""
        root = self.root(file.path)
        if not self.grounds.is_whole(root):
            return (file,)
        return answered(("around", file.path), lambda: self._around(root, file))

    def _around(self, root: str, file: File) -> Sequence[File]:
        around = [each for each in self._listing(root) if self.root(each.path) == root]
        silent = self.quiet(around)
        loud = (each for each in around if each.path == file.path or each.path not in silent)
        return tuple(each for each in loud if each.path == file.path or self.may_hold_site(each.path, each.kind, self._bytes(each.path)))

    def capacities(self, path: str, work_out: Callable[[], tuple[Capacity, ...]]) -> tuple[Capacity, ...]:
        """The capacities of a file's project, worked out once."""
        root = self.root(path)
        key = root if self.grounds.is_whole(root) else path
        return self._capacities.get(key, work_out)

    def is_given(self, path: str) -> bool:
        """Whether the user named a file, or a folder above it."""
        return answered(("given", path), lambda: path in self.overlay or any(f"{path}/".startswith(f"{each.rstrip('/')}/") for each in self.given))

    def servers(self, path: str) -> tuple[ServerConfig, ...]:
        """What files set on the servers of a file's project.

        Its own files count, and those of the repository around it that belong to no other project. In a folder that is no project, those
        count that lie in the folder of the file, below it or above it.
        """
        root = self.root(path)
        found = self._servers.get(root, lambda: self._found_servers(root))
        if self.grounds.is_whole(root):
            return found
        return tuple(each for each in found if in_line(os.path.dirname(each.place.path), os.path.dirname(path)))

    def _found_servers(self, root: str) -> tuple[ServerConfig, ...]:
        from engine_lint.timeouts.found import without_parts

        return without_parts(config for file in self.server_files(root) for config in self._servers_of(file))

    def server_files(self, root: str) -> tuple[File, ...]:
        """The files that may set something on the servers of a project."""
        return answered(("server files", root), lambda: self._listed_servers(root))

    def _listed_servers(self, root: str) -> tuple[File, ...]:
        from engine_lint.files.servers import ServerFiles

        return tuple(file for file in self._listing(self.base(root)) if isinstance(file.kind, ServerFiles) and self._serves(file.path, root))

    def judged_servers(self, path: str, own: tuple[ServerConfig, ...]) -> tuple[ServerConfig, ...]:
        """What a file sets on servers, as it comes out in the end: of a file that others include, what these set."""
        if not own:
            return ()
        return tuple(each for each in self.servers(path) if path in each.parts and path != each.place.path) or own

    def _serves(self, path: str, root: str) -> bool:
        """Whether what a file sets on servers concerns a project: it belongs to it, or to the repository that the project lies in."""
        own = self.root(path)
        return own == root or (f"{root}/".startswith(f"{own.rstrip('/')}/") and self.grounds.is_whole(own))

    def _servers_of(self, file: File) -> tuple[ServerConfig, ...]:
        data = self._bytes(file.path)
        if not file.kind.may_hold_site(data):
            return ()
        try:
            return self.reading(file, file.kind.texts(file.path, data)).servers
        except TooLarge as error:
            self.say_passed_over(error)
            return ()

    def reading(self, file: File, texts: Sequence[Source], *, keep: bool = False) -> Reading:
        """What a file that may hold a site shows; ``keep`` remembers it for the next who asks.

        Raises:
            UnreadableFile: it cannot be parsed.
        """
        found = self._readings.get(file.path) or file.kind.read(texts, self.project(file.path))
        if keep:
            self._readings[file.path] = found
        self.say(found.remarks)
        return found

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is said aloud of files that were not read, each sentence once."""
        return tuple(sorted(self._remarks))

    def say(self, remarks: Iterable[str]) -> None:
        """Say something aloud that belongs to what is found now."""
        self.note_remarks(remarks)
        remarked(remarks)

    def say_passed_over(self, error: UnreadableFile) -> None:
        """Say that a file was not read, and why."""
        where = os.path.relpath(error.path, self.base(self.root(error.path))).replace(os.sep, "/")
        self.say((f"{where} was not read: {error.reason}",))

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
        holds_word = kind.may_hold_site(data)
        if not kind.shares_names or kind.is_too_large(data):
            return holds_word
        if holds_word and self._means_site(path, kind.code(data)):
            return True
        if not self.tells(self.root(path)):
            return False
        index = self.index(self.root(path))
        return bool(index.names.standing_in(data)) if holds_word else index.may_wrap(path, data)

    def speaks_of_its_own(self, path: str, kind: Kind, data: bytes) -> bool:
        """Whether a file holds none of the usual words, and of its project's names none but those that it gives to something itself."""
        return kind.shares_names and not kind.may_hold_site(data) and self.index(self.root(path)).names.defined_in(data)

    def _means_site(self, path: str, code: bytes) -> bool:
        """Whether one of the words stands in code, and not only a parameter that is another library's."""
        return not holds_parameters_alone(code) or (holds_one(PARAMETER_WORDS, code) and self.may_take_options(path))

    def may_take_options(self, path: str) -> bool:
        """Whether parameters named in a file may be those of a library that makes engines: another one's functions have such parameters too."""
        return answered(("makers", path), lambda: self._indexed(self.root(path)).may_import_maker(path))

    def versions(self, path: str, settings: Settings) -> Versions:
        """What a file's project pins; what the settings say comes first."""
        from engine_lint.knowledge.dependencies.implied import with_implied
        from engine_lint.knowledge.dependencies.project import project_pins
        from engine_lint.settings.versions import range_of

        root = self.root(path)
        base = self.base(root)
        beside = self.grounds.is_whole(base) or (base == root and self.grounds.covers(base))
        found = self._versions.get(root, lambda: project_pins(root, base, beside=beside))
        where = settings.origins.get("target-versions", "the settings")
        declared = {name: range_of(text, where) for name, text in settings.target_versions.items()}
        return with_implied(replace(found, ranges={**found.ranges, **declared}))

    def root(self, path: str) -> str:
        """The folder of a file's project."""
        return self.grounds.root(path)

    def base(self, root: str) -> str:
        """The repository that a project lies in."""
        return self.grounds.base(root)
