"""A `pool_recycle` so small that the pool reconnects all the time.

## What

`pool_recycle` is between 0 and 9 seconds.

## Why

The number counts a connection's age, not its idle time. With 0 every checkout throws the connection away and opens a new one
(the first checkout even opens two); it does not mean "off", which is -1. With a few seconds a busy application reconnects all day
long: each time a TCP and TLS handshake and an authentication, on a MySQL server a new thread, and no error tells of
it. People who had to choose a small number after

```text
(2006, 'MySQL server has gone away')
```

are better served by `pool_pre_ping=True`. Both act at checkout only; neither saves a connection that is held idle.

## Bad

```python
engine = create_engine("mysql+pymysql://app@db/shop", pool_recycle=1, pool_pre_ping=True)
```

## Good

```python
engine = create_engine("mysql+pymysql://app@db/shop", pool_recycle=280, pool_pre_ping=True)
```

## When not to

In a test that wants to see reconnects. To keep no connections at all, `poolclass=NullPool` says so.

## Fix safety

Unsafe: connections live longer than before. The fix writes the value of `recycle` in the settings, else one below the
shortest timeout that is known, else 3600.

## Configuration

`recycle`, `idle-timeout`.

## References

- [Setting pool recycle](https://docs.sqlalchemy.org/en/20/core/pooling.html#setting-pool-recycle)
"""

from __future__ import annotations

from collections.abc import Iterator

from engine_lint.model.engine import Engine
from engine_lint.model.finding import Confidence, Severity
from engine_lint.model.value import knowns
from engine_lint.rules.engine_facts import CHURN, confidence, has_no_socket, lowered, numbers, open_ended, pool_instance, related, shortest
from engine_lint.rules.recycling import recycle_fix, why_no_fix
from engine_lint.rules.rule import Context, Example, Report, Rule
from engine_lint.rules.wording import duration, no_fix, path_taken


def check(engine: Engine, context: Context) -> Iterator[Report]:
    """The smallest recycle that is possible and not off."""
    option, effective = engine.option("pool_recycle"), engine.effective
    if option is None or effective is None or effective.keeps_connections is False or has_no_socket(engine.backend):
        return
    if pool_instance(engine) is not None or any(isinstance(each, bool) for each in knowns(option.value)):
        return
    smallest = min((each for each in numbers(effective.recycle) if each > -1), default=None)
    if smallest is None or smallest >= CHURN:
        return
    limit = shortest(engine)
    fix = recycle_fix(engine, option, limit, context, ("connections live longer than before",))
    how_often = "at every checkout" if smallest <= 0 else "all the time"
    off = "; off is -1" if smallest == 0 else ""
    yield Report(
        f"pool_recycle of {duration(smallest)} makes the pool reconnect {how_often}{off}",
        lowered(confidence(engine), Confidence.MEDIUM if open_ended(effective.recycle) else Confidence.HIGH),
        about=option,
        related=related(engine, option),
        fix=fix,
        help=(*path_taken(engine), *(no_fix(why_no_fix(engine, option, limit)) if fix is None else ())),
    )


EXAMPLES = (
    Example(
        title="One second",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True, pool_recycle=1)
""",
        finds=("EL204:3",),
        unsafe=True,
        fixed="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True, pool_recycle=3600)
""",
    ),
    Example(
        title="Zero is not off",
        source="""\
from sqlalchemy import create_engine

engine = create_engine(
    "mysql+pymysql://app@db/shop",
    pool_recycle=0,  # seconds
    pool_pre_ping=True,
)
""",
        settings={"idle-timeout": 300},
        finds=("EL204:3",),
        unsafe=True,
        fixed="""\
from sqlalchemy import create_engine

engine = create_engine(
    "mysql+pymysql://app@db/shop",
    pool_recycle=280,  # seconds
    pool_pre_ping=True,
)
""",
    ),
    Example(
        title="A default of five seconds",
        source="""\
import os

from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True, pool_recycle=int(os.getenv("POOL_RECYCLE", 5)))
""",
        finds=("EL204:5",),
        unsafe=True,
        fixed="""\
import os

from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True, pool_recycle=int(os.getenv("POOL_RECYCLE", 3600)))
""",
    ),
    Example(
        title="Off",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True, pool_recycle=-1)
""",
    ),
    Example(
        title="Ten seconds",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True, pool_recycle=10)
""",
    ),
    Example(
        title="Five minutes",
        source="""\
from sqlalchemy import create_engine

MINUTE = 60
engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True, pool_recycle=5 * MINUTE)
""",
    ),
    Example(
        title="No pool",
        source="""\
from sqlalchemy import NullPool, create_engine

engine = create_engine("postgresql://app@db/shop", poolclass=NullPool, pool_recycle=1)
""",
    ),
    Example(
        title="SQLite",
        source='from sqlalchemy import create_engine\n\nengine = create_engine("sqlite:///shop.db", pool_recycle=1)\n',
    ),
    Example(
        title="Another library's option of that name",
        source="""\
import aiomysql


async def pool():
    return await aiomysql.create_pool(host="db", pool_recycle=1)
""",
    ),
)

RULE = Rule(
    code="EL204",
    name="recycle-churn",
    severity=Severity.WARNING,
    summary="`pool_recycle` from 0 to 9 s: the pool reconnects all the time",
    subject=Engine,
    check=check,
    examples=EXAMPLES,
    fixable="unsafe",
)
