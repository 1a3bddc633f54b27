"""What stands at a number in the text: the numeral itself, where it is a setting's, and the comment behind it, what its author took it for."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import replace

from engine_lint.expression import expression
from engine_lint.files.kinds import kind_of
from engine_lint.files.modules import PythonModules
from engine_lint.model.engine import Engine
from engine_lint.model.place import Place
from engine_lint.model.value import Known, Numeral, Option, alternatives
from engine_lint.python.project import Project
from engine_lint.python.scope import Module
from engine_lint.python.walking import walk

_REMARKED = ("pool_recycle",)
_NUMERAL = expression(r"""(?P<quote>["'])\d+(?P=quote)|\d[\d_]*(?:\s*\*\s*\d[\d_]*)*""")
_BEHIND = expression(r"[\s)\]},]*#\s*(.*?)\s*")


def with_remarks(engines: Iterable[Engine], project: Project) -> Iterator[Engine]:
    """The engines, with the numerals of settings that decide a number, and the comments behind those that a rule compares them with."""
    for engine in engines:
        found = dict(engine.options)
        for name in _REMARKED:
            option = found.get(name)
            if option is None:
                continue
            numeral = _numeral(option, project)
            option = replace(option, numeral=numeral) if numeral is not None else option
            remark = _behind(option.value.origin or option.slot, project) if isinstance(option.value, Known) else ""
            found[name] = replace(option, remark=remark) if remark else option
        yield replace(engine, options=found) if found != engine.options else engine


def _numeral(option: Option, project: Project) -> Numeral | None:
    """The numeral of a default that the environment may replace, or of a setting that is named after the option; None for others."""
    known = [each for each in alternatives(option.value) if isinstance(each, Known)]
    place = known[0].origin if len(known) == 1 else None
    if place is None or option.slot_is_shared:
        return None
    named = "recycle" in option.read_from.lower()
    if isinstance(option.value, Known) and (not named or _within(place, option.slot)):
        return None
    module = project.module_at(place.path) if isinstance(kind_of(place.path), PythonModules) else None
    if module is None or module.source.cell != place.cell or not (_within(place, option.slot) or _is_of(option.read_from, place, module)):
        return None
    match = _NUMERAL.fullmatch(module.source.at(place.span))
    return Numeral(place, match["quote"] or "", named) if match else None


def _is_of(name: str, place: Place, module: Module) -> bool:
    """Whether a place is in what a name is bound to, or a key: a unit that the setting is made of (``HOUR``) is not."""
    for node in walk(module.tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=bound) | ast.Attribute(attr=bound)], value=value) if bound == name:
                found = [value]
            case ast.AnnAssign(target=ast.Name(id=bound) | ast.Attribute(attr=bound), value=ast.expr() as value) if bound == name:
                found = [value]
            case ast.Dict(keys=keys, values=values):
                found = [value for key, value in zip(keys, values, strict=True) if isinstance(key, ast.Constant) and key.value == name]
            case _:
                continue
        if any(_within(place, module.place(each)) for each in found):
            return True
    return False


def _within(inner: Place, outer: Place) -> bool:
    return (inner.path, inner.cell) == (outer.path, outer.cell) and outer.span.covers(inner.span)


def _behind(place: Place, project: Project) -> str:
    """The comment behind a place on its last line, where nothing but brackets and commas stand between."""
    module = project.module_at(place.path) if isinstance(kind_of(place.path), PythonModules) else None
    if module is None or module.source.cell != place.cell:
        return ""
    rest = module.source.line(place.span.end.line)[place.span.end.column - 1 :]
    match = _BEHIND.fullmatch(rest)
    return match[1] if match else ""
