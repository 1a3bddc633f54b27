"""How long an engine lives: one that is used and dropped in one function has no connections that rest."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from engine_lint.python.sites.recorder import EngineCall
from engine_lint.python.walking import walk

_USES = frozenset(
    [
        "connect",
        "echo",
        "begin",
        "dispose",
        "execute",
        "raw_connection",
        "run_callable",
        "scalar",
        "has_table",
        "table_names",
        "driver",
        "dialect",
        "url",
        "name",
        "run_sync",
    ]
)
_CONSUMERS = frozenset(
    [
        "create_all",
        "MetaData",
        "Table",
        "Inspector",
        "from_engine",
        "drop_all",
        "inspect",
        "read_sql",
        "read_sql_query",
        "read_sql_table",
        "to_sql",
        "reflect",
        "database_exists",
        "create_database",
        "drop_database",
        "print",
        "str",
        "repr",
        "create",
        "drop",
        "stamp",
        "upgrade",
        "isinstance",
        "type",
    ]
)


def one_shot(call: EngineCall) -> bool:
    """Whether the engine is created, used and dropped within one function or in a script's main block."""
    main = call.module.main_guard
    if main[0] <= call.node.lineno <= main[1]:
        return True
    if call.function is None and not call.way.calls:
        return _in_a_script(call)
    if not isinstance(call.function, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return False
    parents = _parents(call.function)
    name = _bound_name(call.node, parents)
    if name == ".":
        return True
    if not name or _captured(call.function, name):
        return False
    if _disposed(call.function, name):
        return not any(_outlives(use, parents) for use in _uses(call.function, name))
    return not any(_escapes(use, parents) for use in _uses(call.function, name))


def _in_a_script(call: EngineCall) -> bool:
    """Whether a module that nobody imports uses its engine up from top to bottom: it has no functions, classes or endless loops.

    A notebook is none: its kernel keeps the engine between cells.
    """
    tree = call.module.tree
    if not call.module.path.endswith(".py"):
        return False
    if any(isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.While, ast.Lambda)) for node in walk(tree)):
        return False
    parents = _parents(tree)
    name = _bound_name(call.node, parents)
    if not name:
        return False
    uses = [] if name == "." else list(_uses(tree, name))
    if name != "." and (not uses or any(_escapes(use, parents) for use in uses)):
        return False
    if any(not any(_uses(tree, session)) for session in _sessions(tree)):
        return False
    return not call.module.project.is_imported(call.module)


def _sessions(tree: ast.AST) -> Iterator[str]:
    """The names that sessions and their factories are given; one that is not used in its module is there for others."""
    for node in walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and isinstance(node.targets[0], ast.Name):
            called = node.value.func
            if (called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")) in _SESSIONS:
                yield node.targets[0].id


def _captured(function: ast.AST, name: str) -> bool:
    """Whether a function inside the function uses the engine, and may do so later."""
    inner = [node for node in walk(function) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)) and node is not function]
    return any(isinstance(node, ast.Name) and node.id == name for each in inner for node in walk(each))


def _disposed(function: ast.AST, name: str) -> bool:
    """Whether the function itself disposes of the engine; one that starts the program lives as long as the program."""
    if getattr(function, "name", "") in _STARTERS:
        return False
    calls = [node for node in walk(function) if isinstance(node, ast.Attribute) and node.attr == "dispose"]
    return any(isinstance(node.value, ast.Name) and node.value.id == name for node in calls)


def _outlives(use: ast.Name, parents: dict[ast.AST, ast.AST]) -> bool:
    """Whether an engine that is disposed of at the end is handed to somebody who works with it for long."""
    parent = parents.get(use)
    if isinstance(parent, ast.keyword):
        parent = parents.get(parent)
    if isinstance(parent, ast.Call) and parent.func is not use:
        return _last_name(parent.func) in _SESSIONS and not _session_stays(parent, parents)
    return isinstance(parent, (ast.Return, ast.Yield, ast.Tuple, ast.Assign, ast.Dict, ast.List)) or parent is None


def _parents(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    return {child: parent for parent in walk(tree) for child in ast.iter_child_nodes(parent)}


def _bound_name(node: ast.expr, parents: dict[ast.AST, ast.AST]) -> str:
    """The local name that the engine is bound to, ``.`` where it is used on the spot, empty where it goes elsewhere.

    What ``create_engine(url).connect()`` gives is checked out once: nobody can reach the engine again.
    """
    parent = parents.get(node)
    while isinstance(parent, ast.Await):
        node, parent = parent, parents.get(parent)
    if isinstance(parent, ast.Attribute) and parent.attr in _USES:
        return "."
    if isinstance(parent, ast.Assign) and len(parent.targets) == 1 and isinstance(parent.targets[0], ast.Name):
        return parent.targets[0].id
    if isinstance(parent, ast.AnnAssign) and isinstance(parent.target, ast.Name):
        return parent.target.id
    if isinstance(parent, ast.withitem) and isinstance(parent.optional_vars, ast.Name):
        return parent.optional_vars.id
    outer = parents.get(parent) if isinstance(parent, ast.keyword) else parent
    return "." if isinstance(outer, ast.Call) and outer.func is not node and _lets_go(outer, parents) else ""


def _lets_go(call: ast.Call, parents: dict[ast.AST, ast.AST]) -> bool:
    """Whether a call does something with the engine it is given and keeps it no longer than its caller runs.

    Alembic's ``context.configure`` does; a session that is configured keeps it.
    """
    called, last = call.func, _last_name(call.func)
    if isinstance(called, ast.Attribute) and last == "configure":
        return _last_name(called.value) == "context"
    return last in _CONSUMERS or (last in _SESSIONS and _session_stays(call, parents))


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _uses(function: ast.AST, name: str) -> Iterator[ast.Name]:
    for node in walk(function):
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load):
            yield node
        elif isinstance(node, (ast.Global, ast.Nonlocal)) and name in node.names:
            yield ast.Name(name, ast.Load())


_STARTERS = frozenset({"main", "amain", "async_main", "run", "start", "serve", "lifespan", "startup", "on_startup"})
_SESSIONS = frozenset({"sessionmaker", "scoped_session", "Session", "create_session", "async_sessionmaker", "AsyncSession"})


def _session_stays(call: ast.Call, parents: dict[ast.AST, ast.AST]) -> bool:
    """Whether a session made from the engine is used up in the same function: never returned, yielded or stored."""
    node: ast.AST = call
    while isinstance(parents.get(node), (ast.Call, ast.Await)):
        node = parents[node]
    holder = parents.get(node)
    if isinstance(holder, ast.withitem):
        return True
    if not (isinstance(holder, ast.Assign) and len(holder.targets) == 1 and isinstance(holder.targets[0], ast.Name)):
        return False
    function: ast.AST = holder
    while function in parents:
        function = parents[function]
    name = holder.targets[0].id
    return not _captured(function, name) and not any(_handed_out(use, parents) for use in _uses(function, name))


def _handed_out(use: ast.Name, parents: dict[ast.AST, ast.AST]) -> bool:
    parent = parents.get(use)
    if isinstance(parent, ast.Call) and parent.func is use:
        return not _session_stays(parent, parents)
    return parent is None or isinstance(parent, (ast.Return, ast.Yield, ast.Tuple, ast.Assign, ast.Dict, ast.List))


def _escapes(use: ast.Name, parents: dict[ast.AST, ast.AST]) -> bool:
    """Whether the engine may outlive the function through this use."""
    parent = parents.get(use)
    if isinstance(parent, ast.Attribute):
        return parent.attr not in _USES
    if isinstance(parent, ast.keyword):
        parent = parents.get(parent)
    if isinstance(parent, ast.Call):
        if _lets_go(parent, parents):
            return False
        return not isinstance(parents.get(parent), ast.withitem)
    return not isinstance(parent, (ast.Compare, ast.BoolOp, ast.UnaryOp, ast.If, ast.FormattedValue, ast.withitem))
