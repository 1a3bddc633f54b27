"""Scripts: modules that nobody imports and that run from top to bottom once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache

from engine_lint.knowledge.paths import keeps_serving
from engine_lint.python.scope import Module
from engine_lint.python.sites.recorder import EngineCall
from engine_lint.python.sites.uses import SESSIONS, bound_name, escapes, last_name, parents_of, uses_of
from engine_lint.python.walking import walk

_STAYS = frozenset({"start", "serve", "serve_forever", "run_forever", "mainloop", "listen", "consume", "start_consuming", "start_polling", "loop_forever"})
"""Methods after which a program goes on."""
_SHORT_SLEEP = 60
"""Seconds: a program that sleeps no longer than this only waits for its turn."""
_RUNNERS = frozenset({"asyncio", "subprocess", "anyio", "trio"})
"""Modules whose ``run`` ends when what it runs ends."""
_ENDS = frozenset({"contextmanager", "asynccontextmanager", "staticmethod", "classmethod", "property", "dataclass", "lru_cache", "cache", "wraps"})
"""Decorators that hand a function to nobody who calls it later."""


def in_a_script(call: EngineCall) -> bool:
    """Whether an engine of a module's top level is a script's: of one with a main block, or of one whose own statements use it up.

    A notebook is none: its kernel keeps the engine between cells.
    """
    module, tree = call.module, call.module.tree
    if main_block_only(module):
        return True
    if not module.path.endswith(".py") or goes_on(tree):
        return False
    parents = parents_of(tree)
    name = bound_name(call.node, parents)
    uses = [] if name in ("", ".") else list(uses_of(tree, name))
    if not name or (name != "." and not uses) or any(escapes(use, parents) or _in_function(use, parents) for use in uses):
        return False
    if _leaves_sessions(tree):
        return False
    return not module.project.is_imported(module)


def main_block_only(module: Module) -> bool:
    """Whether a module runs in its main block alone, and ends: nobody imports it."""
    return module.path.endswith(".py") and module.main_guard != (0, 0) and not goes_on(module.tree) and not module.project.is_imported(module)


def in_a_crawl(module: Module) -> bool:
    """Whether a module is one of Scrapy's item pipelines: it lives for one crawl, and writes item after item.

    ``process_item(self, item, spider)`` is what Scrapy calls there (https://docs.scrapy.org/en/2.11/topics/item-pipeline.html); newer
    releases leave out the spider, and other people's workers take an item alone too.
    """
    methods = (each for cls in module.classes for each in cls.node.body if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef)))
    taken = [[given.arg for given in each.args.args[1:]] for each in methods if each.name == "process_item"]
    return ["item", "spider"] in taken or (["item"] in taken and module.path.endswith("/pipelines.py"))


@lru_cache(maxsize=8)
def goes_on(tree: ast.AST) -> bool:
    """Whether a program, or a part of one, may go on for long: it loops without an end in sight, rests, serves, or hands out its functions."""
    for node in walk(tree):
        match node:
            case ast.While():
                return True
            case ast.Import(names=names) if any(keeps_serving(each.name) for each in names):
                return True
            case ast.ImportFrom(module=str() as name, level=0) if keeps_serving(name):
                return True
            case ast.Call(func=ast.Attribute(attr=name)) if name in _STAYS:
                return True
            case ast.Call(func=ast.Attribute(value=base, attr="run")) if last_name(base) not in _RUNNERS:
                return True
            case ast.Call(func=called, args=[length]) if last_name(called) == "sleep" and not _is_short(length):
                return True
            case ast.FunctionDef() | ast.AsyncFunctionDef() if any(_decorator(each) not in _ENDS for each in node.decorator_list):
                return True
    return False


def _is_short(length: ast.expr) -> bool:
    return isinstance(length, ast.Constant) and isinstance(length.value, (int, float)) and length.value <= _SHORT_SLEEP


def _decorator(node: ast.expr) -> str:
    return last_name(node.func if isinstance(node, ast.Call) else node)


def _in_function(use: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    while use in parents:
        use = parents[use]
        if isinstance(use, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            return True
    return False


@lru_cache(maxsize=8)
def _leaves_sessions(tree: ast.Module) -> bool:
    """Whether a session is not used in its module, so that it is there for others."""
    return any(not any(uses_of(tree, session)) for session in _sessions(tree))


def _sessions(tree: ast.AST) -> Iterator[str]:
    """The names that sessions and their factories are given."""
    for node in walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name), *_], value=ast.Call(func=called)) if last_name(called) in SESSIONS:
                yield name
