"""The modules of a project, parsed only when a value leads there."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

from engine_lint.cache.witnesses import answered, looked_for
from engine_lint.errors import UnreadableFile
from engine_lint.model.place import Place, Position, Span
from engine_lint.model.size import MAX_BYTES
from engine_lint.model.source import Source
from engine_lint.python.budget import Budget
from engine_lint.python.conditions import Conditions, Path
from engine_lint.python.config_uses import ConfigUses
from engine_lint.python.dict_values import DictValue
from engine_lint.python.effects import Effects
from engine_lint.python.imports import Imports, absolute, dotted_name
from engine_lint.python.index import Index
from engine_lint.python.interest import Interest
from engine_lint.python.lookup import settle
from engine_lint.python.needles import NEEDLES
from engine_lint.python.parsing import decode, parsed
from engine_lint.python.possibilities import alternatives, read
from engine_lint.python.scope import Class, Module
from engine_lint.python.sites.listeners import Listeners
from engine_lint.python.sites.recorder import Recorder
from engine_lint.python.sites.surroundings import surroundings
from engine_lint.python.sites.url_texts import UrlTexts
from engine_lint.python.trace import Trace
from engine_lint.python.values import Abstract, ClassValue, External, Function, Imported, ModuleValue, Opaque
from engine_lint.python.words import Words


class Project:
    """One project: where its modules are, what has been read of them, and what was found on the way.

    Args:
        root: the project's folder, absolute; imports are looked up within it.
        base: the repository's folder, absolute, from which paths tell what is a test; the root where empty.
        index: gives what the bytes of the project's files show, for facts that run backwards: a key that another file reads.
        texts: bytes that stand for those on disk, by path: standard input, or a rewrite that is not written yet.
        traced: whether to remember where values come from.
    """

    def __init__(
        self, root: str, index: Callable[[], Index] = Index, base: str = "", texts: Mapping[str, bytes] | None = None, *, traced: bool = False
    ) -> None:
        self.root = os.path.abspath(root)
        self.base = os.path.abspath(base) if base else self.root
        self._index = index
        self._texts = texts or {}
        self.trace = Trace() if traced else None
        self.conditions = Conditions()
        self.configs: dict[tuple[int, str], DictValue] = {}
        self.active: set[ast.AST] = set()
        self.run_alone: set[ast.AST] = set()
        """Functions that were run with unknown arguments."""
        self.run_by_default: set[ast.AST] = set()
        """Functions that were run with their defaults."""
        self.callers_open: set[tuple[ast.AST, Module]] = set()
        """Functions whose callers were run, with the module that asked for it."""
        self.sites = Recorder()
        self.listeners = Listeners()
        self.notes: list[tuple[Place, str]] = []
        self.effects: dict[ast.AST, Effects] = {}
        """What functions change that lives on after them."""
        self.environment: dict[str, Abstract] = {}
        """What ``os.environ.setdefault`` gave to environment variables."""
        self._modules: dict[str, Module | None] = {}
        self._imports = Imports(self.root, self.base, self._is_file)
        self.url_texts: dict[Module, UrlTexts] = {}
        """Where the URLs of a module stand, for modules with pool options in one."""
        self.results: dict[tuple[ast.AST, int], Abstract] = {}
        """What functions without arguments return, by function and receiver."""
        self._listeners_open = False
        self._resolving: set[tuple[str, str, str]] = set()
        self._interests: dict[int, Interest] = {}
        self.budget = Budget()

    def open(self, source: Source, tree: ast.Module | None = None) -> Module:
        """The module of a source, parsed and executed; later imports of its path find it.

        One that comes with its tree is a part of a file, or several: nobody imports it.

        Raises:
            UnreadableFile: it cannot be parsed.
        """
        self.budget.refill(len(source.line_starts))
        module = self._modules.get(source.path) if tree is None else None
        if module is None:
            module = self._made(source) if tree is None else Module(source, tree, *dotted_name(source.path), self)
            if tree is None:
                self._modules[source.path] = module
        self.execute(module)
        return module

    def execute(self, module: Module) -> None:
        """Run a module's top level, once."""
        from engine_lint.python.execute import run_block

        if not module.executed:
            module.executed = True
            run_block(module.tree.body, module.frame)
            self.conditions.survive(module.frame.path)

    def others(self, path: str) -> Iterator[tuple[str, Words]]:
        """The project's index, without one file."""
        return ((other, words) for other, words in self._index().words.items() if other != path)

    def config_uses(self) -> Mapping[str, ConfigUses]:
        """By file of the project, what it does with configs of Flask apps."""
        return self._index().config_uses

    @cached_property
    def config_uses_of_app(self) -> Mapping[str, ConfigUses]:
        """The same of the files that are part of the app that runs."""
        return {path: each for path, each in self.config_uses().items() if not surroundings(path, self.base).is_beside_the_app}

    def names_word(self, word: str, paths: Iterable[str]) -> bool:
        """Whether a word stands in one of some files of the project."""
        return self._index().names_word(word, paths)

    def open_listeners(self) -> None:
        """Run the modules that listen to checkouts, once."""
        if not self._listeners_open:
            self._listeners_open = True
            list(self.modules_that(lambda words: words.listens))

    def modules_that(self, show: Callable[[Words], bool]) -> Iterator[Module]:
        """The modules whose bytes show something, executed, in order of path."""
        for path, words in sorted(self._index().words.items()):
            if show(words) and (module := self.module_at(path)) is not None:
                yield module

    def parsed_at(self, path: str) -> Module | None:
        """The module in a file, executed or not; None where it cannot be read."""
        if path not in self._modules:
            self._modules[path] = self._load(path)
        return self._modules[path]

    def module_at(self, path: str) -> Module | None:
        """The module in a file, executed; None where it cannot be read."""
        module = self.parsed_at(path)
        if module is not None:
            self.execute(module)
        return module

    def subclassing(self, name: str) -> tuple[str, ...]:
        """The files in which a class is named as a base."""
        return self._index().subclassing(name)

    def constructs(self, name: str) -> bool:
        """Whether a class is called anywhere."""
        return self._index().constructs(name)

    def is_imported(self, module: Module) -> bool:
        """Whether another file of the project may import a module; true where its files are not known."""
        return self.importers(module) != ()

    def importers(self, module: Module) -> tuple[str, ...] | None:
        """The files that may import a module, in order; None where the project's files are not known, or too many import something of its name.

        Tests do not count, unless it belongs to them.
        """
        stem = module.dotted.rpartition(".")[2]
        question = ("importers", "\0".join((self.root, stem, module.path)))
        named = answered(question, lambda: self._index().importers(stem, module.path))
        if named is None:
            return None
        found = self._imports.meaning(module.path, named)
        in_tests = surroundings(module.path, self.base).in_tests
        return tuple(path for path in found if in_tests or not surroundings(path, self.base).in_tests)

    def may_take_options(self, module: Module) -> bool:
        """Whether parameters named in a module may be those of a library that makes engines."""
        return answered(("makers", module.path), lambda: self._index().may_import_maker(module.path))

    def naming(self, names: Iterable[str]) -> tuple[str, ...]:
        """The files in which one of some names of functions or classes around sites stands."""
        return self._index().names.naming(names)

    def happened(self) -> object:
        """Something that changes with whatever is found while functions run: engines, listeners, settings."""
        return self.sites.size, self.listeners.size, len(self.environment), sum(each.changes + len(each.unseen) for each in self.configs.values())

    def note(self, module: Module, node: ast.stmt, text: str) -> None:
        """Remember that something could not be followed."""
        self.notes.append((module.place(node), text))

    def absolute(self, name: str, level: int, importer: Module) -> str:
        """The absolute dotted name of an import with ``level`` leading dots."""
        return absolute(name, level, importer.dotted, importer.is_package)

    def find(self, dotted: str, importer: Module) -> Module | None:
        """The project's module of that name as seen from another, or None where it is not the project's."""
        if not dotted:
            return None
        path = self._imports.file_of(dotted, importer.path)
        return self.parsed_at(path) if path else None

    def _is_file(self, path: str) -> bool:
        return path in self._modules or path in self._texts or os.path.isfile(looked_for(path))

    def data(self, path: str) -> bytes | None:
        """The bytes of a file that the project's code reads, None where they cannot be had."""
        found = self._texts.get(path.replace(os.sep, "/"))
        if found is not None:
            return found
        try:
            if not os.path.isfile(looked_for(path)) or os.path.getsize(path) > MAX_BYTES:
                return None
            with open(path, "rb") as file:
                return file.read()
        except OSError:
            return None

    def _load(self, path: str) -> Module | None:
        try:
            data = self.data(path)
            if data is None:
                return None
            return self._made(decode(path.replace(os.sep, "/"), data))
        except (OSError, UnreadableFile):
            return None

    def _made(self, source: Source) -> Module:
        """The module of a source; what could not be parsed is noted where it may hold a site."""
        dotted, is_package = dotted_name(source.path)
        found = parsed(source)
        for lost in found.lost:
            if any(needle in lost.text.encode("utf-8", "replace") for needle in NEEDLES):
                at = Position(lost.line, 1)
                self.notes.append((source.place(Span(at, at)), "Python {}.{} cannot parse it".format(*sys.version_info)))
        return Module(source, found.tree, dotted, is_package, self)

    def module_value(self, dotted: str, importer: Module) -> Abstract:
        """``import dotted``."""
        module = self.find(dotted, importer)
        if module is None:
            return External(dotted)
        return ModuleValue(module)

    def resolve(self, name: Imported) -> Abstract:
        """``from module import name``."""
        key = (name.module, name.name, name.importer.path)
        if key in self._resolving:
            return Opaque(f"the import of {name.name} goes in a circle")
        self._resolving.add(key)
        try:
            module = self.find(name.module, name.importer)
            if module is not None and module is not name.importer:
                return self.member(module, name.name, frozenset())
            beneath = self.find(f"{name.module}.{name.name}", name.importer)
            return ModuleValue(beneath) if beneath is not None else External(f"{name.module}.{name.name}")
        finally:
            self._resolving.discard(key)

    def member(self, module: Module, name: str, path: Path) -> Abstract:
        """A name of a module's top level, or a submodule."""
        self.execute(module)
        value = read(module.frame.names.get(name, []), path)
        if value is not None:
            return settle(value)
        if module.is_package:
            beneath = self.find(f"{module.dotted}.{name}", module)
            if beneath is not None:
                return ModuleValue(beneath)
        for dotted in module.star_imports:
            found = self.star_name(dotted, name, module)
            if found is not None:
                return found
        return Opaque(f"{module.dotted} does not set {name}")

    def star_name(self, dotted: str, name: str, importer: Module) -> Abstract | None:
        """What ``from dotted import *`` gives for a name; None where nothing."""
        key = (dotted, name, importer.path)
        if key in self._resolving:
            return None
        self._resolving.add(key)
        try:
            module = self.find(dotted, importer)
            if module is None:
                return self.sites.star_import(dotted, name)
            found = self.member(module, name, frozenset())
            return None if isinstance(found, Opaque) else found
        finally:
            self._resolving.discard(key)

    def classes_of(self, bases: Iterable[Abstract]) -> list[Class]:
        """The classes of the project among some values."""
        return [each.cls for base in bases for _, each in alternatives(settle(base)) if isinstance(each, ClassValue)]

    def external_names(self, bases: Iterable[Abstract]) -> list[str]:
        """The dotted names of the external classes among some values."""
        return [each.dotted for base in bases for _, each in alternatives(settle(base)) if isinstance(each, External)]

    def factory_named(self, function: Function) -> str:
        """The factory that a project function is, in SQLAlchemy's own repository and the like; mostly empty."""
        module = function.frame.module
        return self.sites.factory_of(f"{module.dotted}.{function.name}") if function.frame.kind == "module" else ""

    def holds_site(self, module: Module, node: ast.AST, owner: Class | None) -> bool:
        """Whether a function's lines hold a word that can belong to a site, or call a function that does."""
        return self._interest(module).holds(node)

    def names_factory(self, module: Module) -> bool:
        """Whether the name of an engine factory stands in a module."""
        return self._interest(module).names_factory

    def holds_factory(self, module: Module, node: ast.AST) -> bool:
        """Whether the name of an engine factory stands in a function."""
        return self._interest(module).holds_factory(node)

    def _interest(self, module: Module) -> Interest:
        if id(module) not in self._interests:
            self._interests[id(module)] = Interest(module, self._index().names)
        return self._interests[id(module)]
