"""Why the inventory says what it says of an engine: the chain of places in plain sentences, in calling order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from engine_lint.dataclass import dataclass
from engine_lint.model.engine import OPTIONS, URL, Engine, Step
from engine_lint.model.inventory import Entry, Inventory, OptionInForce
from engine_lint.model.timeout import IdleTimeout
from engine_lint.model.value import Unknown, alternatives
from engine_lint.report.closing import plural
from engine_lint.report.inventory.wording import backend_text, callee, clean, marks, option_text, source_line, where
from engine_lint.report.view import View

SQLALCHEMY = "sqlalchemy"
SIZES = ("pool_size", "max_overflow", "pool_timeout")
_OWN_DEFAULT = "SQLAlchemy's default"
_HIDDEN = {"comment": "a comment silences it", "confidence": "`check` hides it: it is not sure enough", "settings": "the settings leave it out"}


def render(inventory: Inventory, view: View) -> Iterator[str]:
    """Every entry of an inventory, explained."""
    for index, entry in enumerate(inventory.entries):
        if index:
            yield ""
        yield from _Explanation(entry, inventory, view).lines()


@dataclass(frozen=True, slots=True)
class _Explanation:
    """One entry, explained."""

    entry: Entry
    inventory: Inventory
    view: View

    @property
    def engine(self) -> Engine:
        """The entry's engine."""
        return self.entry.engine

    def lines(self) -> Iterator[str]:
        """Everything, in the order in which one asks: where, which database, which options, what follows."""
        yield from self._head()
        yield from self._backend()
        yield from self._way_of_options()
        plain = [option for option in self.entry.options if option.name in SIZES and option.default_of == _OWN_DEFAULT]
        unseen = [option for option in self.entry.options if not option.explicit and not option.default_of and option.name != "poolclass"]
        for option in self.entry.options:
            if option not in plain and option not in unseen:
                yield from self._option(option)
        if plain:
            yield ""
            yield from self._sentence(f"{_listed(plain)}: none of these places sets {'them' if len(plain) > 1 else 'it'}, and this is {_OWN_DEFAULT}.")
        if unseen:
            yield ""
            names = ", ".join(f"`{option.name}`" for option in unseen)
            reasons = dict.fromkeys(reason for option in unseen for reason in _unknowns(option))
            yield from self._sentence(f"None of these places sets {names}; something that cannot be seen may: {'; '.join(reasons)}.")
        yield from self._unseen()
        yield from self._timeouts()
        yield from self._rules()

    def _head(self) -> Iterator[str]:
        engine = self.engine
        words = "".join(f", {word}" for word in marks(engine))
        yield self.view.painter.paint(f"{where(engine.site.place, self.view)}: {callee(engine)}{words}", "bold")
        if engine.conditions:
            yield from self._sentence(f"This is what holds if {', and '.join(f'`{clean(text)}`' for text in engine.conditions)}.")

    def _backend(self) -> Iterator[str]:
        backend = self.engine.backend
        yield ""
        if backend.names:
            evidence = f"; {clean(backend.evidence)} shows it" if backend.evidence else ""
            replaced = "" if backend.complete else ", and something else may take its place at run time"
            yield from self._sentence(f"The backend is {backend_text(backend)}{evidence}{replaced}.")
        else:
            ruled_out = f" It is {backend_text(backend)}: a condition on the way says so." if backend.excluded else ""
            yield from self._sentence(f"The backend is unknown: nothing that can be read shows it.{ruled_out}")
        steps = self.engine.ways.get(URL, ())
        yield from self._steps(steps if len(steps) > 1 else ())

    def _way_of_options(self) -> Iterator[str]:
        steps = self.engine.ways.get(OPTIONS, ()) or (Step(self.engine.site.place, "the engine is configured here"),)
        yield ""
        several = len(steps) > 1
        yield from self._sentence("Its options pass through these places:" if several else "Its options stand in one place:")
        yield from self._steps(steps)
        if self.entry.shares_with:
            others = ", ".join(where(place, self.view) for place in self.entry.shares_with)
            yield from self._sentence(f"{plural(len(self.entry.shares_with), 'other site')} with options from the same place: {others}.")

    def _option(self, option: OptionInForce) -> Iterator[str]:
        yield ""
        name = "The pool class" if option.name == "poolclass" else f"`{clean(option.name)}`"
        yield from self._sentence(f"{name} is {option_text(option)}{self._because(option)}")
        if option.explicit:
            yield from self._steps(option.steps or ((Step(option.place, f"`{clean(option.name)}` is set here"),) if option.place else ()))
        elif option.default_of:
            yield from self._pins(option)
        for reason in _unknowns(option):
            yield from self._sentence(f"Unknown: {reason}.", 2)
        if option.refused:
            yield from self._sentence(f"SQLAlchemy refuses it: {clean(option.refused)}.", 2)

    def _because(self, option: OptionInForce) -> str:
        if option.explicit:
            return ":"
        if option.default_of and self.engine.is_open:
            return f": none of these places sets it, and this is {option.default_of}, unless something that cannot be seen sets it."
        if option.default_of:
            return f": none of these places sets it, and this is {option.default_of}."
        return "."

    def _pins(self, option: OptionInForce) -> Iterator[str]:
        """The releases that a default depends on: a framework's own, SQLAlchemy's for the pool class."""
        for pinned in self.entry.pins:
            title = pinned.title
            if f"{title}'s" not in option.default_of or (pinned.distribution == SQLALCHEMY and option.name != "poolclass"):
                continue
            if pinned.place is not None:
                yield from self._steps([Step(pinned.place, f"the project uses {title} {pinned.range}")])
            elif pinned.range.known:
                yield from self._sentence(f"The project uses {title} {pinned.range} ({clean(pinned.range.where)}).", 2)
            else:
                yield from self._sentence(f"No file of the project says which {title} it uses.", 2)

    def _unseen(self) -> Iterator[str]:
        engine = self.engine
        if engine.ping is not None:
            yield ""
            yield from self._sentence("A hand-written ping stands in for pre-ping:")
            yield from self._steps([Step(engine.ping.place, f"it listens to `{engine.ping.event}`")])
        if engine.unseen:
            yield ""
            yield from self._sentence(f"The engine is open: it may get other options, because {'; '.join(clean(each) for each in engine.unseen)}.")

    def _timeouts(self) -> Iterator[str]:
        yield ""
        if not self.engine.timeouts:
            yield from self._sentence("No idle limit is known on its path.")
            return
        for number, each in enumerate(self.engine.timeouts):
            start, end = "Considered as well:" if number else "The idle limit that acts first is", ":" if each.place is not None else "."
            yield from self._sentence(f"{start} {_limit(each)}{end}", 2 if number else 0)
            yield from self._steps([Step(each.place, f"{clean(each.label)} is set here")] if each.place is not None else ())

    def _rules(self) -> Iterator[str]:
        yield ""
        if not self.entry.verdicts:
            yield from self._sentence("No rule has anything to say of it.")
        for verdict in self.entry.verdicts:
            finding = verdict.finding
            hidden = f" ({_HIDDEN[verdict.hidden]})" if verdict.hidden else ""
            head = f"{finding.code} {finding.name}, {finding.severity.name.lower()}, {finding.confidence.name.lower()} confidence"
            yield from self._sentence(f"{head}{hidden}: {self.view.words(finding.message)}.")

    def _steps(self, steps: Sequence[Step]) -> Iterator[str]:
        digits = len(str(len(steps)))
        for number, step in enumerate(steps, 1):
            indent = " " * (digits + 4)
            yield f"  {number:>{digits}}. {where(step.place, self.view)}: {clean(step.label)}"
            text = source_line(step.place, self.inventory)
            if text:
                yield self.view.painter.paint(f"{indent}{text}", "cyan")

    def _sentence(self, text: str, indent: int = 0) -> Iterator[str]:
        yield from wrap(text, self.view.width, initial_indent=" " * indent, subsequent_indent=" " * indent, break_on_hyphens=False, break_long_words=False)


def _limit(timeout: IdleTimeout) -> str:
    kind = ", a limit on age" if timeout.is_age else ""
    return f"{timeout.seconds} s ({clean(timeout.label)}, {clean(timeout.where)}{kind})"


def _listed(options: Sequence[OptionInForce]) -> str:
    """Names with their values: ``pool_size is 5, max_overflow is 10``."""
    return ", ".join(f"`{option.name}` is {option_text(option)}" for option in options)


def _unknowns(option: OptionInForce) -> list[str]:
    return list(dict.fromkeys(clean(each.reason) for each in alternatives(option.value) if isinstance(each, Unknown)))
