"""Pool hooks: which overrides are seen, and what they return."""

from __future__ import annotations

from textwrap import indent

import pytest

from engine_lint.model.flask import PoolHook, Returns
from tests.python.reading_help import reading

CLASS = """\
from flask_sqlalchemy import SQLAlchemy

class Database(SQLAlchemy):
    def apply_pool_defaults(self, app, options):
"""


def hooks(text: str) -> list[PoolHook]:
    return list(reading(text).pool_hooks)


@pytest.mark.parametrize(
    ("body", "returns"),
    [
        ("options['pool_pre_ping'] = True", Returns.NOTHING),
        ("options['pool_pre_ping'] = True\nreturn", Returns.NOTHING),
        ("super().apply_pool_defaults(app, options)\nreturn None", Returns.NOTHING),
        ("def inner():\n    return options\ninner()", Returns.NOTHING),
        ("return super().apply_pool_defaults(app, options)", Returns.SOMETHING),
        ("if app.debug:\n    return options\nelse:\n    return {}", Returns.SOMETHING),
        ("try:\n    return options\nexcept KeyError:\n    raise", Returns.SOMETHING),
        ("with app.app_context():\n    return options", Returns.SOMETHING),
        ("if app.debug:\n    return options", Returns.SOMETIMES),
        ("if app.debug:\n    return None\nreturn options", Returns.SOMETIMES),
    ],
)
def test_what_a_hook_returns(body: str, returns: Returns) -> None:
    (hook,) = hooks(CLASS + indent(body, "        ") + "\n")
    assert (hook.name, hook.returns) == ("apply_pool_defaults", returns)


def test_the_place_is_the_line_of_the_definition() -> None:
    (hook,) = hooks(CLASS + "        return options\n")
    span = hook.site.place.span
    assert (span.start.line, span.start.column, span.end.line, span.end.column) == (4, 5, 4, 49)


@pytest.mark.parametrize(
    "text",
    [
        "from flask_appbuilder import SQLA\nclass Database(SQLA):\n    def apply_driver_hacks(self, app, info, options): return info, options\n",
        "import flask_sqlalchemy as fsa\nclass Base(fsa.SQLAlchemy): pass\nclass Database(Base):\n    def apply_driver_hacks(self, app, info, options): return info, options\n",
        "from flask_sqlalchemy import SQLAlchemy\ndef hack(self, app, info, options): return info, options\nSQLAlchemy.apply_driver_hacks = hack\n",
        "from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\ndb.apply_driver_hacks = lambda app, info, options: (info, options)\n",
        "from flask_sqlalchemy import SQLAlchemy\nclass D(SQLAlchemy): pass\ndb = D()\ndb.apply_driver_hacks = lambda app, info, options: (info, options)\n",
        "def make():\n    from flask_sqlalchemy import SQLAlchemy\n    class D(SQLAlchemy):\n        def apply_driver_hacks(self, app, info, options): return info, options\n    return D()\n",
    ],
)
def test_every_form_of_override_is_seen(text: str) -> None:
    assert [(hook.name, hook.returns) for hook in hooks(text)] == [("apply_driver_hacks", Returns.SOMETHING)]


@pytest.mark.parametrize(
    "text",
    [
        "class Driver:\n    def apply_driver_hacks(self, app, info, options): pass\n",
        "from pool import SQLAlchemy\nclass D(SQLAlchemy):\n    def apply_pool_defaults(self, app, options): pass\n",
        "from flask_sqlalchemy import SQLAlchemy\nclass D(SQLAlchemy):\n    def _apply_driver_defaults(self, options, app): pass\n",
        "from flask_sqlalchemy import SQLAlchemy\nclass D(SQLAlchemy):\n    def apply_pool_defaults(self, app, options): pass\n    def _make_engine(self, key, options, app): pass\n",
        "import flask_sqlalchemy\nif flask_sqlalchemy.__version__ < '3':\n    class D(flask_sqlalchemy.SQLAlchemy):\n        def apply_pool_defaults(self, app, options): pass\n",
        CLASS + "        return options\n\ndef make(db, app):\n    return db.apply_pool_defaults(app, {})\n",
        "from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\ndb.session_options = {}\nhack = db.apply_pool_defaults\n",
    ],
)
def test_what_is_no_override_or_alive_all_the_same(text: str) -> None:
    assert hooks(text) == []
