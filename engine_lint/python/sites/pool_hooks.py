"""Pool hooks: methods that Flask-SQLAlchemy 2 asks for an engine's options, overridden or assigned by the project."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from engine_lint.knowledge.flask import pool_hooks, pool_hooks_now
from engine_lint.model.engine import Site
from engine_lint.model.flask import PoolHook, Returns
from engine_lint.model.place import Place, Position, Span
from engine_lint.python.conditions import Conditions
from engine_lint.python.scope import Class, Module
from engine_lint.python.sites.engine_calls import described
from engine_lint.python.sites.recorder import EXTENSIONS, HookAssignment
from engine_lint.python.sites.surroundings import Surroundings
from engine_lint.python.values import Function
from engine_lint.python.walking import walk


def overridden_hooks(module: Module, assigned: Sequence[HookAssignment], surroundings: Surroundings, conditions: Conditions) -> Iterator[PoolHook]:
    """The pool hooks of a module, but for those that stand under a condition or that the module calls itself."""
    found = [*_overridden(module, conditions), *_assigned(module, assigned, conditions)]
    called = _called(module) if found else frozenset()
    yield from (_hook(name, place, function, surroundings) for name, place, function in found if name not in called)


def _overridden(module: Module, conditions: Conditions) -> Iterator[tuple[str, Place, Function | None]]:
    """Methods of subclasses: their names, places and functions."""
    for cls in module.classes:
        names = sorted(pool_hooks() & cls.frame.names.keys())
        if not names or _serves_both(cls) or not any(base in EXTENSIONS for base in cls.external_bases()):
            continue
        for name in names:
            for write in cls.frame.names[name]:
                if isinstance(write.value, Function) and write.place is not None and not described(write.path, conditions):
                    yield name, _header(module, write.place), write.value


def _assigned(module: Module, assigned: Sequence[HookAssignment], conditions: Conditions) -> Iterator[tuple[str, Place, Function | None]]:
    for each in assigned:
        if each.module is module and not described(each.path, conditions):
            yield each.name, module.place(each.statement), each.value if isinstance(each.value, Function) else None


def _hook(name: str, place: Place, function: Function | None, surroundings: Surroundings) -> PoolHook:
    site = Site("flask-hook", name, place, framework="flask-sqlalchemy", in_tests=surroundings.in_tests, in_migrations=surroundings.in_migrations)
    return PoolHook(site, name, _returns(function) if function is not None else Returns.SOMETHING)


def _serves_both(cls: Class) -> bool:
    """Whether the class overrides what Flask-SQLAlchemy 3 calls too: then it is written for either."""
    return any(name in each.frame.names for each in cls.lineage() for name in pool_hooks_now())


def _header(module: Module, place: Place) -> Place:
    """The line of ``def``, without the body."""
    first = place.span.start
    line = module.source.line(first.line).rstrip()
    return Place(place.path, Span(first, Position(first.line, len(line) + 1)), place.cell)


def _called(module: Module) -> frozenset[str]:
    """The hooks that the module calls outside of them, so that they are alive whatever the release."""
    within = [node for node in walk(module.tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name in pool_hooks()]
    inner = {id(node) for function in within for node in walk(function)}
    calls = (node for node in walk(module.tree) if isinstance(node, ast.Call) and id(node) not in inner)
    return frozenset(node.func.attr for node in calls if isinstance(node.func, ast.Attribute) and node.func.attr in pool_hooks())


def _returns(function: Function) -> Returns:
    """What the function gives back."""
    node = function.node
    if isinstance(node, ast.Lambda):
        return Returns.NOTHING if _is_none(node.body) else Returns.SOMETHING
    given = [each for each in _own(node.body) if isinstance(each, ast.Return)]
    if all(_is_none(each.value) for each in given):
        return Returns.NOTHING
    return Returns.SOMETHING if _ends(node.body) and not any(_is_none(each.value) for each in given) else Returns.SOMETIMES


def _is_none(node: ast.expr | None) -> bool:
    return node is None or (isinstance(node, ast.Constant) and node.value is None)


def _own(body: Sequence[ast.AST]) -> Iterator[ast.AST]:
    """The nodes of a function's body without those of functions inside it."""
    pending = list(body)
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            pending += ast.iter_child_nodes(node)


def _ends(body: Sequence[ast.stmt]) -> bool:
    """Whether a block never runs through to its end."""
    last = body[-1] if body else None
    match last:
        case ast.Return() | ast.Raise():
            return True
        case ast.If(body=true, orelse=false):
            return _ends(true) and _ends(false)
        case ast.With(body=inner) | ast.AsyncWith(body=inner):
            return _ends(inner)
        case ast.Try(body=tried, handlers=handlers, orelse=other, finalbody=final):
            return _ends(final) or (_ends(other or tried) and all(_ends(each.body) for each in handlers))
        case _:
            return False
