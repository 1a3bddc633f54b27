"""Whether an app that has Flask-SQLAlchemy's extension loads a config, for all that the project's files show."""

from __future__ import annotations

from collections.abc import Mapping

from engine_lint.knowledge.flask import config_files
from engine_lint.python.config_uses import ConfigUses, uses_in
from engine_lint.python.scope import Module
from engine_lint.python.sites.flask_factories import makers_without_database

UNLOADED = "no code of the project but its tests loads this config into an app"
MIGRATED = "the app that loads this config has no views and is there for migrations"
WITHOUT_DATABASE = "the app that loads this config gets no database"
UNIMPORTABLE = "its file has a name that no import can have, and nothing loads it by that"
UNREAD = "nothing in the project makes Flask-SQLAlchemy's extension, which would read it"


def why_unused(module: Module, form: str) -> str:
    """Why no app that has a database seems to use the configs of a module, or an empty string.

    Args:
        module: where they stand.
        form: that of their namespace: ``attribute`` for classes and settings, ``item`` for what an app is given on the spot.
    """
    path, project = module.path, module.project
    if path.rpartition("/")[2] in config_files() or not any(other != path for other in project.config_uses()):
        return ""
    own = uses_in(module.source.text.encode("utf-8", "replace"))
    uses = {other: each for other, each in project.config_uses_of_app.items() if other != path}
    if not own.has_extension and not any(each.has_extension for each in uses.values()):
        return UNREAD
    if form == "item":
        return MIGRATED if own.migrates and not own.serves and not project.is_imported(module) else ""
    loading = [other for other, each in uses.items() if each.loads]
    stem = module.dotted.rpartition(".")[2]
    if not stem.isidentifier():
        return "" if loads_others(module) or any(stem.encode() in (project.data(other) or b"") for other in (path, *loading)) else UNIMPORTABLE
    if not loading or own.loads or any(each.reads_uri for each in uses.values()):
        return ""
    if any(uses[other].migrates for other in loading) and not own.serves and not any(each.serves for each in uses.values()):
        return MIGRATED
    return _why_not_loaded(module, uses, loading)


def loads_others(module: Module) -> bool:
    """Whether a project loads configs into apps of which its code does not say which they are, or that are no code."""
    project, own = module.project, uses_in(module.source.text.encode("utf-8", "replace"))
    return any(each.loads and not each.by_name for each in (own, *project.config_uses_of_app.values()))


def _why_not_loaded(module: Module, uses: Mapping[str, ConfigUses], loading: list[str]) -> str:
    """Why the files that load configs leave those of a module out, or give them to apps that have no database."""
    project, word = module.project, module.dotted.rpartition(".")[2]
    named = [other for other in uses if project.names_word(word, (other,))]
    if not named:
        return UNLOADED if all(uses[other].by_name for other in loading) else ""
    naming = project.parsed_at(named[0])
    if len(named) > 1 or naming is None:
        return ""
    makers = makers_without_database(naming, word)
    others = [other for other in uses if other != naming.path]
    return WITHOUT_DATABASE if makers and not any(project.names_word(maker, others) for maker in makers) else ""
