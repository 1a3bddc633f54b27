"""In how many processes a project runs, by the file that starts the most of them.

A repository often has several ways to deploy it. What one file starts runs together, two files are two ways. Of a shell script only the largest
application server counts, because scripts choose between several.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from engine_lint.dataclass import dataclass
from engine_lint.errors import UnreadableFile
from engine_lint.expression import expression
from engine_lint.files.deployment import compose, configs, dockerfile, kubernetes, procfile, scripts, units
from engine_lint.files.deployment.command import Command
from engine_lint.files.deployment.finding import for_production, form_of
from engine_lint.files.deployment.starting import Config, workers_of
from engine_lint.files.servers import Around
from engine_lint.files.tree import Node
from engine_lint.knowledge.application_servers import Program, programs
from engine_lint.knowledge.poolers import pooler_images
from engine_lint.model.capacity import Workers
from engine_lint.model.place import FILE_START, Place
from engine_lint.model.source import Source

if TYPE_CHECKING:
    from engine_lint.python.project import Project

_NEEDLES = tuple(name.encode() for name in programs())
"""One of these stands in every file that starts something, but for configuration files, and Compose files that build an image."""
_FORMS: dict[str, Callable[[Source], Iterator[Command]]] = {
    "procfile": procfile.commands,
    "dockerfile": dockerfile.commands,
    "script": scripts.commands,
    "service": units.services,
    "supervisor": units.supervised,
}
_MODULE = expression(r"(?P<name>[A-Za-z_]\w*)(?:\.\w+)*:[A-Za-z_][\w.()]*")
"""``shop.wsgi:app``"""
_CONFIGS = ("gunicorn", "uwsgi")


@dataclass(frozen=True, slots=True)
class Deployments:
    """The files that say how a project is started.

    ``root`` is the project's folder, ``base`` that of its repository, ``files`` absolute paths; ``root_of`` gives the folder of a file's project,
    ``project`` reads them.
    """

    root: str
    base: str
    files: tuple[str, ...]
    root_of: Callable[[str], str]
    project: Project

    def workers(self) -> tuple[Workers, ...]:
        """The processes that the file starts which starts the most; none where no file tells."""
        found = [told for path in self.files if for_production(path, self.base) and (told := self._told(path))]
        return max(found, key=_weight, default=())

    def has_pooler(self) -> bool:
        """Whether a Compose file runs a pooler beside the application."""
        texts = (self._source(path) for path in self.files if form_of(path) == "compose")
        return any(image in pooler_images() for source in texts if source is not None for image in compose.images(_documents(source)))

    def _told(self, path: str) -> tuple[Workers, ...]:
        form, source = form_of(path), self._source(path)
        if source is None:
            return ()
        if form in _CONFIGS and self.root_of(path) != self.root:
            return ()
        if form in _CONFIGS:
            return tuple(self._of_config(path, programs()[form]))
        found = [
            self._shown(each) for command in self._commands(form, source) if self._owns(command) and (each := workers_of(command, self._config_of(source)))
        ]
        return _largest(found) if form == "script" else tuple(found)

    def _owns(self, command: Command) -> bool:
        """Whether a command runs this project: its file belongs to it, or the image that it runs in, or the module that it names."""
        return (
            self.root_of(command.source.path) == self.root
            or f"{command.folder}/".startswith(f"{self.root}/")
            or any(self._has_module(match["name"]) for word in command.words if (match := _MODULE.fullmatch(word.text)))
        )

    def _has_module(self, name: str) -> bool:
        folders = (self.root, f"{self.root}/src")
        return any(os.path.isdir(f"{folder}/{name}") or os.path.isfile(f"{folder}/{name}.py") for folder in folders)

    def _commands(self, form: str, source: Source) -> Iterable[Command]:
        if form == "compose":
            return compose.commands(source, _documents(source), Around(self.base, self.project.data), self.root)
        return kubernetes.commands(source, _documents(source)) if form == "kubernetes" else _FORMS[form](source)

    def _of_config(self, path: str, program: Program) -> Iterator[Workers]:
        """What a configuration file says by itself, whatever starts the program."""
        config = self._config(path, program)
        if config and "processes" in config:
            kind = config["kind"].text if "kind" in config else ""
            bounded = program.kinds.get(kind, program.at_once) == "threads"
            threads = config["threads"].value if "threads" in config else program.default_threads
            count = config["processes"]
            yield self._shown(Workers(count.value, "", program.name, threads if bounded else None, count.reason, count.place))

    def _config_of(self, source: Source) -> Callable[[str, Program], Config | None]:
        """Finds configuration files by the names that commands have for them: beside the file, in the project's folder, or anywhere in it."""

        def find(name: str, program: Program) -> Config | None:
            folders = (os.path.dirname(source.path), self.root)
            near = [os.path.normpath(os.path.join(folder, name.removeprefix("./"))) for folder in folders]
            same = [path for path in self.files if path.endswith(f"/{os.path.basename(name)}")]
            path = next((each for each in near if self.project.data(each) is not None), same[0] if len(same) == 1 else None)
            return self._config(path.replace(os.sep, "/"), program) if path else None

        return find

    def _config(self, path: str, program: Program) -> Config | None:
        source = self._source(path)
        if source is None or not program.config_keys:
            return None
        return configs.of_python(source, program, self.project) if path.endswith(".py") else configs.of_ini(source, program)

    def _source(self, path: str) -> Source | None:
        data = self.project.data(path)
        if data is None or not (form_of(path) in (*_CONFIGS, "compose") or any(each in data for each in _NEEDLES)):
            return None
        return Source(path, data.decode("utf-8-sig", "replace"))

    def _shown(self, workers: Workers) -> Workers:
        place = workers.place or Place(self.base, FILE_START)
        return replace(workers, where=f"{os.path.relpath(place.path, self.base).replace(os.sep, '/')}:{place.span.start.line}")


def _documents(source: Source) -> Sequence[Node]:
    from engine_lint.files.infra.yaml_nodes import read_yaml

    try:
        return read_yaml(source)
    except (UnreadableFile, ModuleNotFoundError):
        return ()


def _largest(found: Sequence[Workers]) -> tuple[Workers, ...]:
    """Of each role the one with the most processes."""
    best: dict[str, Workers] = {}
    for each in found:
        role = programs()[each.program].role
        if role not in best or _weight((each,)) > _weight((best[role],)):
            best[role] = each
    return tuple(best.values())


def _weight(workers: Sequence[Workers]) -> tuple[int, int]:
    """How much some processes may do at a time: those that nothing bounds come first."""
    return sum(each.at_least for each in workers if each.at_once is None), sum(each.at_least for each in workers)
