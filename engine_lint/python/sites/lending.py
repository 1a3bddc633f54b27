"""Functions of the project that are handed an engine as an argument."""

from __future__ import annotations

import ast

from engine_lint.dataclass import dataclass
from engine_lint.python.scope import Module
from engine_lint.python.walking import walk


@dataclass(frozen=True, slots=True)
class Borrower:
    """A function that is called with an engine, and the name that it knows it by."""

    function: ast.FunctionDef | ast.AsyncFunctionDef
    parameter: str
    module: Module


def borrower(call: ast.Call, use: ast.expr, module: Module) -> Borrower | None:
    """Who a call hands an argument to: a plain function of the project's top level, found by its name; None where that cannot be told.

    Args:
        call: the call.
        use: the argument, or the keyword's value.
        module: the module that the call stands in.
    """
    if not isinstance(call.func, ast.Name) or any(isinstance(each, ast.Starred) for each in call.args):
        return None
    found = _defined(call.func.id, module) or _imported(call.func.id, module)
    if found is None:
        return None
    function, home = found
    keyword = next((each.arg for each in call.keywords if each.value is use), None)
    positional = [*function.args.posonlyargs, *function.args.args]
    if keyword is not None:
        return Borrower(function, keyword, home) if keyword in {each.arg for each in (*function.args.args, *function.args.kwonlyargs)} else None
    position = next((index for index, each in enumerate(call.args) if each is use), len(positional))
    return Borrower(function, positional[position].arg, home) if position < len(positional) else None


def _defined(name: str, module: Module) -> tuple[ast.FunctionDef | ast.AsyncFunctionDef, Module] | None:
    """The only function of that name at a module's top level that nothing decorates."""
    found = [node for node in module.tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == name]
    return (found[0], module) if len(found) == 1 and not found[0].decorator_list else None


def _imported(name: str, module: Module) -> tuple[ast.FunctionDef | ast.AsyncFunctionDef, Module] | None:
    """What ``from other import name`` brings, where that is such a function."""
    for node in walk(module.tree):
        if isinstance(node, ast.ImportFrom):
            original = next((each.name for each in node.names if (each.asname or each.name) == name), "")
            home = module.project.find(module.project.absolute(node.module or "", node.level, module), module) if original else None
            if home is not None:
                return _defined(original, home)
    return None
