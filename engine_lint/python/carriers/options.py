"""Option changes at one call or dict: read it, change its elements in their layout, write what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import field

from engine_lint.dataclass import dataclass
from engine_lint.errors import CannotRewrite
from engine_lint.model.change import DropOption, NewValue, RenameOption, SetOption
from engine_lint.model.place import Place, cell_of
from engine_lint.python.carriers.calls import CallForm
from engine_lint.python.carriers.dicts import DictForm
from engine_lint.python.carriers.draft import Draft
from engine_lint.python.carriers.gaps import without_comments
from engine_lint.python.carriers.lines import Lines
from engine_lint.python.carriers.listing import Element, Kind, Listing
from engine_lint.python.carriers.values import Notes, Room, notes_for, same_expression, value_text

OptionChange = SetOption | DropOption | RenameOption

_FORMS: dict[str, CallForm | DictForm] = {"call": CallForm(), "dict": DictForm()}


def rewrite_options(draft: Draft, place: Place, form: str, changes: Sequence[OptionChange]) -> None:
    """Applies all changes to the call or dict at ``place`` and records the replacements in the draft.

    Raises:
        CannotRewrite: the text there is no such form, or an option would stand in it twice.
    """
    writer = _Writer.read(draft, place, _FORMS[form])
    before = writer.twice()
    for change in changes:
        if isinstance(change, RenameOption):
            writer.rename(change)
    for change in changes:
        if isinstance(change, SetOption):
            writer.set(change)
    for change in changes:
        if isinstance(change, DropOption):
            writer.drop(change.name)
    for name in writer.twice() - before:
        raise CannotRewrite(f"the option {name!r} would stand there twice")
    writer.finish()


@dataclass(slots=True)
class _Writer:
    """One carrier while its options change."""

    draft: Draft
    place: Place
    form: CallForm | DictForm
    lines: Lines
    start: int
    old: str
    listing: Listing
    homeless: list[str] = field(default_factory=list)
    """Comments that find no line inside the carrier; they go above the statement."""

    @classmethod
    def read(cls, draft: Draft, place: Place, form: CallForm | DictForm) -> _Writer:
        lines, style = draft.lines(place), draft.style(place)
        start, end = lines.indices(place)
        old = lines.source.text[start:end]
        opening, elements, gaps, closing = form.read(old, start)
        base = lines.indentation(start + len(opening) - 1)
        starts = [start + len(opening), *(element.end for element in elements)]
        travelling = draft.travelling[cell_of(place)]
        gaps = [without_comments(gap, offset, travelling) for gap, offset in zip(gaps, starts, strict=True)]
        listing = Listing(opening, elements, gaps, closing, style.newline, base, style.step(base))
        form.check(listing)
        return cls(draft, place, form, lines, start, old, listing)

    def twice(self) -> set[str]:
        """The names that stand more than once."""
        names = Counter(element.name for element in self.listing.elements if element.kind is Kind.NAMED)
        return {name for name, count in names.items() if count > 1}

    def rename(self, change: RenameOption) -> None:
        found = self.listing.find(change.old)
        if len(found) != 1:
            raise CannotRewrite(f"the option {change.old!r} stands there {'more than once' if found else 'under no plain name'}")
        element = self.listing.elements[found[0]]
        element.head = self.form.renamed(element, change.new)
        element.name = change.new
        if change.value is not None:
            self._replace(found[0], change.value, Notes({}, ()))

    def set(self, change: SetOption) -> None:
        notes = notes_for(self.draft, change.value, change.carried)
        found = self.listing.find(change.name)
        if found:
            self._replace(found[-1], change.value, notes)
        else:
            self._add(change, notes)

    def _replace(self, index: int, value: NewValue, notes: Notes) -> None:
        element = self.listing.elements[index]
        indentation = self.listing.indentation_at(index)
        breaks = self.listing.starts_line(index) or len(element.value.splitlines()) > 1
        text = value_text(self.draft, self.place, value, Room(indentation, len(indentation + element.head), breaks, True), notes)
        comments = _texts(notes, entries=not breaks)
        if not same_expression(element.value, text):
            inside = self.draft.comments_inside(cell_of(self.place), self.lines, element.start, element.end)
            comments = [comment.text for comment in inside] + comments
            element.value = text
        if comments and self.listing.starts_line(index):
            self.listing.add_above(index, comments)
        else:
            self.homeless += comments

    def _add(self, change: SetOption, notes: Notes) -> None:
        self.form.before_adding(self.listing)
        head = self.form.head(change.name, self.listing.elements, self.draft.style(self.place))
        spot = self.listing.spot(before_splats=self.form.adds_before_splat or change.as_default)
        room = Room(spot.indentation, len(spot.indentation + head), spot.own_line, True)
        text = value_text(self.draft, self.place, change.value, room, notes)
        element = Element(Kind.NAMED, change.name, head, text)
        if spot.own_line:
            self.listing.insert(spot, element, notes.above, notes.behind)
        else:
            self.listing.insert(spot, element, [], "")
            self.homeless += _texts(notes, entries=True)

    def drop(self, name: str) -> None:
        for index in reversed(self.listing.find(name)):
            element = self.listing.elements[index]
            inside = self.draft.comments_inside(cell_of(self.place), self.lines, element.start, element.end)
            self.homeless += self.listing.remove(index, [comment.text for comment in inside])

    def finish(self) -> None:
        """Hands what differs over to the draft."""
        self.form.check(self.listing)
        self.draft.rewrite(cell_of(self.place), self.start, self.old, self.listing.text)
        self.draft.add_above(self.place, self.start, self.homeless)


def _texts(notes: Notes, entries: bool) -> list[str]:
    """All comments of the notes as lines; those that go with single entries only where ``entries`` asks for them."""
    carried = [*(notes.entries.values() if entries else ()), *notes.rest]
    return [comment.text for attached in carried for comment in attached]
