"""A pool option in the URL's query, in `connect_args` or in `execution_options`.

## What

`pool_recycle`, `pool_pre_ping`, `pool_size`, `max_overflow` and their like are written into the URL's query, or into the dicts
`connect_args` or `execution_options`.

## Why

SQLAlchemy's pool takes its options from the arguments of `create_engine`. What stands in the URL's query and in `connect_args` goes to
the driver's `connect()`, and nearly every driver refuses it at the first connection:

```text
TypeError: Connection.__init__() got an unexpected keyword argument 'pool_recycle'
TypeError: 'pool_recycle' is an invalid keyword argument for connect()
sqlalchemy.exc.ProgrammingError: (psycopg2.ProgrammingError) invalid dsn: invalid connection option "pool_recycle"
```

SQLite's driver drops it. From 2.1 SQLAlchemy says so, before that nothing does:

```text
SAWarning: Query string argument(s) 'pool_recycle' are not accepted by the pysqlite driver and are being ignored
```

In `execution_options` nothing reads it, and nothing says so. In either case the pool does not do what the line asks for.
Once they are read, the pool options act at checkout only: they do not save a connection that is held idle.

## Bad

```python
engine = create_engine("mysql+pymysql://app@db/shop?pool_recycle=280", pool_pre_ping=True)
```

## Good

```python
engine = create_engine("mysql+pymysql://app@db/shop", pool_pre_ping=True, pool_recycle=280)
```

## When not to

mysql-connector and MariaDB's connector have pools of their own, and `pool_size` is theirs there; the rule knows that. Where the driver
is not known, it speaks of `pool_size` with low confidence only. Libraries that are not SQLAlchemy's (`databases.Database(...)`) may well read
such a query.

## Fix safety

The option moves to the engine. Safe for `pool_pre_ping`, `pool_use_lifo` and a `pool_recycle` that is a number; unsafe for others, because they
take effect then, where the environment may give another URL, and where other modules may use it. There is no fix where the
URL is used elsewhere too or put together from pieces, where the engine's options cannot all be seen, and where the value is no plain one.

## Configuration

None.

## References

- [Database URLs: passing parameters to the driver](https://docs.sqlalchemy.org/en/20/core/engines.html#custom-dbapi-connect-arguments)
- [create_engine: pool arguments](https://docs.sqlalchemy.org/en/20/core/engines.html#sqlalchemy.create_engine)
"""

from __future__ import annotations

from collections.abc import Iterator

from engine_lint.knowledge.dialects import taken_by_driver
from engine_lint.model.engine import Engine, Misplaced
from engine_lint.model.finding import Confidence, Fix, Related, Severity
from engine_lint.model.value import Option
from engine_lint.rules.engine_facts import pool_instance
from engine_lint.rules.relocation import relocate
from engine_lint.rules.rule import Context, Example, Report, Rule
from engine_lint.rules.wording import CHECKOUT_ONLY, listing, no_fix, path_taken

_WHERE = {"url": "the URL's query", "connect_args": "connect_args", "execution_options": "execution_options"}
_OWN_POOL = frozenset({"pool_name", "pool_reset_session", "pool_reset_connection"})
"""Arguments of drivers that have a pool of their own: the size beside them is theirs."""


def check(engine: Engine, context: Context) -> Iterator[Report]:
    """One report per place with options that SQLAlchemy's pool does not read."""
    if pool_instance(engine) is not None or engine.option("creator") is not None:
        return
    for each in engine.misplaced:
        options = tuple(option for option in each.options if not _is_drivers(engine, each, option))
        if options:
            yield _report(engine, each, options, context)


def _is_drivers(engine: Engine, each: Misplaced, option: Option) -> bool:
    if each.where == "execution_options":
        return False
    taken = taken_by_driver(engine.backend, option.name)
    return taken is True or (taken is None and not _OWN_POOL.isdisjoint(each.beside))


def _report(engine: Engine, each: Misplaced, options: tuple[Option, ...], context: Context) -> Report:
    names = tuple(dict.fromkeys(option.name for option in options))
    found = relocate(engine, each, options, context.versions)
    one = len(names) == 1
    read, goes = ("it", "it goes") if one else ("them", "they go")
    told = f"nothing reads {read} there" if each.where == "execution_options" else f"{goes} to the driver, not to SQLAlchemy's pool"
    refused = f"Most drivers refuse it at the first connection: TypeError: connect() got an unexpected keyword argument {names[0]!r}."
    place, site = options[0].place, engine.site.place
    elsewhere = place.path != site.path
    related = Related(place, "it stands here") if elsewhere else Related(site, "the engine is configured here")
    return Report(
        f"{listing(names)} {'stands' if one else 'stand'} in {_WHERE[each.where]}: {told}",
        _confidence(engine, each, names),
        place=None if elsewhere else place,
        related=(related,) if related.place != (site if elsewhere else place) else (),
        fix=found if isinstance(found, Fix) else None,
        help=(
            *(() if each.where == "execution_options" else (refused,)),
            CHECKOUT_ONLY,
            *path_taken(engine),
            *no_fix(found if isinstance(found, str) else ""),
        ),
    )


def _confidence(engine: Engine, each: Misplaced, names: tuple[str, ...]) -> Confidence:
    if engine.site.in_tests or (each.where != "execution_options" and all(taken_by_driver(engine.backend, name) is None for name in names)):
        return Confidence.LOW
    return Confidence.HIGH if each.certain else Confidence.MEDIUM


EXAMPLES = (
    Example(
        title="In the URL",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("mysql+pymysql://app@db/shop?charset=utf8mb4&pool_recycle=280", pool_pre_ping=True)
""",
        finds=("EL205:3",),
        fixed="""\
from sqlalchemy import create_engine

engine = create_engine("mysql+pymysql://app@db/shop?charset=utf8mb4", pool_pre_ping=True, pool_recycle=280)
""",
    ),
    Example(
        title="In an f-string, several",
        source="""\
from settings import HOST, PASSWORD
from sqlalchemy import create_engine

engine = create_engine(f"postgresql+psycopg2://app:{PASSWORD}@{HOST}/shop?pool_pre_ping=true&pool_size=10&sslmode=require")
""",
        finds=("EL205:4",),
        unsafe=True,
        fixed="""\
from settings import HOST, PASSWORD
from sqlalchemy import create_engine

engine = create_engine(f"postgresql+psycopg2://app:{PASSWORD}@{HOST}/shop?sslmode=require", pool_pre_ping=True, pool_size=10)
""",
    ),
    Example(
        title="In the query of URL.create",
        source="""\
from sqlalchemy import URL, create_engine

url = URL.create("mysql+pymysql", host="db", database="shop", query={"charset": "utf8mb4", "pool_recycle": "280"})
engine = create_engine(url, pool_pre_ping=True)
""",
        finds=("EL205:3",),
        fixed="""\
from sqlalchemy import URL, create_engine

url = URL.create("mysql+pymysql", host="db", database="shop", query={"charset": "utf8mb4"})
engine = create_engine(url, pool_pre_ping=True, pool_recycle=280)
""",
    ),
    Example(
        title="In connect_args",
        source="""\
from sqlalchemy import create_engine

engine = create_engine(
    "postgresql+psycopg2://app@db/shop",
    connect_args={"connect_timeout": 5, "pool_pre_ping": True},
)
""",
        finds=("EL205:5",),
        fixed="""\
from sqlalchemy import create_engine

engine = create_engine(
    "postgresql+psycopg2://app@db/shop",
    connect_args={"connect_timeout": 5},
    pool_pre_ping=True,
)
""",
    ),
    Example(
        title="In execution_options, which nobody asks about it",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", execution_options={"pool_pre_ping": True, "isolation_level": "AUTOCOMMIT"})
""",
        finds=("EL205:3",),
        fixed="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", execution_options={"isolation_level": "AUTOCOMMIT"}, pool_pre_ping=True)
""",
    ),
    Example(
        title="In a Flask config's URI",
        source="""\
class Config:
    SQLALCHEMY_DATABASE_URI = "mysql+pymysql://app@db/shop?pool_recycle=280"
    SQLALCHEMY_ENGINE_OPTIONS = {"pool_pre_ping": True}
""",
        finds=("EL205:2",),
        fixed="""\
class Config:
    SQLALCHEMY_DATABASE_URI = "mysql+pymysql://app@db/shop"
    SQLALCHEMY_ENGINE_OPTIONS = {"pool_pre_ping": True, "pool_recycle": 280}
""",
    ),
    Example(
        title="As an option",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("mysql+pymysql://app@db/shop?charset=utf8mb4", pool_pre_ping=True, pool_recycle=280)
""",
    ),
    Example(
        title="The pool of mysql-connector",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("mysql+mysqlconnector://app@db/shop?pool_name=web&pool_size=5", pool_pre_ping=True)
""",
    ),
    Example(
        title="The driver's own pool, whatever the driver",
        source="""\
from settings import URL
from sqlalchemy import create_engine

engine = create_engine(URL, pool_pre_ping=True, connect_args={"pool_name": "web", "pool_size": 5})
""",
    ),
    Example(
        title="Another library reads the query",
        source="""\
from databases import Database

database = Database("mysql://app@db/shop?pool_recycle=280&min_size=2")
""",
    ),
    Example(
        title="Taken out before the engine is made",
        source="""\
from sqlalchemy import create_engine

URL = "mysql+pymysql://app@db/shop?pool_recycle=280"
engine = create_engine(URL.split("?")[0], pool_pre_ping=True, pool_recycle=280)
""",
    ),
    Example(
        title="Other words in a query",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql+psycopg2://app@db/shop?application_name=pool_size&options=-c%20x%3Dy", pool_pre_ping=True)
""",
    ),
)

RULE = Rule(
    code="EL205",
    name="pool-option-in-url",
    severity=Severity.ERROR,
    summary="a pool option in the URL's query, in `connect_args` or in `execution_options`",
    subject=Engine,
    check=check,
    examples=EXAMPLES,
    fixable="sometimes",
)
