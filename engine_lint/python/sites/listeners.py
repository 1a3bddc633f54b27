"""Hand-written pings: ``checkout`` and ``engine_connect`` listeners that test a connection before it is used."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from engine_lint.knowledge.factories import factories
from engine_lint.model.place import Place
from engine_lint.python.possibilities import alternatives
from engine_lint.python.scope import Frame, Module
from engine_lint.python.values import Arguments, Built, Function, Scalar
from engine_lint.python.walking import walk

_EVENTS = ("checkout", "engine_connect")
_ALL_ENGINES = ("Engine", "Pool", "QueuePool")
_PARTS = ("sync_engine", "pool", "engine")
_PINGS = ("execute", "ping", "scalar", "exec_driver_sql", "do_ping", "cursor", "is_valid", "isvalid")


@dataclass(frozen=True)
class PingListener:
    """A listener that pings.

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


class Listeners:
    """All ping listeners met so far."""

    def __init__(self) -> None:
        self.pings: list[PingListener] = []

    def decorated(self, function: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame) -> None:
        """Look at a function's decorators for ``@event.listens_for(target, "checkout")``."""
        for decorator in function.decorator_list:
            if isinstance(decorator, ast.Call) and _last_name(decorator.func) in {"listens_for", "connect_via"} and len(decorator.args) > 1:
                event = decorator.args[1]
                if isinstance(event, ast.Constant) and event.value in _EVENTS and pings(function, str(event.value), _helpers(function, frame)):
                    self._add(frame, frame.module.place(function), str(event.value), decorator.args[0])

    def called(self, arguments: Arguments, node: ast.Call, frame: Frame) -> None:
        """Look at ``event.listen(target, "checkout", function)``."""
        if len(arguments.positional) < 3 or not node.args:
            return
        event = arguments.positional[1]
        if not (isinstance(event, Scalar) and event.value in _EVENTS):
            return
        for _, function in alternatives(arguments.positional[2]):
            if isinstance(function, Function) and pings(function.node, event.value, _helpers(function.node, function.frame)):
                self._add(frame, frame.module.place(node), event.value, node.args[0])

    def _add(self, frame: Frame, place: Place, event: str, target: ast.expr) -> None:
        self.pings.append(PingListener((frame.module, *frame.way.modules), place, event, frame.module.text(target), _made_by(target, frame)))

    def for_call(self, node: ast.AST, modules: Sequence[Module]) -> PingListener | None:
        """A ping listener that stands in for pre-ping at one engine: on itself, in one of some modules on something unknown, or on every engine."""
        self._open(modules)
        return self._first(
            lambda ping: node in ping.engines,
            lambda ping: not ping.engines and any(module in ping.modules for module in modules),
            lambda ping: ping.hears_all,
        )

    def for_config(self, module: Module) -> PingListener | None:
        """A ping listener that stands in for pre-ping at the engines of a config: in its module, on an extension's engine, or on every engine."""
        self._open((module,))
        return self._first(
            lambda ping: not ping.engines and module in ping.modules,
            lambda ping: not ping.engines and ping.target.endswith(".engine"),
            lambda ping: ping.hears_all,
        )

    def _open(self, modules: Sequence[Module]) -> None:
        for module in modules:
            module.project.open_listeners()

    def _first(self, *tests: Callable[[PingListener], bool]) -> PingListener | None:
        return next((ping for test in tests for ping in self.pings if test(ping)), None)


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
