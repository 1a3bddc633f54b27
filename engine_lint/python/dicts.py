"""Methods of dicts and of Flask config objects."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

from engine_lint.model.place import Place
from engine_lint.model.value import Carrier
from engine_lint.python import environment, loaded
from engine_lint.python.conditions import ALWAYS, Path
from engine_lint.python.dict_values import DictValue, View
from engine_lint.python.lookup import settle
from engine_lint.python.possibilities import alternatives, beside_default, choose, disjoint, read
from engine_lint.python.scope import Frame
from engine_lint.python.sites.late_options import keys_set, object_loaded
from engine_lint.python.values import Absent, Abstract, Arguments, Built, ClassValue, ModuleValue, Opaque, Scalar, Sequence, Write


def method(base: DictValue, name: str, arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract | None:
    """The result of ``base.name(...)``, its effect on ``base`` included; None where the method is not one of a dict."""
    handler = _METHODS.get(name)
    return handler(base, arguments, node, frame) if handler else None


def as_mapping(value: Abstract, node: ast.expr, frame: Frame) -> Abstract:
    """The value, or a dict with unseen keys in its place where a name holds something unknown that is used as a mapping."""
    if not isinstance(value, (Opaque, Built)) or not isinstance(node, ast.Name):
        return value
    why = value if isinstance(value, Opaque) else Opaque(f"what {value.dotted}() returns is not known", value.origin)
    mapping = DictValue(unseen=[(ALWAYS, why)])
    frame.assign(node.id, mapping)
    return mapping


def build(arguments: Arguments, node: ast.Call, frame: Frame) -> DictValue:
    """``dict(...)``."""
    place = frame.module.place(node)
    carrier = Carrier("call", place)
    result = DictValue(carrier=carrier, place=place, is_fallback=node in frame.module.fallbacks)
    update(result, list(arguments.positional), arguments, node, frame)
    return result


def update(base: DictValue, positional: Iterable[Abstract], arguments: Arguments | None, node: ast.AST, frame: Frame) -> None:
    """Merge mappings and keywords into a dict."""
    place = frame.module.place(node)
    if base.reads:
        keys_set(base, _keys_of(positional, arguments, frame), node, frame)
    if frame.module.project.trace is not None:
        frame.module.project.trace.change(base, place, one_key=False)
    for given in positional:
        for path, each in disjoint(given, frame.path):
            _merge_one(base, beside_default(given, each) if isinstance(each, Opaque) else each, path, place)
    if arguments is not None:
        base.merge(arguments.keywords, frame.path)
        base.spreads.pop()


def _keys_of(positional: Iterable[Abstract], arguments: Arguments | None, frame: Frame) -> set[str]:
    """The keys that an update sets."""
    mappings = [each for given in positional for _, each in alternatives(given, frame.path)]
    return {key for each in (*mappings, arguments.keywords if arguments else None) if isinstance(each, DictValue) for key in each.entries}


def _merge_one(base: DictValue, given: Abstract, path: Path, place: Place) -> None:
    match given:
        case DictValue():
            base.merge(given, path)
        case View(kind="items", content=content):
            base.merge(content, path)
        case Opaque():
            base.unseen.append((path, given))
        case Sequence(elements=elements) if all(isinstance(each, Sequence) and len(each.elements) == 2 for each in elements):
            for each in elements:
                _write_pair(base, each, path, place)
        case Scalar(value=value) if not value:
            pass
        case _:
            base.unseen.append((path, Opaque("it is updated with something that cannot be read", place)))


def _write_pair(base: DictValue, pair: Abstract, path: Path, place: Place) -> None:
    key, value = pair.elements if isinstance(pair, Sequence) else (pair, pair)
    if isinstance(key, Scalar) and isinstance(key.value, str):
        base.write(key.value, Write(path, value, place=place))
    else:
        base.unseen.append((path, Opaque("a key is not constant", place)))


def _update(base: DictValue, arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract:
    update(base, arguments.positional, arguments, node, frame)
    return Scalar(None)


def _setdefault(base: DictValue, arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract:
    place = frame.module.place(node)
    key = arguments.positional[0] if arguments.positional else None
    if not (isinstance(key, Scalar) and isinstance(key.value, str)):
        base.unseen.append((frame.path, Opaque("setdefault() with a key that is not constant", place)))
        return Opaque("it is a default", place)
    keys_set(base, (key.value,), node, frame)
    if frame.module.project.trace is not None:
        frame.module.project.trace.change(base, place, one_key=True)
    default = arguments.positional[1] if len(arguments.positional) > 1 else Scalar(None)
    slot = frame.module.place(node.args[1]) if len(node.args) > 1 else place
    log = base.entries.setdefault(key.value, [])
    statement = frame.module.place(frame.statement) if isinstance(frame.statement, ast.Expr) and frame.statement.value is node else None
    named = frame.module.place(node.args[0]) if node.args and isinstance(node.args[0], ast.Constant) else None
    log.insert(0, Write(frame.path, default, place=place, slot=slot, statement=statement, is_default=True, name_place=named))
    return read(log, frame.path) or default


def _get(base: DictValue, arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract:
    key = arguments.positional[0] if arguments.positional else None
    if isinstance(key, Scalar) and isinstance(key.value, str):
        value = read(base.entries.get(key.value, []), frame.path)
        if value is not None and not isinstance(value, Absent):
            return value
        if not base.unseen and not base.receiver:
            return arguments.positional[1] if len(arguments.positional) > 1 else Scalar(None)
    unknown = Opaque(f"{frame.module.text(node)[:60]} is read at run time", frame.module.place(node))
    return choose((arguments.positional[1], unknown), frame.module.place(node)) if len(arguments.positional) > 1 else unknown


def _pop(base: DictValue, arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract:
    value = _get(base, arguments, node, frame)
    key = arguments.positional[0] if arguments.positional else None
    if isinstance(key, Scalar) and isinstance(key.value, str):
        base.write(key.value, Write(frame.path, Absent(frame.module.place(node))))
    return value


def _copy(base: DictValue, arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract:
    return base.copy(base.carrier, base.place, frame.path)


def _from_mapping(base: DictValue, arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract:
    update(base, arguments.positional, arguments, node, frame)
    return Scalar(True)


def _from_object(base: DictValue, arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract:
    """A config class or module that can be seen is judged where it stands; one that cannot opens the config."""
    target = settle(arguments.positional[0]) if arguments.positional else None
    object_loaded(base, target, node, frame)
    if not isinstance(target, (ClassValue, ModuleValue)) and not _names_a_module(target, frame):
        base.unseen.append((frame.path, Opaque(f"the config is also loaded by {frame.module.text(node.func)}()", frame.module.place(node))))
    return Scalar(None)


def _names_a_module(target: Abstract | None, frame: Frame) -> bool:
    return isinstance(target, Scalar) and isinstance(target.value, str)


def _clear(base: DictValue, arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract:
    for key in list(base.entries):
        base.write(key, Write(frame.path, Absent(frame.module.place(node))))
    return Scalar(None)


def _view(base: DictValue, arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract:
    return View(base, node.func.attr if isinstance(node.func, ast.Attribute) else "keys")


_METHODS: dict[str, Callable[[DictValue, Arguments, ast.Call, Frame], Abstract]] = {
    "update": _update,
    "setdefault": _setdefault,
    "get": _get,
    "pop": _pop,
    "copy": _copy,
    "items": _view,
    "keys": _view,
    "values": _view,
    "clear": _clear,
    "from_mapping": _from_mapping,
    "from_object": _from_object,
    "from_pyfile": loaded.from_pyfile,
    "from_envvar": loaded.opened,
    "from_prefixed_env": environment.from_prefixed_env,
    "from_file": loaded.from_file,
    "from_json": loaded.from_file,
}
