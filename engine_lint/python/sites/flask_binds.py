"""The further databases of a Flask app, in ``SQLALCHEMY_BINDS``, as subjects for the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from engine_lint.dataclass import dataclass
from engine_lint.knowledge.factories import url_builders
from engine_lint.knowledge.flask import ENGINE_OPTIONS
from engine_lint.model.engine import Backend, Bind, Engine, Hooks, Ping, Site
from engine_lint.model.place import Place
from engine_lint.model.value import Carrier, Option
from engine_lint.python import backends
from engine_lint.python.conditions import Conditions, Path
from engine_lint.python.dict_values import DictValue
from engine_lint.python.possibilities import alternatives, read
from engine_lint.python.sites.engine_calls import described
from engine_lint.python.sites.flask_extension import ExtensionOptions
from engine_lint.python.sites.listeners import PingListener
from engine_lint.python.sites.misplaced import misplaced
from engine_lint.python.sites.namespaces import Namespace
from engine_lint.python.sites.url_commands import timer_in
from engine_lint.python.targets import holds, target_in
from engine_lint.python.values import Abstract, Built, Opaque, Scalar, Text, Write
from engine_lint.python.views import in_force, narrowed, options_of, unseen_in

BINDS = "SQLALCHEMY_BINDS"
MAX_DEPTH = 8


@dataclass(frozen=True)
class BindReader:
    """Reads the binds of config namespaces. ``site`` makes the site of one at a place, ``extension`` what reaches all of them."""

    site: Callable[[Namespace, Place], Site]
    conditions: Conditions
    ping: PingListener | None
    hooks: Hooks
    extension: Callable[[], ExtensionOptions]

    def engines(self, space: Namespace) -> Iterator[Engine]:
        """One engine per bind."""
        for write in space.entries.get(BINDS, ()):
            value = narrowed(write.value, write.path, False)
            if isinstance(value, DictValue):
                for name, log in value.entries.items():
                    bind = in_force(log, write.path, False)
                    if bind is not None and bind.place is not None:
                        yield self._engine(space, name, bind, bind.place, write.path)

    def _engine(self, space: Namespace, name: str, write: Write, place: Place, path: Path) -> Engine:
        content = narrowed(write.value, path, False)
        given = self.extension()
        app_options, app_target = _of_the_app(space, path, place)
        own: dict[str, Option] = {}
        unseen: list[str] = [*given.unseen]
        target = None
        url: Abstract = content
        if isinstance(content, DictValue):
            own, target = options_of(content, path, False, place), target_in(content, path)
            own.pop("url", None)
            unseen += [why.reason for why in unseen_in(content, path)]
            url = read(content.entries.get("url", []), path) or Opaque("the bind names no database")
        elif not all(_is_url(each) for _, each in alternatives(content, path)):
            unseen.append("the bind is read at run time, and may be a dict with options of its own")
        backend = backends.with_guards(backends.of_url(url, path, False), path, self.conditions) or Backend()
        return Engine(
            replace(self.site(space, place), kind="flask-bind", callee=name),
            own,
            backend,
            tuple(dict.fromkeys(unseen)),
            described(path, self.conditions),
            target,
            "" if target else "the bind has no options of its own",
            ping=Ping(self.ping.place, self.ping.event) if self.ping else None,
            replaceable=next(iter(space.unseen), "") if space.cls is not None else "",
            hooks=self.hooks,
            misplaced=misplaced(url, content if isinstance(content, DictValue) else None, path, space.module, place),
            session_timer=timer_in(url, path, place),
            bind=Bind(name, app_options, write.slot or place, given.options, given.call, given.target, shares_target=holds(content, app_target)),
        )


def _is_url(value: Abstract) -> bool:
    """Whether a value surely is a URL, and no dict."""
    match value:
        case Scalar() | Text() | Opaque(type_name="str"):
            return True
        case Built(dotted=dotted):
            return dotted in url_builders()
        case _:
            return False


def _of_the_app(space: Namespace, path: Path, place: Place) -> tuple[dict[str, Option], Carrier | None]:
    """The ``SQLALCHEMY_ENGINE_OPTIONS`` beside the binds, and where new ones of them go."""
    write = in_force(space.entries.get(ENGINE_OPTIONS, []), path, False)
    inherited = space.inherited(ENGINE_OPTIONS)
    value = write.value if write is not None else inherited[0] if inherited else Scalar(None)
    value = narrowed(value, path, False)
    if not isinstance(value, DictValue):
        return {}, None
    return options_of(value, path, False, place), target_in(value, path)
