"""A method that is meant to set an engine's options and that Flask-SQLAlchemy does not call, or whose result it misses.

## What

A subclass of `SQLAlchemy` overrides `apply_pool_defaults` or `apply_driver_hacks`, or the project assigns a function of its
own to one of them, while Flask-SQLAlchemy 3 or later is installed; or the override returns nothing on 2.5.

## Why

Flask-SQLAlchemy 2 asked these methods for the options of each engine, and before 2.4 they were the only way to turn
pre-ping on. Version 3 builds its engines otherwise and never calls them: the program starts, and the pre-ping and the
recycle that the method sets are gone without a word.

```text
(2006, 'MySQL server has gone away')
SSL connection has been closed unexpectedly
```

Version 2.5 calls them and goes on with what they return. One that only changes the dict it is given ends the program
when the first engine is made:

```text
AttributeError: 'NoneType' object has no attribute 'setdefault'
TypeError: cannot unpack non-iterable NoneType object
```

The pool options that are lost act at checkout only: with them, too, a connection that is held idle is not saved.

## Bad

```python
class Database(SQLAlchemy):
    def apply_pool_defaults(self, app, options):
        options["pool_pre_ping"] = True
```

## Good

```python
db = SQLAlchemy(engine_options={"pool_pre_ping": True})
```

## When not to

Before 2.5 both forms are right, and on 2.5 one that returns the options; the rule is silent where such a version is pinned.
It is silent too where the project calls the method itself, where it stands under a condition, and where the class overrides
`_apply_driver_defaults` or `_make_engine`, which version 3 calls, as well.

## Fix safety

There is no fix: what the method does has to be read and moved by hand, to `SQLALCHEMY_ENGINE_OPTIONS` or, where it shall
reach all binds, to `SQLAlchemy(engine_options=...)`.

## Configuration

`target-versions` gives the Flask-SQLAlchemy version where no file pins it.

## References

- [Flask-SQLAlchemy 3.0: changes](https://flask-sqlalchemy.readthedocs.io/en/stable/changes/#version-3-0-0)
- [Flask-SQLAlchemy: engine options](https://flask-sqlalchemy.readthedocs.io/en/stable/config/#flask_sqlalchemy.config.SQLALCHEMY_ENGINE_OPTIONS)
"""

from __future__ import annotations

from collections.abc import Iterator

from engine_lint.knowledge.flask import FLASK_SQLALCHEMY, pool_hooks_return_since, removed_in
from engine_lint.model.finding import Confidence, Severity
from engine_lint.model.flask import PoolHook, Returns
from engine_lint.model.versions import VersionRange
from engine_lint.rules.engine_facts import lowered
from engine_lint.rules.flask_keys import flask_sqlalchemy
from engine_lint.rules.rule import Context, Example, Report, Rule
from engine_lint.rules.wording import pinned

_ERRORS = {
    "apply_pool_defaults": "AttributeError: 'NoneType' object has no attribute 'setdefault'",
    "apply_driver_hacks": "TypeError: cannot unpack non-iterable NoneType object",
}
_INSTEAD = "SQLALCHEMY_ENGINE_OPTIONS holds the options of the app's own database, SQLAlchemy(engine_options=...) those of all binds as well."


def check(hook: PoolHook, context: Context) -> Iterator[Report]:
    """A hook that the pinned releases do not call, or that gives them nothing."""
    possible = flask_sqlalchemy(context.versions)
    weak = hook.site.in_tests or hook.site.in_migrations
    most = Confidence.LOW if weak else Confidence.HIGH
    if not possible.surely_below(removed_in()):
        sure = possible.surely_at_least(removed_in())
        version = pinned(context.versions, FLASK_SQLALCHEMY, "versions before 3.0 call it", sure=sure)
        yield Report(
            f"{hook.name} is never called by Flask-SQLAlchemy 3: the options that it sets are lost",
            lowered(Confidence.HIGH if sure else Confidence.MEDIUM, most),
            help=(version, *_also(hook, possible), _INSTEAD),
        )
    elif hook.returns is not Returns.SOMETHING and not possible.surely_below(pool_hooks_return_since()):
        sure = hook.returns is Returns.NOTHING and possible.surely_at_least(pool_hooks_return_since())
        where = "" if hook.returns is Returns.NOTHING else " on one of its ways"
        version = pinned(context.versions, FLASK_SQLALCHEMY, "versions before 2.5 need no result", sure=possible.surely_at_least(pool_hooks_return_since()))
        yield Report(
            f"{hook.name} returns nothing{where}, and Flask-SQLAlchemy 2.5 goes on with what it returns: the first engine fails",
            lowered(Confidence.HIGH if sure else Confidence.MEDIUM, most),
            help=(f"The error reads {_ERRORS[hook.name]}.", version, "Flask-SQLAlchemy 3 does not call it at all.", _INSTEAD),
        )


def _also(hook: PoolHook, possible: VersionRange) -> tuple[str, ...]:
    """What 2.5 makes of it, where that is possible too."""
    if hook.returns is Returns.NOTHING and possible.may_be_within(pool_hooks_return_since(), removed_in()):
        return (f"It returns nothing, which ends the program on 2.5 ({_ERRORS[hook.name]}).",)
    return ()


_VERSION_3 = {"requirements.txt": "Flask-SQLAlchemy==3.1.1\n"}
EXAMPLES = (
    Example(
        title="Carried along to version 3",
        source="""\
from flask_sqlalchemy import SQLAlchemy


class Database(SQLAlchemy):
    def apply_pool_defaults(self, app, options):
        options = super().apply_pool_defaults(app, options)
        options["pool_pre_ping"] = True
        return options


db = Database()
""",
        files=_VERSION_3,
        finds=("EL304:5",),
    ),
    Example(
        title="Nothing comes back, on 2.5",
        source="""\
from flask_sqlalchemy import SQLAlchemy as BaseSQLAlchemy


class SQLAlchemy(BaseSQLAlchemy):
    def apply_driver_hacks(self, app, info, options):
        options["isolation_level"] = "READ COMMITTED"
        super().apply_driver_hacks(app, info, options)
""",
        files={"requirements.txt": "Flask-SQLAlchemy==2.5.1\n"},
        finds=("EL304:5",),
    ),
    Example(
        title="A function in its place",
        source="""\
from flask_sqlalchemy import SQLAlchemy


def pool_defaults(self, app, options):
    options["pool_pre_ping"] = True
    return options


SQLAlchemy.apply_pool_defaults = pool_defaults
db = SQLAlchemy()
""",
        files={"requirements.txt": "Flask-SQLAlchemy>=3.0\n"},
        finds=("EL304:9",),
    ),
    Example(
        title="Version 2.5, and the options come back",
        source="""\
from flask_sqlalchemy import SQLAlchemy


class Database(SQLAlchemy):
    def apply_pool_defaults(self, app, options):
        options = super().apply_pool_defaults(app, options)
        options["pool_pre_ping"] = True
        return options
""",
        files={"requirements.txt": "Flask-SQLAlchemy==2.5.1\n"},
    ),
    Example(
        title="Version 2.4 takes what is in the dict",
        source="""\
from flask_sqlalchemy import SQLAlchemy


class Database(SQLAlchemy):
    def apply_pool_defaults(self, app, options):
        super().apply_pool_defaults(app, options)
        options["pool_pre_ping"] = True
""",
        files={"requirements.txt": "Flask-SQLAlchemy==2.4.4\nSQLAlchemy<1.4\n"},
    ),
    Example(
        title="The project calls it itself",
        source="""\
from flask_sqlalchemy import SQLAlchemy


class Database(SQLAlchemy):
    def apply_pool_defaults(self, app, options):
        options["pool_pre_ping"] = True
        return options

    def create_engine_for(self, app, url):
        return self.make(url, self.apply_pool_defaults(app, {}))
""",
        files=_VERSION_3,
    ),
    Example(
        title="Written for either version",
        source="""\
from flask_sqlalchemy import SQLAlchemy


class Database(SQLAlchemy):
    def apply_pool_defaults(self, app, options):
        options["pool_pre_ping"] = True
        return options

    def _apply_driver_defaults(self, options, app):
        super()._apply_driver_defaults(options, app)
        options["pool_pre_ping"] = True
""",
        files={"requirements.txt": "Flask-SQLAlchemy>=2.5\n"},
    ),
    Example(
        title="Only where an old version is found",
        source="""\
import flask_sqlalchemy


class Database(flask_sqlalchemy.SQLAlchemy):
    if flask_sqlalchemy.__version__ < "3":

        def apply_pool_defaults(self, app, options):
            options["pool_pre_ping"] = True
            return options
""",
        files={"requirements.txt": "Flask-SQLAlchemy>=2.5\n"},
    ),
    Example(
        title="Another class with a method of that name",
        source="""\
class Driver:
    def apply_driver_hacks(self, app, info, options):
        options["timeout"] = 3
""",
    ),
)

RULE = Rule(
    code="EL304",
    name="dead-pool-hook",
    severity=Severity.ERROR,
    summary="`apply_pool_defaults` or `apply_driver_hacks` overridden where nothing calls it, or returning nothing where it must",
    subject=PoolHook,
    check=check,
    examples=EXAMPLES,
)
