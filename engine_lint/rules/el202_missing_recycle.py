"""An engine that never replaces old connections, on a path that cuts them.

## What

`pool_recycle` is absent or negative, and a timeout is known that cuts resting connections: declared in the settings, or set
by the engine itself. For a MySQL or MariaDB server of which nothing is known but the
documented 28800 s, the rule speaks only where pre-ping is off too; where that is EL101's business, this is information: the pre-ping that
EL101 asks for is enough against it.

## Why

A connection that rests longer than the timeout is closed while it lies in the pool, and fails at its next use:

```text
(2006, 'MySQL server has gone away')
(4031, 'The client was disconnected by the server because of inactivity. See wait_timeout and interactive_timeout for configuring this behavior.')
```

With `pool_pre_ping` on this is caught at checkout and the finding is information, unless the path drops packets silently
(an Azure load balancer does): there the ping itself blocks, and only a `pool_recycle` below the timeout helps.

Both act at checkout only. A connection that is held idle in the middle of long work is not saved.

## Bad

```python
engine = create_engine("mysql+pymysql://app@db/shop")
```

## Good

```python
engine = create_engine("mysql+pymysql://app@db/shop", pool_recycle=3600, pool_pre_ping=True)
```

## When not to

Where an external pooler keeps the server connections, or connections never rest that long.

## Fix safety

Adding `pool_recycle` is safe: connections are replaced at most once per period. It is unsafe where the option was turned off
explicitly, where the timeout was found in a file and is below 60 s, and for a Flask config without any engine
options. Below 30 s nothing is written.

## Configuration

`idle-timeout`, one value or one per backend; `platform`; both per path in `per-path`; `recycle`; `--idle-timeout`, `--platform`, `--recycle`.

## References

- [Setting pool recycle](https://docs.sqlalchemy.org/en/20/core/pooling.html#setting-pool-recycle)
- [MySQL: wait_timeout](https://dev.mysql.com/doc/refman/8.0/en/server-system-variables.html#sysvar_wait_timeout)
- [PythonAnywhere: 300 s](https://help.pythonanywhere.com/pages/UsingSQLAlchemywithMySQL)
"""

from __future__ import annotations

from collections.abc import Iterator

from engine_lint.model.engine import Engine
from engine_lint.model.finding import Confidence, Severity
from engine_lint.model.timeout import IdleTimeout, Source
from engine_lint.model.value import Option, certain, knowns
from engine_lint.rules.engine_facts import (
    SMALL_POOLS,
    confidence,
    has_a_switch,
    lowered,
    may_rest,
    numbers,
    pings,
    pool_instance,
    related,
    set_by,
    set_in_vain,
    shortest,
)
from engine_lint.rules.flask_keys import waits_for_migration
from engine_lint.rules.recycling import recycle_fix, why_no_fix
from engine_lint.rules.rule import Context, Example, Report, Rule
from engine_lint.rules.unprotected import unprotected
from engine_lint.rules.wording import CHECKOUT_ONLY, called, error_text, lacks, no_fix, path_taken, stated, timer

_CUT = {False: "connections that rest are cut", True: "connections are cut at an age"}
_MYSQL = frozenset({"mysql", "mariadb"})


def check(engine: Engine, context: Context) -> Iterator[Report]:
    """No recycle although a timer is known."""
    limit = shortest(engine)
    if limit is None or set_in_vain(engine, "pool_recycle") or not _never_recycles(engine) or not _matters(engine, limit):
        return
    option = engine.option("pool_recycle")
    waits = waits_for_migration(engine)
    fix = None if waits else recycle_fix(engine, option, limit, context, ("pool_recycle was turned off explicitly",) if option is not None else ())
    yield Report(
        f"{_absence(engine, option, context)}, and {_CUT[limit.is_age]}: {timer(limit)}",
        lowered(confidence(engine), Confidence.MEDIUM if engine.uri_only else Confidence.HIGH),
        place=engine.site.place_of_url if engine.uri_only else None,
        severity=_severity(engine, context),
        about=option,
        related=(*related(engine, option), *set_by(limit)),
        fix=fix,
        cause=engine.wrapped or engine.in_arms if option is None else None,
        help=(*_why(engine, context), CHECKOUT_ONLY, *stated(limit), *path_taken(engine), *no_fix("" if fix else waits or why_no_fix(engine, option, limit))),
    )


def _absence(engine: Engine, option: Option | None, context: Context) -> str:
    """What is missing, in fewer words where EL101 has said of the same engine what that means."""
    if option is not None:
        return f"pool_recycle of {called(engine)} is off"
    return lacks(engine, f"pool_recycle{' either' if unprotected(engine, context.versions) else ''}", "no connection is replaced by age")


def _why(engine: Engine, context: Context) -> tuple[str, ...]:
    return () if unprotected(engine, context.versions) else (error_text(engine),)


def _never_recycles(engine: Engine) -> bool:
    effective = engine.effective
    if effective is None or not may_rest(engine) or pool_instance(engine) is not None or effective.pool_class in SMALL_POOLS:
        return False
    if engine.option("pool_recycle") is None and (engine.unseen or engine.absences_told_inside or has_a_switch(engine, "pool_recycle")):
        return False
    off = [each <= -1 for each in numbers(effective.recycle)]
    return certain(effective.recycle) and bool(off) and all(off) and len(off) == len(list(knowns(effective.recycle)))


def _matters(engine: Engine, limit: IdleTimeout) -> bool:
    """A bare default counts only for MySQL and MariaDB without pre-ping."""
    if any(timeout.source is not Source.DEFAULT for timeout in engine.timeouts):
        return True
    return pings(engine) is False and not engine.unseen and bool(engine.backend.names) and engine.backend.names <= _MYSQL


def _severity(engine: Engine, context: Context) -> Severity:
    """A warning where something is cut that nothing tests; what EL101 warns of at the same engine is one defect, of which a mere default says no more."""
    silent = any(timeout.silent for timeout in engine.timeouts)
    only_default = all(timeout.source is Source.DEFAULT for timeout in engine.timeouts)
    tested = pings(engine) is not False or (only_default and unprotected(engine, context.versions))
    return Severity.INFO if tested and not silent else Severity.WARNING


EXAMPLES = (
    Example(
        title="MySQL with neither option",
        source='from sqlalchemy import create_engine\n\nengine = create_engine("mysql+pymysql://app@db/shop")\n',
        finds=("EL101:3", "EL202:3"),
        fixed='from sqlalchemy import create_engine\n\nengine = create_engine("mysql+pymysql://app@db/shop", pool_pre_ping=True, pool_recycle=3600)\n',
    ),
    Example(
        title="A declared timeout, pre-ping on: information",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql+psycopg://app@db/shop", pool_pre_ping=True)
""",
        settings={"idle-timeout": 300},
        finds=("EL202:3",),
        fixed="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql+psycopg://app@db/shop", pool_pre_ping=True, pool_recycle=280)
""",
    ),
    Example(
        title="Turned off under a declared timeout",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("mysql+pymysql://app@db/shop", pool_pre_ping=True, pool_recycle=-1)
""",
        settings={"idle-timeout": 600},
        finds=("EL202:3",),
        unsafe=True,
        fixed="""\
from sqlalchemy import create_engine

engine = create_engine("mysql+pymysql://app@db/shop", pool_pre_ping=True, pool_recycle=570)
""",
    ),
    Example(
        title="MySQL with pre-ping and only the documented default",
        source='from sqlalchemy import create_engine\n\nengine = create_engine("mysql+pymysql://app@db/shop", pool_pre_ping=True)\n',
    ),
    Example(
        title="PostgreSQL without any known timeout",
        source='from sqlalchemy import create_engine\n\nengine = create_engine("postgresql://app@db/shop", pool_pre_ping=True)\n',
    ),
    Example(
        title="Recycle comes from elsewhere",
        source="""\
from settings import DB_RECYCLE
from sqlalchemy import create_engine

engine = create_engine("mysql+pymysql://app@db/shop", pool_pre_ping=True, pool_recycle=DB_RECYCLE)
""",
        settings={"idle-timeout": 600},
    ),
    Example(
        title="Options that cannot be seen",
        source="""\
from settings import options
from sqlalchemy import create_engine

engine = create_engine("mysql+pymysql://app@db/shop", **options())
""",
        settings={"idle-timeout": 600},
    ),
    Example(
        title="Flask-SQLAlchemy recycles MySQL connections by itself",
        source="""\
class Config:
    SQLALCHEMY_DATABASE_URI = "mysql+pymysql://app@db/shop"
    SQLALCHEMY_ENGINE_OPTIONS = {"pool_pre_ping": True}
""",
    ),
    Example(
        title="No pool",
        source="""\
from sqlalchemy import NullPool, create_engine

engine = create_engine("mysql+pymysql://app@db/shop", poolclass=NullPool)
""",
        settings={"idle-timeout": 600},
    ),
    Example(
        title="SQLite by a guard",
        source="""\
from sqlalchemy import create_engine


def connect(url):
    if "sqlite" in url:
        return create_engine(url)
    return create_engine(url, pool_pre_ping=True, pool_recycle=280)
""",
        settings={"idle-timeout": 300},
    ),
    Example(
        title="Recycled by the MySQL arm only",
        source="""\
from sqlalchemy import create_engine


def connect(url):
    options = {"pool_pre_ping": True}
    if url.startswith("mysql"):
        options["pool_recycle"] = 3600
    return create_engine(url, **options)
""",
    ),
)

RULE = Rule(
    code="EL202",
    name="missing-recycle",
    severity=Severity.WARNING,
    summary="no `pool_recycle` although a timeout is known that cuts resting connections",
    subject=Engine,
    check=check,
    examples=EXAMPLES,
    fixable="sometimes",
)
