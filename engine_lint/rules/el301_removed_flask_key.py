"""A configuration key that Flask-SQLAlchemy 3 no longer reads.

## What

`SQLALCHEMY_POOL_SIZE`, `SQLALCHEMY_POOL_TIMEOUT`, `SQLALCHEMY_POOL_RECYCLE`, `SQLALCHEMY_MAX_OVERFLOW` or
`SQLALCHEMY_NATIVE_UNICODE` is set.

## Why

Flask-SQLAlchemy 2.4 deprecated these keys in favour of `SQLALCHEMY_ENGINE_OPTIONS`, 3.0 removed them. Version 3 ignores them
without a word: on MySQL the engine falls back to a recycle of 7200 s and a pool of 5, and the errors that the key once
cured come back.

```text
DeprecationWarning: The `SQLALCHEMY_POOL_RECYCLE` config option is deprecated and will be removed in v3.0.
  Use `SQLALCHEMY_ENGINE_OPTIONS['pool_recycle']` instead.
(2006, 'MySQL server has gone away')
```

The pool options act at checkout only: they do not save a connection that is held idle.

## Bad

```python
SQLALCHEMY_POOL_RECYCLE = 280
```

## Good

```python
SQLALCHEMY_ENGINE_OPTIONS = {"pool_recycle": 280}
```

## When not to

On Flask-SQLAlchemy before 2.4 the old keys are the right ones, and the rule is silent where such a version is pinned. It is
silent too where the project reads the key itself, and where its dependency metadata names neither Flask-SQLAlchemy nor
anything that brings it along.

## Fix safety

All removed keys that stand together move into one `SQLALCHEMY_ENGINE_OPTIONS`, or into the one that is there; comments
travel with them. `SQLALCHEMY_NATIVE_UNICODE` and keys set to `None` are deleted, and so is a key whose new option is already set. On 3 and on an
unknown version it is unsafe for size, overflow and timeout, because values that were ignored come alive, and for a recycle
that may not be a number.

## Configuration

`target-versions` gives the Flask-SQLAlchemy version where no file pins it.

## References

- [Flask-SQLAlchemy 3.0: changes](https://flask-sqlalchemy.readthedocs.io/en/stable/changes/#version-3-0-0)
- [Flask-SQLAlchemy issue 785](https://github.com/pallets-eco/flask-sqlalchemy/issues/785)
"""

from __future__ import annotations

from collections.abc import Iterator

from engine_lint.knowledge.flask import ENGINE_OPTIONS, FLASK_SQLALCHEMY, engine_options_since, removed_in
from engine_lint.model.engine import ConfigKeys
from engine_lint.model.finding import Confidence, Fix, Severity
from engine_lint.model.value import Option
from engine_lint.rules.flask_keys import Kind, Meaning, dead_keys, flask_sqlalchemy, foreign
from engine_lint.rules.migration import migrate
from engine_lint.rules.rule import Context, Example, Report, Rule
from engine_lint.rules.wording import no_fix, pinned


def check(subject: ConfigKeys, context: Context) -> Iterator[Report]:
    """One report per removed key; the fix is its group's."""
    possible = flask_sqlalchemy(context.versions)
    if possible.surely_below(engine_options_since()) or foreign(subject, context.versions):
        return
    still_read = possible.surely_below(removed_in())
    sure = possible.surely_at_least(engine_options_since() if still_read else removed_in())
    for group, key, wrong in dead_keys(subject):
        if wrong.kind is not Kind.REMOVED:
            continue
        migration = migrate(key, group, subject, context.versions)
        yield Report(
            _message(key, wrong, still_read),
            Confidence.HIGH if sure else Confidence.MEDIUM,
            place=key.place,
            severity=Severity.WARNING if still_read else Severity.ERROR,
            fix=migration if isinstance(migration, Fix) else None,
            help=(pinned(context.versions, FLASK_SQLALCHEMY, "2.4 or later is assumed"), *(no_fix(migration) if isinstance(migration, str) else ())),
        )


def _message(key: Option, wrong: Meaning, still_read: bool) -> str:
    instead = f"; {ENGINE_OPTIONS}[{wrong.option!r}] is read" if wrong.option else ""
    if still_read:
        return f"{key.name} is deprecated and ignored from Flask-SQLAlchemy 3.0 on{instead}"
    return f"{key.name} is ignored since Flask-SQLAlchemy 3.0{instead}"


EXAMPLES = (
    Example(
        title="Two removed keys become one dict",
        source="""\
class Config:
    SQLALCHEMY_DATABASE_URI = "mysql+pymysql://app@db/shop"
    SQLALCHEMY_POOL_SIZE = 10
    SQLALCHEMY_POOL_RECYCLE = 280
    SQLALCHEMY_ECHO = False
""",
        files={"requirements.txt": "Flask-SQLAlchemy==2.5.1\n"},
        finds=("EL101:2", "EL301:3", "EL301:4"),
        fixed="""\
class Config:
    SQLALCHEMY_DATABASE_URI = "mysql+pymysql://app@db/shop"
    SQLALCHEMY_ENGINE_OPTIONS = {"pool_size": 10, "pool_recycle": 280, "pool_pre_ping": True}
    SQLALCHEMY_ECHO = False
""",
    ),
    Example(
        title="Into the options that are there",
        source="""\
from flask import Flask

app = Flask(__name__)
app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
    "pool_pre_ping": True,
}
app.config["SQLALCHEMY_POOL_RECYCLE"] = 280  # the provider cuts at 300
""",
        files={"requirements.txt": "Flask-SQLAlchemy==3.1.1\n"},
        finds=("EL301:7",),
        fixed="""\
from flask import Flask

app = Flask(__name__)
app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
    "pool_pre_ping": True,
    "pool_recycle": 280,  # the provider cuts at 300
}
""",
    ),
    Example(
        title="Keywords of update()",
        source="""\
from flask import Flask

app = Flask(__name__)
app.config.update(
    SQLALCHEMY_POOL_TIMEOUT=30,
    DEBUG=False,
)
""",
        finds=("EL301:5",),
        fixed="""\
from flask import Flask

app = Flask(__name__)
app.config.update(
    SQLALCHEMY_ENGINE_OPTIONS={"pool_timeout": 30, "pool_pre_ping": True},
    DEBUG=False,
)
""",
    ),
    Example(
        title="The explicit new option wins",
        source="""\
SQLALCHEMY_ENGINE_OPTIONS = {"pool_pre_ping": True, "pool_recycle": 280}
SQLALCHEMY_POOL_RECYCLE = 3600
""",
        files={"requirements.txt": "Flask-SQLAlchemy>=3\n"},
        finds=("EL301:2",),
        fixed="""\
SQLALCHEMY_ENGINE_OPTIONS = {"pool_pre_ping": True, "pool_recycle": 280}
""",
    ),
    Example(
        title="Old keys in an old Flask-SQLAlchemy",
        source="""\
class Config:
    SQLALCHEMY_POOL_SIZE = 10
    SQLALCHEMY_POOL_RECYCLE = 280
""",
        files={"requirements.txt": "Flask-SQLAlchemy==2.3.2\n"},
    ),
    Example(
        title="The project reads the keys itself",
        source="""\
from flask_sqlalchemy import SQLAlchemy


class Config:
    SQLALCHEMY_POOL_SIZE = 10
    SQLALCHEMY_POOL_RECYCLE = 280


db = SQLAlchemy(
    engine_options={
        "pool_size": Config.SQLALCHEMY_POOL_SIZE,
        "pool_recycle": Config.SQLALCHEMY_POOL_RECYCLE,
        "pool_pre_ping": True,
    }
)
""",
    ),
    Example(
        title="A project without Flask-SQLAlchemy",
        source="""\
class Settings:
    SQLALCHEMY_POOL_SIZE = 10
""",
        files={"requirements.txt": "fastapi==0.115.0\nsqlalchemy==2.0.36\n"},
    ),
    Example(
        title="Migrated already",
        source="""\
class Config:
    SQLALCHEMY_ENGINE_OPTIONS = {"pool_size": 10, "pool_recycle": 280, "pool_pre_ping": True}
    SQLALCHEMY_TRACK_MODIFICATIONS = False
""",
        files={"requirements.txt": "Flask-SQLAlchemy==3.1.1\n"},
    ),
    Example(
        title="The name of an environment variable",
        source="""\
import os

POOL_SIZE = int(os.environ.get("SQLALCHEMY_POOL_SIZE", "5"))
""",
    ),
)

RULE = Rule(
    code="EL301",
    name="removed-flask-key",
    severity=Severity.ERROR,
    summary="`SQLALCHEMY_POOL_*`, `SQLALCHEMY_MAX_OVERFLOW`: gone in Flask-SQLAlchemy 3",
    subject=ConfigKeys,
    check=check,
    examples=EXAMPLES,
    fixable="sometimes",
)
