"""A short run over every kind of input, always the same, and all inputs that ever ended otherwise than documented."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.mutation import mutated
from tests.fuzz.targets import NAMES, target

REGRESSIONS = sorted((Path(__file__).parent / "regressions").glob("*/*"))
SHORT = settings(max_examples=5, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("path", REGRESSIONS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_once_ended_badly_ends_as_documented(path: Path) -> None:
    target(path.parent.name).run(path.read_bytes())


@pytest.mark.parametrize("name", NAMES)
def test_whatever_comes_in_ends_as_documented(name: str) -> None:
    kind = target(name)
    seeds = list(kind.seeds())
    assert seeds

    @SHORT
    @given(st.sampled_from(seeds), st.integers(0, 2**32))
    def runs(seed: bytes, chance: int) -> None:
        kind.run(mutated(seed, seeds, random.Random(chance)))

    runs()


@pytest.mark.parametrize("name", NAMES)
def test_bytes_that_mean_nothing_end_as_documented(name: str) -> None:
    for data in (b"", b"\xff\xfe\x00", b"\xef\xbb\xbf", b"\r", b"{" * 3_000 + b"}" * 3_000, bytes(range(256))):
        target(name).run(data)
