"""Pre-ping that was turned off on purpose.

## What

An engine says `pool_pre_ping=False` (or another false value) while its pool keeps connections to a server.

## Why

It is a decision, and it may be a good one; this rule only lists such places for whoever looks for them. Without the
test, a connection that the server, a proxy or a restart closed while it rested fails at its next use:

```text
(2006, 'MySQL server has gone away')
SSL connection has been closed unexpectedly
```

Pre-ping acts at checkout only, so turning it on would not save a connection that is held idle.

## Bad

```python
engine = create_engine("mysql+pymysql://app@db/shop", pool_pre_ping=False)
```

## Good

```python
engine = create_engine("mysql+pymysql://app@db/shop", pool_pre_ping=True)
```

## When not to

Leave it off where an external pooler tests connections, where one round trip per checkout is too much, or where the
driver's ping misbehaves. The rule is shown with `--pedantic` only, and is silent where a condition decides.

## Fix safety

It is never fixed: somebody decided.

## Configuration

None.

## References

- [Disconnect handling, pessimistic](https://docs.sqlalchemy.org/en/20/core/pooling.html#disconnect-handling-pessimistic)
"""

from __future__ import annotations

from collections.abc import Iterator

from engine_lint.model.engine import Engine
from engine_lint.model.finding import Severity
from engine_lint.model.value import Option
from engine_lint.rules.engine_facts import confidence, may_rest, pool_instance, related, truth
from engine_lint.rules.rule import Context, Example, Report, Rule
from engine_lint.rules.wording import CHECKOUT_ONLY, called


def check(engine: Engine, context: Context) -> Iterator[Report]:
    """An explicit false value on every path, unless a hand-written ping stands in."""
    option = engine.option("pool_pre_ping")
    if option is None or truth(option.value) is not False or engine.ping is not None or _differs_elsewhere(engine, option):
        return
    if not may_rest(engine) or pool_instance(engine) is not None:
        return
    yield Report(
        f"{called(engine)} turns pool_pre_ping off: connections are not tested at checkout",
        confidence(engine),
        about=option,
        related=related(engine, option),
        help=(CHECKOUT_ONLY,),
    )


def _differs_elsewhere(engine: Engine, option: Option) -> bool:
    """Whether the option may have another value on another path; away from factory calls, any condition may decide that."""
    return option.is_conditional if engine.site.kind == "call" else bool(engine.conditions)


EXAMPLES = (
    Example(
        title="Turned off",
        source='from sqlalchemy import create_engine\n\nengine = create_engine("postgresql://app@db/shop", pool_pre_ping=False)\n',
        finds=("EL102:3",),
    ),
    Example(
        title="Turned off by a constant",
        source="""\
import sqlalchemy as sa

PING = False
engine = sa.create_engine("postgresql://app@db/shop", pool_pre_ping=PING)
""",
        finds=("EL102:4",),
    ),
    Example(
        title="Turned on",
        source='from sqlalchemy import create_engine\n\nengine = create_engine("postgresql://app@db/shop", pool_pre_ping=True)\n',
    ),
    Example(
        title="No pool to test",
        source="""\
from sqlalchemy import NullPool, create_engine

engine = create_engine("postgresql://app@db/shop", poolclass=NullPool, pool_pre_ping=False)
""",
    ),
    Example(
        title="SQLite",
        source='from sqlalchemy import create_engine\n\nengine = create_engine("sqlite:///shop.db", pool_pre_ping=False)\n',
    ),
    Example(
        title="The environment decides",
        source="""\
import os

from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_pre_ping="DB_PING" in os.environ)
""",
    ),
    Example(
        title="Off only for SQLite",
        source="""\
from sqlalchemy import create_engine


def connect(url):
    if url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=False)
    return create_engine(url, pool_pre_ping=True)
""",
    ),
    Example(
        title="Another option depends on a condition",
        source="""\
import os

from sqlalchemy import create_engine

options = {"pool_pre_ping": False}
if os.environ.get("LARGE"):
    options["pool_size"] = 30
engine = create_engine("postgresql://app@db/shop", **options)
""",
        finds=("EL102:8",),
    ),
    Example(
        title="A ping of its own instead",
        source="""\
from sqlalchemy import create_engine, event, exc

engine = create_engine("mysql+pymysql://app@db/shop", pool_pre_ping=False, pool_recycle=3600)


@event.listens_for(engine, "checkout")
def ping(connection, record, proxy):
    try:
        connection.ping(reconnect=False)
    except Exception as error:
        raise exc.DisconnectionError() from error
""",
    ),
)

RULE = Rule(
    code="EL102",
    name="pre-ping-disabled",
    severity=Severity.INFO,
    summary="`pool_pre_ping=False`, a decision worth knowing of",
    subject=Engine,
    check=check,
    examples=EXAMPLES,
    pedantic=True,
)
