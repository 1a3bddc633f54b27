"""A `pool_recycle` that was meant for another option.

## What

`pool_recycle` is `True` or `False`, or it is read from a setting whose name says another option
(`pool_recycle=settings.POOL_PRE_PING`). Likewise another pool option that is read from a setting called recycle, and, as
information, a number of seconds beside a comment that names another span of time.

## Why

Python takes a bool for a number: `True` is one second, so the pool reconnects all the time, and `False` is zero, which
means at every checkout. Nobody means that. A swapped name gives a recycle of 1, or a pool of 3600 connections,

```text
(1040, 'Too many connections')
```

and leaves the option that was meant unset. A recycle of 1000 that is called "30 mins", or of 3600 that is called "10 minutes", shows
that the unit was mistaken: it is seconds, and an idle timeout that the comment's span would respect may not be.

## Bad

```python
engine = create_engine(url, pool_pre_ping=True, pool_recycle=settings.POOL_PRE_PING)
```

## Good

```python
engine = create_engine(url, pool_pre_ping=settings.POOL_PRE_PING, pool_recycle=settings.POOL_RECYCLE)
```

## When not to

Where a setting is only named badly; rename it, or ignore the line. A parameter of the function around that is called `pool_timeout` and
decides about the recycle alone is not reported.

## Fix safety

There is no fix: what was meant cannot be known.

## Configuration

None.

## References

- [Setting pool recycle](https://docs.sqlalchemy.org/en/20/core/pooling.html#setting-pool-recycle)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine_lint.model.engine import Engine
from engine_lint.model.finding import Confidence, Severity
from engine_lint.model.value import Option, certain, knowns
from engine_lint.rules.engine_facts import numbers, related
from engine_lint.rules.rule import Context, Example, Report, Rule
from engine_lint.rules.spans_of_time import seconds_said
from engine_lint.rules.wording import duration, path_taken

_WORDS = {"pool_recycle": "recycle", "pool_pre_ping": "preping", "pool_size": "poolsize", "max_overflow": "overflow", "pool_timeout": "pooltimeout"}
"""What the name of a setting for an option contains, without underscores."""


_NEARLY = 0.2
"""A number that is this part off is what the comment means all the same: 280 for "5 minutes"."""


def check(engine: Engine, context: Context) -> Iterator[Report]:
    """A bool, or a name that belongs to another option; recycle is one of the two."""
    recycle, inert = engine.option("pool_recycle"), engine.effective is not None and engine.effective.keeps_connections is False
    if recycle is not None and not inert and any(isinstance(each, bool) for each in knowns(recycle.value)):
        yield _report(engine, recycle, _bool_message(recycle), Confidence.HIGH if certain(recycle.value) else Confidence.MEDIUM)
    for name in _WORDS:
        option = engine.option(name)
        other = _other(option) if option is not None else ""
        if option is not None and other and "pool_recycle" in (name, other) and not engine.absences_told_inside and not _is_named_so(option, other, engine):
            meant = other if option.read_from != other else "another option"
            yield _report(engine, option, f"{name} is read from {option.read_from}, whose name says {meant}", Confidence.MEDIUM)
    if recycle is not None and not inert and _contradicts(recycle):
        message = f"pool_recycle is {duration(next(numbers(recycle.value)))}, and the comment beside it says {recycle.remark!r}"
        yield replace(_report(engine, recycle, message, Confidence.MEDIUM), severity=Severity.INFO)


def _contradicts(option: Option) -> bool:
    """Whether the comment names a span that is not nearly the number."""
    said, number = seconds_said(option.remark), next(numbers(option.value), None)
    return said is not None and number is not None and number > 0 and abs(number - said) > _NEARLY * said


def _bool_message(option: Option) -> str:
    value = next(each for each in knowns(option.value) if isinstance(each, bool))
    return f"pool_recycle is {value}, which counts as {int(value)} s: the pool reconnects {'all the time' if value else 'at every checkout'}"


def _other(option: Option) -> str:
    """The option that the name of the setting speaks of, where it is another one and not this one."""
    name = option.read_from.lower().replace("_", "").replace("-", "")
    if not name or _WORDS[option.name] in name:
        return ""
    return next((other for other, word in _WORDS.items() if word in name), "")


def _is_named_so(option: Option, other: str, engine: Engine) -> bool:
    """Whether a parameter of the function around is called a timeout, and the recycle is all that it is for: the function's own word for it."""
    return (option.name, other) == ("pool_recycle", "pool_timeout") and option.is_parameter and engine.option("pool_timeout") is None


def _report(engine: Engine, option: Option, message: str, confidence: Confidence) -> Report:
    return Report(message, confidence, about=option, related=related(engine, option), help=path_taken(engine))


EXAMPLES = (
    Example(
        title="A bool",
        source='from sqlalchemy import create_engine\n\nengine = create_engine("postgresql://app@db/shop", pool_pre_ping=True, pool_recycle=True)\n',
        finds=("EL206:3",),
    ),
    Example(
        title="Swapped names",
        source="""\
from settings import settings
from sqlalchemy import create_engine

engine = create_engine(settings.URL, pool_pre_ping=True, pool_recycle=settings.PG_POOL_PRE_PING)
""",
        finds=("EL206:4",),
    ),
    Example(
        title="A recycle as the pool's size",
        source="""\
import os

from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True, pool_size=int(os.environ["POOL_RECYCLE"]))
""",
        finds=("EL206:5",),
    ),
    Example(
        title="A comment that names another span",
        source="""\
from sqlalchemy import create_engine

engine = create_engine(
    "postgresql://app@db/shop",
    pool_pre_ping=True,
    pool_recycle=1000,  # 30 mins
)
""",
        finds=("EL206:3",),
    ),
    Example(
        title="A comment that names nearly the same",
        source="""\
from sqlalchemy import create_engine

engine = create_engine(
    "postgresql://app@db/shop",
    pool_pre_ping=True,
    pool_recycle=280,  # 5 minutes
)
""",
    ),
    Example(
        title="A comment about something else",
        source="""\
from sqlalchemy import create_engine

RECYCLE = 280  # the proxy cuts after 10 minutes
engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True, pool_recycle=RECYCLE)
""",
    ),
    Example(
        title="Each from its own setting",
        source="""\
from settings import settings
from sqlalchemy import create_engine

engine = create_engine(settings.URL, pool_pre_ping=settings.POOL_PRE_PING, pool_recycle=settings.DB_POOL_RECYCLE_SECONDS)
""",
    ),
    Example(
        title="A name that says nothing about it",
        source="""\
from settings import settings
from sqlalchemy import create_engine

engine = create_engine(settings.URL, pool_pre_ping=True, pool_recycle=settings.CONNECTION_MAX_AGE)
""",
    ),
    Example(
        title="A timeout may well be the reason for a recycle",
        source="""\
from settings import WAIT_TIMEOUT
from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True, pool_recycle=WAIT_TIMEOUT - 20)
""",
    ),
    Example(
        title="A comparison is not a recycle",
        source="""\
from sqlalchemy import create_engine

RECYCLE = 1800
engine = create_engine("postgresql://app@db/shop", pool_pre_ping=RECYCLE > 0, pool_recycle=RECYCLE)
""",
    ),
)

RULE = Rule(
    code="EL206",
    name="recycle-implausible",
    severity=Severity.WARNING,
    summary="`pool_recycle` is a bool, or read from a setting that is named after another option",
    subject=Engine,
    check=check,
    examples=EXAMPLES,
)
