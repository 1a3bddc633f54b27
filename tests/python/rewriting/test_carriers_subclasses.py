"""Subclasses of Flask-SQLAlchemy's extension, written above the statement that makes one."""

from __future__ import annotations

import pytest

from engine_lint.errors import CannotRewrite
from engine_lint.model.change import DropOption, SetOption, literal
from engine_lint.model.value import Carrier

PING = ("pool_pre_ping", literal(True))
METHOD = '    def apply_pool_defaults(self, app, options):\n        options["pool_pre_ping"] = True\n        return super(PingingSQLAlchemy, self).apply_pool_defaults(app, options)\n'


def subclass(text: object, name: str = "SQLAlchemy", called: str = "PingingSQLAlchemy") -> Carrier:
    return Carrier("subclass", text.call(name).place, receiver=called)  # type: ignore[attr-defined]


def test_the_class_stands_above_the_statement_and_is_called_in_it(sample: type) -> None:
    text = sample("from flask_sqlalchemy import SQLAlchemy\n\ndb = SQLAlchemy(app)  # the database\nready = True\n")
    assert text.after(SetOption(subclass(text), *PING)) == (
        "from flask_sqlalchemy import SQLAlchemy\n\n\nclass PingingSQLAlchemy(SQLAlchemy):\n"
        + METHOD
        + "\n\ndb = PingingSQLAlchemy(app)  # the database\nready = True\n"
    )


def test_two_blank_lines_that_are_there_are_enough(sample: type) -> None:
    text = sample("import flask_sqlalchemy as fsa\n\n\ndb = fsa.SQLAlchemy()\n")
    assert text.after(SetOption(subclass(text), *PING)).startswith("import flask_sqlalchemy as fsa\n\n\nclass PingingSQLAlchemy(fsa.SQLAlchemy):\n")


def test_a_comment_above_keeps_its_place(sample: type) -> None:
    text = sample("import os\n\n# The database of the app\ndb = SQLAlchemy()\n")
    assert "\n\n# The database of the app\nclass PingingSQLAlchemy" in text.after(SetOption(subclass(text), *PING))


def test_the_style_of_the_file_is_followed(sample: type) -> None:
    text = sample("def url():\n\treturn 'sqlite://'\n\n\ndb = SQLAlchemy()\n".replace("\n", "\r\n"))
    assert "\r\n\tdef apply_pool_defaults(self, app, options):\r\n\t\toptions['pool_pre_ping'] = True\r\n" in text.after(SetOption(subclass(text), *PING))


def test_one_of_several_targets_and_an_annotation(sample: type) -> None:
    text = sample("db, ma = SQLAlchemy(), Marshmallow()\n")
    assert text.after(SetOption(subclass(text), *PING)).endswith("\n\n\ndb, ma = PingingSQLAlchemy(), Marshmallow()\n")
    text = sample("db: SQLAlchemy = SQLAlchemy()\n")
    assert text.after(SetOption(subclass(text), *PING)).endswith("\n\n\ndb: SQLAlchemy = PingingSQLAlchemy()\n")


def test_a_call_inside_a_block_is_refused(sample: type) -> None:
    text = sample("def make(app):\n    db = SQLAlchemy(app)\n    return db\n")
    with pytest.raises(CannotRewrite, match="plain statement"):
        text.after(SetOption(subclass(text), *PING))


def test_a_callee_that_is_no_name_is_refused(sample: type) -> None:
    text = sample("db = kinds['SQLAlchemy']()\n")
    with pytest.raises(CannotRewrite, match="plain statement"):
        text.after(SetOption(Carrier("subclass", text.expression("kinds['SQLAlchemy']()"), receiver="Other"), *PING))


def test_it_takes_one_new_option_and_nothing_else(sample: type) -> None:
    text = sample("db = SQLAlchemy()\n")
    with pytest.raises(CannotRewrite, match="one option"):
        text.after(SetOption(subclass(text), *PING), SetOption(subclass(text), "pool_recycle", literal(280)))
    with pytest.raises(CannotRewrite, match="one option"):
        text.after(DropOption(subclass(text), "pool_recycle"))
