"""Engine options of a Flask config that are set after the extension has read it."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from engine_lint.dataclass import dataclass
from engine_lint.knowledge.flask import ENGINE_OPTIONS
from engine_lint.model.engine import Site
from engine_lint.model.flask import LateOptions
from engine_lint.model.place import Place
from engine_lint.python.conditions import ALWAYS
from engine_lint.python.dict_values import ConfigRead, DictValue
from engine_lint.python.lookup import config_of
from engine_lint.python.scope import Frame, Module
from engine_lint.python.sites.surroundings import Surroundings
from engine_lint.python.values import Abstract, ClassValue, ModuleValue, Scalar


@dataclass(frozen=True)
class LateWrite:
    """``place`` sets the options of ``receiver`` (``app.config``), which ``read_by`` had read at ``read_at``."""

    place: Place
    receiver: str
    read_by: str
    read_at: Place


def extension_reads(app: ast.expr | None, node: ast.Call, frame: Frame) -> None:
    """``SQLAlchemy(app)`` or ``db.init_app(app)``: the config of that application is read now."""
    if app is None or isinstance(app, ast.Constant):
        return
    read = ConfigRead(frame.path, frame.number, frame.module.place(node), " ".join(frame.module.text(node).split()))
    config_of(app, frame).reads.append(read)


def application_in(node: ast.Call) -> ast.expr | None:
    """The argument that is the application: the first one, or ``app=``."""
    if node.args:
        return None if isinstance(node.args[0], ast.Starred) else node.args[0]
    return next((keyword.value for keyword in node.keywords if keyword.arg == "app"), None)


def keys_set(config: DictValue, keys: Iterable[str], node: ast.AST, frame: Frame) -> None:
    """Keys of a config are set by ``node``: remember it where the engine options are among them and it is too late."""
    if not config.reads or ENGINE_OPTIONS not in keys:
        return
    for read in config.reads:
        if read.frame == frame.number and read.path <= frame.path:
            frame.module.project.sites.late.append(LateWrite(frame.module.place(node), config.receiver, read.text, read.place))
            return


def object_loaded(config: DictValue, target: Abstract | None, node: ast.AST, frame: Frame) -> None:
    """``app.config.from_object(target)``: the keys of a class or module of the project are set."""
    if config.reads:
        keys_set(config, (ENGINE_OPTIONS,) if _holds_options(target, frame) else (), node, frame)


def _holds_options(target: Abstract | None, frame: Frame) -> bool:
    project = frame.module.project
    match target:
        case ClassValue(cls=cls):
            return cls.attribute(ENGINE_OPTIONS, ALWAYS) is not None
        case ModuleValue(module=module):
            project.execute(module)
            return ENGINE_OPTIONS in module.frame.names
        case Scalar(value=str() as dotted):
            named = project.find(dotted, frame.module)
            if named is not None:
                return _holds_options(ModuleValue(named), frame)
            package, _, name = dotted.rpartition(".")
            around = project.find(package, frame.module)
            return around is not None and _holds_options(project.member(around, name, ALWAYS), frame)
        case _:
            return False


def late_options(module: Module, found: Iterable[LateWrite], surroundings: Surroundings) -> tuple[LateOptions, ...]:
    """The late writes of a module, each place once."""
    own = {each.place: each for each in found if each.place.path == module.path}
    return tuple(LateOptions(_site(each, surroundings), each.read_by, each.read_at) for each in own.values())


def _site(each: LateWrite, surroundings: Surroundings) -> Site:
    return Site("flask-config", each.receiver, each.place, framework="flask-sqlalchemy", in_tests=surroundings.in_tests)
