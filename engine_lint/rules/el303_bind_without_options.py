"""A bind of Flask-SQLAlchemy that the app's engine options do not reach.

## What

An entry of `SQLALCHEMY_BINDS` names a database server and has no `pool_pre_ping`, neither of its own nor from
`SQLAlchemy(engine_options=...)`.

## Why

Flask-SQLAlchemy 3 gives `SQLALCHEMY_ENGINE_OPTIONS` to the app's own database only; in 2.4 and 2.5 all binds got them. After the
upgrade the binds go without pre-ping, and a connection that was closed while it rested fails at its next use:

```text
(2006, 'MySQL server has gone away')
SSL connection has been closed unexpectedly
```

Pre-ping acts at checkout only: it does not save a connection that is held idle.

## Bad

```python
SQLALCHEMY_ENGINE_OPTIONS = {"pool_pre_ping": True}
SQLALCHEMY_BINDS = {"users": "mysql+pymysql://app@db/users"}
```

## Good

```python
db = SQLAlchemy(engine_options={"pool_pre_ping": True})
```

or, for one bind:

```python
SQLALCHEMY_BINDS = {"users": {"url": "mysql+pymysql://app@db/users", "pool_pre_ping": True}}
```

## When not to

Where a bind is to go without it: say so with `"pool_pre_ping": False` in its dict. What exempts an engine from EL101 exempts a bind
as well: SQLite, NullPool, a hand-written ping, options that cannot be seen completely. On Flask-SQLAlchemy 2 the rule is
silent.

## Fix safety

A bind that is a dict gets the option there, which is as safe as in EL101. Else the fix is unsafe: where the project makes one
extension, the option goes to its `engine_options` and reaches every engine of it; where that cannot be seen, the bind
becomes a dict, which other code may not expect, and which fails before Flask-SQLAlchemy 3.

## Configuration

`target-versions` gives the Flask-SQLAlchemy version where no file pins it. `test-paths` says where findings are weak.

## References

- [Flask-SQLAlchemy: multiple databases with binds](https://flask-sqlalchemy.readthedocs.io/en/stable/binds/)
- [Flask-SQLAlchemy: configuration keys](https://flask-sqlalchemy.readthedocs.io/en/stable/config/#flask_sqlalchemy.config.SQLALCHEMY_BINDS)
"""

from __future__ import annotations

from collections.abc import Iterator

from engine_lint.knowledge.flask import ENGINE_OPTIONS, FLASK_SQLALCHEMY, removed_in
from engine_lint.model.change import Code, Moved, Options, ReplaceValue, SetOption, literal
from engine_lint.model.engine import Bind, Engine
from engine_lint.model.finding import Confidence, Fix, Severity
from engine_lint.model.versions import Versions
from engine_lint.rules.engine_facts import confidence, lowered, may_rest, pool_instance, related
from engine_lint.rules.flask_keys import flask_sqlalchemy
from engine_lint.rules.option_changes import fix
from engine_lint.rules.pre_ping_safety import ping_doubts
from engine_lint.rules.rule import Context, Example, Report, Rule
from engine_lint.rules.wording import CHECKOUT_ONLY, error_text, path_taken, pinned

_PING = literal(True)


def check(engine: Engine, context: Context) -> Iterator[Report]:
    """A bind that keeps connections and has no pre-ping on Flask-SQLAlchemy 3."""
    bind, possible = engine.bind, flask_sqlalchemy(context.versions)
    if bind is None or _told_elsewhere(bind) or possible.surely_below(removed_in()) or not _unprotected(engine, bind):
        return
    sure = possible.surely_at_least(removed_in())
    yield Report(
        f"the bind {bind.key!r} has no pool_pre_ping: Flask-SQLAlchemy 3 gives {ENGINE_OPTIONS} to the app's own database only",
        lowered(confidence(engine, context.versions), Confidence.HIGH if sure else Confidence.MEDIUM),
        related=related(engine),
        fix=_fix(engine, bind, context.versions),
        help=(
            error_text(engine),
            CHECKOUT_ONLY,
            *path_taken(engine),
            pinned(context.versions, FLASK_SQLALCHEMY, "before 3.0 binds get these options", sure=sure),
        ),
    )


def _told_elsewhere(bind: Bind) -> bool:
    """Whether EL101 speaks of the dict that lacks the option: the app's own, or the extension's where the app has none."""
    return bind.shares_target or (bind.extension_options is not None and not bind.app_options)


def _unprotected(engine: Engine, bind: Bind) -> bool:
    if engine.unseen or engine.ping is not None or "pool_pre_ping" in {**bind.inherited, **engine.options} or pool_instance(engine) is not None:
        return False
    return may_rest(engine)


def _fix(engine: Engine, bind: Bind, versions: Versions) -> Fix:
    doubts = ping_doubts(engine, versions)
    if engine.target is not None:
        return fix(f"Add pool_pre_ping=True to the bind {bind.key!r}", (SetOption(engine.target, "pool_pre_ping", _PING),), doubts)
    if bind.extension is not None:
        reaches_all = "it reaches every engine of the extension, the app's own as well"
        return fix("Give all binds pool_pre_ping=True", (_for_all(bind),), (reaches_all, *doubts))
    old = () if flask_sqlalchemy(versions).surely_at_least(removed_in()) else ("a bind in dict form fails before Flask-SQLAlchemy 3",)
    as_dict = Code(('{"url": ', Moved(bind.slot), ', "pool_pre_ping": True}'))
    why = "other code may take the bind for a URL"
    return fix(f"Make the bind {bind.key!r} a dict with pool_pre_ping=True", (ReplaceValue(bind.slot, as_dict),), (why, *old, *doubts))


def _for_all(bind: Bind) -> SetOption:
    """Pre-ping in the options of the extension, or as the first of them."""
    if bind.extension_options is not None:
        return SetOption(bind.extension_options, "pool_pre_ping", _PING)
    assert bind.extension is not None
    return SetOption(bind.extension, "engine_options", Options((("pool_pre_ping", _PING),)))


_VERSION_3 = {"requirements.txt": "Flask-SQLAlchemy==3.1.1\n"}
EXAMPLES = (
    Example(
        title="Options that do not reach the binds",
        source="""\
from flask_sqlalchemy import SQLAlchemy


class Config:
    SQLALCHEMY_DATABASE_URI = "postgresql://app@db/shop"
    SQLALCHEMY_ENGINE_OPTIONS = {"pool_pre_ping": True}
    SQLALCHEMY_BINDS = {
        "users": "mysql+pymysql://app@db/users",
        "log": "postgresql://app@db/log",
    }


db = SQLAlchemy()
""",
        files=_VERSION_3,
        finds=("EL303:8",),
        unsafe=True,
        fixed="""\
from flask_sqlalchemy import SQLAlchemy


class Config:
    SQLALCHEMY_DATABASE_URI = "postgresql://app@db/shop"
    SQLALCHEMY_ENGINE_OPTIONS = {"pool_pre_ping": True}
    SQLALCHEMY_BINDS = {
        "users": "mysql+pymysql://app@db/users",
        "log": "postgresql://app@db/log",
    }


db = SQLAlchemy(engine_options={"pool_pre_ping": True})
""",
    ),
    Example(
        title="A bind with options of its own",
        source="""\
class Config:
    SQLALCHEMY_ENGINE_OPTIONS = {"pool_pre_ping": True}
    SQLALCHEMY_BINDS = {
        "users": {
            "url": "mysql+pymysql://app@db/users",
            "pool_recycle": 280,
        },
    }
""",
        files=_VERSION_3,
        finds=("EL303:4",),
        fixed="""\
class Config:
    SQLALCHEMY_ENGINE_OPTIONS = {"pool_pre_ping": True}
    SQLALCHEMY_BINDS = {
        "users": {
            "url": "mysql+pymysql://app@db/users",
            "pool_recycle": 280,
            "pool_pre_ping": True,
        },
    }
""",
    ),
    Example(
        title="The extension cannot be seen",
        source="""\
from flask import Flask

app = Flask(__name__)
app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_pre_ping": True}
app.config["SQLALCHEMY_BINDS"] = {"users": "mysql+pymysql://app@db/users"}
""",
        files=_VERSION_3,
        finds=("EL303:5",),
        unsafe=True,
        fixed="""\
from flask import Flask

app = Flask(__name__)
app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_pre_ping": True}
app.config["SQLALCHEMY_BINDS"] = {"users": {"url": "mysql+pymysql://app@db/users", "pool_pre_ping": True}}
""",
    ),
    Example(
        title="Version 2 gives the options to all binds",
        source="""\
class Config:
    SQLALCHEMY_ENGINE_OPTIONS = {"pool_pre_ping": True}
    SQLALCHEMY_BINDS = {"users": "mysql+pymysql://app@db/users"}
""",
        files={"requirements.txt": "Flask-SQLAlchemy==2.5.1\n"},
    ),
    Example(
        title="Options of the extension",
        source="""\
from flask_sqlalchemy import SQLAlchemy


class Config:
    SQLALCHEMY_BINDS = {"users": "mysql+pymysql://app@db/users"}


db = SQLAlchemy(engine_options={"pool_pre_ping": True})
""",
        files=_VERSION_3,
    ),
    Example(
        title="A bind that has it",
        source="""\
class Config:
    SQLALCHEMY_ENGINE_OPTIONS = {"pool_pre_ping": True}
    SQLALCHEMY_BINDS = {"users": {"url": "mysql+pymysql://app@db/users", **SQLALCHEMY_ENGINE_OPTIONS}}
""",
        files=_VERSION_3,
    ),
    Example(
        title="SQLite, and a pool that keeps nothing",
        source="""\
from sqlalchemy.pool import NullPool


class Config:
    SQLALCHEMY_ENGINE_OPTIONS = {"pool_pre_ping": True}
    SQLALCHEMY_BINDS = {
        "cache": "sqlite:///cache.db",
        "users": {"url": "mysql+pymysql://app@db/users", "poolclass": NullPool},
    }
""",
        files=_VERSION_3,
    ),
    Example(
        title="An explicit decision",
        source="""\
class Config:
    SQLALCHEMY_ENGINE_OPTIONS = {"pool_pre_ping": True}
    SQLALCHEMY_BINDS = {"users": {"url": "mysql+pymysql://app@db/users", "pool_pre_ping": False}}
""",
        files=_VERSION_3,
    ),
    Example(
        title="A bind that may be anything",
        source="""\
from settings import USERS_BIND


class Config:
    SQLALCHEMY_ENGINE_OPTIONS = {"pool_pre_ping": True}
    SQLALCHEMY_BINDS = {"users": USERS_BIND}
""",
        files=_VERSION_3,
    ),
    Example(
        title="An extension that makes its engines itself",
        source="""\
from flask_sqlalchemy import SQLAlchemy


class Database(SQLAlchemy):
    def _make_engine(self, bind_key, options, app):
        return super()._make_engine(bind_key, {"pool_pre_ping": True, **options}, app)


class Config:
    SQLALCHEMY_BINDS = {"users": "mysql+pymysql://app@db/users"}


db = Database()
""",
        files=_VERSION_3,
    ),
)

RULE = Rule(
    code="EL303",
    name="bind-without-options",
    severity=Severity.WARNING,
    summary="a bind without `pool_pre_ping`, which `SQLALCHEMY_ENGINE_OPTIONS` does not reach in Flask-SQLAlchemy 3",
    subject=Engine,
    check=check,
    examples=EXAMPLES,
    fixable="sometimes",
)
