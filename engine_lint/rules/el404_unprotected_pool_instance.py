"""A pool that was built by hand and does not test its connections.

## What

`pool=QueuePool(f)` without `pre_ping=True` among the pool's own arguments.

## Why

An engine that gets a pool takes it as it is: `pool_pre_ping` beside it is refused (EL401), so the test at checkout has to be
asked for where the pool is built. Without it a connection that was closed while it rested fails at its next use:

```text
(2006, 'MySQL server has gone away')
SSL connection has been closed unexpectedly
```

The test acts at checkout only. A connection that is held idle in the middle of long work is not saved.

## Bad

```python
engine = create_engine("mysql+pymysql://", pool=QueuePool(connect))
```

## Good

```python
engine = create_engine("mysql+pymysql://", pool=QueuePool(connect, pre_ping=True))
```

## When not to

Where the creator tests connections itself, or an external pooler does. Where the pool's `recycle` is below every timer that is known, the
finding is information: restarts and failovers are left. NullPool and StaticPool are never reported, nor is a pool whose
arguments cannot all be seen.

## Fix safety

Safe where the pool is built inside the engine's call or in a statement before it in the same block. Elsewhere unsafe: a pool asks the dialect
of its engine for the ping, and one that no engine was ever made with raises NotImplementedError at its second checkout. Unsafe, too, where a
ping does harm at all: the cases are those of EL101.

## Configuration

None.

## References

- [Constructing a pool](https://docs.sqlalchemy.org/en/20/core/pooling.html#constructing-a-pool)
- [Disconnect handling, pessimistic](https://docs.sqlalchemy.org/en/20/core/pooling.html#disconnect-handling-pessimistic)
"""

from __future__ import annotations

from collections.abc import Iterator

from engine_lint.knowledge.pools import pool_class
from engine_lint.model.change import SetOption, literal
from engine_lint.model.engine import Engine
from engine_lint.model.finding import Fix, Related, Severity
from engine_lint.model.value import Carrier, Construction, Known
from engine_lint.rules.engine_facts import SMALL_POOLS, confidence, has_no_socket, pool_instance, related
from engine_lint.rules.option_changes import fix
from engine_lint.rules.pool_rewrite import POOL_OPTIONS
from engine_lint.rules.pre_ping_safety import ping_doubts, ping_limits
from engine_lint.rules.renewal import replaced_in_time, what_may_happen
from engine_lint.rules.rule import Context, Example, Report, Rule
from engine_lint.rules.wording import CHECKOUT_ONLY, error_text, path_taken


def check(engine: Engine, context: Context) -> Iterator[Report]:
    """A pool instance that keeps connections and has no ``pre_ping`` of its own."""
    option = pool_instance(engine)
    if option is None or engine.ping is not None or has_no_socket(engine.backend):
        return
    built = option.value.value if isinstance(option.value, Known) else None
    if not isinstance(built, Construction) or not _unprotected(built) or any(engine.option(name) for name in POOL_OPTIONS):
        return
    inline = option.slot == built.place
    yield Report(
        f"pool={built.symbol.name}(...) without pre_ping: {what_may_happen(engine)}",
        confidence(engine, context.versions),
        severity=Severity.INFO if replaced_in_time(engine) else None,
        about=option,
        related=(*(() if inline else (Related(built.place, "the pool is built here"),)), *related(engine)),
        fix=_fix(built, (*_doubts(engine, is_inline=inline), *ping_doubts(engine, context.versions))),
        help=(error_text(engine), CHECKOUT_ONLY, *path_taken(engine), *ping_limits(engine, context.versions)),
    )


def _fix(built: Construction, doubts: tuple[str, ...]) -> Fix:
    return fix("Add pre_ping=True to the pool", (SetOption(Carrier("call", built.place), "pre_ping", literal(True)),), doubts)


def _doubts(engine: Engine, *, is_inline: bool) -> tuple[str, ...]:
    if is_inline or engine.pool_beside:
        return ()
    return ("the pool may be used where no engine is made with it, and then the ping raises NotImplementedError",)


def _unprotected(built: Construction) -> bool:
    cls = pool_class(built.symbol.dotted)
    keeps = cls is not None and cls.keeps and cls.name not in SMALL_POOLS
    return keeps and not built.open and all(argument.name != "pre_ping" and not argument.name.startswith("*") for argument in built.arguments)


EXAMPLES = (
    Example(
        title="A pool inside the call",
        source="""\
from connect import connect
from sqlalchemy import create_engine
from sqlalchemy.pool import QueuePool

engine = create_engine("mysql+pymysql://", pool=QueuePool(connect, recycle=280))
""",
        finds=("EL404:5",),
        fixed="""\
from connect import connect
from sqlalchemy import create_engine
from sqlalchemy.pool import QueuePool

engine = create_engine("mysql+pymysql://", pool=QueuePool(connect, recycle=280, pre_ping=True))
""",
    ),
    Example(
        title="A pool under a name",
        source="""\
from connect import connect
from sqlalchemy import create_engine, pool

shared = pool.QueuePool(
    connect,
    max_overflow=10,
)


def make_engine():
    return create_engine("postgresql://", pool=shared)
""",
        finds=("EL404:11",),
        unsafe=True,
        fixed="""\
from connect import connect
from sqlalchemy import create_engine, pool

shared = pool.QueuePool(
    connect,
    max_overflow=10,
    pre_ping=True,
)


def make_engine():
    return create_engine("postgresql://", pool=shared)
""",
    ),
    Example(
        title="Tested already",
        source="""\
from connect import connect
from sqlalchemy import create_engine
from sqlalchemy.pool import QueuePool

engine = create_engine("postgresql://", pool=QueuePool(connect, pre_ping=True))
""",
    ),
    Example(
        title="Turned off on purpose",
        source="""\
from connect import connect
from sqlalchemy import create_engine
from sqlalchemy.pool import QueuePool

engine = create_engine("postgresql://", pool=QueuePool(connect, pre_ping=False))
""",
    ),
    Example(
        title="A pool that keeps nothing",
        source="""\
from connect import connect
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

engine = create_engine("postgresql://", pool=NullPool(connect))
""",
    ),
    Example(
        title="One in-memory database",
        source="""\
import sqlite3

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

engine = create_engine("sqlite://", pool=StaticPool(lambda: sqlite3.connect(":memory:")))
""",
    ),
    Example(
        title="Arguments that cannot be seen",
        source="""\
from connect import connect, options
from sqlalchemy import create_engine
from sqlalchemy.pool import QueuePool

engine = create_engine("postgresql://", pool=QueuePool(connect, **options))
""",
    ),
    Example(
        title="Another engine's pool",
        source="""\
from engines import main
from sqlalchemy import create_engine

engine = create_engine("postgresql://", pool=main.pool)
""",
    ),
)

RULE = Rule(
    code="EL404",
    name="unprotected-pool-instance",
    severity=Severity.WARNING,
    summary="a pool built by hand without `pre_ping`",
    subject=Engine,
    check=check,
    examples=EXAMPLES,
    fixable="sometimes",
)
