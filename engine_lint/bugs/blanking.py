"""Replaces what stands in a text by what means nothing, as far as it then still shows what it should."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Callable, Iterator

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression

Holds = Callable[[str], bool]
_LITERAL = expression(r"(?s)(?P<open>[A-Za-z]{0,2}(?P<quote>\"\"\"|'''|\"|'))(?P<inside>.*)(?P=quote)")
_LINE = expression(r"(?m)^[ \t]*(?:\[[\w.-]+\][ \t]*$|(?:-[ \t]+)*(?P<key>[\"']?[\w.-]+[\"']?[ \t]*[=:](?!//)[ \t]*)?(?P<inside>\S[^\r\n]*?)?[ \t]*$)")
"""A line of a settings file: a section's head, or a value, perhaps behind a key."""
_SCHEME = expression(r"[A-Za-z][A-Za-z0-9+.-]*://")
_HARMLESS = expression(
    r"(?i)(?:sqlalchemy[._])?(?:pool_?(?:class|size|pre_ping|recycle|timeout|use_lifo|reset_on_return)|max_overflow|url|database_uri|engine_options|binds|"
    r"connect_args|execution_options|echo|isolation_level|wait_timeout|interactive_timeout|max_connections)|sqlalchemy\.|true|false|yes|no|on|off|none|-?[0-9]{1,6}[smh]?"
)
"""What a text may say in a report: names that mean something to engine-lint, words for true and false, and short numbers."""
_DIRECTIVE = expression(r"#\s*(?:engine-lint:\s*ignore(?:-file)?\[[A-Z0-9, ]*\]|noqa(?::\s*[A-Z0-9, ]+)?)")


@dataclass(frozen=True, slots=True)
class Blanked:
    """A text without what it need not say. ``holds`` is false where it has to say more to show what it should."""

    text: str
    holds: bool


@dataclass(frozen=True, slots=True)
class _Spot:
    """A stretch of a text, and what may stand there instead: the first that holds is taken, else the last."""

    start: int
    end: int
    instead: tuple[str, ...]


def blanked(text: str, holds: Holds, *, python: bool) -> Blanked:
    """The text with strings, comments and settings' values masked, what says most left where it is needed.

    Args:
        text: what holds.
        holds: whether a text does.
        python: whether it is Python code, whose strings and comments are masked; else whatever is no key and no head of a section.
    """
    spots = sorted(_spots(text, python=python), key=lambda each: each.start, reverse=True)
    everywhere = text
    for spot in spots:
        everywhere = everywhere[: spot.start] + spot.instead[0] + everywhere[spot.end :]
    if holds(everywhere):
        return Blanked(everywhere, True)
    still = True
    for spot in spots:
        texts = [text[: spot.start] + each + text[spot.end :] for each in spot.instead]
        found = next((each for each in texts if holds(each)), None) if still else None
        still = still and found is not None
        text = found or texts[-1]
    return Blanked(text, still)


def _spots(text: str, *, python: bool) -> list[_Spot]:
    """What may be masked. Code that has no tokens is taken line by line."""
    if python:
        try:
            return list(_spots_of_python(text))
        except (tokenize.TokenError, SyntaxError, IndexError):
            pass
    return list(_spots_of_settings(text))


def _spots_of_python(text: str) -> Iterator[_Spot]:
    starts = _line_starts(text)
    for token in tokenize.generate_tokens(io.StringIO(text, newline="").readline):
        (line, column), (last, until) = token.start, token.end
        start, end = starts[line - 1] + column, starts[last - 1] + until
        if token.type == tokenize.ERRORTOKEN and not token.string.isspace():
            raise SyntaxError(f"no token: {token.string}")
        if token.type == tokenize.COMMENT:
            directive = _DIRECTIVE.match(token.string)
            yield _Spot(start, end, (directive[0],) if directive else ("#",))
        elif token.type == tokenize.STRING and (literal := _LITERAL.fullmatch(text[start:end])):
            yield _spot(start + len(literal["open"]), literal["inside"])
        elif tokenize.tok_name[token.type] == "FSTRING_MIDDLE" and token.string:
            yield _spot(start, text[start:end])


def _spots_of_settings(text: str) -> Iterator[_Spot]:
    for found in _LINE.finditer(text):
        if found["inside"] and re.search(r"\w", found["inside"]):
            yield _spot(found.start("inside"), found["inside"])


def _spot(start: int, inside: str) -> _Spot:
    """Where some text stands, and what may stand for it, from what says nothing to its mere shape."""
    if _HARMLESS.fullmatch(inside.strip("\"'")) or not inside:
        return _Spot(start, start + len(inside), ("x", inside) if inside else ("",))
    scheme = _SCHEME.match(inside)
    shape = re.sub(r"[0-9]", "0", re.sub(r"[^\W\d_]", "x", inside[len(scheme[0]) if scheme else 0 :]))
    instead = (f"{scheme[0]}x", f"{scheme[0]}{shape}") if scheme else ("x", shape)
    return _Spot(start, start + len(inside), instead)


def _line_starts(text: str) -> list[int]:
    """Where the lines of a text begin, as the tokenizer counts them."""
    starts = [0]
    for line in io.StringIO(text, newline=""):
        starts.append(starts[-1] + len(line))
    return starts
