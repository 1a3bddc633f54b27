"""A pool that was built by hand, together with options for a pool.

## What

`pool=` gets a pool instance and `pool_size`, `pool_recycle`, `pool_pre_ping` or another pool option stands beside it;
`pool=` gets a pool class; `poolclass=` gets a string, a `partial` or an instance. In Flask-SQLAlchemy 3 `pool=` alone is
enough, because the extension adds options of its own.

## Why

`create_engine` hands pool options to a pool that it builds itself. With a pool that exists already, nobody takes them:

```text
TypeError: Invalid argument(s) 'pool_size','pool_recycle','pool_pre_ping' sent to create_engine(),
  using configuration MySQLDialect_pymysql/QueuePool/Engine.  Please check that the keyword arguments are appropriate for this combination of components.
AttributeError: 'str' object has no attribute '__dict__'
```

This holds in every SQLAlchemy version, also for a widely copied example that puts
`{'pool': QueuePool(creator), 'pool_size': 10, 'pool_recycle': 120, 'pool_pre_ping': True}` into `SQLALCHEMY_ENGINE_OPTIONS`. It never worked.

## Bad

```python
engine = create_engine("mysql+pymysql://", pool=QueuePool(connect), pool_size=10, pool_pre_ping=True)
```

## Good

```python
engine = create_engine("mysql+pymysql://", creator=connect, pool_size=10, pool_pre_ping=True)
```

## When not to

A pool instance alone, outside Flask-SQLAlchemy 3, is fine; give it `pre_ping=True` in its constructor (EL404). The pool options that
remain act at checkout only.

## Fix safety

A pool that is built inside the call or the dict becomes `creator=`, with `poolclass=` where the database does not take that
class by itself; the constructor's arguments become engine options, and where both give one, the engine option wins and
the fix's title says so. `pool=` a class becomes `poolclass=`. Safe, since the program cannot start without it. A pool
that is built elsewhere under a name is not rewritten.

## Configuration

`target-versions` gives the Flask-SQLAlchemy version where no file pins it.

## References

- [create_engine: pool](https://docs.sqlalchemy.org/en/20/core/engines.html#sqlalchemy.create_engine.params.pool)
- [Connection pool configuration](https://docs.sqlalchemy.org/en/20/core/pooling.html#connection-pool-configuration)
"""

from __future__ import annotations

from collections.abc import Iterator

from engine_lint.knowledge.flask import FLASK_SQLALCHEMY, removed_in
from engine_lint.knowledge.pools import pool_class
from engine_lint.model.engine import Engine
from engine_lint.model.finding import Confidence, Fix, Severity
from engine_lint.model.value import Construction, Known, Option, Symbol, knowns
from engine_lint.model.versions import Versions
from engine_lint.rules.engine_facts import lowered, pool_instance, related
from engine_lint.rules.pool_rewrite import POOL_OPTIONS, class_becomes_poolclass, instance_becomes_creator
from engine_lint.rules.rule import Context, Example, Report, Rule
from engine_lint.rules.wording import listing, no_fix, path_taken


def check(engine: Engine, context: Context) -> Iterator[Report]:
    """A wrong ``pool``, else a wrong ``poolclass``."""
    option = pool_instance(engine)
    if option is not None:
        yield from _check_pool(engine, option, context)
        return
    option = engine.option("poolclass")
    if option is not None:
        yield from _check_poolclass(engine, option)


def _check_pool(engine: Engine, option: Option, context: Context) -> Iterator[Report]:
    values = list(knowns(option.value))
    built = next((each for each in values if isinstance(each, Construction)), None)
    if built is not None and _is_pool(built.symbol):
        beside = tuple(name for name in POOL_OPTIONS if _given(engine, name))
        if beside or _flask_adds_options(engine, context.versions):
            yield _instance_report(engine, option, built, beside, context)
        return
    cls = next((each for each in values if isinstance(each, Symbol) and _is_pool(each)), None)
    if cls is not None:
        fix = class_becomes_poolclass(engine, option)
        yield Report(
            f"pool={cls.name} is a class, not a pool: TypeError at the first connect; a class goes into poolclass=",
            _confidence(engine, option),
            about=option,
            related=related(engine, option),
            fix=fix,
            help=(*path_taken(engine), *(no_fix("poolclass is given too") if fix is None else ())),
        )


def _instance_report(engine: Engine, option: Option, built: Construction, beside: tuple[str, ...], context: Context) -> Report:
    rewrite = instance_becomes_creator(engine, option, built)
    if beside:
        message = f"{listing(beside)} beside pool={built.symbol.name}(...): TypeError at start-up in every SQLAlchemy version"
        sure = _confidence(engine, option)
    else:
        pinned = context.versions.of(FLASK_SQLALCHEMY)
        before = pinned.surely_below(removed_in())
        message = f"pool={built.symbol.name}(...) in Flask-SQLAlchemy{'' if before else ' 3'}, which adds pool options of its own: TypeError at start-up"
        sure = lowered(_confidence(engine, option), Confidence.HIGH if before or pinned.surely_at_least(removed_in()) else Confidence.MEDIUM)
    return Report(
        message,
        sure,
        about=option,
        related=related(engine, option),
        fix=rewrite if isinstance(rewrite, Fix) else None,
        help=(*path_taken(engine), *(no_fix(rewrite) if isinstance(rewrite, str) else ())),
    )


def _check_poolclass(engine: Engine, option: Option) -> Iterator[Report]:
    wrong = next((text for text in map(_wrong_class, knowns(option.value)) if text), "")
    if wrong:
        yield Report(
            f"poolclass= {wrong} instead of a pool class: AttributeError at start-up",
            _confidence(engine, option),
            about=option,
            related=related(engine, option),
            help=path_taken(engine),
        )


def _wrong_class(value: object) -> str:
    if isinstance(value, str):
        return f"the string {value!r}"
    if isinstance(value, Construction):
        return "a partial" if value.symbol.dotted == "functools.partial" else f"an instance of {value.symbol.name}"
    return ""


def _is_pool(symbol: Symbol) -> bool:
    return pool_class(symbol.dotted) is not None or symbol.name.endswith("Pool")


def _given(engine: Engine, name: str) -> bool:
    """Whether an option is there; ``poolclass=None`` and ``creator=None`` count as absent."""
    option = engine.option(name)
    absent = option is not None and name in ("poolclass", "creator") and isinstance(option.value, Known) and option.value.value is None
    return option is not None and not absent


def _flask_adds_options(engine: Engine, versions: Versions) -> bool:
    """Version 3 does so for every database, the versions before it for MySQL and SQLite."""
    if engine.site.framework != FLASK_SQLALCHEMY:
        return False
    adds = engine.effective is not None and any(engine.option(name) is None for name in engine.effective.rejected)
    return adds or not versions.of(FLASK_SQLALCHEMY).surely_below(removed_in())


def _confidence(engine: Engine, option: Option) -> Confidence:
    """A test fails by itself, perhaps on purpose: low."""
    sure = Confidence.HIGH if isinstance(option.value, Known) else Confidence.MEDIUM
    return Confidence.LOW if engine.site.in_tests else sure


EXAMPLES = (
    Example(
        title="The copied example",
        source="""\
import pymysql
from flask import Flask
from sqlalchemy.pool import QueuePool


def creator():
    return pymysql.connect(host="db", user="app", database="shop")


app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "mysql+pymysql://"
app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
    'pool': QueuePool(creator),
    'pool_size': 10,
    'pool_recycle': 120,
    'pool_pre_ping': True
}
""",
        finds=("EL401:12",),
        fixed="""\
import pymysql
from flask import Flask
from sqlalchemy.pool import QueuePool


def creator():
    return pymysql.connect(host="db", user="app", database="shop")


app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "mysql+pymysql://"
app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
    'creator': creator,
    'pool_size': 10,
    'pool_recycle': 120,
    'pool_pre_ping': True
}
""",
    ),
    Example(
        title="The constructor's arguments come along",
        source="""\
from connect import connect
from sqlalchemy import create_engine
from sqlalchemy.pool import QueuePool

engine = create_engine("postgresql://", pool=QueuePool(connect, pool_size=5, recycle=1800), pool_pre_ping=True)
""",
        finds=("EL401:5",),
        fixed="""\
from connect import connect
from sqlalchemy import create_engine
from sqlalchemy.pool import QueuePool

engine = create_engine("postgresql://", creator=connect, pool_pre_ping=True, pool_size=5, pool_recycle=1800)
""",
    ),
    Example(
        title="A class where an instance belongs",
        source="""\
from settings import url
from sqlalchemy import create_engine
from sqlalchemy.pool import QueuePool

engine = create_engine(url, pool=QueuePool, pool_pre_ping=True)
""",
        finds=("EL401:5",),
        fixed="""\
from settings import url
from sqlalchemy import create_engine
from sqlalchemy.pool import QueuePool

engine = create_engine(url, poolclass=QueuePool, pool_pre_ping=True)
""",
    ),
    Example(
        title="A pool class as text",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", poolclass="QueuePool", pool_pre_ping=True)
""",
        finds=("EL401:3",),
    ),
    Example(
        title="A pool under a name is not rewritten",
        source="""\
from connect import connect
from sqlalchemy import create_engine
from sqlalchemy.pool import QueuePool

shared = QueuePool(connect, pre_ping=True)
engine = create_engine("postgresql://", pool=shared, max_overflow=5)
""",
        finds=("EL401:6",),
    ),
    Example(
        title="A pool class with options",
        source="""\
from sqlalchemy import create_engine
from sqlalchemy.pool import QueuePool

engine = create_engine("postgresql://app@db/shop", poolclass=QueuePool, pool_size=10, pool_pre_ping=True)
""",
    ),
    Example(
        title="A pool instance with its own arguments, and options that are no pool's",
        source="""\
from connect import connect
from sqlalchemy import create_engine
from sqlalchemy.pool import QueuePool

engine = create_engine("postgresql://", pool=QueuePool(connect, pool_size=10, pre_ping=True), echo=False, isolation_level="AUTOCOMMIT")
""",
    ),
    Example(
        title="pool=None is no pool",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool=None, pool_size=10, pool_pre_ping=True)
""",
    ),
    Example(
        title="Only one of the two, by a condition",
        source="""\
from connect import connect
from sqlalchemy import create_engine
from sqlalchemy.pool import QueuePool


def engine(url, by_hand):
    options = {"pool": QueuePool(connect, pre_ping=True)} if by_hand else {"pool_size": 10, "pool_pre_ping": True}
    return create_engine(url, **options)
""",
    ),
)

RULE = Rule(
    code="EL401",
    name="options-with-pool-instance",
    severity=Severity.ERROR,
    summary="`pool=` an instance together with `pool_*` options: TypeError",
    subject=Engine,
    check=check,
    examples=EXAMPLES,
    fixable="safe",
)
