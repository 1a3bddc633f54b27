"""The axis of the page of engines, and where marks and texts stand on it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine_lint import engines
from engine_lint.report.inventory.durations import short, spelt
from engine_lint.report.inventory.outlook import NEVER
from engine_lint.report.inventory.timeline import END, FIRST, LAST, NEVER_AT, Axis, Lane, timeline
from engine_lint.report.links import Link
from tests.shell import write

AXES = [Axis(low, high) for low in (1, 10, 60) for high in (86_400, 604_800, 31_536_000)]


@pytest.mark.parametrize("axis", AXES)
def test_an_axis_begins_ends_and_has_never_behind_it(axis: Axis) -> None:
    assert (axis.at(axis.low), axis.at(axis.high), axis.at(NEVER), axis.at(0)) == (FIRST, LAST, NEVER_AT, FIRST)


@given(st.sampled_from(AXES), st.lists(st.integers(0, 31_536_000), min_size=2, max_size=8))
def test_longer_is_never_further_left(axis: Axis, times: list[int]) -> None:
    positions = [axis.at(seconds) for seconds in sorted(times)]
    assert positions == sorted(positions)


@pytest.mark.parametrize("axis", AXES)
def test_captions_do_not_touch_and_name_the_usual_times(axis: Axis) -> None:
    captions = axis.captions()
    assert captions[-1] == (NEVER_AT, "never")
    assert {"1 h", "never"} <= {text for _, text in captions}
    assert all((right - left) * 0.358 > (len(one) + len(other)) * 3.5 for (left, one), (right, other) in pairwise(captions))


@given(st.integers(FIRST, NEVER_AT), st.text("x", max_size=80), st.integers(FIRST, LAST))
def test_a_text_stands_on_the_side_where_it_fits(at: int, text: str, cut: int) -> None:
    lane = Lane("timer", "t", "1 s", text, (at,)).beside(cut, None)
    assert lane.text_at in (at, cut)
    room = lane.text_at if lane.before else END - lane.text_at
    assert room >= lane.length or max(at, END - at) < lane.length


def test_a_text_does_not_cover_the_shortest_timer_where_it_can_stand_elsewhere() -> None:
    lane = Lane("recycle", "recycle", "300 s (5 min)", "", (450,))
    assert lane.beside(520, None).before and not lane.beside(400, None).before and not lane.beside(None, None).before


def test_a_text_without_room_before_the_shortest_timer_stands_behind_it() -> None:
    lane = Lane("recycle", "recycle", "300 s (5 min)", "", (120,)).beside(200, None)
    assert (lane.text_at, lane.before) == (200, False)
    lane = Lane("recycle", "recycle", "off, never replaced", "SQLAlchemy's default", (NEVER_AT,)).beside(800, (800, NEVER_AT))
    assert (lane.text_at, lane.before) == (800, True)


def test_the_text_of_the_shortest_timer_leaves_the_zone_free() -> None:
    lane = Lane("timer", "idle-timeout", "600 s", "declared", (500,), first=True)
    assert lane.beside(500, (500, 700)).before and not lane.beside(500, None).before


@pytest.mark.parametrize(
    ("options", "platform", "zone", "tested"),
    [
        ("pool_recycle=7200", [], True, False),
        ("pool_recycle=7200, pool_pre_ping=True", [], True, True),
        ("pool_recycle=7200, pool_pre_ping=PING", [], True, False),
        ("pool_recycle=7200, pool_pre_ping=True", ["azure-lb"], True, False),
        ("pool_recycle=570", [], False, False),
        ("pool_recycle=600", [], False, False),
        ("pool_recycle=RECYCLE", [], False, False),
        ("", [], True, False),
    ],
)
def test_ages_beyond_the_shortest_timer_are_a_zone_and_a_test_at_checkout_covers_it_unless_it_hangs(
    options: str, platform: list[str], zone: bool, tested: bool, tmp_path: Path
) -> None:
    text = f'from sqlalchemy import create_engine\n\nengine = create_engine("mysql://db/shop", {options})\n'
    (entry,) = engines([write(tmp_path, {"db.py": text})], {"idle-timeout": 600, "platform": platform}).entries
    drawn = timeline(entry.engine, entry.option("pool_recycle"), AXES[0], lambda place: Link(place.line, place.path))
    assert (drawn.zone is not None, drawn.tested) == (zone, tested)
    assert drawn.lanes[1].first and not drawn.lanes[0].first


@pytest.mark.parametrize(
    ("seconds", "brief", "long"),
    [
        (0, "0 s", "0 s"),
        (0.5, "0.5 s", "0.5 s"),
        (59, "59 s", "59 s"),
        (90, "1.5 min", "90 s (1.5 min)"),
        (350, "350 s", "350 s"),
        (600, "10 min", "600 s (10 min)"),
        (7200, "2 h", "7200 s (2 h)"),
        (28_800, "8 h", "28800 s (8 h)"),
        (20_000, "20000 s", "20000 s"),
        (129_600, "1.5 d", "129600 s (1.5 d)"),
        (31_536_000, "1 y", "31536000 s (1 y)"),
    ],
)
def test_spans_of_time_in_words(seconds: float, brief: str, long: str) -> None:
    assert (short(seconds), spelt(seconds)) == (brief, long)
