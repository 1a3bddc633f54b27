"""Lines of dotenv files written back, in the form that ``from_prefixed_env`` reads: ``FLASK_SQLALCHEMY_ENGINE_OPTIONS__pool_recycle=280``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine_lint.errors import CannotRewrite
from engine_lint.files.env_syntax import read_env
from engine_lint.files.ini_writing import plan_entries, verify_entries
from engine_lint.model.change import Change, DropOption, Edit, Options, RenameOption, SetOption
from engine_lint.model.source import Source, SourceOf

NESTED = "__"
"""What stands between the name of a dict and that of its item."""


def plan_env(changes: Sequence[Change], sources: SourceOf) -> tuple[Edit, ...]:
    """The edits that carry out some changes to dotenv files.

    Raises:
        CannotRewrite: they contradict each other, or there is no place for them.
    """
    return plan_entries([line for change in dict.fromkeys(changes) for line in _lines(change)], sources, read_env)


def verify_env(before: Source, after: str, changes: Sequence[Change], ready: Sequence[Edit]) -> None:
    """Hold that the entries are the old ones with the changes made, and that the text around them is what it was.

    Raises:
        RewriteRefused: something else changed, or something did not.
    """
    verify_entries(before, after, [line for change in dict.fromkeys(changes) for line in _lines(change)], ready, read_env)


def _lines(change: Change) -> Iterator[Change]:
    """A change in terms of lines: a dict of options is one line for each of them; variables in capitals stay so."""
    if isinstance(change, (SetOption, DropOption)) and change.carrier.receiver.isupper() and change.carrier.receiver.startswith("AIRFLOW"):
        yield replace(change, name=change.name.upper())
        return
    value = change.value if isinstance(change, (SetOption, RenameOption)) else None
    if not isinstance(value, Options):
        yield change
        return
    assert isinstance(change, (SetOption, RenameOption))
    if value.spread or not value.entries:
        raise CannotRewrite("a dotenv file has no dict to spread")
    name = change.name if isinstance(change, SetOption) else change.new
    (first, code), *rest = value.entries
    if isinstance(change, RenameOption):
        yield replace(change, new=f"{name}{NESTED}{first}", value=code)
    else:
        yield replace(change, name=f"{name}{NESTED}{first}", value=code)
    for each, code in rest:
        yield SetOption(change.carrier, f"{name}{NESTED}{each}", code)
