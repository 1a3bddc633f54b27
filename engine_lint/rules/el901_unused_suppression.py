"""A suppression comment that silences nothing.

## What

`# engine-lint: ignore[...]`, `# noqa: EL...` or `# engine-lint: ignore-file[...]` names a rule that reports nothing there, at
any confidence, or a rule that does not exist.

## Why

The code was mended, or moved, and the comment stayed. It would hide the same mistake when it is made again, and the
next reader looks in vain for what it excuses. A misspelt code silences nothing either, and nobody notices.

```text
shop/db.py:4:50: warning[EL901] `engine-lint: ignore[EL101]` silences nothing (unused-suppression)
```

## Bad

```python
engine = create_engine(url, pool_pre_ping=True)  # engine-lint: ignore[EL101]
```

## Good

```python
engine = create_engine(url, pool_pre_ping=True)
```

## When not to

A bare `# noqa` is never called unused, because other tools read it too. Codes of other tools in the same comment are left alone.

## Fix safety

Safe: the comment, or the one code in it, is removed. It does not change what the program does.

## Configuration

`--no-ignores` shows what the comments silence.

## References

- [ruff: RUF100](https://docs.astral.sh/ruff/rules/unused-noqa/); set `external = ["EL"]` there, or it removes our `noqa` comments.
"""

from __future__ import annotations

from engine_lint.model.finding import Severity
from engine_lint.rules.rule import Example, Rule

EXAMPLES = (
    Example(
        title="Nothing to silence",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True)  # engine-lint: ignore[EL101]
""",
        finds=("EL901:3",),
        fixed="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True)
""",
    ),
    Example(
        title="The wrong rule",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop")  # noqa: EL201
""",
        finds=("EL101:3", "EL901:3"),
        fixed="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True)
""",
    ),
    Example(
        title="A comment that is needed",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop")  # engine-lint: ignore[EL101] the pooler tests connections
""",
    ),
    Example(
        title="On the line above",
        source="""\
from sqlalchemy import create_engine

# engine-lint: ignore[missing-pre-ping] the pooler tests connections
engine = create_engine("postgresql://app@db/shop")
""",
    ),
    Example(
        title="On any line of the call",
        source="""\
from sqlalchemy import create_engine

engine = create_engine(
    "postgresql://app@db/shop",
    pool_recycle=1800,  # noqa: EL101
)
""",
    ),
    Example(
        title="Needed at low confidence only",
        source="""\
from sqlalchemy import create_engine


def test_version():
    engine = create_engine("postgresql://app@db/shop")  # engine-lint: ignore[EL101]
    assert engine.dialect.name == "postgresql"
""",
    ),
    Example(
        title="A bare noqa",
        source="""\
from sqlalchemy import create_engine

engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True)  # noqa
""",
    ),
    Example(
        title="Codes of other tools",
        source="""\
from sqlalchemy import create_engine  # noqa: E402

engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True)
""",
    ),
)

RULE = Rule(
    code="EL901",
    name="unused-suppression",
    severity=Severity.WARNING,
    summary="a suppression comment that silences nothing",
    subject=None,
    check=None,
    examples=EXAMPLES,
    fixable="safe",
)
