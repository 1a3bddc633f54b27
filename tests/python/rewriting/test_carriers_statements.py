"""Statements: written, renamed, replaced and deleted, with their comments."""

from __future__ import annotations

import pytest

from engine_lint.errors import CannotRewrite
from engine_lint.model.change import (
    Code,
    DeleteStatement,
    DropOption,
    Options,
    RenameOption,
    ReplaceStatement,
    SetOption,
    literal,
)
from engine_lint.model.value import Carrier

CLASS = """\
class Config(Base):
    DEBUG = False

    # Pool
    POOL_SIZE = 5  # per worker
    POOL_RECYCLE = 280

    ECHO = True
"""


def test_keys_merge_into_one_new_key_with_their_comments(sample: type) -> None:
    text = sample(CLASS)
    size, recycle = text.statement("POOL_SIZE"), text.statement("POOL_RECYCLE")
    options = Options((("pool_size", text.moved("5")), ("pool_recycle", text.moved("280"))))
    after = text.after(ReplaceStatement(size, Code(("OPTIONS = ",)), options, (recycle,)), DeleteStatement(recycle))
    assert after == (
        "class Config(Base):\n    DEBUG = False\n\n    # Pool\n    OPTIONS = {\n"
        '        "pool_size": 5,  # per worker\n        "pool_recycle": 280,\n    }\n\n    ECHO = True\n'
    )


def test_without_comments_the_new_dict_stays_on_one_line(sample: type) -> None:
    text = sample(CLASS.replace("  # per worker", ""))
    size, recycle = text.statement("POOL_SIZE"), text.statement("POOL_RECYCLE")
    options = Options((("pool_size", text.moved("5")), ("pool_recycle", text.moved("280"))), "Base.OPTIONS")
    after = text.after(ReplaceStatement(size, Code(("OPTIONS = ",)), options, (recycle,)), DeleteStatement(recycle))
    assert '    # Pool\n    OPTIONS = {**Base.OPTIONS, "pool_size": 5, "pool_recycle": 280}\n\n    ECHO' in after


def test_keys_merge_into_a_dict_that_is_there(sample: type) -> None:
    text = sample(CLASS + "    OPTIONS = {\n        'echo': 1,\n    }\n")
    size, recycle = text.statement("POOL_SIZE"), text.statement("POOL_RECYCLE")
    after = text.after(
        SetOption(text.dict(), "pool_size", text.moved("5"), (size,)),
        SetOption(text.dict(), "pool_recycle", text.moved("280"), (recycle,)),
        DeleteStatement(size),
        DeleteStatement(recycle),
    )
    assert after == (
        "class Config(Base):\n    DEBUG = False\n\n    ECHO = True\n    OPTIONS = {\n        'echo': 1,\n"
        "        # Pool\n        'pool_size': 5,  # per worker\n        'pool_recycle': 280,\n    }\n"
    )


def test_comments_go_above_the_statement_where_the_dict_is_on_one_line(sample: type) -> None:
    text = sample(CLASS + "    OPTIONS = {}\n")
    size = text.statement("POOL_SIZE")
    after = text.after(SetOption(text.dict(), "pool_size", text.moved("5"), (size,)), DeleteStatement(size))
    assert after.endswith('    # Pool\n    # per worker\n    OPTIONS = {"pool_size": 5}\n')


def test_a_config_item_is_written_behind_its_neighbour(sample: type) -> None:
    text = sample('def make(app):\n    app.config[\'URI\'] = uri  # c\n    """a"""\n')
    carrier = Carrier("item", text.statement("app.config"), receiver="app.config")
    after = text.after(SetOption(carrier, "OPTIONS", Options((("pool_recycle", literal(280)),))))
    assert after == "def make(app):\n    app.config['URI'] = uri  # c\n    app.config['OPTIONS'] = {'pool_recycle': 280}\n    \"\"\"a\"\"\"\n"


def test_an_attribute_is_written_at_the_end_of_a_file_without_line_end(sample: type) -> None:
    text = sample("class C:\r\n\tURI = 1")
    after = text.after(SetOption(Carrier("attribute", text.statement("URI")), "OPTIONS", Options((("a", literal(1)),))))
    assert after == 'class C:\r\n\tURI = 1\r\n\tOPTIONS = {"a": 1}'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("if x: A = 1\n", "if x: A = 1; N = 5\n"),
        ("A = 1; B = 2\n", "A = 1; N = 5; B = 2\n"),
        ("B = 2; A = 1  # c\n", "B = 2; A = 1  # c\nN = 5\n"),
        ("A = \\\n  1\nB = 2\n", "A = \\\n  1\nN = 5\nB = 2\n"),
        ("A = (\n    1\n)\n", "A = (\n    1\n)\nN = 5\n"),
        ("N = 4  # c\nA = 3\n", "N = 4  # c\nA = 3\nN = 5\n"),
    ],
)
def test_a_new_statement_fits_its_surroundings(before: str, after: str, sample: type) -> None:
    text = sample(before)
    assert text.after(SetOption(Carrier("attribute", text.statement("A")), "N", literal(5))) == after


def test_a_statement_that_sets_the_option_already_gets_another_value(sample: type) -> None:
    text = sample("x['N'] = 4  # c\n")
    carrier = Carrier("item", text.statement("x"), receiver="x")
    assert text.after(SetOption(carrier, "N", literal(5))) == "x['N'] = 5  # c\n"
    assert text.edits(SetOption(carrier, "N", Code(("4",)))) == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("app.config['OLD'] = {\n    'a': 1,\n}\n", "app.config['NEW'] = {\n    'a': 1,\n}\n"),
        ('app.config["OLD"]=1\n', 'app.config["NEW"]=1\n'),
        ("class C:\n    OLD: dict = {}\n", "class C:\n    NEW: dict = {}\n"),
        ("OLD = 1; b = 2\n", "NEW = 1; b = 2\n"),
    ],
)
def test_a_key_is_renamed_where_it_stands(before: str, after: str, sample: type) -> None:
    text = sample(before)
    start = next(start for start in ("app.config", "OLD") if start in before)
    assert text.after(RenameOption(Carrier("item", text.statement(start)), "OLD", "NEW")) == after


def test_another_statement_is_not_renamed_or_dropped(sample: type) -> None:
    text = sample("A = 1\nB = 2\n")
    with pytest.raises(CannotRewrite, match="'OLD'"):
        text.edits(RenameOption(Carrier("attribute", text.statement("A")), "OLD", "NEW"))
    with pytest.raises(CannotRewrite, match="'OLD'"):
        text.edits(DropOption(Carrier("attribute", text.statement("A")), "OLD"))
    assert text.after(DropOption(Carrier("attribute", text.statement("A")), "A")) == "B = 2\n"


DELETED = {
    "a line": ("A = 1\nD = 2\nB = 3\n", "A = 1\nB = 3\n"),
    "between blank lines": ("A = 1\n\nD = 2\n\nB = 3\n", "A = 1\n\nB = 3\n"),
    "at the end": ("A = 1\n\nD = 2\n", "A = 1\n"),
    "at the end without line end": ("A = 1\nD = 2", "A = 1\n"),
    "several lines": ("A = 1\nD = [\n    2,\n]\nB = 3\n", "A = 1\nB = 3\n"),
    "backslash": ("A = 1\nD = \\\n    2\nB = 3\n", "A = 1\nB = 3\n"),
    "first of a line": ("D = 2; A = 1  # c\n", "A = 1  # c\n"),
    "middle of a line": ("A = 1; D = 2; B = 3\n", "A = 1; B = 3\n"),
    "last of a line": ("A = 1; D = 2  # c\n", "A = 1  # c\n"),
    "last of a line, semicolon": ("A = 1; D = 2;\n", "A = 1;\n"),
    "one-line block": ("if x: D = 2\n", "if x: pass\n"),
    "one-line block with another": ("if x: D = 2; A = 1\n", "if x: A = 1\n"),
    "the whole block": ("class C:\n    D = 2\n\nB = 3\n", "class C:\n    pass\n\nB = 3\n"),
    "all but the docstring": ('class C:\n    """Doc."""\n    D = 2\n', 'class C:\n    """Doc."""\n'),
    "else": ("if x:\n    A = 1\nelse:\n    D = 2\n", "if x:\n    A = 1\nelse:\n    pass\n"),
    "comment above stays": ("A = 1\n# about\nD = 2\nB = 3\n", "A = 1\n# about\nB = 3\n"),
    "comment behind stays": ("A = 1\nD = 2  # about\nB = 3\n", "A = 1\n# about\nB = 3\n"),
    "directive goes": ("A = 1\nD = 2  # noqa: E501\nB = 3\n", "A = 1\nB = 3\n"),
    "comment inside stays": ("A = 1\nD = [  # in\n    2,\n]\n", "A = 1\n# in\n"),
}


@pytest.mark.parametrize(("before", "after"), DELETED.values(), ids=list(DELETED))
def test_a_deleted_statement_leaves_no_hole_and_loses_no_comment(before: str, after: str, sample: type) -> None:
    text = sample(before)
    assert text.after(DeleteStatement(text.statement("D"))) == after


def test_a_whole_block_of_statements_goes(sample: type) -> None:
    text = sample("class C:\n    A = 1\n    B = 2\n")
    assert text.after(DeleteStatement(text.statement("A")), DeleteStatement(text.statement("B"))) == "class C:\n    pass\n"


def test_a_file_is_never_emptied(sample: type) -> None:
    text = sample("A = 1\n")
    with pytest.raises(CannotRewrite, match="nothing would be left"):
        text.edits(DeleteStatement(text.statement("A")))


def test_a_statement_that_a_string_below_documents_is_not_deleted(sample: type) -> None:
    text = sample('class Config:\n    SIZE = None\n    """How many connections are kept."""\n\n    ECHO = True\n    DEBUG = False\n')
    with pytest.raises(CannotRewrite, match="documents"):
        text.after(DeleteStatement(text.statement("SIZE")))
    assert "ECHO" not in text.after(DeleteStatement(text.statement("ECHO")))


def test_a_new_statement_may_take_the_place_of_its_deleted_neighbour(sample: type) -> None:
    text = sample("class C:\n    A = 1\n")
    place = text.statement("A")
    after = text.after(SetOption(Carrier("attribute", place), "N", text.moved("1")), DeleteStatement(place))
    assert after == "class C:\n    N = 1\n"
