"""How long an engine lives: one that is used and dropped at once has no connections that rest."""

from __future__ import annotations

import ast
from dataclasses import replace

from engine_lint.python.scope import Module
from engine_lint.python.sites.borrowers import held_briefly, is_generator, is_handed_on, lent_briefly, returned
from engine_lint.python.sites.importers import only_programs_import
from engine_lint.python.sites.jobs import in_a_job
from engine_lint.python.sites.recorder import EngineCall
from engine_lint.python.sites.scripts import in_a_crawl, in_a_script, in_main_block, is_program
from engine_lint.python.sites.uses import bound_name, disposed, gone_at_the_end, parents_of, replaced, used_up, uses_of
from engine_lint.python.walking import walk


def one_shot(call: EngineCall) -> bool:
    """Whether the engine is created, used and dropped within one function, by everybody who is handed it, in a job, or in a script that ends.

    One that functions of the project only hand back is looked at where the outermost of them is called.
    """
    outermost = call.way.calls[0] if call.way.calls else None
    known, key = call.module.project.sites.one_shot, (call.node, outermost)
    if key not in known:
        known[key] = _is_one_shot(call) or (outermost is not None and _is_one_shot_there(call, outermost))
    return known[key]


def _is_one_shot_there(call: EngineCall, outermost: ast.Call) -> bool:
    """Whether the outermost call that led to an engine gives it to a function that is done with it at its end."""
    inner = zip((*call.way.modules[1:], call.module), (*call.way.calls[1:], call.node), strict=True)
    if not all(_handed_back(module, node) for module, node in inner):
        return False
    seen = replace(call, node=outermost, module=call.reporter, function=_around(call.reporter, outermost), way=replace(call.way, calls=(), modules=()))
    return _is_one_shot(seen) if seen.function is not None else replaced(outermost, parents_of(seen.module.tree), seen.module)


def _handed_back(module: Module, node: ast.Call) -> bool:
    function = _around(module, node)
    return function is not None and not function.decorator_list and not is_generator(function) and returned(node, function, parents_of(function))


def _around(module: Module, node: ast.Call) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    """The innermost function that a node stands in."""
    functions = (each for kind in (ast.FunctionDef, ast.AsyncFunctionDef) for each in module.nodes.get(kind, ()))
    found = [each for each in functions if each.lineno <= node.lineno <= (each.end_lineno or each.lineno) and any(inner is node for inner in walk(each))]
    return max(found, key=lambda each: each.lineno, default=None)


def _is_one_shot(call: EngineCall) -> bool:
    if in_main_block(call) or in_a_crawl(call.module) or in_a_job(call.module):
        return True
    if call.function is None and not call.way.calls:
        of_scripts = in_a_script(call.module, call.node) or only_programs_import(call.module)
        return of_scripts or replaced(call.node, parents_of(call.module.tree), call.module)
    if not isinstance(call.function, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return False
    if is_program(call.module) or (only_programs_import(call.module) and not is_handed_on(call.module, call.function)):
        return True
    parents = parents_of(call.function)
    name = bound_name(call.node, parents)
    if replaced(call.node, parents, call.module):
        return True
    if is_generator(call.function) and disposed(call.function, name) and not _done_before_yielding(call.function, name):
        return gone_at_the_end(call.function, name, parents, call.module) and held_briefly(call.module, call.function)
    return used_up(call.function, name, parents, call.module) or lent_briefly(call, call.function, parents)


def _done_before_yielding(function: ast.AST, name: str) -> bool:
    """Whether a generator has no use for an engine any more when it yields for the first time."""
    first = min(node.lineno for node in walk(function) if isinstance(node, (ast.Yield, ast.YieldFrom)))
    return all(use.lineno < first for use in uses_of(function, name))
