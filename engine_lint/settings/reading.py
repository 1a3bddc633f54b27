"""Settings files: which tables they hold, and on which line each key stands."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping

from engine_lint.errors import SettingsError
from engine_lint.expression import expression
from engine_lint.settings.entries import Entry
from engine_lint.settings.keys import KEYS
from engine_lint.settings.model import OWN_FILE, SHARED_FILE
from engine_lint.suggestions import did_you_mean

_TABLE = "tool.engine-lint"
_HEADER = expression(r"\s*\[{1,2}\s*([^\[\]]+?)\s*\]{1,2}")
_KEY = expression(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_ERROR_LINE = expression(r"line (\d+)")
_LONGEST_CHAIN = 20


def has_table(path: str) -> bool:
    """Whether a pyproject.toml holds a table for engine-lint, a misspelt one included; false where it cannot be read."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:
        return False
    return re.search(rb"""^\s*\[{1,2}\s*["']?tool["']?\s*\.\s*["']?engine[-_]?lint\b|^\s*tool\.["']?engine[-_]lint\b""", data, re.MULTILINE) is not None


def read_chain(path: str) -> list[dict[str, Entry]]:
    """The tables of a settings file and of those it extends, the farthest base first.

    Raises:
        SettingsError: one of them cannot be read, or has a key that does not exist.
    """
    layers: list[dict[str, Entry]] = []
    seen: list[str] = []
    current, by = os.path.abspath(path), None
    while True:
        if current in seen or len(seen) > _LONGEST_CHAIN:
            assert by is not None
            raise by.wrong(f"{current} extends itself in a circle")
        seen.append(current)
        layer = read(current, by)
        layers.insert(0, layer)
        by = layer.get("extend")
        if by is None:
            return layers
        current = os.path.abspath(os.path.join(os.path.dirname(current), os.path.expanduser(by.word())))


def read(path: str, extended_by: Entry | None = None) -> dict[str, Entry]:
    """The keys of one settings file. A pyproject.toml without the table gives none.

    Raises:
        SettingsError: the file cannot be read, is not TOML, or has a key that does not exist.
    """
    text = _text(path, extended_by)
    table = _own_table(path, text)
    root = os.path.dirname(path).replace(os.sep, "/") or "/"
    prefix = "" if _is_own(path) else _TABLE
    entries = {}
    for key, value in table.items():
        line = line_of(text, prefix, key)
        if key not in KEYS:
            raise SettingsError(path, line, f"unknown key `{key}`", did_you_mean(key, KEYS) or f"the keys are {', '.join(sorted(KEYS))}")
        entries[key] = Entry(key, value, root, path, line)
    return entries


def _text(path: str, extended_by: Entry | None) -> str:
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            return file.read()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        if extended_by is not None:
            raise extended_by.wrong(f"cannot read {path}: {reason}") from error
        raise SettingsError(path, 0, f"cannot be read: {reason}") from error


def _is_own(path: str) -> bool:
    return os.path.basename(path) != SHARED_FILE


def _own_table(path: str, text: str) -> Mapping[str, object]:
    whole = _parsed(path, text)
    if _is_own(path) and "tool" not in whole:
        return whole
    tools = whole.get("tool", {})
    tools = tools if isinstance(tools, Mapping) else {}
    for wrong in ("engine_lint", "enginelint"):
        if wrong in tools:
            raise SettingsError(path, line_of(text, "tool", wrong), f"the table [tool.{wrong}] is not read", f"write [{_TABLE}]")
    if _is_own(path):
        _require_one_place(path, text, whole, tools)
    table = tools.get("engine-lint", {})
    if not isinstance(table, Mapping):
        raise SettingsError(path, line_of(text, "tool", "engine-lint"), "`tool.engine-lint` must be a table")
    return table


def _require_one_place(path: str, text: str, whole: Mapping[str, object], tools: Mapping[str, object]) -> None:
    """Hold that a file which has the table, as a pyproject.toml would, has nothing that would be dropped without a word.

    Raises:
        SettingsError: there are settings at its top as well, or it is ours and has another tool's table instead.
    """
    is_ours = os.path.basename(path) == OWN_FILE
    beside = next((key for key in whole if key != "tool" and (is_ours or key in KEYS)), "")
    if beside:
        hint = f"write all of them at the top of {os.path.basename(path)}, or all in the table"
        raise SettingsError(path, line_of(text, "", beside), f"`{beside}` stands at the top beside a table [{_TABLE}]", hint)
    if is_ours and "engine-lint" not in tools:
        raise SettingsError(path, line_of(text, "", "tool"), "unknown key `tool`", f"settings stand at the top of {OWN_FILE}")


def _parsed(path: str, text: str) -> Mapping[str, object]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        parsed: Mapping[str, object] = tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        match = _ERROR_LINE.search(str(error))
        raise SettingsError(path, int(match[1]) if match else 0, f"not valid TOML: {error}") from error
    except (RecursionError, ValueError) as error:
        raise SettingsError(path, 0, f"cannot be read: {'it is nested too deeply' if isinstance(error, RecursionError) else error}") from error
    return parsed


def line_of(text: str, table: str, key: str) -> int:
    """The line on which a key of a table is set, or the line of the table's own header; 0 where neither is found."""
    wanted = [*_parts(table), key]
    inside: list[str] = []
    header = 0
    for number, line in enumerate(text.splitlines(), 1):
        match = _HEADER.match(line)
        if match:
            inside = _parts(match[1])
            if inside == wanted[:-1] or inside == wanted or inside[: len(wanted)] == wanted:
                header = header or number
            if inside[: len(wanted)] == wanted:
                return number
            continue
        match = _KEY.match(line)
        if match and [*inside, *_parts(match[1])][: len(wanted)] == wanted:
            return number
    return header


def _parts(dotted: str) -> list[str]:
    return [part.strip().strip("\"'") for part in re.findall(r"""[^."']+|"[^"]*"|'[^']*'""", dotted) if part.strip()]
