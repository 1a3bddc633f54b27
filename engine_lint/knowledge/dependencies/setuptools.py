"""What setuptools is told: setup.cfg, and setup.py as far as it is literals. Neither is run."""

from __future__ import annotations

import ast
import configparser
from collections.abc import Iterator, Mapping

from engine_lint.knowledge.dependencies.pyproject import strings
from engine_lint.knowledge.dependencies.requirements import Pin, Written, requirements_file
from engine_lint.model.size import MAX_BYTES


def setup_cfg(file: Written) -> Iterator[Pin]:
    """The pins of a setup.cfg."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(file.text)
    except configparser.Error:
        return
    yield from _listed(parser.get("options", "install_requires", fallback=""), file)
    for _, text in _items(parser, "options", ("tests_require", "setup_requires")):
        yield from (pin.optional("test") for pin in _listed(text, file))
    for section in ("options.extras_require", "extras"):
        for name, text in _items(parser, section):
            yield from (pin.optional(name) for pin in _listed(text, file))


def _items(parser: configparser.ConfigParser, section: str, names: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    if parser.has_section(section):
        yield from ((name, text) for name, text in parser.items(section) if not names or name in names)


def _listed(text: str, file: Written) -> Iterator[Pin]:
    """Requirements one a line, or the files that hold them."""
    for line in text.splitlines():
        kind, _, names = line.strip().partition(":")
        if kind == "file":
            for name in names.split(","):
                yield from requirements_file(*file.beside(name.strip()))
        elif line.strip():
            yield from strings([line.strip()], file)


def setup_py(file: Written) -> Iterator[Pin]:
    """The pins of a setup.py, as far as they are literals in it, or names of such."""
    if len(file.text) > MAX_BYTES:
        return
    try:
        tree = ast.parse(file.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    nodes = list(ast.walk(tree))
    named = {target.id: node.value for node in nodes if isinstance(node, ast.Assign) for target in node.targets if isinstance(target, ast.Name)}
    for node in nodes:
        for name, value in _arguments(node):
            if name == "install_requires":
                yield from strings(_literals(value, named), file)
            elif name in ("tests_require", "setup_requires"):
                yield from (pin.optional("test") for pin in strings(_literals(value, named), file))
            elif name == "extras_require":
                yield from _extras(value, named, file)


def _arguments(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """What may be handed to ``setup()``: keywords of a call, items of a dict, assignments to its items."""
    if isinstance(node, ast.Call):
        yield from ((keyword.arg, keyword.value) for keyword in node.keywords if keyword.arg)
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value, value
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant) and isinstance(target.slice.value, str):
                yield target.slice.value, node.value


def _extras(value: ast.expr, named: Mapping[str, ast.expr], file: Written) -> Iterator[Pin]:
    if isinstance(value, ast.Name):
        value = named.get(value.id, value)
    for name, group in _arguments(value):
        yield from (pin.optional(name) for pin in strings(_literals(group, named), file))


def _literals(node: ast.expr, named: Mapping[str, ast.expr], seen: set[str] | None = None) -> list[str]:
    """The strings of a list or tuple, of names for such, of their sums, and of text that is split into lines or words."""
    seen = set() if seen is None else seen
    if isinstance(node, ast.Name) and node.id in named and node.id not in seen:
        seen.add(node.id)
        return _literals(named[node.id], named, seen)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [line.strip() for line in node.value.splitlines() if line.strip()]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("split", "splitlines"):
        lines = _literals(node.func.value, named, seen)
        return lines if node.args or node.func.attr == "splitlines" else [word for line in lines for word in line.split()]
    return [text for part in _parts(node) for text in _literals(part, named, seen)]


def _parts(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, (ast.List, ast.Tuple)):
        return [each.value if isinstance(each, ast.Starred) else each for each in node.elts]
    return [node.left, node.right] if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) else []
