"""Files that start containers or build their images: shell scripts, Quadlet units, Dockerfiles."""

from __future__ import annotations

import re
from typing import ClassVar

from engine_lint.expression import expression
from engine_lint.files.servers import Around, ServerFiles
from engine_lint.files.variable_names import WORDS, names_variable
from engine_lint.model.server import ServerConfig
from engine_lint.model.size import MAX_SCRIPT_BYTES
from engine_lint.model.source import Source

_VARIABLES = expression(b"|".join(WORDS))
_STARTERS = expression(rb"\b(?:docker|podman|nerdctl|mysqld|mysqld_safe|mariadbd|mariadbd-safe|postgres)\b")


class ShellScripts(ServerFiles):
    """Scripts that start a server or a container with one."""

    suffixes: ClassVar[tuple[str, ...]] = (".sh", ".bash")
    largest = MAX_SCRIPT_BYTES
    needles: ClassVar[re.Pattern[bytes]] = _VARIABLES

    def may_hold_site(self, data: bytes) -> bool:
        """Whether the bytes name a variable that matters, and something that starts servers."""
        return names_variable(data) and _STARTERS.search(data) is not None

    def servers(self, source: Source, around: Around) -> tuple[ServerConfig, ...]:
        """What the commands set."""
        from engine_lint.files.infra.shell import read_shell

        return read_shell(source, around)


class QuadletUnits(ServerFiles):
    """Units of containers."""

    suffixes: ClassVar[tuple[str, ...]] = (".container",)
    largest = MAX_SCRIPT_BYTES
    needles: ClassVar[re.Pattern[bytes]] = _VARIABLES

    def may_hold_site(self, data: bytes) -> bool:
        """Whether the bytes name a variable that matters."""
        return names_variable(data)

    def servers(self, source: Source, around: Around) -> tuple[ServerConfig, ...]:
        """What the container's command sets."""
        from engine_lint.files.infra.quadlet import read_quadlet

        return read_quadlet(source, around)


class Dockerfiles(ServerFiles):
    """Files that images are built from."""

    names: ClassVar[tuple[str, ...]] = ("Dockerfile", "Containerfile")
    suffixes: ClassVar[tuple[str, ...]] = (".dockerfile", ".Dockerfile")
    largest = MAX_SCRIPT_BYTES
    needles: ClassVar[re.Pattern[bytes]] = _VARIABLES

    def may_hold_site(self, data: bytes) -> bool:
        """Whether the bytes name a variable that matters."""
        return names_variable(data)

    def servers(self, source: Source, around: Around) -> tuple[ServerConfig, ...]:
        """What the image's command sets."""
        from engine_lint.files.infra.dockerfile import read_dockerfile

        return read_dockerfile(source, around)
