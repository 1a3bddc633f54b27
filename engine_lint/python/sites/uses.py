"""What is done with an engine in the scope that it is bound in: whether it is used up there, or may live on elsewhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache

from engine_lint.python.scope import Module
from engine_lint.python.sites.lasting import last_name, lingers
from engine_lint.python.sites.lending import borrower
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
        "run_sync",
        "isinstance",
        "type",
    ]
)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_MAX_DEPTH = 3
"""How many functions an engine is followed through that hand it on to one another."""


def used_up(scope: ast.AST, name: str, parents: dict[ast.AST, ast.AST], module: Module, depth: int = 0) -> bool:
    """Whether an engine that is bound to a name in a function, or used on the spot (``.``), is gone when the function ends.

    Args:
        scope: the function.
        name: the local name of the engine.
        parents: the node around each node of the function.
        module: the module of the function; functions of the project that the engine is handed to are looked at too.
        depth: how many of those led here.
    """
    if name == ".":
        return True
    if not name or _captured(scope, name) or lingers(scope):
        return False
    if disposed(scope, name):
        return gone_at_the_end(scope, name, parents, module)
    return not any(escapes(use, parents, module, depth) for use in uses_of(scope, name))


def gone_at_the_end(scope: ast.AST, name: str, parents: dict[ast.AST, ast.AST], module: Module) -> bool:
    """Whether nobody can work with an engine any more that is disposed of when a function ends; those it is yielded to meanwhile do not count."""
    lasting = [use for use in uses_of(scope, name) if not isinstance(parents.get(use), ast.Yield)]
    return not _captured(scope, name) and not any(_outlives(use, parents, module) for use in lasting)


def _captured(function: ast.AST, name: str) -> bool:
    """Whether a function inside the function uses the engine, and may do so later; one that has a parameter of that name means another."""
    inner = [node for node in walk(function) if isinstance(node, _FUNCTIONS) and node is not function and name not in _parameters(node)]
    return any(isinstance(node, ast.Name) and node.id == name for each in inner for node in _below(each, name))


def _below(function: ast.AST, name: str) -> Iterator[ast.AST]:
    """The nodes of a function, but for functions inside it that have a parameter of some name."""
    pending = [function]
    for node in pending:
        yield node
        pending += [each for each in ast.iter_child_nodes(node) if not isinstance(each, _FUNCTIONS) or name not in _parameters(each)]


def _parameters(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> set[str]:
    found = function.args
    return {each.arg for each in (*found.posonlyargs, *found.args, *found.kwonlyargs, found.vararg, found.kwarg) if each is not None}


def disposed(function: ast.AST, name: str) -> bool:
    """Whether the function itself disposes of the engine; one that starts the program lives as long as the program."""
    if starts_program(function):
        return False
    calls = [node for node in walk(function) if isinstance(node, ast.Attribute) and node.attr == "dispose"]
    return any(isinstance(node.value, ast.Name) and node.value.id == name for node in calls)


def starts_program(function: ast.AST) -> bool:
    """Whether a function is called, by its name, for as long as the program runs."""
    return getattr(function, "name", "") in _STARTERS


def _outlives(use: ast.Name, parents: dict[ast.AST, ast.AST], module: Module) -> bool:
    """Whether an engine that is disposed of at the end is handed to somebody who works with it for long."""
    parent = parents.get(use)
    if isinstance(parent, ast.keyword):
        parent = parents.get(parent)
    if isinstance(parent, ast.Call) and parent.func is not use:
        found = borrower(parent, use, module)
        return (last_name(parent.func) in SESSIONS and not _session_stays(parent, parents)) or (found is not None and lingers(found.function))
    return isinstance(parent, (ast.Return, ast.Yield, ast.Tuple, ast.Assign, ast.Dict, ast.List)) or parent is None


@lru_cache(maxsize=8)
def parents_of(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    """The node around each node of a tree."""
    return {child: parent for parent in walk(tree) for child in ast.iter_child_nodes(parent)}


def bound_name(node: ast.expr, parents: dict[ast.AST, ast.AST]) -> str:
    """The local name that the engine is bound to, ``.`` where it is used on the spot, empty where it goes elsewhere.

    What ``create_engine(url).connect()`` gives is checked out once: nobody can reach the engine again. Neither can anybody where the call is
    a statement.
    """
    parent = parents.get(node)
    while isinstance(parent, ast.expr) and _is_the_same(node, parent, parents):
        node, parent = parent, parents.get(parent)
    if isinstance(parent, ast.Expr) or (isinstance(parent, ast.Attribute) and parent.attr in _USES):
        return "."
    if isinstance(parent, ast.Assign) and len(parent.targets) == 1 and isinstance(parent.targets[0], ast.Name):
        return parent.targets[0].id
    if isinstance(parent, ast.AnnAssign) and isinstance(parent.target, ast.Name):
        return parent.target.id
    if isinstance(parent, ast.withitem) and isinstance(parent.optional_vars, ast.Name):
        return parent.optional_vars.id
    outer = parents.get(parent) if isinstance(parent, ast.keyword) else parent
    return "." if isinstance(outer, ast.Call) and outer.func is not node and _lets_go(outer, parents) else ""


def _is_the_same(node: ast.expr, around: ast.expr, parents: dict[ast.AST, ast.AST]) -> bool:
    """Whether an expression around an engine is that engine: ``await ...``, ``cast(Engine, ...)``, ``engine or ...`` where a name is bound."""
    match around:
        case ast.Await():
            return True
        case ast.BoolOp() | ast.IfExp():
            return isinstance(parents.get(around), (ast.Assign, ast.AnnAssign))
        case ast.Call(func=called, args=[_, value]):
            return value is node and last_name(called) == "cast"
        case _:
            return False


def _lets_go(call: ast.Call, parents: dict[ast.AST, ast.AST]) -> bool:
    """Whether a call does something with the engine it is given and keeps it no longer than its caller runs.

    Alembic's ``context.configure`` and ``MigrationContext.configure`` do; a session that is configured keeps it as long as the session stays.
    """
    called, last = call.func, last_name(call.func)
    if isinstance(called, ast.Attribute) and last == "configure":
        maker = _bound_to(called.value, parents) if isinstance(called.value, ast.Name) else None
        if isinstance(maker, ast.Call) and last_name(maker.func) in SESSIONS:
            return _session_stays(maker, parents)
        return last_name(called.value) in ("context", "MigrationContext")
    return last in _CONSUMERS or (last in SESSIONS and _session_stays(call, parents))


def _bound_to(name: ast.Name, parents: dict[ast.AST, ast.AST]) -> ast.expr | None:
    """What the only assignment to a name, among the nodes of a scope, binds it to."""
    bound = [node for node in parents if isinstance(node, ast.Assign) and any(isinstance(each, ast.Name) and each.id == name.id for each in node.targets)]
    return bound[0].value if len(bound) == 1 else None


def replaced(node: ast.expr, parents: dict[ast.AST, ast.AST], module: Module) -> bool:
    """Whether the name that an engine is bound to gets another value further down in the same lines, and nobody keeps the engine until then."""
    holder = parents.get(node)
    if not (isinstance(holder, ast.Assign) and len(holder.targets) == 1 and isinstance(holder.targets[0], ast.Name)):
        return False
    name, lines = holder.targets[0].id, _lines_around(holder, parents)
    until = next((number for number, each in enumerate(lines) if _is_bound_to(each, name)), None)
    if until is None or any(lingers(each) or isinstance(each, (*_FUNCTIONS, ast.ClassDef)) for each in lines[:until]):
        return False
    uses = [each for line in lines[: until + 1] for each in walk(line) if isinstance(each, ast.Name) and each.id == name and isinstance(each.ctx, ast.Load)]
    return not any(escapes(use, parents, module) for use in uses)


def _lines_around(statement: ast.stmt, parents: dict[ast.AST, ast.AST]) -> list[ast.stmt]:
    """The statements behind one in the same block."""
    blocks = (block for _, block in ast.iter_fields(parents[statement]) if isinstance(block, list) and statement in block)
    return next((block[block.index(statement) + 1 :] for block in blocks), [])


def uses_of(function: ast.AST, name: str) -> tuple[ast.Name, ...]:
    """Where a name is read in a scope, or declared as one of an outer scope; a parameter of that name of a function inside it is another."""
    found = _reads(function).get(name, ())
    return tuple(use for use in found if not _is_parameter_inside(use, function)) if found else ()


def _is_parameter_inside(use: ast.Name, scope: ast.AST) -> bool:
    parents, node = parents_of(scope), parents_of(scope).get(use)
    while node is not None and node is not scope:
        if isinstance(node, _FUNCTIONS) and use.id in _parameters(node):
            return True
        node = parents.get(node)
    return False


@lru_cache(maxsize=8)
def _reads(function: ast.AST) -> dict[str, tuple[ast.Name, ...]]:
    found: dict[str, list[ast.Name]] = {}
    for node in walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            found.setdefault(node.id, []).append(node)
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            for name in node.names:
                found.setdefault(name, []).append(ast.Name(name, ast.Load()))
    return {name: tuple(nodes) for name, nodes in found.items()}


_STARTERS = frozenset({"main", "amain", "async_main", "run", "start", "serve", "lifespan", "startup", "on_startup"})
SESSIONS = frozenset({"sessionmaker", "scoped_session", "Session", "create_session", "async_sessionmaker", "AsyncSession"})


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
    return not _captured(function, name) and not any(_handed_out(use, name, parents) for use in uses_of(function, name))


def _handed_out(use: ast.Name, name: str, parents: dict[ast.AST, ast.AST]) -> bool:
    parent = parents.get(use)
    if isinstance(parent, ast.Call) and parent.func is use:
        return not _is_bound_to(parents.get(parent), name) and not _session_stays(parent, parents)
    return parent is None or isinstance(parent, (ast.Return, ast.Yield, ast.Tuple, ast.Assign, ast.Dict, ast.List))


def _is_bound_to(statement: ast.AST | None, name: str) -> bool:
    """Whether a statement gives a name to a value, the uses of which are looked at already (``session = session()``)."""
    return isinstance(statement, ast.Assign) and len(statement.targets) == 1 and isinstance(statement.targets[0], ast.Name) and statement.targets[0].id == name


def escapes(use: ast.Name, parents: dict[ast.AST, ast.AST], module: Module, depth: int = 0) -> bool:
    """Whether the engine may outlive the function through this use."""
    parent = parents.get(use)
    if isinstance(parent, ast.Attribute) and parent.attr == "sync_engine":
        parent = parents.get(parent)
    if isinstance(parent, ast.Attribute):
        return parent.attr not in _USES
    if isinstance(parent, ast.keyword):
        parent = parents.get(parent)
    if isinstance(parent, ast.Call):
        if _lets_go(parent, parents) or _gives_back(parent, use, module, depth):
            return False
        return not isinstance(parents.get(parent), ast.withitem)
    if isinstance(parent, (ast.BoolOp, ast.IfExp)) and isinstance(holder := parents.get(parent), ast.Assign):
        return not all(isinstance(each, ast.Name) and each.id == use.id for each in holder.targets)
    return not isinstance(parent, (ast.Compare, ast.BoolOp, ast.UnaryOp, ast.If, ast.FormattedValue, ast.withitem))


def _gives_back(call: ast.Call, use: ast.Name, module: Module, depth: int) -> bool:
    """Whether a call hands the engine to a function of the project that is done with it when it ends."""
    found = borrower(call, use, module) if depth < _MAX_DEPTH else None
    if found is None or starts_program(found.function):
        return False
    parents = parents_of(found.function)
    if any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in parents):
        return False
    return used_up(found.function, found.parameter, parents, found.module, depth + 1)
