"""What the commands of Compose services set on database servers.

A file tells what stands in it: what a service takes over from another file is told there.
Source: https://docs.docker.com/reference/compose-file/services/#command
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from engine_lint.files.env_syntax import read_env
from engine_lint.files.infra.compose_services import Layer, Service, is_for_tests, services
from engine_lint.files.infra.containers import Container, served, told_by_data
from engine_lint.files.infra.folders import beside
from engine_lint.files.infra.interpolation import interpolated
from engine_lint.files.infra.words import Fill, Filled, Word, located, shell_words
from engine_lint.files.infra.yaml_nodes import child, entries, items, locator, text_of
from engine_lint.files.servers import Around
from engine_lint.files.tree import Node
from engine_lint.model.server import ServerConfig
from engine_lint.model.source import Source

FORM = "Compose service"


def read_compose(source: Source, documents: Sequence[Node], around: Around) -> tuple[ServerConfig, ...]:
    """The servers among the services of a Compose or stack file on which something that matters is set; none for other YAML files."""
    found = list(services(source, documents, around))
    environment = _dotenv(source, around) if found else {}

    def fill(text: str) -> Filled:
        return interpolated(text, environment)

    return tuple(config for service in found if (config := _config(source, service, fill, around)))


def _config(source: Source, service: Service, fill: Fill, around: Around) -> ServerConfig | None:
    found = served(source, container_of(source, service, fill))
    if found is None:
        return None
    own = service.layers[-1].node
    place = source.place(source.span(own.start, own.end))
    return ServerConfig(FORM, service.name, found.backends, found.settings, place, in_tests=around.in_tests(source.path) or is_for_tests(source, service))


def container_of(source: Source, service: Service, fill: Fill) -> Container:
    """A service as the container that Compose makes of it, without what other files have of its command and environment."""
    image, _ = fill(service.text("image"))
    entry_point, command = (_words(source, service.find(key), fill) for key in ("entrypoint", "command"))
    environment = dict(_environment(source, service.find("environment"), fill))
    return Container(image, command, environment, told_by_data(_volumes(service)), entry_point)


def _words(source: Source, found: Layer | None, fill: Fill) -> tuple[Word, ...]:
    if found is None or found.source is not source:
        return ()
    if text_of(found.node):
        return shell_words(text_of(found.node), locator(source, found.node), fill)
    return tuple(located(text_of(item), locator(source, item), fill) for item in items(found.node))


def _environment(source: Source, found: Layer | None, fill: Fill) -> Iterator[tuple[str, Word]]:
    """The variables of ``environment``, in either of its forms."""
    if found is None or found.source is not source:
        return
    for name, value in entries(found.node):
        yield name, located(text_of(value), locator(source, value), fill)
    for item in items(found.node):
        name, _, text = text_of(item).partition("=")
        locate = locator(source, item)
        locate(name)
        yield name, located(text, locate, fill)


def _volumes(service: Service) -> str:
    """Where the volumes of a service are mounted, a line each."""
    found = service.find("volumes")
    return "\n".join(text_of(item) or text_of(child(item, "target")) for item in items(found.node)) if found else ""


def _dotenv(source: Source, around: Around) -> Mapping[str, str]:
    """The variables of the ``.env`` file that Compose reads by itself."""
    file = beside(source, ".env", around)
    return {entry.key: entry.value for entry in read_env(file).entries} if file is not None else {}
