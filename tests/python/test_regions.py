"""What lies in a region is found in steps that do not grow with the file around it."""

from __future__ import annotations

from engine_lint.model.place import Place, span_of
from engine_lint.python import regions
from engine_lint.python.regions import Regions


def _line(number: int) -> Place:
    return Place("/nowhere/app.py", span_of(number, 1, number, 9))


def _looked_at(lines: int) -> int:
    """How many rows are taken up when each line of a file is asked for what lies in it."""
    taken = 0

    class Counted(list[regions.Row[int]]):
        def __getitem__(self, index: object) -> object:  # type: ignore[override]
            nonlocal taken
            found = list.__getitem__(self, index)  # type: ignore[call-overload]
            taken += len(found) if isinstance(index, slice) else 1
            return found

    noted: Regions[int] = Regions()
    for number in range(1, lines + 1):
        noted.put(_line(number), number)
    noted._rows = {cell: Counted(rows) for cell, rows in noted._rows.items()}
    assert [noted.within(_line(number)) for number in range(1, lines + 1)] == [[number] for number in range(1, lines + 1)]
    return taken


def test_twice_the_lines_take_twice_the_steps() -> None:
    small, large = _looked_at(200), _looked_at(400)
    assert 200 <= small < large <= 2.5 * small, "each search adds a step where the file is twice as long"


def test_what_sticks_out_of_a_region_is_not_in_it() -> None:
    noted: Regions[str] = Regions()
    for name, span in {"whole": span_of(1, 1, 3, 1), "inside": span_of(1, 3, 1, 5), "out": span_of(1, 4, 2, 1), "end": span_of(1, 9, 1, 9)}.items():
        noted.put(Place("a.py", span), name)
    noted.put(Place("a.py", span_of(1, 3, 1, 5), cell=1), "another cell")
    assert noted.within(Place("a.py", span_of(1, 1, 1, 9))) == ["inside", "end"]
