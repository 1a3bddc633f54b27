"""Kubernetes manifests: what the containers of workloads start, in as many pods as they ask for.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#writing-a-deployment-spec
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine_lint.files.deployment.command import Command, whole
from engine_lint.files.infra.kubernetes import container_of, objects, pods
from engine_lint.files.infra.yaml_nodes import child, items, text_of
from engine_lint.files.tree import Node
from engine_lint.model.source import Source


def commands(source: Source, documents: Sequence[Node]) -> Iterator[Command]:
    """The commands of containers that stay; what an image starts by itself is not seen."""
    for _, name, root in objects(documents):
        for _, pod in pods([root]):
            for node in items(child(pod, "containers")):
                container = container_of(source, node)
                words = (*container.entry_point, *container.command)
                if words:
                    yield Command(source, words, container.environment, _replicas(root), name)


def _replicas(root: Node) -> int | None:
    found = child(root, "spec", "replicas")
    text = text_of(found)
    return 1 if found is None else whole(text)
