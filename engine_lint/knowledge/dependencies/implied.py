"""What one dependency implies of another: Flask-SQLAlchemy 3.1 runs with SQLAlchemy 2.0.16 or later only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

from engine_lint.dataclass import dataclass
from engine_lint.knowledge.dependencies.specifiers import both, either, range_of
from engine_lint.knowledge.releases import Release, Since, release, since
from engine_lint.knowledge.tables import table
from engine_lint.model.versions import VersionRange, Versions


@dataclass(frozen=True, slots=True)
class Requirement:
    """What the releases of a distribution in ``released`` require."""

    distribution: str
    released: Since
    requires: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What is left of other distributions in a project that surely runs with releases of ``distribution`` before ``until``."""

    distribution: str
    until: Release
    leaves: Mapping[str, str]


@cache
def _exclusions() -> tuple[Exclusion, ...]:
    return tuple(Exclusion(row["distribution"], release(row["until"]), row["leaves"]) for row in table("requires")["rules_out"])


@cache
def _requirements() -> tuple[Requirement, ...]:
    return tuple(Requirement(row["distribution"], since(row), row["requires"]) for row in table("requires")["requires"])


@cache
def implying(distribution: str) -> frozenset[str]:
    """The distributions that bring another along, itself included."""
    return frozenset({distribution, *(each.distribution for each in _requirements() if distribution in each.requires)})


@cache
def _extras() -> Mapping[tuple[str, str], str]:
    return {(row["distribution"], extra): name for row in table("requires")["extras"] for extra, name in row["brings"].items()}


def brought_by_extra(distribution: str, extra: str) -> str:
    """What an extra of a distribution installs, or an empty string: ``sqlalchemy[aiomysql]`` brings aiomysql."""
    return _extras().get((distribution, extra), "")


@cache
def concerned() -> frozenset[str]:
    """The distributions of which something is known here."""
    return frozenset(name for each in _requirements() for name in (each.distribution, *each.requires))


def with_implied(versions: Versions) -> Versions:
    """The versions, narrowed by what the project's other dependencies require.

    What is implied never contradicts what is pinned; a name is added where the project depends on it through another.
    """
    ranges = dict(versions.ranges)
    for name in dict.fromkeys(each.distribution for each in _requirements()):
        if name in ranges:
            ranges[name] = _left(name, ranges)
            for other, implied in _implied(name, ranges[name]):
                known = ranges.get(other) or versions.limits.get(other)
                ranges[other] = both(known, implied) if known is not None else implied
    return replace(versions, ranges=ranges)


def _left(name: str, ranges: Mapping[str, VersionRange]) -> VersionRange:
    """What old releases of what a distribution runs on leave of it."""
    left = ranges[name]
    for each in _exclusions():
        pinned = ranges.get(each.distribution)
        if name in each.leaves and pinned is not None and pinned.surely_below(each.until) and not pinned.others:
            left = both(left, range_of(each.leaves[name], f"{pinned.source}, through {each.distribution} {pinned}"))
    return left


def _implied(name: str, pinned: VersionRange) -> Iterator[tuple[str, VersionRange]]:
    """What a dependency implies: the hull of what those of its releases require that the project may run with."""
    possible = [each.requires for each in _requirements() if each.distribution == name and _may_be(pinned, each.released)]
    source = f"{pinned.source}, through {name} {pinned}".rstrip()
    for other in possible[0] if possible else ():
        if all(other in each for each in possible):
            yield other, either(range_of(each[other], source) for each in possible)


def _may_be(pinned: VersionRange, released: Since) -> bool:
    below = released.since is not None and pinned.surely_below(released.since)
    above = released.until is not None and pinned.surely_at_least(released.until)
    return not below and not above
