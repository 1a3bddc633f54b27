"""IPython's own syntax is put out of the way, and nothing else moves."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine_lint.files.notebook.magics import is_foreign, without_magics


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("%matplotlib inline\nx = 1\n", "0                 \nx = 1\n"),
        ("!pip install a \\\n  b\nx = 1", "0               \n   \nx = 1"),
        ("if a:\n    !ls\nelse:\n\t%cd x", "if a:\n    0  \nelse:\n\t0    "),
        ("files = !ls\nurl = %env URL", "files = _  \nurl = _       "),
        ("a, b = !ls", "a, b = _  "),
        ("?df\ndf.head?\nf(x)??\n", "0  \n0       \n0     \n"),
        ("%time e = f(a,\n   b)", "0;    e = f(a,\n   b)"),
        ("%%time\nx = 1", "0     \nx = 1"),
        ("!echo it's\nx = 'y'", "0         \nx = 'y'"),
        ("%é\r\nx", "0 \r\nx"),
        ("/ f 1\n, f a\n; f b", "0    \n0    \n0    "),
    ],
)
def test_magics_give_way(text: str, without: str) -> None:
    assert without_magics(text) == without
    ast.parse(without)


@pytest.mark.parametrize(
    "text",
    [
        "x = (5\n  % 3)\n",
        "x = 5 \\\n  % 3\n",
        's = """\n%matplotlib inline\n!ls\n"""\n',
        "s = '''\nreally?\n'''\n",
        "x != y\n",
        "print(f'{x!r}')\n",
        "x = 'what?'\n",
        "print(x)  # is that so?\n",
        "x = 1 # %time\n",
        "# %% cell\n",
        "# why?\nx = 1\n",
        "def f(\n  a,\n  /, b): ...\n",
        "x = {'a': 1,\n  **y}\n",
        "f(a=1)  # =!ls\n",
    ],
)
def test_python_stays_as_it_is(text: str) -> None:
    assert without_magics(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "%%bash\nls",
        "%%writefile db.py\nx = 1",
        "\n%%sql\nselect 1",
        "%%html",
        "%%script python\nx",
        "%sql\nSELECT 1\nFROM t",
        "# the old way\n\n%%bash\nls -l",
        "%md\n# Title\nText here",
    ],
)
def test_cells_of_another_language(text: str) -> None:
    assert is_foreign(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x = 1",
        "%%time\nx",
        "%%capture out\nx",
        "%sql select 1\nx = 1",
        "%run a.py\ny = 2",
        "%%timeit -n 3\nf()",
        "# %%bash\nx",
        "# timed\n%%time\nx",
        "x = (1\n%%bash\n)",
    ],
)
def test_cells_in_python(text: str) -> None:
    assert not is_foreign(text)


@given(st.lists(st.sampled_from(["%a", "!b ", "?", "=", "x", " ", "\t", "\n", "\r\n", "\\\n", "(", ")", "'", '"""', "#", "é", "%%c", "%time "]), max_size=14))
def test_no_position_moves(pieces: list[str]) -> None:
    text = "".join(pieces)
    without = without_magics(text)
    assert len(without) == len(text)
    assert [at for at, sign in enumerate(without) if sign in "\r\n"] == [at for at, sign in enumerate(text) if sign in "\r\n"]
    assert all(old == new or new in " 0_;" for old, new in zip(text, without, strict=True))
