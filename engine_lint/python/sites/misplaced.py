"""Pool options where SQLAlchemy's pool does not look: in the URL's query, in ``connect_args``, in ``execution_options``."""

from __future__ import annotations

from collections.abc import Iterator

from engine_lint.expression import expression
from engine_lint.files.kinds import kind_of
from engine_lint.files.modules import PythonModules
from engine_lint.knowledge.factories import url_builders
from engine_lint.knowledge.options import numbers, pool_options
from engine_lint.model.engine import Misplaced
from engine_lint.model.place import Place
from engine_lint.model.value import Carrier, Known, Option, Unknown, Value
from engine_lint.python.carriers.draft import QUERY
from engine_lint.python.conditions import Path
from engine_lint.python.dict_values import DictValue
from engine_lint.python.possibilities import alternatives
from engine_lint.python.queries import parameters
from engine_lint.python.scope import Module
from engine_lint.python.sites.url_texts import UrlTexts
from engine_lint.python.targets import NOT_THE_POOLS, inner_dicts
from engine_lint.python.values import Abstract, Built, Scalar, Text
from engine_lint.python.views import narrowed, options_of

_NUMBER = expression(r"-?[0-9]{1,18}")
_TRUTHS = {"true": True, "false": False, "1": True, "0": False}


def misplaced(url: Abstract, content: DictValue | None, path: Path, module: Module, around: Place) -> tuple[Misplaced, ...]:
    """The pool options that stand in the wrong place, for an engine that is configured at ``around`` in ``module``."""
    found = list(_in_url(url, path, module, around))
    for name in NOT_THE_POOLS:
        for inner in inner_dicts(content, name, path) if content is not None else ():
            found += _in_dict(inner, name, path, around)
    return tuple(found)


def _in_dict(content: DictValue, where: str, path: Path, around: Place) -> Iterator[Misplaced]:
    if not pool_options().isdisjoint(content.entries):
        options = options_of(content, path, False, around)
        named = tuple(option for name, option in options.items() if name in pool_options())
        if named:
            yield Misplaced(where, named, beside=tuple(name for name in content.entries if name not in pool_options()))


def _in_url(url: Abstract, path: Path, module: Module, around: Place) -> Iterator[Misplaced]:
    values = list(alternatives(narrowed(url, path, False), path))
    for _, value in values:
        match value:
            case Scalar(value=str() as text, origin=origin):
                yield from _in_text(text, origin, len(values) == 1, module, around)
            case Text(start=start, origin=origin):
                yield from _in_text(_whole_text(start, origin, module), origin, len(values) == 1, module, around)
            case Built(dotted=dotted) if dotted in url_builders():
                yield from _in_builder(value, path, module, around)


def _in_builder(value: Built, path: Path, module: Module, around: Place) -> Iterator[Misplaced]:
    """``URL.create(..., query={...})`` and ``make_url("...")``."""
    if not url_builders()[value.dotted].reads_parts:
        if value.arguments.positional:
            yield from _in_url(value.arguments.positional[0], path, module, around)
        return
    for inner in inner_dicts(value.arguments.keywords, "query", path):
        yield from _in_dict(inner, "url", path, around)


def _in_text(text: str, origin: Place | None, certain: bool, module: Module, around: Place) -> Iterator[Misplaced]:
    named = [(name, given) for name, given in parameters(text) if name in pool_options()]
    if not named or origin is None:
        return
    home = module if origin.path == module.path else _home(origin, module)
    literal = _texts(home).literal(origin, [name for name, _ in named]) if home is not None else None
    carrier = Carrier(QUERY, literal) if literal is not None else None
    options = tuple(Option(name, parameter_value(name, given), literal or origin, literal or origin, carrier) for name, given in named)
    users, others = _users(home, literal, around) if home is not None and literal is not None else ("the URL is put together elsewhere", "")
    yield Misplaced("url", options, certain, users, others, tuple(name for name, _ in parameters(text) if name not in pool_options()))


def _home(origin: Place, module: Module) -> Module | None:
    """The other module that a text stands in; None for a file of another kind."""
    return module.project.module_at(origin.path) if isinstance(kind_of(origin.path), PythonModules) else None


def parameter_value(name: str, given: str | None) -> Value:
    """What a parameter of a URL would be as an option."""
    if given is None:
        return Unknown("it is formatted into the URL")
    if name in numbers():
        return Known(int(given)) if _NUMBER.fullmatch(given) else Known(given)
    return Known(_TRUTHS.get(given.lower(), given))


def _whole_text(start: str, origin: Place | None, module: Module) -> str:
    """The source of an f-string, a sum or a template, of whose value only the start is known."""
    if origin is None or origin.path != module.path or not any(name in pool_options() for name, _ in parameters(module.source.at(origin.span))):
        return start
    return module.source.at(origin.span) if _texts(module).is_composed(origin) else start


def _texts(module: Module) -> UrlTexts:
    known = module.project.url_texts
    if module not in known:
        known[module] = UrlTexts(module, pool_options())
    return known[module]


def _users(module: Module, literal: Place, around: Place) -> tuple[str, str]:
    """Who else uses a URL's text: why it must not be changed, and why it may be a risk."""
    if literal.path == around.path and around.span.covers(literal.span):
        return "", ""
    found = _texts(module).name_of(literal)
    if found is None:
        return "the URL is put together elsewhere", ""
    if _texts(module).reads[found.name] > 1 or module.path != around.path:
        return "the URL is used elsewhere too", ""
    return "", f"other modules may use {found.name} too" if found.is_open else ""
