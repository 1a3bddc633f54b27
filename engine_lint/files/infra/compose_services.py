"""The services of Compose files, with what they extend and override.

Source: https://docs.docker.com/reference/compose-file/services/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from engine_lint.dataclass import dataclass
from engine_lint.errors import UnreadableFile
from engine_lint.expression import expression
from engine_lint.files.infra.folders import beside
from engine_lint.files.infra.yaml_nodes import child, entries, items, read_yaml, text_of
from engine_lint.files.servers import Around
from engine_lint.files.tree import Node
from engine_lint.model.source import Source

NAME = expression(r"(?:.*[-_.])?compose(?:[-_.].*)?\.ya?ml")
"""How Compose files are called, in lower case."""
MAIN = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
"""The files that Compose looks for, and that override files change."""
_FOR_TESTS = expression(r"(?:^|[-_.])(?:tests?|testing|ci|e2e|integration)(?:$|[-_.])")
_EXTENSIONS = 5
"""How far ``extends`` is followed."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A service as one file has it."""

    source: Source
    node: Node


@dataclass(frozen=True, slots=True)
class Service:
    """A service with the layers that it extends, its own last."""

    name: str
    layers: tuple[Layer, ...]

    def find(self, *keys: str) -> Layer | None:
        """What a key leads to in the last layer that has it, and the file it stands in."""
        for layer in reversed(self.layers):
            node = child(layer.node, *keys)
            if node is not None:
                return Layer(layer.source, node)
        return None

    def text(self, key: str) -> str:
        """The text of a scalar, empty where there is none."""
        found = self.find(key)
        return text_of(found.node) if found else ""

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of a sequence of scalars."""
        found = self.find(key)
        return tuple(text_of(item) for item in items(found.node)) if found else ()


def services(source: Source, documents: Sequence[Node], around: Around) -> Iterator[Service]:
    """The services of a file; those of other YAML files are none."""
    for root in documents:
        table = child(root, "services") or _first_format(source, root)
        for name, node in entries(table):
            if node.members is not None:
                yield Service(name, tuple(_layers(Layer(source, node), name, table, around, _EXTENSIONS)))


def _first_format(source: Source, root: Node) -> Node | None:
    """The whole file, where it is one of the first format, which had nothing but services."""
    is_one = NAME.fullmatch(name_of(source)) and all(child(node, "image") or child(node, "build") for _, node in entries(root))
    return root if is_one else None


def _layers(own: Layer, name: str, table: Node | None, around: Around, left: int) -> Iterator[Layer]:
    extends = child(own.node, "extends")
    if extends is not None and left:
        base = text_of(extends) or text_of(child(extends, "service"))
        file = text_of(child(extends, "file"))
        for other, others in _tables([beside(own.source, file, around)]) if file else [(own.source, table)]:
            found = child(others, base)
            if found is not None and found is not own.node:
                yield from _layers(Layer(other, found), base, others, around, left - 1)
    elif left == _EXTENSIONS and child(own.node, "image") is None and child(own.node, "build") is None:
        for other, others in _tables(beside(own.source, main, around) for main in MAIN if main != name_of(own.source)):
            found = child(others, name)
            yield from [Layer(other, found)] if found is not None else []
    yield own


def _tables(sources: Iterable[Source | None]) -> Iterator[tuple[Source, Node | None]]:
    """The services of other files; those that cannot be read have none."""
    for source in sources:
        try:
            yield from [(source, child(root, "services")) for root in read_yaml(source)] if source is not None else []
        except UnreadableFile:
            continue


def is_for_tests(source: Source, service: Service) -> bool:
    """Whether the file's name, the service's, or all of its profiles say that it is for tests or CI."""
    profiles = service.texts("profiles")
    stem = name_of(source).rpartition(".")[0]
    by_profile = bool(profiles) and all(_FOR_TESTS.search(each.lower()) for each in profiles)
    return by_profile or any(_FOR_TESTS.search(each) for each in (stem, service.name.lower()))


def name_of(source: Source) -> str:
    """A file's name without its folder, in lower case."""
    return source.path.rpartition("/")[2].lower()
