"""What callers may hand on through ``**`` into the place that a new option is written to."""

from __future__ import annotations

import ast

from engine_lint.dataclass import dataclass
from engine_lint.model.engine import HandedOn
from engine_lint.model.place import Place
from engine_lint.model.value import Carrier
from engine_lint.python.scope import Module
from engine_lint.python.sites.recorder import EngineCall
from engine_lint.python.walking import walk

_TWICE = "other callers may hand the same option on through **"
_OVERRIDDEN = "it would win over what other callers hand on through **"


@dataclass(frozen=True, slots=True)
class Collision:
    """``reason`` says why the two do not go together; empty where ``beside`` says what both can be written with."""

    reason: str = ""
    beside: HandedOn | None = None


def collision(call: EngineCall, target: Carrier, *, is_plain: bool) -> Collision | None:
    """An option more at a target and the same from other callers of the function around it; None where there is no such thing.

    In a call and in ``dict(...)`` an option that is given twice is a TypeError; in a dict display the last one wins. Where the
    option comes as it is (``is_plain``), both can be written, the callers' behind it.
    """
    if not call.way.calls or target.form not in ("call", "dict"):
        return None
    if target.place == call.module.place(call.node):
        return _told(call.module, call.node, tuple(_spread(call.node)), is_plain)
    module = next((each for each in (call.module, *call.way.modules) if each.path == target.place.path), None)
    return _in_function(module, target.place, is_plain) if module is not None else None


def _told(module: Module, node: ast.Call | ast.Dict, given: tuple[ast.expr, ...], is_plain: bool) -> Collision | None:
    """What comes of the spreads of a call or dict display that callers give."""
    if not given:
        return None
    last = given[-1]
    is_display = isinstance(last, ast.Dict) and last.keys[-1:] == [None]
    fits = isinstance(node, ast.Call) or node.values[-1] is last
    if is_plain and fits and len(given) == 1:
        return Collision(beside=HandedOn(module.place(last), module.text(last), is_display))
    return Collision(_TWICE if isinstance(node, ast.Call) else _OVERRIDDEN)


def _in_function(module: Module, place: Place, is_plain: bool) -> Collision | None:
    """What ``**`` at a place in a function spreads, where it is something that the function's callers give."""
    line, nodes = place.span.start.line, module.nodes
    there = [node for kind in (ast.Call, ast.Dict) for node in nodes.get(kind, ()) if node.lineno == line and module.place(node) == place]
    around = [each for kind in (ast.FunctionDef, ast.AsyncFunctionDef) for each in nodes.get(kind, ()) if each.lineno <= line <= each.end_lineno]
    parameters = frozenset[str]().union(*(_parameters(each) for each in around if module.place(each).covers(place)))
    for node in there:
        given = tuple(each for each in _spread(node) if any(isinstance(name, ast.Name) and name.id in parameters for name in walk(each)))
        if given:
            return _told(module, node, given, is_plain)
    return None


def _parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> frozenset[str]:
    spec = function.args
    named = (*spec.posonlyargs, *spec.args, *spec.kwonlyargs, *((spec.kwarg,) if spec.kwarg else ()))
    return frozenset(each.arg for each in named) - {"self", "cls"}


def _spread(node: ast.Call | ast.Dict) -> list[ast.expr]:
    if isinstance(node, ast.Call):
        return [keyword.value for keyword in node.keywords if keyword.arg is None]
    return [value for key, value in zip(node.keys, node.values, strict=True) if key is None]
