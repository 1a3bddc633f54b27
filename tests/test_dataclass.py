"""Our ``dataclass`` beside the standard library's, and patterns that are compiled late beside ``re``'s."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import re
from typing import Any

import pytest

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression

OPTIONS: list[dict[str, Any]] = [
    {"frozen": True, "slots": True},
    {"frozen": True},
    {"slots": True},
    {},
    {"frozen": True, "slots": True, "order": True},
    {"frozen": True, "eq": False},
    {"eq": False, "slots": True},
]


def made(decorate: Any, options: dict[str, Any]) -> Any:
    """A class of some fields, made by a decorator."""

    class Pool:
        size: int
        name: str = "shop"
        hosts: list[str] = dataclasses.field(default_factory=list, compare=False)
        note: str = dataclasses.field(default="", repr=False)

        def __post_init__(self) -> None:
            if self.size < 0:
                raise ValueError("no pool is that small")

    Pool.__annotations__ = {"size": "int", "name": "str", "hosts": "list[str]", "note": "str"}
    return decorate(**options)(Pool)


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_it_behaves_as_the_standard_library_s(options: dict[str, Any]) -> None:
    ours, theirs = made(dataclass, options), made(dataclasses.dataclass, options)
    arguments: list[dict[str, Any]] = [{"size": 1}, {"size": 1, "hosts": ["db"]}, {"size": 1, "name": "a"}, {"size": 2}, {"size": 1, "note": "n"}]
    for one in arguments:
        mine, its = ours(**one), theirs(**one)
        assert repr(mine) == repr(its)
        assert dataclasses.asdict(mine) == dataclasses.asdict(its) and ours.__match_args__ == theirs.__match_args__
        assert repr(dataclasses.replace(mine, name="b")) == repr(dataclasses.replace(its, name="b"))
        assert (ours.__hash__ is None) == (theirs.__hash__ is None)
        assert repr(copy.deepcopy(mine)) == repr(its)
        for other in arguments:
            assert (mine == ours(**other)) == (its == theirs(**other)) and mine != its
            if ours.__hash__ is not None and options.get("eq", True):
                assert (hash(mine) == hash(ours(**other))) == (hash(its) == hash(theirs(**other)))
            if options.get("order"):
                assert (mine < ours(**other), mine >= ours(**other)) == (its < theirs(**other), its >= theirs(**other))
    with pytest.raises(ValueError, match="small"):
        ours(-1)
    assert not options.get("slots") or not hasattr(ours(1), "__dict__")


@dataclass(frozen=True, slots=True)
class Site:
    line: int
    inner: Site | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Site) and self.line == other.line

    def __hash__(self) -> int:
        return hash(self.line)


def test_what_a_class_says_itself_stays() -> None:
    assert Site(1) == Site(1, Site(2)) and len({Site(1), Site(1, Site(2))}) == 1 and repr(Site(1)) == "Site(line=1, inner=None)"
    assert pickle.loads(pickle.dumps(Site(1, Site(2)))).inner == Site(2)


def test_patterns_are_compiled_when_they_are_used() -> None:
    pattern = expression(r"pool_(\w+)", re.IGNORECASE)
    assert "search" not in vars(pattern)
    for name in ("search", "match", "findall", "split"):
        found, meant = getattr(pattern, name)("POOL_SIZE=1"), getattr(re.compile(r"pool_(\w+)", re.IGNORECASE), name)("POOL_SIZE=1")
        assert str(found) == str(meant)
    assert pattern.sub("x", "pool_size") == "x" and pattern.pattern == r"pool_(\w+)"
    with pytest.raises(AttributeError):
        _ = pattern.nothing  # type: ignore[attr-defined]
    with pytest.raises(re.error):
        expression("(").search("")
