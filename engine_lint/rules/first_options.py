"""The first options of a Flask config that has dead keys: the keys move into them, and what else is missing comes along."""

from __future__ import annotations

from dataclasses import replace

from engine_lint.model.change import Change, Code, Options, RenameOption, ReplaceStatement
from engine_lint.model.engine import Engine
from engine_lint.model.finding import Fix
from engine_lint.model.versions import Versions
from engine_lint.rules.flask_keys import Kind, dead_keys, meaning_of_name, waits_for_migration
from engine_lint.rules.migration import Migration, migrate
from engine_lint.rules.option_changes import add, first_options, fix


def add_or_migrate(engine: Engine, name: str, code: Code, doubts: tuple[str, ...], versions: Versions) -> Fix | None:
    """Add an option where the engine's new ones go, together with the dead keys that have to move there first; None where nothing can be written."""
    return _with_keys(engine, name, code, doubts, versions) if waits_for_migration(engine) else add(engine, name, code, doubts)


def _with_keys(engine: Engine, name: str, code: Code, doubts: tuple[str, ...], versions: Versions) -> Fix | None:
    """Move the removed keys of a config into its first options, with one option more; None where they do not become one new dict."""
    dead = list(dead_keys(engine.keys)) if engine.keys is not None else []
    groups = list({id(group): group for group, _, _ in dead}.values())
    if engine.keys is None or len(groups) != 1 or any(wrong.kind is not Kind.REMOVED for _, _, wrong in dead):
        return None
    if any(meaning_of_name(name) is not None for name in engine.config.keys() - {key.name for _, key, _ in dead}):
        return None
    migration = migrate([key for _, key, _ in dead], groups[0], engine.keys, versions)
    if not isinstance(migration, Migration):
        return None
    changes = tuple(_with_option(change, name, code) for change in migration.fix.changes)
    if changes == migration.fix.changes:
        return None
    reasons = (first_options(engine), *doubts, *((migration.fix.reason,) if migration.fix.reason else ()))
    return fix(f"{migration.fix.title}, with {name}={''.join(map(str, code.pieces))}", changes, reasons)


def _with_option(change: Change, name: str, code: Code) -> Change:
    if isinstance(change, ReplaceStatement) and change.options is not None:
        return replace(change, options=_longer(change.options, name, code))
    if isinstance(change, RenameOption) and isinstance(change.value, Options):
        return replace(change, value=_longer(change.value, name, code))
    return change


def _longer(options: Options, name: str, code: Code) -> Options:
    return replace(options, entries=(*options.entries, (name, code)))
