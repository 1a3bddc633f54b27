"""Terraform files: what resources and modules set on managed database servers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeAlias

from engine_lint.errors import UnreadableFile
from engine_lint.expression import expression
from engine_lint.files.infra.assignments import MYSQL, assigned, winning
from engine_lint.files.infra.engines import backends_of_engine
from engine_lint.files.infra.folders import siblings
from engine_lint.files.infra.hcl import Expression, read_terraform
from engine_lint.files.infra.terraform_scope import CODE, Scope
from engine_lint.files.infra.words import HOLE, Word
from engine_lint.files.servers import Around
from engine_lint.knowledge.postgresql import POSTGRESQL
from engine_lint.knowledge.terraform import MODULE, SettingPlace, setting_places
from engine_lint.model.server import ServerConfig
from engine_lint.model.source import Source
from engine_lint.timeouts.found import INTERACTIVE, WAIT

RESOURCE_FORM, MODULE_FORM = "Terraform resource", "Terraform module"
_Server: TypeAlias = tuple[str, str]
_SERVERS = ("server_name", "server_id")
_ONE_EACH = expression(r"\bazurerm_(?:mysql|mariadb|postgresql)_(?:flexible_server_)?configuration\b")
_FORMULA = expression(r"[{(]")
_FORMULA_REASON = "the cloud works it out from the size of the server"


def read_servers(source: Source, around: Around) -> tuple[ServerConfig, ...]:
    """The servers on which a file sets something that matters.

    Raises:
        UnreadableFile: it cannot be parsed.
        ModuleNotFoundError: python-hcl2 is not installed.
    """
    found = _configs(source, around)
    split = [server for server, config in found.items() if server[1] and _is_half(config)]
    beside = _beside(source, around) if split else {}
    found.update((server, replace(found[server], elsewhere=beside.get(server, frozenset()))) for server in split)
    return tuple(found.values())


def _configs(source: Source, around: Around) -> dict[_Server, ServerConfig]:
    scope = Scope(source, around)
    found: dict[_Server, ServerConfig] = {}
    for form, address, body, place in _places(read_terraform(source)):
        config = _config(source, scope, form, address, body, place, around)
        if config is not None:
            key = _server(scope, address, body, place)
            known = found.get(key)
            found[key] = config if known is None else replace(known, settings=winning((*known.settings, *config.settings)))
    return found


def _server(scope: Scope, address: str, body: Expression, place: SettingPlace) -> _Server:
    """What tells servers apart: the address, or, of resources that are one setting each, the server that they name."""
    named = next((scope.resolved(each) for name in _SERVERS for each in body.all(name)), None) if () in place.entries else None
    if named is None:
        return address, ""
    return address.partition(".")[0], named.reference or named.text or named.source.text[named.start : named.end]


def _is_half(config: ServerConfig) -> bool:
    """Whether a file sets one of two timers that belong together, so that it matters whether another file sets the other one."""
    return (config.effective(WAIT) is None) is not (config.effective(INTERACTIVE) is None)


def _beside(source: Source, around: Around) -> dict[_Server, frozenset[str]]:
    """The variables that other files of the folder set by resources of one setting each, by server."""
    found: dict[_Server, frozenset[str]] = {}
    for other in siblings(source, CODE, around):
        if other.path == source.path or not _ONE_EACH.search(other.text):
            continue
        try:
            configs = _configs(other, around)
        except UnreadableFile:
            continue
        for server, config in configs.items():
            found[server] = found.get(server, frozenset()) | {each.variable for each in config.settings}
    return found


def _places(root: Expression) -> Iterator[tuple[str, str, Expression, SettingPlace]]:
    """Form, address and body of each resource and module that may set something, with how it does."""
    for block in root.all("resource"):
        for kind, named in block.members or ():
            if kind in setting_places():
                for instance in named.all():
                    yield from ((RESOURCE_FORM, f"{kind}.{name}", body, setting_places()[kind]) for name, body in instance.members or ())
    for block in root.all(MODULE):
        yield from ((MODULE_FORM, f"module.{name}", body, setting_places()[MODULE]) for name, body in block.members or ())


def _config(source: Source, scope: Scope, form: str, address: str, body: Expression, place: SettingPlace, around: Around) -> ServerConfig | None:
    pairs = [pair for inner in _rounds(body, "each", body, scope) for pair in _pairs(body, place, inner)]
    backends, product = _engine(body, place, scope) or _by_variables(name for name, _ in pairs)
    settings = winning(assigned(source, backends, name, value) for name, value in pairs) if backends else ()
    if not settings:
        return None
    where = source.place(source.span(body.start, body.end))
    return ServerConfig(form, address, backends, settings, where, product, around.in_tests(source.path))


def _engine(body: Expression, place: SettingPlace, scope: Scope) -> tuple[tuple[str, ...], str] | None:
    """Backends and product; none of either for another kind of server, None where it is not known."""
    if place.backend:
        return (place.backend,), ""
    for path in place.engine:
        for each in body.all(*path):
            text, _ = scope.text(each)
            if HOLE not in text:
                return backends_of_engine(text)
    return None


def _by_variables(names: Iterable[str]) -> tuple[tuple[str, ...], str]:
    """What the names of the variables tell where nothing else does."""
    for name in names:
        if name in (WAIT, INTERACTIVE):
            return MYSQL, ""
        if name == "idle_session_timeout":
            return (POSTGRESQL,), ""
    return (), ""


def _pairs(body: Expression, place: SettingPlace, scope: Scope) -> Iterator[tuple[str, Word]]:
    """Names and values of the variables that a body sets."""
    for path in place.entries:
        for entry, inner in _entries(body, path, scope):
            name, value = (next((found for key in keys if (found := entry.get(key)) is not None), None) for keys in (place.name, place.value))
            if name is not None and value is not None:
                yield inner.text(name)[0].strip().lower(), _word(value, inner)
    for path in place.variables:
        for entry in body.all(*path):
            yield from ((name, _word(value, scope)) for name, value in entry.members or ())


def _entries(body: Expression, path: tuple[str, ...], scope: Scope) -> Iterator[tuple[Expression, Scope]]:
    """The blocks or objects at a path, those that ``dynamic`` makes included, each with its scope."""
    if not path:
        yield body, scope
        return
    *before, last = path
    for holder in body.all(*before):
        for found in (value for key, value in holder.members or () if key == last):
            resolved = scope.resolved(found)
            yield from ((scope.resolved(each), scope) for each in resolved.all())
        for dynamic in holder.all("dynamic", last):
            iterator = next((each.reference or each.text for each in dynamic.all("iterator")), None) or last
            for inner in _rounds(dynamic, iterator, None, scope):
                yield from ((content, inner) for content in dynamic.all("content"))


def _rounds(body: Expression, iterator: str, whole: Expression | None, scope: Scope) -> Iterator[Scope]:
    """The scopes in which a body with ``for_each`` counts: one for each of its elements, as far as they are known."""
    over = body.get("for_each")
    if over is None:
        yield scope
        return
    elements = scope.resolved(over)
    for key, value in elements.members or ():
        yield scope.within(iterator, Expression(value.source, value.start, value.end, key), value)
    for value in elements.items or ():
        yield scope.within(iterator, value, value)


def _word(value: Expression, scope: Scope) -> Word:
    """A value where it is written in this file, as text."""
    bound = scope.unbound(value)
    shown = bound if bound.source is scope.source else value
    text, reason = scope.text(value)
    if _FORMULA.search(text):
        text, reason = HOLE, _FORMULA_REASON
    return Word(text, shown.start, shown.end, reason)
