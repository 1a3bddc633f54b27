"""YAML with places: nodes of the file's text, aliases shared and never copied, merges applied, foreign tags kept as such.

PyYAML gives the events. Its own composer recurses, so that hostile nesting ends the interpreter; this one has bounds instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field
from typing import TYPE_CHECKING, Any

from engine_lint.dataclass import dataclass
from engine_lint.errors import TooLarge, UnreadableFile
from engine_lint.files.infra.words import Locator
from engine_lint.files.tree import Member, Node
from engine_lint.model.size import MAX_YAML_BYTES

if TYPE_CHECKING:
    from engine_lint.model.source import Source

MAX_DEPTH = 60
MAX_MEMBERS = 200_000
"""Members of all mappings together, those that merges bring included."""
_PLAIN_TAGS = ("", "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:int", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq", "!reset", "!override")


@dataclass(frozen=True, slots=True)
class Tagged:
    """The value of a node with a tag that only one program knows (``!Ref``): its tag and, for a scalar, its text."""

    tag: str
    text: str = ""


@dataclass(slots=True)
class _Open:
    """A collection that is not closed yet."""

    start: int
    tag: str
    anchor: str
    is_mapping: bool
    nodes: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class _Composer:
    anchors: dict[str, Node] = field(default_factory=dict)
    stack: list[_Open] = field(default_factory=list)
    documents: list[Node] = field(default_factory=list)
    members: int = 0

    def take(self, node: Node, anchor: str) -> None:
        if anchor:
            self.anchors[anchor] = node
        (self.stack[-1].nodes if self.stack else self.documents).append(node)

    def close(self, end: int) -> None:
        done = self.stack.pop()
        value: object = Tagged(done.tag) if done.tag not in _PLAIN_TAGS else None if done.is_mapping else []
        node = Node(done.start, end, value, None, tuple(done.nodes))
        if done.is_mapping:
            pairs = zip(done.nodes[::2], done.nodes[1::2], strict=True)
            node = Node(done.start, end, value, self.merged([Member(_key(key), key.start, key.end, each) for key, each in pairs]))
        self.take(node, done.anchor)

    def merged(self, members: list[Member]) -> tuple[Member, ...]:
        """The members of a mapping with what ``<<`` brings, which its own win over."""
        brought: dict[str, Member] = {}
        for each in members:
            if each.key == "<<":
                for source in reversed((each.value, *each.value.elements) if each.value.members is not None else each.value.elements):
                    brought.update({member.key: member for member in source.members or ()})
                    self.members += len(source.members or ())
        self.members += len(members)
        if self.members > MAX_MEMBERS:
            raise ValueError("its aliases make it too large")
        own = {each.key for each in members}
        return (*(each for key, each in brought.items() if key not in own), *(each for each in members if each.key != "<<"))


def _key(node: Node) -> str:
    return node.value if isinstance(node.value, str) else ""


def read_yaml(source: Source) -> tuple[Node, ...]:
    """The documents of a YAML text. Every scalar is its text, whatever type it would have.

    Raises:
        UnreadableFile: it is not YAML, or too large, or nested too deeply.
        ModuleNotFoundError: PyYAML is not installed.
    """
    import yaml

    if len(source.text) > MAX_YAML_BYTES:
        raise TooLarge(source.path, len(source.text), MAX_YAML_BYTES)
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _compose(yaml.parse(source.text, Loader=loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)
        raise UnreadableFile(source.path, f"it is not valid YAML: {error.problem or error.context}", line, column) from error
    except (yaml.YAMLError, ValueError) as error:
        raise UnreadableFile(source.path, f"it is not valid YAML: {' '.join(str(error).split())}") from error


def _compose(events: Iterable[Any]) -> tuple[Node, ...]:
    composer = _Composer()
    for event in events:
        match type(event).__name__:
            case "DocumentStartEvent":
                composer.anchors.clear()
            case "ScalarEvent":
                composer.take(_scalar(event), event.anchor or "")
            case "AliasEvent":
                composer.take(_alias(event, composer), "")
            case "MappingStartEvent" | "SequenceStartEvent" as name:
                if len(composer.stack) >= MAX_DEPTH:
                    raise ValueError("it is nested too deeply")
                composer.stack.append(_Open(event.start_mark.index, event.tag or "", event.anchor or "", name.startswith("Mapping")))
            case "MappingEndEvent" | "SequenceEndEvent":
                composer.close(event.end_mark.index)
            case _:
                pass
    return tuple(composer.documents)


def _scalar(event: Any) -> Node:
    tag = event.tag or ""
    return Node(event.start_mark.index, event.end_mark.index, event.value if tag in _PLAIN_TAGS else Tagged(tag, event.value))


def _alias(event: Any, composer: _Composer) -> Node:
    """What an alias stands for, at the place of its anchor: that is where the value would be changed."""
    found = composer.anchors.get(event.anchor)
    if found is None:
        raise ValueError(f"nothing is called &{event.anchor} before *{event.anchor}")
    return found


def text_of(node: Node | None) -> str:
    """The text of a scalar; empty for anything else."""
    return node.value if node is not None and isinstance(node.value, str) else ""


def child(node: Node | None, *keys: str) -> Node | None:
    """What some keys lead to, one mapping after another; None where one is missing."""
    for key in keys:
        member = node.member(key) if node is not None else None
        node = member.value if member is not None else None
    return node


def entries(node: Node | None) -> Iterator[tuple[str, Node]]:
    """The members of a mapping by key, the last of those with one name."""
    last = {member.key: member.value for member in (node.members or () if node is not None else ())}
    yield from last.items()


def items(node: Node | None) -> tuple[Node, ...]:
    """The elements of a sequence; none for anything else."""
    return node.elements if node is not None else ()


def locator(source: Source, node: Node) -> Locator:
    """Finds where parts of a scalar stand in the file."""
    return Locator(source.text[node.start : node.end], node.start)
