"""Conda's environment files, read by their lines: a flat list of ``name=version``, with pip's requirements below ``pip:``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine_lint.expression import expression
from engine_lint.knowledge.dependencies.requirements import Pin, Rank, Written, is_for_development, requirement, requirements_file
from engine_lint.knowledge.dependencies.specifiers import is_exact, normalised, range_of

_ITEM = expression(r"(\s*)-\s+(.*)")
_PACKAGE = expression(r"(?:[\w.-]+::)?([A-Za-z0-9][\w.-]*)\s*(.*)")
_BUILD = expression(r"(=[^=<>!~,|\s]+)=[^=\s]+$")


def environment(file: Written) -> Iterator[Pin]:
    """The pins of an environment.yml."""
    inside, pip_depth = False, -1
    for number, line in enumerate(file.text.splitlines(), 1):
        line = re.sub(r"(^|\s)#.*", "", line).rstrip()
        item = _ITEM.match(line)
        if item is None:
            inside = (inside and not line.strip()) or re.match(r"dependencies\s*:\s*$", line) is not None
            continue
        if not inside:
            continue
        depth, text = len(item[1]), item[2].strip().strip("\"'")
        if re.fullmatch(r"pip\s*:", text):
            pip_depth = depth
        elif pip_depth >= 0 and depth > pip_depth:
            yield from _of_pip(text, file, number)
        else:
            pip_depth = -1
            yield from _of_conda(text, file, number)


def _of_conda(text: str, file: Written, line: int) -> Iterator[Pin]:
    match = _PACKAGE.fullmatch(text)
    if match is None or match[1] == "python":
        return
    spec = _BUILD.sub(r"=\1", match[2].replace(" ", ","))
    pin = Pin(normalised(match[1]), range_of(spec, file.shown), Rank.EXACT if is_exact(spec) else Rank.RANGE)
    yield _placed(pin, file, line)


def _of_pip(text: str, file: Written, line: int) -> Iterator[Pin]:
    include = re.match(r"(?:-r|--requirement)[\s=]*([^\s=]\S*)", text)
    if include:
        yield from requirements_file(*file.beside(include[1]))
        return
    found = requirement(text, file.shown) if not text.startswith("-") else None
    if found is not None:
        yield _placed(found, file, line)


def _placed(pin: Pin, file: Written, line: int) -> Pin:
    return (pin.optional(file.shown) if is_for_development(file.shown) else pin).at(line)
