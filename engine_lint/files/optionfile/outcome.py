"""What one server makes of the options of a file: what it holds, or why it does not start."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression
from engine_lint.files.optionfile.groups import Server
from engine_lint.files.optionfile.syntax import Form, Line
from engine_lint.files.optionfile.variables import MARIADB, MYSQL, VARIABLES, Held, Named, held, named, without_instance

_NAME = expression(r"[\w.-]+")
_PLACEHOLDER = expression(r"\{\{|\{%|<%|\$[\w{(]|^[@%][^@%]+[@%]$|^_*[A-Z][A-Z_]{2,}$")
"""A value that is put in when the file is deployed."""
_LOOSE = expression(r"(?i)(?:(?:skip|disable|enable|maximum|autoset)[-_])*loose[-_]")
"""How names begin that servers pass over where they do not know them."""
_REMOVED = frozenset({"set-variable", "set_variable"})


@dataclass(frozen=True, slots=True)
class Grouped:
    """An option with the group it stands in, None for one before the first."""

    group: str | None
    line: Line


@dataclass(frozen=True, slots=True)
class Assigned:
    """The assignment that counts, and what the server holds after it."""

    option: Grouped
    held: Held


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one server holds, by variable. ``refusal`` says why it does not start, empty where it does, and ``refused_by`` is the line of that."""

    server: Server
    assigned: Mapping[str, Assigned] = field(default_factory=dict)
    refusal: str = ""
    refused_by: Line | None = None


def grouped(lines: Iterable[Line]) -> Iterator[Grouped]:
    """The options, each with its group."""
    group = None
    for line in lines:
        if line.form is Form.GROUP:
            group = line.text
        elif line.form is Form.OPTION:
            yield Grouped(group, line)


def outcome(options: Iterable[Grouped], fault: Line | None, server: Server) -> Outcome:
    """What a server makes of options.

    Args:
        options: those of the file, in order, whichever group they stand in.
        fault: the first line that keeps every server from reading the file, None without one.
        server: the server.
    """
    assigned: dict[str, Assigned] = {}
    refused: tuple[str, Line | None] = (fault.text, fault) if fault is not None else ("", None)
    for each in _read_by(server, options):
        what = meaning(each, server.flavour)
        result = _held(what, each, server.flavour) if what is not None else Held(refused=_oddity(each.line), ignored=True)
        if result.refused and not refused[0]:
            refused = result.refused, each.line
        if what is not None and not result.ignored:
            assigned[what.variable.name] = Assigned(each, result)
    return Outcome(server, assigned, *refused)


def _read_by(server: Server, options: Iterable[Grouped]) -> Iterator[Grouped]:
    """The options that a server reads. Those that ``mysqld_multi`` hands over come last."""
    every, groups = list(options), server.groups()
    yield from (each for each in every if each.group is None or each.group.lower() in groups)
    if server.is_one_of_many:
        yield from (each for each in every if (each.group or "").lower() == f"mysqld{server.instance}")


def meaning(option: Grouped, flavour: str) -> Named | None:
    """The variable that an option is about, also where the flavour has no such option but the other one has."""
    line = option.line
    if line.text in _REMOVED:
        return next((Named(each) for name, each in VARIABLES.items() if (line.value or "").replace("-", "_").startswith(name)), None)
    return named(line.text, flavour) or (named(line.text, MARIADB) if flavour == MYSQL else None)


def _held(what: Named, option: Grouped, flavour: str) -> Held:
    line = option.line
    if line.text in _REMOVED:
        return Held(refused="servers have no set-variable any more; write the variable's own name")
    if line.value is not None and _PLACEHOLDER.search(line.value):
        return Held(reason=f"{line.written} is filled in elsewhere")
    if named(line.text, flavour) is None:
        return Held(ignored=True) if what.loose else Held(refused=f"MySQL has no option of the name {line.text}")
    return held(what, line.value, flavour)


def _oddity(line: Line) -> str:
    """Why no server has an option of this name, empty where one may have it."""
    if line.text.startswith("--"):
        return "an option of a file begins without dashes"
    may_exist = _NAME.fullmatch(line.text) or _LOOSE.match(without_instance(line.text)) or _PLACEHOLDER.search(line.text)
    return "" if may_exist else f"{line.text!r} is not the name of an option"
