"""A file that may hold an engine and could not be read.

## What

A file that was named on the command line, or whose bytes speak of engines, cannot be read, decoded or parsed. In a notebook every cell that speaks of
engines counts by itself; the others may be drafts. So it is with a file of more than 4 MB ([large files](../files.md#large-files)).

## Why

A linter that passes over such a file says "clean" about code that it has not seen. The run is not complete, so the exit code is 2
whatever else is found:

```text
shop/db.py:3:23: error[EL902] cannot be checked: it is not valid Python 3: '(' was never closed (unparsable-file)
```

Files in Python 2, of which old projects have many, are told of together in reports for people where they are more than three; those for programs
and `--output-format concise` name each of them.

## Bad

```python
engine = create_engine("postgresql://app@db/shop"
```

## Good

```python
engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True)
```

## When not to

Templates of Jinja from which modules are made (`*.py` with `{% if … %}` on a line, or `{{ … }}` where Python cannot go on) are
not reported when only a folder above them is named; a note says that they are not checked. Other templates that only look like
Python belong into `exclude`. Syntax that is newer than the Python which runs engine-lint is read all the same where LibCST
knows it.

## Fix safety

There is no fix.

## Configuration

`exclude`.

## References

- [Python: encoding declarations](https://docs.python.org/3/reference/lexical_analysis.html#encoding-declarations)
"""

from __future__ import annotations

from engine_lint.model.finding import Severity
from engine_lint.rules.rule import Example, Rule

EXAMPLES = (
    Example(
        title="A parenthesis that is not closed",
        source='from sqlalchemy import create_engine\n\nengine = create_engine("postgresql://app@db/shop"\n',
        finds=("EL902:3",),
    ),
    Example(
        title="Python 2",
        source='from sqlalchemy import create_engine\n\nengine = create_engine("sqlite://")\nprint "made", engine\n',
        finds=("EL902:4",),
    ),
    Example(
        title="Syntax of Python 3.12",
        source="""\
from sqlalchemy import create_engine

type Url = str


def connect(url: Url):
    return create_engine(url, pool_pre_ping=True)
""",
    ),
    Example(
        title="Nothing in it",
        source="",
    ),
    Example(
        title="Only a comment",
        source="# create_engine is explained in the manual\n",
    ),
)

RULE = Rule(
    code="EL902",
    name="unparsable-file",
    severity=Severity.ERROR,
    summary="a file that may hold an engine could not be read or parsed",
    subject=None,
    check=None,
    examples=EXAMPLES,
)
