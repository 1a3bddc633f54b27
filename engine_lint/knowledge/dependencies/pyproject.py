"""What TOML manifests say: pyproject.toml as PEP 621, dependency groups, Poetry, PDM, uv, pixi, hatch, flit and setuptools write it; Pipfile, pixi.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from engine_lint.knowledge.dependencies.requirements import Pin, Rank, Written, git_pin, is_fork, requirement, requirements_file
from engine_lint.knowledge.dependencies.specifiers import either, is_exact, normalised, range_of
from engine_lint.knowledge.tables import parse_toml
from engine_lint.model.versions import VersionRange


def _toml(file: Written) -> dict[str, Any]:
    try:
        return parse_toml(file.text)
    except (ValueError, RecursionError):
        return {}


def _at(content: object, *keys: str) -> Any:
    """The value under nested keys; an empty dict where there is none."""
    for key in keys:
        content = content.get(key, {}) if isinstance(content, dict) else {}
    return content


def _tables(content: object) -> Iterator[tuple[str, Any]]:
    yield from content.items() if isinstance(content, dict) else ()


def pyproject(file: Written) -> Iterator[Pin]:
    """The pins of a pyproject.toml."""
    content = _toml(file)
    project, tool = _at(content, "project"), _at(content, "tool")
    for own in (_at(project, "name"), _at(tool, "poetry", "name")):
        if isinstance(own, str):
            yield Pin(normalised(own), VersionRange(source=file.shown), Rank.RANGE)
    yield from strings(_at(project, "dependencies"), file)
    yield from _groups(_at(project, "optional-dependencies"), file)
    yield from _groups(_at(content, "dependency-groups"), file)
    yield from _setuptools(_at(tool, "setuptools", "dynamic"), file)
    yield from _hatch(_at(tool, "hatch"), file)
    yield from _flit(_at(tool, "flit", "metadata"), file)
    yield from _groups(_at(tool, "pdm", "dev-dependencies"), file, "dev")
    yield from _uv(_at(tool, "uv"), file)
    yield from _poetry(_at(tool, "poetry"), file)
    yield from _pixi(_at(tool, "pixi"), file)


def _groups(groups: object, file: Written, kind: str = "") -> Iterator[Pin]:
    """Lists of requirements by the name of an extra or group; ``kind`` stands for all names."""
    for name, entries in _tables(groups):
        yield from (pin.optional(kind or name) for pin in strings(entries, file))


def _setuptools(dynamic: object, file: Written) -> Iterator[Pin]:
    """Requirements files that setuptools reads."""
    yield from _files(_at(dynamic, "dependencies", "file"), file)
    for name, group in _tables(_at(dynamic, "optional-dependencies")):
        yield from (pin.optional(name) for pin in _files(_at(group, "file"), file))


def _files(names: object, file: Written) -> Iterator[Pin]:
    for name in [names] if isinstance(names, str) else names if isinstance(names, list) else ():
        if isinstance(name, str):
            yield from requirements_file(*file.beside(name))


def _hatch(content: object, file: Written) -> Iterator[Pin]:
    hook = _at(content, "metadata", "hooks", "requirements_txt")
    yield from _files(_at(hook, "files"), file)
    for _, environment in _tables(_at(content, "envs")):
        for key in ("dependencies", "extra-dependencies"):
            yield from (pin.optional("dev") for pin in strings(_at(environment, key), file))


def _flit(metadata: object, file: Written) -> Iterator[Pin]:
    yield from strings(_at(metadata, "requires"), file)
    yield from _groups(_at(metadata, "requires-extra"), file)


def _uv(content: object, file: Written) -> Iterator[Pin]:
    yield from (pin.optional("dev") for pin in strings(_at(content, "dev-dependencies"), file))
    for key in ("constraint-dependencies", "override-dependencies"):
        yield from strings(_at(content, key), file, constraint=True)
    for name, given in _tables(_at(content, "sources")):
        choices = given if isinstance(given, list) else [given]
        for each in choices:
            if isinstance(each, dict) and "git" in each:
                yield _git(name, each, file)


def _poetry(content: object, file: Written) -> Iterator[Pin]:
    yield from _named(_at(content, "dependencies"), file, bare_is_exact=True)
    groups = [("dev", _at(content, "dev-dependencies"))]
    groups += [(name, _at(group, "dependencies")) for name, group in _tables(_at(content, "group"))]
    for name, table in groups:
        yield from (pin.optional(name) for pin in _named(table, file, bare_is_exact=True))


def _pixi(content: object, file: Written) -> Iterator[Pin]:
    for key in ("dependencies", "pypi-dependencies"):
        yield from _named(_at(content, key), file)
        for name, feature in _tables(_at(content, "feature")):
            yield from (pin.optional(name) for pin in _named(_at(feature, key), file))


def pixi(file: Written) -> Iterator[Pin]:
    """The pins of a pixi.toml."""
    yield from _pixi(_toml(file), file)


def pipfile(file: Written) -> Iterator[Pin]:
    """The pins of a Pipfile."""
    content = _toml(file)
    yield from _named(_at(content, "packages"), file)
    yield from (pin.optional("dev") for pin in _named(_at(content, "dev-packages"), file))


def strings(entries: object, file: Written, constraint: bool = False) -> Iterator[Pin]:
    """Requirements in a list of strings."""
    for entry in entries if isinstance(entries, list) else ():
        found = requirement(entry, file.shown, constraint) if isinstance(entry, str) else None
        if found is not None:
            yield found.at(file.line_of(entry))


def _named(table: object, file: Written, bare_is_exact: bool = False) -> Iterator[Pin]:
    """Requirements in a table of names: a version, a table with one, or a list of either."""
    for name, given in _tables(table):
        if name == "python":
            continue
        choices = given if isinstance(given, list) else [given]
        found = [_of_entry(name, each, file, bare_is_exact) for each in choices]
        if len(found) == 1:
            yield found[0]
        elif found:
            yield Pin(found[0].name, either(each.range for each in found), min(each.rank for each in found), required=found[0].required)


def _of_entry(name: str, given: object, file: Written, bare_is_exact: bool) -> Pin:
    optional = False
    extras: tuple[str, ...] = ()
    if isinstance(given, dict):
        if "git" in given:
            return _git(name, given, file)
        optional, extras = given.get("optional") is True, tuple(normalised(each) for each in given.get("extras") or () if isinstance(each, str))
        given = given.get("version", "*")
    text = given if isinstance(given, str) else "*"
    rank = Rank.EXACT if is_exact(text, bare_is_exact) else Rank.RANGE
    return Pin(normalised(name), range_of(text, file.shown, bare_is_exact), rank, required=not optional, extras=extras).at(_line(name, file))


def _git(name: str, given: dict[str, Any], file: Written) -> Pin:
    revision = next((str(given[key]) for key in ("tag", "rev", "ref", "branch") if given.get(key)), "")
    pin = git_pin(normalised(name), revision, file.shown).at(_line(name, file))
    return replace(pin, range=replace(pin.range, fork=is_fork(str(given["git"]))))


def _line(name: str, file: Written) -> int:
    quoted = re.escape(name)
    return file.line_at(rf"[ \t]*[\"']?{quoted}[\"']?\s*=") or file.line_at(rf"\[.*\.{quoted}\]")
