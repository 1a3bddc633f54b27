"""A pool option that needs a number and gets something else.

## What

A string, `None`, a `timedelta` or a one-element tuple (a stray comma) reaches `pool_recycle`, `pool_size`,
`max_overflow` or `pool_timeout`.

## Why

`create_engine` takes most such values without a word. The comparison comes later: at the first connect for `pool_recycle` and
`max_overflow`, at creation for `pool_size`, and for `pool_timeout` not before the pool runs dry, which is the worst moment.

```text
TypeError: '>' not supported between instances of 'str' and 'int'
TypeError: '>' not supported between instances of 'NoneType' and 'int'
TypeError: '<' not supported between instances of 'datetime.timedelta' and 'int'
```

What `os.environ` and `os.getenv` give is always a string (or None). `engine_from_config`, and Flask-SQLAlchemy 3 with it,
turns strings of digits into numbers, so there only other strings and `None` are reported. `pool_timeout=None` is
fine: it waits for ever.

## Bad

```python
engine = create_engine(url, pool_pre_ping=True, pool_recycle=os.environ.get("POOL_RECYCLE", "3600"))
```

## Good

```python
engine = create_engine(url, pool_pre_ping=True, pool_recycle=int(os.environ.get("POOL_RECYCLE", "3600")))
```

## When not to

There is no case in which such a value works.

## Fix safety

`int(...)` is put around a string where no `None` can reach it, `.total_seconds()` is appended to a `timedelta`, and an option
that is `None` is dropped. Safe, since the program fails without it; for `pool_timeout` unsafe where the text comes
from the environment, because such a program runs until the pool is empty. A stray comma is not
removed automatically.

## Configuration

None.

## References

- [Engine creation: pool parameters](https://docs.sqlalchemy.org/en/20/core/engines.html#sqlalchemy.create_engine.params.pool_recycle)
- [engine_from_config](https://docs.sqlalchemy.org/en/20/core/engines.html#sqlalchemy.engine_from_config)
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from engine_lint.expression import expression
from engine_lint.model.change import Change, Code, DropOption, Moved, ReplaceValue, literal
from engine_lint.model.engine import Engine
from engine_lint.model.finding import Confidence, Fix, Severity
from engine_lint.model.value import Known, Option, Unknown, alternatives
from engine_lint.rules.engine_facts import related
from engine_lint.rules.numeric_options import numeric_options, strings_become_numbers
from engine_lint.rules.option_changes import fix
from engine_lint.rules.rule import Context, Example, Report, Rule
from engine_lint.rules.wording import path_taken

_INTEGER = expression(r"[+-]?[0-9]{1,18}")
_WHEN = {
    "pool_recycle": "at the first connect",
    "pool_size": "when the engine is created",
    "max_overflow": "at the first connect",
    "pool_timeout": "when the pool runs dry",
}


def check(engine: Engine, context: Context) -> Iterator[Report]:
    """One report per option whose value is no number."""
    coerces = strings_become_numbers(engine, context.versions)
    for name, option in numeric_options(engine, context.versions):
        wrong = _wrong(option, name, coerces)
        if wrong:
            yield Report(
                f"{option.name} is {wrong[0]}, not a number: {_error(coerces, wrong[0])} {_when(coerces, wrong[0], name)}",
                Confidence.LOW if _is_mere_default(engine, option) else _confidence(option, name),
                about=option,
                related=related(engine, option),
                fix=_fix(option, name, coerces),
                help=path_taken(engine),
            )


def _is_mere_default(engine: Engine, option: Option) -> bool:
    """Whether the value is the default of a parameter, and nobody is seen to call its function: whoever does may give another."""
    return engine.uncalled and not option.place.covers(option.slot)


def _wrong(option: Option, name: str, coerces: bool) -> list[str]:
    """What is wrong with the possible values, in words."""
    found = (_complaint(each, name, coerces) for each in alternatives(option.value))
    return list(dict.fromkeys(each for each in found if each))


def _complaint(value: Known | Unknown, name: str, coerces: bool) -> str:
    if isinstance(value, Unknown):
        return "a string" if value.type_name == "str" and not coerces else ""
    match value.value:
        case None:
            return "" if name == "pool_timeout" else "None"
        case str() as text:
            return "" if coerces and _is_integer(text) else f"the string {text!r}" if len(text) < 20 else "a string"
        case timedelta():
            return "a timedelta"
        case tuple() as elements if len(elements) == 1:
            return "a tuple of one element (a stray comma?)"
    return ""


def _is_integer(text: str) -> bool:
    return _INTEGER.fullmatch(text.strip()) is not None


def _error(coerces: bool, wrong: str) -> str:
    return "ValueError" if coerces and "string" in wrong else "TypeError"


def _when(coerces: bool, wrong: str, name: str) -> str:
    return "when the engine is created" if coerces and "string" in wrong else _WHEN[name]


def _confidence(option: Option, name: str) -> Confidence:
    """High where no possible value is a number; medium where one is; low where one may be anything."""
    each_wrong = [bool(each) for each in (_complaint(value, name, False) for value in alternatives(option.value))]
    if all(each_wrong):
        return Confidence.HIGH
    anything = any(isinstance(value, Unknown) and not value.type_name for value in alternatives(option.value))
    return Confidence.LOW if anything else Confidence.MEDIUM


def _fix(option: Option, name: str, coerces: bool) -> Fix | None:
    if option.slot_is_shared:
        return None
    values = alternatives(option.value)
    known = values[0].value if len(values) == 1 and isinstance(values[0], Known) else ...
    if known is None:
        return fix(f"Drop {option.name}", (DropOption(option.carrier, option.name),)) if option.carrier is not None else None
    if isinstance(known, timedelta):
        return fix("Append .total_seconds()", (ReplaceValue(option.slot, Code((Moved(option.slot), ".total_seconds()"))),))
    if coerces or not all(_is_text(each) for each in values):
        return None
    if isinstance(known, str) and option.value.origin == option.slot:
        change: Change = ReplaceValue(option.slot, literal(int(known)))
        return fix(f"Write the number {int(known)}", (change,))
    change = ReplaceValue(option.slot, Code(("int(", Moved(option.slot), ")")))
    late = name == "pool_timeout" and any(isinstance(each, Unknown) for each in values)
    return fix("Wrap the value in int(...)", (change,), ("a text that is no number would stop the program when the engine is created",) if late else ())


def _is_text(value: Known | Unknown) -> bool:
    """Whether the value is text that ``int`` takes, as far as can be seen."""
    if isinstance(value, Unknown):
        return value.type_name == "str"
    return isinstance(value.value, str) and _is_integer(value.value)


EXAMPLES = (
    Example(
        title="What the environment says is text",
        source="""\
import os

from sqlalchemy import create_engine

engine = create_engine(
    "postgresql://app@db/shop",
    pool_pre_ping=True,
    pool_recycle=os.environ.get("POOL_RECYCLE", "3600"),
)
""",
        finds=("EL203:5",),
        fixed="""\
import os

from sqlalchemy import create_engine

engine = create_engine(
    "postgresql://app@db/shop",
    pool_pre_ping=True,
    pool_recycle=int(os.environ.get("POOL_RECYCLE", "3600")),
)
""",
    ),
    Example(
        title="A quoted number",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True, pool_size="20")
""",
        finds=("EL203:3",),
        fixed="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True, pool_size=20)
""",
    ),
    Example(
        title="Text that does no harm before the pool is empty",
        source="""\
import os

from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True, pool_timeout=os.getenv("POOL_TIMEOUT", "30"))
""",
        finds=("EL203:5",),
        unsafe=True,
        fixed="""\
import os

from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True, pool_timeout=int(os.getenv("POOL_TIMEOUT", "30")))
""",
    ),
    Example(
        title="A timedelta",
        source="""\
from datetime import timedelta

from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True, pool_recycle=timedelta(minutes=30))
""",
        finds=("EL203:5",),
        fixed="""\
from datetime import timedelta

from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True, pool_recycle=timedelta(minutes=30).total_seconds())
""",
    ),
    Example(
        title="None",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True, pool_recycle=None)
""",
        finds=("EL203:3",),
        fixed="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True)
""",
    ),
    Example(
        title="A stray comma in a constant",
        source="""\
from sqlalchemy import create_engine

RECYCLE = 1800,
engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True, pool_recycle=RECYCLE)
""",
        finds=("EL203:4",),
    ),
    Example(
        title="Turned into a number",
        source="""\
import os

from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True, pool_recycle=int(os.environ.get("POOL_RECYCLE", "3600")))
""",
    ),
    Example(
        title="A number as default and nothing else",
        source="""\
from datetime import timedelta

from sqlalchemy import create_engine

HALF_AN_HOUR = timedelta(minutes=30).total_seconds()
engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True, pool_recycle=HALF_AN_HOUR)
""",
    ),
    Example(
        title="Waiting for ever is allowed",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True, pool_timeout=None)
""",
    ),
    Example(
        title="engine_from_config turns digits into numbers",
        source="""\
from sqlalchemy import engine_from_config

CONFIG = {"sqlalchemy.url": "postgresql://app@db/shop", "sqlalchemy.pool_recycle": "1800", "sqlalchemy.pool_pre_ping": True}
engine = engine_from_config(CONFIG)
""",
    ),
    Example(
        title="Flask-SQLAlchemy 3 does so too",
        source="""\
class Config:
    SQLALCHEMY_DATABASE_URI = "postgresql://app@db/shop"
    SQLALCHEMY_ENGINE_OPTIONS = {"pool_pre_ping": True, "pool_recycle": "1800"}
""",
        files={"requirements.txt": "Flask-SQLAlchemy==3.1.1\n"},
    ),
)

RULE = Rule(
    code="EL203",
    name="option-not-a-number",
    severity=Severity.ERROR,
    summary="a string, `None`, `timedelta` or tuple where a pool option needs a number",
    subject=Engine,
    check=check,
    examples=EXAMPLES,
    fixable="sometimes",
)
