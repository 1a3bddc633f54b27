"""Listeners that matter to connections at rest: hand-written pings before use, and timers that are set for each new session."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from engine_lint.dataclass import dataclass
from engine_lint.knowledge.factories import factories
from engine_lint.model.place import Place
from engine_lint.python.conditions import ALWAYS, Path, Split
from engine_lint.python.possibilities import alternatives
from engine_lint.python.scope import Frame, Module
from engine_lint.python.sites.error_handling import gives_its_own
from engine_lint.python.values import Arguments, Built, Function, Scalar
from engine_lint.python.walking import walk
from engine_lint.timeouts.session import wait_timeout_set_by

_EVENTS = ("checkout", "engine_connect")
_CONNECT, _ERROR = "connect", "handle_error"
_RUNS = frozenset({"execute", "exec_driver_sql", "query", "text"})
"""What is called with SQL."""
_ALL_ENGINES = ("Engine", "Pool", "QueuePool")
_PARTS = ("sync_engine", "pool", "engine")
_PINGS = ("execute", "ping", "scalar", "exec_driver_sql", "do_ping", "cursor", "is_valid", "isvalid")


@dataclass(frozen=True)
class Listener:
    """A listener to one event of engines or pools.

    ``modules`` are those it stands in and was set up from; ``target`` is the text of what it listens on (``Engine``), ``engines``
    the calls that made those engines, where they were seen.
    """

    modules: tuple[Module, ...]
    place: Place
    event: str
    target: str
    engines: frozenset[ast.AST] = frozenset()

    @property
    def hears_all(self) -> bool:
        """Whether it listens to every engine of the program."""
        return self.target.rpartition(".")[2] in _ALL_ENGINES


@dataclass(frozen=True)
class PingListener(Listener):
    """A listener that pings; ``guards`` are the conditions about the backend under which it listens."""

    guards: Path = ALWAYS

    def listens(self, path: Path, strict: bool) -> bool:
        """Whether it listens to an engine that is made on a path.

        Raises:
            Split: the path leaves that open, and is to be told apart (``strict``).
        """
        if any((number, not holds) in path for number, holds in self.guards):
            return False
        undecided = sorted(self.guards - path)
        if undecided and strict:
            raise Split(undecided[0][0])
        return True


@dataclass(frozen=True)
class TimerListener(Listener):
    """A listener that sets the ``wait_timeout`` of each new session, to so many ``seconds``."""

    seconds: int = 0


@dataclass(frozen=True)
class PragmaListener(Listener):
    """A listener that runs a ``PRAGMA`` on each new connection, whatever it is: no server takes that."""


@dataclass(frozen=True)
class ErrorListener(Listener):
    """A listener to ``handle_error`` that gives an error of its own, also in the place of what a failed ping raised."""


@dataclass(frozen=True)
class AutocommitListener(Listener):
    """A listener that puts each new connection into autocommit."""


_Listener = TypeVar("_Listener", bound=Listener)


class Listeners:
    """All listeners met so far that ping, set a timer or autocommit, show the backend or replace errors."""

    def __init__(self) -> None:
        self.pings: list[PingListener] = []
        self.timers: list[TimerListener] = []
        self.pragmas: list[PragmaListener] = []
        self.errors: list[ErrorListener] = []
        self.autocommits: list[AutocommitListener] = []

    @property
    def size(self) -> int:
        """How many were met so far."""
        return len(self.pings) + len(self.timers)

    def decorated(self, function: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame) -> None:
        """Look at a function's decorators for ``@event.listens_for(target, "checkout")``."""
        for decorator in function.decorator_list:
            if isinstance(decorator, ast.Call) and _last_name(decorator.func) in {"listens_for", "connect_via"} and len(decorator.args) > 1:
                event = decorator.args[1]
                if isinstance(event, ast.Constant) and isinstance(event.value, str):
                    self._add(function, event.value, decorator.args[0], frame, frame, frame.module.place(function))

    def called(self, arguments: Arguments, node: ast.Call, frame: Frame) -> None:
        """Look at ``event.listen(target, "checkout", function)``."""
        if len(arguments.positional) < 3 or not node.args:
            return
        event = arguments.positional[1]
        if not (isinstance(event, Scalar) and event.value in (*_EVENTS, _CONNECT, _ERROR)):
            return
        for _, function in alternatives(arguments.positional[2]):
            if isinstance(function, Function):
                self._add(function.node, event.value, node.args[0], frame, function.frame, frame.module.place(node))

    def _add(self, function: ast.AST, event: str, target: ast.expr, frame: Frame, inner: Frame, place: Place) -> None:
        """Take note of a function of ``inner`` that listens, as the code in ``frame`` says, if it does something that matters."""
        modules, text = (frame.module, *frame.way.modules), frame.module.text(target)
        if event in _EVENTS and pings(function, event, _helpers(function, inner)):
            conditions = frame.module.project.conditions
            guards = frozenset(each for each in frame.path if conditions[each[0]].guard is not None)
            self.pings.append(PingListener(modules, place, event, text, _made_by(target, frame), guards))
        seconds = _timer_set_by((function, *_helpers(function, inner))) if event == _CONNECT else None
        if seconds is not None:
            self.timers.append(TimerListener(modules, place, event, text, _made_by(target, frame), seconds))
        if event == _CONNECT and not frame.path and _runs_pragma(function):
            self.pragmas.append(PragmaListener(modules, place, event, text, _made_by(target, frame)))
        if event == _CONNECT and _sets_autocommit(function):
            self.autocommits.append(AutocommitListener(modules, place, event, text, _made_by(target, frame)))
        if event == _ERROR and gives_its_own(function):
            self.errors.append(ErrorListener(modules, place, event, text, _made_by(target, frame)))

    def for_call(self, node: ast.AST, modules: Sequence[Module]) -> tuple[PingListener, ...]:
        """Ping listeners that stand in for pre-ping at one engine: on itself, in one of some modules on something unknown, or on every engine.

        Those that listen whatever the backend is come first.
        """
        self._open(modules)
        return tuple(sorted(_all_of_call(self.pings, node, modules), key=lambda each: bool(each.guards)))

    def timer_for_call(self, node: ast.AST, modules: Sequence[Module]) -> TimerListener | None:
        """A listener that sets the timer of one engine's sessions, found like a ping."""
        self._open(modules)
        return _of_call(self.timers, node, modules)

    def error_for_call(self, node: ast.AST, modules: Sequence[Module]) -> ErrorListener | None:
        """A listener that replaces the errors of one engine, found like a ping."""
        self._open(modules)
        return _of_call(self.errors, node, modules)

    def autocommit_for_call(self, node: ast.AST, modules: Sequence[Module]) -> AutocommitListener | None:
        """A listener that puts one engine's connections into autocommit, found like a ping."""
        self._open(modules)
        return _of_call(self.autocommits, node, modules)

    def pragma_for_call(self, node: ast.AST, module: Module) -> PragmaListener | None:
        """A listener that shows that one engine is SQLite's: on itself, set up in the module that makes it."""
        return _first(self.pragmas, lambda each: node in each.engines and module in each.modules)

    def for_config(self, module: Module) -> PingListener | None:
        """A ping listener that stands in for pre-ping at the engines of a config: in its module, on an extension's engine, or on every engine."""
        self._open((module,))
        return _of_config(self.pings, module)

    def timer_for_config(self, module: Module) -> TimerListener | None:
        """A listener that sets the timer of the sessions of a config's engines, found like a ping."""
        self._open((module,))
        return _of_config(self.timers, module)

    def error_for_config(self, module: Module) -> ErrorListener | None:
        """A listener that replaces the errors of a config's engines, found like a ping."""
        self._open((module,))
        return _of_config(self.errors, module)

    def autocommit_for_config(self, module: Module) -> AutocommitListener | None:
        """A listener that puts the connections of a config's engines into autocommit, found like a ping."""
        self._open((module,))
        return _of_config(self.autocommits, module)

    def _open(self, modules: Sequence[Module]) -> None:
        for module in modules:
            module.project.open_listeners()


def _of_call(listeners: Sequence[_Listener], node: ast.AST, modules: Sequence[Module]) -> _Listener | None:
    return next(iter(_all_of_call(listeners, node, modules)), None)


def _all_of_call(listeners: Sequence[_Listener], node: ast.AST, modules: Sequence[Module]) -> list[_Listener]:
    own = [each for each in listeners if node in each.engines]
    near = own or [each for each in listeners if not each.engines and any(module in each.modules for module in modules)]
    return near or [each for each in listeners if each.hears_all]


def _of_config(listeners: Sequence[_Listener], module: Module) -> _Listener | None:
    return _first(
        listeners,
        lambda each: not each.engines and module in each.modules,
        lambda each: not each.engines and each.target.endswith(".engine"),
        lambda each: each.hears_all,
    )


def _first(listeners: Sequence[_Listener], *tests: Callable[[Listener], bool]) -> _Listener | None:
    return next((each for test in tests for each in listeners if test(each)), None)


def _timer_set_by(functions: Sequence[ast.AST]) -> int | None:
    """The seconds to which the statements that functions run set the session's ``wait_timeout``; None where none does, or a variable is put in."""
    calls = (node for function in functions for node in walk(function) if isinstance(node, ast.Call) and _last_name(node.func) in _RUNS)
    texts = [each.value for call in calls for each in call.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    return wait_timeout_set_by(";".join(texts))


def _sets_autocommit(function: ast.AST) -> bool:
    """``connection.autocommit = True``, ``connection.set_session(autocommit=True)``, ``connection.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)``."""
    for node in walk(function):
        match node:
            case ast.Assign(targets=[ast.Attribute(attr="autocommit")], value=value) | ast.keyword(arg="autocommit", value=value):
                if not (isinstance(value, ast.Constant) and not value.value):
                    return True
            case ast.Call(func=ast.Attribute(attr="set_isolation_level"), args=[ast.Constant(value=0)]):
                return True
            case ast.Name(id="ISOLATION_LEVEL_AUTOCOMMIT") | ast.Attribute(attr="ISOLATION_LEVEL_AUTOCOMMIT"):
                return True
    return False


def _runs_pragma(function: ast.AST) -> bool:
    """Whether a function runs a ``PRAGMA`` in every case: nothing is asked in it, and no error is caught."""
    nodes = list(walk(function))
    if any(isinstance(node, (ast.If, ast.IfExp, ast.Match, ast.ExceptHandler, ast.BoolOp)) for node in nodes):
        return False
    calls = (node for node in nodes if isinstance(node, ast.Call) and _last_name(node.func) in _RUNS)
    texts = (each.value for call in calls for each in call.args if isinstance(each, ast.Constant))
    return any(isinstance(text, str) and text.lstrip().upper().startswith("PRAGMA ") for text in texts)


def _made_by(target: ast.expr, frame: Frame) -> frozenset[ast.AST]:
    """The calls that made what is listened to, looked at behind ``.sync_engine`` and ``.pool``."""
    from engine_lint.python.evaluate import evaluate

    if isinstance(target, ast.Attribute) and target.attr in _PARTS:
        return _made_by(target.value, frame)
    return frozenset(each.node for _, each in alternatives(evaluate(target, frame)) if isinstance(each, Built) and factories().get(each.dotted) is not None)


def pings(function: ast.AST, event: str, helpers: Sequence[ast.AST] = ()) -> bool:
    """Whether a listener tests the connection and gives it up when the test fails.

    A ``checkout`` listener raises ``DisconnectionError``; an ``engine_connect`` listener catches what its statement raises
    and runs it again. Listeners that only set up the session, count, log or compare process ids do neither.
    """
    calls = {_last_name(node.func) for each in (function, *helpers) for node in walk(each) if isinstance(node, ast.Call)}
    if not calls & set(_PINGS):
        return False
    handlers = [node for each in (function, *helpers) for node in walk(each) if isinstance(node, ast.ExceptHandler)]
    if event == "engine_connect":
        return bool(handlers)
    return any(_names(handler) for handler in handlers) or any("Disconnect" in name for name in _raised(function))


def _helpers(function: ast.AST, frame: Frame) -> list[ast.AST]:
    """The functions of the module that a listener calls by name."""
    names = {node.func.id for node in walk(function) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    found = (frame.lookup(name) for name in sorted(names))
    return [each.node for each in found if isinstance(each, Function)]


def _names(handler: ast.ExceptHandler) -> bool:
    return any("Disconnect" in name or "Invalidat" in name for name in _raised(handler))


def _raised(tree: ast.AST) -> Iterator[str]:
    for node in walk(tree):
        if isinstance(node, ast.Raise) and node.exc is not None:
            yield _last_name(node.exc.func if isinstance(node.exc, ast.Call) else node.exc)


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
