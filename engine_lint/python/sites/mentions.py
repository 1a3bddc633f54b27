"""Where the name of a function or class is read in a project, and what is around it there."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TypeGuard

from engine_lint.dataclass import dataclass
from engine_lint.python.scope import Module
from engine_lint.python.sites.jobs import in_a_job
from engine_lint.python.sites.scripts import is_program
from engine_lint.python.sites.surroundings import surroundings
from engine_lint.python.sites.uses import parents_of
from engine_lint.python.walking import walk

MAX_FILES = 20
"""A name that stands in more files than this is not followed: somebody will keep the engine."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where a name is read, the function around it (else the module), the node around each node of that function, and their module."""

    node: ast.expr
    function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Module
    parents: dict[ast.AST, ast.AST]
    module: Module


def mentions(module: Module, name: str) -> Iterator[Mention | None]:
    """Where a name of a module is read in the project; None where it stands in too many files."""
    project = module.project
    paths = project.naming({name})
    if len(paths) > MAX_FILES:
        yield None
        return
    in_tests = surroundings(module.path, project.base).in_tests
    for path in paths:
        other = project.parsed_at(path)
        if other is not None and (in_tests or not surroundings(path, project.base).in_tests) and not means_another(other, name, module):
            yield from _mentions_in(other, name)


def _mentions_in(module: Module, name: str) -> Iterator[Mention | None]:
    left = {node for kind in (ast.Name, ast.Attribute) for node in module.nodes.get(kind, ()) if _names(node, name)}
    functions = [each for kind in (ast.FunctionDef, ast.AsyncFunctionDef) for each in module.nodes.get(kind, ())] if left else []
    for function in sorted(functions, key=lambda each: (each.lineno, each.col_offset)):
        first = min((function.lineno, *(each.lineno for each in function.decorator_list)))
        if any(first <= node.lineno <= function.end_lineno for node in left):
            found = [node for node in walk(function) if node in left and _names(node, name)]
            yield from (Mention(node, function, parents_of(function), module) for node in found)
            left.difference_update(found)
    yield from (Mention(node, module.tree, parents_of(module.tree), module) for node in sorted(left, key=lambda each: (each.lineno, each.col_offset)))


def means_another(module: Module, name: str, home: Module) -> bool:
    """Whether a name is, wherever a module reads it alone, something else than what stands under that name at the top level of its home."""
    if module is home or any(isinstance(node, ast.Attribute) and node.attr == name for node in module.nodes.get(ast.Attribute, ())):
        return False
    if any(alias.name == "*" for node in module.nodes.get(ast.ImportFrom, ()) for alias in node.names):
        return False
    brought = [node for node in module.nodes.get(ast.ImportFrom, ()) if any((each.asname or each.name) == name for each in node.names)]
    homes = [module.project.find(module.project.absolute(node.module or "", node.level, module), module) for node in brought]
    if any(each is None or each is home or name not in _defined_in(each) for each in homes):
        return False
    return bool(homes) or name in _defined_in(module)


def _defined_in(module: Module) -> set[str]:
    """The functions and classes of a module's top level."""
    return {each.name for each in module.tree.body if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))}


def _names(node: ast.AST, name: str) -> TypeGuard[ast.expr]:
    match node:
        case ast.Name(id=found, ctx=ast.Load()) | ast.Attribute(attr=found, ctx=ast.Load()):
            return found == name
        case _:
            return False


def ends_soon(mention: Mention) -> bool:
    """Whether a name is read in a program, or a job, that ends when its work is done."""
    return is_program(mention.module) or in_a_job(mention.module)
