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
SQLALCHEMY_ENGINE_OPTIONS = {"pool_recycle": 280, "pool_pre_ping": True}
```

## When not to

On Flask-SQLAlchemy before 2.4 the old keys are the right ones, and the rule is silent where such a version is pinned. It is
silent too where the project reads the key itself, and where its dependency metadata names neither Flask-SQLAlchemy nor
anything that brings it along and its code does not make the extension either.

## Fix safety

All removed keys that stand together move into one `SQLALCHEMY_ENGINE_OPTIONS`, or into the one that is there; comments
travel with them. `SQLALCHEMY_NATIVE_UNICODE` and keys set to `None` are deleted, and so is a key whose new option is already set. On 3 and on an
unknown version it is unsafe for size, overflow, timeout and a recycle below 10 s, because values that were ignored come alive; on every version for
what may not be a number, because before 3 a key that is `None` counts as absent and an option that is `None` fails.
Where only some keys of a config can move safely, those go first. The keys of a config are one finding;
a suppression comment at any of them silences it.

## Configuration

`target-versions` gives the Flask-SQLAlchemy version where no file pins it.

## References

- [Flask-SQLAlchemy 3.0: changes](https://flask-sqlalchemy.readthedocs.io/en/stable/changes/#version-3-0-0)
- [Flask-SQLAlchemy issue 785](https://github.com/pallets-eco/flask-sqlalchemy/issues/785)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine_lint.knowledge.flask import ENGINE_OPTIONS, FLASK_SQLALCHEMY, engine_options_since, removed_in
from engine_lint.model.finding import Confidence, Related, Safety, Severity
from engine_lint.model.flask import ConfigKeys, KeyGroup
from engine_lint.model.value import Option
from engine_lint.model.versions import Versions
from engine_lint.rules.flask_keys import Kind, Meaning, dead_keys, flask_sqlalchemy, foreign
from engine_lint.rules.migration import Migration, migrate
from engine_lint.rules.option_changes import fix
from engine_lint.rules.rule import Context, Example, Report, Rule
from engine_lint.rules.wording import listing, no_fix, pinned


def check(subject: ConfigKeys, context: Context) -> Iterator[Report]:
    """One report for all removed keys of a config, at the first that its fix mends."""
    possible = flask_sqlalchemy(context.versions)
    if possible.surely_below(engine_options_since()) or foreign(subject, context.versions):
        return
    removed = [(group, key, wrong) for group, key, wrong in dead_keys(subject) if wrong.kind is Kind.REMOVED]
    if not removed:
        return
    still_read = possible.surely_below(removed_in())
    sure = possible.surely_at_least(engine_options_since() if still_read else removed_in())
    mending, left = _mending(removed, subject, context.versions)
    keys = sorted((key for _, key, _ in removed), key=lambda key: key.place)
    first = next((key for key in keys if mending is not None and key in mending.keys), keys[0])
    others = [key for key in keys if key is not first]
    yield Report(
        _message([(key, wrong) for _, key, wrong in removed], still_read),
        Confidence.LOW if subject.site.unused else Confidence.HIGH if sure else Confidence.MEDIUM,
        place=first.place,
        severity=Severity.WARNING if still_read else Severity.ERROR,
        related=tuple(Related(key.place, f"{key.name} is {'deprecated' if still_read else 'ignored'} too") for key in others),
        also=tuple(key.place for key in others),
        fix=mending.fix if mending is not None else None,
        help=(pinned(context.versions, FLASK_SQLALCHEMY, "2.4 or later is assumed"), *_rest(keys, mending, left)),
    )


def _mending(removed: Sequence[tuple[KeyGroup, Option, Meaning]], subject: ConfigKeys, versions: Versions) -> tuple[Migration | None, tuple[str, ...]]:
    """What is mended now: what is safe, or all; and why some keys cannot be."""
    found: list[Migration] = []
    left: list[str] = []
    for group in subject.groups:
        keys = [key for other, key, _ in removed if other is group]
        migration = migrate(keys, group, subject, versions) if keys else None
        if isinstance(migration, Migration):
            found.append(migration)
        elif migration is not None:
            left.append(migration)
    chosen = [each for each in found if each.fix.safety is Safety.SAFE] or found
    if not chosen:
        return None, tuple(dict.fromkeys(left))
    fixes = [each.fix for each in chosen]
    reasons = tuple(dict.fromkeys(each.reason for each in fixes if each.reason))
    together = fix("; ".join(dict.fromkeys(each.title for each in fixes)), tuple(change for each in fixes for change in each.changes), reasons)
    return Migration(together, tuple(key for each in chosen for key in each.keys)), tuple(dict.fromkeys(left))


def _rest(keys: Sequence[Option], mending: Migration | None, left: tuple[str, ...]) -> tuple[str, ...]:
    """What is said of the keys that the fix leaves where they are."""
    if mending is None:
        return no_fix("; ".join(left))
    staying = tuple(key.name for key in keys if key not in mending.keys)
    if not staying:
        return ()
    why = "; ".join(left) or "to move what was ignored is unsafe, because it would take effect"
    return (f"The fix leaves {listing(staying)}: {why}.",)


def _message(found: Sequence[tuple[Option, Meaning]], still_read: bool) -> str:
    names = tuple(dict.fromkeys(key.name for key, _ in found))
    options = {wrong.option for _, wrong in found if wrong.option}
    instead = f"; {ENGINE_OPTIONS}[{next(iter(options))!r}] is read" if len(names) == len(options) == 1 else f"; {ENGINE_OPTIONS} is read" if options else ""
    verb = "is" if len(names) == 1 else "are"
    if still_read:
        return f"{listing(names)} {verb} deprecated and ignored from Flask-SQLAlchemy 3.0 on{instead}"
    return f"{listing(names)} {verb} ignored since Flask-SQLAlchemy 3.0{instead}"


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
        finds=("EL101:2", "EL301:3"),
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
        unsafe=True,
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
