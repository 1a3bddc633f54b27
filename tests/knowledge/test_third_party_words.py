"""The words that files are searched for and the rows about other libraries' engines name each other."""

from __future__ import annotations

import pytest

from engine_lint.knowledge.third_party import makers, settings
from engine_lint.python.needles import NEEDLES, THIRD_PARTY_WORDS, holds_one

NAMES = [*makers(), *(f"{each.owner}.{name}" for name, each in settings().items()), *(each.parameter.name for each in makers().values())]


@pytest.mark.parametrize("name", makers())
def test_whoever_calls_a_maker_writes_a_word_that_is_searched_for(name: str) -> None:
    maker = makers()[name]
    package, last = name.partition(".")[0], ".".join(name.split(".")[-2:])
    assert holds_one(NEEDLES, f"{package} {last} {maker.parameter.name if maker.needs_options else ''}".encode())


@pytest.mark.parametrize("name", settings())
def test_whoever_writes_a_setting_writes_a_word_that_is_searched_for(name: str) -> None:
    assert holds_one(NEEDLES, f"{settings()[name].owner}.{name}".encode())


@pytest.mark.parametrize("word", THIRD_PARTY_WORDS)
def test_each_word_that_is_searched_for_is_in_a_row(word: bytes) -> None:
    assert any(word in name.encode() for name in NAMES)
