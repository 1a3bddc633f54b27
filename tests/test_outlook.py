"""What becomes of connections that rest: the verdict of each combination of pre-ping, recycle, pool and timers, and why."""

from __future__ import annotations

from pathlib import Path

import pytest

import engine_lint as package
from engine_lint.model.inventory import Entry
from engine_lint.report.inventory.outlook import Fate, outlook
from tests.shell import write

HEAD = "import os\n\nfrom sqlalchemy import NullPool, StaticPool, create_engine, engine_from_config\nfrom sqlalchemy.ext.asyncio import create_async_engine\n\n"
TEN = {"idle-timeout": 600}
MYSQL, POSTGRESQL, UNKNOWN = '"mysql+pymysql://db/shop"', '"postgresql://db/shop"', 'os.environ["URL"]'


def only(tmp_path: Path, call: str, settings: dict[str, object]) -> Entry:
    (entry,) = package.engines([write(tmp_path, {"db.py": f"{HEAD}engine = {call}\n"})], settings).entries
    return entry


@pytest.mark.parametrize(
    ("call", "settings", "fate", "because"),
    [
        # Tested at checkout.
        (f"create_engine({MYSQL}, pool_pre_ping=True)", {}, Fate.SURVIVES, "Recycling alone does not come before"),
        (f"create_engine({MYSQL}, pool_pre_ping=True, pool_recycle=570)", TEN, Fate.SURVIVES, "It is replaced before"),
        (f"create_engine({MYSQL}, pool_pre_ping=True, pool_recycle=600)", TEN, Fate.SURVIVES, "Recycling alone does not come before"),
        (f"create_engine({POSTGRESQL}, pool_pre_ping=True)", {}, Fate.SURVIVES, "tests each connection at checkout."),
        (f"create_engine({UNKNOWN}, pool_pre_ping=True)", {}, Fate.SURVIVES, "tests each connection at checkout."),
        # Tested, on a path that drops packets silently.
        (f"create_engine({POSTGRESQL}, pool_pre_ping=True)", {"platform": ["azure-lb"]}, Fate.MAY_DIE, "the ping may hang"),
        (f"create_engine({POSTGRESQL}, pool_pre_ping=True, pool_recycle=200)", {"platform": ["azure-lb"]}, Fate.SURVIVES, "It is replaced before"),
        (
            f'create_engine({POSTGRESQL}, pool_pre_ping=True, pool_recycle=int(os.environ["R"]))',
            {"platform": ["azure-lb"]},
            Fate.CANNOT_BE_TOLD,
            "whether recycling comes first is not known",
        ),
        # Replaced by age alone.
        (f"create_engine({MYSQL}, pool_recycle=599)", TEN, Fate.SURVIVES, "Replaced at 599 s, before idle-timeout acts. Without pre-ping"),
        (f"create_engine({MYSQL}, pool_recycle=0)", TEN, Fate.SURVIVES, "Replaced at 0 s"),
        (f"create_engine({MYSQL}, pool_recycle=-0.5)", TEN, Fate.SURVIVES, "Replaced at -0.5 s"),
        (f"create_engine({MYSQL}, pool_recycle=600)", TEN, Fate.RACE, "Replaced at 600 s (10 min), the very second"),
        (f"create_engine({MYSQL}, pool_recycle=601)", TEN, Fate.MAY_DIE, "only replaced at 601 s; idle-timeout cuts them after 600 s (10 min) at rest."),
        (f"create_engine({MYSQL}, pool_recycle=-1)", TEN, Fate.MAY_DIE, "never replaced"),
        (f"create_engine({MYSQL})", {}, Fate.MAY_DIE, "wait_timeout cuts them after 28800 s (8 h) at rest."),
        (f"create_engine({MYSQL}, pool_recycle=90_000)", {"idle-timeout": 100_000, "platform": ["planetscale-24h"]}, Fate.MAY_DIE, "of age."),
        (
            f"create_engine({MYSQL}, connect_args={{'init_command': 'SET SESSION wait_timeout=60'}}, pool_recycle=300)",
            TEN,
            Fate.MAY_DIE,
            "wait_timeout cuts them after 60 s",
        ),
        # No timer is known.
        (f"create_engine({POSTGRESQL})", {}, Fate.MAY_DIE, "any restart, failover or timer on the path ends them."),
        (f"create_engine({UNKNOWN})", {}, Fate.MAY_DIE, "This holds if the database is a server, which is not known."),
        (f"create_engine({POSTGRESQL}, pool_recycle=300)", {}, Fate.CANNOT_BE_TOLD, "no timer on the path is known to compare that with"),
        # Something is not known.
        (f'create_engine({MYSQL}, pool_recycle=int(os.environ["R"]))', TEN, Fate.CANNOT_BE_TOLD, "pool_recycle is not known (os.environ"),
        (f'create_engine({MYSQL}, pool_recycle=int(os.environ.get("R", "280")))', TEN, Fate.CANNOT_BE_TOLD, "pool_recycle is not known"),
        (f'create_engine({MYSQL}, pool_recycle=int(os.environ.get("R", "900")))', TEN, Fate.MAY_DIE, "perhaps only replaced at 900 s"),
        (f'create_engine({MYSQL}, pool_pre_ping=PING)', TEN, Fate.CANNOT_BE_TOLD, "Whether pre-ping is on is not known"),
        (f'create_engine({MYSQL}, pool_pre_ping=PING, pool_recycle=280)', TEN, Fate.SURVIVES, "Unless pre-ping is on"),
        (f"create_engine({MYSQL}, poolclass=POOLS[0])", TEN, Fate.CANNOT_BE_TOLD, "Whether its pool keeps connections is not known. If it does: connections"),
        (f"create_engine({MYSQL}, **OPTIONS)", TEN, Fate.CANNOT_BE_TOLD, "Whether pre-ping is on is not known"),
        # Nothing that could be cut.
        (f"create_engine({MYSQL}, poolclass=NullPool)", TEN, Fate.NOTHING_TO_CUT, "NullPool keeps no connection"),
        ('create_engine("sqlite://")', TEN, Fate.NOTHING_TO_CUT, "the backend is sqlite in memory"),
        ('create_engine("sqlite:///shop.db")', TEN, Fate.NOTHING_TO_CUT, "the backend is sqlite"),
        ('create_engine("bigquery://project")', TEN, Fate.NOTHING_TO_CUT, "the backend is bigquery"),
        # Errors.
        (f"create_engine({MYSQL}, poolclass=NullPool, pool_size=5)", TEN, Fate.DOES_NOT_WORK, "TypeError at start-up: NullPool takes no pool_size."),
        (f'create_engine({MYSQL}, pool_pre_ping=True, pool_recycle="300")', TEN, Fate.DOES_NOT_WORK, "TypeError at the first connect"),
        (f'create_engine({MYSQL}, pool_pre_ping=True, pool_recycle=os.environ["R"])', TEN, Fate.DOES_NOT_WORK, "TypeError at the first connect"),
        (f"create_async_engine({MYSQL})", TEN, Fate.DOES_NOT_WORK, "pymysql is no driver for asyncio"),
    ],
)
def test_the_verdict_and_why(call: str, settings: dict[str, object], fate: Fate, because: str, tmp_path: Path) -> None:
    found = outlook(only(tmp_path, call, settings).engine)
    assert (found.fate, because in found.because) == (fate, True), found
    assert found.because.endswith(".")


def test_an_engine_that_is_used_once_is_said_to_be_so(tmp_path: Path) -> None:
    body = f"def once():\n    engine = create_engine({POSTGRESQL})\n    engine.connect().close()\n    engine.dispose()\n"
    (entry,) = package.engines([write(tmp_path, {"db.py": HEAD + body})], {}).entries
    assert outlook(entry.engine).because.endswith("It is used once, so that they hardly rest.")


def test_a_ping_by_hand_counts(tmp_path: Path) -> None:
    listener = f"""from sqlalchemy import event, exc

engine = create_engine({MYSQL})

@event.listens_for(engine, "checkout")
def ping(connection, record, proxy):
    try:
        connection.cursor().execute("SELECT 1")
    except Exception:
        raise exc.DisconnectionError()
"""
    (entry,) = package.engines([write(tmp_path, {"db.py": HEAD + listener})], {}).entries
    assert (outlook(entry.engine).fate, outlook(entry.engine).because[:25]) == (Fate.SURVIVES, "A hand-written ping tests")


def test_numbers_in_text_are_numbers_where_they_become_some(tmp_path: Path) -> None:
    files = {"requirements.txt": "Flask-SQLAlchemy==3.1.1\n", "config.py": CONFIG}
    (entry,) = package.engines([write(tmp_path, files)], TEN).entries
    assert outlook(entry.engine).fate is not Fate.DOES_NOT_WORK


CONFIG = """class Config:
    SQLALCHEMY_DATABASE_URI = "mysql://db/shop"
    SQLALCHEMY_ENGINE_OPTIONS = {"pool_recycle": "300", "pool_pre_ping": True}
"""


def test_the_words_and_their_order() -> None:
    assert [fate.words for fate in Fate] == ["does not work", "may die", "race", "cannot be told", "survives", "nothing to cut"]
    assert [fate for fate in Fate if fate.falls_short] == [Fate.DOES_NOT_WORK, Fate.MAY_DIE, Fate.RACE]
