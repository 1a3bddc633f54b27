"""Dotenv files: what stands in them, and lines written back."""

from __future__ import annotations

import pytest

from engine_lint.errors import CannotRewrite
from engine_lint.files.env_syntax import read_env
from engine_lint.files.env_writing import plan_env, verify_env
from engine_lint.model.change import Change, Code, DropOption, Moved, Options, RenameOption, SetOption, literal
from engine_lint.model.place import Place
from engine_lint.model.source import Source
from engine_lint.model.value import Carrier
from engine_lint.python.edits import apply

PATH = "/project/.env"
ROOT = "FLASK_"
NESTED = "FLASK_SQLALCHEMY_ENGINE_OPTIONS__"


def carrier(source: Source, prefix: str = NESTED) -> Carrier:
    return Carrier("env", Place(PATH, source.span(0, 0)), receiver=prefix)


def after(text: str, *changes: Change) -> str:
    source = Source(PATH, text)
    new = apply(source, plan_env(changes, lambda _: source))
    verify_env(source, new, changes, ())
    return new


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("A=1", "1"),
        ("A = 1", "1"),
        ("export A=1", "1"),
        ("  A='x # y' # c", "x # y"),
        ('A="x \\" y"', 'x " y'),
        ("A=a#b", "a#b"),
        ("A=a #b", "a"),
        ("A=a b  ", "a b"),
        ("A=", ""),
        ("A= # c", ""),
        ("# A=1", None),
        ("A", None),
        ("A='x", None),
        ("1A=2", None),
    ],
)
def test_lines(line: str, value: str | None) -> None:
    assert [entry.value for entry in read_env(Source(PATH, f"# top\n{line}\n")).entries] == ([] if value is None else [value])


def test_an_option_is_a_line_of_its_own() -> None:
    text = f"# c\nOTHER=1\nexport {NESTED}pool_size=5 # five\nLAST=2\n"
    source = Source(PATH, text)
    expected = text.replace("# five\n", f"# five\nexport {NESTED}pool_pre_ping=true\n")
    assert after(text, SetOption(carrier(source), "pool_pre_ping", literal(True))) == expected
    assert after(text, SetOption(carrier(source), "pool_size", literal(7))) == text.replace("=5", "=7")
    assert after(text, DropOption(carrier(source), "pool_size")) == "# c\nOTHER=1\nLAST=2\n"


def test_keys_move_by_their_names() -> None:
    text = 'FLASK_SQLALCHEMY_POOL_SIZE=5\nFLASK_SQLALCHEMY_POOL_RECYCLE="280"'
    source = Source(PATH, text)
    size, recycle = (entry.slot(source) for entry in read_env(source).entries)
    options = Options((("pool_size", Code((Moved(size),))), ("pool_recycle", Code((Moved(recycle),)))))
    rename = RenameOption(carrier(source, ROOT), "SQLALCHEMY_POOL_SIZE", "SQLALCHEMY_ENGINE_OPTIONS", options)
    moved = after(text, rename, DropOption(carrier(source, ROOT), "SQLALCHEMY_POOL_RECYCLE"))
    assert moved == f'{NESTED}pool_size=5\n{NESTED}pool_recycle="280"'


def test_no_dict_is_spread() -> None:
    source = Source(PATH, "FLASK_X=1\n")
    with pytest.raises(CannotRewrite):
        after(source.text, SetOption(carrier(source, ROOT), "SQLALCHEMY_ENGINE_OPTIONS", Options((), spread="Base.OPTIONS")))
