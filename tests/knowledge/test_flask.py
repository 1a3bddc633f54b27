from __future__ import annotations

import pytest

from engine_lint.knowledge import flask, frameworks


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("SQLALCHEMY_ENGINE_OPTONS", "SQLALCHEMY_ENGINE_OPTIONS"),
        ("SQLALCHEMY_ENGINE_OPITONS", "SQLALCHEMY_ENGINE_OPTIONS"),
        ("SQLALCHEMY_ENGIN_OPTION", "SQLALCHEMY_ENGINE_OPTIONS"),
        ("SQLALCHEMY_POOL_RECYLE", "SQLALCHEMY_POOL_RECYCLE"),
        ("SQLALCHEMY_POOLSIZE", "SQLALCHEMY_POOL_SIZE"),
        ("SQL_ALCHEMY_POOL_SIZE", "SQLALCHEMY_POOL_SIZE"),
        ("SQLALCHEMY_MAX_OVERFLOWS", "SQLALCHEMY_MAX_OVERFLOW"),
        ("SQLALCHEMY_POOL_PREPING", None),
        ("SQLALCHEMY_POOL_PRE_PINGS", "SQLALCHEMY_POOL_PRE_PING"),
        ("SQLALCHEMY_POOL_MIN_SIZE", None),
        ("SQLALCHEMY_POOL_SIZE_2", None),
        ("SQLALCHEMY_ENGINE_OPTIONS_RO", None),
        ("SQLALCHEMY_ENGINE_OPTIONS2", None),
        ("SQLALCHEMY_ENGINE", None),
        ("SQLALCHEMY_ENGINES", None),
        ("SQLALCHEMY_DATABASE_URL", None),
        ("sqlalchemy_engine_options", None),
        ("", None),
    ],
)
def test_slips_of_the_pen_are_told_from_a_projects_own_keys(key: str, meant: str | None) -> None:
    assert flask.misspelt(key) == meant


def test_no_key_that_somebody_reads_is_a_slip() -> None:
    assert not [key for key in (*flask.known_keys(), *flask.removed_keys(), *flask.never_read()) if flask.misspelt(key)]


def test_the_groups_of_keys_do_not_overlap() -> None:
    groups = [set(flask.known_keys()), set(flask.removed_keys()), set(flask.never_read())]
    assert not groups[0] & groups[1] and not groups[0] & groups[2] and not groups[1] & groups[2]


def test_keys_that_never_existed_say_what_was_meant() -> None:
    assert flask.never_read()["SQLALCHEMY_POOL_PRE_PING"].option == "pool_pre_ping"
    assert flask.never_read()["SQLALCHEMY_ENGINE_OPTS"].key == "SQLALCHEMY_ENGINE_OPTIONS"


@pytest.mark.parametrize(
    ("framework", "release", "sqlalchemy", "expected"),
    [
        ("flask-sqlalchemy", (2, 5), (1, 4), True),
        ("flask-sqlalchemy", (2, 5), (2, 0), False),
        ("flask-sqlalchemy", (3, 0), (1, 4, 17), False),
        ("flask-sqlalchemy", (3, 0), (1, 4, 18), True),
        ("flask-sqlalchemy", (3, 1), (1, 4, 54), False),
        ("flask-sqlalchemy", (3, 1), (2, 1), True),
    ],
)
def test_which_releases_go_together(framework: str, release: tuple[int, ...], sqlalchemy: tuple[int, ...], expected: bool) -> None:
    assert frameworks.pairs(framework, release, sqlalchemy) is expected
