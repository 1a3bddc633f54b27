"""Scripts: modules that nobody imports and that run from top to bottom once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache

from engine_lint.knowledge.paths import keeps_serving
from engine_lint.python.lookup import settle
from engine_lint.python.scope import Module
from engine_lint.python.sites.lasting import goes_on, last_name
from engine_lint.python.sites.recorder import EngineCall
from engine_lint.python.sites.uses import SESSIONS, bound_name, escapes, parents_of, used_up, uses_of
from engine_lint.python.values import ClassValue
from engine_lint.python.walking import walk


def in_a_script(module: Module, node: ast.expr) -> bool:
    """Whether an engine of a module's top level is a script's: of one with a main block, or of one whose own statements use it up.

    A notebook is none: its kernel keeps the engine between cells.
    """
    tree = module.tree
    if is_program(module):
        return True
    if not module.path.endswith(".py") or goes_on(tree):
        return False
    parents = parents_of(tree)
    name = bound_name(node, parents)
    uses = [] if name in ("", ".") else list(uses_of(tree, name))
    if not name or (name != "." and not uses) or any(escapes(use, parents, module) or _in_function(use, parents) for use in uses):
        return False
    if _leaves_sessions(tree):
        return False
    return not module.project.is_imported(module)


def is_program(module: Module) -> bool:
    """Whether a module runs as a program alone, and ends: it has a main block, or does a program's work when it is loaded, and nobody imports it."""
    if not module.path.endswith(".py") or not (module.main_guard != (0, 0) or _runs_when_loaded(module.tree)) or goes_on(module.tree):
        return False
    return not _makes_a_server(module) and not module.project.is_imported(module)


def in_main_block(call: EngineCall) -> bool:
    """Whether an engine is made in a main block, and is used up there where the program goes on."""
    first, last = call.module.main_guard
    if not first <= call.node.lineno <= last:
        return False
    tree = call.module.tree
    if not goes_on(tree):
        return True
    block = next(each for each in walk(tree) if isinstance(each, ast.If) and each.lineno == first)
    parents = parents_of(tree)
    name = bound_name(call.node, parents)
    return used_up(block, name, parents, call.module) and len(uses_of(block, name)) == len(uses_of(tree, name))


@lru_cache(maxsize=8)
def _runs_when_loaded(tree: ast.Module) -> bool:
    """Whether loading a module does what a program is started for: it takes the arguments of the command line, or runs ``main()``.

    Code that many programs load only asks whether some word is among the arguments.
    """
    compared = {id(each) for node in walk(tree) if isinstance(node, ast.Compare) for each in ast.walk(node)}
    return any(id(node) not in compared and _takes_arguments(node) for node in _at_top_level(tree)) or any(map(_runs_main, tree.body))


def _at_top_level(tree: ast.Module) -> Iterator[ast.AST]:
    """The nodes that are run when a module is loaded, but for the bodies of classes."""
    pending: list[ast.AST] = [tree]
    for node in pending:
        yield node
        pending += [each for each in ast.iter_child_nodes(node) if not isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda))]


def _takes_arguments(node: ast.AST) -> bool:
    """``parser.parse_args()``, ``sys.argv[1]``, ``sys.argv[1:]``; not ``sys.argv[0]``, which is the program."""
    match node:
        case ast.Call(func=ast.Attribute(attr="parse_args" | "parse_known_args")) | ast.Call(func=ast.Name(id="docopt")):
            return True
        case ast.Subscript(value=value, slice=part):
            return last_name(value) == "argv" and not (isinstance(part, ast.Constant) and part.value == 0)
        case _:
            return False


def _runs_main(statement: ast.stmt) -> bool:
    """``main()``, ``sys.exit(main())``, ``asyncio.run(main())``."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    while isinstance(call, ast.Call) and last_name(call.func) in ("exit", "run", "print") and call.args:
        call = call.args[0]
    return isinstance(call, ast.Call) and last_name(call.func) in ("main", "amain", "async_main")


def _makes_a_server(module: Module) -> bool:
    """Whether a module makes an object of a class of the project that is a server, a bot or the like by its bases."""
    names = {node.func.id for node in walk(module.tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    found = (settle(value) for value in map(module.frame.lookup, sorted(names)) if value is not None)
    return any(keeps_serving(base) for each in found if isinstance(each, ClassValue) for base in each.cls.external_bases())


def in_a_crawl(module: Module) -> bool:
    """Whether a module is one of Scrapy's item pipelines: it lives for one crawl, and writes item after item.

    ``process_item(self, item, spider)`` is what Scrapy calls there (https://docs.scrapy.org/en/2.11/topics/item-pipeline.html); newer
    releases leave out the spider, and other people's workers take an item alone too.
    """
    methods = (each for cls in module.classes for each in cls.node.body if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef)))
    taken = [[given.arg for given in each.args.args[1:]] for each in methods if each.name == "process_item"]
    return ["item", "spider"] in taken or (["item"] in taken and module.path.endswith("/pipelines.py"))


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
