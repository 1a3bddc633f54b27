"""What a project says it depends on: pyproject.toml, Pipfile, pixi.toml, setup.cfg, setup.py."""

from __future__ import annotations

import ast
import configparser
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from engine_lint.knowledge.requirements import Pin, Rank, git_pin, requirement, text_of
from engine_lint.knowledge.specifiers import either, is_exact, normalised, range_of
from engine_lint.knowledge.tables import parse_toml
from engine_lint.model.versions import VersionRange


def _toml(path: Path) -> dict[str, Any]:
    try:
        return parse_toml(text_of(path))
    except (ValueError, RecursionError):
        return {}


def _at(content: object, *keys: str) -> Any:
    """The value under nested keys; an empty dict where there is none."""
    for key in keys:
        content = content.get(key, {}) if isinstance(content, dict) else {}
    return content


def _tables(content: object) -> Iterator[tuple[str, Any]]:
    yield from content.items() if isinstance(content, dict) else ()


def pyproject(path: Path) -> Iterator[Pin]:
    """The pins of a pyproject.toml: PEP 621, dependency groups, Poetry, PDM, uv, pixi."""
    content, shown = _toml(path), path.name
    project, tool = _at(content, "project"), _at(content, "tool")
    for own in (_at(project, "name"), _at(tool, "poetry", "name")):
        if isinstance(own, str):
            yield Pin(normalised(own), VersionRange(source=shown), Rank.RANGE)
    yield from _strings(_at(project, "dependencies"), shown)
    for table in (_at(project, "optional-dependencies"), _at(content, "dependency-groups"), _at(tool, "pdm", "dev-dependencies")):
        for _, group in _tables(table):
            yield from _strings(group, shown)
    yield from _strings(_at(tool, "uv", "dev-dependencies"), shown)
    for key in ("constraint-dependencies", "override-dependencies"):
        yield from _strings(_at(tool, "uv", key), shown, constraint=True)
    for name, given in _tables(_at(tool, "uv", "sources")):
        if isinstance(given, dict) and "git" in given:
            yield git_pin(normalised(name), str(given.get("tag", "")))
    yield from _poetry(_at(tool, "poetry"), shown)
    yield from _pixi(_at(tool, "pixi"), shown)


def _poetry(content: object, shown: str) -> Iterator[Pin]:
    tables = [_at(content, "dependencies"), _at(content, "dev-dependencies")]
    tables += [_at(group, "dependencies") for _, group in _tables(_at(content, "group"))]
    for table in tables:
        yield from _named(table, shown, bare_is_exact=True)


def _pixi(content: object, shown: str) -> Iterator[Pin]:
    for part in (content, *(feature for _, feature in _tables(_at(content, "feature")))):
        for key in ("dependencies", "pypi-dependencies"):
            yield from _named(_at(part, key), shown)


def pixi(path: Path) -> Iterator[Pin]:
    """The pins of a pixi.toml."""
    yield from _pixi(_toml(path), path.name)


def pipfile(path: Path) -> Iterator[Pin]:
    """The pins of a Pipfile."""
    content = _toml(path)
    for key in ("packages", "dev-packages"):
        yield from _named(_at(content, key), path.name)


def _strings(entries: object, shown: str, constraint: bool = False) -> Iterator[Pin]:
    """Requirements in a list of strings."""
    for entry in entries if isinstance(entries, list) else ():
        found = requirement(entry, shown, constraint) if isinstance(entry, str) else None
        if found is not None:
            yield found


def _named(table: object, shown: str, bare_is_exact: bool = False) -> Iterator[Pin]:
    """Requirements in a table of names: a version, a table with one, or a list of either."""
    for name, given in _tables(table):
        if name == "python":
            continue
        choices = given if isinstance(given, list) else [given]
        found = [_of_entry(normalised(name), each, shown, bare_is_exact) for each in choices]
        if len(found) == 1:
            yield found[0]
        elif found:
            yield Pin(found[0].name, either(each.range for each in found), min(each.rank for each in found))


def _of_entry(name: str, given: object, shown: str, bare_is_exact: bool) -> Pin:
    if isinstance(given, dict):
        if "git" in given:
            return git_pin(name, str(given.get("tag") or given.get("rev") or given.get("ref") or ""))
        given = given.get("version", "*")
    text = given if isinstance(given, str) else "*"
    return Pin(name, range_of(text, shown, bare_is_exact), Rank.EXACT if is_exact(text, bare_is_exact) else Rank.RANGE)


def setup_cfg(path: Path) -> Iterator[Pin]:
    """The pins of a setup.cfg."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(text_of(path))
    except configparser.Error:
        return
    texts = [parser.get("options", "install_requires", fallback="")]
    if parser.has_section("options.extras_require"):
        texts += [text for _, text in parser.items("options.extras_require")]
    for text in texts:
        yield from _strings([line.strip() for line in text.splitlines() if line.strip()], path.name)


def setup_py(path: Path) -> Iterator[Pin]:
    """The pins of a setup.py, as far as they are literals in it; it is never run."""
    try:
        tree = ast.parse(text_of(path))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    constants = {target.id: node.value for node in tree.body if isinstance(node, ast.Assign) for target in node.targets if isinstance(target, ast.Name)}
    for node in ast.walk(tree):
        for keyword in node.keywords if isinstance(node, ast.Call) else ():
            value = constants.get(keyword.value.id, keyword.value) if isinstance(keyword.value, ast.Name) else keyword.value
            if keyword.arg in ("install_requires", "tests_require"):
                yield from _strings(_literals(value), path.name)
            elif keyword.arg == "extras_require" and isinstance(value, ast.Dict):
                for group in value.values:
                    yield from _strings(_literals(group), path.name)


def _literals(node: ast.expr) -> list[str]:
    """The strings of a list or tuple display."""
    elements: Iterable[ast.expr] = node.elts if isinstance(node, (ast.List, ast.Tuple)) else ()
    return [each.value for each in elements if isinstance(each, ast.Constant) and isinstance(each.value, str)]


MANIFESTS: Mapping[str, Callable[[Path], Iterator[Pin]]] = {
    "pyproject.toml": pyproject,
    "Pipfile": pipfile,
    "pixi.toml": pixi,
    "setup.cfg": setup_cfg,
    "setup.py": setup_py,
}
