"""Flask configs as subjects for the rules: config classes, config modules and config objects of an application."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import replace

from engine_lint.dataclass import dataclass
from engine_lint.model.engine import Backend, Engine, Hooks, Misplaced, Ping, Site
from engine_lint.model.flask import ConfigKeys
from engine_lint.model.place import Place
from engine_lint.model.value import Carrier, Option
from engine_lint.python import backends
from engine_lint.python.conditions import ALWAYS, Conditions, Path, contradicts
from engine_lint.python.dict_values import DictValue
from engine_lint.python.possibilities import default_of
from engine_lint.python.records import is_settings
from engine_lint.python.scope import Class, Module
from engine_lint.python.sites.common_level import common_level
from engine_lint.python.sites.engine_calls import described
from engine_lint.python.sites.flask_arms import alike, sets_options_alone
from engine_lint.python.sites.flask_binds import BindReader
from engine_lint.python.sites.flask_extension import NAMED_ELSEWHERE, ExtensionOptions
from engine_lint.python.sites.flask_key_groups import KeyGroups
from engine_lint.python.sites.listeners import PingListener
from engine_lint.python.sites.misplaced import misplaced
from engine_lint.python.sites.namespaces import Namespace, inherited, namespaces
from engine_lint.python.sites.surroundings import Surroundings
from engine_lint.python.sites.url_commands import timer_in
from engine_lint.python.targets import target_in
from engine_lint.python.values import Abstract, Opaque, Scalar, Sequence, Write
from engine_lint.python.views import in_force, narrowed, on_each_path, option, options_of, unseen_in
from engine_lint.python.walking import walk

OPTIONS, URI = "SQLALCHEMY_ENGINE_OPTIONS", "SQLALCHEMY_DATABASE_URI"
TEST_WORDS = ("test", "dev", "local", "debug")


@dataclass(frozen=True)
class ConfigReader:
    """Turns the namespaces of one module into subjects."""

    module: Module
    surroundings: Surroundings
    conditions: Conditions
    ping: PingListener | None
    hooks: Hooks
    """Whether the project overrides methods of the extension that set options."""
    options_elsewhere: bool
    """Whether ``SQLALCHEMY_ENGINE_OPTIONS`` or ``engine_options`` stands somewhere else in the project."""
    project_is_known: bool = False
    """Whether other files of the project were looked at."""
    extensions: tuple[Place, ...] = ()
    """Where the rest of the project makes extensions that may read the configs."""
    readers: Callable[[], tuple[Place, ...]] = tuple
    """Those of all extensions that are given an app, as far as that can be told, worked out for a config without options."""
    has_extension: bool = False
    """Whether this module makes the extension when it is loaded, for all that its bytes show: one that a function makes may be for a migration."""
    extension: Callable[[], ExtensionOptions] = ExtensionOptions
    """What that extension gives to all databases, worked out where a config names one."""

    loads_others: Callable[[], bool] = bool
    """Whether the project loads configs that cannot be told from its code, worked out for one without options."""
    is_laid_over: Callable[[Class | None], bool] = lambda cls: False
    """Whether what a class or the module sets is laid over another config without options, which is told of."""
    why_unused: Callable[[str], str] = lambda form: ""
    """Why no app with a database seems to use the namespaces of a form."""
    read_elsewhere: frozenset[str] = frozenset()
    """Keys that the project itself reads."""
    overridden: frozenset[str] = frozenset()
    """The forms of namespace whose database is only another name for, or an override of, one that a config elsewhere sets."""

    def engines(self) -> Iterator[Engine]:
        """One engine per options dict and path; one for all configs that name a database and no options."""
        bare: list[Engine] = []
        binds = BindReader(self._site, self.conditions, self.ping, self.hooks, self.extension)
        for space in namespaces(self.module):
            if OPTIONS in space.entries:
                yield from self._with_options(space)
                if self._may_lack_options(space) and sets_options_alone(space):
                    yield from map(self._told_of_readers, alike(list(self._bare(space))))
            elif self._may_lack_options(space) and not self._options_nearby():
                bare += self._bare(space)
            yield from binds.engines(space)
        yield from map(self._told_of_readers, _first_of(bare))

    def _may_lack_options(self, space: Namespace) -> bool:
        """Whether a namespace names a database for an app, and nothing outside of this module is known to set options for it."""
        return (
            URI in space.entries
            and not self.options_elsewhere
            and space.inherited(OPTIONS) is None
            and ("module" if space.form == "attribute" and space.cls is None else space.form) not in self.overridden
            and self._is_flask(space)
            and not (space.form == "attribute" and self.is_laid_over(space.cls))
        )

    def _told_of_readers(self, engine: Engine) -> Engine:
        return replace(engine, related=engine.related + self._read_by())

    def _read_by(self) -> tuple[tuple[Place, str], ...]:
        """Where the extension is made that reads the configs, or those that may; none where it stands in this module."""
        given = self.readers() if self.extensions else ()
        places = [place for place in given if place.path != self.module.path] if given else self.extensions
        label = "the extension that reads it is made here" if given or len(self.extensions) == 1 else "an extension that may read it is made here"
        return tuple((place, label) for place in places)

    def _options_nearby(self) -> bool:
        text = self.module.source.text
        return OPTIONS in text or "engine_options" in text

    def _is_flask(self, space: Namespace) -> bool:
        """A module's bare URI is a Flask config only where something else speaks of Flask; the module does not use it itself."""
        if space.form == "item" or space.cls is not None:
            return space.cls is None or bool(self.extensions) or "lask" in self.module.source.text or not self.project_is_known
        used = any(isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id == URI for node in walk(self.module.tree))
        return bool(self.extensions) and not used

    def _start(self, space: Namespace, *keys: str) -> Path:
        paths = [write.path for key in keys for write in space.entries.get(key, ())]
        return frozenset.intersection(*paths) if paths else ALWAYS

    def _site(self, space: Namespace, place: Place, kind: str = "flask-config") -> Site:
        lowered = space.name.lower() if space.cls is not None else ""
        in_tests = self.surroundings.in_tests or any(word in lowered for word in TEST_WORDS)
        return Site(
            kind,
            space.name,
            place,
            coerces=True,
            framework="flask-sqlalchemy",
            uses_framework=bool(self.extensions) or self.has_extension,
            in_tests=in_tests,
            in_migrations=self.surroundings.in_migrations or "migration" in lowered,
            unused=self.why_unused(space.form),
            by_line=place.path != self.module.path,
        )

    def _uri(self, space: Namespace, path: Path, strict: bool) -> Abstract:
        log = space.entries.get(URI)
        if log:
            write = in_force(log, path, strict)
            if write is not None:
                return space.got(URI, write.value)
        inherited = space.inherited(URI)
        return space.got(URI, inherited[0]) if inherited else Opaque("the config names no database here")

    def _backend(self, space: Namespace, path: Path, strict: bool) -> Backend | None:
        return backends.with_guards(backends.of_url(self._uri(space, path, strict), path, strict), path, self.conditions)

    def _with_options(self, space: Namespace) -> Iterator[Engine]:
        def compute(path: Path, strict: bool) -> Engine | None:
            write = in_force(space.entries[OPTIONS], path, strict)
            backend = self._backend(space, path, strict)
            if write is None or backend is None:
                return None
            return self._engine(space, write, narrowed(write.value, path, strict), backend, path, strict)

        for _, engine in on_each_path(self._start(space, OPTIONS), compute, self.conditions):
            if engine is not None:
                yield engine

    def _engine(self, space: Namespace, write: Write, value: Abstract, backend: Backend, path: Path, strict: bool) -> Engine | None:
        place = write.statement or write.place
        if place is None:
            return None
        unseen: list[str] = []
        replaceable = next(iter(space.unseen), "") if space.cls is not None else ""
        if write.is_default:
            replaceable = "the application may set its own options"
        value, other = default_of(value)
        replaceable = replaceable or other
        options: dict[str, Option] = {}
        target: Carrier | None = None
        if isinstance(value, DictValue):
            options = options_of(value, path, strict, place)
            unseen += [why.reason for why in unseen_in(value, path) if not why.instead]
            replaceable = next((why.reason for why in unseen_in(value, path) if why.instead), replaceable)
            target = target_in(value, path)
            backend = backends.with_creator(backends.with_options(backend, options), value, path)
        elif isinstance(value, Scalar) and value.value is None:
            return None
        elif isinstance(value, Sequence) and value.kind == "tuple":
            unseen.append("it is a tuple, not a dict")
        else:
            unseen.append(value.reason if isinstance(value, Opaque) else "the options are built at run time")
        site = replace(self._site(space, place), place_of_url=self._overriding_url(space, write, path))
        if not options and not unseen and site.in_tests:
            return None
        brought = self.extension()
        unseen += [why for why in brought.unseen if why != NAMED_ELSEWHERE]
        related = ((target.place, "the options are set here"),) if target and not place.covers(target.place) else ()
        return Engine(
            site,
            options,
            backend,
            tuple(dict.fromkeys(unseen)),
            described(path, self.conditions),
            target,
            "" if target else "the options come from a dict that cannot be rewritten",
            related,
            Ping(self.ping.place, self.ping.event) if self.ping else None,
            extension=brought.options,
            config=self._others(space, path),
            hooks=self.hooks,
            replaceable=replaceable,
            misplaced=self._misplaced(space, value, path, place),
            session_timer=timer_in(self._uri(space, path, False), path, place),
        )

    def _overriding_url(self, space: Namespace, options: Write, path: Path) -> Place | None:
        """Where the database is named, if that is under a condition under which the options are not."""
        write = in_force(space.entries.get(URI, []), path, False)
        return (write.statement or write.place) if write is not None and not write.path <= options.path else None

    def _misplaced(self, space: Namespace, content: Abstract | None, path: Path, otherwise: Place) -> tuple[Misplaced, ...]:
        write = in_force(space.entries.get(URI, []), path, False)
        around = (write.statement or write.place if write is not None else None) or otherwise
        return misplaced(self._uri(space, path, False), content if isinstance(content, DictValue) else None, path, self.module, around)

    def _others(self, space: Namespace, path: Path) -> dict[str, Option]:
        """The keys in force beside the options, those of base classes too."""
        found: dict[str, Option] = {}
        for entries in (space.entries, *inherited(space)):
            for key, log in entries.items():
                write = in_force(log, path, False)
                if key not in found and write is not None and write.place is not None:
                    found[key] = option(key, write, path, False, write.place)
        return found

    def _bare(self, space: Namespace) -> Iterator[Engine]:
        """Engines of the arms that name a database while no options are set, or only in other arms."""

        def compute(path: Path, strict: bool) -> Engine | None:
            write = in_force(space.entries[URI], path, strict)
            backend = self._backend(space, path, strict)
            place = (write.statement or write.place) if write is not None else None
            if write is None or place is None or backend is None or (isinstance(write.value, Scalar) and not write.value.value):
                return None
            options = space.entries.get(OPTIONS, ())
            if not all(contradicts(write.path, each.path) for each in options):
                return None
            level = place if options else common_level(self.module, place)
            carrier = None if space.obstacle else write.carrier or Carrier(space.form, level, receiver=space.receiver)
            site = self._site(space, place)
            return Engine(
                site,
                {},
                backend,
                () if space.obstacle else space.unseen,
                described(path, self.conditions),
                carrier,
                space.obstacle,
                ping=Ping(self.ping.place, self.ping.event) if self.ping else None,
                uri_only=True,
                loads_others=self.loads_others(),
                subclass=self.extension().subclass,
                hooks=self.hooks,
                config=self._others(space, path),
                keys=self._keys_beside(space, self._start(space, URI)),
                misplaced=self._misplaced(space, None, path, place),
                session_timer=timer_in(self._uri(space, path, False), path, place),
            )

        for _, engine in on_each_path(self._start(space, URI), compute, self.conditions):
            if engine is not None:
                yield engine

    def config_keys(self) -> Iterator[ConfigKeys]:
        """The config keys of each namespace, grouped by the condition under which they are written."""
        for space in namespaces(self.module):
            if space.cls is not None and is_settings(space.cls):
                continue
            groups = tuple(group for _, group in KeyGroups(self.module).groups(space))
            if groups:
                yield ConfigKeys(self._site(space, groups[0].keys[0].place), groups, self.read_elsewhere)

    def _keys_beside(self, space: Namespace, path: Path) -> ConfigKeys | None:
        """The keys of a namespace that are set wherever a path leads; None where there are others too."""
        groups = list(KeyGroups(self.module).groups(space))
        if not groups or not all(each <= path for each, _ in groups):
            return None
        found = tuple(group for _, group in groups)
        return ConfigKeys(self._site(space, found[0].keys[0].place), found, self.read_elsewhere)


def _first_of(bare: list[Engine]) -> Iterator[Engine]:
    """Of several configs of one module without options, the first that is for production; the others are related."""
    if not bare:
        return
    ranked = sorted(bare, key=lambda each: (each.site.in_tests, each.backend.only() == "sqlite", each.site.place))
    first = ranked[0]
    alike = [each for each in ranked[1:] if each.site.in_tests == first.site.in_tests]
    bare_too = [each for each in alike if each.site.callee != first.site.callee and each.backend.only() != "sqlite"]
    places = {each.site.callee: each.site.place for each in reversed(bare_too)}
    others = tuple((places[name], f"{name} has none either") for name in dict.fromkeys(each.site.callee for each in bare_too))
    yield replace(first, related=others[:5])
