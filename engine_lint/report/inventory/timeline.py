"""Recycle and timers of one engine on a logarithmic axis that all engines share.

Positions are in thousandths of the axis' width, so that the same inventory gives the same page at every width.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from math import log10

from engine_lint.dataclass import dataclass
from engine_lint.model.engine import Engine
from engine_lint.model.inventory import OptionInForce
from engine_lint.model.place import Place
from engine_lint.model.timeout import IdleTimeout, Source
from engine_lint.model.value import Unknown, Value, alternatives
from engine_lint.report.inventory.durations import short, spelt
from engine_lint.report.inventory.outlook import NEVER, oldest
from engine_lint.report.inventory.wording import clean
from engine_lint.report.links import Link
from engine_lint.rules.engine_facts import numbers, pings

FIRST, LAST, NEVER_AT, END = 20, 870, 965, 1000
"""Where the axis begins, where its last second lies, where ``never`` stands, and where all ends."""
CHARACTER = 8
"""About how wide a character is where the window is not narrow. Texts that are longer than that wrap."""
NARROW_CHARACTER, GAP = 20, 12
"""How wide a character of a caption is on a phone, and how far apart captions have to be there."""
_LOWS = (1, 10, 60)
_HIGHS = (86_400, 604_800, 31_536_000)
_CAPTIONS = (3_600, 60, 600, 28_800, 86_400, 10, 1, 604_800, 2_592_000, 31_536_000, 300, 30)
"""Seconds that are worth a caption, those first that must not be missing."""
_SOURCES = {
    Source.DEFAULT: "",
    Source.FOUND: "found",
    Source.MEASURED: "measured",
    Source.DECLARED: "declared",
    Source.PRESET: "",
    Source.SITE: "set by the engine",
}


@dataclass(frozen=True, slots=True)
class Axis:
    """A logarithmic axis from ``low`` to ``high`` seconds, and ``never`` behind it."""

    low: int
    high: int

    def at(self, seconds: float) -> int:
        """Where a span of time lies; what is shorter than the axis begins lies at its left end."""
        if seconds == NEVER:
            return NEVER_AT
        share = log10(max(seconds, self.low) / self.low) / log10(self.high / self.low)
        return FIRST + round(share * (LAST - FIRST))

    def captions(self) -> tuple[tuple[int, str], ...]:
        """Positions and texts of the captions, from left to right, ``never`` last. None touches another on a phone."""
        found = {NEVER_AT: "never"}
        for seconds in _CAPTIONS:
            at, text = self.at(seconds), short(seconds)
            if self.low <= seconds <= self.high and all(abs(at - other) >= _room(text, said) for other, said in found.items()):
                found[at] = text
        return tuple(sorted(found.items()))


def _room(one: str, other: str) -> int:
    """How far apart the middles of two captions have to be."""
    return NARROW_CHARACTER * (len(one) + len(other)) // 2 + GAP


def axis_for(engines: Iterable[Engine]) -> Axis:
    """The axis on which every timer and every known recycle of some engines lies."""
    times = [seconds for engine in engines for seconds in _times(engine) if seconds >= 1]
    least, most = min(times, default=60), max(times, default=60)
    return Axis(max((low for low in _LOWS if low <= least), default=1), next((high for high in _HIGHS if high >= most), _HIGHS[-1]))


def _times(engine: Engine) -> Iterator[float]:
    yield from (timer.seconds for timer in engine.timeouts)
    if engine.effective is not None:
        yield from numbers(engine.effective.recycle)


@dataclass(frozen=True, slots=True)
class Lane:
    """One line of a timeline: the recycle, or a timer.

    ``kind`` is ``recycle``, ``timer``, or ``age`` for a limit on age. ``marks`` are positions; ``is_open`` tells that the value may also
    be another one, which is not known. ``first`` tells that this timer acts first. The text stands at ``text_at``, on the left of it where
    ``before``.
    """

    kind: str
    name: str
    amount: str
    source: str
    marks: tuple[int, ...] = ()
    is_open: bool = False
    first: bool = False
    link: Link | None = None
    url: str = ""
    text_at: int = FIRST
    before: bool = False

    @property
    def anchor(self) -> int:
        """The last mark; the axis' left end where there is none."""
        return max(self.marks, default=FIRST)

    @property
    def length(self) -> int:
        """About how much room the text takes."""
        texts = (self.name, self.amount, self.source, self.link.text if self.link is not None else "")
        return CHARACTER * sum(len(text) + 2 for text in texts if text)

    def beside(self, cut: int | None, zone: tuple[int, int] | None) -> Lane:
        """The lane with its text where it fits and covers neither the shortest timer nor, if possible, the zone: beside its mark, else beyond the timer."""
        right, left = _Spot(self.anchor, self.length), _Spot(self.anchor, self.length, before=True)
        spots = [left, right] if zone is not None and self.anchor == zone[0] else [right, left]
        if cut is not None:
            spots.append(_Spot(cut, self.length, before=self.anchor > cut))
        fits = [spot for spot in spots if spot.start >= 0 and spot.end <= END]
        free = [spot for spot in fits if cut is None or not spot.start < cut < spot.end]
        best = next(iter((*free, *fits)), left if self.anchor > END // 2 else right)
        return replace(self, text_at=best.at, before=best.before)


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a text may stand: on the right of a position, or on the left of it."""

    at: int
    length: int
    before: bool = False

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.at - self.length if self.before else self.at

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + self.length


@dataclass(frozen=True, slots=True)
class Timeline:
    """The lanes of one engine.

    ``cut`` is where the shortest timer acts; ``zone`` the stretch of ages between that and the recycle; ``tested`` tells that a test
    at checkout covers it, and does not hang.
    """

    lanes: tuple[Lane, ...]
    cut: int | None = None
    zone: tuple[int, int] | None = None
    tested: bool = False

    def starts(self) -> set[int]:
        """The positions at which something of it begins or stands."""
        zone = {self.zone[0]} if self.zone else set()
        cut = {self.cut} if self.cut is not None else set()
        return {FIRST, *zone, *cut, *(mark for lane in self.lanes for mark in (*lane.marks, lane.anchor, lane.text_at))}

    def ends(self) -> set[int]:
        """The positions at which a stretch of it ends."""
        return {*({self.zone[1]} if self.zone else set()), *(lane.anchor for lane in self.lanes if lane.kind == "recycle")}


def timeline(engine: Engine, recycle: OptionInForce | None, axis: Axis, linked: Callable[[Place], Link]) -> Timeline:
    """The timeline of a resolved engine.

    Args:
        engine: the engine.
        recycle: its recycle in force.
        axis: what it is drawn on.
        linked: gives the link to a place.
    """
    value = engine.effective.recycle if engine.effective is not None else Unknown("")
    timers = [_timer(each, index == 0, axis, linked) for index, each in enumerate(engine.timeouts)]
    cut, age = (timers[0].anchor if timers else None), oldest(value)
    zone = (cut, axis.at(age)) if cut is not None and age is not None and age > engine.timeouts[0].seconds else None
    lanes = tuple(lane.beside(cut, zone) for lane in (_recycle(value, recycle, axis, linked), *timers))
    hangs = age is not None and any(each.silent and each.seconds <= age for each in engine.timeouts)
    return Timeline(lanes, cut, zone, tested=pings(engine) is True and not hangs)


def _timer(timeout: IdleTimeout, first: bool, axis: Axis, linked: Callable[[Place], Link]) -> Lane:
    where = "" if timeout.source is Source.FOUND and timeout.place is not None else clean(timeout.where)
    said = [_SOURCES[timeout.source], where, "drops packets without a word" if timeout.silent else ""]
    return Lane(
        kind="age" if timeout.is_age else "timer",
        name=clean(timeout.label),
        amount=spelt(timeout.seconds),
        source=", ".join(filter(None, said)),
        marks=(axis.at(timeout.seconds),),
        first=first,
        link=linked(timeout.place) if timeout.place is not None else None,
        url=timeout.url,
    )


def _recycle(value: Value, option: OptionInForce | None, axis: Axis, linked: Callable[[Place], Link]) -> Lane:
    ages = sorted({NEVER if each <= -1 else max(each, 0.0) for each in numbers(value)})
    reasons = dict.fromkeys(clean(each.reason) for each in alternatives(value) if isinstance(each, Unknown))
    amounts = ["off, never replaced" if age == NEVER else spelt(age) for age in ages]
    place = (option.origin or option.place) if option is not None and option.explicit else None
    return Lane(
        kind="recycle",
        name="recycle",
        amount=" or ".join([*amounts, *(["unknown"] if reasons else [])]) or "no number",
        source="; ".join(filter(None, (clean(option.default_of) if option is not None else "", *reasons))),
        marks=tuple(axis.at(age) for age in ages),
        is_open=bool(reasons),
        link=linked(place) if place is not None else None,
    )
