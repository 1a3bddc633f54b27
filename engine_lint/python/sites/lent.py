"""Whether a dict of options also goes to a call that makes no engine and would refuse an option of the pool: ``pymysql.connect(**ARGS)``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from engine_lint.knowledge.factories import factories
from engine_lint.knowledge.third_party import makers
from engine_lint.model.value import Carrier
from engine_lint.python.scope import Module
from engine_lint.python.sites.lasting import last_name
from engine_lint.python.sites.recorder import EXTENSIONS, EngineCall

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_OF_MAPPINGS = frozenset({"update", "setdefault", "from_mapping", "format", "copy"})
_ROUNDS = 3
"""How often a dict is followed into one that is made of it."""


def lent_to(call: EngineCall, target: Carrier) -> str:
    """The call in the modules of an engine, and in that of a dict, which gets the dict too and is no engine's: its text; empty where there is none."""
    home = next((each for each in (call.module, *call.way.modules) if each.path == target.place.path), None)
    home = home or call.module.project.parsed_at(target.place.path)
    if home is None or (named := home.once(_named, target)) is None:
        return ""
    name, function = named
    found = home.once(_borrower, name, function)
    for module in dict.fromkeys((call.module, *call.way.modules)) if not found and function is None else ():
        for local in _imported_as(module, name, home) if module is not home else ():
            found = found or str(module.once(_borrower, local, None))
    return found


def _named(module: Module, target: Carrier) -> tuple[str, ast.AST | None] | None:
    """The name that a dict is bound to and the function that this happens in."""
    for kind in (ast.Assign, ast.AnnAssign):
        for node in module.nodes.get(kind, ()):
            first = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if _is_dict(node.value) and isinstance(first, ast.Name) and module.place(node.value) == target.place:
                return first.id, _around(module, node)
    return None


def _is_dict(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Dict) or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict")


def _imported_as(module: Module, name: str, home: Module) -> Iterator[str]:
    stem = home.dotted.rpartition(".")[2]
    for node in module.nodes.get(ast.ImportFrom, ()):
        if (node.module or "").rpartition(".")[2] == stem:
            yield from (alias.asname or name for alias in node.names if alias.name == name)


def _around(module: Module, node: ast.AST) -> ast.AST | None:
    """The innermost function around a node."""
    functions = (each for kind in _FUNCTIONS for each in module.nodes.get(kind, ()))
    return max((each for each in functions if _holds_line(each, node)), key=lambda each: each.lineno, default=None)


def _holds_line(function: ast.AST, node: ast.AST) -> bool:
    first, last = getattr(function, "lineno", 0), getattr(function, "end_lineno", 0)
    return bool(first < getattr(node, "lineno", 0) <= last)


def _borrower(module: Module, name: str, function: ast.AST | None) -> str:
    """The call to which a name, or a dict made of it, is given, empty where there is none."""
    names = {name}
    for _ in range(_ROUNDS):
        for node in module.nodes.get(ast.Assign, ()):
            if _is_visible(module, node, name, function) and _is_made_of(node.value, names):
                names |= {each.id for each in node.targets if isinstance(each, ast.Name)}
    for node in module.nodes.get(ast.Call, ()):
        given = [each.value for each in node.keywords if each.arg is None]
        if any(_is_made_of(each, names) for each in given) and _is_visible(module, node, name, function) and _is_foreign(module, node):
            return module.text(node.func)
    return ""


def _is_visible(module: Module, node: ast.AST, name: str, function: ast.AST | None) -> bool:
    """Whether a name at a node is the one that is bound in a function, or in the module."""
    if function is not None:
        return _holds_line(function, node)
    around = _around(module, node)
    return around is None or name not in module.once(_bound_in, around)


def _bound_in(module: Module, function: ast.FunctionDef) -> frozenset[str]:
    spec = function.args
    named = {each.arg for each in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs, *filter(None, (spec.vararg, spec.kwarg)))}
    stored = {each.id for each in ast.walk(function) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}
    shared = {each for node in ast.walk(function) if isinstance(node, ast.Global) for each in node.names}
    return frozenset(named | (stored - shared))


def _is_made_of(node: ast.expr, names: set[str]) -> bool:
    """Whether an expression is, or spreads or copies, what one of some names holds."""
    match node:
        case ast.Name(id=name):
            return name in names
        case ast.Dict(keys=keys, values=values):
            return any(key is None and _is_made_of(value, names) for key, value in zip(keys, values, strict=True))
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _is_made_of(left, names) or _is_made_of(right, names)
        case ast.Call(func=ast.Attribute(value=value, attr="copy"), args=[]):
            return _is_made_of(value, names)
        case ast.Call(func=ast.Name(id="dict"), args=args, keywords=keywords):
            return any(_is_made_of(each, names) for each in (*args, *(each.value for each in keywords if each.arg is None)))
        case _:
            return False


def _is_foreign(module: Module, node: ast.Call) -> bool:
    """Whether a call makes no engine: one of another library, or of a function here that holds no engine."""
    called = node.args[0] if last_name(node.func) == "partial" and node.args else node.func
    if isinstance(called, ast.Name):
        here = [each for kind in _FUNCTIONS for each in module.nodes.get(kind, ()) if each.name == called.id]
        if here:
            return not any(module.project.holds_site(module, each, None) for each in here)
    root, _, rest = module.text(called).partition(".")
    library = module.once(_libraries).get(root)
    if library is None or last_name(called) in _OF_MAPPINGS:
        return False
    dotted = f"{library}.{rest}" if rest else library
    return not (dotted in factories() or dotted in makers() or dotted in EXTENSIONS)


def _libraries(module: Module) -> dict[str, str]:
    """What the names stand for that are imported from outside of the project."""
    found = {}
    for node in module.nodes.get(ast.Import, ()):
        for each in node.names:
            if module.project.find(each.name, module) is None:
                found[each.asname or each.name.partition(".")[0]] = each.name if each.asname else each.name.partition(".")[0]
    for node in module.nodes.get(ast.ImportFrom, ()):
        if not node.level and node.module and module.project.find(node.module, module) is None:
            found.update({each.asname or each.name: f"{node.module}.{each.name}" for each in node.names})
    return found
