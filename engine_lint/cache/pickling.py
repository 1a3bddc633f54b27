"""Values as bytes and back, by pickle: with a checksum in front, and with no class allowed but those of our own that hold nothing but values."""

from __future__ import annotations

import io
import pickle
import zlib
from dataclasses import fields, is_dataclass
from typing import Any

_MODULES = ("engine_lint.model.",)
_CLASSES = frozenset(
    {
        *(("engine_lint.outcomes", "Checked"), ("engine_lint.scanning", "Shown")),
        *(("engine_lint.python.words", "Words"), ("engine_lint.python.naming", "Around")),
    }
)


class _Reader(pickle.Unpickler):
    """Makes our own classes of values, and calls nothing else: whoever can write to the cache must not be able to run code with it."""

    def find_class(self, module: str, name: str) -> Any:
        """One of the classes that may stand in the cache."""
        if "." in name or not (module.startswith(_MODULES) or (module, name) in _CLASSES):
            raise pickle.UnpicklingError(f"{module}.{name} does not belong into the cache")
        found = super().find_class(module, name)
        if not isinstance(found, type) or found.__module__ != module:
            raise pickle.UnpicklingError(f"{module}.{name} is no class of its module")
        return found


def pickled(value: object, magic: bytes) -> bytes:
    """A value as bytes."""
    body = pickle.dumps(value, 5)
    return magic + zlib.crc32(body).to_bytes(4, "little") + body


def unpickled(data: bytes, magic: bytes) -> Any:
    """The value that some bytes stand for; None where they are damaged, or something else."""
    start = len(magic) + 4
    if data[: len(magic)] != magic or zlib.crc32(data[start:]) != int.from_bytes(data[len(magic) : start], "little"):
        return None
    try:
        return _Reader(io.BytesIO(data[start:])).load()
    except Exception:
        return None


def canonical(value: object) -> str:
    """A text that is the same for equal values, whatever the order of their sets and dicts."""
    if isinstance(value, (set, frozenset)):
        return f"{{{','.join(sorted(map(canonical, value)))}}}"
    if isinstance(value, dict):
        return f"[{','.join(sorted(f'{canonical(key)}:{canonical(each)}' for key, each in value.items()))}]"
    if isinstance(value, (tuple, list)):
        return f"({','.join(map(canonical, value))})"
    if is_dataclass(value):
        return f"{type(value).__name__}({','.join(canonical(getattr(value, each.name)) for each in fields(value))})"
    return repr(value)
