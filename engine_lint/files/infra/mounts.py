"""Files that Compose mounts into the containers of database servers.

Source: https://docs.docker.com/reference/compose-file/services/#volumes
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from engine_lint.dataclass import dataclass
from engine_lint.errors import UnreadableFile
from engine_lint.expression import expression
from engine_lint.files.infra.compose_services import MAIN, Service, is_for_tests, services
from engine_lint.files.infra.images import backends_of_image
from engine_lint.files.infra.interpolation import interpolated
from engine_lint.files.infra.yaml_nodes import child, items, read_yaml, text_of
from engine_lint.files.servers import Around, decoded
from engine_lint.files.tree import Node
from engine_lint.model.source import Source

_ABOVE = 4
"""How many folders above a file may hold the Compose file that mounts it."""
_HERE = expression(r"^\$(?:PWD|\{PWD\})(?=/)")


@dataclass(frozen=True, slots=True)
class Mount:
    """Where a file lies in the container of a server: ``target`` is its path there, ``backends`` are those of the server."""

    target: str
    backends: tuple[str, ...]
    in_tests: bool


def mounts_of(path: str, around: Around) -> tuple[Mount, ...]:
    """The containers of known servers into which the Compose files in the folders above mount a file."""
    folder = os.path.dirname(path)
    found: list[Mount] = []
    for _ in range(_ABOVE):
        for name in MAIN:
            data = around.read(f"{folder}/{name}")
            if data is not None and b"volumes" in data:
                found.extend(_in_file(decoded(f"{folder}/{name}", data), path, around))
        if found or folder == around.base or not folder.startswith(around.base):
            break
        folder = os.path.dirname(folder)
    return tuple(found)


def _in_file(source: Source, path: str, around: Around) -> Iterator[Mount]:
    try:
        documents = read_yaml(source)
    except UnreadableFile:
        return
    for service in services(source, documents, around):
        backends = backends_of_image(interpolated(service.text("image"), {})[0])
        for target in _targets(source, service, path) if backends else ():
            yield Mount(target, backends, around.in_tests(source.path) or is_for_tests(source, service))


def _targets(source: Source, service: Service, path: str) -> Iterator[str]:
    """Where a file lies in a service's container, by itself or in a folder."""
    found = service.find("volumes")
    folder = os.path.dirname(source.path)
    for local, target in _pairs(items(found.node)) if found is not None else ():
        start = os.path.normpath(os.path.join(folder, interpolated(_HERE.sub(".", local), {})[0])).replace(os.sep, "/")
        if path == start or path.startswith(f"{start}/"):
            yield f"{target.rstrip('/')}{path.removeprefix(start)}"


def _pairs(volumes: Sequence[Node]) -> Iterator[tuple[str, str]]:
    """Local paths and their targets, in either form of a volume."""
    for each in volumes:
        short = text_of(each).split(":")
        local, target = (short[0], short[1]) if len(short) > 1 else (text_of(child(each, "source")), text_of(child(each, "target")))
        if local.startswith((".", "/", "$")) or (not text_of(each) and text_of(child(each, "type")) == "bind"):
            yield local, target
