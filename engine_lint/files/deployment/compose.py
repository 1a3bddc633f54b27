"""Compose files: the commands of services, in as many copies as they are deployed, with the Dockerfile of those that have none.

Source: https://docs.docker.com/reference/compose-file/deploy/#replicas
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine_lint.files.deployment import dockerfile
from engine_lint.files.deployment.command import Command, whole
from engine_lint.files.infra.compose import container_of
from engine_lint.files.infra.compose_services import Service, is_for_tests, services
from engine_lint.files.infra.folders import beside
from engine_lint.files.infra.interpolation import interpolated
from engine_lint.files.infra.words import Filled
from engine_lint.files.infra.yaml_nodes import child, text_of
from engine_lint.files.servers import Around
from engine_lint.files.tree import Node
from engine_lint.model.source import Source


def commands(source: Source, documents: Sequence[Node], around: Around, root: str) -> Iterator[Command]:
    """The commands of the services that run the project in the folder ``root``."""
    for service in services(source, documents, around):
        context = _context(source, service)
        if is_for_tests(source, service) or not _holds(context, root):
            continue
        container = container_of(source, service, _filled)
        words = (*container.entry_point, *container.command)
        if words:
            yield Command(source, words, container.environment, _replicas(service), service.name, context)
        elif context:
            yield from _of_image(source, service, context, around)


def images(documents: Sequence[Node]) -> Iterator[str]:
    """The names of the images of all services, without registry and tag."""
    for root in documents:
        for member in (child(root, "services") or root).members or ():
            image = text_of(child(member.value, "image")).strip().lower()
            if image:
                yield image.rpartition("/")[2].partition("@")[0].partition(":")[0]


def _filled(text: str) -> Filled:
    return interpolated(text, {})


def _of_image(source: Source, service: Service, context: str, around: Around) -> Iterator[Command]:
    """What the image starts that is built for a service."""
    built = service.find("build")
    name = text_of(child(built.node, "dockerfile")) if built else ""
    file = beside(source, os.path.join(context, name or "Dockerfile"), around)
    given = container_of(source, service, _filled).environment
    for command in dockerfile.commands(file) if file is not None else ():
        yield replace(command, environment={**command.environment, **given}, times=_replicas(service), service=service.name, folder=context)


def _context(source: Source, service: Service) -> str:
    """The folder that the image of a service is built from, absolute; empty for an image that is only named."""
    built = service.find("build")
    if built is None:
        return ""
    written = text_of(built.node) or text_of(child(built.node, "context")) or "."
    return os.path.normpath(os.path.join(os.path.dirname(built.source.path), _filled(written)[0])).replace(os.sep, "/")


def _holds(context: str, root: str) -> bool:
    """Whether an image may hold a project: its folder lies in the one that the image is built from, or the other way round."""
    return not context or f"{root}/".startswith(f"{context}/") or f"{context}/".startswith(f"{root}/")


def _replicas(service: Service) -> int | None:
    for found in (service.find("deploy", "replicas"), service.find("scale")):
        if found is not None:
            text = _filled(text_of(found.node))[0]
            return whole(text)
    return 1
