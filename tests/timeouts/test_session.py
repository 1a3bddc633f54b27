from __future__ import annotations

import pytest

from engine_lint.timeouts.session import wait_timeout_set_by


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("SET SESSION wait_timeout=28800", 28800),
        ("set wait_timeout = 60", 60),
        ("SET @@session.wait_timeout := 60;", 60),
        ("SET LOCAL wait_timeout=60", 60),
        ("SET NAMES utf8mb4; SET SESSION wait_timeout=60", 60),
        ("SET sql_mode='ANSI', SESSION wait_timeout=60", 60),
        ("SET SESSION interactive_timeout=90, wait_timeout=60", 60),
        ("SET wait_timeout=60; SET wait_timeout=90", 90),
        ("SET wait_timeout=0", 1),
        ("SET wait_timeout=99999999999", 31_536_000),
        ("SET GLOBAL wait_timeout=60", None),
        ("SET GLOBAL max_connections=9, SESSION wait_timeout=60", 60),
        ("SET @@global.wait_timeout=60", None),
        ("SET SESSION innodb_lock_wait_timeout=60", None),
        ("SET SESSION lock_wait_timeout=60", None),
        ("SET SESSION wait_timeout=@old", None),
        ("SELECT wait_timeout=60", None),
        ("", None),
    ],
)
def test_what_a_command_sets_for_its_session(command: str, expected: int | None) -> None:
    assert wait_timeout_set_by(command) == expected
