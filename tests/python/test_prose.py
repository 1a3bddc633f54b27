"""Modules whose docstrings and comments alone speak of engines are not read for that; whatever stands in code counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine_lint.python.prose import without_prose
from tests.test_parameters_alone import concerning

WORD = b"create_engine"


@pytest.mark.parametrize(
    "text",
    [
        '"""Makes tables; see create_engine()."""\n',
        'def f():\n    """Takes what\n\n    >>> create_engine("sqlite://")\n    gives."""; return 1\n',
        "# engine = create_engine(url)\nx = 1\n",
        "x = 1\n    # create_engine\n",
        "class C:\n    '''create_engine'''\n    x: int\n    '''What create_engine gives.'''\n",
        'x = "#"\n"""é create_engine"""; y = 2; """create_engine"""\n',
    ],
)
def test_prose_is_left_out(text: str) -> None:
    assert WORD not in without_prose(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "from sqlalchemy import create_engine\n",
        '"""Text."""\nx = create_engine(url)\n',
        'x = f"""{create_engine(url)}"""\n',
        'x = """\ncreate_engine\n"""\n',
        "x = 'create_engine'\n",
        "x = '#'; create_engine(url)\n",
        'x = 1; """a"""; create_engine(url)\n',
        'y = "\\""  # """\nx = create_engine(url)\nz = """a"""\n',
        '"""Text of create_engine."""\ndef broken(:\n',
        '# coding: latin-1\n"""create_engine"""\n',
    ],
)
def test_code_stays(text: str) -> None:
    assert WORD in without_prose(text.encode())


def test_what_is_around_prose_stays() -> None:
    assert without_prose(b'a = 1; """create_engine\n"""; b = 2\nc = 3\n') == b"a = 1; ; b = 2\nc = 3\n"


def test_parameters_beside_prose_concern_us_where_such_a_library_is_imported(tmp_path: Path) -> None:
    table = 'def table(name, engine_kwargs):\n    """Takes what create_engine() gives."""\n    return name, engine_kwargs\n'
    assert concerning(tmp_path / "without", {"tools.py": table}) == []
    assert concerning(tmp_path / "with", {"tools.py": table, "other.py": "import dask\n"}) == ["tools.py"]


def test_a_wrapper_is_met_in_a_test_whose_docstring_speaks_of_engines(tmp_path: Path) -> None:
    wrapper = "from sqlalchemy import create_engine\n\ndef make(url, **options):\n    return create_engine(url, **options)\n"
    test = '"""Tests of what create_engine gets."""\nfrom tools import make\n\nengine = make("mysql://h/d", pool_recycle=90000)\n'
    assert sorted(concerning(tmp_path, {"tools.py": wrapper, "tests/test_tools.py": test})) == ["test_tools.py", "tools.py"]
