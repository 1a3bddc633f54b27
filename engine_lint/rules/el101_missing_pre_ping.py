"""A pooled engine that does not test its connections at checkout.

## What

An engine whose pool keeps connections is created without `pool_pre_ping`, and nothing else tests a connection before
the application uses it.

## Why

A connection that rests in the pool can die there: the server's idle timer, a proxy, a load balancer or a NAT gateway
closes it, the server restarts, a failover happens. SQLAlchemy notices only when the next statement fails:

```text
sqlalchemy.exc.OperationalError: (pymysql.err.OperationalError) (2006, "MySQL server has gone away (BrokenPipeError(32, 'Broken pipe'))")
sqlalchemy.exc.OperationalError: (psycopg2.OperationalError) SSL connection has been closed unexpectedly
sqlalchemy.exc.InterfaceError: (sqlalchemy.dialects.postgresql.asyncpg.InterfaceError) <class 'asyncpg.exceptions._base.InterfaceError'>: connection is closed
```

`pool_pre_ping=True` makes the pool test a connection each time it is checked out and replace it, with all others of its
age, when the test fails. The cost is one round trip per checkout.

It acts at checkout only. A connection that is already checked out and idles in the middle of long work is not saved by
it, and on a path that drops packets silently the test itself blocks until the operating system gives up; there a
`pool_recycle` below the path's timeout is the better help (EL201, EL202).

## Bad

```python
engine = create_engine("mysql+pymysql://app@db/shop")
```

## Good

```python
engine = create_engine("mysql+pymysql://app@db/shop", pool_pre_ping=True)
```

## When not to

Ignore it for an engine that is created, used and thrown away at once, where an external pooler in front of the database already tests
connections, where one round trip per checkout is too much, or where your own code retries. Writing `pool_pre_ping=False` says so in code
and is respected (EL102 lists such places with `--pedantic`).

Engines that keep nothing (NullPool), SQLite, dialects that run in process or speak HTTP, sites whose options cannot be seen completely,
engines with a hand-written ping (a `checkout` or `engine_connect` listener that hears them, whatever their backend) and those for which a
switch of your own decides (`if settings.pool_pre_ping:`) are not reported. Tests, migrations and one-shot engines
(dropped or disposed of where they are made or borrowed, or when a script, a crawl or a scheduler's job ends, or the scripts that alone import
their module) have low confidence: only `--pedantic` shows them. So have Flask configs that nothing but tests loads into an app with a database,
and what nothing in an application calls.

Where `pool_recycle` is below every timer that is known (declared, a platform's, found), connections do not rest long enough to be cut, and
the finding is information: restarts and failovers are left. So it is for an arm of a Flask config that names its database without options while another
arm sets some: such an arm is mostly for developers' machines.

Of Flask configs that lack it and are loaded on top of each other (`from_object("default")`, then one that the environment names), or of which one
inherits from the other, the one beneath is told of: options that stand there hold for the others too.

The confidence is high where the backend is known to be a server, medium where it is not known. Where nothing in the code shows the backend
but every database driver among the project's dependencies is for the same server, that counts as knowledge, unless the project is a library
whose users give the URL. It is medium at most where the project allows releases that do not have the option, and low where one of several
exact pins is such a release.

## Fix safety

Safe, but for these cases, where it is unsafe: aiomysql and asyncmy on SQLAlchemy 1.4.50 to 1.4.54, 2.0.23 to 2.0.49 or an unknown version
(with PyMySQL 1.2 the ping raises TypeError); an engine in autocommit for psycopg2 on SQLAlchemy 1.4 before 1.4.36 (the ping resets it); a pool class of
your own whose constructor takes no `**kwargs`; a `handle_error` listener that gives errors of its own (SQLAlchemy 2 asks it about a failed ping too);
what callers hand on through `**`, where that cannot be written behind it; a project that allows SQLAlchemy before 1.2, which has no such
option; a Flask config without any engine options, which may get them from elsewhere; Flask-SQLAlchemy before 2.4, where the fix writes a
subclass that sets it.

## Configuration

`target-versions` gives the SQLAlchemy version where no file pins it. `per-path` names a backend where the URL does not show it.
`test-paths` and `script-paths` say where findings are weak.

## References

- [Dealing with disconnects](https://docs.sqlalchemy.org/en/20/core/pooling.html#dealing-with-disconnects)
- [SQLAlchemy issue 13306: ping with aiomysql and PyMySQL 1.2](https://github.com/sqlalchemy/sqlalchemy/issues/13306)
"""

from __future__ import annotations

from collections.abc import Iterator

from engine_lint.model.change import literal
from engine_lint.model.engine import Engine
from engine_lint.model.finding import Confidence, Severity
from engine_lint.model.versions import Versions
from engine_lint.rules.early_flask import missing_subclass, waits_for_subclass
from engine_lint.rules.engine_facts import allows_before, confidence, last_added, lowered, related, shown_by_driver
from engine_lint.rules.first_options import add_or_migrate
from engine_lint.rules.flask_keys import waits_for_migration
from engine_lint.rules.pre_ping_safety import ping_doubts, ping_limits
from engine_lint.rules.renewal import replaced_in_time, what_may_happen
from engine_lint.rules.rule import Context, Example, Report, Rule
from engine_lint.rules.unprotected import unprotected
from engine_lint.rules.wording import CHECKOUT_ONLY, about_backend, assumed_versions, error_text, lacks, no_fix, path_taken, why_low


def check(engine: Engine, context: Context) -> Iterator[Report]:
    """A closed site without pre-ping whose pool keeps connections."""
    if unprotected(engine, context.versions):
        yield missing_subclass(engine, context.versions) if waits_for_subclass(engine, context.versions) else _missing(engine, context)


def _missing(engine: Engine, context: Context) -> Report:
    fix = add_or_migrate(engine, "pool_pre_ping", literal(True), ping_doubts(engine, context.versions), context.versions)
    reason = (waits_for_migration(engine) or engine.obstacle) if fix is None else ""
    return Report(
        f"{lacks(engine, 'pool_pre_ping', 'pool_pre_ping is off')}: {what_may_happen(engine)}",
        _confidence(engine, context.versions),
        severity=Severity.INFO if replaced_in_time(engine) or (engine.uri_only and engine.in_arms) else None,
        place=engine.site.place_of_url if engine.uri_only else None,
        related=(*related(engine), *last_added(engine)),
        fix=fix,
        cause=engine.wrapped or engine.in_arms,
        help=(
            error_text(engine),
            CHECKOUT_ONLY,
            *path_taken(engine),
            *about_backend(engine, shown_by_driver(engine, context.versions)),
            *ping_limits(engine, context.versions),
            *assumed_versions(engine, context.versions),
            *why_low(engine, context.versions),
            *no_fix(reason),
        ),
    )


def _confidence(engine: Engine, versions: Versions) -> Confidence:
    """Medium at most for a config without options, and where releases are allowed that lack the option; low where one is pinned, or a fork."""
    sqlalchemy = versions.of("sqlalchemy")
    old = allows_before(sqlalchemy, (1, 2))
    if sqlalchemy.surely_below((1, 2)) or (old and sqlalchemy.split) or (sqlalchemy.fork and not sqlalchemy.known):
        return Confidence.LOW
    if engine.site.framework == "flask-sqlalchemy":
        old = old or allows_before(versions.of("flask-sqlalchemy"), (2, 4))
    return lowered(confidence(engine, versions), Confidence.MEDIUM if engine.uri_only or old else Confidence.HIGH)


EXAMPLES = (
    Example(
        title="A plain engine",
        source='from sqlalchemy import create_engine\n\nengine = create_engine("postgresql://app@db/shop", echo=False)\n',
        finds=("EL101:3",),
        fixed='from sqlalchemy import create_engine\n\nengine = create_engine("postgresql://app@db/shop", echo=False, pool_pre_ping=True)\n',
    ),
    Example(
        title="A release whose ping resets AUTOCOMMIT",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql+psycopg2://app@db/shop", isolation_level="AUTOCOMMIT")
""",
        files={"requirements.txt": "SQLAlchemy==1.4.30\n"},
        finds=("EL101:3",),
        unsafe=True,
        fixed="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql+psycopg2://app@db/shop", isolation_level="AUTOCOMMIT", pool_pre_ping=True)
""",
    ),
    Example(
        title="Nothing known of the database",
        source="""\
import sqlalchemy as sa


def make_engine(settings):
    return sa.create_engine(
        settings.database_url,
        pool_recycle=1800,  # seconds
    )
""",
        finds=("EL101:5",),
        fixed="""\
import sqlalchemy as sa


def make_engine(settings):
    return sa.create_engine(
        settings.database_url,
        pool_recycle=1800,  # seconds
        pool_pre_ping=True,
    )
""",
    ),
    Example(
        title="A SQLite default that the environment may replace",
        source="""\
import os

from sqlmodel import create_engine

engine = create_engine(os.environ.get("DATABASE_URL", "sqlite:///dev.db"))
""",
        finds=("EL101:5",),
        fixed="""\
import os

from sqlmodel import create_engine

engine = create_engine(os.environ.get("DATABASE_URL", "sqlite:///dev.db"), pool_pre_ping=True)
""",
    ),
    Example(
        title="A Flask config with options",
        source="""\
class Config:
    SQLALCHEMY_DATABASE_URI = "postgresql://app@db/shop"
    SQLALCHEMY_ENGINE_OPTIONS = {
        "pool_size": 5,
    }
""",
        finds=("EL101:3",),
        fixed="""\
class Config:
    SQLALCHEMY_DATABASE_URI = "postgresql://app@db/shop"
    SQLALCHEMY_ENGINE_OPTIONS = {
        "pool_size": 5,
        "pool_pre_ping": True,
    }
""",
    ),
    Example(
        title="Pre-ping in a dict of this module",
        source="""\
from sqlalchemy import create_engine

OPTIONS = {"echo": False}
OPTIONS["pool_pre_ping"] = True
engine = create_engine("postgresql://app@db/shop", **OPTIONS)
""",
    ),
    Example(
        title="A constant that is true",
        source='import sqlalchemy\nPING = True\nengine = sqlalchemy.create_engine("postgresql://app@db/shop", pool_pre_ping=PING)\n',
    ),
    Example(
        title="The environment decides",
        source="""\
import os

from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_pre_ping=os.environ.get("DB_PING") == "1")
""",
    ),
    Example(
        title="Callers may pass options",
        source="""\
from sqlalchemy import create_engine


def connect(url, **options):
    return create_engine(url, **options)
""",
    ),
    Example(
        title="No pool",
        source="""\
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

engine = create_engine("postgresql://app@db/shop", poolclass=NullPool)
""",
    ),
    Example(
        title="SQLite",
        source="""\
from pathlib import Path
from sqlalchemy import create_engine

engine = create_engine(f"sqlite:///{Path(__file__).with_name('cache.db')}")
""",
    ),
    Example(
        title="Only the SQLite arm goes without",
        source="""\
from sqlalchemy import create_engine

def connect(url):
    return create_engine(url, echo=False) if url.startswith("sqlite") else create_engine(url, pool_pre_ping=True)
""",
    ),
    Example(
        title="A dialect that speaks HTTP",
        source='from sqlalchemy import create_engine\n\nengine = create_engine("bigquery://project/dataset")\n',
    ),
    Example(
        title="A hand-written ping",
        source="""\
from sqlalchemy import create_engine, event, exc

engine = create_engine("mysql+pymysql://app@db/shop", pool_recycle=3600)


@event.listens_for(engine, "checkout")
def ping(connection, record, proxy):
    cursor = connection.cursor()
    try:
        cursor.execute("SELECT 1")
    except Exception as error:
        raise exc.DisconnectionError() from error
    finally:
        cursor.close()
""",
    ),
    Example(
        title="Another library's function of that name",
        source='def create_engine(kind):\n    return {"kind": kind}\n\n\nengine = create_engine("diesel")\n',
    ),
    Example(
        title="An explicit decision",
        source='from sqlalchemy import create_engine\n\nengine = create_engine("postgresql://app@pooler/shop", pool_pre_ping=False)\n',
    ),
    Example(
        title="SQLAlchemy too old to have the option",
        source='from sqlalchemy import create_engine\n\nengine = create_engine("postgresql://app@db/shop")\n',
        files={"requirements.txt": "SQLAlchemy==1.1.18\n"},
    ),
)

RULE = Rule(
    code="EL101",
    name="missing-pre-ping",
    severity=Severity.WARNING,
    summary="a pooled engine without `pool_pre_ping`",
    subject=Engine,
    check=check,
    examples=EXAMPLES,
    fixable="sometimes",
)
