"""What Flask configs take from dotenv files by ``from_prefixed_env``.

Each value goes through ``json.loads`` and stays a string where that fails; two underscores lead into a dict. The environment
itself may set further keys, so the config is open all the same.
"""

from __future__ import annotations

import ast
import json
import os
from collections.abc import Iterator

from engine_lint.errors import UnreadableFile
from engine_lint.files.env_syntax import read_env
from engine_lint.files.env_writing import NESTED
from engine_lint.files.ini_syntax import Entry
from engine_lint.files.kinds import kind_of
from engine_lint.model.source import Source
from engine_lint.model.value import Carrier
from engine_lint.python.dict_values import DictValue
from engine_lint.python.loaded import folders_of, opened, place_in
from engine_lint.python.lookup import settle
from engine_lint.python.possibilities import read
from engine_lint.python.scope import Frame
from engine_lint.python.values import Abstract, Arguments, Opaque, Scalar, Write

FILES = (".flaskenv", ".env")
"""What Flask's command line loads, the one that wins last."""
DEFAULT_PREFIX = "FLASK"
OTHERS = Opaque("the environment may set others")
_KEYS = "SQLALCHEMY_"
"""Keys that begin otherwise are left where they are."""


def from_prefixed_env(base: DictValue, arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract:
    """``config.from_prefixed_env()``: the project's dotenv files, as far as there are any."""
    opened(base, arguments, node, frame)
    given = arguments.positional[0] if arguments.positional else read(arguments.keywords.entries.get("prefix", []), frame.path)
    prefix = given.value if isinstance(given, Scalar) else DEFAULT_PREFIX if given is None else None
    if isinstance(prefix, str) and not arguments.more:
        for source in _sources(frame):
            for entry in read_env(source).entries:
                if entry.key.startswith(f"{prefix}_{_KEYS}"):
                    _take(entry, f"{prefix}_", source, base, frame)
    return Scalar(True)


def _sources(frame: Frame) -> Iterator[Source]:
    for name in FILES:
        for folder in folders_of(frame):
            path = os.path.join(folder, name).replace(os.sep, "/")
            data = frame.module.project.data(path)
            if data is not None:
                try:
                    yield kind_of(path).texts(path, data)[0]
                except UnreadableFile:
                    continue
                break


def _take(entry: Entry, prefix: str, source: Source, base: DictValue, frame: Frame) -> None:
    """Set one key, or one item of the dict that its name leads into."""
    carrier = Carrier("env", place_in(source, 0, 0), receiver=prefix)
    whole, slot = entry.place(source), entry.slot(source)
    target, name, rest = base, *entry.key.removeprefix(prefix).partition(NESTED)[::2]
    while rest:
        carrier = Carrier("env", carrier.place, receiver=f"{carrier.receiver}{name}{NESTED}")
        found = settle(read(target.entries.get(name, []), frame.path) or Scalar(None))
        if not isinstance(found, DictValue):
            found = DictValue(carrier=carrier, place=whole)
            found.unseen.append((frame.path, OTHERS))
            outer = Carrier("env", carrier.place, receiver=carrier.receiver.removesuffix(f"{name}{NESTED}"))
            target.write(name, Write(frame.path, found, whole, slot, outer))
        target = found
        name, _, rest = rest.partition(NESTED)
    target.write(name, Write(frame.path, _value(entry, source, frame), whole, slot, carrier))


def _value(entry: Entry, source: Source, frame: Frame) -> Abstract:
    slot = entry.slot(source)
    if "$" in entry.value or "{{" in entry.value:
        return Opaque("it is a template", slot, type_name="str")
    try:
        value = json.loads(entry.value)
    except (ValueError, RecursionError):
        value = entry.value
    if isinstance(value, dict):
        return _dict(value, source, entry, frame)
    return Scalar(value, slot) if not isinstance(value, list) else Opaque("it is a list", slot)


def _dict(value: dict[str, object], source: Source, entry: Entry, frame: Frame) -> DictValue:
    """A dict in one value: it can be seen, and not be written to."""
    slot = entry.slot(source)
    found = DictValue(place=slot, unseen=[(frame.path, OTHERS)])
    for key, each in value.items():
        inner = _dict(each, source, entry, frame) if isinstance(each, dict) else Scalar(each, slot) if not isinstance(each, list) else Opaque("it is a list")
        found.write(key, Write(frame.path, inner, slot, slot, slot_is_shared=True))
    return found
