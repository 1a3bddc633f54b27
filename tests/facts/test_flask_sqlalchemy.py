"""What Flask-SQLAlchemy does with options that reach it too late, by a hook, or for a bind: the facts under the EL30x rules."""

from __future__ import annotations

from typing import Any

import pytest

flask = pytest.importorskip("flask", reason="Flask-SQLAlchemy is not installed in this environment")
flask_sqlalchemy = pytest.importorskip("flask_sqlalchemy", reason="Flask-SQLAlchemy is not installed in this environment")
pytestmark = pytest.mark.filterwarnings("ignore")

from engine_lint.knowledge.flask import pool_hooks_return_since, removed_in  # noqa: E402
from tests.facts.test_against_libraries import FLASK_SQLALCHEMY, numbers_of  # noqa: E402

RELEASE = numbers_of(FLASK_SQLALCHEMY)
IS_3 = removed_in() <= RELEASE
URL = "mysql+pymysql://u:p@h/d"
OPTIONS = {"pool_pre_ping": True, "pool_recycle": 55}


def app_with(**config: Any) -> Any:
    app = flask.Flask("app")
    app.config.update(SQLALCHEMY_DATABASE_URI=URL, SQLALCHEMY_TRACK_MODIFICATIONS=False, **config)
    return app


def pool_of(db: Any, app: Any, bind: str | None = None) -> tuple[bool, int]:
    with app.app_context():
        engine = db.engines[bind] if IS_3 else db.get_engine(app, bind)
        return engine.pool._pre_ping, engine.pool._recycle


def test_options_that_are_set_late_are_read_before_3_only() -> None:
    app = app_with()
    db = flask_sqlalchemy.SQLAlchemy(app)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = OPTIONS
    assert pool_of(db, app) == ((False, 7200) if IS_3 else (True, 55))


def test_engine_options_reach_binds_before_3_only() -> None:
    app = app_with(SQLALCHEMY_BINDS={"other": URL}, SQLALCHEMY_ENGINE_OPTIONS=OPTIONS)
    db = flask_sqlalchemy.SQLAlchemy(app)
    assert pool_of(db, app) == (True, 55)
    assert pool_of(db, app, "other") == ((False, 7200) if IS_3 else (True, 55))


def test_options_of_the_extension_reach_binds_in_every_version() -> None:
    app = app_with(SQLALCHEMY_BINDS={"other": URL})
    assert pool_of(flask_sqlalchemy.SQLAlchemy(app, engine_options=OPTIONS), app, "other") == (True, 55)


@pytest.mark.skipif(not IS_3, reason="binds in dict form came with 3.0")
def test_a_bind_in_dict_form_brings_its_own_options() -> None:
    app = app_with(SQLALCHEMY_BINDS={"other": {"url": URL, "pool_recycle": 77}})
    db = flask_sqlalchemy.SQLAlchemy(app, engine_options=OPTIONS)
    assert pool_of(db, app, "other") == (True, 77)


@pytest.mark.parametrize("name", ["apply_pool_defaults", "apply_driver_hacks"])
@pytest.mark.parametrize("returns", [True, False])
def test_pool_hooks_are_called_before_3_and_have_to_return_from_2_5_on(name: str, returns: bool) -> None:
    def hook(self: Any, app: Any, *given: Any) -> Any:
        given[-1]["pool_pre_ping"] = True
        done = getattr(flask_sqlalchemy.SQLAlchemy, name)(self, app, *given)
        return done if returns else None

    app = app_with()
    db = type("Database", (flask_sqlalchemy.SQLAlchemy,), {name: hook})(app)
    if not IS_3 and pool_hooks_return_since() <= RELEASE and not returns:
        with pytest.raises((AttributeError, TypeError)):
            pool_of(db, app)
    else:
        assert pool_of(db, app) == (not IS_3, 7200)
