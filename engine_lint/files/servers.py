"""Files that set something on database servers: what they say becomes idle timeouts, and nothing but comments is ever written."""

from __future__ import annotations

import os
from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from engine_lint.dataclass import dataclass
from engine_lint.errors import CannotRewrite, RewriteRefused, UnreadableFile
from engine_lint.files.kind import Comment, Kind
from engine_lint.knowledge.paths import kinds
from engine_lint.model.change import Change, Edit
from engine_lint.model.reading import Reading
from engine_lint.model.server import ServerConfig
from engine_lint.model.source import Source, SourceOf

if TYPE_CHECKING:
    import re

    from engine_lint.python.project import Project


@dataclass(frozen=True, slots=True)
class Around:
    """What lies around a file: ``base`` is the folder of its repository, ``read`` gives the bytes of another file, None where there is none."""

    base: str
    read: Callable[[str], bytes | None]

    def in_tests(self, path: str) -> bool:
        """Whether a file is there for tests, for CI, or as an example."""
        told = kinds(os.path.relpath(path, self.base).replace(os.sep, "/"))
        return told.tests or told.examples or told.ci


def decoded(path: str, data: bytes) -> Source:
    """A file's text, in UTF-8 or, where that fails, byte by byte."""
    bom = data.startswith(b"\xef\xbb\xbf")
    body = data[3:] if bom else data
    try:
        return Source(path, body.decode("utf-8"), "utf-8", bom)
    except UnicodeDecodeError:
        return Source(path, body.decode("latin-1"), "latin-1", bom)


def not_read(error: UnreadableFile, base: str) -> str:
    """What is said aloud of a file that was passed over, in the repository at ``base``."""
    where = f"{os.path.relpath(error.path, base).replace(os.sep, '/')}:{error.line}".removesuffix(":0")
    return f"{where} may set idle timeouts of database servers and was not read: {error.reason}"


class ServerFiles(Kind):
    """One form in which servers are configured. A reader says which bytes matter and what they set."""

    needles: ClassVar[re.Pattern[bytes]]
    """What stands in the bytes of every such file that matters."""

    @abstractmethod
    def servers(self, source: Source, around: Around) -> tuple[ServerConfig, ...]:
        """What the text sets on servers; empty where it is something else. Never raises on odd text."""

    def may_hold_site(self, data: bytes) -> bool:
        """Whether the bytes name a variable that matters."""
        return self.needles.search(data) is not None

    def divided(self, path: str, data: bytes) -> tuple[Source, ...]:
        """The text, in UTF-8 or, where that fails, byte by byte."""
        return (decoded(path, data),)

    def validate(self, texts: Sequence[Source]) -> None:
        """Whatever its syntax, a file that sets nothing is none of our business."""

    def read(self, texts: Sequence[Source], project: Project) -> Reading:
        """What the one text sets."""
        (source,) = texts
        return Reading(servers=self.servers(source, Around(project.base, project.data)))

    def comments(self, text: Source) -> Iterator[Comment]:
        """What stands behind a ``#``, to the end of the line; one in quotes is taken for one too."""
        for number in range(1, len(text.line_starts) + 1):
            line = text.line(number)
            at = line.find("#")
            if at >= 0:
                yield number, at + 1, line[at:]

    def plan(self, changes: Sequence[Change], sources: SourceOf) -> tuple[Edit, ...]:
        """Never: no rule changes a server."""
        raise CannotRewrite("a server's configuration is not rewritten")

    def can_lose(self, text: Source, comment: int) -> bool:
        """Where no quotes stand on its line."""
        line = text.line(text.position(comment).line)
        return not any(quote in line for quote in "\"'`")

    def verify(self, before: Source, after: str, changes: Sequence[Change], sources: SourceOf, ready: Sequence[Edit]) -> None:
        """Only what stands in comments may go."""
        if changes:
            raise RewriteRefused(before.path, "a server's configuration is not rewritten")
        comments = {line: before.line_starts[line - 1] + column - 1 for line, column, _ in self.comments(before)}
        for edit in ready:
            start, first, last = before.offset(edit.span.start), edit.span.start.line, edit.span.end.line
            kept = before.text[start : comments.get(first, before.offset(edit.span.end))]
            if kept.strip() or first not in comments or last > first + (edit.span.end.column == 1):
                raise RewriteRefused(before.path, f"more than a comment is taken out on line {first}")
