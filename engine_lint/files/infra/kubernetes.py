"""Kubernetes manifests: what the containers of workloads set on database servers.

Source: https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from engine_lint.expression import expression
from engine_lint.files.infra.containers import Container, served, told_by_data
from engine_lint.files.infra.words import HOLE, Fill, Filled, Word, located
from engine_lint.files.infra.yaml_nodes import child, items, locator, text_of
from engine_lint.files.servers import Around
from engine_lint.files.tree import Node
from engine_lint.model.server import ServerConfig
from engine_lint.model.source import Source

FORM = "Kubernetes container"
_TEMPLATED = ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "DeploymentConfig")
_REFERENCE = expression(r"\$(\$|\((\w+)\))")


def read_kubernetes(source: Source, documents: Sequence[Node], around: Around) -> tuple[ServerConfig, ...]:
    """The servers in the containers of workloads on which something that matters is set; none for other YAML files."""
    found = (_config(source, name, pod, container, around) for name, pod in pods(documents) for container in items(child(pod, "containers")))
    return tuple(each for each in found if each is not None)


def objects(documents: Sequence[Node], deep: bool = True) -> Iterator[tuple[str, str, Node]]:
    """Kind, name and content of the objects that manifests describe, those in lists included."""
    for root in documents:
        kind = text_of(child(root, "kind"))
        if not kind or not text_of(child(root, "apiVersion")):
            continue
        yield kind, text_of(child(root, "metadata", "name")), root
        if deep and kind in ("List", "Template"):
            yield from objects([*items(child(root, "items")), *items(child(root, "objects"))], deep=False)


def pods(documents: Sequence[Node]) -> Iterator[tuple[str, Node]]:
    """The pods that manifests describe, with the names of their workloads."""
    for kind, name, root in objects(documents):
        pod = child(root, "spec") if kind == "Pod" else child(root, "spec", "template", "spec") if kind in _TEMPLATED else None
        if pod is not None:
            yield f"{kind}/{name}" if name else kind, pod


def container_of(source: Source, node: Node) -> Container:
    """A container of a pod, without what it takes over whole from config maps."""
    environment = {text_of(child(each, "name")): child(each, "value") for each in items(child(node, "env"))}

    def fill(text: str) -> Filled:
        return _filled(text, {name: text_of(value) for name, value in environment.items() if value is not None})

    variables = {name: located(text_of(value), locator(source, value), fill) for name, value in environment.items() if value is not None}
    entry_point, command = (_words(source, child(node, key), fill) for key in ("command", "args"))
    mounts = "\n".join(text_of(child(each, "mountPath")) for each in items(child(node, "volumeMounts")))
    image = text_of(child(node, "image")).strip()
    return Container(image, command, variables, told_by_data(mounts), entry_point)


def _config(source: Source, workload: str, pod: Node, node: Node, around: Around) -> ServerConfig | None:
    found = served(source, container_of(source, node))
    if found is None:
        return None
    name = text_of(child(node, "name"))
    server = f"{workload}, container {name}" if name else workload
    place = source.place(source.span(node.start, node.end))
    return ServerConfig(FORM, server, found.backends, found.settings, place, in_tests=around.in_tests(source.path))


def _words(source: Source, node: Node | None, fill: Fill) -> tuple[Word, ...]:
    return tuple(located(text_of(item), locator(source, item), fill) for item in items(node))


def _filled(text: str, environment: dict[str, str]) -> Filled:
    """A text with ``$(NAME)`` put in. What the container takes over whole (``envFrom``) is not seen, so that no other name can be told."""
    reasons: list[str] = []

    def put(match: re.Match[str]) -> str:
        if match[1] == "$":
            return "$"
        if match[2] in environment:
            return environment[match[2]]
        reasons.append(f"{match.group()} comes from elsewhere")
        return HOLE

    return _REFERENCE.sub(put, text), next(iter(reasons), "")
