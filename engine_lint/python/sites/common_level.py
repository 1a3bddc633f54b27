"""The level of a config at which an option holds for each database that it may name."""

from __future__ import annotations

import ast

from engine_lint.knowledge.flask import DATABASE_URI
from engine_lint.model.place import Place
from engine_lint.python.branches import key_of
from engine_lint.python.scope import Module
from engine_lint.python.sites.uses import parents_of
from engine_lint.python.walking import walk

_Branching = ast.If | ast.Try | ast.Match
_READERS = ("init_app(", "SQLAlchemy(", ".run(", "create_all(")


def common_level(module: Module, place: Place) -> Place:
    """The branching statement around the statement at ``place`` in which the database is named more than once, else ``place`` itself.

    Options that are written behind that statement hold on each of its arms.
    """
    parents = parents_of(module.tree)
    statement = next((each for each in walk(module.tree) if isinstance(each, ast.stmt) and module.place(each) == place), None)
    if statement is None:
        return place
    outermost: ast.AST = statement
    while isinstance(parents.get(outermost), _Branching | ast.ExceptHandler | ast.match_case):
        outermost = parents[outermost]
    if not isinstance(outermost, _Branching):
        return place
    named = [each for each in ast.walk(outermost) if isinstance(each, (ast.Name, ast.Subscript)) and isinstance(each.ctx, ast.Store)]
    items = [each for each in named if key_of(each) == DATABASE_URI]
    receivers = {module.text(each.value) if isinstance(each, ast.Subscript) else "" for each in items}
    if len(items) < 2 or len(receivers) != 1 or not _reaches_behind(module, outermost, receivers.pop(), named):
        return place
    return module.place(outermost)


def _reaches_behind(module: Module, statement: ast.stmt, receiver: str, bound: list[ast.Name | ast.Subscript]) -> bool:
    """Whether a config is there before a statement, and read after it."""
    root = receiver.partition(".")[0]
    made = any(isinstance(each, ast.Name) and each.id == root for each in bound)
    return not receiver or not (made or any(word in module.text(statement) for word in _READERS))
