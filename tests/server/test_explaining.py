from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from engine_lint.server.explaining import code, escaped
from tests.server.asking import POSTGRESQL, Editor, project

MARKDOWN = MarkdownIt("gfm-like", {"linkify": False})
MARKDOWN.validateLink = lambda url: True
"""Editors follow links to files, which this library refuses by itself."""
MYSQL = 'from sqlalchemy import create_engine\n\nengine = create_engine("mysql+pymysql://app@db/shop", pool_recycle=900)\n'
ONE_LINE = st.text(st.characters(min_codepoint=33, max_codepoint=0x2FFF, exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1)


@given(st.lists(ONE_LINE, min_size=1).map(" ".join))
def test_text_is_shown_as_it_is(text: str) -> None:
    assert MARKDOWN.render(f"x {escaped(text)}.") == f"<p>x {html.escape(text, quote=False).replace(chr(34), '&quot;')}.</p>\n"


@given(st.lists(ONE_LINE, min_size=1).map(" ".join))
def test_code_is_shown_as_it_is(text: str) -> None:
    shown = re.fullmatch(r"<p>x <code>(.*)</code>\.</p>\n", MARKDOWN.render(f"x {code(text)}."))
    assert shown is not None
    assert html.unescape(shown[1]) == text


@pytest.mark.parametrize("text", ["http://a.b/c", "www.example.com", "__init__", "_a_", "~~x~~", "[a](b)", "<b>", "&lt;", "a*b*c", "$x$", "![i](j)", "\\"])
def test_what_markdown_would_take_for_its_own_is_not(text: str) -> None:
    rendered = MarkdownIt("gfm-like").render(f"x {escaped(text)} y")
    assert not re.search(r"<(?!/?p>)", rendered), rendered


def test_a_hover_says_what_holds_and_where_it_came_from(tmp_path: Path) -> None:
    files = {
        "settings.py": "RECYCLE = 900\n",
        "db.py": 'from sqlalchemy import create_engine\n\nfrom settings import RECYCLE\n\nengine = create_engine("mysql+pymysql://app@db/shop", pool_recycle=RECYCLE)\n',
        "my.cnf": "[mysqld]\nwait_timeout = 600\n",
    }
    editor = Editor(project(tmp_path, files))
    editor.show("db.py")
    told = editor.hover("db.py", 5)
    assert "Backend: `mysql+pymysql`" in told
    recycle = next(line for line in told.splitlines() if "pool_recycle" in line)
    places = [(name, int(line)) for name, line in re.findall(r"\[`([\w.]+):(\d+)`\]", recycle)]
    assert recycle.startswith("- `pool_recycle = 900`, ") and places[-1] == ("settings.py", 1)
    assert f"({(tmp_path / 'my.cnf').as_uri()}#L2)" in told and "**600 s**" in told
    assert "[EL201](https://" in told


def test_a_hover_on_shared_options_tells_of_the_engine_that_gets_them(tmp_path: Path) -> None:
    db = 'from sqlalchemy import create_engine\n\nfrom options import OPTIONS\n\nengine = create_engine("postgresql://app@db/shop", **OPTIONS)\n'
    editor = Editor(project(tmp_path, {"db.py": db, "options.py": 'OPTIONS = {"pool_size": 5}\n'}))
    editor.show("options.py")
    assert "`create_engine()` at [`db.py:5`]" in editor.hover("options.py", 1)


def test_a_hover_shows_what_is_typed(tmp_path: Path) -> None:
    editor = Editor(project(tmp_path, {"db.py": MYSQL}))
    editor.show("db.py", MYSQL.replace("900", "123"))
    assert "`pool_recycle = 123`" in editor.hover("db.py", 3)


@pytest.mark.parametrize("line", [1, 2, 40])
def test_there_is_no_hover_where_no_engine_is(line: int, tmp_path: Path) -> None:
    editor = Editor(project(tmp_path, {"db.py": POSTGRESQL}))
    editor.show("db.py")
    assert editor.hover("db.py", line) == ""


def test_a_hover_in_the_json_of_a_notebook(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": POSTGRESQL.splitlines(keepends=True)}
    text = json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)
    editor = Editor(project(tmp_path, {}))
    editor.show("engines.ipynb", text)
    line = next(number for number, each in enumerate(text.split("\n"), 1) if "engine = create_engine" in each)
    assert "create_engine()" in editor.hover("engines.ipynb", line)
    assert editor.hover("engines.ipynb", 1) == ""


def test_a_name_that_would_be_markup_is_none(tmp_path: Path) -> None:
    name = "<img src=x>[a](b)`c`.py"
    editor = Editor(project(tmp_path, {}))
    editor.show(name, MYSQL.replace("pool_recycle=900", "pool_recycle=900, connect_args={'<script>': '](http://evil) `x` <b>'}"))
    rendered = MARKDOWN.render(editor.hover(name, 3))
    assert set(re.findall(r"<(\w+)", rendered)) <= {"p", "ul", "li", "code", "strong", "em", "a"}
    assert {link.partition("://")[0] for link in re.findall(r'href="([^"]*)"', rendered)} == {"file", "https"}
    assert "evil" not in "".join(re.findall(r'href="([^"]*)"', rendered))
