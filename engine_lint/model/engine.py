"""Engines with their effective configuration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from engine_lint.dataclass import dataclass

if TYPE_CHECKING:
    from engine_lint.model.flask import ConfigKeys
    from engine_lint.model.place import Place
    from engine_lint.model.timeout import IdleTimeout
    from engine_lint.model.value import Carrier, Option, Value


@dataclass(frozen=True, slots=True)
class Backend:
    """Which database stands behind a URL.

    ``names`` are SQLAlchemy backend names (``mysql``) that are possible; ``complete`` tells that no other is. Nothing is known where ``names`` is empty and
    ``complete`` false. ``excluded`` are backends that a guard on the path rules out. ``driver`` is the part after ``+``, or empty. ``in_memory`` is true for a
    URL that is certainly in-memory SQLite. ``user`` and ``database`` are those that the URL names where they are written out, else empty.
    """

    names: frozenset[str] = frozenset()
    complete: bool = False
    excluded: frozenset[str] = frozenset()
    driver: str = ""
    in_memory: bool = False
    evidence: str = ""
    """What showed it, for messages: ``the URL``, ``connect_args``, ``a guard on the path``."""
    origin: Place | None = None
    user: str = field(default="", compare=False)
    database: str = field(default="", compare=False)

    def only(self) -> str:
        """The one backend it can be, or an empty string."""
        return next(iter(self.names)) if self.complete and len(self.names) == 1 else ""


@dataclass(frozen=True, slots=True)
class Site:
    """A place where an engine is configured.

    ``kind`` is ``call`` (a factory call), ``flask-config`` (a config namespace), ``flask-extension`` (``SQLAlchemy(engine_options=...)``), ``flask-bind``,
    ``third-party`` (a call of another library that makes an engine) or ``third-party-config`` (its key in a config). ``callee`` is the dotted name of what
    is called, or the config namespace's name; ``is_async`` and ``coerces`` (strings become numbers, as ``engine_from_config`` does) follow from it.
    ``uses_framework`` tells that the project's code makes the framework's own object.
    """

    kind: str
    callee: str
    place: Place
    is_async: bool = False
    coerces: bool = False
    framework: str = ""
    """Who stands between the options and SQLAlchemy, by its name in the tables (``flask-sqlalchemy``), or empty."""
    uses_framework: bool = False
    in_tests: bool = False
    in_migrations: bool = False
    one_shot: bool = False
    """Created, used and disposed in one function, or in a script or job that ends."""
    unused: str = ""
    """Why nothing of the project seems to use what is configured here, or empty."""
    on_call: bool = False
    """Made whenever some function is called, and not when a module is loaded."""
    place_of_url: Place | None = None
    by_line: bool = False
    """The options stand on lines of their own, as in an ini file, so that a finding about one stands there."""


@dataclass(frozen=True, slots=True)
class Ping:
    """A hand-written ping listener that stands in for pre-ping."""

    place: Place
    event: str


@dataclass(frozen=True, slots=True)
class SessionTimer:
    """The ``wait_timeout`` in seconds that a listener, or what ``by`` says, sets for each new connection."""

    seconds: int
    place: Place
    by: str = "listener"


OPTIONS, URL = "*", "url"
"""Keys of ``Engine.ways``: the places that options pass through on their way to the engine, and where the URL comes from."""


@dataclass(frozen=True, slots=True)
class Step:
    """One place on the way of a value, with what happens there (``HOUR is set here``)."""

    place: Place
    label: str


@dataclass(frozen=True, slots=True)
class Wrapping:
    """What stands around the first option of an engine that has none yet.

    ``parameter`` (``engine_options``) is given a dict, or a construction of ``class_name`` where that is not empty. ``url``
    is the place of a bare URL that becomes the dict's first entry.
    """

    parameter: str
    class_name: str = ""
    url: Place | None = None


@dataclass(frozen=True, slots=True)
class HandedOn:
    """What callers may hand on through ``**`` beside the new options of an engine: an expression of this text, at ``place``.

    ``is_display`` tells that it is a dict display that ends with what they hand on, so that new options go into it.
    """

    place: Place
    text: str
    is_display: bool = False


@dataclass(frozen=True, slots=True)
class Effective:
    """What the engine really gets: explicit options, then the framework's defaults, then SQLAlchemy's.

    ``pool_class`` is the pool's bare class name (``QueuePool``) or empty where unknown. ``keeps_connections`` is None
    where that cannot be told. ``recycle`` is in seconds, below 0 off. ``rejected`` are options that raise TypeError.
    ``defaults`` names the source of each value that is not explicit (``recycle`` -> ``Flask-SQLAlchemy's default``).
    """

    pool_class: str
    keeps_connections: bool | None
    pre_ping: Value
    recycle: Value
    rejected: tuple[str, ...] = ()
    defaults: Mapping[str, str] = field(default_factory=dict)
    added: Mapping[str, Value] = field(default_factory=dict)
    """The options that a framework adds in every case, beside the recycle."""
    reasons: Mapping[str, str] = field(default_factory=dict)
    """For each of ``rejected``: what refuses it and why (``pool_size`` -> ``NullPool takes no pool_size``)."""
    fails: str = ""
    """Why no engine is made although every option is taken (a value, the driver), or empty."""


@dataclass(frozen=True, slots=True)
class Misplaced:
    """Pool options that stand where SQLAlchemy's pool does not look.

    ``where`` is ``url`` (its query), ``connect_args`` or ``execution_options``. ``certain`` is false for one of several
    possible URLs. ``users`` says why the text must not be changed because others need it, ``possible_users`` why that may be so.
    ``beside`` are the other names in the same place.
    """

    where: str
    options: tuple[Option, ...]
    certain: bool = True
    users: str = ""
    possible_users: str = ""
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hooks:
    """Whether the project overrides methods of Flask-SQLAlchemy's extension that set options: those called before 3.0, those called since."""

    before_3: bool = False
    since_3: bool = False


@dataclass(frozen=True, slots=True)
class Bind:
    """What is particular to a bind of Flask-SQLAlchemy.

    ``app_options`` are the ``SQLALCHEMY_ENGINE_OPTIONS`` of the app, which reach binds before 3.0 only; ``inherited`` are
    the options of the extension, which reach every bind and give way to its own; ``slot`` is the bind's URL or dict.
    ``extension`` is the call that makes the extension, where it is known, and ``extension_options`` the dict in it that new
    options for all binds go to. ``shares_target``: what is added to the app's own options comes to the bind too.
    """

    key: str
    app_options: Mapping[str, Option]
    slot: Place
    inherited: Mapping[str, Option] = field(default_factory=dict)
    extension: Carrier | None = None
    extension_options: Carrier | None = None
    shares_target: bool = False


def negated(condition: str) -> str:
    """The opposite of a condition in words: ``debug``, ``not debug``; ``a == b``, ``not (a == b)``."""
    if condition.startswith("not (") and condition.endswith(")"):
        return condition[5:-1]
    if condition.startswith("not ") and " " not in condition[4:]:
        return condition[4:]
    return f"not ({condition})" if " " in condition else f"not {condition}"


@dataclass(frozen=True, slots=True)
class Engine:
    """One possible configuration of one engine site: what holds on one path through the code.

    ``options`` are those in force (the last write wins). ``unseen`` gives the reasons why options may flow in that cannot be seen; a closed site has none.
    ``conditions`` describe the path in words. ``target`` is the carrier that new options go to, None where no fix can be offered; ``obstacle`` says why
    then, or why a fix there is unsafe. ``related`` are the places that decide (definition of the options dict, wrapper) beside the site, with labels.
    """

    site: Site
    options: Mapping[str, Option]
    backend: Backend
    unseen: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    target: Carrier | None = None
    obstacle: str = ""
    related: tuple[tuple[Place, str], ...] = ()
    ping: Ping | None = None
    wrapping: Wrapping | None = None
    """What a first option brings along in ``target``; None where options stand in it directly."""
    uri_only: bool = False
    """A Flask config, or an arm of one, that names a database and no options at all."""
    subclass: Carrier | None = None
    """For apps on Flask-SQLAlchemy: where a subclass of the extension can set an option, None where none can be written."""
    config_unseen: bool = False
    """An extension of Flask-SQLAlchemy whose app's config is out of sight."""
    replaceable: str = ""
    """Why the options are only a default, in the place of which others may be given; empty where they hold."""
    wrapped: Place | None = None
    """The factory call, where the engine is judged at a call of the wrapper around it."""
    url_from_outside: bool = False
    """The URL is an argument of callers that the project does not hold."""
    in_arms: Place | None = None
    """Where the first of several arms binds the name of the engine, each to an engine of its own, or names a database while another arm sets options."""
    uncalled: bool = False
    """Nobody is seen to call the function that makes it, so that its parameters' defaults are only what might hold."""
    absences_told_inside: bool = False
    """What this engine lacks is lacking for every caller of its wrapper, and told of there."""
    hooks: Hooks = Hooks()
    extension: Mapping[str, Option] = field(default_factory=dict)
    """For Flask configs: the options that the extension brings along. The config's own win from Flask-SQLAlchemy 3 on, and give way before."""
    config: Mapping[str, Option] = field(default_factory=dict)
    """For Flask configs: the ``SQLALCHEMY_*`` keys in force beside the options."""
    keys: ConfigKeys | None = None
    """For a Flask config without options: the keys beside its database, where all of them hold wherever that does."""
    loads_others: bool = False
    """For a Flask config without options: whether the project loads configs that cannot be told from its code."""
    bind: Bind | None = None
    pool_beside: bool = False
    """The pool that it is given is built in a statement before its own, so that both are made or neither."""
    misplaced: tuple[Misplaced, ...] = ()
    unprefixed: tuple[Option, ...] = ()
    """Pool options of a mapping that lack its ``prefix``, so that the factory does not read them."""
    prefix: str = ""
    """What the keys of the mapping have to begin with, for factories that read one."""
    near_sqlite: bool = False
    """Whether a URL of SQLite stands in the same file, as a default that cannot be followed may."""
    beside_sqlite: bool = False
    """A report about it is not true of SQLite, which the same site may be for as well; what decides about that has no words."""
    session_timer: SessionTimer | None = None
    handed_on: HandedOn | None = None
    """What has to win over an option that is added to ``target``, where the same may come in through ``**`` and both can be written."""
    within: tuple[Carrier, ...] = ()
    """The carriers that ``target`` is spread into, the nearest first."""
    error_listener: Place | None = None
    """A ``handle_error`` listener that gives an error of its own, whatever failed."""
    autocommit_listener: Place | None = None
    """A ``connect`` listener that puts the driver's connection into autocommit."""
    effective: Effective | None = None
    ways: Mapping[str, tuple[Step, ...]] = field(default_factory=dict, compare=False)
    """Where values come from, by option name, ``OPTIONS`` and ``URL``; filled only where a run asks for it."""
    timeouts: tuple[IdleTimeout, ...] = ()
    telling: tuple[str, ...] | None = None
    """Those of ``conditions`` that a report has to name, once it is known which other engines of the site it is not true of."""

    @property
    def is_open(self) -> bool:
        """Whether options may be set that cannot be seen."""
        return bool(self.unseen)

    def option(self, name: str) -> Option | None:
        """The option of that name, or None."""
        return self.options.get(name)
