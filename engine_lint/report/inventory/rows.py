"""What a page shows of one engine, in words that are ready to be shown and links that are ready to be followed."""

from __future__ import annotations

from engine_lint.dataclass import dataclass
from engine_lint.model.engine import Engine
from engine_lint.model.inventory import Entry, Inventory, OptionInForce, Verdict
from engine_lint.model.place import Place
from engine_lint.model.value import Unknown
from engine_lint.report.excerpt import shown_line
from engine_lint.report.inventory.outlook import Fate, Outlook, outlook
from engine_lint.report.inventory.timeline import Axis, Timeline, timeline
from engine_lint.report.inventory.wording import UNKNOWN, backend_text, clean, marks, option_text, source_text
from engine_lint.report.links import Link
from engine_lint.report.masking import masked
from engine_lint.report.view import View, rule_url
from engine_lint.rules.engine_facts import weak_place

LONGEST_SOURCE = 120
"""Characters of a source line that are shown."""
LONGEST_PATH = 32
"""Characters of a path that is shown beside a value; of a longer one the end is."""
_HIDDEN = {"comment": "silenced by a comment", "settings": "left out by the settings", "confidence": "not sure enough for check"}
_SHOWN = {"poolclass": "pool", "pool_pre_ping": "pre-ping"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing about an engine and who decided it: a place, or a default in words."""

    name: str
    value: str
    decided_by: str = ""
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What a rule says, and why ``check`` keeps it to itself, mostly nothing."""

    code: str
    url: str
    message: str
    hidden: str


@dataclass(frozen=True, slots=True)
class Row:
    """One engine.

    ``name`` is what it is called where it is no call, ``source`` its text in one line. ``backends`` are what filters know it by; ``aside``
    tells that it stands in tests or migrations, or is used once. There is no timeline where nothing can be cut.
    """

    number: int
    link: Link
    name: str
    source: str
    outlook: Outlook
    facts: tuple[Fact, ...]
    marks: tuple[str, ...]
    backends: tuple[str, ...]
    aside: bool
    rules: tuple[Said, ...]
    timeline: Timeline | None


def row_of(entry: Entry, number: int, inventory: Inventory, view: View, axis: Axis) -> Row:
    """An engine of an inventory as its row."""
    engine = entry.engine
    found = outlook(engine)
    is_drawn = found.fate not in (Fate.NOTHING_TO_CUT, Fate.DOES_NOT_WORK)
    return Row(
        number=number,
        link=_link(engine.site.place, engine, view),
        name="" if engine.site.kind == "call" else clean(engine.site.callee),
        source=_cut(source_text(engine.site.place, inventory)),
        outlook=found,
        facts=_facts(entry, view),
        marks=marks(engine),
        backends=tuple(sorted(clean(name) for name in engine.backend.names)) or (UNKNOWN,),
        aside=weak_place(engine),
        rules=tuple(_said(verdict) for verdict in entry.verdicts),
        timeline=timeline(engine, entry.option("pool_recycle"), axis, lambda place: _link(place, engine, view)) if is_drawn else None,
    )


def _link(place: Place, engine: Engine, view: View) -> Link:
    """A place by its line where it stands in the engine's own file, else by file and line."""
    shown, line = view.path(place.path), place.span.start.line
    within = f"cell {place.cell}, line {line}" if place.cell else f"line {line}"
    own = place.path == engine.site.place.path
    return Link(within if own else f"{_short(shown)}, {within}", view.link(place.path, shown, line))


def _short(shown: str) -> str:
    """A path, or the end of a long one."""
    parts = shown.split("/")
    return shown_line(shown if len(shown) <= LONGEST_PATH else "/".join(["\N{HORIZONTAL ELLIPSIS}", *parts[-2:]])).text


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_SOURCE else f"{text[:LONGEST_SOURCE]}\N{HORIZONTAL ELLIPSIS}"


def _facts(entry: Entry, view: View) -> tuple[Fact, ...]:
    engine = entry.engine
    found = [Fact("backend", backend_text(engine.backend), clean(engine.backend.evidence) if engine.backend.names else "")]
    found += [_fact(name, option, entry, view) for option in entry.options if (name := _SHOWN.get(option.name))]
    found += [Fact("if", clean(text)) for text in engine.conditions]
    found += [Fact("open", clean(reason)) for reason in dict.fromkeys(engine.unseen)]
    return tuple(found)


def _fact(name: str, option: OptionInForce, entry: Entry, view: View) -> Fact:
    engine = entry.engine
    if name == "pre-ping" and engine.ping is not None:
        return Fact(name, "by hand", "", _link(engine.ping.place, engine, view))
    place = (option.origin or option.place) if option.explicit else None
    if place is not None:
        return Fact(name, option_text(option), "", _link(place, engine, view))
    reason = option.value.reason if isinstance(option.value, Unknown) and option.value.reason not in engine.unseen else ""
    return Fact(name, option_text(option), clean(option.default_of or reason))


def _said(verdict: Verdict) -> Said:
    finding = verdict.finding
    return Said(finding.code, rule_url(finding), clean(masked(finding.message)), _HIDDEN.get(verdict.hidden, ""))
