"""What holds for the whole suite."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says nothing on a machine that does other work too. Speed lives in benchmarks/.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

LONG = (
    *("tests/test_adopting.py", "tests/test_packaging.py", "tests/test_precommit.py", "tests/test_action.py", "tests/test_executors.py", "tests/test_cache.py"),
    *("tests/live/", "tests/page/", "tests/faults/", "tests/server/", "tests/facts/test_examples_against_libraries.py", "tests/fuzz/"),
)
"""Files whose few tests take long. They come first, so that no worker is left alone with one at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))
