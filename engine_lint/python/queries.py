"""The query of a URL, in a value or in the source of a literal: ``?name=value&name=value``."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression

_PART = expression(r"[?&][^?&\s\"'#\\]*")
_PARAMETER = expression(r"[?&](\w+)=([^{}%]*)")


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch of the text that goes, and what stands there then."""

    start: int
    end: int
    text: str = ""


def parameters(text: str) -> Iterator[tuple[str, str | None]]:
    """The parameters in a text; the value is None where a placeholder stands in it."""
    for part in _PART.finditer(text):
        found = _PARAMETER.fullmatch(part.group())
        name = part.group()[1:].partition("=")[0]
        if found is not None:
            yield found[1], found[2]
        elif name.isidentifier() and "=" in part.group():
            yield name, None


def cuts(text: str, names: Collection[str]) -> list[Cut] | None:
    """What has to go so that parameters of some names are not in the query; None where that cannot be written."""
    found: list[Cut] = []
    for run in _runs(text):
        goes = [_name(part) in names for part in run]
        kept = next((part for part, out in zip(run, goes, strict=True) if not out), None)
        for part, out in zip(run, goes, strict=True):
            if out:
                found.append(Cut(part.start(), part.end()))
        if goes[0] and run[0].group().startswith("?"):
            if kept is not None:
                found.append(Cut(kept.start(), kept.start() + 1, "?"))
            elif text[run[-1].end() :].lstrip("\"' \t\r\nfFrRbBuU)(").startswith("&"):
                return None
    return sorted(found, key=lambda each: each.start)


def without(text: str, name: str) -> str:
    """A value without the parameter of that name."""
    for cut in reversed(cuts(text, (name,)) or []):
        text = text[: cut.start] + cut.text + text[cut.end :]
    return text


def _name(part: re.Match[str]) -> str:
    found = _PARAMETER.fullmatch(part.group())
    return found[1] if found is not None else ""


def _runs(text: str) -> Iterator[list[re.Match[str]]]:
    """The parts that follow each other directly."""
    run: list[re.Match[str]] = []
    for part in _PART.finditer(text):
        if run and (part.start() != run[-1].end() or part.group().startswith("?")):
            yield run
            run = []
        run.append(part)
    if run:
        yield run
