"""Version specifiers as package managers write them, as ranges.

Only release numbers count: ``2.1.0b2`` stands for 2.1.0. A lower bound has three numbers or more, an upper bound no zeros at
its end, so that ``>=2`` is at least 2.0 and ``<2.0`` is below 2.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import reduce

from engine_lint.expression import expression
from engine_lint.knowledge.releases import Release
from engine_lint.model.versions import VersionRange

_CLAUSE = expression(r"(===|==|~=|!=|<=|>=|<|>|\^|~|=|)\s*(\*|v?(?:\d+!)?\d+(?:\.\d+)*)(\.\*)?")
_NUMBERS = expression(r"v?(?:\d+!)?(\d+(?:\.\d+)*)")


def normalised(name: str) -> str:
    """A distribution name as package indexes compare it: ``Flask_SQLAlchemy`` is ``flask-sqlalchemy``."""
    return re.sub(r"[-_.]+", "-", name).lower()


def numbers(text: str) -> Release | None:
    """The release numbers of a version; None where it has none."""
    match = _NUMBERS.match(text.strip())
    return tuple(int(part[:9]) for part in match[1].split(".")) if match else None


def exact(version: str, source: str) -> VersionRange:
    """One version; an unknown range where the text is none."""
    release = numbers(version)
    return VersionRange(source=source) if release is None else _range(release, _after(_padded(release)), source)


def series(version: str, source: str) -> VersionRange:
    """The releases whose numbers begin with those of a version: 3.0 and every 3.0.x."""
    release = numbers(version)
    return VersionRange(source=source) if release is None else _range(release, _after(release), source)


def range_of(text: str, source: str, bare_is_exact: bool = False) -> VersionRange:
    """What a specifier allows; parts that are not understood allow everything.

    Args:
        text: ``>=1.4,<2``, ``~=2.0.3``, ``==2.0.*``; ``^2.0``, ``~2.0``, ``||`` as Poetry writes them; ``=2.0`` as conda does.
        source: where it stands.
        bare_is_exact: whether a bare ``2.0.15`` means that version, as for Poetry, and not nothing.
    """
    return either([_conjunction(part, source, bare_is_exact) for part in re.split(r"\|\|?", text)])


def is_exact(text: str, bare_is_exact: bool = False) -> bool:
    """Whether a specifier names one version."""
    match = _CLAUSE.match(text.strip())
    if match is None or match[3] or match[2] == "*":
        return False
    return match[1] in ("==", "===") or (bare_is_exact and match[1] == "")


def _conjunction(text: str, source: str, bare_is_exact: bool) -> VersionRange:
    found = VersionRange(source=source)
    for match in _CLAUSE.finditer(text):
        release = numbers(match[2])
        if release is not None:
            low, high = _bounds(match[1], release, bool(match[3]), bare_is_exact)
            found = both(found, _range(low, high, source))
    return found


def _bounds(operator: str, release: Release, wildcard: bool, bare_is_exact: bool) -> tuple[Release | None, Release | None]:
    if operator in ("==", "===", "", "="):
        if wildcard or operator == "=":
            return release, _after(release)
        return (release, _after(_padded(release))) if operator or bare_is_exact else (None, None)
    if operator == "~=":
        return release, _after(release[:-1] or release)
    if operator == "~":
        return release, _after(release[:2])
    if operator == "^":
        leading = next((index for index, number in enumerate(release) if number), len(release) - 1)
        return release, _after(release[: leading + 1])
    return {
        ">=": (release, None),
        ">": (_after(_padded(release)), None),
        "<": (None, release),
        "<=": (None, _after(_padded(release))),
    }.get(operator, (None, None))


def _after(release: Release) -> Release:
    return (*release[:-1], release[-1] + 1)


def _padded(release: Release) -> Release:
    return release + (0,) * (3 - len(release))


def _stripped(release: Release) -> Release:
    while len(release) > 1 and release[-1] == 0:
        release = release[:-1]
    return release


def _range(low: Release | None, high: Release | None, source: str) -> VersionRange:
    return VersionRange(_padded(low) if low is not None else None, _stripped(high) if high is not None else None, source)


def both(one: VersionRange, other: VersionRange) -> VersionRange:
    """The versions that two ranges share; the first where they share none."""
    low = max((each for each in (one.low, other.low) if each is not None), default=None)
    high = min((each for each in (one.high, other.high) if each is not None), default=None)
    if low is not None and high is not None and high <= low:
        return one
    if (low, high) == (one.low, one.high) and one.source:
        return one
    return _joined(low, high, other, one) if (low, high) == (other.low, other.high) else _joined(low, high, one, other)


def either(ranges: Iterable[VersionRange]) -> VersionRange:
    """The versions from the lowest to the highest that any of the ranges allows."""
    return reduce(_hull, ranges)


def _hull(one: VersionRange, other: VersionRange) -> VersionRange:
    low = min(one.low, other.low) if one.low is not None and other.low is not None else None
    high = max(one.high, other.high) if one.high is not None and other.high is not None else None
    return one if (low, high) == (one.low, one.high) == (other.low, other.high) else _joined(low, high, one, other)


def _joined(low: Release | None, high: Release | None, one: VersionRange, other: VersionRange) -> VersionRange:
    """A range of two origins."""
    if (low, high) == (one.low, one.high) or not other.source:
        return VersionRange(low, high, one.source, one.line, one.fork)
    named = (*one.source.split(" and "), *other.source.split(" and "))
    sources = dict.fromkeys(each for each in named if not any(longer.startswith(f"{each}, ") for longer in named))
    return VersionRange(low, high, " and ".join(filter(None, sources)), one.line if len(sources) == 1 else 0, one.fork or other.fork)
