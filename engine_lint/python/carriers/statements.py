"""Statements: ``app.config["KEY"] = value`` and ``KEY = value``, written, renamed, replaced and deleted."""

from __future__ import annotations

import re

from engine_lint.errors import CannotRewrite
from engine_lint.model.change import DropOption, RenameOption, ReplaceStatement, SetOption
from engine_lint.model.place import Place, cell_of
from engine_lint.model.value import Carrier
from engine_lint.python.carriers.draft import AFTER, Attached, Draft
from engine_lint.python.carriers.lines import LogicalLine
from engine_lint.python.carriers.style import Style, dominant_quote
from engine_lint.python.carriers.values import Notes, Room, code_text, notes_for, same_expression, value_text


def set_statement(draft: Draft, change: SetOption) -> None:
    """Writes the option as a statement behind the carrier's, or gives that one another value where it sets the option already."""
    from engine_lint.python.carriers.assigned import read_assignment

    place = change.carrier.place
    lines, style = draft.lines(place), draft.style(place)
    start, end = lines.indices(place)
    text = lines.source.text[start:end]
    existing = read_assignment(text)
    if existing is not None and existing.name == change.name:
        _replace_assigned(draft, place, text[: existing.value_start], change)
        return
    indentation = lines.indentation(lines.logical_at(start).start)
    head = _head(change.carrier, change.name, text, style)
    logical = lines.logical_at(start)
    same_line = shares_line(logical, start, end)
    notes = notes_for(draft, change.value, change.carried)
    value = value_text(draft, place, change.value, Room(indentation, len(indentation + head), not same_line, False), notes)
    draft.anchors[cell_of(place)].append(start)
    if same_line:
        if draft.deletes(place):
            draft.instead[cell_of(place)].setdefault(start, []).append(head + value)
        else:
            draft.splice(cell_of(place), end, end, f"; {head}{value}", AFTER)
        draft.add_above(place, start, [comment.text for attached in (*notes.entries.values(), *notes.rest) for comment in attached])
        return
    written = "".join(f"{indentation}{comment}{style.newline}" for comment in notes.above)
    written += indentation + head + value + (f"  {notes.behind}" if notes.behind else "")
    at = lines.next_line(max(end - 1, start))
    ended = at == 0 or lines.source.text[at - 1] in "\r\n"
    draft.splice(cell_of(place), at, at, written + style.newline if ended else style.newline + written, AFTER)


def shares_line(logical: LogicalLine, start: int, end: int) -> bool:
    """Whether a new statement has to stand on the same line: others follow, or the line is a one-line block."""
    if not logical.start <= start < logical.end or end > logical.end:
        return False
    return logical.headed or end < logical.end


def _head(carrier: Carrier, name: str, neighbour: str, style: Style) -> str:
    if carrier.form == "attribute":
        if not name.isidentifier():
            raise CannotRewrite(f"{name!r} cannot be the name of a variable")
        return f"{name} = "
    if not carrier.receiver:
        raise CannotRewrite("it is not known what the new config item is to be assigned on")
    quote = dominant_quote(neighbour, default=style.quote)
    return f"{carrier.receiver}[{Style(style.newline, style.unit, quote).string(name)}] = "


def _replace_assigned(draft: Draft, place: Place, head: str, change: SetOption) -> None:
    lines = draft.lines(place)
    start, end = lines.indices(place)
    indentation = lines.indentation(lines.logical_at(start).start)
    notes = notes_for(draft, change.value, change.carried)
    room = Room(indentation, start - lines.line_start(start) + len(head), True, False)
    value = value_text(draft, place, change.value, room, notes)
    old = lines.source.text[start + len(head) : end]
    if not same_expression(old, value):
        draft.rewrite(cell_of(place), start + len(head), old, value)
        inside = draft.comments_inside(cell_of(place), lines, start + len(head), end)
        draft.add_above(place, start, [comment.text for comment in inside])
    draft.add_above(place, start, [comment.text for attached in notes.rest for comment in attached])


def rename_statement(draft: Draft, change: RenameOption) -> None:
    """Gives the key or variable that the carrier's statement assigns another name."""
    from engine_lint.python.carriers.assigned import read_assignment, renamed

    place = change.carrier.place
    text = draft.text(place)
    assignment = read_assignment(text)
    if assignment is None or assignment.name != change.old:
        raise CannotRewrite(f"the statement there does not assign {change.old!r}")
    old, new = renamed(assignment, text, change.new)
    draft.rewrite(cell_of(place), draft.lines(place).indices(place)[0], old, new)
    if change.value is not None:
        _replace_assigned(draft, place, text[: assignment.value_start], SetOption(change.carrier, change.new, change.value))


def check_assigned(draft: Draft, change: DropOption) -> None:
    """Refuses to drop a statement that does not set the option."""
    from engine_lint.python.carriers.assigned import read_assignment

    assignment = read_assignment(draft.text(change.carrier.place))
    if assignment is None or assignment.name != change.name:
        raise CannotRewrite(f"the statement there does not assign {change.name!r}")


def replace_statement(draft: Draft, change: ReplaceStatement) -> None:
    """Writes another statement over the one at the change's place; its comments above and behind stay.

    Where the new dict takes several values, the comment behind the old statement goes with the value it stood by.
    """
    place, cell = change.place, cell_of(change.place)
    lines = draft.lines(place)
    start, end = lines.indices(place)
    indentation = lines.indentation(lines.logical_at(start).start)
    written = code_text(draft, place, change.code, indentation)
    notes = notes_for(draft, change.options, (*change.carried, place))
    if shares_line(lines.logical_at(start), start, end):
        notes = Notes({}, (*notes.entries.values(), *notes.rest))
    if change.options is not None:
        column = start - lines.line_start(start) + len(re.split(r"[\r\n]", written)[-1])
        room = Room(indentation, column, not shares_line(lines.logical_at(start), start, end), False)
        written += value_text(draft, place, change.options, room, notes)
    draft.rewrite(cell, start, lines.source.text[start:end], written)
    inside = Attached(inside=tuple(draft.comments_inside(cell, lines, start, end)))
    draft.add_above(place, start, [comment.text for attached in (*notes.rest, inside) for comment in attached])
