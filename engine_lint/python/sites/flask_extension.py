"""Flask-SQLAlchemy's extension as it is made: the engine options that it brings along for every database of the app."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import field

from engine_lint.dataclass import dataclass
from engine_lint.model.engine import Backend, Engine, Hooks, Ping, Site
from engine_lint.model.place import Place
from engine_lint.model.value import Carrier, Option
from engine_lint.python import backends
from engine_lint.python.conditions import ALWAYS, Conditions, Path
from engine_lint.python.dict_values import DictValue
from engine_lint.python.lookup import settle
from engine_lint.python.possibilities import read
from engine_lint.python.project import Project
from engine_lint.python.scope import Module
from engine_lint.python.sites.engine_calls import described
from engine_lint.python.sites.late_options import application_in
from engine_lint.python.sites.listeners import PingListener
from engine_lint.python.sites.namespaces import namespaces
from engine_lint.python.sites.recorder import ExtensionCall, is_extension
from engine_lint.python.sites.surroundings import Surroundings, surroundings
from engine_lint.python.targets import target_in
from engine_lint.python.values import Abstract, Built, ModuleValue, Opaque, Scalar, Write
from engine_lint.python.views import narrowed, on_each_path, options_of, unseen_in

PARAMETER, URI = "engine_options", "SQLALCHEMY_DATABASE_URI"
NAMED_ELSEWHERE = "engine_options are named elsewhere in the project"
CONFIG_UNSEEN = "the config that the extension reads is out of sight"


@dataclass(frozen=True)
class ExtensionOptions:
    """What the one extension of a project gives to all binds.

    ``call`` is where it is made, None where that is not known or there are several; ``target`` the dict that new
    options go to, None where there is none yet.
    """

    options: dict[str, Option] = field(default_factory=dict)
    unseen: tuple[str, ...] = ()
    call: Carrier | None = None
    target: Carrier | None = None
    subclass: Carrier | None = None
    """Where a subclass of it can set options, for releases that read none."""


def extension_engine(
    call: ExtensionCall, surroundings: Surroundings, conditions: Conditions, ping: PingListener | None, config_elsewhere: bool, hooks: Hooks
) -> Iterator[Engine]:
    """``SQLAlchemy(engine_options={...})``."""
    given = read(call.arguments.keywords.entries.get(PARAMETER, []), call.path)
    if given is None:
        return
    named = backend_in_sight(call.module)
    place = call.module.place(call.node)

    def compute(path: Path, strict: bool) -> Engine | None:
        options, unseen, target = _read(call, given, path, strict)
        if config_elsewhere:
            unseen.insert(0, "SQLALCHEMY_ENGINE_OPTIONS adds to them")
        backend = backends.with_guards(named, path, conditions)
        site = Site("flask-extension", call.callee, place, coerces=True, framework="flask-sqlalchemy", in_tests=surroundings.in_tests)
        found_ping = Ping(ping.place, ping.event) if ping else None
        if backend is None:
            return None
        return Engine(site, options, backend, tuple(dict.fromkeys(unseen)), described(path, conditions), target, ping=found_ping, hooks=hooks)

    yield from (engine for _, engine in on_each_path(call.path, compute, conditions) if engine is not None)


def bare_extension(call: ExtensionCall, ping: PingListener | None, hooks: Hooks) -> Iterator[Engine]:
    """``SQLAlchemy()`` in a project that shows no config for it: nothing is known but that it brings no options itself."""
    keywords = call.arguments.keywords
    if PARAMETER in keywords.entries or keywords.unseen:
        return
    site = Site("flask-extension", call.callee, call.module.place(call.node), coerces=True, framework="flask-sqlalchemy")
    found_ping = Ping(ping.place, ping.event) if ping else None
    yield Engine(site, {}, Backend(), (CONFIG_UNSEEN,), ping=found_ping, hooks=hooks, subclass=subclass_of(call), config_unseen=True)


def config_in_sight(module: Module) -> bool:
    """Whether the module or another one that is no test sets the database of an app."""
    return any(True for _ in _databases(module))


def _databases(module: Module) -> Iterator[Write]:
    """Where the module, or another one that is no test, sets the database of an app."""
    project = module.project
    others = [path for path, words in sorted(project.others(module.path)) if words.names_uri and not surroundings(path, project.base).in_tests]
    modules = (module, *(found for path in others if (found := project.module_at(path)) is not None))
    return (write for each in modules for space in namespaces(each) for write in space.entries.get(URI, ()))


def backend_in_sight(module: Module) -> Backend:
    """SQLite where a config may name it; what else configs name does not tell which of them an extension reads."""
    found = [backends.of_url(write.value, write.path, False) for write in _databases(module)]
    names = frozenset[str]().union(*(each.names for each in found))
    return Backend(frozenset({"sqlite"}), evidence="a config") if "sqlite" in names else Backend()


def subclass_of(call: ExtensionCall) -> Carrier | None:
    """Where a subclass goes that is made in the place of the extension; None unless a plain statement of the module makes it."""
    module, name = call.module, f"Pinging{call.callee.rpartition('.')[2]}"
    plain = (each for each in module.tree.body if isinstance(each, (ast.Assign, ast.AnnAssign)))
    if not any(node is call.node for statement in plain for node in ast.walk(statement)) or name in module.source.text:
        return None
    return Carrier("subclass", module.place(call.node), receiver=name)


def _read(call: ExtensionCall, given: Abstract, path: Path, strict: bool) -> tuple[dict[str, Option], list[str], Carrier | None]:
    """The options in the argument, why others may be there, and where new ones go."""
    value = narrowed(given, path, strict)
    if isinstance(value, DictValue):
        options = options_of(value, path, strict, call.module.place(call.node))
        return options, [why.reason for why in unseen_in(value, path)], target_in(value, path)
    if isinstance(value, Scalar) and value.value is None:
        return {}, [], None
    return {}, [value.reason if isinstance(value, Opaque) else "the options are built at run time"], None


def extension_options(module: Module) -> ExtensionOptions:
    """What the extension that reads a module's configs gives to binds."""
    project = module.project
    elsewhere = False
    for path, words in sorted(project.others(module.path)):
        if surroundings(path, project.base).is_beside_the_app:
            continue
        elsewhere |= words.sets_extension_options
        if words.extensions:
            project.module_at(path)
    calls = list(_distinct(project, project.sites.extensions))
    if len(calls) != 1:
        seen = elsewhere or any(PARAMETER in each.arguments.keywords.entries or each.arguments.keywords.unseen for each in calls)
        return ExtensionOptions(unseen=("engine_options are given to one of several extensions",) if seen else ())
    return _options_of(calls[0], elsewhere)


def given_an_app(module: Module) -> tuple[Place, ...]:
    """Where the extensions of a module's project are made that are given an app (``db.init_app(app)``, ``SQLAlchemy(app)``), for all that can be followed."""
    project = module.project
    paths = [path for path, each in sorted(project.config_uses_of_app.items()) if each.has_extension or path == module.path]
    modules = [found for path in paths if (found := project.module_at(path)) is not None]
    given = [each.module.place(each.node.func) for each in _distinct(project, project.sites.extensions) if application_in(each.node) is not None]
    given += (value.callee for each in modules for value in _initialized(each) if value.callee is not None)
    return tuple(dict.fromkeys(given))


def _initialized(module: Module) -> Iterator[Built]:
    """The extensions whose ``init_app`` a module calls."""
    for node in module.nodes.get(ast.Call, ()):
        if isinstance(node.func, ast.Attribute) and node.func.attr == "init_app":
            found = found_at(node.func.value, module)
            if isinstance(found, Built) and is_extension(found):
                yield found


def found_at(node: ast.expr, module: Module) -> Abstract | None:
    """What a name of a module stands for, or of a module that it imports, also where only a function does."""
    match node:
        case ast.Name(id=name):
            value = module.frame.lookup(name)
            return settle(value) if value is not None else _imported(name, module)
        case ast.Attribute(value=base, attr=name) if isinstance(holder := found_at(base, module), ModuleValue):
            return module.project.member(holder.module, name, ALWAYS)
        case _:
            return None


def _imported(name: str, module: Module) -> Abstract | None:
    project = module.project
    for node in module.nodes.get(ast.ImportFrom, ()):
        for alias in node.names:
            home = project.find(project.absolute(node.module or "", node.level, module), module) if (alias.asname or alias.name) == name else None
            if home is not None:
                return project.member(home, alias.name, ALWAYS)
    return None


def _distinct(project: Project, calls: Iterable[ExtensionCall]) -> Iterator[ExtensionCall]:
    """The calls outside of tests and migrations, each once."""
    own = {(each.module.path, each.node): each for each in calls if not surroundings(each.module.path, project.base).is_beside_the_app}
    return iter(own.values())


def _options_of(call: ExtensionCall, named_elsewhere: bool) -> ExtensionOptions:
    keywords = call.arguments.keywords
    carrier = Carrier("call", call.module.place(call.node))
    unseen = [why.reason for why in unseen_in(keywords, call.path)]
    given = read(keywords.entries.get(PARAMETER, []), call.path)
    if given is None:
        if named_elsewhere:
            unseen.append(NAMED_ELSEWHERE)
        return ExtensionOptions({}, tuple(unseen), carrier, subclass=subclass_of(call))
    options, hidden, target = _read(call, given, call.path, False)
    return ExtensionOptions(options, (*unseen, *hidden), carrier if target is not None else None, target)
