"""PostgreSQL's own configuration files."""

from __future__ import annotations

import re
from typing import ClassVar

from engine_lint.files.servers import Around, ServerFiles
from engine_lint.model.server import ServerConfig
from engine_lint.model.size import MAX_SCRIPT_BYTES
from engine_lint.model.source import Source


class PostgresqlFiles(ServerFiles):
    """``postgresql.conf`` and what is called like it, templates of it too."""

    names: ClassVar[tuple[str, ...]] = ("postgresql.conf", "postgres.conf", "postgresql.auto.conf", "postgresql.conf.j2")
    largest = MAX_SCRIPT_BYTES
    needles: ClassVar[re.Pattern[bytes]] = re.compile(rb"(?im)^[ \t]*(?:idle_session_timeout|max_connections)\b")

    def servers(self, source: Source, around: Around) -> tuple[ServerConfig, ...]:
        """What the file sets."""
        from engine_lint.files.infra.postgresql_conf import read_postgresql_conf

        return read_postgresql_conf(source, around)
