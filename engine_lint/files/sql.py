"""SQL scripts: those that set variables of a server."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine_lint.files.kind import Comment
from engine_lint.files.servers import Around, ServerFiles
from engine_lint.files.variable_names import names_variable
from engine_lint.model.server import ServerConfig
from engine_lint.model.size import MAX_SCRIPT_BYTES
from engine_lint.model.source import Source


class SqlFiles(ServerFiles):
    """Scripts for MySQL, MariaDB and PostgreSQL; what is for others sets none of the variables."""

    suffixes = (".sql",)
    comment_mark = "--"
    largest = MAX_SCRIPT_BYTES
    needles = re.compile(rb"(?i)\b(?:global|persist|persist_only)\b|\balter\s+(?:system|role|user|database)\b")

    def may_hold_site(self, data: bytes) -> bool:
        """Whether the bytes name a variable that matters, and a word that such statements have."""
        return (names_variable(data) or b"init_connect" in data) and super().may_hold_site(data)

    def servers(self, source: Source, around: Around) -> tuple[ServerConfig, ...]:
        """What the statements set on the server."""
        from engine_lint.files.infra.sql import read_sql

        return read_sql(source, around)

    def comments(self, text: Source) -> Iterator[Comment]:
        """What stands behind ``--``, read as ``#``, or ``#``, to the end of the line; one in quotes is taken for one too."""
        for number in range(1, len(text.line_starts) + 1):
            line = text.line(number)
            match = re.search(r"--|#", line)
            if match:
                yield number, match.start() + 1, "#".ljust(len(match.group())) + line[match.end() :]
