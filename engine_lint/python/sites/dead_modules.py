"""Modules with engines that nothing in their application imports or starts."""

from __future__ import annotations

import ast
import os
import re

from engine_lint.knowledge.paths import called_by_name, is_started_by, starts_as_module
from engine_lint.python.scope import Module
from engine_lint.python.sites.dead_code import is_application, texts_of
from engine_lint.python.sites.lasting import goes_on
from engine_lint.python.sites.recorder import EngineCall

_LOADS = re.compile(rb"\b(?:import_module|iter_modules|walk_packages|__import__|glob|listdir|iterdir|scandir)\b")
"""What a package loads all of its modules with."""


def why_unimported(call: EngineCall) -> str:
    """Why the engine of a module's top level is never made, as far as the files of an application that serves show; empty where it may be."""
    module = call.module
    if call.way.calls or call.function is not None or module.is_package or not module.path.endswith(".py"):
        return ""
    if _may_be_started(module) or not is_application(module.project) or _is_told_of(module) or _is_loaded_by_its_package(module):
        return ""
    if module.project.is_imported(module) or not module.project.serves_beside(module):
        return ""
    return f"nothing in the project imports {module.dotted}"


def _may_be_started(module: Module) -> bool:
    """Whether a module looks like a program: by its name, a main block, what it serves, or statements at its top level that do something."""
    stem = module.dotted.rpartition(".")[2]
    if called_by_name(stem) or starts_as_module(stem) or is_started_by(f"{stem}.py") or module.main_guard != (0, 0) or goes_on(module.tree):
        return True
    return any(isinstance(each, (ast.For, ast.While, ast.With)) or _acts(each) for each in module.tree.body)


def _acts(statement: ast.stmt) -> bool:
    """Whether a statement is a call for its own sake."""
    return isinstance(statement, ast.Expr) and isinstance(statement.value, (ast.Call, ast.Await))


def _is_loaded_by_its_package(module: Module) -> bool:
    """Whether the package around a module seems to load what lies in its folder."""
    return _LOADS.search(module.project.data(os.path.join(os.path.dirname(module.path), "__init__.py")) or b"") is not None


def _is_told_of(module: Module) -> bool:
    """Whether a text in the project's folder names a module: ``app.db``, ``db.py``, ``db:engine``."""
    stem = re.escape(module.dotted.rpartition(".")[2])
    named = re.compile(rf"(?:\w[./]|-m\s+){stem}\b|\b{stem}(?:\.py\b|:\w)")
    return any(named.search(text) is not None for text in texts_of(module.project))
