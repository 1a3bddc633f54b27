"""Who gets hold of an engine that a function returns or an object owns: callers that use it up at once leave none to rest."""

from __future__ import annotations

import ast
from collections.abc import Callable

from engine_lint.python.scope import Module
from engine_lint.python.sites.lasting import goes_on, last_name
from engine_lint.python.sites.mentions import Mention, ends_soon, mentions
from engine_lint.python.sites.owners import closers_of, is_closed, own_attribute, works_and_disposes
from engine_lint.python.sites.recorder import EngineCall
from engine_lint.python.sites.scripts import in_a_script
from engine_lint.python.sites.uses import bound_name, gone_at_the_end, starts_program, used_up, uses_of
from engine_lint.python.walking import walk

_DEPENDENCIES = frozenset({"Depends", "Security", "Provide"})
"""What FastAPI and Litestar mark a parameter's source with."""
_CONTEXT_MANAGERS = frozenset({"contextmanager", "asynccontextmanager"})


def lent_briefly(call: EngineCall, function: ast.FunctionDef | ast.AsyncFunctionDef, parents: dict[ast.AST, ast.AST]) -> bool:
    """Whether everybody who gets the engine uses it up in one function, or only programs and jobs that end call the function that makes it.

    Args:
        call: the call of the factory.
        function: the function around it.
        parents: the node around each node of that function.
    """
    if is_generator(function) or function.decorator_list:
        return False
    is_called = not is_handed_on(call.module, function)
    if is_called and function in call.module.tree.body and _all(call.module, function.name, lambda mention: False):
        return True
    if returned(call.node, function, parents):
        return is_called and _all(call.module, function.name, _is_used_up)
    owner = next((cls for cls in call.module.classes if function in cls.node.body), None)
    attribute = own_attribute(call.node, parents)
    closers = closers_of(owner, attribute) if owner is not None and attribute else frozenset()
    if owner is None or not closers:
        return False
    return works_and_disposes(owner, attribute, closers) or _all(call.module, owner.name, lambda mention: is_closed(mention, owner, closers))


def is_generator(function: ast.AST) -> bool:
    """Whether a function yields, as context managers and dependencies do that clean up after their users."""
    return any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in walk(function))


def held_briefly(module: Module, function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether nobody holds for long what a generator function yields and then cleans up: no program that stays in its ``with`` block.

    A function that is handed to somebody else, as an application's lifespan is, may be held until the program ends, and so may one
    under another decorator than those of contextlib: providers of a container are.
    """
    decorators = [last_name(each) for each in function.decorator_list]
    found = list(mentions(module, function.name))
    if not set(decorators) <= _CONTEXT_MANAGERS or not (found or decorators):
        return False
    return all(mention is not None and (ends_soon(mention) or _is_dependency(mention) or _is_entered_briefly(mention)) for mention in found)


def _is_dependency(mention: Mention) -> bool:
    """``Depends(get_engine)``: for one request."""
    call = mention.parents.get(mention.node)
    return isinstance(call, ast.Call) and call.func is not mention.node and last_name(call.func) in _DEPENDENCIES


def _is_entered_briefly(mention: Mention) -> bool:
    """``with get_engine() as engine:`` in a function that does its work and ends."""
    made = mention.parents.get(mention.node)
    if isinstance(mention.function, ast.Module):
        return False
    if not (isinstance(made, ast.Call) and made.func is mention.node and isinstance(mention.parents.get(made), ast.withitem)):
        return False
    stays = is_generator(mention.function) or starts_program(mention.function) or any(map(goes_on, mention.function.body))
    name = bound_name(made, mention.parents)
    return not stays and (not name or gone_at_the_end(mention.function, name, mention.parents, mention.module))


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


def _all(module: Module, name: str, is_brief: Callable[[Mention], bool]) -> bool:
    """Whether a name is mentioned outside of tests, and each time briefly."""
    found = list(mentions(module, name))
    return bool(found) and all(mention is not None and (ends_soon(mention) or is_brief(mention)) for mention in found)


def is_handed_on(module: Module, function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function, or its class, is read anywhere but to be called: whoever is handed it may call it at any time."""
    owner = next((cls.node for cls in module.classes if function in cls.node.body), function)
    return any(mention is None or _call_around(mention) is None for mention in mentions(module, owner.name))


def _call_around(mention: Mention) -> ast.Call | None:
    around = mention.parents.get(mention.node)
    return around if isinstance(around, ast.Call) and around.func is mention.node else None


def _is_used_up(mention: Mention) -> bool:
    """``engine = get_engine()`` in a function, or a script, that is done with the engine when it ends."""
    made = _call_around(mention)
    if made is None:
        return False
    if isinstance(mention.function, ast.Module):
        return in_a_script(mention.module, made)
    return used_up(mention.function, bound_name(made, mention.parents), mention.parents, mention.module)
