"""A switch whose "off" is a non-empty string, which Python takes for true.

## What

`pool_pre_ping` or `pool_use_lifo` gets the text `"False"`, `"no"`, `"0"` or the like: as it stands, as the default of an
environment variable, or through `bool(...)`.

## Why

Any string that is not empty is true. `engine_from_config` turns digits into numbers, but leaves these two options alone, and
Flask-SQLAlchemy 3 builds its engines with it. So the switch is on whatever the text says, and no error tells of it:

```text
>>> bool(os.getenv("DB_PRE_PING", "False"))
True
```

Whoever turned the ping off because it cost too much, or because connections come from a pooler, still has it. (That the option is
on does no other harm: it tests connections at checkout only.)

## Bad

```python
engine = create_engine(url, pool_pre_ping=bool(os.getenv("DB_PRE_PING", "False")))
```

## Good

```python
engine = create_engine(url, pool_pre_ping=os.getenv("DB_PRE_PING", "false").lower() in ("1", "true", "yes"))
```

## When not to

Where the default is a word for true, the switch does what its default says and nothing is reported.

## Fix safety

There is no fix: switching it off in truth changes what the program does.

## Configuration

None.

## References

- [engine_from_config](https://docs.sqlalchemy.org/en/20/core/engines.html#sqlalchemy.engine_from_config)
- [Truth value testing](https://docs.python.org/3/library/stdtypes.html#truth-value-testing)
"""

from __future__ import annotations

from collections.abc import Iterator

from engine_lint.model.engine import Engine
from engine_lint.model.finding import Confidence, Severity
from engine_lint.model.value import Known, Option, alternatives
from engine_lint.rules.engine_facts import related
from engine_lint.rules.rule import Context, Example, Report, Rule
from engine_lint.rules.wording import path_taken

SWITCHES = ("pool_pre_ping", "pool_use_lifo")
FALSE_WORDS = frozenset({"false", "f", "no", "n", "off", "0", "none", "null", "disable", "disabled"})


def check(engine: Engine, context: Context) -> Iterator[Report]:
    """One report per switch with a word for false among its possible values."""
    for name in SWITCHES:
        option = engine.option(name)
        word = _false_word(option) if option is not None else ""
        if option is not None and word:
            yield Report(
                f"{name} is on: its value comes from the string {word!r}, and every string that is not empty is true",
                Confidence.HIGH,
                about=option,
                related=related(engine, option),
                help=path_taken(engine),
            )


def _false_word(option: Option) -> str:
    texts = (_text(each) for each in alternatives(option.value) if isinstance(each, Known))
    return next((text for text in texts if text.strip().lower() in FALSE_WORDS), "")


def _text(value: Known) -> str:
    return value.value if isinstance(value.value, str) else value.said


EXAMPLES = (
    Example(
        title="bool() of a word",
        source="""\
import os

from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_pre_ping=bool(os.getenv("DB_PRE_PING", "False")))
""",
        finds=("EL403:5",),
    ),
    Example(
        title="A word as the default",
        source="""\
import os

from sqlalchemy import create_engine

PING = os.environ.get("DB_PRE_PING", "no")
engine = create_engine("postgresql://app@db/shop", pool_pre_ping=PING)
""",
        finds=("EL403:6",),
    ),
    Example(
        title="Text in what engine_from_config reads",
        source="""\
from sqlalchemy import engine_from_config

engine = engine_from_config({"sqlalchemy.url": "postgresql://app@db/shop", "sqlalchemy.pool_pre_ping": "false"})
""",
        finds=("EL403:3",),
    ),
    Example(
        title="A comparison",
        source="""\
import os

from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_pre_ping=os.getenv("DB_PRE_PING", "false") == "true")
""",
    ),
    Example(
        title="A default that means true",
        source="""\
import os

from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_pre_ping=bool(os.getenv("DB_PRE_PING", "True")))
""",
    ),
    Example(
        title="An empty default is false",
        source="""\
import os

from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_pre_ping=bool(os.getenv("DB_PRE_PING", "")))
""",
    ),
    Example(
        title="A number",
        source="""\
import os

from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_pre_ping=bool(int(os.getenv("DB_PRE_PING", "0"))))
""",
    ),
    Example(
        title="Another option that takes text",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True, pool_reset_on_return="none")
""",
    ),
)

RULE = Rule(
    code="EL403",
    name="truthy-string-boolean",
    severity=Severity.WARNING,
    summary='`pool_pre_ping` from a string such as `"False"`, which is true',
    subject=Engine,
    check=check,
    examples=EXAMPLES,
)
