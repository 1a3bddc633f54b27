"""Where a number is rewritten that an engine gets from a setting: where it stands."""

from __future__ import annotations

import pytest

from engine_lint import check_source, fix_source

HEAD = "import os\nfrom pydantic import Field\nfrom pydantic_settings import BaseSettings\nfrom sqlalchemy import create_engine\n"
ENGINE = "e = create_engine('mysql+pymysql://h/d', pool_pre_ping=True, pool_recycle={})\n"

CASES = {
    "a field with a default": ("class S(BaseSettings):\n    POOL_RECYCLE: int = Field(default=@, ge=1)\ns = S()\n", "s.POOL_RECYCLE", "86400", "3600"),
    "a field over several lines": ("class S(BaseSettings):\n    RECYCLE: int = Field(\n        default=@,\n    )\ns = S()\n", "s.RECYCLE", "86400", "3600"),
    "a plain class": ("class S:\n    recycle = @\n", "S.recycle", "24 * 60 * 60", "3600"),
    "a constant named after the option": ("DB_POOL_RECYCLE = @\n", "DB_POOL_RECYCLE", "86_400", "3600"),
    "an environment default": ("RECYCLE = int(os.getenv('DB_RECYCLE', @))\n", "RECYCLE", "'86400'", "'3600'"),
    "an environment default in the call": ("", "int(os.environ.get('DB_RECYCLE', @))", '"86400"', '"3600"'),
    "a key of a dict": ("CONFIG = {'pool_recycle': @}\n", "CONFIG['pool_recycle']", "86400", "3600"),
}


@pytest.mark.parametrize(("setting", "use", "before", "after"), CASES.values(), ids=CASES.keys())
def test_the_number_is_written_where_it_stands(setting: str, use: str, before: str, after: str) -> None:
    text = HEAD + setting + ENGINE.format(use)
    assert fix_source(text.replace("@", before), "/nowhere/db.py") == text.replace("@", after)


UNTOUCHED = {
    "a unit": ("DAY = 86400\n", "DAY"),
    "a setting made of a unit": ("DAY = 86400\nRECYCLE = DAY\n", "RECYCLE"),
}


@pytest.mark.parametrize(("setting", "use"), UNTOUCHED.values(), ids=UNTOUCHED.keys())
def test_a_unit_is_left_alone(setting: str, use: str) -> None:
    assert fix_source(HEAD + setting + ENGINE.format(use), "/nowhere/db.py") == HEAD + setting + ENGINE.format("3600")


def test_a_setting_that_may_serve_something_else_is_unsafe() -> None:
    text = HEAD + "class S(BaseSettings):\n    TTL: int = 86400\ns = S()\n" + ENGINE.format("s.TTL")
    (finding,) = check_source(text, "/nowhere/db.py")
    assert finding.fix is not None
    assert (finding.fix.title, finding.fix.reason) == ("Set the default of TTL to 3600", "TTL may serve something else too")
