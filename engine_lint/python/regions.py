"""What is noted about places, found by the region that they lie in."""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import Generic, TypeAlias, TypeVar

from engine_lint.model.place import Cell, Place, cell_of

About = TypeVar("About")
Row: TypeAlias = tuple[int, int, int, int, int, About]
"""Line and column of the start, the number of the place, line and column of the end, and what is noted."""


class Regions(Generic[About]):
    """Something about each of many places. What lies in a region is found without a look at what lies before or behind it."""

    def __init__(self) -> None:
        self._rows: dict[Cell, list[Row[About]]] = {}
        self._about: dict[Place, About] = {}

    def at(self, place: Place) -> About | None:
        """What is noted about a place."""
        return self._about.get(place)

    def put(self, place: Place, about: About) -> About:
        """Note something about a place that nothing is noted of yet."""
        start, end = place.span.start, place.span.end
        insort(self._rows.setdefault(cell_of(place), []), (start.line, start.column, len(self._about), end.line, end.column, about))
        self._about[place] = about
        return about

    def within(self, region: Place) -> list[About]:
        """What is noted about the places in a region, in the order of where they begin."""
        rows, start, end = self._rows.get(cell_of(region), []), region.span.start, region.span.end
        last = (end.line, end.column)
        begin = bisect_left(rows, (start.line, start.column))
        behind = bisect_left(rows, (end.line, end.column + 1))
        return [about for _, _, _, line, column, about in rows[begin:behind] if (line, column) <= last]
