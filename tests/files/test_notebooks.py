"""Jupyter notebooks: all code cells are one module, places are places in cells, fixes touch nothing but the lines they mend."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine_lint import check_source, fix_source
from engine_lint.model.finding import Confidence, Finding
from tests.inprocess import engine_lint
from tests.shell import write

JUDGED = {"test-paths": [], "pedantic": True}
"""Notebooks are no examples here, and nothing is held back."""
IMPORT = "from sqlalchemy import create_engine"
CALL = 'engine = create_engine("postgresql://app@db/shop")'
MENDED = 'engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True)'


def code(source: str | list[str], **more: Any) -> dict[str, Any]:
    lines = source.splitlines(keepends=True) if isinstance(source, str) else source
    return {"cell_type": "code", "execution_count": 7, "metadata": {}, "outputs": [], "source": lines, **more}


def prose(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}


def notebook(*cells: dict[str, Any] | str, language: str = "python", indent: int | None = 1, ascii_only: bool = False) -> str:
    every = [{**(code(each) if isinstance(each, str) else each), "id": f"cell-{number}"} for number, each in enumerate(cells)]
    data = {"cells": every, "metadata": {"language_info": {"name": language}}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(data, indent=indent, ensure_ascii=ascii_only) + "\n"


def sources(text: str) -> list[str]:
    return ["".join(cell["source"]) for cell in json.loads(text)["cells"]]


def check(*cells: dict[str, Any] | str, **settings: Any) -> tuple[Finding, ...]:
    return check_source(notebook(*cells), "analysis.ipynb", {**JUDGED, **settings})


def found(*cells: dict[str, Any] | str, **settings: Any) -> list[tuple[str, int, int]]:
    return [(each.code, each.place.cell, each.place.span.start.line) for each in check(*cells, **settings)]


def fixed(*cells: dict[str, Any] | str) -> list[str]:
    return sources(fix_source(notebook(*cells), "analysis.ipynb", JUDGED, unsafe=True))


def test_an_import_in_one_cell_counts_in_the_next() -> None:
    assert found(IMPORT, "x = 1", CALL) == [("EL101", 3, 1)]


def test_cells_of_every_type_are_counted() -> None:
    assert found(prose("# Sales"), IMPORT, prose("Now connect:"), f"x = 1\n\n{CALL}") == [("EL101", 4, 3)]


def test_columns_count_within_the_cell() -> None:
    (finding,) = check(IMPORT, f"é = '😀'; {CALL}")
    assert (finding.place.span.start.line, finding.place.span.start.column) == (1, 19)


def test_what_a_later_cell_says_does_not_count_in_an_earlier_one() -> None:
    call = 'create_engine("postgresql://app@db/shop", **options)'
    assert found(IMPORT, "options = {}", f"a = {call}", 'options["pool_pre_ping"] = True', f"b = {call}") == [("EL101", 3, 1)]


def test_a_dict_is_mended_in_the_cell_that_it_stands_in() -> None:
    options = "options = {\n    'pool_size': 5,\n}"
    call = 'engine = create_engine("postgresql://app@db/shop", **options)'
    assert fixed(IMPORT, options, call) == [IMPORT, "options = {\n    'pool_size': 5,\n    'pool_pre_ping': True,\n}", call]


def test_a_finding_names_the_cell_of_what_belongs_to_it() -> None:
    (finding,) = check(IMPORT, "options = {'pool_size': 5}", 'engine = create_engine("postgresql://app@db/shop", **options)')
    assert finding.place.cell == 3
    assert {each.place.cell for each in finding.related} == {2}
    assert finding.fix is not None
    assert {each.cell for each in finding.fix.edits} == {2}


def test_functions_see_the_whole_notebook() -> None:
    assert found(IMPORT, "def connect(**options):\n    return create_engine(URL, **options)", 'URL = "postgresql://app@db/shop"', "engine = connect()") == [
        ("EL101", 4, 1)
    ]


def test_other_modules_of_the_project_are_followed(tmp_path: Path) -> None:
    write(tmp_path, {"requirements.txt": "SQLAlchemy==2.0.36\n", "shop.py": "OPTIONS = {'pool_pre_ping': True}\n"})
    cells = notebook(IMPORT, "from shop import OPTIONS", 'a = create_engine("postgresql://db", **OPTIONS)', 'b = create_engine("postgresql://db")')
    write(tmp_path, {"notebooks/analysis.ipynb": cells})
    report = engine_lint("check", "--pedantic", "--output-format", "json", cwd=tmp_path).report
    assert [(each["code"], each["path"], each["cell"]) for each in report["findings"]] == [("EL101", "notebooks/analysis.ipynb", 4)]


@pytest.mark.parametrize(
    "cell",
    [
        f"%matplotlib inline\n{IMPORT}\n!pip install sqlalchemy\n{CALL}",
        f"{IMPORT}\n%load_ext sql\n?create_engine\n{CALL}\nengine?",
        f"%%time\n{IMPORT}\nimport os\n{CALL}",
        f"{IMPORT}\nfiles = !ls\nawait something()\n{CALL}\nawait engine",
    ],
)
def test_magics_are_no_obstacle(cell: str) -> None:
    assert found(cell) == [("EL101", 1, 4)]
    assert fixed(cell) == [cell.replace(CALL, MENDED)]


def test_code_behind_a_line_magic_is_mended_behind_it() -> None:
    assert fixed(IMPORT, f"%time {CALL}") == [IMPORT, f"%time {MENDED}"]


@pytest.mark.parametrize(
    "cell",
    [
        f"%%bash\n{CALL}",
        f"%%writefile db.py\n{IMPORT}\n{CALL}",
        prose(f"{IMPORT}\n{CALL}"),
        {**code(CALL), "cell_type": "raw"},
        {**code(CALL), "metadata": {"vscode": {"languageId": "sql"}}},
        f"# {CALL}",
        f"text = '''\n{CALL}\n'''",
        {**code("1"), "outputs": [{"name": "stdout", "output_type": "stream", "text": [CALL]}]},
        'duckdb.create_engine("postgresql://app@db/shop")',
    ],
)
def test_what_is_no_python_that_runs_is_left_alone(cell: dict[str, Any] | str) -> None:
    assert found(IMPORT, cell) == []


@pytest.mark.parametrize("language", ["R", "julia", "scala", "sql", ""])
def test_other_kernels(language: str) -> None:
    text = notebook(IMPORT, CALL, language=language)
    assert bool(check_source(text, "analysis.ipynb", JUDGED)) == (language == "")


def test_a_cell_that_cannot_be_parsed_is_said_where_it_may_hold_an_engine() -> None:
    assert found(IMPORT, "print 'draft'", "x = create_engine(", CALL) == [("EL902", 3, 1), ("EL101", 4, 1)]
    assert found(IMPORT, "print 'draft'", "%sql\nSELECT create_engine FROM t", CALL) == [("EL101", 4, 1)]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b'{"cells": [', 1),
        (b"\n<html>create_engine</html>", 2),
        (b"[]", 1),
        (b'{"a": 1}', 1),
        (b"\xff{}", 1),
        (b"[" * 100_000, 1),
        (b'{"cells": [' + b"9" * 9_000 + b"]}", 1),
    ],
)
def test_what_is_no_notebook_has_a_name(data: bytes, line: int, tmp_path: Path) -> None:
    write(tmp_path, {"broken.ipynb": data})
    ran = engine_lint("check", "broken.ipynb", "--output-format", "json", cwd=tmp_path)
    assert [(each["code"], each["start"]["line"]) for each in ran.report["findings"]] == [("EL902", line)]
    assert ran.code == 2
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("data", [b"", b"\n", b'{"cells": []}', b'{"cells": 3}', b'{"cells": [1, {"cell_type": "code", "source": 3}], "metadata": 1}'])
def test_a_notebook_without_code_is_clean(data: bytes, tmp_path: Path) -> None:
    ran = engine_lint("check", "empty.ipynb", cwd=write(tmp_path, {"empty.ipynb": data}))
    assert ran.code == 0, ran.text


def test_format_3_has_worksheets() -> None:
    cells = [{"cell_type": "heading", "source": ["A"]}, {"cell_type": "code", "language": "python", "input": [f"{IMPORT}\n", CALL], "outputs": []}]
    old = json.dumps({"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": cells[:1]}, {"cells": cells[1:]}]}, indent=2)
    (finding,) = check_source(old, "old.ipynb", JUDGED)
    assert (finding.place.cell, finding.place.span.start.line) == (2, 2)
    assert fix_source(old, "old.ipynb", JUDGED, unsafe=True) == old.replace(json.dumps(CALL), json.dumps(MENDED))


OUTPUT = {
    "data": {"text/plain": ["'<é>\\u00e9'"], "image/png": "iVBORw0KGgo=\n"},
    "execution_count": 7,
    "metadata": {"z": 1, "a": 1.50},
    "output_type": "execute_result",
}


@pytest.mark.parametrize("indent", [None, 1, 4])
@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize("as_list", [True, False])
@pytest.mark.parametrize("end", ["\n", "", "\n\n"])
def test_fixes_change_one_line_and_no_other_byte(indent: int | None, ascii_only: bool, as_list: bool, end: str) -> None:
    text = f"# é\n{IMPORT}\n{CALL}\n%time x"
    cell = {**code(text.splitlines(keepends=True) if as_list else text), "outputs": [OUTPUT], "zeta": 1, "alpha": 2}  # type: ignore[dict-item]
    if not as_list:
        cell["source"] = text
    before = notebook(prose("😀"), cell, indent=indent, ascii_only=ascii_only).rstrip("\n") + end
    after = fix_source(before, "analysis.ipynb", JUDGED, unsafe=True)
    assert after == before.replace(json.dumps(CALL)[1:-1], json.dumps(MENDED)[1:-1])
    assert after != before


def test_bytes_that_no_edit_touches_stay(tmp_path: Path) -> None:
    text = notebook(IMPORT, f"s = 'é'\n{CALL}").replace("é", "\\u00E9").replace('"nbformat": 4', '"nbformat":   4').replace("\n", "\r\n")
    data = b"\xef\xbb\xbf" + text.encode()
    write(tmp_path, {"a.ipynb": data, "engine-lint.toml": "test-paths = []\n"})
    assert engine_lint("check", "--fix", "--unsafe-fixes", cwd=tmp_path).code == 0
    assert (tmp_path / "a.ipynb").read_bytes() == data.replace(b'db/shop\\"', b'db/shop\\", pool_pre_ping=True')


def test_a_line_that_comes_in_is_an_element_of_its_own() -> None:
    cell = 'engine = create_engine(\n    "postgresql://app@db/shop",\n    echo=True,\n)'
    before = notebook(IMPORT, cell, indent=4)
    after = fix_source(before, "analysis.ipynb", JUDGED, unsafe=True)
    line = '                "    echo=True,\\n",\n'
    assert after == before.replace(line, line + line.replace("echo", "pool_pre_ping"))


def test_fixing_twice_changes_nothing() -> None:
    text = notebook(IMPORT, "options = {}", "e = create_engine('mysql://app@db/shop', pool_recycle='60', **options)")
    once = fix_source(text, "analysis.ipynb", JUDGED, unsafe=True)
    assert once != text
    assert fix_source(once, "analysis.ipynb", JUDGED, unsafe=True) == once


def test_what_fixes_leave_behind_is_a_valid_notebook() -> None:
    nbformat = pytest.importorskip("nbformat")
    cells = (prose("# Sales"), IMPORT, "options = {\n    'pool_size': 5,\n}", f"{CALL}\nb = create_engine('mysql://app@db/shop', pool_recycle=None, **options)")
    before = nbformat.writes(nbformat.reads(notebook(*cells), as_version=4))
    after = fix_source(before, "analysis.ipynb", JUDGED, unsafe=True)
    read = nbformat.reads(after, as_version=4)
    nbformat.validate(read)
    assert nbformat.writes(read) == after != before


def test_suppression_comments_work_within_their_cell() -> None:
    comment = "# engine-lint: ignore[EL101] the kernel is short-lived"
    assert found(IMPORT, f"{CALL}  {comment}", f"{comment}\n{CALL}", CALL) == [("EL101", 4, 1)]
    assert found(IMPORT, comment, CALL) == [("EL901", 2, 1), ("EL101", 3, 1)]


def test_a_comment_for_the_file_silences_every_cell() -> None:
    assert found(f"# engine-lint: ignore-file[EL101] a tutorial\n{IMPORT}", CALL, f"x = 1\n{CALL}") == []


def test_findings_in_notebooks_are_weak_unless_the_settings_say_otherwise() -> None:
    text = notebook(IMPORT, CALL)
    assert check_source(text, "analysis.ipynb", {}) == ()
    (pedantic,) = check_source(text, "analysis.ipynb", {"pedantic": True})
    assert pedantic.confidence is Confidence.LOW
    (judged,) = check_source(text, "analysis.ipynb", {"test-paths": ["tests/"]})
    assert judged.confidence is Confidence.HIGH


def test_what_breaks_is_said_in_notebooks_too() -> None:
    broken = notebook(IMPORT, 'engine = create_engine("mysql://app@db/shop", pool_recycle="3600")')
    assert [each.code for each in check_source(broken, "analysis.ipynb", {})] == ["EL203"]


def test_reports_name_the_cell(tmp_path: Path) -> None:
    write(tmp_path, {"a.ipynb": notebook(prose("x"), IMPORT, "options = {\n    'pool_size': 5,\n}", 'engine = create_engine("mysql://db/shop", **options)')})
    concise = engine_lint("check", "--pedantic", "--output-format", "concise", cwd=tmp_path).lines[0]
    assert concise.startswith("a.ipynb:cell 4:1:10: warning[EL101]")
    full = engine_lint("check", "--pedantic", cwd=tmp_path).text
    assert "--> a.ipynb:cell 4:1:10\n" in full
    assert "::: a.ipynb:cell 3:1:11\n" in full
    assert "in a.ipynb:cell 3:\n  3 +     'pool_pre_ping': True,\n" in full
    finding = engine_lint("check", "--pedantic", "--output-format", "json", cwd=tmp_path).report["findings"][0]
    assert (finding["cell"], finding["related"][0]["cell"], finding["fix"]["edits"][0]["cell"]) == (4, 3, 3)


def test_standard_input_is_a_notebook_by_its_name(tmp_path: Path) -> None:
    write(tmp_path, {"engine-lint.toml": "test-paths = []\n"})
    ran = engine_lint("check", "-", "--stdin-filename", "a.ipynb", "--fix", cwd=tmp_path, stdin=notebook(IMPORT, CALL).encode())
    assert ran.text == notebook(IMPORT, MENDED)
