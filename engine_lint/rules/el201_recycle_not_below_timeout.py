"""A `pool_recycle` that lets connections grow older than the path allows.

## What

The effective `pool_recycle` is equal to or above the shortest timeout that can cut a resting connection: the server's, a
proxy's, a load balancer's. Defaults that a framework sets count too: Flask-SQLAlchemy gives every `mysql...` engine 7200.

## Why

`pool_recycle` replaces a connection, at checkout, once it is older than that many seconds. Idle time never exceeds age, so
a value below the timeout guarantees that no connection leaves the pool after the timer cut it. A value above it guarantees
nothing, and an equal one is a race. With `wait_timeout = 600` and `pool_recycle = 3600`, the first request after a
quiet quarter of an hour gets

```text
(2006, "MySQL server has gone away (ConnectionResetError(104, 'Connection reset by peer'))")
(2013, 'Lost connection to MySQL server during query')
(4031, 'The client was disconnected by the server because of inactivity. See wait_timeout and interactive_timeout for configuring this behavior.')
```

It acts at checkout only. A connection that is held, idle, in the middle of minutes-long work is cut all the same.

## Bad

```python
# the server's wait_timeout is 600
engine = create_engine("mysql+pymysql://app@db/shop", pool_recycle=3600, pool_pre_ping=True)
```

## Good

```python
engine = create_engine("mysql+pymysql://app@db/shop", pool_recycle=570, pool_pre_ping=True)
```

## When not to

Where `pool_pre_ping` is on and the timeout is only a default or was found in a file, the finding is information: the ping
covers the gap at the cost of a reconnect. Where the declared timeout is wrong, mend the declaration.

## Fix safety

The fix writes the value from the settings (`recycle`), else `min(3600, T - max(20, T // 20))` for a timeout T above 40 s, else `T // 2`. It is safe;
where T was found in a file and is below 60 s it is unsafe, because such a file is often not the production server's.
Below 30 s nothing is written: there `pool_pre_ping` or no pool is the answer. A setting's number is rewritten where it stands: in
the field, or as the default of the environment's value, which is not rewritten itself. That is unsafe where the setting is not named after the option.

## Configuration

`idle-timeout`, one value or one per backend; `platform`; both per path in `per-path`; `recycle`; `--idle-timeout`, `--platform`, `--recycle`.

## References

- [Setting pool recycle](https://docs.sqlalchemy.org/en/20/core/pooling.html#setting-pool-recycle)
- [MySQL: wait_timeout](https://dev.mysql.com/doc/refman/8.0/en/server-system-variables.html#sysvar_wait_timeout)
- [Flask-SQLAlchemy issue 401: 7200 against MariaDB's 600](https://github.com/pallets-eco/flask-sqlalchemy/issues/401)
"""

from __future__ import annotations

from collections.abc import Iterator

from engine_lint.model.engine import Engine
from engine_lint.model.finding import Confidence, Fix, Severity
from engine_lint.model.timeout import IdleTimeout, Source
from engine_lint.model.value import Option
from engine_lint.rules.engine_facts import confidence, has_no_socket, lowered, numbers, open_ended, pings, pool_instance, related, set_by, shortest
from engine_lint.rules.flask_keys import waits_for_migration
from engine_lint.rules.recycling import recycle_fix, why_no_fix
from engine_lint.rules.rule import Context, Example, Report, Rule
from engine_lint.rules.wording import CHECKOUT_ONLY, duration, no_fix, path_taken, stated, timer


def check(engine: Engine, context: Context) -> Iterator[Report]:
    """The largest recycle that is possible, against the shortest timer."""
    limit, recycle = shortest(engine), _worst(engine)
    if limit is None or recycle is None or recycle < limit.seconds:
        return
    option = _option(engine)
    waits = waits_for_migration(engine)
    fix = None if pool_instance(engine) is not None or waits else recycle_fix(engine, option, limit, context)
    yield Report(
        _message(engine, recycle, limit),
        _confidence(engine),
        severity=_severity(engine, limit),
        about=option,
        related=(*related(engine, option), *set_by(limit)),
        fix=fix,
        help=_help(engine, option, limit, fix, waits),
    )


def _worst(engine: Engine) -> float | None:
    """The largest possible recycle in seconds; None where it is off, unknown, or has nothing to act on."""
    effective = engine.effective
    if effective is None or effective.keeps_connections is False or has_no_socket(engine.backend):
        return None
    if "recycle" in effective.defaults and engine.unseen:
        return None
    if engine.bind is not None and "recycle" not in effective.defaults and engine.option("pool_recycle") is None:
        return None  # It stands in the options of the extension or the app, which are judged themselves.
    return max((each for each in numbers(effective.recycle) if each > -1), default=None)


def _option(engine: Engine) -> Option | None:
    """Where the number stands, if it is not a default. Flask-SQLAlchemy 2 reads a key of its own."""
    if engine.effective is None or "recycle" in engine.effective.defaults or pool_instance(engine) is not None:
        return None
    return engine.option("pool_recycle") or engine.config.get("SQLALCHEMY_POOL_RECYCLE")


def _message(engine: Engine, recycle: float, limit: IdleTimeout) -> str:
    default = engine.effective.defaults.get("recycle") if engine.effective is not None else None
    origin = f" ({default})" if default else ""
    value = f"pool_recycle of {duration(recycle)}{origin}"
    if limit.is_age:
        return f"{value} is not below the age at which connections are cut: {timer(limit)}"
    if recycle == limit.seconds:
        return f"{value} equals the idle timeout, which is a race: {timer(limit)}"
    return f"{value} is not below the idle timeout: {timer(limit)}"


def _severity(engine: Engine, limit: IdleTimeout) -> Severity:
    presumed = limit.source in (Source.FOUND, Source.DEFAULT)
    return Severity.INFO if presumed and pings(engine) is True else Severity.WARNING


def _confidence(engine: Engine) -> Confidence:
    effective = engine.effective
    if effective is None or effective.keeps_connections is None:
        return Confidence.LOW
    return lowered(confidence(engine), Confidence.MEDIUM if open_ended(effective.recycle) or engine.uri_only else Confidence.HIGH)


def _help(engine: Engine, option: Option | None, limit: IdleTimeout, fix: Fix | None, waits: str) -> tuple[str, ...]:
    lines = ["A connection that rests longer than the timeout is closed behind the pool's back and fails at its next use.", CHECKOUT_ONLY]
    lines += [*stated(limit), *path_taken(engine)]
    if fix is None:
        lines += no_fix(waits or why_no_fix(engine, option, limit))
    return tuple(lines)


EXAMPLES = (
    Example(
        title="Above a declared timeout",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("mysql+pymysql://app@db/shop", pool_pre_ping=True, pool_recycle=60 * 60)
""",
        settings={"idle-timeout": 600},
        finds=("EL201:3",),
        fixed="""\
from sqlalchemy import create_engine

engine = create_engine("mysql+pymysql://app@db/shop", pool_pre_ping=True, pool_recycle=570)
""",
    ),
    Example(
        title="Equal is a race",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True, pool_recycle=300)
""",
        settings={"idle-timeout": "5m"},
        finds=("EL201:3",),
        fixed="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True, pool_recycle=280)
""",
    ),
    Example(
        title="Flask-SQLAlchemy's default of 7200",
        source="""\
class Config:
    SQLALCHEMY_DATABASE_URI = "mysql+pymysql://app@db/shop"
    SQLALCHEMY_ENGINE_OPTIONS = {"pool_pre_ping": True}
""",
        settings={"idle-timeout": 600},
        finds=("EL201:3",),
        fixed="""\
class Config:
    SQLALCHEMY_DATABASE_URI = "mysql+pymysql://app@db/shop"
    SQLALCHEMY_ENGINE_OPTIONS = {"pool_pre_ping": True, "pool_recycle": 570}
""",
    ),
    Example(
        title="A day, against MySQL's own 8 hours",
        source="""\
from sqlalchemy import create_engine

DAY = 24 * 60 * 60
engine = create_engine("mysql+mysqldb://app@db/shop", pool_recycle=DAY)
""",
        finds=("EL101:4", "EL201:4"),
        fixed="""\
from sqlalchemy import create_engine

DAY = 24 * 60 * 60
engine = create_engine("mysql+mysqldb://app@db/shop", pool_recycle=3600, pool_pre_ping=True)
""",
    ),
    Example(
        title="A timer that the site sets itself",
        source="""\
from sqlalchemy import create_engine

engine = create_engine(
    "mysql+pymysql://app@db/shop",
    pool_pre_ping=True,
    pool_recycle=3600,
    connect_args={"init_command": "SET SESSION wait_timeout=300"},
)
""",
        finds=("EL201:3",),
        fixed="""\
from sqlalchemy import create_engine

engine = create_engine(
    "mysql+pymysql://app@db/shop",
    pool_pre_ping=True,
    pool_recycle=280,
    connect_args={"init_command": "SET SESSION wait_timeout=300"},
)
""",
    ),
    Example(
        title="A number that is not named after the option",
        source="""\
import os

from sqlalchemy import create_engine

SECONDS = int(os.getenv("SECONDS", 3600))
engine = create_engine("mysql+pymysql://app@db/shop", pool_pre_ping=True, pool_recycle=SECONDS)
""",
        settings={"idle-timeout": 600},
        finds=("EL201:6",),
        unsafe=True,
        fixed="""\
import os

from sqlalchemy import create_engine

SECONDS = int(os.getenv("SECONDS", 570))
engine = create_engine("mysql+pymysql://app@db/shop", pool_pre_ping=True, pool_recycle=SECONDS)
""",
    ),
    Example(
        title="Below",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("mysql+pymysql://app@db/shop", pool_pre_ping=True, pool_recycle=280)
""",
        settings={"idle-timeout": 300},
    ),
    Example(
        title="PostgreSQL has no timeout of its own",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True, pool_recycle=86400)
""",
    ),
    Example(
        title="Off is not above: that is EL202",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("mysql+pymysql://app@db/shop", pool_pre_ping=True, pool_recycle=-1)
""",
    ),
    Example(
        title="No pool",
        source="""\
from sqlalchemy import NullPool, create_engine

engine = create_engine("mysql+pymysql://app@db/shop", poolclass=NullPool, pool_recycle=3600)
""",
        settings={"idle-timeout": 600},
    ),
    Example(
        title="A timeout for another backend",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True, pool_recycle=3600)
""",
        settings={"idle-timeout": {"mysql": 600}},
    ),
    Example(
        title="MariaDB gets no 7200 from Flask-SQLAlchemy",
        source="""\
class Config:
    SQLALCHEMY_DATABASE_URI = "mariadb+pymysql://app@db/shop"
    SQLALCHEMY_ENGINE_OPTIONS = {"pool_pre_ping": True, "pool_recycle": 500}
""",
        settings={"idle-timeout": 600},
    ),
    Example(
        title="SQLite keeps no socket",
        source='from sqlalchemy import create_engine\n\nengine = create_engine("sqlite:///shop.db", pool_recycle=3600)\n',
        settings={"idle-timeout": 600},
    ),
    Example(
        title="The number is not known",
        source="""\
import os

from sqlalchemy import create_engine

engine = create_engine("mysql+pymysql://app@db/shop", pool_pre_ping=True, pool_recycle=int(os.environ["DB_RECYCLE"]))
""",
        settings={"idle-timeout": 600},
    ),
)

RULE = Rule(
    code="EL201",
    name="recycle-not-below-timeout",
    severity=Severity.WARNING,
    summary="`pool_recycle` at or above the shortest idle timeout on the path",
    subject=Engine,
    check=check,
    examples=EXAMPLES,
    fixable="sometimes",
)
