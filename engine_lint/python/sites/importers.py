"""Modules that nothing imports but programs which end: what they make when they are loaded lives as long as one run of these."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from engine_lint.python.scope import Module
from engine_lint.python.sites.lasting import goes_on, lingers
from engine_lint.python.sites.scripts import is_program
from engine_lint.python.sites.surroundings import surroundings
from engine_lint.python.walking import walk

MAX_IMPORTERS = 60
"""More modules than this are not looked at, those that import one and those that they import: one of them will go on."""


def only_programs_import(module: Module) -> bool:
    """Whether programs that end are all that imports a module, but for tests."""
    return module.once(_only_programs_import)


def _only_programs_import(module: Module) -> bool:
    project = module.project
    if not module.path.endswith(".py") or goes_on(module.tree):
        return False
    others = project.importers(module) or ()
    if not 0 < len(others) <= MAX_IMPORTERS:
        return False
    importing = map(project.parsed_at, others)
    return all(other is not None and _ends(other, module) for other in importing)


def stands_among_scripts(module: Module) -> bool:
    """Whether a module is in a folder for scripts, and is none that other parts of the project import."""
    project = module.project
    if not surroundings(module.path, project.base).is_script:
        return False
    return all(surroundings(path, project.base).is_script for path in project.importers(module) or ())


def _imported(module: Module) -> Iterator[str]:
    """The dotted names of modules that a module imports, and of what it imports from them, which may be modules too."""
    for node in walk(module.tree):
        match node:
            case ast.Import(names=names):
                yield from (each.name for each in names)
            case ast.ImportFrom(module=name, names=names, level=level):
                home = module.project.absolute(name or "", level, module)
                yield home
                yield from (f"{home}.{each.name}" for each in names)


def _ends(module: Module, but: Module) -> bool:
    """Whether a module is a program that ends, and neither goes on in what it imports beside another one, nor in what that imports."""
    if not is_program(module) and not _is_script(module):
        return False
    near = _project_modules(module) - {but}
    if len(near) > MAX_IMPORTERS:
        return False
    further = {found for other in near for found in _project_modules(other)} - {but}
    return len(further) <= MAX_IMPORTERS and not any(lingers(other.tree) for other in near | further)


def _project_modules(module: Module) -> set[Module]:
    """The modules of the project that a module imports."""
    return {found for dotted in _imported(module) if (found := module.project.find(dotted, module)) is not None}


def _is_script(module: Module) -> bool:
    """Whether nobody imports a module that does something when it is loaded, and is done then."""
    works = any(isinstance(each, ast.With | ast.For) or (isinstance(each, ast.Expr) and isinstance(each.value, ast.Call)) for each in module.tree.body)
    return works and not goes_on(module.tree) and not module.project.is_imported(module)
