"""Kubernetes objects that hold option files or variables of servers: ConfigMaps, and the resources of database operators."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine_lint.expression import expression
from engine_lint.files.infra.assignments import assigned, winning
from engine_lint.files.infra.engines import backends_of_engine
from engine_lint.files.infra.kubernetes import objects
from engine_lint.files.infra.words import located
from engine_lint.files.infra.yaml_nodes import child, entries, items, locator, text_of
from engine_lint.files.optionfile.reading import read_options
from engine_lint.files.servers import Around
from engine_lint.files.tree import Node
from engine_lint.knowledge.kubernetes import Resource, resource
from engine_lint.model.server import ServerConfig
from engine_lint.model.source import Source

FORM = "Kubernetes resource"
_BLOCK = expression(r"(?:[&!]\S+\s+)*\|[-+\d]*[^\n]*\n")
_NO_LINE_END = expression(r"[^\r\n]")


def read_operators(source: Source, documents: Sequence[Node], around: Around) -> tuple[ServerConfig, ...]:
    """What ConfigMaps with option files and resources of operators set on servers; none for other YAML files."""
    return tuple(config for kind, name, root in objects(documents) for config in _configs(source, kind, name, root, around))


def _configs(source: Source, kind: str, name: str, root: Node, around: Around) -> Iterator[ServerConfig]:
    address = f"{kind}/{name}" if name else kind
    if kind == "ConfigMap":
        for key, value in entries(child(root, "data")):
            if key.endswith((".cnf", "my.ini")):
                yield from _of_text(source, value, f"{address}, {key}", around)
        return
    known = resource(text_of(child(root, "apiVersion")), kind)
    spec = child(root, "spec")
    if known is None or spec is None:
        return
    if known.option_file:
        text = child(spec, *known.option_file)
        found = _of_text(source, text, address, around, known.head) if text is not None else ()
        yield from (replace(each, backends=(known.backend,)) for each in found)
    else:
        yield from _of_pairs(source, spec, known, address, around)


def _of_text(source: Source, node: Node, server: str, around: Around, group: str = "") -> Iterator[ServerConfig]:
    """What an option file sets that stands in a block of text: the same file with nothing else in it but the group that it begins in, so that places stay."""
    head = _BLOCK.match(source.text, node.start, node.end)
    if head is None:
        return
    before, block, after = source.text[: head.end()], source.text[head.end() : node.end], source.text[node.end :]
    blank = _NO_LINE_END.sub(" ", before)
    if group:
        line = blank.rfind("\n", 0, len(blank) - 1) + 1
        blank = f"{blank[:line]}{f'[{group}]'.ljust(len(blank) - line - 1)}\n"
    alone = Source(source.path, blank + block + _NO_LINE_END.sub(" ", after), source.encoding)
    for each in read_options(alone, around):
        yield replace(each, form=f"option file in a {FORM}", server=f"{server}{f', {each.server}' if each.server else ''}", parts=())


def _of_pairs(source: Source, spec: Node, known: Resource, server: str, around: Around) -> Iterator[ServerConfig]:
    """What a mapping of variables or a list of flags sets."""
    backends = (known.backend,) if known.backend else backends_of_engine(text_of(child(spec, *known.engine)))[0]
    pairs = [*(entries(child(spec, *known.parameters)) if known.parameters else ())]
    for each in items(child(spec, *known.flags)) if known.flags else ():
        value = child(each, "value")
        pairs.extend([(text_of(child(each, "name")), value)] if value is not None else [])
    settings = winning(assigned(source, backends, name, located(text_of(value), locator(source, value))) for name, value in pairs) if backends else ()
    if settings:
        yield ServerConfig(FORM, server, backends, settings, source.place(source.span(spec.start, spec.end)), in_tests=around.in_tests(source.path))
