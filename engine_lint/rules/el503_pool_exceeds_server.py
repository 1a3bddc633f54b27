"""Pools that may together open more connections than the server takes.

## What

Every process of an application has pools of its own, and each pool opens up to `pool_size + max_overflow` connections: 15 where nothing is set. The rule
adds them up over the engines and binds of a project that go to one server, times the processes that run on a host, and compares that with the
server's `max_connections`, less what PostgreSQL keeps for superusers. `max_overflow=-1` and `pool_size=0` have no bound.

It speaks only where the limit is known: declared, measured, or set in a file of the project. The number of processes is declared (`workers`) or read
from what starts the application: Procfile, Dockerfile, Compose file, Kubernetes manifest, Supervisor, systemd unit, shell script, Gunicorn's and
uWSGI's configuration. Where nothing tells it, one process counts.

## Why

Under load each process opens what its pool allows. What goes beyond the limit is refused, for this application and for
all others on that server:

```text
(1040, 'Too many connections')
FATAL:  sorry, too many clients already
FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute
```

`pool_pre_ping` and `pool_recycle` do not help here: they act at checkout, on connections that were opened before.

## Bad

```python
# Procfile: web: gunicorn shop:app --workers 8 --threads 40
# 8 × (20 + 10) = 240, and max_connections is 151
engine = create_engine("mysql+pymysql://app@db/shop", pool_size=20, pool_pre_ping=True)
```

## Good

```python
# 8 × (10 + 5) = 120
engine = create_engine("mysql+pymysql://app@db/shop", pool_size=10, max_overflow=5, pool_pre_ping=True)
```

## When not to

Behind a pooler that shares the connections of the server (PgBouncer, RDS Proxy, ProxySQL): say so with `external-pooler = true`, or name its
platform. One found in a Compose file silences limits that were found, not those that are declared.

A worker that serves one request at a time (Gunicorn's `sync`, Celery's `prefork`) opens hardly more than one connection per engine, whatever the pool
allows. Where only such workers would exceed the limit the finding has low confidence.

Replicas are told by the names around their URL (`READER_URL`, `replica`), other servers by the hosts in URLs that are written out. Where neither tells
several engines apart they are taken for one server: the finding then has medium confidence, low where the limit was only found.

## Fix safety

There is no fix: whether the pools, the workers or the server should change is a decision.

## Configuration

`max-connections`, one value or one per backend, also per path; `workers`; `external-pooler`; `platform`; `--max-connections`, `--workers`.

## References

- [QueuePool: pool_size and max_overflow](https://docs.sqlalchemy.org/en/20/core/pooling.html#sqlalchemy.pool.QueuePool)
- [MySQL: too many connections](https://dev.mysql.com/doc/refman/8.4/en/too-many-connections.html)
- [PostgreSQL: connection settings](https://www.postgresql.org/docs/current/runtime-config-connection.html)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine_lint.model.capacity import NO_BOUND, Capacity, Sized
from engine_lint.model.engine import Engine
from engine_lint.model.finding import Confidence, Related, Severity
from engine_lint.model.timeout import Source
from engine_lint.rules.capacity_wording import amount, exceeded, of_workers, remarks
from engine_lint.rules.engine_facts import confidence, lowered
from engine_lint.rules.rule import Context, Example, Report, Rule
from engine_lint.rules.wording import path_taken


def check(capacity: Capacity, context: Context) -> Iterator[Report]:
    """The most that all pools of all processes may open, against what the server takes."""
    if capacity.total > capacity.limit.left:
        capacity = _sure(capacity)
        help_ = (*remarks(capacity), *path_taken(capacity.told_at.engine))
        yield Report(exceeded(capacity), _confidence(capacity), related=tuple(_related(capacity)), help=help_)


def _sure(capacity: Capacity) -> Capacity:
    """Without the engines that may not live at the same time, where the others are too many all the same."""
    without = replace(capacity, pools=capacity.lasting, fleeting=len(capacity.pools) - len(capacity.lasting))
    return without if without.total > capacity.limit.left and capacity.told_at in without.pools else capacity


def _confidence(capacity: Capacity) -> Confidence:
    """Low where the workers cannot use what their pools allow; medium where anything is found, taken for granted or replaceable."""
    found = capacity.limit.source is Source.FOUND
    if capacity.usable <= capacity.limit.left or (found and not capacity.one_server):
        return Confidence.LOW
    unsure = (
        found,
        any(not each.declared for each in capacity.workers),
        not capacity.one_server,
        any(each.replaceable or each.bound == NO_BOUND for each in capacity.pools),
    )
    least = min(_of_engine(each.engine) for each in capacity.pools)
    return lowered(least, Confidence.MEDIUM) if any(unsure) else least


def _of_engine(engine: Engine) -> Confidence:
    return Confidence.HIGH if confidence(engine) is Confidence.HIGH else Confidence.MEDIUM


def _related(capacity: Capacity) -> Iterator[Related]:
    yield from _options(capacity.told_at)
    yield from (Related(each.engine.site.place, f"{amount(each)} here") for each in capacity.pools if each is not capacity.told_at)
    yield from (Related(each.place, of_workers(each)) for each in capacity.workers if each.place is not None)
    if capacity.limit.place is not None:
        yield Related(capacity.limit.place, f"max_connections is {capacity.limit.count} here")


def _options(pool: Sized) -> Iterator[Related]:
    for name in ("pool_size", "max_overflow"):
        option = pool.engine.option(name)
        if option is not None:
            yield Related(option.place, f"{name} is set here")


EXAMPLES = (
    Example(
        title="Declared workers, declared limit",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("mysql+pymysql://app@db/shop", pool_size=20, pool_pre_ping=True, pool_recycle=3600)
""",
        settings={"max-connections": 100, "workers": 4},
        finds=("EL503:3",),
    ),
    Example(
        title="The defaults of QueuePool count: 8 × (5 + 10)",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("mysql+pymysql://app@db/shop", pool_pre_ping=True, pool_recycle=3600)
""",
        settings={"max-connections": {"mysql": 100}, "workers": 8},
        finds=("EL503:3",),
    ),
    Example(
        title="Threads of Gunicorn, a limit in a Compose file",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_size=20, pool_pre_ping=True)
""",
        files={
            "requirements.txt": "sqlalchemy==2.0.36\n",
            "Procfile": "web: gunicorn shop:app --workers 4 --threads 40\n",
            "docker-compose.yml": "services:\n  db:\n    image: postgres:16\n    command: postgres -c max_connections=100\n",
        },
        finds=("EL503:3",),
    ),
    Example(
        title="PostgreSQL keeps three connections for superusers",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_size=40, max_overflow=9, pool_pre_ping=True)
""",
        settings={"max-connections": 100, "workers": 2},
        finds=("EL503:3",),
    ),
    Example(
        title="Several engines",
        source="""\
from sqlalchemy import create_engine

URL = "mysql+pymysql://app@db/shop"
small = create_engine(URL, pool_pre_ping=True, pool_recycle=3600)
large = create_engine(URL, pool_size=50, pool_pre_ping=True, pool_recycle=3600)
""",
        settings={"max-connections": 140, "workers": 2},
        finds=("EL503:5",),
    ),
    Example(
        title="No bound at all",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("mysql+pymysql://app@db/shop", max_overflow=-1, pool_pre_ping=True, pool_recycle=3600)
""",
        settings={"max-connections": 151},
        finds=("EL503:3",),
    ),
    Example(
        title="Another limit for some files",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("mysql+pymysql://app@db/shop", pool_size=30, pool_pre_ping=True, pool_recycle=3600)
""",
        settings={"max-connections": 500, "workers": 2, "per-path": {"shop.py": {"max-connections": 60}}},
        finds=("EL503:3",),
    ),
    Example(
        title="Exactly as many as the server takes",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("mysql+pymysql://app@db/shop", pool_size=20, max_overflow=5, pool_pre_ping=True, pool_recycle=3600)
""",
        settings={"max-connections": 100, "workers": 4},
    ),
    Example(
        title="No limit is known",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("mysql+pymysql://app@db/shop", pool_size=500, pool_pre_ping=True, pool_recycle=3600)
""",
        settings={"workers": 64},
    ),
    Example(
        title="One process, since nothing says how many there are",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("mysql+pymysql://app@db/shop", pool_size=50, pool_pre_ping=True, pool_recycle=3600)
""",
        settings={"max-connections": 100},
    ),
    Example(
        title="A pooler stands before the server",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_size=50, pool_pre_ping=True)
""",
        settings={"max-connections": 100, "workers": 8, "external-pooler": True},
    ),
    Example(
        title="The platform is a pooler",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_size=50, pool_pre_ping=True, pool_recycle=900)
""",
        settings={"max-connections": 100, "workers": 8, "platform": ["rds-proxy-idle-client"]},
    ),
    Example(
        title="No pool",
        source="""\
from sqlalchemy import NullPool, create_engine

engine = create_engine("mysql+pymysql://app@db/shop", poolclass=NullPool)
""",
        settings={"max-connections": 10, "workers": 100},
    ),
    Example(
        title="The limit is another backend's",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_size=50, pool_pre_ping=True)
""",
        settings={"max-connections": {"mysql": 10}, "workers": 8},
    ),
    Example(
        title="Different hosts are different servers",
        source="""\
from sqlalchemy import create_engine

shop = create_engine("mysql+pymysql://app@db-shop/shop", pool_size=40, pool_pre_ping=True, pool_recycle=3600)
stock = create_engine("mysql+pymysql://app@db-stock/stock", pool_size=40, pool_pre_ping=True, pool_recycle=3600)
""",
        settings={"max-connections": 120, "workers": 2},
    ),
    Example(
        title="Only one arm is taken",
        source="""\
import os

from sqlalchemy import create_engine

URL = "mysql+pymysql://app@db/shop"
if os.environ.get("SMALL"):
    engine = create_engine(URL, pool_size=30, pool_pre_ping=True, pool_recycle=3600)
else:
    engine = create_engine(URL, pool_size=40, pool_pre_ping=True, pool_recycle=3600)
""",
        settings={"max-connections": 100, "workers": 2},
    ),
    Example(
        title="Workers that serve one request at a time",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_size=20, pool_pre_ping=True)
""",
        files={"requirements.txt": "sqlalchemy==2.0.36\n", "Procfile": "web: gunicorn shop:app --workers 8\n"},
        settings={"max-connections": 100},
    ),
    Example(
        title="SQLite has no server",
        source='from sqlalchemy import create_engine\n\nengine = create_engine("sqlite:///shop.db", pool_size=50)\n',
        settings={"max-connections": 10, "workers": 8},
    ),
)

RULE = Rule(
    code="EL503",
    name="pool-exceeds-server",
    severity=Severity.WARNING,
    summary="the pools of all processes may open more connections than the server takes",
    subject=Capacity,
    check=check,
    examples=EXAMPLES,
)
