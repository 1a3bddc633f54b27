from __future__ import annotations

import pytest

from engine_lint.knowledge.releases import Since, boundaries, possible, release
from engine_lint.model.versions import VersionRange

STEPS = [(1, 4), (2, 0), (2, 0, 38)]


@pytest.mark.parametrize(
    ("pinned", "expected"),
    [
        (VersionRange(), ((1, 2), (1, 4), (2, 0), (2, 0, 38))),
        (VersionRange((2, 0, 1), None), ((2, 0, 1), (2, 0, 38))),
        (VersionRange((1, 4, 0), (2,)), ((1, 4, 0),)),
        (VersionRange((1, 4, 5), (2, 1)), ((1, 4, 5), (2, 0), (2, 0, 38))),
        (VersionRange(None, (1, 4)), ((1, 2),)),
        (VersionRange(None, (1, 1)), ((0,),)),
        (VersionRange((2, 0, 40), (2, 0, 41)), ((2, 0, 40),)),
        (VersionRange((3, 0, 0), (2, 0)), ((3, 0, 0),)),
    ],
)
def test_the_stretches_that_a_pin_allows(pinned: VersionRange, expected: tuple[tuple[int, ...], ...]) -> None:
    assert possible(STEPS, pinned, (1, 2)) == expected


def test_since_and_until() -> None:
    stretch = Since((1, 4), (2, 0))
    assert [stretch.holds(at) for at in ((1, 3, 24), (1, 4), (1, 4, 54), (2, 0))] == [False, True, True, False]
    assert Since().holds((0,))


def test_boundaries_are_collected_at_any_depth() -> None:
    content = {"a": [{"since": "1.4"}, {"b": {"until": "2.0.38", "other_since": "9"}}]}
    assert set(boundaries(content)) == {(1, 4), (2, 0, 38)}
    assert set(boundaries(content, "other_")) == {(9,)}
    assert release("2.0.38") == (2, 0, 38)
