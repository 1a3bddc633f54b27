"""Terraform files: those that set variables of managed database servers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine_lint.errors import UnreadableFile
from engine_lint.files.servers import Around, ServerFiles, not_read
from engine_lint.model.reading import Reading
from engine_lint.model.server import ServerConfig
from engine_lint.model.source import Source

if TYPE_CHECKING:
    from engine_lint.python.project import Project

MISSING = "Terraform files that may set idle timeouts of database servers were not read: that takes `pip install engine-lint[infra]`"


class TerraformFiles(ServerFiles):
    """Files in Terraform's language, or in its JSON form."""

    suffixes = (".tf", ".tf.json")
    needles = re.compile(
        rb"\b(?:wait_timeout|interactive_timeout|max_connections|idle_session_timeout)\b"
        rb"|\bdynamic\s+\"(?:parameter|database_flags|parameters)\"|\b(?:parameters|parameter_group_parameters|database_flags)\"?\s*[=:]\s*\"?(?:\$\{)?(?:var|local)\."
        rb"|\bazurerm_(?:mysql|mariadb|postgresql)_(?:flexible_server_)?configuration\"[^\n]*\n\s*for_each\b"
    )
    """The names of the variables, and what may take them from another file of the folder."""

    def servers(self, source: Source, around: Around) -> tuple[ServerConfig, ...]:
        """What resources and modules set; nothing where the file cannot be read."""
        return self._reading(source, around).servers

    def read(self, texts: Sequence[Source], project: Project) -> Reading:
        """What the one text sets, or why it was not read."""
        (source,) = texts
        return self._reading(source, Around(project.base, project.data))

    def _reading(self, source: Source, around: Around) -> Reading:
        from engine_lint.files.infra.terraform import read_servers

        try:
            return Reading(servers=read_servers(source, around))
        except ModuleNotFoundError:
            return Reading(remarks=(MISSING,))
        except UnreadableFile as error:
            return Reading(remarks=(not_read(error, around.base),))
