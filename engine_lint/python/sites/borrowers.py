"""Who gets hold of an engine that a function returns or an object owns: callers that use it up at once leave none to rest."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeGuard

from engine_lint.python.scope import Class, Module
from engine_lint.python.sites.lasting import goes_on, last_name
from engine_lint.python.sites.recorder import EngineCall
from engine_lint.python.sites.surroundings import surroundings
from engine_lint.python.sites.uses import bound_name, gone_at_the_end, parents_of, starts_program, used_up, uses_of
from engine_lint.python.walking import walk

_DEPENDENCIES = frozenset({"Depends", "Security", "Provide"})
"""What FastAPI and Litestar mark a parameter's source with."""
_CONTEXT_MANAGERS = frozenset({"contextmanager", "asynccontextmanager"})
_ENDINGS = frozenset(
    {"close", "aclose", "dispose", "shutdown", "stop", "terminate", "disconnect", "teardown", "cleanup", "exit", "quit", "__exit__", "__aexit__", "__del__"}
    | {"main", "run_forever", "serve", "start", "lifespan", "on_shutdown", "restart", "reconnect", "reset"}
)
"""Methods after which an object is done for or begins anew, and those that last as long as the program."""
MAX_FILES = 20
"""A name that stands in more files than this is not followed: somebody will keep the engine."""


@dataclass(frozen=True, slots=True)
class _Mention:
    """A place where a name is read, the function around it, the node around each node of that function, and their module."""

    node: ast.expr
    function: ast.FunctionDef | ast.AsyncFunctionDef
    parents: dict[ast.AST, ast.AST]
    module: Module


def lent_briefly(call: EngineCall, function: ast.FunctionDef | ast.AsyncFunctionDef, parents: dict[ast.AST, ast.AST]) -> bool:
    """Whether everybody who gets the engine uses it up in one function.

    Args:
        call: the call of the factory.
        function: the function around it.
        parents: the node around each node of that function.
    """
    if is_generator(function) or function.decorator_list:
        return False
    if returned(call.node, function, parents):
        return _all(call.module, function.name, _is_used_up)
    owner = next((cls for cls in call.module.classes if function in cls.node.body), None)
    attribute = _own_attribute(call.node, parents)
    closers = _closers(owner, attribute) if owner is not None and attribute else frozenset()
    if owner is None or not closers:
        return False
    return _works_and_disposes(owner, attribute, closers) or _all(call.module, owner.name, lambda mention: _is_closed(mention, closers))


def is_generator(function: ast.AST) -> bool:
    """Whether a function yields, as context managers and dependencies do that clean up after their users."""
    return any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in walk(function))


def held_briefly(module: Module, function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether nobody holds for long what a generator function yields and then cleans up: no program that stays in its ``with`` block.

    A function that is handed to somebody else, as an application's lifespan is, may be held until the program ends, and so may one
    under another decorator than those of contextlib: providers of a container are.
    """
    decorators = [last_name(each) for each in function.decorator_list]
    found = list(_mentions(module, function.name))
    if not set(decorators) <= _CONTEXT_MANAGERS or not (found or decorators):
        return False
    return all(mention is not None and (_is_dependency(mention) or _is_entered_briefly(mention)) for mention in found)


def _is_dependency(mention: _Mention) -> bool:
    """``Depends(get_engine)``: for one request."""
    call = mention.parents.get(mention.node)
    return isinstance(call, ast.Call) and call.func is not mention.node and last_name(call.func) in _DEPENDENCIES


def _is_entered_briefly(mention: _Mention) -> bool:
    """``with get_engine() as engine:`` in a function that does its work and ends."""
    made = mention.parents.get(mention.node)
    if not (isinstance(made, ast.Call) and made.func is mention.node and isinstance(mention.parents.get(made), ast.withitem)):
        return False
    stays = is_generator(mention.function) or starts_program(mention.function) or any(map(goes_on, mention.function.body))
    name = bound_name(made, mention.parents)
    return not stays and (not name or gone_at_the_end(mention.function, name, mention.parents))


def returned(node: ast.expr, function: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    """Whether a function does nothing with its engine but return it, or an object made of it: it neither keeps nor shares it."""
    if _goes_out(node, parents):
        return True
    parent = parents.get(node)
    if not (isinstance(parent, ast.Assign) and len(parent.targets) == 1 and isinstance(parent.targets[0], ast.Name)):
        return False
    uses = list(uses_of(function, parent.targets[0].id))
    return bool(uses) and all(isinstance(parents.get(use), ast.Attribute) or _goes_out(use, parents) for use in uses)


def _goes_out(node: ast.expr, parents: dict[ast.AST, ast.AST]) -> bool:
    """``return engine``, ``return Engine(engine)`` with a class of that name."""
    parent = parents.get(node)
    if isinstance(parent, ast.keyword):
        parent = parents.get(parent)
    if isinstance(parent, ast.Call) and node is not parent.func and last_name(parent.func)[:1].isupper():
        parent = parents.get(parent)
    return isinstance(parent, ast.Return)


def _own_attribute(node: ast.expr, parents: dict[ast.AST, ast.AST]) -> str:
    """The attribute of ``self`` that an engine is kept in, or an empty string."""
    parent = parents.get(node)
    target = parent.targets[0] if isinstance(parent, ast.Assign) else parent.target if isinstance(parent, ast.AnnAssign) else None
    match target:
        case ast.Attribute(value=ast.Name(id="self"), attr=name):
            return name
        case _:
            return ""


def _closers(owner: Class, attribute: str) -> frozenset[str]:
    """The methods of a class that dispose of the engine in an attribute."""
    return frozenset(method.name for method in owner.node.body if isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef)) and _disposes(method, attribute))


def _disposes(method: ast.AST, attribute: str) -> bool:
    return any(
        isinstance(node, ast.Attribute) and node.attr == "dispose" and isinstance(node.value, ast.Attribute) and node.value.attr == attribute
        for node in walk(method)
    )


def _works_and_disposes(owner: Class, attribute: str, closers: frozenset[str]) -> bool:
    """Whether a method that is no mere ending of its object disposes of the engine when its work is done: in a ``finally``."""
    methods = (each for each in owner.node.body if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef)) and each.name in closers - _ENDINGS)
    working = (method for method in methods if not any(map(goes_on, method.body)))
    return any(_disposes(last, attribute) for method in working for node in walk(method) if isinstance(node, ast.Try) for last in node.finalbody)


def _all(module: Module, name: str, is_brief: Callable[[_Mention], bool]) -> bool:
    """Whether a name is mentioned outside of tests, and each time briefly."""
    found = list(_mentions(module, name))
    return bool(found) and all(mention is not None and is_brief(mention) for mention in found)


def _mentions(module: Module, name: str) -> Iterator[_Mention | None]:
    """Where a name of a module is read in the project; None for a place that is in no function."""
    project = module.project
    paths = project.naming({name})
    if len(paths) > MAX_FILES:
        yield None
        return
    in_tests = surroundings(module.path, project.base).in_tests
    for path in paths:
        other = project.parsed_at(path)
        if other is not None and (in_tests or not surroundings(path, project.base).in_tests):
            yield from _mentions_in(other, name)


def _mentions_in(module: Module, name: str) -> Iterator[_Mention | None]:
    left = {node for kind in (ast.Name, ast.Attribute) for node in module.nodes.get(kind, ()) if _names(node, name)}
    functions = [each for kind in (ast.FunctionDef, ast.AsyncFunctionDef) for each in module.nodes.get(kind, ())] if left else []
    for function in sorted(functions, key=lambda each: (each.lineno, each.col_offset)):
        first = min((function.lineno, *(each.lineno for each in function.decorator_list)))
        if any(first <= node.lineno <= function.end_lineno for node in left):
            found = [node for node in walk(function) if node in left and _names(node, name)]
            yield from (_Mention(node, function, parents_of(function), module) for node in found)
            left.difference_update(found)
    if left:
        yield None


def _names(node: ast.AST, name: str) -> TypeGuard[ast.expr]:
    match node:
        case ast.Name(id=found, ctx=ast.Load()) | ast.Attribute(attr=found, ctx=ast.Load()):
            return found == name
        case _:
            return False


def _is_used_up(mention: _Mention) -> bool:
    """``engine = get_engine()`` in a function that is done with the engine when it ends."""
    made = mention.parents.get(mention.node)
    if not (isinstance(made, ast.Call) and made.func is mention.node):
        return False
    return used_up(mention.function, bound_name(made, mention.parents), mention.parents, mention.module)


def _is_closed(mention: _Mention, closers: frozenset[str]) -> bool:
    """``with Client(url) as client:``, or a client that is closed, or dropped, in the function that makes it."""
    made = mention.parents.get(mention.node)
    if not (isinstance(made, ast.Call) and made.func is mention.node):
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
