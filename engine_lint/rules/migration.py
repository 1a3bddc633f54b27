"""Moves the dead keys of one Flask config group into ``SQLALCHEMY_ENGINE_OPTIONS``, as one coherent rewrite.

A finding carries the changes of the whole group, those of its own keys first: mending one mends the group, and mending all
does so once. Where some of its keys move safely, it carries their part of it, and the rest comes after.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine_lint.dataclass import dataclass
from engine_lint.knowledge.flask import ENGINE_OPTIONS, engine_options_since, removed_in
from engine_lint.knowledge.options import numbers
from engine_lint.model.change import Change, Code, DeleteStatement, DropOption, Moved, Options, RenameOption, ReplaceStatement, ReplaceValue, SetOption
from engine_lint.model.finding import Fix
from engine_lint.model.flask import ConfigKeys, KeyGroup
from engine_lint.model.place import Place
from engine_lint.model.value import Carrier, Known, Option, Unknown, alternatives, certain
from engine_lint.model.versions import VersionRange, Versions
from engine_lint.rules.engine_facts import CHURN
from engine_lint.rules.engine_facts import numbers as numbers_in
from engine_lint.rules.flask_keys import Kind, Meaning, flask_sqlalchemy, meaning
from engine_lint.rules.option_changes import fix
from engine_lint.rules.wording import listing

_SIZING = frozenset({"pool_size", "max_overflow", "pool_timeout"})
_HARMLESS_ALIVE = frozenset({"pool_pre_ping", "pool_use_lifo", "pool_recycle"})


@dataclass(frozen=True, slots=True)
class _Part:
    """One key of the group and what becomes of it: ``option`` is empty where it is deleted."""

    key: Option
    meaning: Meaning
    option: str
    statement: Place | None


@dataclass(frozen=True, slots=True)
class Migration:
    """What becomes of keys of a group: ``fix`` mends ``keys``."""

    fix: Fix
    keys: tuple[Option, ...]


def migrate(keys: Sequence[Option], group: KeyGroup, subject: ConfigKeys, versions: Versions) -> Migration | str:
    """How all dead keys of a group are mended, ``keys`` first, or the reason why they are not."""
    pinned = flask_sqlalchemy(versions)
    if pinned.surely_below(engine_options_since()):
        return f"Flask-SQLAlchemy before 2.4 reads no {ENGINE_OPTIONS}, and {pinned.source or 'the project'} pins {pinned}"
    parts = _parts(group, subject)
    if repeated := next((part.key.name for part in parts if part.key.name in group.repeated), ""):
        return f"{repeated} is set more than once"
    whole = [part for part in parts if part.meaning.kind in (Kind.MISSPELT, Kind.TUPLE)]
    if whole:
        mending = _mend_whole(whole[0], group)
        return mending if isinstance(mending, str) else Migration(mending, (whole[0].key,))
    moving = [part for part in parts if part.option]
    if moving and group.blocked:
        parts = [part for part in parts if part.key in keys and not part.option]
        moving = []
        if not parts:
            return group.blocked
    if moving and group.options_key is not None and group.options_carrier is None and not group.subscripts:
        return group.obstacle or f"{ENGINE_OPTIONS} is not a dict that can be written to"
    if any(part.statement is None and part.key.carrier is None for part in parts):
        return group.obstacle or "the key cannot be rewritten where it stands"
    parts = _chosen(parts, keys, group, pinned)
    moving = [part for part in parts if part.option]
    steps = list(zip(parts, _steps(parts, moving, group), strict=True))
    ordered = (*(step for part, step in steps if part.key in keys), *(step for part, step in steps if part.key not in keys))
    reasons = (*_reasons_for_group(group, pinned), *_reasons(moving, group, pinned))
    found = fix(_title(parts, moving), tuple(change for step in ordered for change in step), reasons)
    return Migration(found, tuple(part.key for part in parts))


def _parts(group: KeyGroup, subject: ConfigKeys) -> list[_Part]:
    parts = []
    for key in group.keys:
        wrong = None if key.name in subject.read_elsewhere else meaning(key)
        if wrong is None:
            continue
        unset = isinstance(key.value, Known) and key.value.value is None
        superseded = wrong.option in _visible(group)
        parts.append(_Part(key, wrong, "" if unset or superseded else wrong.option, group.statements.get(key.name)))
    return parts


def _chosen(parts: list[_Part], keys: Sequence[Option], group: KeyGroup, pinned: VersionRange) -> list[_Part]:
    """What the finding of ``keys`` mends: what is safe, if any of those keys is among it, else all."""
    risky = [part for part in parts if part.option and _reasons([part], group, pinned)]
    if _reasons_for_group(group, pinned) or all(part in risky for part in parts if part.key in keys):
        return parts
    return [part for part in parts if part not in risky]


def _visible(group: KeyGroup) -> Mapping[str, object]:
    """The options that are seen in the dict of ``options_key``."""
    value = group.options_key.value if group.options_key is not None else None
    return value.value if isinstance(value, Known) and isinstance(value.value, Mapping) else {}


def _mend_whole(part: _Part, group: KeyGroup) -> Fix | str:
    """A misspelt options key gets its right name; a stray comma behind the dict goes."""
    key = part.key
    if part.meaning.kind is Kind.TUPLE:
        inside = _dict_in_tuple(key, group)
        if inside is None:
            return "the dict inside the tuple cannot be told apart"
        return fix("Remove the comma behind the dict", (ReplaceValue(key.slot, Code((Moved(inside),))),))
    if group.options_key is not None:
        return f"{ENGINE_OPTIONS} is set too, and the two have to be merged by hand"
    reasons = ("options that were ignored come alive",)
    if part.statement is not None:
        change: Change = ReplaceStatement(part.statement, Code((*_assignment(key, group), Moved(key.slot))))
    elif key.carrier is not None:
        change = RenameOption(key.carrier, key.name, ENGINE_OPTIONS)
    else:
        return "the key cannot be rewritten where it stands"
    return fix(f"Rename {key.name} to {ENGINE_OPTIONS}", (change,), reasons)


def _dict_in_tuple(key: Option, group: KeyGroup) -> Place | None:
    if group.options_carrier is not None:
        return group.options_carrier.place
    elements = key.value.value if isinstance(key.value, Known) and isinstance(key.value.value, tuple) else ()
    only = elements[0] if len(elements) == 1 else None
    return only.origin if isinstance(only, Known) and isinstance(only.value, Mapping) else None


def _assignment(key: Option, group: KeyGroup) -> tuple[str, ...]:
    """The text before the value in a statement of the same form as the key's."""
    carrier = key.carrier or group.carrier
    if carrier.form == "item":
        return (f"{carrier.receiver}[", f'"{ENGINE_OPTIONS}"', "] = ")
    return (f"{ENGINE_OPTIONS} = ",)


def _steps(parts: list[_Part], moving: list[_Part], group: KeyGroup) -> list[tuple[Change, ...]]:
    if group.subscripts:
        return [_as_item(part, group) for part in parts]
    if group.options_carrier is not None:
        return _into_existing(parts, group.options_carrier)
    return _into_new(parts, moving, group)


def _as_item(part: _Part, group: KeyGroup) -> tuple[Change, ...]:
    """``config["SQLALCHEMY_POOL_SIZE"] = 5`` in a branch becomes ``config["SQLALCHEMY_ENGINE_OPTIONS"]["pool_size"] = 5`` there."""
    if not part.option or part.statement is None:
        return (_removal(part),)
    options = _assignment(part.key, group)
    target = (*options[:-1], options[-1].removesuffix(" = "), "[", f'"{part.option}"', "] = ")
    return (ReplaceStatement(part.statement, Code((*(piece for piece in target if piece), Moved(part.key.slot)))),)


def _into_existing(parts: list[_Part], options_carrier: Carrier) -> list[tuple[Change, ...]]:
    """What happens to each key where there is a dict to go to."""
    steps: list[tuple[Change, ...]] = []
    for part in parts:
        carried = (part.statement,) if part.statement is not None else ()
        added: tuple[Change, ...] = (SetOption(options_carrier, part.option, _moved(part), carried),) if part.option else ()
        steps.append((*added, _removal(part)))
    return steps


def _into_new(parts: list[_Part], moving: list[_Part], group: KeyGroup) -> list[tuple[Change, ...]]:
    """A new dict where the first moved key stands; where a value is computed, at the last, so that its names exist."""
    if not moving:
        return [(_removal(part),) for part in parts]
    plain = all(isinstance(part.key.value, Known) for part in moving)
    home = moving[0] if plain else moving[-1]
    options = Options(tuple((part.option, _moved(part)) for part in moving), group.spread)
    if home.statement is not None:
        carried = tuple(part.statement for part in moving if part is not home and part.statement is not None)
        creation: Change = ReplaceStatement(home.statement, Code(_assignment(home.key, group)), options, carried)
    else:
        assert home.key.carrier is not None
        creation = RenameOption(home.key.carrier, home.key.name, ENGINE_OPTIONS, options)
    return [(creation,) if part is home else (_removal(part),) for part in parts]


def _moved(part: _Part) -> Code:
    return Code((Moved(part.key.slot),))


def _removal(part: _Part) -> Change:
    if part.statement is not None:
        return DeleteStatement(part.statement)
    assert part.key.carrier is not None
    return DropOption(part.key.carrier, part.key.name)


def _title(parts: list[_Part], moving: list[_Part]) -> str:
    if not moving:
        return f"Delete {listing(tuple(map(_called, parts)))}"
    return f"Move {listing(tuple(map(_called, moving)))} into {ENGINE_OPTIONS}"


def _called(part: _Part) -> str:
    """A key by its name, and by the option that it was meant to set where the name holds that in brackets."""
    return part.option if "[" in part.key.name and part.option else part.key.name


def _reasons_for_group(group: KeyGroup, pinned: VersionRange) -> tuple[str, ...]:
    """Why a working program might stop working, whichever keys move."""
    too_old = pinned.low is not None and pinned.low < engine_options_since()
    old = f"the project allows Flask-SQLAlchemy before 2.4, which reads no {ENGINE_OPTIONS}" if too_old else ""
    return tuple(reason for reason in (group.obstacle, old) if reason)


def _reasons(moving: list[_Part], group: KeyGroup, pinned: VersionRange) -> tuple[str, ...]:
    """Why a working program might stop working when these keys move."""
    reasons: list[str] = []
    alive = tuple(_called(part) for part in moving if _comes_alive(part, pinned))
    if alive:
        reasons.append(f"{listing(alive)} {'was' if len(alive) == 1 else 'were'} ignored and would take effect")
    doubtful = tuple(_called(part) for part in moving if part.option in numbers() and not _is_number(part.key))
    if doubtful:
        reasons.append(f"{listing(doubtful)} may be something else than a number, which {ENGINE_OPTIONS} does not bear")
    carrier = group.options_carrier
    if carrier is not None and any(not certain(part.key.value) and carrier.place.span < part.key.slot.span for part in moving):
        reasons.append("a computed value moves up to the options, where its names may not exist yet")
    return tuple(reasons)


def _comes_alive(part: _Part, pinned: VersionRange) -> bool:
    if part.meaning.kind is Kind.INVENTED:
        return part.option not in _HARMLESS_ALIVE
    return (part.option in _SIZING or _churns(part)) and not pinned.surely_below(removed_in())


def _churns(part: _Part) -> bool:
    """Whether a recycle is so short that connections would be replaced all the time."""
    return part.option == "pool_recycle" and any(0 <= each < CHURN for each in numbers_in(part.key.value))


def _is_number(key: Option) -> bool:
    for each in alternatives(key.value):
        if isinstance(each, Unknown):
            if each.type_name not in ("int", "float"):
                return False
        elif not isinstance(each.value, (int, float)):
            return False
    return True
