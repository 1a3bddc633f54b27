"""``postgresql.conf``: lines of ``name = value``, of which the last for a name counts.

Source: https://www.postgresql.org/docs/current/config-setting.html#CONFIG-SETTING-CONFIGURATION-FILE
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine_lint.expression import expression
from engine_lint.files.infra.assignments import assigned, winning
from engine_lint.files.infra.jinja import rendered
from engine_lint.files.infra.words import Word
from engine_lint.files.servers import Around
from engine_lint.knowledge.postgresql import POSTGRESQL
from engine_lint.model.server import ServerConfig, ServerSetting
from engine_lint.model.source import Source

FORM = "PostgreSQL configuration file"
_LINE = expression(
    r"^[ \t]*(?P<name>[A-Za-z_][\w.]*)(?:[ \t]*=[ \t]*|[ \t]+)"
    r"(?P<value>'(?:[^'\n]|'')*'|\{\{.*?\}\}[^\s#]*|[^\s#']+)(?=[ \t]*\r?(?:#|$))",
    re.MULTILINE,
)


def read_postgresql_conf(source: Source, around: Around) -> tuple[ServerConfig, ...]:
    """What the file sets."""
    settings = winning(_settings(source))
    return (ServerConfig(FORM, "", (POSTGRESQL,), settings, settings[0].place, in_tests=around.in_tests(source.path)),) if settings else ()


def _settings(source: Source) -> Iterator[ServerSetting | None]:
    for match in _LINE.finditer(source.text):
        written = match["value"]
        text, reason = rendered(written[1:-1].replace("''", "'") if written.startswith("'") else written)
        yield assigned(source, (POSTGRESQL,), match["name"], Word(text, match.start("value"), match.end("value"), reason))
