"""What Flask configs load from data files by ``from_file``: JSON and TOML."""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Iterator

from engine_lint.errors import UnreadableFile
from engine_lint.files.json_syntax import read_json
from engine_lint.files.kinds import kind_of
from engine_lint.files.toml_syntax import read_toml, tables
from engine_lint.files.tree import Node
from engine_lint.model.place import Place
from engine_lint.model.source import Source
from engine_lint.model.value import Carrier
from engine_lint.python.conditions import Path
from engine_lint.python.dict_values import DictValue
from engine_lint.python.imports import import_root
from engine_lint.python.possibilities import read
from engine_lint.python.scope import Frame
from engine_lint.python.values import Abstract, Arguments, External, Opaque, Scalar, Sequence, Write

INSTANCE = "instance"
_READERS: dict[str, tuple[str, Callable[[str], Node]]] = {".json": ("json", read_json), ".toml": ("toml", lambda text: tables(read_toml(text)))}
"""By suffix: the form of carriers in such files, and what reads their text."""
_LOADERS = {"json.load": ".json", "json.loads": ".json", "tomllib.load": ".toml", "tomli.load": ".toml", "toml.load": ".toml"}


def from_file(base: DictValue, arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract:
    """``config.from_file("config.json", load=json.load)`` and ``config.from_json("config.json")``."""
    path = file_named(arguments, node, frame)
    content = _content(path, _format(path, arguments, node, frame), frame) if path else None
    if content is None:
        return opened(base, arguments, node, frame)
    for key, log in content.entries.items():
        if key.isupper():
            for write in log:
                base.write(key, write)
    return Scalar(True)


def from_pyfile(base: DictValue, arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract:
    """``config.from_pyfile("settings.cfg")``: Python that is judged where it stands; options in it are this config's as well."""
    path = file_named(arguments, node, frame)
    data = frame.module.project.data(path) if path else None
    if data is None or b"SQLALCHEMY_ENGINE_OPTIONS" in data or b"import" in data:
        return opened(base, arguments, node, frame)
    return Scalar(True)


def opened(base: DictValue, arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract:
    """The config is loaded from what cannot be seen."""
    base.unseen.append((frame.path, Opaque(f"the config is also loaded by {frame.module.text(node.func)}()", frame.module.place(node))))
    return Opaque("it is loaded at run time")


def _format(path: str, arguments: Arguments, node: ast.Call, frame: Frame) -> str:
    """The suffix of files that are read in this way, or an empty string."""
    if isinstance(node.func, ast.Attribute) and node.func.attr == "from_json":
        return ".json"
    load = arguments.positional[1] if len(arguments.positional) > 1 else read(arguments.keywords.entries.get("load", []), frame.path)
    return _LOADERS.get(load.dotted, "") if isinstance(load, External) else os.path.splitext(path)[1]


def _content(path: str, suffix: str, frame: Frame) -> DictValue | None:
    """A data file as a dict that remembers where everything stands; None where it cannot be read, or goes by another name."""
    data = frame.module.project.data(path)
    if data is None or suffix not in _READERS or os.path.splitext(path)[1] != suffix:
        return None
    form, parse = _READERS[suffix]
    try:
        (source,) = kind_of(path).texts(path, data)
        root = parse(source.text)
    except (UnreadableFile, ValueError):
        return None
    return _table(root, form, source, frame.path) if root.members is not None else None


def _table(node: Node, form: str, source: Source, path: Path) -> DictValue:
    place = place_in(source, node.start, node.end)
    found = DictValue(carrier=None if node.implied else Carrier(form, place), place=place)
    for member in node.members or ():
        whole, slot = place_in(source, member.start, member.end), place_in(source, member.value.start, member.end)
        found.write(member.key, Write(path, _value(member.value, form, source, path), whole, slot, found.carrier))
    return found


def _value(node: Node, form: str, source: Source, path: Path) -> Abstract:
    if node.members is not None:
        return _table(node, form, source, path)
    place = place_in(source, node.start, node.end)
    if isinstance(node.value, list):
        return Sequence(tuple(_value(each, form, source, path) for each in node.elements), "list", place)
    return Scalar(node.value, place)


def place_in(source: Source, start: int, end: int) -> Place:
    """The place between two indices of a text."""
    return Place(source.path, source.span(start, end), source.cell)


def file_named(arguments: Arguments, node: ast.Call, frame: Frame) -> str:
    """The one file that a call names; an empty string where there is none, or more than one."""
    given = arguments.positional[0] if arguments.positional else read(arguments.keywords.entries.get("filename", []), frame.path)
    if isinstance(given, Scalar) and isinstance(given.value, str):
        name = given.value
    else:
        expression = node.args[0] if node.args else next((each.value for each in node.keywords if each.arg == "filename"), None)
        name = name_written(expression) if expression is not None else ""
    return file_called(name, frame)


def file_called(name: str, frame: Frame) -> str:
    """The one file of a name, relative to where Flask looks from a module; an empty string where there is none, or more than one."""
    if not name or ".." in name.split("/"):
        return ""
    found = {path for folder in folders_of(frame) if frame.module.project.data(path := os.path.normpath(os.path.join(folder, name.lstrip("/")))) is not None}
    return found.pop().replace(os.sep, "/") if len(found) == 1 else ""


def name_written(node: ast.expr) -> str:
    """What of a file's name is written out in an expression."""
    return "/".join(_written(node))


def _written(node: ast.expr) -> Iterator[str]:
    """The constant parts of ``os.path.join(app.root_path, "config.json")``, ``BASE / "config.json"``, ``f"{base}/config.json"``."""
    match node:
        case ast.Constant(value=str() as text):
            yield text.strip("/")
        case ast.Call(args=args):
            for each in args:
                yield from _written(each)
        case ast.BinOp(left=left, op=ast.Div() | ast.Add(), right=right):
            yield from _written(left)
            yield from _written(right)
        case ast.JoinedStr(values=values):
            for each in values:
                yield from _written(each)


def folders_of(frame: Frame) -> Iterator[str]:
    """Where Flask looks: the folder of the application's module or package, the project's, and the instance folders beside them."""
    own = os.path.dirname(frame.module.path)
    for folder in dict.fromkeys((own, os.path.dirname(own), import_root(frame.module.path), frame.module.project.root)):
        yield folder
        yield os.path.join(folder, INSTANCE)
