"""Everything that one module shows: its engines and its config keys."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial

from engine_lint.model.engine import Engine, Hooks, SessionTimer
from engine_lint.model.place import Place, span_of
from engine_lint.model.reading import Reading
from engine_lint.model.source import Source
from engine_lint.python.budget import CUT_SHORT
from engine_lint.python.callers import run_functions
from engine_lint.python.judging import engines_of
from engine_lint.python.project import Project
from engine_lint.python.remarks import with_remarks
from engine_lint.python.scope import Module
from engine_lint.python.sites.flask_config import ConfigReader
from engine_lint.python.sites.flask_extension import bare_extension, config_in_sight, extension_engine, extension_options, given_an_app
from engine_lint.python.sites.flask_layers import is_laid_over
from engine_lint.python.sites.flask_usage import loads_others, why_unused
from engine_lint.python.sites.late_options import late_options
from engine_lint.python.sites.pool_hooks import overridden_hooks
from engine_lint.python.sites.surroundings import surroundings
from engine_lint.python.sites.third_party_config import ThirdPartyConfigs
from engine_lint.python.walking import walk
from engine_lint.python.ways import of_config
from engine_lint.python.words import Words, words_in

_CALLS = ("call", "third-party")


def read(source: Source, project: Project, tree: ast.Module | None = None) -> Reading:
    """Read one module.

    Args:
        source: its text.
        project: where other modules are found; what was read of them stays there.
        tree: what it runs, where that is not simply its text.

    Raises:
        UnreadableFile: it cannot be parsed.
    """
    module = project.open(source, tree)
    run_functions(module)
    around = surroundings(module.path, project.base)
    ping = project.listeners.for_config(module)
    found = engines_of(module)
    outside = [(path, words) for path, words in project.others(module.path) if not surroundings(path, project.base).in_tests]
    options_elsewhere = any(words.sets_config_options for _, words in outside)
    overriding = [words_in(source.text.encode("utf-8", "replace")), *(words for _, words in outside)]
    hooks = Hooks(any(words.pool_hook for words in overriding), any(words.engine_hook for words in overriding))
    has_config = options_elsewhere or "SQLALCHEMY_ENGINE_OPTIONS" in source.text
    for extension in project.sites.extensions:
        if extension.module is module:
            found += extension_engine(extension, around, project.conditions, ping, has_config, hooks)
            if not has_config and not around.is_beside_the_app and not config_in_sight(module):
                found += bare_extension(extension, ping, hooks)
    configs = ConfigReader(
        module,
        around,
        project.conditions,
        ping,
        hooks=hooks,
        options_elsewhere=options_elsewhere or any(words.sets_extension_options for _, words in outside),
        project_is_known=bool(outside),
        read_elsewhere=_keys_read(module).union(*(words.keys_read for _, words in project.others(module.path))),
        overridden=_overridden(source, outside),
        extension=cache(lambda: extension_options(module)),
        why_unused=cache(partial(why_unused, module)),
        loads_others=cache(partial(loads_others, module)),
        is_laid_over=partial(is_laid_over, module),
        has_extension=any(not module.source.line(line)[:1].isspace() for line, _, _ in overriding[0].extensions),
        extensions=tuple(_extensions(outside, project))[:5],
        readers=partial(given_an_app, module),
    )
    found += configs.engines()
    found += ThirdPartyConfigs(module, around, project.conditions, ping, any(words.sets_lite_options for _, words in outside)).engines()
    if project.trace is not None:
        found = [each if each.ways else replace(each, ways=of_config(each, project.trace)) for each in found]
    keys = tuple(configs.config_keys())
    notes = tuple((place, text) for place, text in project.notes if place.path == module.path)
    overridden = tuple(overridden_hooks(module, project.sites.hooks, around, project.conditions))
    timer = project.listeners.timer_for_config(module)
    if timer is not None:
        found = [_with_timer(each, SessionTimer(timer.seconds, timer.place)) for each in found]
    autocommit, error = project.listeners.autocommit_for_config(module), project.listeners.error_for_config(module)
    if autocommit is not None:
        found = [each if each.site.kind in _CALLS else replace(each, autocommit_listener=autocommit.place) for each in found]
    if error is not None:
        found = [each if each.site.kind in _CALLS else replace(each, error_listener=error.place) for each in found]
    if "sqlite:" in source.text:
        found = [replace(each, near_sqlite=True) for each in found]
    remarks: tuple[str, ...] = ()
    if project.budget.cut_short:
        remarks = (f"{os.path.relpath(module.path, project.base)} leads to more calls than are followed: what the rest of them does is taken for unknown",)
        found = [each if each.site.kind in _CALLS else replace(each, unseen=(*each.unseen, CUT_SHORT)) for each in found]
    made = sorted(with_remarks(found, project), key=lambda each: each.site.place)
    return Reading(tuple(made), keys, overridden, late_options(module, project.sites.late, around), notes, remarks=remarks)


def _extensions(outside: list[tuple[str, Words]], project: Project) -> Iterator[Place]:
    """Where extensions for apps are made, for all that bytes show."""
    for path, words in outside:
        if words.extensions and not surroundings(path, project.base).is_beside_the_app:
            yield from (Place(path, span_of(line, first, line, last)) for line, first, last in words.extensions)


def _with_timer(engine: Engine, timer: SessionTimer) -> Engine:
    """An engine of a config with the timer that a listener sets; what stands at a call was looked at there."""
    return engine if engine.session_timer is not None or engine.site.kind in _CALLS else replace(engine, session_timer=timer)


def _overridden(source: Source, outside: list[tuple[str, Words]]) -> frozenset[str]:
    """Which namespaces do not decide about the database: an app's config, where a config class or module does; a module that is copied from."""
    copied_here = words_in(source.text.encode("utf-8", "replace")).copies_uri
    found = {"item"} if any(words.sets_uri for _, words in outside) and not copied_here else set()
    return frozenset(found | ({"module"} if any(words.copies_uri for _, words in outside) else set()))


def _keys_read(module: Module) -> frozenset[str]:
    """``SQLALCHEMY_*`` keys that the module reads: they are the project's own business. A variable of the environment is no key."""
    found: set[str] = set()
    if "SQLALCHEMY_" not in module.source.text:
        return frozenset()
    for node in walk(module.tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load) and node.attr.startswith("SQLALCHEMY_"):
            found.add(node.attr)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id.startswith("SQLALCHEMY_"):
            found.add(node.id)
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and not _is_environment(node.value):
            found |= _key_in(node.slice)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"get", "pop", "getattr"} and node.args:
            found |= set() if _is_environment(node.func.value) else _key_in(node.args[0])
    return frozenset(found)


def _is_environment(node: ast.expr) -> bool:
    """Whether it is ``os.environ`` by its name."""
    return (node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else "") == "environ"


def _key_in(node: ast.expr) -> set[str]:
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("SQLALCHEMY_") else set()
