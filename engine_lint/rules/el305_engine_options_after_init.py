"""Engine options that are set when Flask-SQLAlchemy has read the config already.

## What

`SQLALCHEMY_ENGINE_OPTIONS` is set, or a config class or mapping that holds it is loaded, after `SQLAlchemy(app)` or
`db.init_app(app)` of the same application in the same function or module.

## Why

Flask-SQLAlchemy 3 makes the engines while it is initialised and does not look at the config again. What is set later is
ignored without a word: the pre-ping that the line seems to turn on stays off, and a connection that was closed while it
rested fails at its next use.

```text
(2006, 'MySQL server has gone away')
SSL connection has been closed unexpectedly
```

Version 2 made an engine when it was first used, so that the same order worked there; it breaks with the upgrade. The pool
options act at checkout only: they do not save a connection that is held idle.

## Bad

```python
db.init_app(app)
app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_pre_ping": True}
```

## Good

```python
app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_pre_ping": True}
db.init_app(app)
```

## When not to

On Flask-SQLAlchemy 2 the order does not matter until an engine is used, and the rule is silent where such a version is pinned.
It is silent too where the extension is initialised in another function: then the order is not known.

## Fix safety

There is no fix: the statements between the two may depend on their order.

## Configuration

`target-versions` gives the Flask-SQLAlchemy version where no file pins it.

## References

- [Flask-SQLAlchemy: configure the extension](https://flask-sqlalchemy.readthedocs.io/en/stable/quickstart/#configure-the-extension)
- [Flask-SQLAlchemy 3.0: changes](https://flask-sqlalchemy.readthedocs.io/en/stable/changes/#version-3-0-0)
"""

from __future__ import annotations

from collections.abc import Iterator

from engine_lint.knowledge.flask import ENGINE_OPTIONS, FLASK_SQLALCHEMY, removed_in
from engine_lint.model.finding import Confidence, Related, Severity
from engine_lint.model.flask import LateOptions
from engine_lint.rules.flask_keys import flask_sqlalchemy
from engine_lint.rules.rule import Context, Example, Report, Rule
from engine_lint.rules.wording import pinned


def check(late: LateOptions, context: Context) -> Iterator[Report]:
    """Options that come too late for the releases that the project may run with."""
    possible = flask_sqlalchemy(context.versions)
    if possible.surely_below(removed_in()):
        return
    sure = possible.surely_at_least(removed_in())
    confidence = Confidence.HIGH if sure else Confidence.MEDIUM
    yield Report(
        f"{ENGINE_OPTIONS} is set after {late.read_by} has read the config: Flask-SQLAlchemy 3 ignores it",
        Confidence.LOW if late.site.in_tests else confidence,
        related=(Related(late.read_at, "the config is read here"),),
        help=(pinned(context.versions, FLASK_SQLALCHEMY, "before 3.0 the options are read when the first engine is used", sure=sure),),
    )


EXAMPLES = (
    Example(
        title="The wrong way round",
        source="""\
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "postgresql://app@db/shop"
db = SQLAlchemy(app)
app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_pre_ping": True}
""",
        files={"requirements.txt": "Flask-SQLAlchemy==3.1.1\n"},
        finds=("EL305:7",),
    ),
    Example(
        title="In an application factory",
        source="""\
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


def create_app(url):
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    db.init_app(app)
    app.config.update(DEBUG=False, SQLALCHEMY_ENGINE_OPTIONS={"pool_pre_ping": True})
    return app
""",
        files={"requirements.txt": "Flask-SQLAlchemy==3.1.1\n"},
        finds=("EL305:11",),
    ),
    Example(
        title="A config class that is loaded too late",
        source="""\
from flask import Flask
from flask_sqlalchemy import SQLAlchemy


class Config:
    SQLALCHEMY_ENGINE_OPTIONS = {"pool_pre_ping": True}


app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "postgresql://app@db/shop"
db = SQLAlchemy(app)
app.config.from_object(Config)
""",
        finds=("EL305:12",),
    ),
    Example(
        title="The right way round",
        source="""\
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "postgresql://app@db/shop"
app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_pre_ping": True}
db = SQLAlchemy(app)
""",
        files={"requirements.txt": "Flask-SQLAlchemy==3.1.1\n"},
    ),
    Example(
        title="Version 2 reads the config late",
        source="""\
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)
app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_pre_ping": True}
""",
        files={"requirements.txt": "Flask-SQLAlchemy==2.5.1\n"},
    ),
    Example(
        title="Another application",
        source="""\
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()
worker = Flask("worker")
web = Flask("web")
db.init_app(worker)
web.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_pre_ping": True}
db.init_app(web)
""",
        files={"requirements.txt": "Flask-SQLAlchemy==3.1.1\n"},
    ),
    Example(
        title="The extension is initialised elsewhere, nobody knows when",
        source="""\
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()
app = Flask(__name__)


def start():
    db.init_app(app)


app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_pre_ping": True}
""",
        files={"requirements.txt": "Flask-SQLAlchemy==3.1.1\n"},
    ),
    Example(
        title="Only on a path that leaves the extension out",
        source="""\
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


def create_app(offline):
    app = Flask(__name__)
    if not offline:
        db.init_app(app)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_pre_ping": True}
    return app
""",
        files={"requirements.txt": "Flask-SQLAlchemy==3.1.1\n"},
    ),
    Example(
        title="Other keys may come later",
        source="""\
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_pre_ping": True}
db = SQLAlchemy(app)
app.config["SQLALCHEMY_RECORD_QUERIES"] = True
app.config.update(TESTING=False)
""",
        files={"requirements.txt": "Flask-SQLAlchemy==3.1.1\n"},
    ),
)

RULE = Rule(
    code="EL305",
    name="engine-options-after-init",
    severity=Severity.ERROR,
    summary="`SQLALCHEMY_ENGINE_OPTIONS` set after Flask-SQLAlchemy 3 has read the config",
    subject=LateOptions,
    check=check,
    examples=EXAMPLES,
)
