"""Commands as files have them: words with places, the environment that they are given, and how often they run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression
from engine_lint.files.infra.interpolation import interpolated
from engine_lint.files.infra.words import Filled, Locator, Word, shell_words
from engine_lint.model.source import Source

_COMMAND = expression(r"""(?:\$\([^()]*\)|\\.|'[^']*'|"(?:\\.|[^"\\])*"|\d?>&\d|[^;&|\n'"\\])+""", re.DOTALL)
_COMMENT = expression(r"^[ \t]*#[^\n]*", re.MULTILINE)
_ASSIGNMENT = expression(r"(?P<name>[A-Za-z_]\w*)=(?P<value>.*)", re.DOTALL)


_MOST_DIGITS = 12
"""A longer number counts nothing that runs anywhere."""


def whole(text: str) -> int | None:
    """The whole number that a text is, None for any other text."""
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None


@dataclass(frozen=True, slots=True)
class Command:
    """One command line of a file.

    ``environment`` are the variables that are set for it. ``times`` is how many copies of it run, None where that cannot be told.
    ``service`` tells it from others of its file, where they have names. ``folder`` is the absolute path of the one that its image is built
    from, empty where that is not known.
    """

    source: Source
    words: tuple[Word, ...]
    environment: Mapping[str, Word] = field(default_factory=dict)
    times: int | None = 1
    service: str = ""
    folder: str = ""


def lines(source: Source, start: int, end: int, environment: Mapping[str, Word]) -> Iterator[Command]:
    """The commands in some lines of shell, each with what was assigned before it.

    Args:
        source: the file.
        start: where they begin in its text.
        end: where they end.
        environment: variables that are set already.
    """
    known = dict(environment)
    text = _COMMENT.sub(lambda match: " " * len(match.group()), source.text[start:end])

    def fill(word: str) -> Filled:
        return interpolated(word, {name: each.text for name, each in known.items()})

    for match in _COMMAND.finditer(text):
        first = start + match.start()
        locate = Locator(source.text[first : start + match.end()], first)
        words = tuple(word for word in shell_words(match.group(), locate, fill) if word.text)
        given = {found["name"]: word.part(len(found["name"]) + 1) for word in words if (found := _ASSIGNMENT.fullmatch(word.text))}
        if words and len(given) == len(words) - (words[0].text == "export"):
            known.update(given)
        elif words:
            yield Command(source, words, dict(known))


def assignments(words: tuple[Word, ...]) -> dict[str, Word]:
    """The variables that words of the form ``NAME=value`` set."""
    return {found["name"]: word.part(len(found["name"]) + 1) for word in words if (found := _ASSIGNMENT.fullmatch(word.text))}
