"""Files that hold a site only because Python code loads them: they are read with that code, and written here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from engine_lint.errors import UnreadableFile
from engine_lint.files.kind import Comment, Kind
from engine_lint.model.reading import Reading
from engine_lint.model.source import Source

if TYPE_CHECKING:
    from engine_lint.python.project import Project


class LoadedFiles(Kind):
    """Data in UTF-8. None of them is looked for, unless its kind says so."""

    looked_for = False

    def may_hold_site(self, data: bytes) -> bool:
        """Never by itself."""
        return False

    def divided(self, path: str, data: bytes) -> tuple[Source, ...]:
        """The text."""
        bom = data.startswith(b"\xef\xbb\xbf")
        try:
            return (Source(path, (data[3:] if bom else data).decode("utf-8"), "utf-8", bom),)
        except UnicodeDecodeError as error:
            raise UnreadableFile(path, f"it is not valid utf-8: {error}") from error

    def validate(self, texts: Sequence[Source]) -> None:
        """What they hold is no business of ours until some code loads them."""

    def read(self, texts: Sequence[Source], project: Project) -> Reading:
        """Nothing: the code that loads a file tells what is read of it."""
        return Reading()

    def comments(self, text: Source) -> Iterator[Comment]:
        """None, unless the format has them."""
        return iter(())
