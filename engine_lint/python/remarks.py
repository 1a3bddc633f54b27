"""Comments that stand behind a number: what its author took it for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from engine_lint.files.kinds import kind_of
from engine_lint.files.modules import PythonModules
from engine_lint.model.engine import Engine
from engine_lint.model.place import Place
from engine_lint.model.value import Known
from engine_lint.python.project import Project

_REMARKED = ("pool_recycle",)
_BEHIND = re.compile(r"[\s)\]},]*#\s*(.*?)\s*")


def with_remarks(engines: Iterable[Engine], project: Project) -> Iterator[Engine]:
    """The engines, with the comments behind the numbers that a rule compares them with."""
    for engine in engines:
        found = dict(engine.options)
        for name in _REMARKED:
            option = found.get(name)
            if option is not None and isinstance(option.value, Known):
                remark = _behind(option.value.origin or option.slot, project)
                found[name] = replace(option, remark=remark) if remark else option
        yield replace(engine, options=found) if found != engine.options else engine


def _behind(place: Place, project: Project) -> str:
    """The comment behind a place on its last line, where nothing but brackets and commas stand between."""
    module = project.module_at(place.path) if isinstance(kind_of(place.path), PythonModules) else None
    if module is None or module.source.cell != place.cell:
        return ""
    rest = module.source.line(place.span.end.line)[place.span.end.column - 1 :]
    match = _BEHIND.fullmatch(rest)
    return match[1] if match else ""
