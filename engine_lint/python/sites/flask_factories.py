"""Functions that make Flask apps: which of them load a config, and whether the app that they make gets a database."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from engine_lint.python.config_uses import initializes, loads_into_app
from engine_lint.python.scope import Module
from engine_lint.python.walking import walk

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def makers_without_database(module: Module, word: str) -> tuple[str, ...]:
    """The functions of a module that load a config into apps without a database; none unless each use of it is in such a function.

    Args:
        module: where apps are made.
        word: what the config is called there, the name of its module.
    """
    functions = {each.name: each for each in module.tree.body if isinstance(each, _Function)}
    makers = [each for each in functions.values() if word in module.text(each)]
    elsewhere = module.source.text.count(word) - sum(module.text(each).count(word) for each in makers)
    if not makers or elsewhere or not all(loads_into_app(module.text(each).encode()) for each in makers):
        return ()
    with_database = [each for each in functions.values() if initializes(module.text(each).encode())]
    reached = [each for maker in makers for each in _reached(maker, functions)]
    if not with_database or any(each in with_database for each in reached):
        return ()
    return tuple(each.name for each in makers)


def _reached(start: _Function, functions: Mapping[str, _Function]) -> Iterator[_Function]:
    """A function and those of its module that it names, and so on."""
    waiting, seen = [start], {start.name}
    while waiting:
        function = waiting.pop()
        yield function
        for node in walk(function):
            if isinstance(node, ast.Name) and node.id in functions and node.id not in seen:
                seen.add(node.id)
                waiting.append(functions[node.id])
