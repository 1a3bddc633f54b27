"""Python modules."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

from engine_lint.errors import EngineLintError
from engine_lint.files.kind import Comment, Kind
from engine_lint.python.needles import NEEDLES, holds_one, may_hold_word

if TYPE_CHECKING:
    from engine_lint.model.change import Change, Edit
    from engine_lint.model.reading import Reading
    from engine_lint.model.source import Source, SourceOf
    from engine_lint.python.project import Project

ONLY_AST = 0x400
"""``ast.PyCF_ONLY_AST``, without importing ast."""


class PythonTexts(Kind):
    """Files whose texts are Python."""

    comments_behind = True

    def may_hold_site(self, data: bytes) -> bool:
        """Whether any of the words stands in the bytes without which no module holds a site."""
        return may_hold_word(data) and holds_one(NEEDLES, data)

    def comments(self, text: Source) -> Iterator[Comment]:
        """Its comments, as far as it can be tokenised; text in strings is none."""
        import tokenize

        lines = (text.line(number) + "\n" for number in range(1, len(text.line_starts) + 1))
        try:
            for token in tokenize.generate_tokens(lambda: next(lines, "")):
                if token.type == tokenize.COMMENT:
                    yield token.start[0], token.start[1] + 1, token.string
        except (tokenize.TokenError, SyntaxError, ValueError, RecursionError):
            return

    def can_lose(self, text: Source, comment: int) -> bool:
        """Where it can be read and tokenised as a whole."""
        return _reads(text)

    def plan(self, changes: Sequence[Change], sources: SourceOf) -> tuple[Edit, ...]:
        """Through LibCST, each carrier on its own."""
        from engine_lint.python.rewriting import plan

        return plan(changes, sources)

    def verify(self, before: Source, after: str, changes: Sequence[Change], sources: SourceOf, ready: Sequence[Edit]) -> None:
        """By tree, text outside of the changes, comments and line ends."""
        from engine_lint.python.rewriting import verify

        verify(before, after, changes, sources, ready)


@lru_cache(maxsize=8)
def _reads(text: Source) -> bool:
    from engine_lint.python.carriers.lines import read_lines
    from engine_lint.python.parsing import parse

    try:
        parse(text)
        read_lines(text)
    except EngineLintError:
        return False
    return True


class PythonModules(PythonTexts):
    """Modules and stubs."""

    suffixes: ClassVar[tuple[str, ...]] = (".py", ".pyi")
    shares_names = True

    def divided(self, path: str, data: bytes) -> tuple[Source, ...]:
        """The module's text."""
        from engine_lint.python.parsing import decode

        return (decode(path, data),)

    def code(self, data: bytes) -> bytes:
        """Without docstrings and comments, where the words stand in these alone."""
        from engine_lint.python.prose import without_prose

        return without_prose(data)

    def is_sound(self, data: bytes) -> bool:
        """Plain ASCII that this Python parses."""
        if not data.isascii() or b"coding" in data[:400]:
            return False
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                compile(data, "<module>", "exec", ONLY_AST, dont_inherit=True)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                return False
        return True

    def validate(self, texts: Sequence[Source]) -> None:
        """Hold that it parses."""
        from engine_lint.python.parsing import parse

        for text in texts:
            parse(text)

    def read(self, texts: Sequence[Source], project: Project) -> Reading:
        """Execute it abstractly."""
        from engine_lint.python.reading import read

        (text,) = texts
        return read(text, project)
