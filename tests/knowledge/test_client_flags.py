"""The flags as the drivers themselves have them."""

from __future__ import annotations

from importlib import import_module

import pytest

from engine_lint.knowledge.client_flags import client_flag
from engine_lint.knowledge.tables import table


@pytest.mark.parametrize("dotted", table("client_flags")["classes"])
def test_the_drivers_agree(dotted: str) -> None:
    module, _, name = dotted.rpartition(".")
    try:
        held = import_module(dotted)
    except ImportError:
        held = getattr(pytest.importorskip(module, exc_type=ImportError), name)
    found = {flag: getattr(held, flag) for flag in table("client_flags")["flags"] if hasattr(held, flag)}
    assert len(found) > 10
    assert {flag: client_flag(f"{dotted}.{flag}") for flag in found} == found


def test_other_constants_are_none() -> None:
    assert client_flag("pymysql.constants.CLIENT") is client_flag("shop.CLIENT.INTERACTIVE") is None
