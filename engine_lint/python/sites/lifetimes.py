"""How long an engine lives: one that is used and dropped at once has no connections that rest."""

from __future__ import annotations

import ast

from engine_lint.python.sites.borrowers import held_briefly, is_generator, lent_briefly
from engine_lint.python.sites.recorder import EngineCall
from engine_lint.python.sites.scripts import in_a_crawl, in_a_script, main_block_only
from engine_lint.python.sites.uses import bound_name, disposed, gone_at_the_end, parents_of, used_up


def one_shot(call: EngineCall) -> bool:
    """Whether the engine is created, used and dropped within one function, by everybody who is handed it, or in a script that ends."""
    known, key = call.module.project.sites.one_shot, (call.node, bool(call.way.calls))
    if key not in known:
        known[key] = _is_one_shot(call)
    return known[key]


def _is_one_shot(call: EngineCall) -> bool:
    main = call.module.main_guard
    if main[0] <= call.node.lineno <= main[1]:
        return True
    if in_a_crawl(call.module):
        return True
    if call.function is None and not call.way.calls:
        return in_a_script(call)
    if not isinstance(call.function, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return False
    if main_block_only(call.module):
        return True
    parents = parents_of(call.function)
    name = bound_name(call.node, parents)
    if is_generator(call.function) and disposed(call.function, name):
        return gone_at_the_end(call.function, name, parents) and held_briefly(call.module, call.function)
    return used_up(call.function, name, parents, call.module) or lent_briefly(call, call.function, parents)
