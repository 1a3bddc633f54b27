"""Ini files: Alembic's, and those of Pyramid and other applications that Paste configures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from engine_lint.errors import UnreadableFile
from engine_lint.expression import expression
from engine_lint.files.kind import Comment, Kind
from engine_lint.model.change import Change, Edit
from engine_lint.model.reading import Reading
from engine_lint.model.source import Source, SourceOf

if TYPE_CHECKING:
    from engine_lint.files.ini_syntax import Ini
    from engine_lint.model.engine import Engine
    from engine_lint.python.project import Project

_WORDS = expression(rb"^[^#;\n]*?(?:sqlalchemy\.\w+|\burl)\s*[=:]", re.MULTILINE)
_TEMPLATE = expression(r"\s*(?:\{[%{#]|<%|%)")
"""How a line begins that a template engine takes out."""


class IniFiles(Kind):
    """Files with ``[sections]`` of ``key = value``. Those that say nothing of a database are left at their bytes."""

    suffixes: ClassVar[tuple[str, ...]] = (".ini",)

    def may_hold_site(self, data: bytes) -> bool:
        """Whether a key stands there that names a database or an option of SQLAlchemy."""
        return (b"sqlalchemy" in data or b"://" in data) and _WORDS.search(data) is not None

    def divided(self, path: str, data: bytes) -> tuple[Source, ...]:
        """The text, in UTF-8 or, where that fails, byte by byte."""
        bom = data.startswith(b"\xef\xbb\xbf")
        body = data[3:] if bom else data
        try:
            return (Source(path, body.decode("utf-8"), "utf-8", bom),)
        except UnicodeDecodeError:
            return (Source(path, body.decode("latin-1"), "latin-1", bom),)

    def validate(self, texts: Sequence[Source]) -> None:
        """Whatever its syntax, a file without a site is none of our business."""

    def read(self, texts: Sequence[Source], project: Project) -> Reading:
        """The sections that ``engine_from_config`` reads."""
        from engine_lint.files.ini_syntax import read_ini

        (source,) = texts
        ini = read_ini(source)
        if not self.may_concern(ini):
            return Reading()
        bad = [line for line in ini.bad_lines if not _TEMPLATE.match(source.line(line))]
        if bad:
            raise UnreadableFile(source.path, "it is not valid ini syntax: neither a section nor a key", bad[0], 1)
        return Reading(tuple(self.engines(source, ini, project)))

    def may_concern(self, ini: Ini) -> bool:
        """Whether any section names a database or sets a pool option, by whatever prefix."""
        from engine_lint.files.ini_sites import may_concern

        return may_concern(ini)

    def engines(self, source: Source, ini: Ini, project: Project) -> Iterator[Engine]:
        """The engines that its sections stand for."""
        from engine_lint.files.ini_sites import engines

        return engines(source, ini, project)

    def comments(self, text: Source) -> Iterator[Comment]:
        """The lines that begin with ``#`` or ``;``."""
        from engine_lint.files.ini_syntax import comment_lines

        return comment_lines(text)

    def plan(self, changes: Sequence[Change], sources: SourceOf) -> tuple[Edit, ...]:
        """Entry by entry."""
        from engine_lint.files.ini_writing import plan_entries

        return plan_entries(changes, sources)

    def verify(self, before: Source, after: str, changes: Sequence[Change], sources: SourceOf, ready: Sequence[Edit]) -> None:
        """By entries, and by the text around them."""
        from engine_lint.files.ini_writing import verify_entries

        verify_entries(before, after, changes, ready)
