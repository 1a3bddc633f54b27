"""Commands as words: where each stands in the text, and what is not known of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression

HOLE = "\0"
"""Stands in a word for text that is not known. No format that is read here allows the character."""

_WORD = expression(r"""(?:\$\{(?:[^{}]|\$\{[^{}]*\})*\}|\\.|'[^']*'|"(?:\\.|[^"\\])*"|[^\s'"\\])+""", re.DOTALL)
_QUOTED = expression(r"""\\(?P<escaped>.)|'(?P<single>[^']*)'|"(?P<double>(?:\\.|[^"\\])*)\"""", re.DOTALL)
_IN_DOUBLE = expression(r'\\([\\"$`])')


@dataclass(frozen=True, slots=True)
class Word:
    """One argument of a command between two indices of the file's text.

    ``text`` has ``HOLE`` where something is not known, and ``reason`` says why. ``written`` is how it is written, as far as that is one text.
    """

    text: str
    start: int
    end: int
    reason: str = ""
    written: str = ""

    def part(self, start: int) -> Word:
        """What follows the first characters of it. Where these are written in another way, it stands where the whole does."""
        if not self.written.startswith(self.text[:start]):
            return replace(self, text=self.text[start:], written="")
        return replace(self, text=self.text[start:], start=self.start + start, written=self.written[start:])


@dataclass(slots=True)
class Locator:
    """Finds parts of a text one after another in how it is written in a file: quotes, escapes and folds move them.

    ``written`` begins at the index ``start`` of the file.
    """

    written: str
    start: int
    done: int = 0

    def __call__(self, text: str) -> tuple[int, int]:
        """The start and end of some text, looked for behind the last one; those of the whole where it is written in another way."""
        at = self.written.find(text, self.done)
        if at < 0:
            return self.start, self.start + len(self.written)
        self.done = at + len(text)
        return self.start + at, self.start + self.done


Filled: TypeAlias = "tuple[str, str]"
"""A text with what is known put in, and why something is not known."""
Fill: TypeAlias = Callable[[str], Filled]
"""Puts in what a text leaves to variables."""


def as_written(text: str) -> Filled:
    """Nothing stands for anything else."""
    return text, ""


def located(text: str, locate: Locator, fill: Fill = as_written) -> Word:
    """Some text of a file as one word, with what it leaves to variables put in."""
    filled, reason = fill(text)
    start, end = locate(text)
    return Word(filled, start, end, reason, text if end - start == len(text) else "")


def shell_words(text: str, locate: Locator, fill: Fill = as_written) -> tuple[Word, ...]:
    """The words of a command line, as a shell splits it.

    Args:
        text: the line.
        locate: finds where its parts stand in the file.
        fill: puts in what the words leave to variables.
    """
    words = (located(match.group(), locate, fill) for match in _WORD.finditer(text))
    return tuple(replace(word, text=unquoted(word.text)) for word in words)


def unquoted(text: str) -> str:
    """A word without the quotes and backslashes that a shell takes away."""
    return _QUOTED.sub(_plain, text) if any(sign in text for sign in "\\'\"") else text


def _plain(match: re.Match[str]) -> str:
    if match["escaped"] is not None:
        return "" if match["escaped"] == "\n" else match["escaped"]
    return match["single"] if match["single"] is not None else _IN_DOUBLE.sub(r"\1", match["double"])
