"""What names of a module hold once it has run, in the model's words."""

from __future__ import annotations

from collections.abc import Iterable

from engine_lint.model.place import Place
from engine_lint.model.value import Value
from engine_lint.python.conditions import ALWAYS
from engine_lint.python.project import Project
from engine_lint.python.views import model_value


def values_in(project: Project, path: str, names: Iterable[str]) -> dict[str, tuple[Value, Place | None]]:
    """The values of those of some names that a module sets, and where; none where it cannot be read."""
    module = project.module_at(path)
    if module is None:
        return {}
    found = {name: module.frame.lookup(name) for name in names}
    places = {name: writes[-1].place for name in names if (writes := module.frame.names.get(name))}
    return {name: (model_value(value, ALWAYS, strict=False), places.get(name)) for name, value in found.items() if value is not None}
