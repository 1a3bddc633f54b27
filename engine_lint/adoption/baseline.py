"""Baseline files: findings that are known and not shown, by rule, file and content, never by line."""

from __future__ import annotations

import contextlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from engine_lint.cache.witnesses import looked_for
from engine_lint.dataclass import dataclass
from engine_lint.errors import SettingsError, UnwritableFile
from engine_lint.suggestions import did_you_mean

if TYPE_CHECKING:
    from engine_lint.model.finding import Finding

VERSION = 1
DEFAULT_NAME = "engine-lint-baseline.json"
_KEYS = {"code": str, "path": str, "content": str, "occurrence": int}
_DIGITS = 20
"""So many digits of a content's digest are enough to tell the findings of one rule in one file apart."""
_REWRITE = "`engine-lint check --write-baseline` writes it anew once it is deleted"


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One finding. ``path`` is relative to the folder of the baseline; ``occurrence`` counts equal ones in a file from 1."""

    path: str
    code: str
    content: str
    occurrence: int

    @property
    def same_file(self) -> tuple[str, ...]:
        """What it shares with others of its content in its file."""
        return self.path, self.code, self.content

    @property
    def same_name(self) -> tuple[str, ...]:
        """What it shares with others of its content in files of that name in any folder."""
        return self.path.rpartition("/")[2], self.code, self.content

    @property
    def same_content(self) -> tuple[str, ...]:
        """What it shares with others of its content wherever they stand."""
        return self.code, self.content


def entry_of(finding: Finding, baseline: str) -> Entry:
    """A finding as the baseline at that path holds it."""
    path = os.path.relpath(finding.place.path, os.path.dirname(baseline)).replace(os.sep, "/")
    return Entry(path, finding.code, finding.content[:_DIGITS], finding.occurrence)


def file_of(entry: Entry, baseline: str) -> str:
    """The absolute path that an entry of the baseline at that path means."""
    return os.path.normpath(os.path.join(os.path.dirname(baseline), entry.path)).replace(os.sep, "/")


def paired(entries: Sequence[Entry], found: Sequence[Entry], is_gone: Callable[[Entry], bool]) -> dict[Entry, Entry]:
    """Which of what was found is known, and the entry that knows it.

    The same content in the same file is the same finding; else that of a file that is gone, where there is only one file to which it can have moved.

    Args:
        entries: those of the baseline.
        found: what was found, as entries of that baseline.
        is_gone: whether an entry's file is not there any more.
    """
    known: dict[Entry, Entry] = {each: each for each in sorted(set(entries) & set(found))}
    _pair(known, entries, found, lambda entry: entry.same_file)
    if len(known) < min(len(entries), len(found)):
        moved = [entry for entry in entries if is_gone(entry)]
        _pair(known, moved, found, lambda entry: entry.same_name)
        _pair(known, moved, found, lambda entry: entry.same_content)
    return known


def _pair(known: dict[Entry, Entry], entries: Iterable[Entry], found: Iterable[Entry], key: Callable[[Entry], tuple[str, ...]]) -> None:
    """Pair those that share a key, where they stand in one file on either side."""
    taken = set(known.values())
    old, new = (_grouped(each, key) for each in ((each for each in entries if each not in taken), (each for each in found if each not in known)))
    for shared in old.keys() & new.keys():
        if len({each.path for each in old[shared]}) == len({each.path for each in new[shared]}) == 1:
            known.update(zip(new[shared], old[shared], strict=False))


def _grouped(entries: Iterable[Entry], key: Callable[[Entry], tuple[str, ...]]) -> dict[tuple[str, ...], list[Entry]]:
    groups: dict[tuple[str, ...], list[Entry]] = {}
    for each in sorted(set(entries)):
        groups.setdefault(key(each), []).append(each)
    return groups


def render(entries: Iterable[Entry]) -> bytes:
    """A baseline file: sorted, one entry per line, so that branches that change different files merge."""
    lines = [json.dumps({"code": each.code, "path": each.path, "content": each.content, "occurrence": each.occurrence}) for each in sorted(set(entries))]
    body = ",\n".join(lines)
    return f'{{"version": {VERSION}, "findings": [\n{body}\n]}}\n'.encode()


def write(path: str, entries: Iterable[Entry]) -> None:
    """Put entries in the place of what a baseline file held; one that holds them already is left alone.

    Raises:
        UnwritableFile: it cannot be written.
    """
    from engine_lint.files.writing import write_whole

    new = render(entries)
    try:
        with contextlib.suppress(FileNotFoundError), open(path, "rb") as file:
            if file.read() == new:
                return
        write_whole(path, new)
    except OSError as error:
        raise UnwritableFile(path, f"the baseline cannot be written: {error.strerror or error}") from error


def read(path: str) -> tuple[Entry, ...]:
    """The entries of the baseline file at an absolute path.

    Raises:
        SettingsError: it is not there, or not what ``render`` writes.
    """
    try:
        with open(looked_for(path), encoding="utf-8") as file:
            text = file.read()
    except FileNotFoundError:
        raise SettingsError(path, 0, "the baseline is not there", "`engine-lint check --write-baseline` writes it") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise SettingsError(path, 0, f"the baseline cannot be read: {reason}") from error
    return tuple(dict.fromkeys(_entry(path, each) for each in _listed(path, text)))


def _listed(path: str, text: str) -> list[Any]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith(("<<<<<<<", "=======", ">>>>>>>")):
            raise SettingsError(path, number, "a merge left its conflict in the baseline", f"keep the lines of both sides, or merge the code first: {_REWRITE}")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SettingsError(path, getattr(error, "lineno", 0), f"the baseline is not valid JSON: {error}", _REWRITE) from error
    if not isinstance(data, Mapping) or not isinstance(data.get("findings"), list):
        raise SettingsError(path, 0, 'the baseline has no list "findings"', _REWRITE)
    if data.get("version") != VERSION:
        hint = f"this release of engine-lint reads version {VERSION}; {_REWRITE}"
        raise SettingsError(path, 0, f"the baseline is of version {data.get('version')!r}", hint)
    return list(data["findings"])


def _entry(path: str, data: Any) -> Entry:
    if not isinstance(data, Mapping):
        raise SettingsError(path, 0, f"an entry of the baseline is no object: {data!r}", _REWRITE)
    for key in data:
        if key not in _KEYS:
            raise SettingsError(path, 0, f"an entry of the baseline has the unknown key {key!r}", did_you_mean(str(key), _KEYS) or _REWRITE)
    for key, kind in _KEYS.items():
        if not isinstance(data.get(key), kind) or isinstance(data[key], bool):
            raise SettingsError(path, 0, f"an entry of the baseline needs {key!r}, {'a number' if kind is int else 'a text'}: {dict(data)!r}", _REWRITE)
    return Entry(data["path"], data["code"], data["content"], data["occurrence"])


def listed(entries: Iterable[Entry], most: int = 5) -> str:
    """Some entries in words: ``EL101 in shop/db.py (2), EL201 in shop/jobs.py``, and how many more there are."""
    counts = Counter((each.path, each.code) for each in entries)
    words = [f"{code} in {path}" + (f" ({count})" if count > 1 else "") for (path, code), count in sorted(counts.items())]
    return ", ".join(words[:most]) + (f" and {len(words) - most} more" if len(words) > most else "")
