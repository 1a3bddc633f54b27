"""What callers may hand on through ``**`` into the place that a new option is written to."""

from __future__ import annotations

import ast
from functools import lru_cache

from engine_lint.model.place import Place
from engine_lint.model.value import Carrier
from engine_lint.python.scope import Module
from engine_lint.python.sites.recorder import EngineCall
from engine_lint.python.walking import walk

_TWICE = "other callers may hand the same option on through **"
_OVERRIDDEN = "it would win over what other callers hand on through **"


def collision(call: EngineCall, target: Carrier) -> str:
    """Why an option more at a target may not go together with what other callers of the function around it hand on; empty where it does.

    In a call and in ``dict(...)`` an option that is given twice is a TypeError; in a dict display the last one wins.
    """
    if not call.way.calls or target.form not in ("call", "dict"):
        return ""
    if target.place == call.module.place(call.node):
        return _TWICE if any(keyword.arg is None for keyword in call.node.keywords) else ""
    module = next((each for each in (call.module, *call.way.modules) if each.path == target.place.path), None)
    spread = _spread_parameters(module, target.place) if module is not None else False
    return (_TWICE if target.form == "call" else _OVERRIDDEN) if spread else ""


@lru_cache(maxsize=64)
def _spread_parameters(module: Module, place: Place) -> bool:
    """Whether ``**`` at a place in a function spreads something that the function's callers give."""
    line, nodes = place.span.start.line, module.nodes
    there = [node for kind in (ast.Call, ast.Dict) for node in nodes.get(kind, ()) if node.lineno == line and module.place(node) == place]
    names = {name.id for node in there for each in _spread(node) for name in walk(each) if isinstance(name, ast.Name)}
    around = (each for kind in (ast.FunctionDef, ast.AsyncFunctionDef) for each in nodes.get(kind, ()) if each.lineno <= line <= each.end_lineno)
    return bool(names) and any(module.place(function).covers(place) and names & _parameters(function) for function in around)


def _parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> frozenset[str]:
    spec = function.args
    named = (*spec.posonlyargs, *spec.args, *spec.kwonlyargs, *((spec.kwarg,) if spec.kwarg else ()))
    return frozenset(each.arg for each in named) - {"self", "cls"}


def _spread(node: ast.Call | ast.Dict) -> list[ast.expr]:
    if isinstance(node, ast.Call):
        return [keyword.value for keyword in node.keywords if keyword.arg is None]
    return [value for key, value in zip(node.keys, node.values, strict=True) if key is None]
