"""Moves pool options from where nothing reads them to the engine's own options."""

from __future__ import annotations

from engine_lint.expression import expression
from engine_lint.knowledge.options import numbers
from engine_lint.model.change import Code, DropOption, Moved, literal
from engine_lint.model.engine import Engine, Misplaced
from engine_lint.model.finding import Fix
from engine_lint.model.value import Known, Option
from engine_lint.model.versions import Versions
from engine_lint.rules.flask_keys import waits_for_migration
from engine_lint.rules.option_changes import added, doubts_of_adding, fix
from engine_lint.rules.pre_ping_safety import ping_doubts
from engine_lint.rules.wording import listing

_NUMBER = expression(r"-?[0-9]{1,18}")
_HARMLESS = frozenset({"pool_pre_ping", "pool_use_lifo", "pool_recycle"})


def relocate(engine: Engine, each: Misplaced, options: tuple[Option, ...], versions: Versions) -> Fix | str:
    """Take the options out where they stand and give them to the engine, or the reason why not."""
    obstacle = _obstacle(engine, each, options)
    if obstacle or engine.target is None:
        return obstacle or engine.obstacle or "there is no place to write the options"
    new = tuple((option.name, _code(option)) for option in options if engine.option(option.name) is None)
    written = added(engine.target, engine, new) if new else ()
    dropped = tuple(DropOption(option.carrier, option.name) for option in options if option.carrier is not None)
    names = listing(tuple(option.name for option in options))
    return fix(f"Move {names} to the engine's options", (*written, *dropped), _doubts(engine, each, options, versions))


def _obstacle(engine: Engine, each: Misplaced, options: tuple[Option, ...]) -> str:
    if each.users:
        return each.users
    if engine.unseen:
        return "not all options of the engine can be seen"
    if len({option.name for option in options}) < len(options) or any(option.carrier is None for option in options):
        return "the text is put together in a way that cannot be rewritten"
    if any(not _is_plain(option) for option in options):
        return "a value is not plain enough to be moved"
    return waits_for_migration(engine)


def _is_plain(option: Option) -> bool:
    """Whether the engine would take the value: numbers where it wants numbers, no words for true and false."""
    if not isinstance(option.value, Known):
        return option.name not in numbers()
    value = _plain(option)
    return isinstance(value, (int, float)) or (not isinstance(value, str) and option.name not in numbers())


def _plain(option: Option) -> object:
    """The value, a string of digits as the number that is meant."""
    value = option.value.value if isinstance(option.value, Known) else None
    if isinstance(value, str) and _NUMBER.fullmatch(value) and option.name in numbers():
        return int(value)
    return value


def _code(option: Option) -> Code:
    """What is written for the engine: the value of a URL's text, else the expression that stands there."""
    value = _plain(option)
    from_text = isinstance(option.value, Known) and (value != option.value.value or (option.carrier is not None and option.carrier.form == "query"))
    return literal(value) if from_text and isinstance(value, (bool, int)) else Code((Moved(option.slot),))


def _doubts(engine: Engine, each: Misplaced, options: tuple[Option, ...], versions: Versions) -> tuple[str, ...]:
    """Why a working program might stop working once the options are read."""
    doubts = [*doubts_of_adding(engine)]
    doubts += [f"{option.name} would take effect" for option in options if option.name not in _HARMLESS or not isinstance(option.value, Known)]
    if not each.certain:
        doubts.append("the environment may give another URL, with options of its own")
    if each.possible_users:
        doubts.append(each.possible_users)
    if any(option.name == "pool_pre_ping" for option in options):
        doubts += ping_doubts(engine, versions)
    return tuple(doubts)
