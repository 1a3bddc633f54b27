"""A pool option in a mapping for `engine_from_config`, without the prefix that its keys need.

## What

A mapping goes to `engine_from_config` or `async_engine_from_config`, and a pool option stands in it under its bare name
(`pool_pre_ping`) where the keys have to begin with a prefix (`sqlalchemy.pool_pre_ping`).

## Why

The function takes the keys that begin with the prefix and passes over all others without a word. The option that the line
seems to set is not set, and a connection that was closed while it rested fails at its next use as before:

```text
(2006, 'MySQL server has gone away')
SSL connection has been closed unexpectedly
```

Once it is read, a pool option acts at checkout only: it does not save a connection that is held idle.

## Bad

```python
config.setdefault("pool_pre_ping", True)
engine = engine_from_config(config, "sqlalchemy.")
```

## Good

```python
config.setdefault("sqlalchemy.pool_pre_ping", True)
engine = engine_from_config(config, "sqlalchemy.")
```

The same holds for a section of an ini file, beside `sqlalchemy.url`.

## When not to

Where the key is another library's. The rule is silent where the module reads the key itself, where the same mapping goes to
an engine as it is, where the option is given in another way as well, and where the pool keeps nothing anyway (NullPool).

## Fix safety

The prefix is written before the name. Safe for `pool_pre_ping`, `pool_use_lifo` and a `pool_recycle` that is a number; unsafe
for others, because values that were ignored take effect, and where SQLAlchemy's ping may fail (as in EL101).

## Configuration

None.

## References

- [engine_from_config](https://docs.sqlalchemy.org/en/20/core/engines.html#sqlalchemy.engine_from_config)
"""

from __future__ import annotations

from collections.abc import Iterator

from engine_lint.model.change import Change, RenameOption, ReplaceValue, literal
from engine_lint.model.engine import Engine
from engine_lint.model.finding import Confidence, Fix, Related, Severity
from engine_lint.model.value import Option, certain, knowns
from engine_lint.model.versions import Versions
from engine_lint.rules.engine_facts import lowered
from engine_lint.rules.option_changes import fix
from engine_lint.rules.pre_ping_safety import ping_doubts
from engine_lint.rules.rule import Context, Example, Report, Rule
from engine_lint.rules.wording import CHECKOUT_ONLY, called, no_fix, path_taken


def check(engine: Engine, context: Context) -> Iterator[Report]:
    """One report per option that lacks the prefix."""
    if engine.effective is not None and engine.effective.keeps_connections is False:
        return
    sure = Confidence.MEDIUM if engine.unseen else Confidence.HIGH
    reader = called(engine) if engine.site.kind == "call" else "engine_from_config()"
    for option in engine.unprefixed:
        mended = _fix(engine, option, context.versions)
        elsewhere = option.place.path != engine.site.place.path
        yield Report(
            f"{option.name} lacks the prefix {engine.prefix!r}: {reader} passes over it without a word",
            lowered(sure, Confidence.LOW) if engine.site.in_tests else sure,
            place=None if elsewhere else option.place,
            related=(Related(option.place, f"{option.name} is set here") if elsewhere else Related(engine.site.place, "the engine is made here"),),
            fix=mended,
            help=(CHECKOUT_ONLY, *path_taken(engine), *no_fix("" if mended else "the key is not a literal of its own")),
        )


def _fix(engine: Engine, option: Option, versions: Versions) -> Fix | None:
    name = f"{engine.prefix}{option.name}"
    if option.name_place is not None:
        change: Change = ReplaceValue(option.name_place, literal(name))
    elif option.carrier is not None:
        change = RenameOption(option.carrier, option.name, name)
    else:
        return None
    return fix(f"Rename {option.name} to {name}", (change,), _doubts(engine, option, versions))


def _doubts(engine: Engine, option: Option, versions: Versions) -> tuple[str, ...]:
    """Why a working program might stop working once the option is read."""
    if option.name == "pool_pre_ping":
        return ping_doubts(engine, versions)
    recycles = option.name == "pool_recycle" and certain(option.value) and all(map(_is_number, knowns(option.value)))
    return () if recycles or option.name == "pool_use_lifo" else (f"{option.name} was ignored and would take effect",)


def _is_number(value: object) -> bool:
    """Whether the factory, which turns strings of digits into numbers, makes one of it."""
    return (isinstance(value, (int, float)) and not isinstance(value, bool)) or (isinstance(value, str) and value.strip().isdecimal())


EXAMPLES = (
    Example(
        title="A default for an application's settings",
        source="""\
from sqlalchemy import engine_from_config


def make_engine(settings):
    settings.setdefault("pool_pre_ping", True)
    return engine_from_config(settings, "sqlalchemy.")
""",
        finds=("EL405:5",),
        fixed="""\
from sqlalchemy import engine_from_config


def make_engine(settings):
    settings.setdefault("sqlalchemy.pool_pre_ping", True)
    return engine_from_config(settings, "sqlalchemy.")
""",
    ),
    Example(
        title="A dict with one key too short",
        source="""\
from sqlalchemy import engine_from_config

CONFIG = {
    "db.url": "postgresql://app@db/shop",
    "db.pool_size": 10,
    "pool_pre_ping": True,
}
engine = engine_from_config(CONFIG, prefix="db.")
""",
        finds=("EL405:6",),
        fixed="""\
from sqlalchemy import engine_from_config

CONFIG = {
    "db.url": "postgresql://app@db/shop",
    "db.pool_size": 10,
    "db.pool_pre_ping": True,
}
engine = engine_from_config(CONFIG, prefix="db.")
""",
    ),
    Example(
        title="An item of Alembic's section",
        source="""\
from alembic import context
from sqlalchemy import engine_from_config

section = context.config.get_section("alembic")
section["pool_recycle"] = 280
engine = engine_from_config(section)
""",
        finds=("EL405:5",),
        fixed="""\
from alembic import context
from sqlalchemy import engine_from_config

section = context.config.get_section("alembic")
section["sqlalchemy.pool_recycle"] = 280
engine = engine_from_config(section)
""",
    ),
    Example(
        title="A size that was ignored takes effect",
        source="""\
from sqlalchemy import engine_from_config


def make_engine(settings):
    settings.setdefault("sqlalchemy.pool_pre_ping", True)
    settings.setdefault("pool_size", 50)
    return engine_from_config(settings, "sqlalchemy.")
""",
        finds=("EL405:6",),
        unsafe=True,
        fixed="""\
from sqlalchemy import engine_from_config


def make_engine(settings):
    settings.setdefault("sqlalchemy.pool_pre_ping", True)
    settings.setdefault("sqlalchemy.pool_size", 50)
    return engine_from_config(settings, "sqlalchemy.")
""",
    ),
    Example(
        title="With the prefix",
        source="""\
from sqlalchemy import engine_from_config


def make_engine(settings):
    settings.setdefault("sqlalchemy.pool_pre_ping", True)
    return engine_from_config(settings)
""",
    ),
    Example(
        title="No prefix is asked for",
        source="""\
from sqlalchemy import engine_from_config

engine = engine_from_config({"url": "postgresql://app@db/shop", "pool_pre_ping": True}, prefix="")
""",
    ),
    Example(
        title="The module reads the key itself",
        source="""\
from sqlalchemy import engine_from_config


def make_engine(settings):
    settings.setdefault("pool_pre_ping", True)
    return engine_from_config(settings, "sqlalchemy.", pool_pre_ping=settings["pool_pre_ping"])
""",
    ),
    Example(
        title="A dict of options for another engine",
        source="""\
from sqlalchemy import create_engine, engine_from_config

OPTIONS = {"pool_pre_ping": True, "pool_recycle": 280}
engine = create_engine("postgresql://app@db/shop", **OPTIONS)


def from_settings(settings):
    return engine_from_config(settings, "sqlalchemy.", **OPTIONS)
""",
    ),
    Example(
        title="Another library's key",
        source="""\
from sqlalchemy import engine_from_config


def make_engine(settings):
    settings["cache.pool_size"] = 5
    settings["debug"] = False
    return engine_from_config(settings, "sqlalchemy.")
""",
    ),
)

RULE = Rule(
    code="EL405",
    name="unprefixed-option",
    severity=Severity.ERROR,
    summary="a pool option without the prefix that `engine_from_config` reads",
    subject=Engine,
    check=check,
    examples=EXAMPLES,
    fixable="sometimes",
)
