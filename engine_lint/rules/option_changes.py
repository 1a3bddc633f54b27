"""Fixes that several rules write: give an engine an option, with the reasons why that may be unsafe."""

from __future__ import annotations

from engine_lint.knowledge.flask import ENGINE_OPTIONS
from engine_lint.model.change import Change, Code, Moved, NewValue, Options, ReplaceValue, SetOption
from engine_lint.model.engine import Engine, Wrapping
from engine_lint.model.finding import Fix, Safety
from engine_lint.model.value import Carrier, Numeral, OneOf, Option, Unknown


def first_options(engine: Engine) -> str:
    """Why the first options of a config may do harm."""
    others = ", and others may be loaded from elsewhere" if engine.loads_others else ""
    return f"it gives {'this arm' if engine.in_arms else 'the app'} its first {ENGINE_OPTIONS}{others}"


def fix(title: str, changes: tuple[Change, ...], unsafe_because: tuple[str, ...] = ()) -> Fix:
    """A fix that is safe unless there is a reason why not."""
    return Fix(title, changes, Safety.UNSAFE if unsafe_because else Safety.SAFE, "; ".join(unsafe_because))


def add(engine: Engine, name: str, code: Code, unsafe_because: tuple[str, ...] = ()) -> Fix | None:
    """Add an option where the engine's new options go; None where nothing can be written."""
    if engine.target is None:
        return None
    title = f"Add {name}={_text(code)}{' as a default' if engine.handed_on is not None else ''}"
    return fix(title, added(engine.target, engine, ((name, code),)), (*doubts_of_adding(engine), *unsafe_because))


def doubts_of_adding(engine: Engine) -> tuple[str, ...]:
    """Why options that are added where the engine's new ones go may do harm, whichever they are."""
    return (*((engine.obstacle,) if engine.obstacle else ()), *((first_options(engine),) if engine.uri_only else ()))


def added(target: Carrier, engine: Engine, new: tuple[tuple[str, Code], ...]) -> tuple[Change, ...]:
    """New options where the engine's new ones go."""
    if engine.uri_only:
        return (SetOption(target, ENGINE_OPTIONS, Options(new)),)
    if engine.wrapping is not None:
        return (SetOption(target, engine.wrapping.parameter, _wrapped(engine.wrapping, new)),)
    return _beside(target, engine, new)


def _beside(target: Carrier, engine: Engine, new: tuple[tuple[str, Code], ...]) -> tuple[Change, ...]:
    """New options beside the others. What callers may hand on wins over them: in a call both are put into one dict, as a call takes no option twice."""
    handed_on = engine.handed_on
    if handed_on is None or target.form == "dict":
        return tuple(SetOption(target, name, code, as_default=handed_on is not None, within=engine.within) for name, code in new)
    if handed_on.is_display:
        return tuple(SetOption(Carrier("dict", handed_on.place), name, code, as_default=True) for name, code in new)
    return (ReplaceValue(handed_on.place, Options(new, handed_on.text, spread_wins=True)),)


def _wrapped(wrapping: Wrapping, new: tuple[tuple[str, Code], ...]) -> NewValue:
    """The value that brings an engine its first options."""
    if wrapping.class_name:
        pieces = [piece for number, (name, code) in enumerate(new) for piece in (f"{', ' if number else ''}{name}=", *code.pieces)]
        return Code((f"{wrapping.class_name}(", *pieces, ")"))
    url = (("url", Code((Moved(wrapping.url),))),) if wrapping.url is not None else ()
    return Options((*url, *new))


def replace(engine: Engine, option: Option, code: Code, unsafe_because: tuple[str, ...] = ()) -> Fix | None:
    """Give an option that stands there another value, where its number stands; None where the value comes from outside the code."""
    if option.numeral is not None:
        return _rewrite(option, option.numeral, code, unsafe_because)
    if isinstance(option.value, (OneOf, Unknown)) or option.slot_is_shared:
        return None
    if option.carrier is not None:
        change: Change = SetOption(option.carrier, option.name, code)
    else:
        change = ReplaceValue(option.slot, code)
    if engine.obstacle and engine.target is not None:
        unsafe_because = (engine.obstacle, *unsafe_because)
    return fix(f"Set {option.name} to {_text(code)}", (change,), unsafe_because)


def _rewrite(option: Option, numeral: Numeral, code: Code, unsafe_because: tuple[str, ...]) -> Fix:
    """Write the number of the setting that an option is read from."""
    written = Code((numeral.quote, *code.pieces, numeral.quote)) if numeral.quote else code
    name = option.read_from or option.name
    title = f"Set {'the default of ' if isinstance(option.value, OneOf) else ''}{name} to {_text(code)}"
    reasons = unsafe_because if numeral.named else (f"{name} may serve something else too", *unsafe_because)
    return fix(title, (ReplaceValue(numeral.place, written),), reasons)


def _text(code: Code) -> str:
    return "".join(piece if isinstance(piece, str) else "..." for piece in code.pieces)
