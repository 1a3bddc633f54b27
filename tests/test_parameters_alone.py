"""Parameters that other libraries have too: they concern us where one of the libraries that make engines may be meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine_lint.inventory import take
from engine_lint.pipeline import opened
from engine_lint.python.index import Index
from tests.shell import write
from tests.test_shapes import request_for

CALLER = "from tools import table\n\nframe = table('t', engine_kwargs={'pool_size': 3})\n"
REPORT = "from elsewhere import report\n\nreport('t', engine_kwargs={'options': {}})\n"


def concerning(root: Path, files: dict[str, str]) -> list[str]:
    write(root, {"pyproject.toml": "[project]\nname = 'app'\n", **files})
    found, workspace = opened(request_for(root, (".",)))
    return [Path(each.path).name for each in found.files if workspace.may_hold_site(each.path, each.kind, workspace.read(each.path))]


@pytest.mark.parametrize(
    "line",
    [
        "import dask.dataframe as dd",
        "import os, dask.dataframe",
        "import os as system, dask",
        "from dask import dataframe",
        "from dask.dataframe import (\n    read_sql_table,\n)",
        "try: import dask\nexcept ImportError: pass",
        "if True:\n    from langchain_postgres \\\n        import PGVector",
        "import dataset; x = 1",
        "import dask  # for tables",
    ],
)
def test_they_concern_us_where_the_project_imports_such_a_library(line: str, tmp_path: Path) -> None:
    assert concerning(tmp_path, {"tools.py": f"{line}\n", "caller.py": CALLER}) == ["caller.py"]


@pytest.mark.parametrize(
    "text",
    ["", "import pyarrow.dataset as ds\n", "dask = 1\n", "import dasket\n", "from .dask_like import x\n", "names = ('optuna', 'dask')\n"],
)
def test_they_do_not_where_it_imports_none(text: str, tmp_path: Path) -> None:
    assert concerning(tmp_path, {"tools.py": text, "caller.py": REPORT}) == []


def test_they_do_beside_a_name_that_stands_for_an_engine_also_in_a_test(tmp_path: Path) -> None:
    files = {
        "tools.py": "from sqlalchemy import create_engine\n\ndef table(name, engine_kwargs):\n    return create_engine(name, **engine_kwargs)\n",
        "caller.py": CALLER,
        "tests/test_caller.py": CALLER,
        "tests/test_report.py": REPORT,
    }
    assert sorted(concerning(tmp_path, files)) == ["caller.py", "test_caller.py", "tools.py"]


def test_they_do_in_the_library_itself(tmp_path: Path) -> None:
    assert concerning(tmp_path, {"dask/__init__.py": "", "dask/caller.py": REPORT}) == ["caller.py"]


def test_they_do_in_a_file_of_which_nothing_is_known() -> None:
    assert Index().may_import_maker("/app/db.py")


def test_an_engine_that_another_module_makes_of_them_is_found(tmp_path: Path) -> None:
    tools = (
        "import dask.dataframe as dd\n\ndef table(name, engine_kwargs):\n    return dd.read_sql_table(name, 'mysql://h/d', 'id', engine_kwargs=engine_kwargs)\n"
    )
    write(tmp_path, {"pyproject.toml": "[project]\nname = 'app'\n", "tools.py": tools, "caller.py": CALLER})
    (entry,) = take(request_for(tmp_path, (".",))).entries
    assert entry.engine.options.keys() == {"pool_size"}
