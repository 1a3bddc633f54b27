"""An option file as what it sets on the servers that may read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine_lint.dataclass import dataclass
from engine_lint.files.optionfile.groups import Server, flavours_of, instance_of, instances_of, is_known, versions_of
from engine_lint.files.optionfile.includes import Unfolded
from engine_lint.files.optionfile.outcome import Grouped, Outcome, grouped, meaning, outcome
from engine_lint.files.optionfile.syntax import Form, Line
from engine_lint.files.optionfile.variables import MARIADB, MYSQL
from engine_lint.files.servers import Around
from engine_lint.model.server import ServerConfig, ServerSetting
from engine_lint.model.source import Source

FORM = "option file"
_TITLES = {MYSQL: "MySQL", MARIADB: "MariaDB"}


@dataclass(frozen=True, slots=True)
class _Read:
    """A file with those it includes: its options, the first line that keeps servers from reading it, its groups, the flavours it may be for."""

    options: tuple[Grouped, ...]
    fault: Line | None
    groups: tuple[str, ...]
    flavours: tuple[str, ...]

    def outcomes(self, instance: str) -> list[Outcome]:
        """What each server makes of it that may read it."""
        servers = (Server(flavour, version, instance) for flavour in self.flavours for version in versions_of(self.groups, flavour))
        return [outcome(self.options, self.fault, each) for each in servers]

    def variables(self) -> list[str]:
        """The variables that any option is about, in order."""
        found = (meaning(each, flavour) for each in self.options for flavour in self.flavours)
        return list(dict.fromkeys(each.variable.name for each in found if each is not None))


def read_options(source: Source, around: Around, *, known: bool = False, flavours: tuple[str, ...] = ()) -> tuple[ServerConfig, ...]:
    """What an option file sets on the servers that read it: on the one, and on each that has groups of its own in it.

    Args:
        source: its text.
        around: where the files lie that it includes.
        flavours: the servers that it is for, where something outside of it tells that.
        known: whether it is certainly an option file; else one of its groups has to be one of a server or of another program that comes with it.
    """
    unfolded = Unfolded(around)
    unfolded.take(source)
    groups = tuple(line.text for line in unfolded.lines if line.form is Form.GROUP)
    if not known and not any(is_known(group) for group in groups):
        return ()
    fault = next((line for line in unfolded.lines if line.form is Form.FAULT), None)
    read = _Read(tuple(grouped(unfolded.lines)), fault, groups, flavours or flavours_of(groups, source.path))
    place, parts = source.place(source.span(0, 0)), tuple(each for each in dict.fromkeys(unfolded.parts) if each not in unfolded.faulty)
    configs = []
    for instance in instances_of(groups):
        settings = tuple(_settings(read, instance))
        if settings:
            name = f"mysqld{instance}" if instance else ""
            configs.append(ServerConfig(FORM, name, read.flavours, settings, place, in_tests=around.in_tests(source.path), parts=parts))
    return tuple(configs)


def _settings(read: _Read, instance: str) -> Iterator[ServerSetting]:
    """The assignments that win, and those that no server takes. Of an instance without options of its own, none."""
    outcomes = read.outcomes(instance)
    if instance and not any(instance_of(each.option.group or "") for one in outcomes for each in one.assigned.values()):
        return
    for variable in read.variables():
        told = [each for each in outcomes if variable in each.assigned]
        if told:
            yield _joined(variable, told, max((each.assigned[variable].option for each in told), key=read.options.index).line)
        elif not instance:
            yield from _unread(read, variable)


def _joined(variable: str, outcomes: Sequence[Outcome], last: Line) -> ServerSetting:
    """One setting, on the last line of several, out of what servers of several flavours and versions make of a variable."""
    words = {each.server.flavour: _words(each, variable) for each in outcomes}
    results = {(each.assigned[variable].held.value, each.assigned[variable].held.reason, _refusal(each, variable)) for each in outcomes}
    (value, reason, refusal), *others = results
    if not others:
        return _setting(variable, value, last, reason, refusal)
    if len(set(words.values())) > 1:
        return _setting(variable, None, last, "; ".join(f"{_TITLES[flavour]} {text}" for flavour, text in words.items()))
    return _setting(variable, None, last, "the server's version decides which group counts")


def _setting(variable: str, value: int | None, line: Line, reason: str = "", ineffective: str = "") -> ServerSetting:
    return ServerSetting(variable, None if ineffective else value, line.written, line.place, reason, ineffective)


def _words(told: Outcome, variable: str) -> str:
    held = told.assigned[variable].held
    if told.refusal:
        return f"does not start with it ({told.refusal})"
    return f"takes it as {held.value}" if held.value is not None else f"does not tell ({held.reason})"


def _refusal(told: Outcome, variable: str) -> str:
    """Why a server that has the assignment does not start, with the line where that is another one."""
    if not told.refusal:
        return ""
    line, own = told.refused_by, told.assigned[variable].option.line
    where = "" if line is None or line.place == own.place else f" (line {line.place.span.start.line})"
    return f"servers do not take this file: {told.refusal}{where}"


def _unread(read: _Read, variable: str) -> Iterator[ServerSetting]:
    """The assignments in groups that no server reads."""
    for each in read.options:
        what = meaning(each, MARIADB)
        if what is not None and what.variable.name == variable and not instance_of(each.group or ""):
            yield _setting(variable, None, each.line, ineffective=f"no server reads the group [{each.group}]")
