"""Templates of option files, which Ansible fills in."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import ClassVar

from engine_lint.expression import expression
from engine_lint.files.option_files import OptionFiles
from engine_lint.files.servers import Around, ServerFiles
from engine_lint.model.server import ServerConfig
from engine_lint.model.source import Source

_JINJA = expression(r"\{%.*?%\}|\{#.*?#\}|\{\{.*?\}\}", re.DOTALL)
_NO_LINE_END = expression(r"[^\r\n]")


class OptionTemplates(ServerFiles):
    """``my.cnf.j2`` and the like: lines that are text, and expressions with a default, which holds where nobody sets anything else."""

    suffixes: ClassVar[tuple[str, ...]] = (".cnf.j2", ".cnf.jinja2", ".cnf.jinja")
    needles: ClassVar[re.Pattern[bytes]] = OptionFiles.needles

    def servers(self, source: Source, around: Around) -> tuple[ServerConfig, ...]:
        """What it sets on the servers that read it. What servers refuse may only be so before it is filled in, so that nothing is said of that."""
        from engine_lint.files.optionfile.reading import read_options

        filled = Source(source.path, _JINJA.sub(_filled, source.text), source.encoding, source.bom)
        found = read_options(filled, around)
        kept = (replace(each, settings=tuple(setting for setting in each.settings if not setting.ineffective)) for each in found)
        return tuple(each for each in kept if each.settings)


def _filled(match: re.Match[str]) -> str:
    """What stands for a piece of Jinja, in as many characters: a default, or the piece itself where an expression has none."""
    from engine_lint.files.infra.jinja import rendered

    text = match.group()
    if not text.startswith("{{"):
        return _NO_LINE_END.sub(" ", text)
    value, reason = rendered(text)
    return text if reason else value.rjust(len(text))
