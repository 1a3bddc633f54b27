"""``engine-lint engines`` on notebooks and pages: cells are named, pages have their own lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.files.test_notebooks import notebook, prose
from tests.inprocess import engine_lint
from tests.shell import write

IMPORT = "from sqlalchemy import create_engine"
CALL = 'engine = create_engine("postgresql://app@db/shop", pool_pre_ping=True)'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    cells = notebook(prose("# Sales"), f"{IMPORT}\n\n\n{CALL}", "options = {'pool_size': 5}", 'other = create_engine("mysql://app@db/shop", **options)')
    return write(tmp_path, {"a.ipynb": cells, "use.md": f"# Use\n\n- ```python\n  {IMPORT}\n  {CALL}\n  ```\n"})


def test_the_table_names_cells_in_their_order(folder: Path) -> None:
    lines = engine_lint("engines", "a.ipynb", cwd=folder).lines
    assert [line.split()[0] for line in lines if "create_engine" in line] == ["2:4", "4:1"]
    assert lines[1].split()[0] == "cell"


def test_one_engine_is_explained_by_its_cell(folder: Path) -> None:
    assert engine_lint("engines", "--explain", "a.ipynb:cell 4:1", cwd=folder).text.startswith("a.ipynb:cell 4:1: create_engine()")
    assert engine_lint("engines", "--explain", "a.ipynb:4", cwd=folder).text.startswith("a.ipynb:cell 2:4: create_engine()")
    wrong = engine_lint("engines", "--explain", "a.ipynb:cell 2:1", cwd=folder)
    assert wrong.code == 2
    assert "cell 2:4, cell 4:1" in wrong.err


def test_pages_have_lines_of_their_own(folder: Path) -> None:
    engines = engine_lint("engines", "use.md", "--output-format", "json", cwd=folder).report["engines"]
    assert [(each["path"], each["cell"], each["start"]["line"]) for each in engines] == [("use.md", None, 5)]
