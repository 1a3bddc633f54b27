"""Changes to edits: contradictions refused, carriers rewritten one by one, statements last, the sum checked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from engine_lint.errors import CannotRewrite
from engine_lint.model.change import (
    Change,
    DeleteStatement,
    DropOption,
    Edit,
    RenameOption,
    ReplaceStatement,
    ReplaceValue,
    SetOption,
)
from engine_lint.model.place import Cell, Place, cell_of
from engine_lint.model.source import SourceOf
from engine_lint.python.carriers.deletions import delete_statements, drop_left_over
from engine_lint.python.carriers.draft import EXPRESSIONS, QUERY, SUBCLASS, Draft, Splice
from engine_lint.python.carriers.options import OptionChange, rewrite_options
from engine_lint.python.carriers.queries import rewrite_query
from engine_lint.python.carriers.slots import replace_value
from engine_lint.python.carriers.statements import check_assigned, rename_statement, replace_statement, set_statement
from engine_lint.python.carriers.subclasses import write_subclass
from engine_lint.python.differences import comments_of, holds_secret
from engine_lint.python.directives import is_directive
from engine_lint.python.edits import apply


def edits_for(changes: Sequence[Change], sources: SourceOf) -> tuple[Edit, ...]:
    """The edits that carry out some changes together; see ``rewriting.plan``."""
    wanted = tuple(dict.fromkeys(changes))
    _refuse_contradictions(wanted)
    try:
        draft = Draft(sources, wanted)
        rewritten = _write_values(draft, wanted)
        _write_statements(draft, wanted, rewritten)
    except RecursionError as error:
        raise CannotRewrite("the expression is nested too deeply") from error
    edits = {cell: _edits(draft, cell) for cell in sorted(draft.splices)}
    _refuse_losses(draft, edits)
    return tuple(edit for cell in edits for edit in edits[cell])


def _refuse_contradictions(changes: Sequence[Change]) -> None:
    """Refuses two changes to one option, one value or one statement."""
    seen: Counter[tuple[Place, str]] = Counter()
    for change in changes:
        if isinstance(change, (SetOption, DropOption)):
            seen[change.carrier.place, change.name] += 1
        elif isinstance(change, RenameOption):
            seen[change.carrier.place, change.old] += 1
            seen[change.carrier.place, change.new] += 1
        else:
            seen[change.place, ""] += 1
    for (_, name), count in seen.items():
        if count > 1:
            raise CannotRewrite(f"two fixes want to change {f'the option {name!r}' if name else 'the same text'}")


def _write_values(draft: Draft, changes: Sequence[Change]) -> dict[Cell, list[tuple[int, int]]]:
    """Writes what happens inside expressions; gives the spans of the calls and dicts that were rewritten."""
    carriers: dict[tuple[Place, str], list[OptionChange]] = defaultdict(list)
    rewritten: dict[Cell, list[tuple[int, int]]] = defaultdict(list)
    for change in changes:
        if isinstance(change, ReplaceValue):
            replace_value(draft, change)
            rewritten[cell_of(change.place)].append(draft.lines(change.place).indices(change.place))
        elif isinstance(change, (SetOption, DropOption, RenameOption)) and change.carrier.form in EXPRESSIONS:
            carriers[change.carrier.place, change.carrier.form].append(change)
    for (place, form), group in carriers.items():
        if form == QUERY:
            rewrite_query(draft, place, group)
        elif form == SUBCLASS:
            write_subclass(draft, place, group)
        else:
            rewrite_options(draft, place, form, group)
        rewritten[cell_of(place)].append(draft.lines(place).indices(place))
    return rewritten


def _write_statements(draft: Draft, changes: Sequence[Change], rewritten: dict[Cell, list[tuple[int, int]]]) -> None:
    """Writes, replaces and deletes whole statements, deletions last."""
    deleted: dict[Cell, list[Place]] = defaultdict(list)
    for change in changes:
        if isinstance(change, DeleteStatement):
            deleted[cell_of(change.place)].append(change.place)
        elif isinstance(change, ReplaceStatement):
            replace_statement(draft, change)
            rewritten[cell_of(change.place)].append(draft.lines(change.place).indices(change.place))
        elif isinstance(change, ReplaceValue) or change.carrier.form in EXPRESSIONS:
            continue
        elif isinstance(change, SetOption):
            set_statement(draft, change)
        elif isinstance(change, RenameOption):
            rename_statement(draft, change)
        else:
            check_assigned(draft, change)
            deleted[cell_of(change.carrier.place)].append(change.carrier.place)
    for cell, places in deleted.items():
        lines = draft.lines(places[0])
        delete_statements(draft, cell, lines, [lines.indices(place) for place in dict.fromkeys(places)])
    for cell in [cell for cell, starts in draft.travelling.items() if starts]:
        drop_left_over(draft, cell, draft.lines_of(cell), rewritten[cell])


def _edits(draft: Draft, cell: Cell) -> list[Edit]:
    """The splices of one file as edits."""
    source = draft.lines_of(cell).source
    edits: list[Edit] = []
    for start, end, text in _joined(sorted(draft.splices[cell])):
        if holds_secret(source.text[start:end]) or holds_secret(text):
            raise CannotRewrite("the change would have to rewrite text with a password in it")
        if source.text[start:end] != text:
            edits.append(Edit(cell[0], source.span(start, end), text, cell[1]))
    return edits


def _joined(splices: Sequence[Splice]) -> list[tuple[int, int, str]]:
    """Splices that meet become one; splices that overlap are refused."""
    joined: list[tuple[int, int, str]] = []
    for splice in splices:
        if joined and splice.start < joined[-1][1]:
            raise CannotRewrite("two changes overlap in the text")
        if joined and splice.start == joined[-1][1]:
            start, _, text = joined.pop()
            joined.append((start, splice.end, text + splice.text))
        else:
            joined.append((splice.start, splice.end, splice.text))
    return joined


def _refuse_losses(draft: Draft, edits: Mapping[Cell, Sequence[Edit]]) -> None:
    """Refuses edits that empty a file, lose a comment or cannot be encoded."""
    before: Counter[str] = Counter()
    for cell, own in edits.items():
        lines = draft.lines_of(cell)
        source = lines.source
        if source.text.strip() and not apply(source, own).strip():
            raise CannotRewrite("nothing would be left of the file")
        if not source.is_reversible:
            raise CannotRewrite(f"{source.encoding} has several spellings of a character in the file, and another one would be written")
        for edit in own:
            before.update(c.text for c in lines.comments_between(source.offset(edit.span.start), source.offset(edit.span.end)))
        try:
            "".join(edit.text for edit in own).encode(source.encoding)
        except UnicodeEncodeError as error:
            raise CannotRewrite(f"the new text has characters that {source.encoding} lacks") from error
    after = Counter(comment for own in edits.values() for edit in own for comment in comments_of(edit.text))
    if any(not is_directive(comment) for comment in before - after):
        raise CannotRewrite("a comment would be lost")
