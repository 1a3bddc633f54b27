"""YAML files: those that describe containers, cloud resources or hosts may set something on database servers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine_lint.errors import TooLarge, UnreadableFile
from engine_lint.expression import expression
from engine_lint.files.servers import Around, ServerFiles, not_read
from engine_lint.files.variable_names import WORDS, names_variable
from engine_lint.model.place import Position, Span
from engine_lint.model.reading import Reading
from engine_lint.model.server import ServerConfig
from engine_lint.model.source import Source

if TYPE_CHECKING:
    from engine_lint.python.project import Project

_CONTEXTS = (b"image:", b"services:", b"kind:", b"mysql", b"mariadb", b"postgres", b"galera", b"ParameterGroup")
_TEMPLATE = expression(r"\{\{|\{%|<%|\$\{\{")


class YamlFiles(ServerFiles):
    """Compose files, Kubernetes manifests, CloudFormation, Ansible. Helm templates and other templates that are no YAML are passed over."""

    suffixes = (".yml", ".yaml")
    needles = re.compile(b"|".join(WORDS))

    def may_hold_site(self, data: bytes) -> bool:
        """Whether the bytes name a variable that matters, and something that one may belong to."""
        return names_variable(data) and any(each in data for each in _CONTEXTS)

    def reads_alike(self, before: str, after: str) -> bool:
        """Whether both are the same YAML: in a block of text a comment is text."""
        import yaml

        try:
            one, other = ([(type(each), getattr(each, "value", None)) for each in yaml.parse(text, yaml.SafeLoader)] for text in (before, after))
        except yaml.YAMLError:
            return False
        return one == other

    def servers(self, source: Source, around: Around) -> tuple[ServerConfig, ...]:
        """What each of the forms says of the text; nothing where it is no YAML."""
        try:
            return _servers(source, around)
        except UnreadableFile:
            return ()

    def read(self, texts: Sequence[Source], project: Project) -> Reading:
        """What the one text sets; a Compose file that cannot be read is told of."""
        from engine_lint.files.infra.compose_services import NAME, name_of

        (source,) = texts
        try:
            return Reading(servers=_servers(source, Around(project.base, project.data)))
        except TooLarge as error:
            return Reading(remarks=(not_read(error, project.base),))
        except UnreadableFile as error:
            if not NAME.fullmatch(name_of(source)) or _TEMPLATE.search(source.text):
                return Reading()
            at = Position(max(error.line, 1), max(error.column, 1))
            return Reading(unread=((source.place(Span(at, at)), error.reason),))


def _servers(source: Source, around: Around) -> tuple[ServerConfig, ...]:
    from engine_lint.files.infra.ansible import read_ansible
    from engine_lint.files.infra.cloudformation import read_cloudformation
    from engine_lint.files.infra.compose import read_compose
    from engine_lint.files.infra.kubernetes import read_kubernetes
    from engine_lint.files.infra.operators import read_operators
    from engine_lint.files.infra.yaml_nodes import read_yaml

    documents = read_yaml(source)
    readers = (read_compose, read_kubernetes, read_operators, read_cloudformation, read_ansible)
    return tuple(config for read in readers for config in read(source, documents, around))
