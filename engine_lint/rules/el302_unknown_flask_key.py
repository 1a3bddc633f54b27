"""A configuration key that looks like Flask-SQLAlchemy's and that no version reads.

## What

Keys that never existed (`SQLALCHEMY_POOL_PRE_PING`), misspelt ones (`SQLALCHEMY_ENGINE_OPTION`), a subscript inside the
key's name (`"SQLALCHEMY_ENGINE_OPTIONS['pool_size']"`), and an options dict with a comma behind it, which makes it a tuple.

## Why

Flask-SQLAlchemy asks for the keys that it knows and ignores all others without a word: the pre-ping that the line seems to
turn on stays off, and a connection that was closed while it rested fails at its next use.

```text
(2006, 'MySQL server has gone away')
```

A tuple ends the program at start-up:

```text
ValueError: dictionary update sequence element #0 has length 1; 2 is required
```

Once they are read, the pool options act at checkout only: they do not save a connection that is held idle.

## Bad

```python
SQLALCHEMY_POOL_PRE_PING = True
```

## Good

```python
SQLALCHEMY_ENGINE_OPTIONS = {"pool_pre_ping": True}
```

## When not to

Where the project reads the key itself; the rule sees that and is silent. Other `SQLALCHEMY_*` keys that Flask-SQLAlchemy,
Superset or flask-sqlalchemy-lite read are never reported.

## Fix safety

The key moves into `SQLALCHEMY_ENGINE_OPTIONS`, together with the removed keys beside it (EL301), or gets its right name.
Safe for `pool_pre_ping` and `pool_use_lifo`; unsafe for others and for a whole dict, because values that were ignored come alive. No fix
is offered where a Flask-SQLAlchemy before 2.4 is pinned, which reads no `SQLALCHEMY_ENGINE_OPTIONS`.

## Configuration

`target-versions` gives the Flask-SQLAlchemy version where no file pins it.

## References

- [Flask-SQLAlchemy: configuration keys](https://flask-sqlalchemy.readthedocs.io/en/stable/config/)
- [Flask-SQLAlchemy pull request 577, not merged](https://github.com/pallets-eco/flask-sqlalchemy/pull/577)
"""

from __future__ import annotations

from collections.abc import Iterator

from engine_lint.knowledge.flask import ENGINE_OPTIONS
from engine_lint.model.finding import Confidence, Severity
from engine_lint.model.flask import ConfigKeys
from engine_lint.model.value import Option
from engine_lint.model.versions import Versions
from engine_lint.rules.flask_keys import Kind, Meaning, dead_keys, flask_sqlalchemy, foreign, names_flask_sqlalchemy
from engine_lint.rules.migration import Migration, migrate
from engine_lint.rules.rule import Context, Example, Report, Rule
from engine_lint.rules.wording import no_fix


def check(subject: ConfigKeys, context: Context) -> Iterator[Report]:
    """One report per key that nothing reads; the fix is its group's."""
    if foreign(subject, context.versions):
        return
    for group, key, wrong in dead_keys(subject):
        if wrong.kind is Kind.REMOVED:
            continue
        migration = migrate((key,), group, subject, context.versions)
        yield Report(
            _message(key, wrong),
            Confidence.LOW if subject.site.unused else _confidence(context.versions),
            place=key.place,
            fix=migration.fix if isinstance(migration, Migration) else None,
            help=(*_fork(context.versions), *(no_fix(migration) if isinstance(migration, str) else ())),
        )


def _confidence(versions: Versions) -> Confidence:
    """Low where a fork of Flask-SQLAlchemy is used, which may read the key."""
    if flask_sqlalchemy(versions).fork:
        return Confidence.LOW
    return Confidence.HIGH if names_flask_sqlalchemy(versions) else Confidence.MEDIUM


def _fork(versions: Versions) -> tuple[str, ...]:
    pinned = flask_sqlalchemy(versions)
    return (f"{pinned.source} takes Flask-SQLAlchemy from a fork, which may read it.",) if pinned.fork else ()


def _message(key: Option, wrong: Meaning) -> str:
    if wrong.kind is Kind.TUPLE:
        return f"{ENGINE_OPTIONS} is a tuple, because of the comma behind the dict: ValueError at start-up"
    if wrong.kind is Kind.MISSPELT:
        return f"{key.name} is read by no version of Flask-SQLAlchemy; {ENGINE_OPTIONS} is"
    if "[" in key.name:
        return f"the subscript stands within the string, as part of the key: no version of Flask-SQLAlchemy reads {key.name!r}"
    instead = f"; {wrong.option!r} in the dict {ENGINE_OPTIONS} is" if wrong.option else ""
    return f"{key.name} is read by no version of Flask-SQLAlchemy{instead}"


EXAMPLES = (
    Example(
        title="A key that never existed",
        source="""\
class Config:
    SQLALCHEMY_POOL_PRE_PING = True
    SQLALCHEMY_TRACK_MODIFICATIONS = False
""",
        files={"requirements.txt": "Flask-SQLAlchemy==3.1.1\n"},
        finds=("EL302:2",),
        fixed="""\
class Config:
    SQLALCHEMY_ENGINE_OPTIONS = {"pool_pre_ping": True}
    SQLALCHEMY_TRACK_MODIFICATIONS = False
""",
    ),
    Example(
        title="Beside a removed key",
        source="""\
from flask import Flask

app = Flask(__name__)
app.config["SQLALCHEMY_POOL_RECYCLE"] = 280
app.config["SQLALCHEMY_POOL_PRE_PING"] = True
""",
        files={"requirements.txt": "Flask-SQLAlchemy==3.1.1\n"},
        finds=("EL301:4", "EL302:5"),
        fixed="""\
from flask import Flask

app = Flask(__name__)
app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_recycle": 280, "pool_pre_ping": True}
""",
    ),
    Example(
        title="Misspelt",
        source="""\
class Config:
    SQLALCHEMY_ENGINE_OPTS = {"pool_pre_ping": True}
""",
        finds=("EL302:2",),
        unsafe=True,
        fixed="""\
class Config:
    SQLALCHEMY_ENGINE_OPTIONS = {"pool_pre_ping": True}
""",
    ),
    Example(
        title="The subscript went into the string",
        source="""\
from flask import Flask

app = Flask(__name__)
app.config["SQLALCHEMY_ENGINE_OPTIONS['pool_pre_ping']"] = True
""",
        finds=("EL302:4",),
        fixed="""\
from flask import Flask

app = Flask(__name__)
app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_pre_ping": True}
""",
    ),
    Example(
        title="A comma too many",
        source="""\
class Config:
    SQLALCHEMY_ENGINE_OPTIONS = {"pool_pre_ping": True},
""",
        finds=("EL302:2",),
        fixed="""\
class Config:
    SQLALCHEMY_ENGINE_OPTIONS = {"pool_pre_ping": True}
""",
    ),
    Example(
        title="Other keys of Flask-SQLAlchemy",
        source="""\
class Config:
    SQLALCHEMY_RECORD_QUERIES = True
    SQLALCHEMY_TRACK_MODIFICATIONS = False
    SQLALCHEMY_ECHO = False
""",
    ),
    Example(
        title="Superset's own",
        source="""\
SQLALCHEMY_EXAMPLES_URI = "sqlite:////tmp/examples.db"
SQLALCHEMY_CUSTOM_PASSWORD_STORE = None
""",
    ),
    Example(
        title="flask-sqlalchemy-lite",
        source="""\
class Config:
    SQLALCHEMY_ENGINES = {"default": {"url": "postgresql://app@db/shop", "pool_pre_ping": True}}
""",
    ),
    Example(
        title="A key of the project, read by the project",
        source="""\
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_POOL_PRE_PING"] = True
db = SQLAlchemy(engine_options={"pool_pre_ping": app.config["SQLALCHEMY_POOL_PRE_PING"]})
""",
    ),
    Example(
        title="The usual name of a URL outside Flask",
        source="""\
from sqlalchemy import create_engine

SQLALCHEMY_DATABASE_URL = "postgresql://app@db/shop"
engine = create_engine(SQLALCHEMY_DATABASE_URL, pool_pre_ping=True)
""",
    ),
    Example(
        title="The right key",
        source="""\
class Config:
    SQLALCHEMY_ENGINE_OPTIONS = {"pool_pre_ping": True}
""",
    ),
)

RULE = Rule(
    code="EL302",
    name="unknown-flask-key",
    severity=Severity.ERROR,
    summary="a `SQLALCHEMY_*` key that no version of Flask-SQLAlchemy reads",
    subject=ConfigKeys,
    check=check,
    examples=EXAMPLES,
    fixable="sometimes",
)
