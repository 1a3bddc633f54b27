"""Flask configs that are loaded on top of another one: what they lack, that one lacks, and options which it is given reach them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from engine_lint.knowledge.flask import DATABASE_URI, ENGINE_OPTIONS
from engine_lint.python import backends
from engine_lint.python.conditions import ALWAYS
from engine_lint.python.loaded import file_called, name_written
from engine_lint.python.scope import Class, Module
from engine_lint.python.sites.flask_extension import found_at
from engine_lint.python.sites.flask_usage import why_unused
from engine_lint.python.sites.namespaces import Namespace, namespaces
from engine_lint.python.sites.surroundings import surroundings
from engine_lint.python.values import Abstract, ClassValue, ModuleValue, Scalar
from engine_lint.python.walking import walk

_LOADERS = frozenset({"from_object", "from_pyfile"})
_FROM_OUTSIDE = frozenset({"from_envvar"})


class _Config(NamedTuple):
    """A config class of the project, or a module that is a config."""

    module: Module
    cls: Class | None


class _Load(NamedTuple):
    """A call that loads a config, and whether that happens whenever the block around all of them runs."""

    call: ast.Call
    always: bool


def is_laid_over(module: Module, cls: Class | None) -> bool:
    """Whether each app that loads a config has loaded another one before, which names a server and no options either.

    Args:
        module: where it stands.
        cls: the config class, None for the module itself.
    """
    own = _Config(module, cls)
    if any(_lacks_options(_Config(each.module, each)) for each in (cls.lineage() if cls is not None else ()) if each.module is not module):
        return True
    laid: list[_Config] = []
    for base, above in _layers(module):
        if base in (own, None):
            return False
        laid += [base] if base is not None and base.module is not module and (own in above or None in above) else []
    return bool(laid) and all(_lacks_options(each) for each in laid)


def _layers(module: Module) -> Iterator[tuple[_Config | None, list[_Config | None]]]:
    """The configs that apps of the project load first, each with those loaded after it; None for one that does not show, or is not always loaded."""
    project = module.project
    loading = {path: project.data(path) or b"" for path, each in sorted(project.config_uses_of_app.items()) if each.loads}
    if all(data.count(b".from_") < 2 for data in loading.values()):
        return
    for path, data in loading.items():
        found = project.module_at(path) if b".from_" in data else None
        if found is None:
            continue
        for loads in _loads_together(found):
            base = _config(loads[0].call, found) if loads[0].always else None
            yield base, [_config(each.call, found) for each in loads[1:]]


def _loads_together(module: Module) -> Iterator[list[_Load]]:
    """The calls that load configs into one and the same object in one function, or in the module's own lines, in order."""
    for block in (module.tree, *module.nodes.get(ast.FunctionDef, ()), *module.nodes.get(ast.AsyncFunctionDef, ())):
        by_receiver: dict[str, list[_Load]] = {}
        for statement in block.body:
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            for node in walk(statement):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _LOADERS | _FROM_OUTSIDE:
                    always = isinstance(statement, ast.Expr) and statement.value is node
                    by_receiver.setdefault(module.text(node.func.value), []).append(_Load(node, always))
        yield from by_receiver.values()


def _config(call: ast.Call, module: Module) -> _Config | None:
    """The config that a call loads; None where that does not show."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    given = call.args[0] if call.args else next((each.value for each in call.keywords if each.arg in ("obj", "filename")), None)
    if given is None or name not in _LOADERS:
        return None
    return _named_file(given, module) if name == "from_pyfile" else _named_object(given, module)


def _named_object(given: ast.expr, module: Module) -> _Config | None:
    value: Abstract | None = Scalar(given.value) if isinstance(given, ast.Constant) else found_at(given, module)
    if isinstance(value, Scalar) and isinstance(value.value, str):
        value = _at(value.value, module)
    match value:
        case ModuleValue(module=found):
            return _Config(found, None)
        case ClassValue(cls=cls):
            return _Config(cls.module, cls)
        case _:
            return None


def _at(dotted: str, module: Module) -> Abstract | None:
    """What stands at a dotted name: a module of the project, or something in one."""
    project = module.project
    found = project.find(dotted, module)
    if found is not None:
        return ModuleValue(found)
    package, _, name = dotted.rpartition(".")
    around = project.find(package, module)
    return project.member(around, name, ALWAYS) if around is not None else None


def _named_file(given: ast.expr, module: Module) -> _Config | None:
    """The Python file that is named in an expression, or by a constant of a module of the project."""
    home = module
    if isinstance(given, ast.Attribute) and isinstance(holder := found_at(given.value, module), ModuleValue):
        home, given = holder.module, ast.Name(given.attr, ast.Load())
    if isinstance(given, ast.Name):
        assigned = [each for each in home.tree.body if isinstance(each, ast.Assign) and any(_is_name(target, given.id) for target in each.targets)]
        given = assigned[0].value if len(assigned) == 1 else given
    path = file_called(name_written(given), home.frame)
    found = module.project.parsed_at(path) if path.endswith(".py") else None
    return _Config(found, None) if found is not None else None


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _lacks_options(config: _Config) -> bool:
    """Whether a config names a database on a server for the app that runs, and sets no options."""
    module, cls = config
    module.project.execute(module)
    if surroundings(module.path, module.project.base).is_beside_the_app or why_unused(module, "attribute"):
        return False
    found = [each for each in namespaces(module) if each.form == "attribute" and each.cls is cls]
    return any(_names_server(each) for each in found if ENGINE_OPTIONS not in each.entries and each.inherited(ENGINE_OPTIONS) is None)


def _names_server(space: Namespace) -> bool:
    values = [write.value for write in space.entries.get(DATABASE_URI, ()) if not (isinstance(write.value, Scalar) and not write.value.value)]
    return any(backends.of_url(each, ALWAYS, False).only() != "sqlite" for each in values)
