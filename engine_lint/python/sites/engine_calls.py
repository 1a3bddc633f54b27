"""Engine factory calls as subjects for the rules: one engine per path that makes a difference."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from engine_lint.dataclass import dataclass
from engine_lint.knowledge.factories import factories
from engine_lint.knowledge.third_party import makers
from engine_lint.model.engine import Backend, Engine, Ping, Site, negated
from engine_lint.model.value import Carrier
from engine_lint.python import backends
from engine_lint.python.budget import CUT_SHORT
from engine_lint.python.comparisons import asks_parameter
from engine_lint.python.conditions import Conditions, Path
from engine_lint.python.possibilities import alternatives, read
from engine_lint.python.scope import Module
from engine_lint.python.sites import third_party
from engine_lint.python.sites.arms import bound_in_arms
from engine_lint.python.sites.dead_code import why_uncalled
from engine_lint.python.sites.factory_inputs import from_keywords, from_mapping
from engine_lint.python.sites.handed_on import collision
from engine_lint.python.sites.importers import stands_among_scripts
from engine_lint.python.sites.inputs import Inputs
from engine_lint.python.sites.lasting import last_name
from engine_lint.python.sites.lent import lent_to
from engine_lint.python.sites.lifetimes import one_shot
from engine_lint.python.sites.listeners import PingListener
from engine_lint.python.sites.misplaced import misplaced
from engine_lint.python.sites.pool_classes import built_beside, pool_constructors, set_by, takes_what_it_names
from engine_lint.python.sites.recorder import EngineCall
from engine_lint.python.sites.surroundings import Surroundings
from engine_lint.python.sites.url_commands import timer_in
from engine_lint.python.targets import targets_in
from engine_lint.python.values import Opaque
from engine_lint.python.views import is_complete, on_each_path
from engine_lint.python.ways import of_call

DECIDING = ("pool", "poolclass", "pool_pre_ping")
"""Options whose value, when it is a wrapper's parameter without a default, makes its callers the ones to judge."""
_UNSAID = ("try at", "try: ", "for at", "run of", "where [", "any of [")
"""How conditions begin that stand for no expression in the code."""
_NUMBERS = ("pool_recycle", "pool_size", "max_overflow", "pool_timeout")


@dataclass(frozen=True)
class EngineReading:
    """An engine, and what a caller's arguments decide about.

    ``depends_on_caller`` is true where they decide which options there are, or whether it pings; ``passed_on`` names
    the options whose value alone is theirs, with a default or without.
    """

    engine: Engine
    depends_on_caller: bool
    passed_on: frozenset[str] = frozenset()


def engines(call: EngineCall, surroundings: Surroundings, conditions: Conditions, pings: Sequence[PingListener]) -> list[EngineReading]:
    """The engines that a call can make, each with the first of some ping listeners that hears it."""

    def compute(path: Path, strict: bool) -> EngineReading | None:
        if not is_complete(call.arguments.keywords, path, strict):
            return None
        inputs = _inputs(call, path, strict)
        if inputs is None:
            return None
        backend = backends.with_options(backends.of_url(inputs.url, path, strict), inputs.options)
        backend = _only_backend(backends.with_creator(backend, inputs.content, path), inputs.traits.backend)
        guarded = backends.with_guards(backends.with_names(backend, _names_around(call)), path, conditions)
        if guarded is None:
            return None
        ping = next((each for each in pings if each.listens(path, strict)), None)
        return _engine(call, inputs, guarded, path, surroundings, conditions, ping)

    found = [reading for _, reading in on_each_path(call.path, compute, conditions, call.dead)]
    return _distinct([reading for reading in found if reading is not None])


def _only_backend(backend: Backend, name: str) -> Backend:
    """The one backend that a library works with, where the URL shows none."""
    return replace(backend, names=frozenset({name}), complete=True, evidence="the library") if name and not backend.names else backend


def _inputs(call: EngineCall, path: Path, strict: bool) -> Inputs | None:
    maker = makers().get(call.factory)
    if maker is not None:
        return third_party.inputs(call, maker, path, strict)
    factory = factories()[call.factory]
    if factory.kind == "mock":
        return None
    return from_mapping(call, path, strict) if factory.mapping_parameter else from_keywords(call, path, strict)


def _names_around(call: EngineCall) -> list[str]:
    """The names that the call stands under: its function, the classes and the file around it, and those around the calls that led here."""
    found = [name for name in (getattr(call.function, "name", ""),) if name]
    for module, node in ((call.module, call.node), *zip(call.way.modules, call.way.calls, strict=True)):
        found.append(module.dotted.rpartition(".")[2])
        found += [cls.name for cls in module.classes if cls.node.lineno <= node.lineno <= (cls.node.end_lineno or node.lineno)]
    return found


def _distinct(readings: list[EngineReading]) -> list[EngineReading]:
    """Paths that lead to the same configuration are one; only the conditions that they share are kept."""
    kept: list[EngineReading] = []
    for reading in readings:
        for index, other in enumerate(kept):
            if replace(other.engine, conditions=()) == replace(reading.engine, conditions=()):
                common = tuple(each for each in other.engine.conditions if each in reading.engine.conditions)
                kept[index] = replace(other, engine=replace(other.engine, conditions=common))
                break
        else:
            kept.append(reading)
    return _told_apart(kept)


def _told_apart(readings: list[EngineReading]) -> list[EngineReading]:
    """Only conditions that tell one reading from another are worth a word."""
    shared = set(readings[0].engine.conditions).intersection(*(each.engine.conditions for each in readings)) if readings else set()
    return [replace(each, engine=replace(each.engine, conditions=tuple(text for text in each.engine.conditions if text not in shared))) for each in readings]


def _is_fixture(function: ast.AST | None) -> bool:
    """Whether a function is one of pytest's fixtures, wherever it lies."""
    decorators = function.decorator_list if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)) else []
    return any(last_name(each.func if isinstance(each, ast.Call) else each) == "fixture" for each in decorators)


def _in_function(node: ast.Call, module: Module) -> bool:
    """Whether a call stands in a function of its module."""
    return node.lineno in module.once(_function_lines)


def _function_lines(module: Module) -> frozenset[int]:
    """The lines of all functions."""
    found = (each for kind in (ast.FunctionDef, ast.AsyncFunctionDef) for each in module.nodes.get(kind, ()))
    return frozenset(line for each in found for line in range(each.lineno, (each.end_lineno or each.lineno) + 1))


def _engine(
    call: EngineCall, inputs: Inputs, backend: Backend, path: Path, surroundings: Surroundings, conditions: Conditions, ping: PingListener | None
) -> EngineReading:
    traits, call_place = inputs.traits, call.module.place(call.node)
    reporter = call.reporter
    outermost = call.way.calls[0] if call.way.calls else None
    place = reporter.place(outermost) if outermost is not None else call_place
    site = Site(
        kind=traits.kind,
        callee=reporter.text(outermost.func) if outermost is not None else call.callee,
        place=place,
        is_async=traits.is_async,
        coerces=traits.coerces,
        framework=traits.framework,
        in_tests=surroundings.in_tests or _is_fixture(call.function),
        in_migrations=surroundings.in_migrations,
        one_shot=traits.brief or stands_among_scripts(reporter) or one_shot(call),
        unused=why_uncalled(call),
        on_call=_in_function(outermost, reporter) if outermost is not None else call.function is not None,
        place_of_url=call.arguments.places[0] if call.arguments.places else None,
    )
    constructors = pool_constructors(read(inputs.content.entries.get("poolclass", []), path), path)
    (target, within, borrower), obstacle, beside = _target(call, inputs, path), "", None
    if target is None and borrower:
        obstacle = f"the dict goes to {borrower}() too, which would not take it"
    elif target is None:
        obstacle = inputs.obstacle or "the options come from a dict that cannot be rewritten"
    elif is_asked_for(call.module, target):
        obstacle = "the dict is empty now, and the program asks whether it is"
    elif any(map(takes_what_it_names, constructors)):
        obstacle = "the constructor of the custom pool class may not take it"
    elif (both := collision(call, target, is_plain=inputs.wrapping is None)) is not None:
        obstacle, beside = both.reason, both.beside
    related = []
    if outermost is not None:
        related.append((call_place, f"{call.callee}() is called here"))
    if target is not None and target.place not in (place, call_place):
        related.append((target.place, "the options are set here"))
    unseen = [why for why in (*inputs.elsewhere, *inputs.unseen) if not why.instead]
    engine = Engine(
        site=site,
        options=inputs.options,
        backend=backend,
        unseen=tuple(dict.fromkeys((*(why.reason for why in unseen), *set_by(constructors), *((CUT_SHORT,) if call.cut_short else ())))),
        replaceable=next((why.reason for why in inputs.unseen if why.instead), ""),
        conditions=described(path, conditions),
        target=target,
        within=within,
        obstacle=obstacle,
        handed_on=beside,
        related=tuple(related),
        ping=Ping(ping.place, ping.event) if ping is not None else Ping(place, traits.ping) if traits.ping else None,
        wrapping=inputs.wrapping,
        url_from_outside=asks_parameter(inputs.url),
        wrapped=call_place if outermost is not None else None,
        in_arms=bound_in_arms(call) if outermost is None and path else None,
        pool_beside=built_beside(call, inputs.options.get("pool")),
        misplaced=misplaced(inputs.url, inputs.content, path, call.module, call_place),
        unprefixed=inputs.unprefixed,
        prefix=inputs.prefix or "",
        session_timer=timer_in(inputs.url, path, call_place),
    )
    if call.module.project.trace is not None:
        engine = replace(engine, ways=of_call(engine, call, path, call.module.project.trace))
    passed = _passed_on(inputs)
    depends = any(why.parameter for why in (*inputs.unseen, *inputs.elsewhere)) or any(
        name in DECIDING and not has_default for name, has_default in passed.items()
    )
    return EngineReading(engine, depends, frozenset(passed))


def _target(call: EngineCall, inputs: Inputs, path: Path) -> tuple[Carrier | None, tuple[Carrier, ...], str]:
    """Where new options go, what that is spread into, and who else gets the dict that they would go to otherwise."""
    chain, borrower = targets_in(inputs.content, path), ""
    if inputs.target is None or inputs.target not in chain:
        return inputs.target, chain[1:], ""
    for number, each in enumerate(chain):
        lent = lent_to(call, each)
        if not lent:
            return each, chain[number + 1 :], borrower
        borrower = lent
    return None, (), borrower


def is_asked_for(module: Module, target: Carrier) -> bool:
    """Whether a target is an empty dict under a name whose truth or equality the module asks."""
    if target.form != "dict" or target.place.path != module.path or module.source.read(target.place).strip("{} \n\t"):
        return False
    names = {
        name.id
        for statement in module.nodes.get(ast.Assign, ())
        if module.place(statement.value).covers(target.place)
        for name in statement.targets
        if isinstance(name, ast.Name)
    }
    return bool(names & module.once(_asked_names))


def _asked_names(module: Module) -> frozenset[str]:
    """The names whose truth or equality a module asks."""
    kinds = (ast.If, ast.IfExp, ast.While, ast.Assert, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.Call)
    asked = (each for kind in kinds for node in module.nodes.get(kind, ()) for each in _asked(node))
    return frozenset(each.id for each in asked if isinstance(each, ast.Name))


def _asked(node: ast.AST) -> tuple[ast.AST, ...]:
    """The expressions whose truth or equality a node asks."""
    match node:
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test) | ast.Assert(test=test):
            return (test,)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return (operand,)
        case ast.BoolOp(values=values):
            return tuple(values)
        case ast.Compare(left=left, comparators=others, ops=[ast.Eq() | ast.NotEq()]):
            return (left, *others)
        case ast.Call(func=ast.Name(id="len" | "bool"), args=[argument]):
            return (argument,)
        case _:
            return ()


def _passed_on(inputs: Inputs) -> dict[str, bool]:
    """The options whose value is a caller's argument, and whether each has a default."""
    found = {}
    for name in (*DECIDING, *_NUMBERS):
        if name in inputs.options:
            values = [each for write in inputs.content.entries.get(name, ()) for _, each in alternatives(write.value)]
            unknown = [each for each in values if isinstance(each, Opaque) and each.parameter]
            if unknown:
                found[name] = len(unknown) < len(values)
    return found


def described(path: Path, conditions: Conditions) -> tuple[str, ...]:
    """The conditions of a path in words, those that say something to a reader."""
    found = []
    for number, holds in sorted(path - conditions.survived):
        text = conditions[number].text
        if text and not text.startswith(_UNSAID):
            found.append(text if holds else negated(text))
    return tuple(found)
