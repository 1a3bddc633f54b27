"""Functions and classes around engines that nothing in their project uses."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator

from engine_lint.knowledge.paths import called_by_name, is_started_by, says_what_is_installed, says_what_it_runs_with, tells_what_is_started
from engine_lint.python.project import Project
from engine_lint.python.scope import Module
from engine_lint.python.sites.mentions import means_another
from engine_lint.python.sites.recorder import EngineCall
from engine_lint.python.walking import walk

_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
MAX_FILES, MAX_NAMING = 5, 15
"""A name that stands in more files than these is in use: those where it may mean what is looked for, and those where it means anything."""
MAX_BYTES = 200_000
"""Longer files beside the code are data."""


def why_uncalled(call: EngineCall) -> str:
    """Why the engine of a call is never made, as far as the files of its application show; empty where it may be, and for packages that others import."""
    around = _outermost(call)
    if around is None or not _is_plain(around) or called_by_name(around.name):
        return ""
    module, word = call.module, around.name
    naming = module.project.naming((word,))
    if module.path not in naming or len(naming) > MAX_NAMING:
        return ""
    naming = tuple(path for path in naming if not _names_another(path, word, module))
    if len(naming) > MAX_FILES or not all(_leaves_alone(module.project, path, around, module) for path in naming):
        return ""
    if not _is_application(module.project) or any(word in text for text in _texts(module.project)):
        return ""
    return f"nothing in the project uses {word}{'' if isinstance(around, ast.ClassDef) else '()'}"


def _outermost(call: EngineCall) -> _Definition | None:
    """The function or class of the module's top level that a call stands in; None for one that somebody called."""
    if call.way.calls or call.function is None:
        return None
    line = call.node.lineno
    definitions = (each for each in call.module.tree.body if isinstance(each, _Definition))
    return next((each for each in definitions if each.lineno <= line <= (each.end_lineno or line)), None)


def _is_plain(around: _Definition) -> bool:
    """Whether nothing registers a definition: no decorator, no base class that may know its subclasses."""
    if isinstance(around, ast.ClassDef) and (around.bases or around.keywords):
        return False
    return not around.decorator_list


def _names_another(path: str, name: str, home: Module) -> bool:
    """Whether a name stands for something else in another file, which defines it or imports it from elsewhere."""
    module = home.project.parsed_at(path) if path != home.path else None
    return module is not None and means_another(module, name, home)


def _leaves_alone(project: Project, path: str, around: _Definition, home: Module) -> bool:
    """Whether a file that holds the name of a definition does not use it: it stands in the definition itself, in a comment, or is imported and no more."""
    module = home if path == home.path else project.parsed_at(path)
    if module is None:
        return False
    inside = {id(node) for node in walk(around)}
    return not any(id(node) not in inside and around.name in _words(node) for node in walk(module.tree))


def _words(node: ast.AST) -> str | tuple[str, ...]:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return (name,)
        case ast.Constant(value=str() as text):
            return text
        case ast.alias(name=name, asname=str()):
            return (name,)
        case _:
            return ()


def _is_application(project: Project) -> bool:
    """Whether a project's folder says how it is started, or only what it runs with, so that nobody else imports it."""
    names = _names(project)
    return any(map(is_started_by, names)) or (any(map(says_what_it_runs_with, names)) and not any(map(says_what_is_installed, names)))


def _texts(project: Project) -> Iterator[str]:
    """The texts in a project's folder that may name what is started."""
    for name in filter(tells_what_is_started, _names(project)):
        data = project.data(os.path.join(project.root, name))
        if data is not None and len(data) <= MAX_BYTES:
            yield data.decode("utf-8", "replace")


def _names(project: Project) -> list[str]:
    try:
        return sorted(os.listdir(project.root))
    except OSError:
        return []
