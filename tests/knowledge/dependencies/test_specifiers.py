from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine_lint.knowledge.dependencies.specifiers import both, either, exact, is_exact, normalised, range_of
from engine_lint.model.versions import VersionRange


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        (">=1.4", (1, 4, 0), None),
        (">=1.4,<2.0", (1, 4, 0), (2,)),
        ("<2.0,>=1.4", (1, 4, 0), (2,)),
        ("<=2.0.15", None, (2, 0, 16)),
        (">2.0", (2, 0, 1), None),
        ("==2.0.15", (2, 0, 15), (2, 0, 16)),
        ("== 2.0.15", (2, 0, 15), (2, 0, 16)),
        ("===2.0.15", (2, 0, 15), (2, 0, 16)),
        ("==2.0", (2, 0, 0), (2, 0, 1)),
        ("==2.0.*", (2, 0, 0), (2, 1)),
        ("==2.*", (2, 0, 0), (3,)),
        ("~=2.0.3", (2, 0, 3), (2, 1)),
        ("~=2.0", (2, 0, 0), (3,)),
        ("^1.4.2", (1, 4, 2), (2,)),
        ("^0.2.3", (0, 2, 3), (0, 3)),
        ("^2", (2, 0, 0), (3,)),
        ("~2.0.3", (2, 0, 3), (2, 1)),
        ("~2", (2, 0, 0), (3,)),
        ("=2.0", (2, 0, 0), (2, 1)),
        ("!=2.0.16", None, None),
        (">=1.3,!=1.4.0,<3", (1, 3, 0), (3,)),
        ("*", None, None),
        ("", None, None),
        ("2.0.15", None, None),
        (">=2.1.0b2", (2, 1, 0), None),
        ("^1.4 || ^2.0", (1, 4, 0), (3,)),
        (">=v1.4", (1, 4, 0), None),
    ],
)
def test_specifiers_are_read_as_ranges(text: str, low: tuple[int, ...] | None, high: tuple[int, ...] | None) -> None:
    assert range_of(text, "here") == VersionRange(low, high, "here")


def test_a_bare_version_is_exact_for_poetry() -> None:
    assert range_of("2.0.15", "", bare_is_exact=True) == exact("2.0.15", "")
    assert is_exact("2.0.15", bare_is_exact=True)


@pytest.mark.parametrize(("text", "expected"), [("==1.2", True), ("===1.2", True), ("==1.*", False), (">=1", False), ("", False), ("1.2", False)])
def test_exact_specifiers(text: str, expected: bool) -> None:
    assert is_exact(text) is expected


def test_bounds_compare_with_versions_of_any_length() -> None:
    below_two = range_of("<2.0", "")
    assert below_two.surely_below((2,)) and below_two.surely_below((2, 0)) and below_two.surely_below((2, 0, 0))
    at_least_two = range_of(">=2", "")
    assert at_least_two.surely_at_least((2,)) and at_least_two.surely_at_least((2, 0)) and at_least_two.surely_at_least((2, 0, 0))


@pytest.mark.parametrize(("text", "expected"), [("2.3.2.dev20190108", (2, 3, 2)), ("v1.4", (1, 4, 0)), ("1!2.0", (2, 0, 0)), ("2.0.1+local", (2, 0, 1))])
def test_exact_versions_count_by_their_numbers(text: str, expected: tuple[int, ...]) -> None:
    assert exact(text, "").low == expected


def test_what_is_no_version_is_unknown() -> None:
    assert not exact("main", "git").known


def test_ranges_combine() -> None:
    low, high = range_of(">=1.4", "a"), range_of("<2", "b")
    assert both(low, high) == VersionRange((1, 4, 0), (2,), "a and b")
    assert either([low, high]) == VersionRange(None, None, "a and b")
    assert both(range_of(">=2", "a"), range_of("<1", "b")) == range_of(">=2", "a")


def test_names_are_normalised() -> None:
    assert normalised("Flask_SQLAlchemy") == normalised("flask.sqlalchemy") == "flask-sqlalchemy"


@given(st.text(max_size=60))
def test_no_text_is_too_odd(text: str) -> None:
    found = range_of(text, "x", bare_is_exact=True)
    assert found.source == "x"
