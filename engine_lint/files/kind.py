"""What the pipeline asks of a kind of file, whichever it is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from engine_lint.errors import TooLarge, UnreadableFile
from engine_lint.model.size import MAX_BYTES

if TYPE_CHECKING:
    from engine_lint.model.change import Change, Edit
    from engine_lint.model.reading import Reading
    from engine_lint.model.source import Source, SourceOf
    from engine_lint.python.project import Project

Comment = tuple[int, int, str]
"""Line, column and text of a comment, which starts with ``#`` or what stands for it."""


class Kind(ABC):
    """One kind of file: which of them may hold a site, how they are read into subjects, how edits come back into them.

    A file consists of texts: itself, or the cells that code stands in. Places and edits point into these. What is heavy is
    imported in the methods that need it, since most files hold nothing.
    """

    suffixes: ClassVar[tuple[str, ...]] = ()
    """How the names of such files end."""
    looked_for: ClassVar[bool] = True
    """Whether such files are checked for themselves where a folder is; else only code that loads one leads there."""
    names: ClassVar[tuple[str, ...]] = ()
    """Whole names, which count more than what they end with."""
    shares_names: ClassVar[bool] = False
    """Whether functions and constants of the project's modules are used in such files."""

    comment_mark: ClassVar[str] = "#"
    """What a comment begins with, empty where there are none."""
    comments_behind: ClassVar[bool] = False
    """Whether a comment may stand behind something on its line."""

    largest: ClassVar[int] = MAX_BYTES
    """So many bytes a file may have; of a larger one no text is read."""
    on_request: ClassVar[bool] = False
    """Whether such files are passed over in folders unless the settings ask for them."""

    @abstractmethod
    def may_hold_site(self, data: bytes) -> bool:
        """Whether the bytes may hold a site: a guess, wrong only in one direction."""

    def is_too_large(self, data: bytes) -> bool:
        """Whether no text of a file is read, because it is data."""
        return len(data) > self.largest

    def code(self, data: bytes) -> bytes:
        """The bytes without those that are there for readers only, as far as that matters for the words in them."""
        return data

    def texts(self, path: str, data: bytes) -> tuple[Source, ...]:
        """The texts in a file.

        Raises:
            UnreadableFile: they cannot be told.
            TooLarge: there is more in it than anybody writes.
        """
        if self.is_too_large(data):
            raise TooLarge(path, len(data), self.largest)
        return self.divided(path, data)

    @abstractmethod
    def divided(self, path: str, data: bytes) -> tuple[Source, ...]:
        """The texts in a file that is not too large.

        Raises:
            UnreadableFile: they cannot be told.
        """

    def whole(self, path: str, data: bytes) -> Source:
        """The file as one text, where its texts are only parts of it that have no place of their own.

        Raises:
            UnreadableFile: it cannot be told, or is not a text.
        """
        raise UnreadableFile(path, "it has no text but that of its cells")

    def is_sound(self, data: bytes) -> bool:
        """Whether it is plain from its bytes that ``validate`` would have nothing against a file; false where that has to be tried."""
        return False

    @abstractmethod
    def validate(self, texts: Sequence[Source]) -> None:
        """Hold that texts without a site could be read all the same.

        Raises:
            UnreadableFile: they cannot.
        """

    @abstractmethod
    def read(self, texts: Sequence[Source], project: Project) -> Reading:
        """The subjects in the texts of one file.

        Raises:
            UnreadableFile: one cannot be parsed.
        """

    @abstractmethod
    def comments(self, text: Source) -> Iterator[Comment]:
        """The comments of a text, as far as it can be told apart."""

    def reads_alike(self, before: str, after: str) -> bool:
        """Whether two texts that differ by what ``comments`` takes for a comment really differ by one alone."""
        return True

    def can_lose(self, text: Source, comment: int) -> bool:
        """Whether what ``comments`` takes for a comment, told by its index in the text, can be taken out without a doubt about the rest."""
        return True

    @abstractmethod
    def plan(self, changes: Sequence[Change], sources: SourceOf) -> tuple[Edit, ...]:
        """The edits that carry out some changes together, all of them to files of this kind.

        Raises:
            CannotRewrite: the changes contradict each other, or cannot be written without risk.
        """

    @abstractmethod
    def verify(self, before: Source, after: str, changes: Sequence[Change], sources: SourceOf, ready: Sequence[Edit]) -> None:
        """Hold that a text was changed as was meant and nowhere else.

        Args:
            before: as it was.
            after: its new text.
            changes: what was to change, here and elsewhere.
            sources: gives other texts that text was moved from.
            ready: edits that were made beside the changes, to comments and blanks alone.

        Raises:
            RewriteRefused: something else changed, or something did not.
        """

    def rewritten(self, path: str, data: bytes, texts: Mapping[int, Source], edits: Sequence[Edit]) -> bytes:
        """The bytes of a file with other texts in it, by cell.

        Args:
            path: the file.
            data: its bytes.
            texts: the texts that changed, as they are then.
            edits: what changed in them.

        Raises:
            UnicodeEncodeError: a text has a character that the file's encoding lacks.
        """
        (text,) = texts.values()
        return text.encode(text.text)
