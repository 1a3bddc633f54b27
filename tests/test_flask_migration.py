"""The migration of Flask-SQLAlchemy's removed keys where they stand under conditions."""

from __future__ import annotations

from textwrap import dedent

import pytest

from engine_lint import check_source, fix_source

CASES = {
    "a branch beside outer keys adds to the dict that those become": (
        """
        class Config:
            SQLALCHEMY_POOL_TIMEOUT = 9
            if BIG:
                SQLALCHEMY_POOL_SIZE = 30  # plenty
                SQLALCHEMY_MAX_OVERFLOW = 10
        """,
        """
        class Config:
            SQLALCHEMY_ENGINE_OPTIONS = {"pool_timeout": 9, "pool_pre_ping": True}
            if BIG:
                SQLALCHEMY_ENGINE_OPTIONS["pool_size"] = 30  # plenty
                SQLALCHEMY_ENGINE_OPTIONS["max_overflow"] = 10
        """,
    ),
    "a branch behind a dict stays a branch": (
        """
        def configure(app):
            app.config['SQLALCHEMY_ENGINE_OPTIONS'] = {'pool_pre_ping': True}
            if app.debug:
                app.config['SQLALCHEMY_POOL_RECYCLE'] = 280
        """,
        """
        def configure(app):
            app.config['SQLALCHEMY_ENGINE_OPTIONS'] = {'pool_pre_ping': True}
            if app.debug:
                app.config['SQLALCHEMY_ENGINE_OPTIONS']['pool_recycle'] = 280
        """,
    ),
    "a branch before the dict stays as it is": (
        """
        def configure(app):
            if app.debug:
                app.config['SQLALCHEMY_POOL_RECYCLE'] = 280
            app.config['SQLALCHEMY_ENGINE_OPTIONS'] = {'pool_pre_ping': True}
        """,
        """
        def configure(app):
            if app.debug:
                app.config['SQLALCHEMY_POOL_RECYCLE'] = 280
            app.config['SQLALCHEMY_ENGINE_OPTIONS'] = {'pool_pre_ping': True}
        """,
    ),
    "two arms get a dict each": (
        """
        def configure(app):
            if app.debug:
                app.config['SQLALCHEMY_POOL_RECYCLE'] = 280
            else:
                app.config['SQLALCHEMY_POOL_RECYCLE'] = 3600
        """,
        """
        def configure(app):
            if app.debug:
                app.config['SQLALCHEMY_ENGINE_OPTIONS'] = {'pool_recycle': 280, 'pool_pre_ping': True}
            else:
                app.config['SQLALCHEMY_ENGINE_OPTIONS'] = {'pool_recycle': 3600, 'pool_pre_ping': True}
        """,
    ),
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES.keys())
def test_conditions_are_kept(before: str, after: str) -> None:
    settings = {"target-versions": {"flask-sqlalchemy": "3.1"}}
    assert fix_source(dedent(before).lstrip(), "/nowhere/config.py", settings, unsafe=True) == dedent(after).lstrip()


THREE_KEYS = "class Config:\n    SQLALCHEMY_POOL_SIZE = 5\n    SQLALCHEMY_POOL_TIMEOUT = 9\n\n    SQLALCHEMY_MAX_OVERFLOW = 7\n"


def test_the_keys_of_a_config_are_one_finding_that_points_to_all() -> None:
    (finding,) = check_source(THREE_KEYS, "/nowhere/config.py")
    assert [each.place.span.start.line for each in (finding, *finding.related)] == [2, 3, 5]


@pytest.mark.parametrize(("line", "expected"), [(1, 1), (2, 0), (3, 0), (4, 0), (5, 0)])
def test_a_comment_at_any_of_the_keys_silences_the_finding(line: int, expected: int) -> None:
    lines = THREE_KEYS.splitlines()
    lines[line - 1] += "  # noqa: EL301"
    assert [each.code for each in check_source("\n".join(lines), "/nowhere/config.py")].count("EL301") == expected


def test_a_value_that_a_loop_writes_to_several_keys_is_left_alone() -> None:
    text = "from sqlalchemy import create_engine\nopts = {}\nfor key in ('pool_recycle', 'pool_size'):\n    opts[key] = 900\ne = create_engine('mysql://h', **opts)\n"
    assert "opts[key] = 900" in fix_source(text, "/nowhere/db.py", {"idle-timeout": 600}, unsafe=True)


def test_a_key_set_on_a_class_by_name_is_left_where_it_stands() -> None:
    text = "class Config:\n    @classmethod\n    def setup(cls):\n        cls.SQLALCHEMY_ENGINE_OPTS = {'pool_pre_ping': True}\n"
    assert fix_source(text, "/nowhere/config.py", {}, unsafe=True) == text


WITH_PING = {
    "statements": (
        "class Config:\n    SQLALCHEMY_DATABASE_URI = 'postgresql://app@db/shop'\n    SQLALCHEMY_POOL_RECYCLE = 280\n",
        "    SQLALCHEMY_ENGINE_OPTIONS = {'pool_recycle': 280, 'pool_pre_ping': True}\n",
    ),
    "items": (
        "def configure(app):\n    app.config['SQLALCHEMY_DATABASE_URI'] = 'postgresql://app@db/shop'\n    app.config['SQLALCHEMY_POOL_RECYCLE'] = 280\n",
        "    app.config['SQLALCHEMY_ENGINE_OPTIONS'] = {\n        'pool_recycle': 280,\n        'pool_pre_ping': True,\n    }\n",
    ),
}


@pytest.mark.parametrize(("before", "line"), WITH_PING.values(), ids=WITH_PING.keys())
def test_pre_ping_alone_brings_the_dead_keys_along(before: str, line: str) -> None:
    settings = {"select": ["EL101"], "target-versions": {"flask-sqlalchemy": "3.1"}}
    assert fix_source(before, "/nowhere/config.py", settings, unsafe=True) == "".join([*before.splitlines(keepends=True)[:2], line])


@pytest.mark.parametrize(
    "keys",
    [
        "    if BIG:\n        SQLALCHEMY_POOL_SIZE = 30\n",
        "    SQLALCHEMY_POOL_SIZE = 5\n    if BIG:\n        SQLALCHEMY_MAX_OVERFLOW = 30\n",
        "    SQLALCHEMY_POOL_SIZE = 5\n    SQLALCHEMY_ENGINE_OPTION = {'echo': True}\n",
        "    SQLALCHEMY_POOL_SIZE = None\n",
    ],
    ids=["under a condition", "partly under a condition", "beside a misspelt key", "nothing to move"],
)
def test_pre_ping_waits_where_the_keys_do_not_become_one_new_dict(keys: str) -> None:
    before = f"class Config:\n    SQLALCHEMY_DATABASE_URI = 'postgresql://app@db/shop'\n{keys}"
    settings = {"select": ["EL101"], "target-versions": {"flask-sqlalchemy": "3.1"}}
    assert fix_source(before, "/nowhere/config.py", settings, unsafe=True) == before


BASE = "class Base:\n    SQLALCHEMY_POOL_RECYCLE = 280\n\n\nclass Production(Base):\n    SQLALCHEMY_DATABASE_URI = 'postgresql://app@db/shop'\n"


def test_options_that_a_base_class_gets_first_are_not_hidden_by_those_of_a_subclass() -> None:
    settings = {"target-versions": {"flask-sqlalchemy": "3.1"}}
    after = fix_source(BASE, "/nowhere/config.py", settings, unsafe=True)
    assert after == BASE.replace("SQLALCHEMY_POOL_RECYCLE = 280", "SQLALCHEMY_ENGINE_OPTIONS = {'pool_recycle': 280, 'pool_pre_ping': True}")
    assert fix_source(BASE, "/nowhere/config.py", {**settings, "select": ["EL101"]}, unsafe=True) == BASE


def test_a_key_of_a_base_class_counts_where_releases_still_read_it() -> None:
    settings = {"target-versions": {"flask-sqlalchemy": "2.3"}, "idle-timeout": 600, "select": ["EL201", "EL202"]}
    inherited = BASE.replace("postgresql", "mysql")
    assert not check_source(inherited, "/nowhere/config.py", settings)
    assert check_source(inherited.replace("280", "900"), "/nowhere/config.py", settings)


@pytest.mark.parametrize(
    ("value", "mended"),
    [
        ("int(os.environ.get('SIZE', '5'))", True),
        ("5", True),
        ("int(os.environ['SIZE']) if 'SIZE' in os.environ else None", False),
        ("number(os.environ.get('SIZE'))", False),
    ],
)
def test_what_may_be_none_is_not_moved_by_a_safe_fix(value: str, mended: bool) -> None:
    """Flask-SQLAlchemy 2 passes over removed keys that are None, and hands what stands in the options to the pool."""
    config = f"import os\nfrom helpers import number\n\nSQLALCHEMY_POOL_SIZE = {value}\n"
    after = fix_source(config, "/nowhere/config.py", {"target-versions": {"flask-sqlalchemy": "2.5.1"}})
    assert ("SQLALCHEMY_ENGINE_OPTIONS" in after) is mended


def test_a_switch_that_is_called_after_a_token_keeps_no_fix_from_writing_the_same_word() -> None:
    config = "import os\n\nSQLALCHEMY_POOL_SIZE = 5\nTOKEN_COOKIE = os.getenv('TOKEN_COOKIE', 'True').lower() == 'true'\nSQLALCHEMY_POOL_PRE_PING = True\n"
    after = fix_source(config, "/nowhere/config.py", {"target-versions": {"flask-sqlalchemy": "2.5.1"}})
    assert "SQLALCHEMY_ENGINE_OPTIONS" in after
    with_password = config.replace("TOKEN_COOKIE', 'True'", "TOKEN_COOKIE', 'pool_size'")
    assert fix_source(with_password, "/nowhere/config.py", {"target-versions": {"flask-sqlalchemy": "2.5.1"}}) == with_password


@pytest.mark.parametrize(("recycle", "mended"), [(8, False), (280, True), (-1, True)])
def test_a_recycle_at_which_the_pool_reconnects_all_the_time_comes_alive_by_no_safe_fix(recycle: int, mended: bool) -> None:
    config = f"SQLALCHEMY_POOL_RECYCLE = {recycle}\n"
    assert ("SQLALCHEMY_ENGINE_OPTIONS" in fix_source(config, "/nowhere/config.py", {"target-versions": {"flask-sqlalchemy": "3.1"}})) is mended
    assert "SQLALCHEMY_ENGINE_OPTIONS" in fix_source(config, "/nowhere/config.py", {"target-versions": {"flask-sqlalchemy": "2.5.1"}})
