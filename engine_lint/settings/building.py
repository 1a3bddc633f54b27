"""Raw entries become ``Settings``; every value is checked, and the error names where it stands."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import IntEnum
from typing import TypeVar

from engine_lint.model.capacity import Limit, Workers
from engine_lint.model.finding import Confidence, Severity
from engine_lint.model.timeout import IdleTimeout, Source
from engine_lint.patterns import Patterns, compiled
from engine_lint.settings.durations import in_words, seconds_of
from engine_lint.settings.entries import Entry
from engine_lint.settings.keys import ADDITIVE
from engine_lint.settings.measured import read_measured
from engine_lint.settings.model import DEFAULT_EXCLUDES, Settings
from engine_lint.settings.overrides import PathOverride, PerFileIgnore
from engine_lint.settings.selection import codes_of, select
from engine_lint.suggestions import closest, did_you_mean
from engine_lint.timeouts.declared import declared

BACKENDS = ("mysql", "mariadb", "postgresql", "mssql", "oracle", "cockroachdb", "redshift", "snowflake", "clickhouse", "sqlite")
_OVERRIDABLE = ("idle-timeout", "platform", "max-connections", "external-pooler", "backend")
_Level = TypeVar("_Level", bound=IntEnum)
_Layers = Mapping[str, Sequence[Entry]]


def layered(layers: Sequence[Mapping[str, Entry]]) -> dict[str, list[Entry]]:
    """The entries in force per key, the weakest layer first in ``layers``; the command line is the last.

    A ``select`` on the command line starts afresh: what the files ignore or select besides no longer counts.
    """
    merged: dict[str, list[Entry]] = {}
    for layer in layers:
        if "select" in layer and not layer["select"].path:
            merged.pop("ignore", None)
            merged.pop("extend-select", None)
        for key, entry in layer.items():
            before = merged.get(key, []) if key in ADDITIVE and not entry.path else []
            merged[key] = [*before, entry]
    merged.pop("extend", None)
    return merged


def build(layers: Sequence[Mapping[str, Entry]], root: str, file: str) -> Settings:
    """The settings that some layers make together.

    Raises:
        SettingsError: a value in a file is wrong.
        UsageError: a value on the command line is wrong.
    """
    entries = layered(layers)
    named = select(entries.get("select", ()), entries.get("extend-select", ()), entries.get("ignore", ()))
    pedantic = _last(entries, "pedantic", Entry.flag, False)
    settings = Settings(
        root=root,
        file=file,
        enabled=named.enabled,
        named=named.named,
        ignored=named.ignored,
        fixable=_fixable(entries),
        exclude=_exclude(entries, root),
        force_exclude=_last(entries, "force-exclude", Entry.flag, False),
        respect_gitignore=_last(entries, "respect-gitignore", Entry.flag, True),
        code_blocks=_last(entries, "code-blocks", Entry.flag, False),
        baseline=_last(entries, "baseline", _path, ""),
        per_file_ignores=_last(entries, "per-file-ignores", _per_file_ignores, ()),
        idle_timeouts=_last(entries, "idle-timeout", lambda entry: _timeouts(entry, entry.value), ()),
        platforms=_last(entries, "platform", lambda entry: _platforms(entry, entry.words()), ()),
        limits=_last(entries, "max-connections", lambda entry: _limits(entry, entry.value), ()),
        workers=_last(entries, "workers", lambda entry: Workers(_count(entry, entry.value), entry.where), None),
        pooler=_last(entries, "external-pooler", Entry.flag, False),
        measured=_last(entries, "measured", read_measured, ()),
        per_path=_last(entries, "per-path", _per_path, ()),
        recycle=_last(entries, "recycle", lambda entry: _duration(entry, entry.value), None),
        min_severity=_last(entries, "min-severity", lambda entry: _level(entry, Severity), Severity.INFO),
        min_confidence=_last(entries, "min-confidence", lambda entry: _level(entry, Confidence), Confidence.LOW if pedantic else Confidence.MEDIUM),
        fail_on=_last(entries, "fail-on", lambda entry: _level(entry, Severity), Severity.WARNING),
        pedantic=pedantic,
        target_versions=_last(entries, "target-versions", _versions, {}),
        test_paths=_last(entries, "test-paths", _patterns, None),
        script_paths=_last(entries, "script-paths", _patterns, None),
        origins={key: ", ".join(each.where for each in found) for key, found in entries.items()},
        values={key: _shown(found) for key, found in entries.items()},
    )
    _check_recycle(settings, entries)
    return settings


_Built = TypeVar("_Built")


def _last(entries: _Layers, key: str, read: Callable[[Entry], _Built], default: _Built) -> _Built:
    found = entries.get(key)
    return read(found[-1]) if found else default


def _shown(found: Sequence[Entry]) -> object:
    if len(found) == 1:
        return found[0].value
    return [each for entry in found for each in entry.words()]


def _fixable(entries: _Layers) -> frozenset[str] | None:
    if "fixable" not in entries and "unfixable" not in entries:
        return None
    return select(entries.get("fixable", ()), (), entries.get("unfixable", ())).enabled


def _exclude(entries: _Layers, root: str) -> tuple[Patterns, ...]:
    base = _last(entries, "exclude", _patterns, Patterns(root, DEFAULT_EXCLUDES))
    return (base, *(_patterns(entry) for entry in entries.get("extend-exclude", ())))


def _patterns(entry: Entry) -> Patterns:
    return _patterns_of(entry, entry.words())


def _patterns_of(entry: Entry, words: Iterable[str]) -> Patterns:
    globs = tuple(each.removeprefix("./") for each in words)
    for glob in globs:
        try:
            compiled([glob])
        except ValueError as error:
            raise entry.wrong(f"{glob!r} is not a path pattern: {error}") from error
    return Patterns(entry.root, globs)


def _path(entry: Entry) -> str:
    """An absolute path; a relative one is told from the folder of the settings."""
    if not entry.word():
        raise entry.wrong("expected the path of a file, not an empty text")
    return os.path.normpath(os.path.join(entry.root, os.path.expanduser(entry.word()))).replace(os.sep, "/")


def _per_file_ignores(entry: Entry) -> tuple[PerFileIgnore, ...]:
    found = []
    for glob, codes in entry.table().items():
        if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
            raise entry.wrong(f"{glob!r} needs a list of rules, not {codes!r}")
        taken = frozenset(code for each in codes for code in codes_of(each, entry))
        found.append(PerFileIgnore(_patterns_of(entry, (glob,)), taken))
    return tuple(found)


def _duration(entry: Entry, value: object) -> int:
    try:
        return seconds_of(value)
    except ValueError as error:
        raise entry.wrong(str(error)) from error


def _timeouts(entry: Entry, value: object) -> tuple[IdleTimeout, ...]:
    if not isinstance(value, Mapping):
        return (declared(_duration(entry, value), entry.file),)
    return tuple(declared(_duration(entry, seconds), entry.file, _backend(entry, backend)) for backend, seconds in value.items())


def _limits(entry: Entry, value: object) -> tuple[Limit, ...]:
    if not isinstance(value, Mapping):
        return (Limit(_count(entry, value), Source.DECLARED, entry.where),)
    return tuple(Limit(_count(entry, count), Source.DECLARED, entry.where, _backend(entry, backend)) for backend, count in value.items())


def _count(entry: Entry, value: object) -> int:
    """A whole number from 1 up; the command line gives it as text."""
    number = int(value) if isinstance(value, str) and value.isdecimal() and not entry.path else value
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise entry.wrong(f"expected a whole number from 1 up, not {value!r}")
    return number


def _platforms(entry: Entry, names: object) -> tuple[IdleTimeout, ...]:
    if not isinstance(names, (list, tuple)) or not all(isinstance(each, str) for each in names):
        raise entry.wrong(f"`platform` needs a list of names, not {names!r}", "`engine-lint timeouts` lists them")
    from engine_lint.timeouts.presets import timeouts_of

    try:
        return timeouts_of(names, entry.file)
    except ValueError as error:
        raise entry.wrong(str(error)) from error


def _backend(entry: Entry, name: object) -> str:
    if not isinstance(name, str) or not name.isidentifier():
        raise entry.wrong(f"{name!r} is not a backend", "write SQLAlchemy's name for it, as in `mysql` or `postgresql`")
    near = closest(name, BACKENDS, cutoff=0.75)
    if near and near != name:
        raise entry.wrong(f"unknown backend `{name}`", f"did you mean `{near}`?")
    return name


def _per_path(entry: Entry) -> tuple[PathOverride, ...]:
    if isinstance(entry.value, Mapping):
        return tuple(_override(entry, glob, table) for glob, table in entry.value.items())
    if not isinstance(entry.value, list):
        raise entry.wrong(f"expected a table of patterns or a list of tables, not {entry.value!r}")
    found = []
    for table in entry.value:
        if not isinstance(table, Mapping) or not isinstance(table.get("path"), str):
            raise entry.wrong('every entry needs `path`, as in `path = "workers/**"`')
        found.append(_override(entry, table["path"], {key: value for key, value in table.items() if key != "path"}))
    return tuple(found)


def _override(entry: Entry, glob: str, table: object) -> PathOverride:
    if not isinstance(table, Mapping):
        raise entry.wrong(f"{glob!r} needs a table with one of {', '.join(f'`{key}`' for key in _OVERRIDABLE)}, not {table!r}")
    for key in table:
        if key not in _OVERRIDABLE:
            raise entry.wrong(f"{glob!r} has the unknown key `{key}`", did_you_mean(key, _OVERRIDABLE))
    timeouts = _timeouts(entry, table["idle-timeout"]) if "idle-timeout" in table else ()
    backend = _backend(entry, table["backend"]) if "backend" in table else ""
    platforms = _platforms(entry, table["platform"]) if "platform" in table else None
    limits = _limits(entry, table["max-connections"]) if "max-connections" in table else ()
    pooler = table.get("external-pooler")
    if pooler is not None and not isinstance(pooler, bool):
        raise entry.wrong(f"{glob!r}: `external-pooler` is true or false, not {pooler!r}")
    return PathOverride(_patterns_of(entry, (glob,)), timeouts, backend, platforms, limits, pooler)


def _level(entry: Entry, levels: type[_Level]) -> _Level:
    word = entry.word()
    names = [level.name.lower() for level in levels]
    if word not in names:
        raise entry.wrong(f"{word!r} is not one of {', '.join(names)}", did_you_mean(word, names))
    return levels[word.upper()]


def _versions(entry: Entry) -> Mapping[str, str]:
    from engine_lint.knowledge.dependencies.specifiers import normalised
    from engine_lint.settings.versions import range_of

    found = {}
    for name, version in entry.table().items():
        if not isinstance(version, str):
            raise entry.wrong(f'`{name}` needs a version in quotes, as in "2.0", not {version!r}')
        try:
            range_of(version, entry.where)
        except ValueError as error:
            raise entry.wrong(f"`{name}`: {error}") from error
        found[normalised(name)] = version
    return found


def _check_recycle(settings: Settings, entries: _Layers) -> None:
    """``recycle`` must be strictly below every timeout that is declared: a connection recycled at the timeout itself races with the cut."""
    every = [*settings.idle_timeouts, *settings.platforms]
    every += [each for override in settings.per_path for each in (*override.timeouts, *(override.platforms or ()))]
    if settings.recycle is None or not every:
        return
    shortest = min(every, key=lambda each: each.seconds)
    if settings.recycle >= shortest.seconds:
        which = f" ({shortest.backend})" if shortest.backend else ""
        by = f"of {shortest.where}" if shortest.source is Source.PRESET else f"that {shortest.where} declares"
        raise entries["recycle"][-1].wrong(
            f"{settings.recycle} s is not below the idle timeout of {shortest.seconds} s{which} {by}",
            f"write a value below {in_words(shortest.seconds)}, or leave `recycle` out",
        )
