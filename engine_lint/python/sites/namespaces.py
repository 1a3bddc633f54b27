"""Config namespaces of Flask apps: config classes, config modules and config objects of an application."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from engine_lint.dataclass import dataclass
from engine_lint.python.attributes import is_property, of_instance
from engine_lint.python.conditions import ALWAYS
from engine_lint.python.objects import prototype
from engine_lint.python.records import is_from_environment, is_settings
from engine_lint.python.scope import Class, Module
from engine_lint.python.values import Abstract, Function, Log, Opaque


@dataclass(frozen=True, eq=False)
class Namespace:
    """A place where config keys are set: ``form`` is ``attribute`` (class, module) or ``item`` (a config object)."""

    name: str
    module: Module
    entries: Mapping[str, Log]
    form: str
    receiver: str = ""
    cls: Class | None = None
    unseen: tuple[str, ...] = ()
    obstacle: str = ""
    """Why no further key can be written into it, or empty."""

    def got(self, key: str, value: Abstract) -> Abstract:
        """What an app finds under a key that a value is bound to: of a property, what it returns."""
        if self.cls is None or not (isinstance(value, Function) and is_property(value)):
            return value
        reader = ast.copy_location(ast.Name(key, ast.Load()), value.node)
        return of_instance(prototype(self.cls), key, reader, self.module.frame)

    def inherited(self, key: str) -> tuple[Abstract, str] | None:
        """A key that a base class sets, with the text that names the base; None where no base does."""
        if self.cls is None:
            return None
        for base in self.cls.node.bases:
            for parent in self.module.project.classes_of((_named(self.cls, base),)):
                if parent.attribute(key, ALWAYS) is not None:
                    return parent.attribute(key, ALWAYS) or Opaque("it is inherited"), self.module.text(base)
        return None


def _named(cls: Class, base: ast.expr) -> Abstract:
    return cls.bases[cls.node.bases.index(base)]


def namespaces(module: Module) -> Iterator[Namespace]:
    """The config namespaces of a module that set a ``SQLALCHEMY_*`` key."""
    for cls in module.classes:
        entries = _config_entries(cls.frame.names)
        if entries:
            declared = is_from_environment(cls)
            unseen = (f"{cls.name} is a settings class whose values can be set from outside",) if is_settings(cls) else ()
            obstacle = f"{cls.name} is a settings class, in which a field has to be declared with its type" if declared else ""
            yield Namespace(cls.name, module, entries, "attribute", cls=cls, unseen=unseen, obstacle=obstacle)
    entries = _config_entries(module.frame.names)
    if entries:
        yield Namespace(module.dotted, module, entries, "attribute")
    for content in tuple(module.project.configs.values()):
        if content.place is not None and content.place.path == module.path:
            entries = _config_entries(content.entries)
            if entries:
                yield Namespace(content.receiver, module, entries, "item", content.receiver, unseen=tuple(why.reason for _, why in content.unseen))


def inherited(space: Namespace) -> Iterator[dict[str, Log]]:
    """The keys that each base class of a config class sets, nearest first."""
    for cls in space.cls.lineage() if space.cls is not None else ():
        if cls is not space.cls:
            yield _config_entries(cls.frame.names)


def _config_entries(names: Mapping[str, Log]) -> dict[str, Log]:
    found = {}
    for name, log in names.items():
        writes = [write for write in log if write.place is not None]
        if name.startswith("SQLALCHEMY_") and writes:
            found[name] = writes
    return found
