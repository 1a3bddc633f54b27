"""Code blocks of Markdown and reStructuredText pages: which are found, where they stand, how they are mended."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine_lint import check_source, fix_source
from engine_lint.files.documentation.pages import read_blocks, read_page
from engine_lint.model.change import Edit
from engine_lint.model.source import Source
from engine_lint.python.edits import apply
from tests.inprocess import engine_lint
from tests.shell import write

IMPORT = "from sqlalchemy import create_engine"
CALL = 'engine = create_engine("postgresql://app@db/shop")'
BOTH = f"{IMPORT}\n{CALL}"
MENDED = 'engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True)'


def blocks(text: str, name: str = "page.md") -> list[str]:
    return [each.text for each in read_blocks(read_page(name, dedent(text).encode()))]


def found(text: str, name: str = "/nowhere/page.md") -> list[tuple[str, int, int]]:
    return [(each.code, each.place.span.start.line, each.place.span.start.column) for each in check_source(text, name, {})]


def fenced(code: str, info: str = "python") -> str:
    return f"```{info}\n{code}\n```\n"


@pytest.mark.parametrize(
    "info",
    [
        "python",
        "py",
        " python",
        "Python3",
        "python title='db.py'",
        "py hl_lines='2 3'",
        "{.python .numberLines}",
        "{python}",
        "{code-block} python",
        "{code-cell} ipython3",
        "python {1,3}",
        "python,ignore",
        "pycon",
    ],
)
def test_info_strings_that_mean_python(info: str) -> None:
    assert blocks(f"```{info}\nx = 1\n```\n") == ["x = 1"]


@pytest.mark.parametrize("info", ["", "bash", "pytb", "python-traceback", "text python", "{r}", "pyproject", "toml", "py-config", "{note} python"])
def test_info_strings_that_do_not(info: str) -> None:
    assert blocks(f"```{info}\nx = 1\n```\n") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- item\n\n    ```python\n    a\n      b\n\n    c\n    ```\n", ["a\n  b\n\nc"]),
        ("> ```python\n> a\n>\n>   b\n> ```\n> text\n", ["a\n\n  b"]),
        ("1. ```python\n   a\n   ```\n2. x\n", ["a"]),
        ("~~~python\n```\n~~~\n", ["```"]),
        ("````python\n```\n````\n```python\nb\n```\n", ["```", "b"]),
        ("````markdown\n```python\na\n```\n````\n", []),
        ('=== "Tab"\n\n    ```python\n    a\n    ```\n', ["a"]),
        ("!!! note\n    ```python\n    a\n    ```\n", ["a"]),
        ("```{code-block} python\n:caption: x\n:linenos:\n\na\n```\n", ["\na"]),
        ("- ```python\n  a\n\nend of the list\n```python\nb\n```\n", ["a", "b"]),
        ("```python\nunclosed\n", ["unclosed"]),
        ("`` ```python ``\n", []),
        ("    indented = 1\n", []),
        ("```python\n```\n", []),
        ("```python\r\na\r\nb\r\n```\r\n", ["a\r\nb"]),
    ],
)
def test_fences(text: str, expected: list[str]) -> None:
    assert [each.text for each in read_blocks(read_page("page.md", text.encode())) if each.text] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (".. code-block:: python\n   :linenos:\n   :caption: x\n\n   a\n\n     b\n\nc\n", ["a\n\n  b"]),
        (".. code:: py\n\n  a\n", ["a"]),
        (".. sourcecode:: pycon\n\n  >>> a\n  1\n", ["a\n"]),
        (".. code-block:: bash\n\n   a\n", []),
        (".. code-block::\n\n   a\n", ["a"]),
        (".. testcode::\n\n   a\n", ["a"]),
        ("Like so::\n\n    a\n\n    b\n\nend\n", ["a\n\nb"]),
        ("::\n\n  a\n", ["a"]),
        (".. note::\n\n   Like so::\n\n     a\n", ["a"]),
        ("* item\n\n  .. code-block:: python\n\n     a\n", ["a"]),
        (".. _label:\n.. image:: x\n   :alt: y\n", []),
        ("Text\n\n>>> a\n>>> if b:\n...     c\n1\n\nText\n", ["a\nif b:\n    c\n"]),
        ("Title\n=====\n\nText: no code\n", []),
    ],
)
def test_restructured_text(text: str, expected: list[str]) -> None:
    assert blocks(text, "page.rst") == expected


def test_findings_stand_in_the_lines_of_the_page() -> None:
    text = f"# Use\n\n- first:\n\n{indent(fenced(BOTH), '  ')}\n> {CALL}\n"
    assert found(text) == [("EL101", 7, 12)]
    assert fix_source(text, "/nowhere/page.md", {}) == text.replace(f"  {CALL}", f"  {MENDED}")


def test_imports_of_the_blocks_above_count_and_nothing_else_of_them() -> None:
    options = fenced("options = {'pool_size': 5}")
    call = fenced('engine = create_engine("postgresql://app@db/shop", **options)')
    assert found(fenced(IMPORT) + fenced(CALL)) == [("EL101", 5, 10)]
    assert found(fenced(CALL) + fenced(IMPORT)) == []
    assert found(fenced(IMPORT) + options + call) == []
    assert found(fenced(f"{IMPORT}\noptions = {{'pool_size': 5}}\n{call.splitlines()[1]}")) == [("EL101", 4, 10)]


@pytest.mark.parametrize(
    "code",
    [
        f"{IMPORT}\nengine = create_engine(...)",
        f"{IMPORT}\nengine = create_engine('postgresql://db', ...)",
        f"{IMPORT}\nengine = create_engine('postgresql://db', **options)",
        f"{IMPORT}\nengine = create_engine(\n    'postgresql://db',\n    # and so on\n",
        f"{IMPORT}\n$ pip install x\n{CALL}",
        f"{IMPORT}\nengine = create_engine('sqlite://')",
        CALL,
    ],
)
def test_fragments_are_passed_over(code: str) -> None:
    assert found(fenced(code)) == []


@pytest.mark.parametrize("info", ["bash", "", "text"])
def test_other_languages_are_passed_over(info: str) -> None:
    assert found(fenced(BOTH, info)) == []


@pytest.mark.parametrize("margin", ["", "    ", "> ", "\t", "  > "])
def test_a_line_that_comes_in_stands_behind_the_margin(margin: str) -> None:
    spread = 'engine = create_engine(\n    "postgresql://app@db/shop",\n    echo=True,\n)'
    text = indent(fenced(f"{IMPORT}\n{spread}"), margin, lambda line: True)
    assert fix_source(text, "/nowhere/page.md", {}) == text.replace("    echo=True,\n", f"    echo=True,\n{margin}    pool_pre_ping=True,\n")


@pytest.mark.parametrize("margin", ["", "    ", "> "])
def test_a_line_that_comes_in_above_a_blank_one_stands_behind_the_margin(margin: str) -> None:
    code = "class Config:\n    SQLALCHEMY_DATABASE_URI = 'mysql://db/shop'\n\n    DEBUG = True"
    text = indent(fenced(code), margin, lambda line: bool(line.strip()) or margin.strip() != "")
    text = text.replace(f"{margin}\n", f"{margin.rstrip()}\n")
    uri = f"{margin}    SQLALCHEMY_DATABASE_URI = 'mysql://db/shop'\n"
    assert fix_source(text, "/nowhere/page.md", {}, unsafe=True) == text.replace(
        uri, f"{uri}{margin}    SQLALCHEMY_ENGINE_OPTIONS = {{'pool_pre_ping': True}}\n"
    )


def test_a_line_that_goes_leaves_nothing_of_its_margin() -> None:
    text = f"- ```python\n  {IMPORT}\n  # engine-lint: ignore[EL101]\n\n  x = 1\n  ```\n"
    assert fix_source(text, "/nowhere/page.md", {}) == text.replace("  # engine-lint: ignore[EL101]\n", "")


def test_a_line_that_comes_into_a_session_has_a_prompt() -> None:
    text = f">>> {IMPORT}\n>>> engine = create_engine(\n...     'postgresql://app@db/shop',\n... )\n>>> engine\nEngine(...)\n"
    mended = text.replace("...     'postgresql://app@db/shop',\n", "...     'postgresql://app@db/shop',\n...     pool_pre_ping=True,\n")
    assert fix_source(text, "/nowhere/page.rst", {}) == mended
    config = ">>> app = Flask(__name__)\n>>> app.config['SQLALCHEMY_DATABASE_URI'] = 'mysql://db/shop'\n>>> db = SQLAlchemy(app)\n"
    text = f">>> from flask import Flask\n>>> from flask_sqlalchemy import SQLAlchemy\n{config}"
    lines = fix_source(text, "/nowhere/page.rst", {}, unsafe=True).splitlines()
    assert any(
        line.startswith(">>> app.config['SQLALCHEMY_ENGINE_OPTIONS'] = ") or line.startswith('>>> app.config["SQLALCHEMY_ENGINE_OPTIONS"] = ') for line in lines
    )
    assert all(line.startswith(">>> ") for line in lines)


def test_suppression_comments_work_in_blocks() -> None:
    comment = "  # engine-lint: ignore[EL101] short"
    assert found(fenced(f"{IMPORT}\n{CALL}{comment}")) == []
    assert found(fenced(f"{IMPORT}\n{MENDED}{comment}")) == [("EL901", 3, len(MENDED) + 3)]


def test_pages_are_read_when_they_are_asked_for(tmp_path: Path) -> None:
    write(tmp_path, {"README.md": fenced(BOTH), "docs/tests/use.rst": f"::\n\n  {IMPORT}\n  {CALL}\n"})
    assert engine_lint("check", "--output-format", "json", cwd=tmp_path).codes == []
    assert engine_lint("check", "README.md", "--output-format", "json", cwd=tmp_path).codes == ["EL101"]
    asked = engine_lint("check", "--code-blocks", "--output-format", "json", cwd=tmp_path).report
    assert [(each["code"], each["path"], each["start"]["line"], each["cell"], each["confidence"]) for each in asked["findings"]] == [
        ("EL101", "README.md", 3, None, "high"),
        ("EL101", "docs/tests/use.rst", 4, None, "high"),
    ]
    write(tmp_path, {"engine-lint.toml": "code-blocks = true\n"})
    assert engine_lint("check", "--output-format", "json", cwd=tmp_path).codes == ["EL101", "EL101"]


def test_the_report_shows_the_page(tmp_path: Path) -> None:
    write(tmp_path, {"README.md": f"# Use\n\n{indent(fenced(BOTH), '> ')}"})
    ran = engine_lint("check", "--code-blocks", cwd=tmp_path)
    assert f"--> README.md:5:12\n    |\n  5 | > {CALL}\n" in ran.text
    assert f"  5 + > {MENDED}\n" in ran.text


def test_bytes_outside_of_the_blocks_stay(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + f"é\t \r\n{fenced(BOTH)}\r\n  \n\n".encode()
    write(tmp_path, {"a.md": data})
    assert engine_lint("check", "a.md", "--fix", cwd=tmp_path).code == 0
    assert (tmp_path / "a.md").read_bytes() == data.replace(CALL.encode(), MENDED.encode())


@pytest.mark.parametrize(
    "data", [b"\xff\xfe```", b"", b"```python", b"`" * 100_000, b"> " * 50_000 + b"```python\ncreate_engine(", b"\x00```python\ncreate_engine()\n"]
)
def test_odd_pages_end_in_no_traceback(data: bytes, tmp_path: Path) -> None:
    ran = engine_lint("check", "odd.md", cwd=write(tmp_path, {"odd.md": data}))
    assert "Traceback" not in ran.err
    assert "internal error" not in ran.err
    assert ran.code == (2 if data.startswith(b"\xff") else 0)


LINE = st.text(alphabet="ab é=()", max_size=6).map(lambda text: f"x{text}")
MARGINS = st.sampled_from(["", "  ", "    ", "> ", "> > ", "\t"])


@given(
    st.lists(LINE | st.just(""), min_size=1, max_size=5).filter(lambda lines: bool(lines[0] and lines[-1])), MARGINS, st.sampled_from(["\n", "\r\n"]), st.data()
)
def test_edits_of_a_block_are_edits_of_the_page(lines: list[str], margin: str, newline: str, data: st.DataObject) -> None:
    page = newline.join(["Text", *(f"{margin}{line}" if line else margin.rstrip() for line in ("```python", *lines, "```")), "", "Text"])
    (block,) = read_blocks(read_page("page.md", page.encode()))
    assert block.text == newline.join(lines)
    points = sorted(data.draw(st.sets(st.integers(0, len(block.text)), max_size=4)))
    pairs = [
        (start, end) for start, end in zip(points[::2], points[1::2], strict=False) if "\n" not in block.text[start:end] and "\r" not in block.text[start:end]
    ]
    pairs = [pair for pair in pairs if not any(0 < at < len(block.text) and block.text[at - 1 : at + 1] == "\r\n" for at in pair)]
    texts = st.sampled_from(["", "y", f"y{newline}z", f"y,{newline}", f"y{newline}{newline}z", f"{newline}y"])
    edits = [Edit("page.md", block.span(start, end), data.draw(texts), block.cell) for start, end in pairs]
    after = apply(block.page, sorted(block.shown_edits(edits)))
    (again,) = read_blocks(Source("page.md", after))
    wanted = apply(block, edits)
    assert again.text == wanted.rstrip("\r\n") or again.text.rstrip() == wanted.rstrip()
