"""Files that are larger than what people write: nothing parses them, and what that may cost is said."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from engine_lint.model.size import MAX_BYTES, MAX_NOTEBOOK_BYTES, MAX_SCRIPT_BYTES, MAX_SEARCHED_BYTES, MAX_TERRAFORM_BYTES, MAX_YAML_BYTES
from tests.inprocess import engine_lint
from tests.shell import MISSING_PRE_PING, REPOSITORY

JSON = ("check", "--no-cache", "--output-format", "json")
PADDING = "# and so on\n"


def padded(text: str, size: int, line: str = PADDING) -> str:
    return text + line * (size // len(line) + 1)


def put(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8", newline="")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    put(tmp_path, "shop.py", MISSING_PRE_PING)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("data.py", MISSING_PRE_PING),
        ("alembic.ini", "[alembic]\nsqlalchemy.url = mysql://app@db/shop\n"),
        ("data.cfg", "SQLALCHEMY_DATABASE_URI = 'mysql://app@db/shop'\n"),
    ],
)
def test_a_file_that_may_hold_an_engine_is_told_of(project: Path, name: str, text: str) -> None:
    put(project, name, padded(text, MAX_BYTES))
    ran = engine_lint(*JSON, ".", cwd=project)
    assert (ran.code, sorted(ran.codes)) == (2, ["EL101", "EL902"])
    (told,) = (each["message"] for each in ran.report["findings"] if each["code"] == "EL902")
    assert "it is too large, 4.0 MB: nothing above 4 MB is read. Split it, or leave it out with `exclude`" in told
    assert f"error: {name}: cannot be checked: it is too large" in ran.err
    assert engine_lint("check", "--no-cache", "--fix", ".", cwd=project).code == 2
    assert (project / name).read_text(encoding="utf-8") == padded(text, MAX_BYTES)
    assert "pool_pre_ping=True" in (project / "shop.py").read_text(encoding="utf-8")


def test_the_largest_file_that_is_read_is_checked(project: Path) -> None:
    text = padded(MISSING_PRE_PING, MAX_BYTES - len(MISSING_PRE_PING) - len(PADDING))
    assert MAX_BYTES - len(PADDING) < len(text) <= MAX_BYTES
    put(project, "data.py", text)
    assert engine_lint(*JSON, "data.py", cwd=project).codes == ["EL101"]


@pytest.mark.parametrize("named", [".", "data.py"])
def test_one_that_holds_no_engine_is_passed_over(project: Path, named: str) -> None:
    put(project, "data.py", padded("# engine-lint: ignore-file[EL101]\nROWS = [\n", MAX_BYTES, "    1,\n"))
    ran = engine_lint(*JSON, named, cwd=project)
    assert "EL902" not in ran.codes
    assert ran.err == ""


def test_it_is_told_of_in_the_list_of_engines_too(project: Path) -> None:
    put(project, "data.py", padded(MISSING_PRE_PING, MAX_BYTES))
    ran = engine_lint("engines", ".", cwd=project)
    assert ran.code == 2
    assert "1 engine site in 1 file" in ran.text
    assert "error: data.py: not read: it is too large, 4.0 MB" in ran.err


def test_standard_input_is_held_to_it(project: Path) -> None:
    ran = engine_lint(*JSON, "-", cwd=project, stdin=padded(MISSING_PRE_PING, MAX_BYTES).encode())
    assert (ran.code, ran.codes) == (2, ["EL902"])


def notebook(source: str, output: str = "") -> str:
    cell = {
        "cell_type": "code",
        "source": source,
        "metadata": {},
        "execution_count": None,
        "outputs": [{"output_type": "stream", "name": "stdout", "text": output}],
    }
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def test_a_notebook_may_have_large_pictures_and_no_large_code(project: Path) -> None:
    put(project, "pictures.ipynb", notebook(MISSING_PRE_PING, padded("", 2 * MAX_BYTES)))
    put(project, "code.ipynb", notebook(padded(MISSING_PRE_PING, MAX_BYTES)))
    put(project, "huge.ipynb", notebook(MISSING_PRE_PING, padded("", MAX_NOTEBOOK_BYTES)))
    ran = engine_lint(*JSON, "--pedantic", ".", cwd=project)
    found = sorted((each["path"], each["code"]) for each in ran.report["findings"])
    assert found == [("code.ipynb", "EL902"), ("huge.ipynb", "EL902"), ("pictures.ipynb", "EL101"), ("shop.py", "EL101")]


@pytest.mark.parametrize(
    ("name", "text", "size", "line"),
    [
        ("dump.sql", "SET GLOBAL wait_timeout = 30;\n", MAX_SCRIPT_BYTES, "-- and so on\n"),
        ("my.cnf", "[mysqld]\nwait_timeout = 30\n", MAX_BYTES, PADDING),
        ("values.yaml", "kind: ConfigMap\ndata:\n  my.cnf: |\n    wait_timeout = 30\n", MAX_YAML_BYTES, PADDING),
        (
            "main.tf.json",
            '{"resource": {"aws_db_parameter_group": {"a": {"family": "mysql8.0", "parameter": {"name": "wait_timeout", "value": 30}}}}}',
            MAX_TERRAFORM_BYTES,
            " ",
        ),
    ],
)
def test_what_may_set_timeouts_is_passed_over_aloud(project: Path, name: str, text: str, size: int, line: str) -> None:
    put(project, name, padded(text, size, line))
    ran = engine_lint(*JSON, ".", cwd=project)
    assert (ran.code, ran.codes) == (1, ["EL101"])
    assert f"note: {name} " in ran.err
    assert "was not read: it is too large" in ran.err


def test_a_dump_that_sets_nothing_is_passed_over(project: Path) -> None:
    put(project, "dump.sql", padded("", MAX_BYTES, "INSERT INTO goods VALUES (1, 'a');\n"))
    ran = engine_lint(*JSON, ".", cwd=project)
    assert (ran.codes, ran.err) == (["EL101"], "")


def test_what_is_larger_still_is_not_even_searched(project: Path) -> None:
    for name in ("dump.sql", "data.py"):
        with (project / name).open("wb") as file:
            file.truncate(MAX_SEARCHED_BYTES + 1)
    ran = engine_lint(*JSON, ".", cwd=project)
    assert (ran.code, ran.codes) == (1, ["EL101"])
    assert [line.partition(":")[2].split()[0] for line in ran.err.splitlines()] == ["data.py", "dump.sql"]
    assert "nothing above 200 MB is searched" in ran.err
    assert engine_lint(*JSON, "data.py", cwd=project).codes == ["EL902"]


def test_a_module_that_is_too_large_is_not_followed(project: Path) -> None:
    put(project, "large.py", padded("OPTIONS = {'pool_pre_ping': False}\n", MAX_BYTES))
    put(project, "shop.py", "from large import OPTIONS\nfrom sqlalchemy import create_engine\nengine = create_engine('mysql://app@db/shop', **OPTIONS)\n")
    ran = engine_lint(*JSON, ".", cwd=project)
    assert (ran.code, ran.codes) == (0, [])


LIMITED = "import resource; resource.setrlimit(resource.RLIMIT_AS, (700 << 20, 700 << 20)); from engine_lint.cli import main; main()"


@pytest.mark.skipif(sys.platform != "linux", reason="the address space is limited on Linux alone")
def test_a_line_of_a_hundred_megabytes_takes_no_more_memory_than_a_few_times_its_size(project: Path) -> None:
    put(project, "line.py", f"{MISSING_PRE_PING}data = '{'x' * 100_000_000}'\n")
    ran = subprocess.run([sys.executable, "-c", LIMITED, *JSON, "-j", "1", "."], check=False, cwd=project, capture_output=True)
    assert [each["code"] for each in json.loads(ran.stdout)["findings"]] == ["EL902", "EL101"]


def test_the_page_tells_the_sizes() -> None:
    page = (REPOSITORY / "docs" / "files.md").read_text(encoding="utf-8").partition("## Large files")[2]
    told = [float(row.split("|")[2]) for row in page.splitlines() if row.startswith("| ") and row.split("|")[2].strip("- :")[:1].isdigit()]
    sizes = (MAX_BYTES, MAX_NOTEBOOK_BYTES, MAX_YAML_BYTES, MAX_SCRIPT_BYTES, MAX_TERRAFORM_BYTES)
    assert told == [size / 1e6 for size in sizes]
    assert f"Above {MAX_SEARCHED_BYTES // 10**6} MB" in page
