"""What goes into the call of an engine factory: keywords, or a mapping with a prefix."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from engine_lint.knowledge.factories import factories
from engine_lint.knowledge.options import pool_options
from engine_lint.knowledge.pools import option_name
from engine_lint.model.place import Place
from engine_lint.model.value import Option
from engine_lint.python.conditions import Path
from engine_lint.python.dict_values import DictValue
from engine_lint.python.possibilities import read
from engine_lint.python.sites.inputs import Inputs, Traits
from engine_lint.python.sites.recorder import EngineCall
from engine_lint.python.targets import target_in
from engine_lint.python.values import Abstract, Opaque, Scalar
from engine_lint.python.views import in_force, narrowed, option, options_of, unseen_in
from engine_lint.python.walking import walk


def from_keywords(call: EngineCall, path: Path, strict: bool) -> Inputs:
    """``create_engine(url, **keywords)``."""
    factory = factories()[call.factory]
    keywords, place = call.arguments.keywords, call.module.place(call.node)
    options = options_of(keywords, path, strict, place, call.path)
    url: Abstract = call.arguments.positional[0] if call.arguments.positional else Opaque("no URL is given")
    for name in factory.url_parameters:
        if options.pop(name, None) is not None:
            url = read(keywords.entries[name], path) or url
    if factory.short_names:
        options = {option_name(name): _renamed(each, option_name(name)) for name, each in options.items()}
    unseen = unseen_in(keywords, path)
    if call.arguments.more:
        unseen.append(Opaque(call.arguments.more))
    if any(isinstance(each, ast.Constant) and each.value is ... for each in call.node.args):
        unseen.append(Opaque("`...` stands for arguments that are left out"))
    return Inputs(options, unseen, url, target_in(keywords, path), keywords, _traits(call))


def _traits(call: EngineCall) -> Traits:
    factory = factories()[call.factory]
    return Traits(is_async=factory.is_async, coerces=factory.coerces)


def _renamed(each: Option, name: str) -> Option:
    return each if each.name == name else replace(each, name=name, carrier=None)


def from_mapping(call: EngineCall, path: Path, strict: bool) -> Inputs:
    """``engine_from_config(mapping, prefix, **keywords)``; the keywords win."""
    keywords, place = call.arguments.keywords, call.module.place(call.node)
    own = options_of(keywords, path, strict, place)
    mapping, prefix = _mapping_and_prefix(call, path)
    for name in ("configuration", "prefix"):
        own.pop(name, None)
    elsewhere: list[Opaque] = []
    options: dict[str, Option] = {}
    unprefixed: tuple[Option, ...] = ()
    url: Abstract = Opaque("the configuration is read at run time")
    found = narrowed(mapping, path, strict)
    if isinstance(found, DictValue) and prefix is not None:
        elsewhere += unseen_in(found, path)
        options = _prefixed(found, prefix, path, strict, place)
        url = read(found.entries.get(f"{prefix}url", []), path) or url
        unprefixed = tuple(each for each in _unprefixed(call, found, prefix, path, place) if each.name not in {**options, **own})
    else:
        reason = found.reason if isinstance(found, Opaque) else "the configuration is read at run time"
        elsewhere.append(Opaque(f"{call.callee}() reads its options from a configuration: {reason}", parameter=isinstance(found, Opaque) and found.parameter))
    if "url" in own:
        url = read(keywords.entries["url"], path) or url
        own.pop("url")
    return Inputs(
        {**options, **own},
        unseen_in(keywords, path),
        url,
        target_in(keywords, path),
        keywords,
        _traits(call),
        unprefixed=unprefixed,
        prefix=prefix,
        elsewhere=tuple(elsewhere),
    )


def _mapping_and_prefix(call: EngineCall, path: Path) -> tuple[Abstract, str | None]:
    """The two arguments that say where the options are; the prefix is None where it is not known."""
    given, keywords = call.arguments.positional, call.arguments.keywords
    mapping = given[0] if given else read(keywords.entries.get("configuration", []), path) or Opaque("no configuration is given")
    prefix = given[1] if len(given) > 1 else read(keywords.entries.get("prefix", []), path)
    if prefix is None:
        return mapping, factories()[call.factory].prefix_default
    return mapping, prefix.value if isinstance(prefix, Scalar) and isinstance(prefix.value, str) else None


def _prefixed(content: DictValue, prefix: str, path: Path, strict: bool, place: Place) -> dict[str, Option]:
    found = {}
    for key, log in content.entries.items():
        name = key.removeprefix(prefix)
        if key.startswith(prefix) and name != "url":
            write = in_force(log, path, strict)
            if write is not None:
                found[name] = replace(option(name, write, path, strict, place), carrier=None)
    return found


def _unprefixed(call: EngineCall, content: DictValue, prefix: str, path: Path, place: Place) -> Iterator[Option]:
    """Pool options of a mapping that lack the prefix, so that nothing reads them."""
    names = [name for name in content.entries if name in pool_options() and not name.startswith(prefix)]
    if not names or _is_read_whole(call, content, path):
        return
    read_here = _keys_read(call.module.tree)
    for name in names:
        write = in_force(content.entries[name], path, False)
        if write is not None and name not in read_here:
            yield option(name, write, path, False, place)


def _is_read_whole(call: EngineCall, content: DictValue, path: Path) -> bool:
    """Whether the mapping also goes to an engine as it is: spread into keywords, or with an empty prefix."""
    for other in call.module.project.sites.calls:
        if any(inner is content for _, inner in other.arguments.keywords.spreads):
            return True
        factory = factories().get(other.factory)
        if other is not call and factory is not None and factory.mapping_parameter:
            mapping, prefix = _mapping_and_prefix(other, path)
            if prefix == "" and mapping is content:
                return True
    return False


def _keys_read(tree: ast.Module) -> frozenset[str]:
    """String keys that a module reads from some mapping: ``m["k"]``, ``m.get("k")``, ``"k" in m``."""
    found: list[ast.expr] = []
    for node in walk(tree):
        match node:
            case ast.Subscript(slice=key, ctx=ast.Load()) | ast.Compare(left=key, ops=[ast.In() | ast.NotIn()]):
                found.append(key)
            case ast.Call(func=ast.Attribute(attr="get" | "pop"), args=[key, *_]):
                found.append(key)
    return frozenset(key.value for key in found if isinstance(key, ast.Constant) and isinstance(key.value, str))
