"""Turns a pool that was built by hand into options from which the engine builds the same pool."""

from __future__ import annotations

from engine_lint.knowledge.pools import option_name, pool_class
from engine_lint.model.change import Change, Code, DropOption, Moved, RenameOption, SetOption
from engine_lint.model.engine import Engine
from engine_lint.model.finding import Fix
from engine_lint.model.value import Carrier, Construction, Known, Option
from engine_lint.rules.engine_facts import surely_networked
from engine_lint.rules.option_changes import fix
from engine_lint.rules.wording import listing

_QUEUES = frozenset({"QueuePool", "AsyncAdaptedQueuePool", "FallbackAsyncAdaptedQueuePool"})
_TRANSLATED = frozenset({"pool_size", "max_overflow", "timeout", "use_lifo", "recycle", "pre_ping", "reset_on_return", "events", "logging_name", "echo"})
"""Constructor arguments that ``create_engine`` has an option for."""

POOL_OPTIONS = (
    "pool_size", "max_overflow", "pool_timeout", "pool_recycle", "pool_pre_ping", "pool_use_lifo", "pool_reset_on_return",
    "pool_events", "pool_logging_name", "echo_pool", "poolclass", "creator",
)  # fmt: skip
"""What ``create_engine`` refuses beside ``pool=`` an instance."""


def class_becomes_poolclass(engine: Engine, option: Option) -> Fix | None:
    """``pool=QueuePool`` becomes ``poolclass=QueuePool``; None where there is a ``poolclass`` already."""
    if option.carrier is None or engine.option("poolclass") is not None or not isinstance(option.value, Known):
        return None
    return fix("Rename pool to poolclass", (RenameOption(option.carrier, "pool", "poolclass"),))


def instance_becomes_creator(engine: Engine, option: Option, built: Construction) -> Fix | str:
    """``pool=QueuePool(f, recycle=9)`` becomes ``creator=f, pool_recycle=9``, or the reason why not."""
    obstacle = _obstacle(engine, option, built)
    if obstacle or option.carrier is None:
        return obstacle or "the options cannot be rewritten where they stand"
    arguments = {argument.name: argument for argument in built.arguments}
    creator = arguments.pop("creator")
    changes: list[Change] = []
    if engine.option("creator") is not None:
        changes.append(DropOption(option.carrier, "pool"))
    else:
        changes.append(RenameOption(option.carrier, "pool", "creator", Code((Moved(creator.slot),))))
    if not _by_itself(engine, built) and engine.option("poolclass") is None:
        if built.callee is None:
            return "the pool class has no name that could be written elsewhere"
        changes.append(SetOption(option.carrier, "poolclass", Code((Moved(built.callee),))))
    losing = _carry_over(engine, arguments, option.carrier, changes)
    title = f"Let the engine build the pool from creator={'' if engine.option('creator') is None else ' (given already)'}"
    if losing:
        title = f"{title.rstrip('=')}; {listing(losing)} of the engine wins over the pool's"
    return fix(title.rstrip("="), tuple(changes))


def _carry_over(engine: Engine, arguments: dict[str, Option], carrier: Carrier, changes: list[Change]) -> tuple[str, ...]:
    """Add the pool's arguments as engine options, and name those that the engine has already."""
    given = []
    for name, argument in arguments.items():
        target = option_name(name)
        if engine.option(target) is not None:
            given.append(target)
        else:
            changes.append(SetOption(carrier, target, Code((Moved(argument.slot),))))
    return tuple(given)


def _obstacle(engine: Engine, option: Option, built: Construction) -> str:
    names = {argument.name for argument in built.arguments}
    if not isinstance(option.value, Known) or option.slot != built.place:
        return "the pool is built elsewhere, and others may use it"
    if built.open or "creator" not in names:
        return "the arguments of the pool cannot be seen"
    cls = pool_class(built.symbol.dotted)
    if cls is None or cls.name not in _QUEUES:
        return f"{built.symbol.name} takes other options"
    strange = sorted(names - _TRANSLATED - {"creator"})
    if strange:
        return f"create_engine has no option for the pool's {listing(tuple(strange))}"
    if engine.unseen:
        return "not all options of the engine can be seen"
    return ""


def _by_itself(engine: Engine, built: Construction) -> bool:
    """Whether the engine takes that pool class without being told: known server backends do, asyncio engines have their own."""
    if engine.site.is_async:
        return True
    return built.symbol.name == "QueuePool" and surely_networked(engine.backend)
