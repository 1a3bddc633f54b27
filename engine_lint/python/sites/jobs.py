"""Modules of jobs: a scheduler runs them, each run in a process that ends with it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from engine_lint.knowledge.jobs import marks_jobs, runs_jobs
from engine_lint.knowledge.paths import keeps_serving
from engine_lint.python.config_uses import serves
from engine_lint.python.scope import Module
from engine_lint.python.sites.lasting import lingers

_FLASK = "flask"
"""Jobs make apps of it for the extensions and settings that these bring along, and serve nobody."""


def in_a_job(module: Module) -> bool:
    """Whether a module holds jobs and nothing that serves: what it makes lives for one run of one of them."""
    return module.once(_holds_jobs)


def _holds_jobs(module: Module) -> bool:
    own = module.dotted.partition(".")[0]
    if not any(marks_jobs(home, name) and home.partition(".")[0] != own for home, name in _used(module)):
        return False  # What the program that runs jobs brings along itself lives as long as whoever uses it lets it.
    serving = [name for name in _imported(module) if keeps_serving(name) and not runs_jobs(name)]
    return not lingers(module.tree) and not [name for name in serving if name != _FLASK or serves(module.source.text.encode("utf-8", "replace"))]


def _imported(module: Module) -> Iterator[str]:
    yield from (each.name for node in module.nodes.get(ast.Import, ()) for each in node.names)
    yield from (node.module for node in module.nodes.get(ast.ImportFrom, ()) if node.module and not node.level)


def _used(module: Module) -> Iterator[tuple[str, str]]:
    """The names that a module imports from others, and those that it uses of modules: ``("airflow", "DAG")``."""
    for node in module.nodes.get(ast.ImportFrom, ()):
        yield from ((node.module, each.name) for each in node.names if node.module and not node.level)
    modules = {each.asname or each.name: each.name for node in module.nodes.get(ast.Import, ()) for each in node.names}
    for used in module.nodes.get(ast.Attribute, ()):
        if (holder := _name_of(used.value)) in modules:
            yield modules[holder], used.attr


def _name_of(node: ast.expr) -> str:
    """``airflow.decorators`` for an expression that is such a chain of names, else something that no module is called."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=base, attr=name):
            return f"{_name_of(base)}.{name}"
        case _:
            return ""
