"""Objects that keep an engine in an attribute and dispose of it: whoever makes one and is done with it at once leaves no connection to rest."""

from __future__ import annotations

import ast

from engine_lint.python.scope import Class
from engine_lint.python.sites.lasting import goes_on, lingers
from engine_lint.python.sites.mentions import Mention
from engine_lint.python.sites.uses import uses_of
from engine_lint.python.walking import walk

_ENDINGS = frozenset(
    {"close", "aclose", "dispose", "shutdown", "stop", "terminate", "disconnect", "teardown", "cleanup", "exit", "quit", "__exit__", "__aexit__", "__del__"}
    | {"main", "run_forever", "serve", "start", "lifespan", "on_shutdown", "restart", "reconnect", "reset"}
)
"""Methods after which an object is done for or begins anew, and those that last as long as the program."""
_ENTERED = frozenset({"__init__", "__enter__", "__aenter__"})


def own_attribute(node: ast.expr, parents: dict[ast.AST, ast.AST]) -> str:
    """The attribute of ``self`` that an engine is kept in, or an empty string."""
    parent = parents.get(node)
    target = parent.targets[0] if isinstance(parent, ast.Assign) else parent.target if isinstance(parent, ast.AnnAssign) else None
    match target:
        case ast.Attribute(value=ast.Name(id="self"), attr=name):
            return name
        case _:
            return ""


def closers_of(owner: Class, attribute: str) -> frozenset[str]:
    """The methods of a class that dispose of the engine in an attribute."""
    return frozenset(method.name for method in _methods(owner) if _disposes(method, attribute))


def _methods(owner: Class) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [each for each in owner.node.body if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef))]


def _disposes(method: ast.AST, attribute: str) -> bool:
    return any(
        isinstance(node, ast.Attribute) and node.attr == "dispose" and isinstance(node.value, ast.Attribute) and node.value.attr == attribute
        for node in walk(method)
    )


def works_and_disposes(owner: Class, attribute: str, closers: frozenset[str]) -> bool:
    """Whether a method that is no mere ending of its object disposes of the engine when its work is done: in a ``finally``."""
    methods = (each for each in _methods(owner) if each.name in closers - _ENDINGS)
    working = (method for method in methods if not any(map(goes_on, method.body)) and not _lasts(owner, method))
    return any(_disposes(last, attribute) for method in working for node in walk(method) if isinstance(node, ast.Try) for last in node.finalbody)


def _lasts(owner: Class, user: ast.AST) -> bool:
    """Whether a function, or a method of the class itself, uses methods of an object that loop without an end in sight, or methods that use such."""
    methods, used = _methods(owner), _attributes(user) | _ENTERED
    while True:
        called = [each for each in methods if each.name in used]
        beyond = used.union(*map(_attributes, called))
        if beyond == used:
            return any(map(lingers, called))
        used = beyond


def _attributes(function: ast.AST) -> frozenset[str]:
    return frozenset(node.attr for node in walk(function) if isinstance(node, ast.Attribute))


def is_closed(mention: Mention, owner: Class, closers: frozenset[str]) -> bool:
    """``with Client(url) as client:``, or a client that is closed, or dropped, in the function that makes it."""
    made = mention.parents.get(mention.node)
    if not (isinstance(made, ast.Call) and made.func is mention.node) or isinstance(mention.function, ast.Module):
        return False
    if lingers(mention.function) or _lasts(owner, mention.function):
        return False
    holder = mention.parents.get(made)
    if isinstance(holder, ast.Call) and isinstance(mention.parents.get(holder), ast.withitem):
        return "close" in closers
    if isinstance(holder, ast.withitem):
        return bool(closers & {"__exit__", "__aexit__"})
    if not (isinstance(holder, ast.Assign) and len(holder.targets) == 1 and isinstance(holder.targets[0], ast.Name)):
        return False
    uses = [mention.parents.get(use) for use in uses_of(mention.function, holder.targets[0].id)]
    stays = all(isinstance(use, ast.Attribute) for use in uses)
    return stays and ("__del__" in closers or any(isinstance(use, ast.Attribute) and use.attr in closers for use in uses))
