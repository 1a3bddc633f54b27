"""Programs that last: those that serve, wait for work again and again, or rest for long."""

from __future__ import annotations

import ast
from functools import lru_cache

from engine_lint.knowledge.paths import keeps_serving
from engine_lint.python.walking import walk

_STAYS = frozenset(
    {"start", "serve", "mainloop", "listen", "consume", "start_consuming", "start_polling", "loop_forever", "run_app", "run_polling", "add_signal_handler"}
    | {"run_until_disconnected", "start_server", "create_server"}
)
"""Methods after which a program goes on, or that only programs call which do."""
_RESTS = frozenset({"sleep", "wait", "wait_for", "poll", "recv", "receive", "receive_message", "receive_messages", "get_message", "accept", "select", "input"})
"""What is called to wait for something from outside: a loop around it is not done when some work is done."""
_CLOCKS = frozenset({"time", "monotonic", "perf_counter", "now", "utcnow"})
_SHORT_SLEEP = 60
"""Seconds: a program that sleeps no longer than this only waits for its turn."""
_RUNNERS = frozenset({"asyncio", "subprocess", "anyio", "trio", "typer"})
"""Modules whose ``run`` ends when what it runs ends."""
_ENDS = frozenset({"contextmanager", "asynccontextmanager", "staticmethod", "classmethod", "property", "dataclass", "lru_cache", "cache", "wraps"})
"""Decorators that hand a function to nobody who calls it later."""
_COMMAND_LINES = frozenset({"click", "typer", "rich_click"})
_COMMANDS = frozenset({"command", "group", "callback", "option", "argument", "pass_context", "pass_obj", "version_option", "password_option"})
"""Decorators of command lines: what they are given is called once, when the program starts."""


@lru_cache(maxsize=8)
def goes_on(tree: ast.AST) -> bool:
    """Whether a program, or a part of one, may go on for long: it loops without an end in sight, rests, serves, or hands out its functions."""
    handed_to_nobody = _ENDS | (_COMMANDS if _has_a_command_line(tree) else frozenset())
    for node in walk(tree):
        match node:
            case ast.Import(names=names) if any(keeps_serving(each.name) for each in names):
                return True
            case ast.ImportFrom(module=str() as name, level=0) if keeps_serving(name):
                return True
            case ast.Call(func=ast.Attribute(value=base, attr="run")) if last_name(base) not in _RUNNERS:
                return True
            case ast.FunctionDef() | ast.AsyncFunctionDef() if any(_decorator(each) not in handed_to_nobody for each in node.decorator_list):
                return True
    return lingers(tree)


def _has_a_command_line(tree: ast.AST) -> bool:
    """Whether a module imports a package whose decorators make commands of functions."""
    names = (each.name for node in walk(tree) if isinstance(node, ast.Import) for each in node.names)
    modules = (node.module or "" for node in walk(tree) if isinstance(node, ast.ImportFrom))
    return any(name.partition(".")[0] in _COMMAND_LINES for name in (*names, *modules))


@lru_cache(maxsize=8)
def lingers(tree: ast.AST) -> bool:
    """Whether code loops without an end in sight, rests for long, or calls what does not come back soon.

    What it starts and waits for (``process.start()``, ``process.join()``) is its own work.
    """
    stays = _STAYS - {"start"} if _waits_for_what_it_starts(tree) else _STAYS
    for node in walk(tree):
        match node:
            case ast.While():
                if _loops_on(node):
                    return True
            case ast.Call(func=ast.Attribute(attr=name)) if name in stays or name.endswith("_forever"):
                return True
            case ast.Call(func=called, args=[length]) if last_name(called) == "sleep" and not _is_short(length):
                return True
    return False


def _waits_for_what_it_starts(tree: ast.AST) -> bool:
    calls = [node.func for node in walk(tree) if isinstance(node, ast.Call) and not node.args]
    return {"start", "join"} <= {each.attr for each in calls if isinstance(each, ast.Attribute)}


def _loops_on(loop: ast.While) -> bool:
    """Whether a loop has no end in sight: nothing in it ends it, or it waits for something from outside again and again.

    One that tries something until it succeeds (a database that is not up yet) ends with that, one that looks at the clock when its time is up.
    """
    if any(isinstance(node, ast.Call) and last_name(node.func) in _CLOCKS for node in walk(loop.test)):
        return False
    inside = [node for statement in loop.body for node in walk(statement)]
    asked = {node.id for node in walk(loop.test) if isinstance(node, ast.Name)}
    changed = {node.id for node in (*inside, *walk(loop.test)) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    if not asked & changed and not any(isinstance(node, (ast.Break, ast.Return)) for node in inside):
        return True
    tries = [node for node in loop.body if isinstance(node, ast.Try)]
    if any(isinstance((each.orelse or each.body)[-1], (ast.Break, ast.Return)) for each in tries):
        return False
    return any(_rests(node) for node in inside)


def _rests(node: ast.AST) -> bool:
    """``time.sleep(5)``, ``queue.get()``: what waits for something from outside."""
    if not isinstance(node, ast.Call):
        return False
    name = last_name(node.func)
    return name in _RESTS or (name == "get" and not node.args)


def _is_short(length: ast.expr) -> bool:
    return isinstance(length, ast.Constant) and isinstance(length.value, (int, float)) and length.value <= _SHORT_SLEEP


def _decorator(node: ast.expr) -> str:
    return last_name(node.func if isinstance(node, ast.Call) else node)


def last_name(node: ast.expr) -> str:
    """The name that an expression ends with: ``b`` of ``a.b``."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
