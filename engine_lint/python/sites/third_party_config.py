"""Configuration keys of other libraries that hold engine options: Celery's, JupyterHub's, Flask-SQLAlchemy-Lite's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from engine_lint.dataclass import dataclass
from engine_lint.knowledge.third_party import Setting, makers, settings
from engine_lint.model.engine import Backend, Engine, Ping, Site, Wrapping
from engine_lint.model.place import Place
from engine_lint.model.value import Carrier, Option
from engine_lint.python import backends
from engine_lint.python.conditions import ALWAYS, Conditions, Path
from engine_lint.python.dict_values import DictValue
from engine_lint.python.possibilities import read
from engine_lint.python.records import is_settings
from engine_lint.python.scope import Module
from engine_lint.python.sites.engine_calls import described
from engine_lint.python.sites.flask_config import TEST_WORDS
from engine_lint.python.sites.listeners import PingListener
from engine_lint.python.sites.surroundings import Surroundings
from engine_lint.python.sites.third_party import NO_URL, as_dict, inputs
from engine_lint.python.sites.url_commands import timer_in
from engine_lint.python.targets import target_in
from engine_lint.python.values import Abstract, Choice, Gated, Log, Opaque, Scalar, Text, Write
from engine_lint.python.views import in_force, narrowed, on_each_path, options_of, unseen_in


@dataclass(frozen=True, eq=False)
class _Space:
    """A class, a module or a config object; ``owner`` is the config object's attribute (``conf``), empty for the others."""

    name: str
    entries: Mapping[str, Log]
    owner: str = ""
    is_class: bool = False
    unseen: tuple[str, ...] = ()

    def holds(self, setting: Setting) -> bool:
        """Whether the setting stands here and means what it says."""
        if not any(write.place is not None for write in self.entries.get(setting.name, ())):
            return False
        if self.owner and setting.owner:
            return self.owner == setting.owner
        return not setting.owner if not setting.beside else not self.owner and not setting.beside.isdisjoint(self.entries)


def _spaces(module: Module) -> Iterator[_Space]:
    for cls in module.classes:
        unseen = (f"{cls.name} is a settings class whose values can be set from outside",) if is_settings(cls) else ()
        yield _Space(cls.name, cls.frame.names, is_class=True, unseen=unseen)
    yield _Space(module.dotted, module.frame.names)
    for content in tuple(module.project.configs.values()):
        if content.place is not None and content.place.path == module.path:
            yield _Space(content.receiver, content.entries, content.receiver.rpartition(".")[2])


@dataclass(frozen=True)
class _Given:
    """What one engine of a setting is given."""

    callee: str
    url: Abstract
    options: dict[str, Option]
    unseen: tuple[str, ...]
    content: DictValue
    target: Carrier | None
    place: Place
    wrapping: Wrapping | None = None


@dataclass(frozen=True)
class ThirdPartyConfigs:
    """Turns the settings that stand in one module into engines."""

    module: Module
    surroundings: Surroundings
    conditions: Conditions
    ping: PingListener | None
    base_elsewhere: bool
    """Whether the options that engines start from are set somewhere else in the project."""

    def engines(self) -> Iterator[Engine]:
        """One engine per setting and path, or per name in it."""
        for space in _spaces(self.module):
            for name in settings().keys() & space.entries.keys():
                setting = settings()[name]
                if space.holds(setting):
                    yield from self._of_setting(space, setting)

    def _of_setting(self, space: _Space, setting: Setting) -> Iterator[Engine]:
        def compute(path: Path, strict: bool) -> list[Engine]:
            write = in_force(space.entries[setting.name], path, strict)
            place = (write.statement or write.place) if write is not None else None
            if write is None or place is None:
                return []
            value = narrowed(write.value, path, strict)
            given = self._several(setting, value, path, strict, place) if setting.holds == "engines" else self._one(space, setting, value, path, strict, place)
            found = (self._engine(space, setting, each, path, strict) for each in given)
            return [each for each in found if each is not None]

        for _, engines in on_each_path(self._start(space, setting), compute, self.conditions):
            yield from engines

    def _start(self, space: _Space, setting: Setting) -> Path:
        paths = [write.path for write in space.entries[setting.name]]
        return frozenset.intersection(*paths) if paths else ALWAYS

    def _one(self, space: _Space, setting: Setting, value: Abstract, path: Path, strict: bool, place: Place) -> Iterator[_Given]:
        logs = (space.entries[key] for key in setting.url_keys if key in space.entries)
        url = next((found for log in logs if (found := read(log, path)) is not None), None)
        if url is not None and setting.url_prefix:
            url = _behind(setting.url_prefix, narrowed(url, path, strict))
            if url is None:
                return
        content = as_dict(value, path)
        if content is not None:
            yield self._given(setting.name, url or NO_URL, content, path, strict, place)
        elif isinstance(value, Opaque):
            yield _Given(setting.name, url or NO_URL, {}, (value.reason,), DictValue(), None, place)

    def _several(self, setting: Setting, value: Abstract, path: Path, strict: bool, place: Place) -> Iterator[_Given]:
        outer = as_dict(value, path)
        for name, log in outer.entries.items() if outer is not None else ():
            write = in_force(log, path, strict)
            if write is None:
                continue
            callee, place = f'{setting.name}["{name}"]', write.place or place
            inner = narrowed(write.value, path, strict)
            content = as_dict(inner, path)
            if content is not None:
                given = self._given(callee, NO_URL, content, path, strict, place)
                given.options.pop("url", None)
                given = replace(given, url=read(content.entries.get("url", []), path) or NO_URL)
            else:
                given = self._bare(callee, name, inner, write, place)
            yield self._on_base(given, setting, path, strict)

    def _given(self, callee: str, url: Abstract, content: DictValue, path: Path, strict: bool, place: Place) -> _Given:
        unseen = tuple(why.reason for why in unseen_in(content, path))
        return _Given(callee, url, options_of(content, path, strict, place), unseen, content, target_in(content, path), place)

    def _bare(self, callee: str, name: str, url: Abstract, write: Write, place: Place) -> _Given:
        """An engine given as a URL: a first option makes a dict of it."""
        wrapping = Wrapping(name, url=write.slot) if write.carrier is not None and write.slot is not None else None
        return _Given(callee, url, {}, (), DictValue(), write.carrier if wrapping else None, place, wrapping)

    def _on_base(self, given: _Given, setting: Setting, path: Path, strict: bool) -> _Given:
        """With the options that all engines of the extension start from."""
        calls = [call for call in self.module.project.sites.calls if call.factory == setting.base]
        found = [each for call in calls if (each := inputs(call, makers()[setting.base], path, strict)) is not None]
        if found:
            return replace(given, options={**found[0].options, **given.options})
        unseen = ("the extension's engine_options are set elsewhere",) if self.base_elsewhere else ()
        return replace(given, unseen=(*given.unseen, *unseen))

    def _engine(self, space: _Space, setting: Setting, given: _Given, path: Path, strict: bool) -> Engine | None:
        backend: Backend | None = backends.with_options(backends.of_url(given.url, path, strict), given.options)
        backend = backends.with_guards(backends.with_creator(backend or Backend(), given.content, path), path, self.conditions)
        if backend is None:
            return None
        place, apart = given.place, given.target is not None and given.wrapping is None and not given.place.span.covers(given.target.place.span)
        in_tests = self.surroundings.in_tests or (space.is_class and any(word in space.name.lower() for word in TEST_WORDS))
        ping = Ping(self.ping.place, self.ping.event) if self.ping else Ping(place, setting.ping) if setting.ping else None
        return Engine(
            Site("third-party-config", given.callee, place, setting.is_async, framework=setting.framework, in_tests=in_tests),
            given.options,
            backend,
            tuple(dict.fromkeys((*space.unseen, *given.unseen))),
            described(path, self.conditions),
            given.target,
            "" if given.target else "the options come from a dict that cannot be rewritten",
            ((given.target.place, "the options are set here"),) if given.target is not None and apart else (),
            ping,
            wrapping=given.wrapping,
            session_timer=timer_in(given.url, path, place),
        )


def _behind(prefix: str, url: Abstract) -> Abstract | None:
    """A URL without the library's own prefix; None for one that is for another kind of storage."""
    match url:
        case Scalar(value=str() as text):
            return replace(url, value=text.removeprefix(prefix)) if text.startswith(prefix) else None
        case Text(start=start):
            if start.startswith(prefix):
                return replace(url, start=start.removeprefix(prefix))
            return url if prefix.startswith(start) else None
        case Choice(values=values):
            parts = tuple(part for each in values if (part := _behind(prefix, each)) is not None)
            return replace(url, values=parts) if parts else None
        case Gated():
            return Opaque("it depends on too many conditions")
        case _:
            return url
