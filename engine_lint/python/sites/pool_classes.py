"""Pools that an engine does not build itself, or not from a class of SQLAlchemy's: what constructors take and set, and where an instance is built."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from engine_lint.model.value import Construction, Known, Option
from engine_lint.python.conditions import Path
from engine_lint.python.possibilities import alternatives
from engine_lint.python.sites.recorder import EngineCall
from engine_lint.python.values import Abstract, ClassValue
from engine_lint.python.walking import walk


def pool_constructors(pool_class: Abstract | None, path: Path) -> list[ast.FunctionDef]:
    """The constructors of a pool class, as far as they stand in the project."""
    classes = [each.cls for _, each in alternatives(pool_class, path) if isinstance(each, ClassValue)] if pool_class is not None else []
    bodies = (each.node.body for cls in classes for each in cls.lineage())
    return [node for body in bodies for node in body if isinstance(node, ast.FunctionDef) and node.name == "__init__"]


def takes_what_it_names(constructor: ast.FunctionDef) -> bool:
    """SQLAlchemy asks a pool class for its constructor's parameters, and those of the bases only where it takes ``**kwargs``."""
    named = (*constructor.args.args, *constructor.args.kwonlyargs)
    return constructor.args.kwarg is None and not any(each.arg == "pre_ping" for each in named)


def set_by(constructors: list[ast.FunctionDef]) -> tuple[str, ...]:
    """Why options may be set that cannot be seen: a constructor speaks of them by their names."""
    return ("the pool class sets options of its own",) if any(map(_names_options, constructors)) else ()


def _names_options(constructor: ast.FunctionDef) -> bool:
    nodes = list(walk(constructor))
    words = {node.arg for node in nodes if isinstance(node, (ast.keyword, ast.arg))} | {node.value for node in nodes if isinstance(node, ast.Constant)}
    return not words.isdisjoint({"pre_ping", "recycle"})


def built_beside(call: EngineCall, pool: Option | None) -> bool:
    """Whether the pool instance that an engine is given is built in a plain statement before the engine's, in the same block."""
    built = pool.value.value if pool is not None and isinstance(pool.value, Known) else None
    if not isinstance(built, Construction) or built.place.path != call.module.path:
        return False
    engine, module = call.module.place(call.node), call.module
    for block in _blocks(call.function or module.tree):
        plain = [module.place(each) for each in block if isinstance(each, (ast.Assign, ast.AnnAssign, ast.Return, ast.Expr))]
        before = [each for each in plain if each.covers(built.place)]
        if before and any(each.covers(engine) and before[0] < each for each in plain):
            return True
    return False


def _blocks(scope: ast.AST) -> Iterator[list[ast.stmt]]:
    for node in walk(scope):
        for block in (getattr(node, name, None) for name in ("body", "orelse", "finalbody")):
            if isinstance(block, list):
                yield block
