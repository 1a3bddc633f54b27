"""Scripts that run from top to bottom once, told from modules that others import."""

from __future__ import annotations

from pathlib import Path

import pytest

from .reading_help import one, project

SCRIPT = "import pandas as pd\nfrom sqlalchemy import create_engine\nengine = create_engine('mysql://h')\n"

CASES = {
    "a script": ("frame = pd.read_sql('x', engine)\n", "import os\n", True),
    "with a connection": ("with engine.connect() as c:\n    c.execute('x')\n", "import os\n", True),
    "imported elsewhere": ("frame = pd.read_sql('x', engine)\n", "from jobs import load\n", False),
    "imported in parentheses": ("frame = pd.read_sql('x', engine)\n", "from jobs import (\n    load,\n)\n", False),
    "an engine for others": ("", "import os\n", False),
    "a session for others": ("Session = sessionmaker(engine)\n", "import os\n", False),
    "an endless loop": ("while True:\n    frame = pd.read_sql('x', engine)\n", "import os\n", False),
    "with functions": ("def read():\n    return pd.read_sql('x', engine)\n", "import os\n", False),
}


@pytest.mark.parametrize(("rest", "other", "expected"), CASES.values(), ids=CASES.keys())
def test_only_what_nobody_imports_is_a_script(tmp_path: Path, rest: str, other: str, expected: bool) -> None:
    files = {"jobs/load.py": SCRIPT + rest, "main.py": other}
    assert [engine.site.one_shot for engine in project(tmp_path, files, "jobs/load.py").engines] == [expected]


def test_the_only_file_of_a_project_may_be_a_script(tmp_path: Path) -> None:
    (engine,) = project(tmp_path, {"load.py": SCRIPT + "frame = pd.read_sql('x', engine)\n"}, "load.py").engines
    assert engine.site.one_shot


def test_a_file_of_which_no_project_is_known_is_no_script() -> None:
    assert not one(SCRIPT + "frame = pd.read_sql('x', engine)\n").site.one_shot
