"""An option that the pool class in force does not take.

## What

`pool_size`, `max_overflow`, `pool_timeout` or `pool_use_lifo` reaches an engine whose pool class refuses it: NullPool and
StaticPool take none of the four, SingletonThreadPool only `pool_size`. Likewise an option that the SQLAlchemy version in
use does not have, a misspelt one, and QueuePool for an asyncio engine. The class may be the dialect's default (a SQLite
file has NullPool before SQLAlchemy 2.0), and the option may come from a framework (Flask-SQLAlchemy 2 adds `pool_size` for MySQL).

## Why

`create_engine` hands each option to the pool class and refuses what is left over:

```text
TypeError: Invalid argument(s) 'pool_size','max_overflow' sent to create_engine(),
  using configuration PGDialect_psycopg2/NullPool/Engine.  Please check that the keyword arguments are appropriate for this combination of components.
```

`pool_pre_ping` and `pool_recycle` are taken by every class; with NullPool they have no effect, because every checkout opens a
connection, and with other classes they act at checkout only.

## Bad

```python
engine = create_engine("postgresql://app@db/shop", poolclass=NullPool, pool_size=5)
```

## Good

```python
engine = create_engine("postgresql://app@db/shop", poolclass=NullPool)
```

## When not to

There is no case in which it works in the version named.

## Fix safety

Unsafe: the options are dropped, and perhaps the pool class was the mistake. Not dropped are options that the pool takes on
other paths, and misspelt ones and those of another version, because they were meant to do something.

## Configuration

`target-versions` gives the SQLAlchemy version where no file pins it.

## References

- [Switching pool implementations](https://docs.sqlalchemy.org/en/20/core/pooling.html#switching-pool-implementations)
- [Flask-SQLAlchemy issue 803](https://github.com/pallets-eco/flask-sqlalchemy/issues/803)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine_lint.model.change import Change, DropOption
from engine_lint.model.engine import Effective, Engine
from engine_lint.model.finding import Confidence, Fix, Severity
from engine_lint.model.value import Known, Option
from engine_lint.model.versions import Versions
from engine_lint.rules.engine_facts import pool_instance, related
from engine_lint.rules.option_changes import fix
from engine_lint.rules.rule import Context, Example, Report, Rule
from engine_lint.rules.wording import listing, no_fix, path_taken, pinned


def check(engine: Engine, context: Context) -> Iterator[Report]:
    """All rejected options of the site in one report."""
    effective = engine.effective
    if effective is None or not effective.rejected or pool_instance(engine) is not None:
        return
    if engine.bind is not None and not engine.bind.inherited.keys().isdisjoint(effective.rejected):
        return  # It stands in the options of the extension, which are judged themselves.
    mending = _fix(engine, effective)
    yield Report(
        _message(engine, effective),
        _confidence(engine),
        place=engine.site.place_of_url if _by_other_url(engine) else None,
        about=engine.option(effective.rejected[0]),
        related=related(engine, engine.option(effective.rejected[0])),
        fix=mending,
        help=(*path_taken(engine), *_releases(engine, context.versions), *(no_fix(_why_no_fix(engine, effective)) if mending is None else ())),
    )


def _releases(engine: Engine, versions: Versions) -> tuple[str, ...]:
    """The pinned versions that the verdict rests on: not where the code names a pool class that takes the option in no release."""
    assert engine.effective is not None
    if engine.option("poolclass") is not None and len(_refused_by_pool(engine.effective)) == len(engine.effective.rejected):
        return ()
    names = ("sqlalchemy", *([engine.site.framework] if engine.site.framework else []))
    return tuple(pinned(versions, name) for name in names if versions.of(name).known)


def _message(engine: Engine, effective: Effective) -> str:
    by_pool = _refused_by_pool(effective)
    others = tuple(name for name in effective.rejected if name not in by_pool)
    added = ", which the framework adds" if _added(engine, effective) else ""
    pool = f"{effective.pool_class or 'the pool class'}{', the default for this URL,' if _by_other_url(engine) else ''}"
    parts = [f"{pool} does not take {listing(by_pool)}{added}"] if by_pool else []
    parts += [f"{name}: {effective.reasons.get(name, 'it is not taken')}" for name in others]
    return f"{'; '.join(parts)}: refused at start-up"


def _by_other_url(engine: Engine) -> bool:
    """Whether a Flask config has another URL on this path, which brings another pool class than the options were written for."""
    return engine.site.kind == "flask-config" and engine.site.place_of_url is not None and engine.option("poolclass") is None


def _refused_by_pool(effective: Effective) -> tuple[str, ...]:
    """The options that another pool class would take; the rest are misspelt, or not of this SQLAlchemy version."""
    reasons = effective.reasons
    return tuple(name for name in effective.rejected if reasons.get(name, "").endswith(f" takes no {name}"))


def _added(engine: Engine, effective: Effective) -> tuple[str, ...]:
    return tuple(name for name in effective.rejected if engine.option(name) is None)


def _fix(engine: Engine, effective: Effective) -> Fix | None:
    """Drop what the pool class refuses; what is misspelt or of another version was meant to do something."""
    droppable = {*_refused_by_pool(effective), "poolclass"}
    options = [option for option in map(engine.option, effective.rejected) if option is not None and option.name in droppable]
    changes: tuple[Change, ...] = tuple(DropOption(option.carrier, option.name) for option in options if option.carrier is not None)
    if len(changes) < len(effective.rejected) or _needed_elsewhere(engine, options):
        return None
    return fix(f"Drop {listing(effective.rejected)}", changes, ("perhaps the pool class was the mistake",))


def _needed_elsewhere(engine: Engine, options: Sequence[Option]) -> bool:
    """Whether the options hold on other paths too, where the pool may take them."""
    path = engine.conditions if engine.telling is None else engine.telling
    return bool(path) and not all(option.is_conditional for option in options)


def _why_no_fix(engine: Engine, effective: Effective) -> str:
    if _needed_elsewhere(engine, [option for option in map(engine.option, effective.rejected) if option is not None]):
        return "on other paths the pool takes them; leave them out on this one"
    if _added(engine, effective):
        return "the option does not stand in the code; a pool class that takes it, or an upgrade of the framework, helps"
    if len(_refused_by_pool(effective)) < len(effective.rejected):
        return "what was meant has to be written in another way"
    return engine.obstacle or "the options cannot be rewritten where they stand"


def _confidence(engine: Engine) -> Confidence:
    """High where the code names the class, else what the backend allows. A test fails by itself, perhaps on purpose: low."""
    if engine.site.in_tests:
        return Confidence.LOW
    named: Option | None = engine.option("poolclass")
    if named is not None and isinstance(named.value, Known):
        return Confidence.HIGH
    return Confidence.HIGH if engine.backend.complete else Confidence.MEDIUM


EXAMPLES = (
    Example(
        title="NullPool with a size",
        source="""\
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

engine = create_engine("postgresql://app@db/shop", poolclass=NullPool, pool_size=5, max_overflow=10)
""",
        finds=("EL402:4",),
        unsafe=True,
        fixed="""\
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

engine = create_engine("postgresql://app@db/shop", poolclass=NullPool)
""",
    ),
    Example(
        title="StaticPool with an overflow",
        source="""\
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

engine = create_engine(
    "sqlite://",
    poolclass=StaticPool,
    max_overflow=0,
)
""",
        finds=("EL402:4",),
        unsafe=True,
        fixed="""\
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

engine = create_engine(
    "sqlite://",
    poolclass=StaticPool,
)
""",
    ),
    Example(
        title="A SQLite file before SQLAlchemy 2.0",
        source='from sqlalchemy import create_engine\n\nengine = create_engine("sqlite:///shop.db", pool_size=5)\n',
        files={"requirements.txt": "SQLAlchemy==1.4.54\n"},
        finds=("EL402:3",),
        unsafe=True,
        fixed='from sqlalchemy import create_engine\n\nengine = create_engine("sqlite:///shop.db")\n',
    ),
    Example(
        title="A SQLite file from 2.0 on",
        source='from sqlalchemy import create_engine\n\nengine = create_engine("sqlite:///shop.db", pool_size=5)\n',
        files={"requirements.txt": "SQLAlchemy==2.0.36\n"},
    ),
    Example(
        title="NullPool takes recycle and pre-ping",
        source="""\
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

engine = create_engine("postgresql://app@db/shop", poolclass=NullPool, pool_recycle=60, pool_pre_ping=True)
""",
    ),
    Example(
        title="QueuePool takes them all",
        source="""\
from sqlalchemy import create_engine
from sqlalchemy.pool import QueuePool

engine = create_engine("postgresql://app@db/shop", poolclass=QueuePool, pool_size=5, max_overflow=10, pool_timeout=30, pool_pre_ping=True)
""",
    ),
    Example(
        title="The one or the other, by a condition",
        source="""\
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool


def make(url, pooled):
    options = {"pool_size": 5, "pool_pre_ping": True} if pooled else {"poolclass": NullPool}
    return create_engine(url, **options)
""",
    ),
    Example(
        title="Size only where it is not SQLite",
        source="""\
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool


def make(url):
    options = {"pool_pre_ping": True}
    if url.startswith("sqlite"):
        options["poolclass"] = StaticPool
    else:
        options["pool_size"] = 20
    return create_engine(url, **options)
""",
    ),
    Example(
        title="A pool class that is not known",
        source="""\
from settings import POOL
from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", poolclass=POOL, pool_size=5, pool_pre_ping=True)
""",
    ),
)

RULE = Rule(
    code="EL402",
    name="option-rejected-by-pool",
    severity=Severity.ERROR,
    summary="an option that the pool class in force refuses: TypeError",
    subject=Engine,
    check=check,
    examples=EXAMPLES,
    fixable="unsafe",
)
