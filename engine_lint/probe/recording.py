"""Writing down what was measured, in the settings file, whose layout and comments stay as they are."""

from __future__ import annotations

import os
from collections.abc import Mapping, MutableMapping
from typing import TYPE_CHECKING, Any

from engine_lint.errors import CannotProbe
from engine_lint.files.writing import Rewritten
from engine_lint.knowledge.dialects import family
from engine_lint.knowledge.tables import parse_toml
from engine_lint.model.measured import CUT_OFF, Measured
from engine_lint.probe.address import INSTALL
from engine_lint.settings.measured import NUMBERS
from engine_lint.settings.model import OWN_FILE, SHARED_FILE

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

Entry = Mapping[str, "str | int"]
"""One table of ``measured``, as settings hold it."""
KEY = "measured"
CUT_OFF_KEY = CUT_OFF.replace("_", "-")
_BOM = b"\xef\xbb\xbf"


def target(settings_file: str, folder: str) -> str:
    """The file to write to: the one in force, else the folder's pyproject.toml, else an engine-lint.toml that is made there."""
    shared = os.path.join(folder, SHARED_FILE)
    return settings_file or (shared if os.path.isfile(shared) else os.path.join(folder, OWN_FILE))


def recorded(path: str, measured: Measured, *, rested: bool) -> Rewritten:
    """A settings file with what was measured in it, in the place of what was measured of the same server before.

    Args:
        path: the file; it need not exist.
        measured: what to record.
        rested: whether connections were let rest. Where not, a cut-off that was measured before stays.

    Raises:
        CannotProbe: tomlkit is missing, the file cannot be read, or it is written in a way that leaves no safe place.
    """
    try:
        from tomlkit.exceptions import TOMLKitError
    except ImportError:
        raise CannotProbe("--write needs tomlkit", INSTALL) from None
    before = _read(path)
    entry = entry_of(measured)
    bom, data = (_BOM, before[len(_BOM) :]) if before and before.startswith(_BOM) else (b"", before or b"")
    for way in (_edited, _appended):
        try:
            old = data.decode("utf-8")
            new = _with_line_endings(way(old, path, entry, rested=rested), old)
            _verify(old, new, path, entry, rested=rested)
        except (TOMLKitError, ValueError, TypeError, AttributeError, KeyError):
            continue
        return Rewritten(path, before, bom + new.encode("utf-8"))
    hint = f"make sure that it is TOML with a [tool.engine-lint] table of its own, or add this by hand:\n\n{_block(path, entry)}"
    raise CannotProbe(f"{path} is written in a way that nothing can be added to safely", hint)


def entry_of(measured: Measured) -> Entry:
    """What was measured, as settings hold it."""
    texts = {"backend": measured.backend, "host": measured.host, "product": measured.product}
    numbers = {key: measured.values[name] for key, name in NUMBERS.items() if name in measured.values}
    found: Entry = {**{key: text for key, text in texts.items() if text}, **numbers}
    return {**found, **{key: text for key, text in (("server-version", measured.server_version), ("date", measured.date)) if text}}


def _read(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CannotProbe(f"{path} cannot be read: {error.strerror or error}") from None


def _edited(old: str, path: str, entry: Entry, *, rested: bool) -> str:
    """The entry among the settings, with blank lines around it where it is new."""
    import tomlkit

    document = tomlkit.parse(old)
    _put(_own_table(document, path), entry, rested=rested)
    return _spaced(old, tomlkit.dumps(document))


def _appended(old: str, path: str, entry: Entry, *, rested: bool) -> str:
    """The entry at the end of the file."""
    return f"{old.rstrip()}\n\n{_block(path, entry)}" if old.strip() else _block(path, entry)


def _spaced(old: str, new: str) -> str:
    """The new text with a blank line before and after what was added; left alone where lines were changed."""
    before, after = old.removesuffix("\n").split("\n") if old else [], new.removesuffix("\n").split("\n")
    start = next((index for index, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), len(before))
    end = len(before) - start
    if len(after) - end < start or after[len(after) - end :] != before[start:]:
        return new
    added = "\n".join(after[start : len(after) - end]).strip()
    head, tail = "\n".join(before[:start]).rstrip(), "\n".join(before[start:]).strip("\n")
    return "\n\n".join(part for part in (head, added, tail) if part) + "\n"


def _own_table(document: TOMLDocument, path: str) -> MutableMapping[str, Any]:
    """The table that settings stand in, made where it is missing."""
    import tomlkit

    if os.path.basename(path) != SHARED_FILE and "tool" not in document:
        return document
    tool: Any = document.setdefault("tool", tomlkit.table(is_super_table=True))
    own: MutableMapping[str, Any] = tool.setdefault("engine-lint", tomlkit.table(is_super_table=True))
    return own


def _put(own: MutableMapping[str, Any], entry: Entry, *, rested: bool) -> None:
    """Change the entry of the same server in place, or add one."""
    import tomlkit
    from tomlkit.items import Array

    every = own.get(KEY)
    if every is None:
        own[KEY] = every = tomlkit.aot()
    same = next((each for each in every if _same_server(each, entry)), None)
    if same is not None:
        for key in [key for key in same if key not in entry and (rested or key != CUT_OFF_KEY)]:
            del same[key]
        same.update({key: value for key, value in entry.items() if same.get(key) != value})
        return
    table: Any = tomlkit.inline_table() if isinstance(every, Array) else tomlkit.table()
    table.update(entry)
    every.append(table)


def _same_server(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    return one.get("host", "") == other.get("host", "") and str(one.get("backend")) in family(str(other["backend"]))


def _with_line_endings(new: str, old: str) -> str:
    return new.replace("\r\n", "\n").replace("\n", "\r\n") if "\r\n" in old and old.count("\n") == old.count("\r\n") else new


def _verify(old: str, new: str, path: str, entry: Entry, *, rested: bool) -> None:
    """The new text must say what the old one said, with the entry in it, and keep every other line.

    Raises:
        ValueError: it does not.
    """
    expected, found = parse_toml(old.replace("\r\n", "\n")), parse_toml(new.replace("\r\n", "\n"))
    own = expected
    if os.path.basename(path) == SHARED_FILE or "tool" in expected:
        own = expected.setdefault("tool", {}).setdefault("engine-lint", {})
    kept = [each for each in own.get(KEY, [])]
    place = next((index for index, each in enumerate(kept) if _same_server(each, entry)), len(kept))
    stays = {key: value for each in kept[place : place + 1] for key, value in each.items() if key == CUT_OFF_KEY and not rested}
    own[KEY] = [*kept[:place], {**stays, **entry}, *kept[place + 1 :]]
    if found != expected:
        raise ValueError("the result would say something else")
    lines = iter(new.split("\n"))
    if not kept and not all(any(line == each for each in lines) for line in old.split("\n") if line.strip()):
        raise ValueError("other lines would change")


def _block(path: str, entry: Entry) -> str:
    import tomlkit

    header = f"[[tool.engine-lint.{KEY}]]" if os.path.basename(path) == SHARED_FILE else f"[[{KEY}]]"
    return f"{header}\n{tomlkit.dumps(entry)}"
