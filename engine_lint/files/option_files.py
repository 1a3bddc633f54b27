"""Option files of MySQL and MariaDB: ``my.cnf``, ``mysqld.cnf``, what lies in ``conf.d``."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import ClassVar

from engine_lint.files.servers import Around, ServerFiles
from engine_lint.model.server import ServerConfig
from engine_lint.model.source import Source


class OptionFiles(ServerFiles):
    """Files with groups of ``name = value``, which may include others."""

    suffixes: ClassVar[tuple[str, ...]] = (".cnf",)
    names: ClassVar[tuple[str, ...]] = ("my.ini",)
    needles: ClassVar[re.Pattern[bytes]] = re.compile(rb"(?i)wa|int|max[-_]c|include")

    def servers(self, source: Source, around: Around) -> tuple[ServerConfig, ...]:
        """What it sets on the servers that read it."""
        from engine_lint.files.infra.mounts import mounts_of
        from engine_lint.files.optionfile.reading import read_options
        from engine_lint.files.optionfile.variables import FLAVOURS

        mounts = mounts_of(source.path, around)
        flavours = tuple(each for each in FLAVOURS if any(each in mount.backends for mount in mounts))
        found = read_options(source, around, known=source.path.rpartition("/")[2] in ("my.cnf", "my.ini"), flavours=flavours)
        for_tests = bool(mounts) and all(each.in_tests for each in mounts)
        return tuple(replace(each, in_tests=each.in_tests or for_tests) for each in found)
