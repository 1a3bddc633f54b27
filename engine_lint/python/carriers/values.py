"""New values as text: moved and literal code, dicts of options, parentheses where they are needed."""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Mapping, Sequence

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression
from engine_lint.model.change import Code, Moved, NewValue, Options
from engine_lint.model.place import Place, cell_of
from engine_lint.python.carriers.draft import Attached, Draft
from engine_lint.python.carriers.plain import is_argument
from engine_lint.python.carriers.style import INLINE_WIDTH, requoted

_LINE_END = expression(r"\r\n|\r|\n")
_OPENS = expression(r"(?:[(\[{,:]|(?<![=!<>+\-*/%&|^@:])=)\s*\Z")
"""Text behind which any argument can stand."""


@dataclass(frozen=True, slots=True)
class Room:
    """Where a value will stand: the indentation of its line, the column it starts at (from 0), whether it may span lines."""

    indentation: str
    column: int
    may_break: bool
    bracketed: bool
    """Whether brackets around it let an expression go on over line ends."""


@dataclass(frozen=True, slots=True)
class Notes:
    """Comments on their way: ``entries`` go with an entry of an ``Options``, by its index; the rest with the whole option."""

    entries: Mapping[int, Attached]
    rest: tuple[Attached, ...]

    @property
    def above(self) -> list[str]:
        """The comment lines that go above the new text."""
        texts = [comment.text for each in self.rest for comment in (*each.above, *each.inside)]
        return texts if self.behind else texts + [comment.text for each in self.rest for comment in each.behind]

    @property
    def behind(self) -> str:
        """The comment that can go behind the new text: the only one of its kind."""
        found = [comment.text for each in self.rest for comment in each.behind]
        return found[0] if len(found) == 1 else ""


def notes_for(draft: Draft, value: NewValue | None, carried: Sequence[Place]) -> Notes:
    """Gives the comments of carried statements to the entries that take their values over."""
    entries: dict[int, Attached] = {}
    rest: list[Attached] = []
    for place in carried:
        attached = draft.attached.get(place)
        if attached is None or not tuple(attached):
            continue
        index = _entry_from(value, place)
        if index is None or index in entries:
            rest.append(attached)
        else:
            entries[index] = attached
    return Notes(entries, tuple(rest))


def _entry_from(value: NewValue | None, place: Place) -> int | None:
    if not isinstance(value, Options):
        return None
    for index, (_, code) in enumerate(value.entries):
        for piece in code.pieces:
            if isinstance(piece, Moved) and cell_of(piece.place) == cell_of(place) and place.span.covers(piece.place.span):
                return index
    return None


def value_text(draft: Draft, target: Place, value: NewValue, room: Room, notes: Notes | None = None) -> str:
    """The text of a value that is to stand in the file of ``target``, as an argument, a dict value or an assigned value."""
    if isinstance(value, Options):
        return _options_text(draft, target, value, room, notes.entries if notes else {})
    return argument(code_text(draft, target, value, room.indentation), room.bracketed)


def code_text(draft: Draft, target: Place, code: Code, indentation: str) -> str:
    """The text of a piece of code; moved parts are indented for their new line."""
    if len(code.pieces) == 1 and isinstance(code.pieces[0], str):
        return requoted(code.pieces[0], draft.style(target).quote)
    text = ""
    for index, piece in enumerate(code.pieces):
        if isinstance(piece, str):
            text += requoted(piece, draft.style(target).quote) if piece[:1] in ("'", '"') else piece
            continue
        moved = _moved_text(draft, target, piece.place, indentation)
        following = code.pieces[index + 1] if index + 1 < len(code.pieces) else ""
        text += moved if not text and not following else _fitted(moved, text, following)
    return text


def _fitted(moved: str, before: str, following: str | Moved) -> str:
    """Moved code for its place between other pieces: an argument between brackets and commas, an operand elsewhere."""
    first = following.lstrip()[:1] if isinstance(following, str) else "("
    if _OPENS.search(before) and first in ("", ")", "]", "}", ","):
        return argument(moved, bracketed=first != "")
    return operand(moved)


def argument(text: str, bracketed: bool) -> str:
    """An expression for a place that takes no bare tuple, generator, ``:=`` or ``yield``; parenthesised where it is one."""
    if is_argument(text):
        return text
    from engine_lint.python.carriers.snippets import is_expression, is_loose, is_parenthesised, parse_enclosed

    node = parse_enclosed(text)
    if is_parenthesised(node):
        return text
    if is_loose(node) or (not bracketed and _LINE_END.search(text) and not is_expression(text)):
        return f"({text})"
    return text


def operand(text: str) -> str:
    """An expression for any place at all: parenthesised unless nothing binds tighter."""
    if text.isidentifier() and not keyword.iskeyword(text):
        return text
    from engine_lint.python.carriers.snippets import is_parenthesised, is_tight, parse_enclosed

    node = parse_enclosed(text)
    return text if is_tight(node) or is_parenthesised(node) else f"({text})"


def same_expression(old: str, new: str) -> bool:
    """Whether two expressions are the same but for their layout."""
    if old == new:
        return True
    try:
        return ast.dump(ast.parse(f"({old}\n)", mode="eval")) == ast.dump(ast.parse(f"({new}\n)", mode="eval"))
    except (SyntaxError, ValueError, RecursionError):
        return False


def _moved_text(draft: Draft, target: Place, place: Place, indentation: str) -> str:
    text = draft.text(place)
    if not _LINE_END.search(text):
        return text
    lines, newline = draft.lines(place), draft.style(target).newline
    old = lines.indentation(lines.indices(place)[0])
    first, *others = _LINE_END.split(text)
    if '"""' not in text and "'''" not in text and not re.search(r"\\(?:\r|\n)", text):
        others = [indentation + line.removeprefix(old) if line.startswith(old) and line.strip() else line for line in others]
    return newline.join([first, *others])


def _options_text(draft: Draft, target: Place, options: Options, room: Room, notes: Mapping[int, Attached]) -> str:
    style = draft.style(target)
    inner = room.indentation + style.step(room.indentation)
    spread = [f"**{operand(options.spread.removeprefix('**'))}"] if options.spread else []
    entries = [] if options.spread_wins else [*spread]
    skipped = len(entries)
    for name, code in options.entries:
        entries.append(f"{style.string(name)}: {argument(code_text(draft, target, code, inner), True)}")
    entries += spread if options.spread_wins else []
    inline = "{" + ", ".join(entries) + "}"
    fits = room.column + len(inline) <= INLINE_WIDTH and not _LINE_END.search(inline)
    if not room.may_break or (fits and not notes) or not entries:
        return inline
    lines = ["{"]
    for index, entry in enumerate(entries):
        attached = notes.get(index - skipped, Attached()) if index >= skipped else Attached()
        first, *more = [comment.text for comment in attached.behind] or [""]
        lines += [inner + comment.text for comment in (*attached.above, *attached.inside)] + [inner + comment for comment in more]
        lines.append(f"{inner}{entry},{'  ' + first if first else ''}")
    return style.newline.join([*lines, room.indentation + "}"])
