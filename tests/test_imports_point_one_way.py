"""The layers: cli, server, codemods -> pipeline -> stages -> rules and reading -> knowledge and timeouts -> model."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import engine_lint

PACKAGE = Path(engine_lint.__file__).parent
LAYERS: tuple[tuple[str, ...], ...] = (
    ("dataclass", "expression"),
    ("model",),
    ("errors", "patterns", "suggestions", "spreading", "cache", "executors"),
    ("knowledge", "timeouts"),
    ("roots",),
    ("rules", "python", "files"),
    (
        "settings",
        "prefilter",
        "scanning",
        "ignorefiles",
        "suppression",
        "evaluation",
        "telling",
        "failures",
        "merging",
        "fingerprint",
        "adoption",
        "drafts",
        "fixing",
        "writeback",
        "visibility",
        "report",
        "outward",
        "outcomes",
        "discovery",
        "workspace",
        "editing",
        "grounds",
        "server_limits",
        "crowding",
        "probe",
    ),
    ("questions", "recalling"),
    ("pipeline", "pieces"),
    ("inventory", "shortfall", "bugs"),
    ("api", "server", "codemods"),
    ("cli",),
    ("__main__",),
)
"""Lowest first. A module may import from its own layer and from those below."""
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
HEAVY = ("libcst", "jinja2", "rich", "sqlalchemy", "yaml", "tomlkit")


def paths() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        relative = path.relative_to(PACKAGE)
        if relative.parts[0] != "bundled":
            yield ".".join(relative.with_suffix("").parts), path


PATHS = dict(paths())


@cache
def modules() -> dict[str, ast.Module]:
    """All modules, read when the first test asks for them."""
    return {module: ast.parse(path.read_text(encoding="utf-8")) for module, path in PATHS.items()}


def imported(tree: ast.Module) -> Iterator[str]:
    """The package's own modules that a module imports, anywhere in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            names = [f"{node.module}.{alias.name}" for alias in node.names] if node.module == "engine_lint" else [node.module or ""]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        yield from (name.removeprefix("engine_lint.") for name in names if name.startswith("engine_lint."))


def top(module: str) -> str:
    return module.partition(".")[0]


def test_every_module_has_a_layer() -> None:
    assert {top(module) for module in PATHS} - {"__init__"} <= set(LEVEL)


@pytest.mark.parametrize("module", [module for module in PATHS if module != "__init__"])
def test_imports_point_down(module: str) -> None:
    above = {other for other in imported(modules()[module]) if top(other) in LEVEL and LEVEL[top(other)] > LEVEL[top(module)]}
    assert above == set()


def test_no_rule_imports_a_rule() -> None:
    for module, tree in modules().items():
        if module.startswith("rules.el"):
            assert not [other for other in imported(tree) if other.startswith("rules.el")], module


def test_rules_know_no_syntax() -> None:
    for module, tree in modules().items():
        if top(module) == "rules":
            assert not [other for other in imported(tree) if top(other) in ("python", "files")], module
            assert not [node for node in ast.walk(tree) if isinstance(node, ast.Import) and any(alias.name in ("ast", "libcst") for alias in node.names)], (
                module
            )


def test_only_python_files_and_codemods_know_libcst() -> None:
    for module, tree in modules().items():
        names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        if any(name.split(".")[0] == "libcst" for name in names):
            assert top(module) in ("python", "files", "codemods"), module


def test_only_the_probe_knows_sqlalchemy_and_how_to_connect() -> None:
    for module, tree in modules().items():
        names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        if {name.split(".")[0] for name in names} & {"sqlalchemy", "socket", "tomlkit", "select"}:
            assert top(module) == "probe", module


def test_no_cycles_between_modules_at_import_time() -> None:
    graph = {module.removesuffix(".__init__"): set(_at_import_time(tree)) for module, tree in modules().items()}
    done: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " -> ".join([*path[path.index(module) :], module])
        if module in done:
            return
        for other in graph.get(module, ()):
            visit(other if other in graph else other.rpartition(".")[0], (*path, module))
        done.add(module)

    for module in graph:
        visit(module, ())


def _at_import_time(tree: ast.Module) -> Iterator[str]:
    """What a module imports when it is imported itself."""
    body = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    yield from imported(ast.Module(list(body), []))


@pytest.mark.parametrize("module", ["engine_lint", "engine_lint.pipeline", "engine_lint.cli.check", "engine_lint.rules.registry"])
def test_heavy_libraries_are_imported_only_when_needed(module: str) -> None:
    code = f"import sys, {module}; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent)
    assert done.stdout.strip() == "[]"
