"""What shows that a database is SQLite although its URL does not: a ``PRAGMA`` in a listener, a validator of the settings."""

from __future__ import annotations

import pytest

from tests.python.reading_help import one

HEAD = "import os\nfrom sqlalchemy import create_engine, event\nfrom sqlalchemy.engine import Engine\nengine = create_engine(os.environ['URL'])\n"
LISTENS = "@event.listens_for(engine, 'connect')\n"
PRAGMA = "    cursor = connection.cursor()\n    cursor.execute('PRAGMA journal_mode=WAL')\n    cursor.close()\n"
SETTINGS = "from pydantic import field_validator\nfrom pydantic_settings import BaseSettings\nfrom sqlalchemy import create_engine\n"


@pytest.mark.parametrize(
    "code",
    [
        HEAD + LISTENS + "def f(connection, record):\n" + PRAGMA,
        HEAD + "def f(connection, record):\n" + PRAGMA + "event.listen(engine, 'connect', f)\n",
        HEAD
        + LISTENS
        + "def f(connection, record):\n    c = connection.cursor()\n    try:\n        c.execute('pragma foreign_keys=ON')\n    finally:\n        c.close()\n",
        HEAD
        + "def tuned(engine):\n    @event.listens_for(engine, 'connect')\n    def f(connection, record):\n        connection.execute('PRAGMA x=1')\ntuned(engine)\n",
    ],
)
def test_a_pragma_in_the_engines_own_listener_is_sqlites(code: str) -> None:
    assert one(code).backend.only() == "sqlite"


@pytest.mark.parametrize(
    "code",
    [
        HEAD + LISTENS + "def f(connection, record):\n    if is_sqlite(connection):\n        connection.execute('PRAGMA x=1')\n",
        HEAD + LISTENS + "def f(connection, record):\n    if not is_sqlite(connection):\n        return\n" + PRAGMA,
        HEAD + LISTENS + "def f(connection, record):\n    try:\n        connection.execute('PRAGMA x=1')\n    except Exception:\n        pass\n",
        HEAD + LISTENS + "def f(connection, record):\n    connection.execute('SET timezone = 0')  # PRAGMA\n",
        HEAD + "@event.listens_for(engine, 'checkout')\ndef f(connection, record, proxy):\n" + PRAGMA,
        HEAD
        + "if os.environ['URL'].startswith('sqlite'):\n    @event.listens_for(engine, 'connect')\n    def f(connection, record):\n"
        + PRAGMA.replace("    ", "        "),
        HEAD + "@event.listens_for(Engine, 'connect')\ndef f(connection, record):\n" + PRAGMA,
        HEAD + "other = object()\n@event.listens_for(other, 'connect')\ndef f(connection, record):\n" + PRAGMA,
    ],
)
def test_a_pragma_that_may_not_run_on_the_engine_says_nothing(code: str) -> None:
    assert one(code).backend.only() == ""


def test_a_pragma_does_not_win_over_the_url() -> None:
    code = HEAD.replace("os.environ['URL']", "'postgresql://app@db/shop'") + LISTENS + "def f(connection, record):\n" + PRAGMA
    assert one(code).backend.only() == "postgresql"


@pytest.mark.parametrize("base", ["BaseSettings", "pydantic_settings.BaseSettings"])
def test_a_validator_of_settings_that_makes_its_own_url_tells_the_backend(base: str) -> None:
    code = f"""
        import pydantic_settings
        {SETTINGS.replace(chr(10), chr(10) + "        ")}
        class Settings({base}):
            data: str = "/data"
            url: str = ""

            @field_validator("url")
            @classmethod
            def _url(cls, value, info):
                if info.data.get("data"):
                    return f"sqlite:///{{info.data['data']}}/app.db"
                raise ValueError("no folder")
        engine = create_engine(Settings().url)
    """
    assert one(code).backend.only() == "sqlite"


@pytest.mark.parametrize(
    "body",
    [
        "return value",
        "return value.strip()",
        "return value or f'sqlite:///{cls.data}/app.db'",
        "if not value:\n                    return f'sqlite:///{cls.data}/app.db'\n                return value",
    ],
)
def test_a_validator_that_lets_a_url_through_does_not(body: str) -> None:
    code = f"""
        {SETTINGS.replace(chr(10), chr(10) + "        ")}
        class Settings(BaseSettings):
            data: str = "/data"
            url: str = ""

            @field_validator("url")
            @classmethod
            def _url(cls, value):
                {body}
        engine = create_engine(Settings().url)
    """
    assert one(code).backend.only() == ""


def test_a_validator_of_a_plain_model_leaves_defaults_alone() -> None:
    code = """
        from pydantic import BaseModel, field_validator
        from sqlalchemy import create_engine
        class Settings(BaseModel):
            url: str = "postgresql://app@db/shop"

            @field_validator("url")
            @classmethod
            def _url(cls, value):
                return f"sqlite:///{cls.__name__}"
        engine = create_engine(Settings().url)
    """
    assert one(code).backend.only() == "postgresql"
