"""Engines that other libraries make: options in a dict parameter, in an options object, or among the call's own keywords."""

from __future__ import annotations

from engine_lint.knowledge.third_party import Maker, Parameter
from engine_lint.model.engine import Wrapping
from engine_lint.python.conditions import Path
from engine_lint.python.dict_values import DictValue
from engine_lint.python.lookup import settle
from engine_lint.python.possibilities import alternatives, read
from engine_lint.python.sites.inputs import Inputs, Traits
from engine_lint.python.sites.recorder import EngineCall
from engine_lint.python.targets import target_in
from engine_lint.python.values import Abstract, Arguments, Built, External, Imported, Opaque, Scalar
from engine_lint.python.views import narrowed, options_of, unseen_in

_ONCE = frozenset({"__init__", "create_app", "main", "lifespan", "startup", "on_startup", "setup"})
"""Functions that run once in the life of a program or an object."""
NO_URL = Opaque("the library is told its database elsewhere")


def inputs(call: EngineCall, maker: Maker, path: Path, strict: bool) -> Inputs | None:
    """What goes into the engine of a call; None where the library makes none, or where there is nothing to judge.

    Raises:
        Split: a condition decides, and ``strict``.
    """
    arguments = call.arguments
    if maker.first and not _is(arguments.positional[0] if arguments.positional else None, maker.first):
        return None
    if any(_may_be_given(_argument(arguments, each, path)) for each in maker.engine):
        return None
    url = next((value for each in maker.url if _given(value := _argument(arguments, each, path), path, strict)), None)
    if maker.options == "keywords":
        return _from_keywords(call, maker, url, path, strict)
    return _from_parameter(call, maker, url, path, strict)


def _argument(arguments: Arguments, parameter: Parameter, path: Path) -> Abstract | None:
    """What a parameter is given; None where nothing is."""
    value = read(arguments.keywords.entries.get(parameter.name, []), path)
    if value is None and parameter.position is not None and parameter.position < len(arguments.positional):
        return arguments.positional[parameter.position]
    return value


def _given(value: Abstract | None, path: Path, strict: bool) -> bool:
    """Whether something other than None is given."""
    if value is None:
        return False
    found = narrowed(value, path, strict)
    return not (isinstance(found, Scalar) and found.value is None)


def _may_be_given(value: Abstract | None) -> bool:
    """Whether something other than None may be given: an engine that is made when it is first asked for was None before."""
    return value is not None and any(not (isinstance(each, Scalar) and each.value is None) for _, each in alternatives(value))


def _is(value: Abstract | None, text: str) -> bool:
    return isinstance(value, Scalar) and value.value == text


def _traits(call: EngineCall, maker: Maker, path: Path, strict: bool) -> Traits:
    chosen = read(call.arguments.keywords.entries.get(maker.async_parameter, []), path)
    is_async = chosen is not None and any(isinstance(each, Scalar) and each.value is True for _, each in alternatives(narrowed(chosen, path, strict)))
    anew = call.function is not None and getattr(call.function, "name", "") not in _ONCE
    brief = maker.brief or (maker.brief_in_functions and anew)
    return Traits("third-party", maker.is_async or is_async, False, maker.framework, brief, maker.ping, maker.backend)


def _from_keywords(call: EngineCall, maker: Maker, url: Abstract | None, path: Path, strict: bool) -> Inputs:
    keywords = call.arguments.keywords
    options = options_of(keywords, path, strict, call.module.place(call.node))
    own = {name: option for name, option in options.items() if name not in maker.own}
    unseen = _unseen_arguments(call, path)
    return Inputs(own, unseen, url or NO_URL, target_in(keywords, path), keywords, _traits(call, maker, path, strict))


def _unseen_arguments(call: EngineCall, path: Path) -> list[Opaque]:
    found = unseen_in(call.arguments.keywords, path)
    return [*found, Opaque(call.arguments.more)] if call.arguments.more else found


def _from_parameter(call: EngineCall, maker: Maker, url: Abstract | None, path: Path, strict: bool) -> Inputs | None:
    given = _argument(call.arguments, maker.parameter, path)
    if given is None or not _given(given, path, strict):
        return None if maker.needs_options else _without_options(call, maker, url, path, strict, by_keyword=given is None or _by_keyword(call, maker))
    value = narrowed(given, path, strict)
    if isinstance(value, Built) and not (maker.options == "object" and value.dotted in maker.classes):
        if maker.options == "dict" and maker.url_in_options:
            return None
        value = Opaque(f"{maker.parameter.name} is built at run time")
    content = value.arguments.keywords if isinstance(value, Built) else as_dict(value, path)
    if content is None:
        reason = value if isinstance(value, Opaque) else Opaque(f"{maker.parameter.name} is built at run time")
        return Inputs({}, [reason], url or NO_URL, None, DictValue(), _traits(call, maker, path, strict))
    options = options_of(content, path, strict, call.module.place(call.node))
    if maker.url_in_options and options.pop("url", None) is not None:
        url = read(content.entries["url"], path)
    unseen = unseen_in(content, path)
    if maker.unseen:
        unseen = [*unseen, Opaque(maker.unseen)]
    return Inputs(options, unseen, url or NO_URL, target_in(content, path), content, _traits(call, maker, path, strict))


def _by_keyword(call: EngineCall, maker: Maker) -> bool:
    return maker.parameter.name in call.arguments.keywords.entries


def _without_options(call: EngineCall, maker: Maker, url: Abstract | None, path: Path, strict: bool, by_keyword: bool) -> Inputs:
    """The parameter is not given: the library makes an engine of the URL alone, and a first option brings the parameter along."""
    keywords = call.arguments.keywords
    carrier = target_in(keywords, path)
    wrapping, obstacle = Wrapping(maker.parameter.name), ""
    if maker.options == "object":
        wrapping = Wrapping(maker.parameter.name, _imported_class(call, maker, path))
        obstacle = "" if wrapping.class_name else f"the class that {maker.parameter.name} takes is not imported here"
    elif not by_keyword:
        obstacle = f"{maker.parameter.name} is given None by position"
    target = None if obstacle or carrier is None or carrier.form != "call" else carrier
    return Inputs({}, _unseen_arguments(call, path), url or NO_URL, target, DictValue(), _traits(call, maker, path, strict), wrapping, obstacle)


def _imported_class(call: EngineCall, maker: Maker, path: Path) -> str:
    """The name under which the call's module knows the class of the options, or an empty string."""
    for name, log in call.module.frame.names.items():
        value = read(log, path)
        found = settle(value) if isinstance(value, (External, Imported)) else None
        if isinstance(found, External) and found.dotted in maker.classes:
            return name
    return ""


def as_dict(value: Abstract, path: Path) -> DictValue | None:
    """The dict that a value is; one of several (``options or {}``) joined, None where it is none at all."""
    if isinstance(value, DictValue):
        return value
    found = list(alternatives(value, path))
    if not any(isinstance(each, DictValue) for _, each in found):
        return None
    joined = DictValue()
    for where, each in found:
        if isinstance(each, DictValue):
            joined.merge(each, where)
        elif isinstance(each, Opaque):
            joined.unseen.append((where, each))
    return joined
