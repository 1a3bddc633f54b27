"""``--add-ignore``: comments that silence what is shown, exactly, and change nothing else."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from tests.inprocess import engine_lint
from tests.shell import git, write

IMPORT = "from sqlalchemy import create_engine\n"
CALL = 'engine = create_engine("postgresql://app@db/shop")'
MYSQL = 'engine = create_engine("mysql://app@db/shop")'
MARK = "# engine-lint: ignore[EL101]"
BOTH = "# engine-lint: ignore[EL101, EL202]"


def silenced(root: Path, *arguments: str, code: int = 0) -> str:
    """What is said on standard error by a run that adds comments; the next one has nothing to do, and nothing to call unused."""
    ran = engine_lint("check", *(arguments or ("--add-ignore",)), cwd=root)
    assert ran.code == code, ran.text + ran.err
    before = {path: path.stat().st_ino for path in root.rglob("*") if path.is_file()}
    again = engine_lint("check", *(arguments or ("--add-ignore",)), cwd=root)
    assert "Silenced 0 findings in 0 files" in again.text, again.text
    assert {path: path.stat().st_ino for path in root.rglob("*") if path.is_file()} == before
    return ran.err


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{CALL}\n", f"{CALL}  {MARK}\n"),
        (f"{CALL}", f"{CALL}  {MARK}"),
        (f"{MYSQL}\n", f"{MYSQL}  {BOTH}\n"),
        (f"{CALL}  # the reports\n", f"{CALL}  # the reports  {MARK}\n"),
        (f"{CALL}  # type: ignore   \n", f"{CALL}  # type: ignore  {MARK}\n"),
        (f"{CALL}  # noqa: E501\n", f"{CALL}  # noqa: E501  {MARK}\n"),
        (f"{MYSQL}  # engine-lint: ignore[EL202] old\n", f"{MYSQL}  # engine-lint: ignore[EL202, EL101] old\n"),
        (f"{MYSQL}  # engine-lint: ignore[EL202] old  # other\n", f"{MYSQL}  # engine-lint: ignore[EL202, EL101] old  # other\n"),
        (f"# engine-lint: ignore[EL202]\n{MYSQL}\n", f"# engine-lint: ignore[EL202, EL101]\n{MYSQL}\n"),
        (f"{MYSQL}  # noqa: EL202\n", f"{MYSQL}  # noqa: EL202  {MARK}\n"),
        (f"{CALL}\r\n", f"{CALL}  {MARK}\r\n"),
        ('engine = create_engine(\n    "postgresql://app@db/shop",\n)\n', f'engine = create_engine(  {MARK}\n    "postgresql://app@db/shop",\n)\n'),
        (
            'engine = create_engine("""postgresql:\n//app@db/shop""",\n    echo=True)\n',
            f'engine = create_engine("""postgresql:\n//app@db/shop""",  {MARK}\n    echo=True)\n',
        ),
        ('engine = \\\n    create_engine("postgresql://app@db/shop")\n', f'engine = \\\n    create_engine("postgresql://app@db/shop")  {MARK}\n'),
        ('engine = create_engine \\\n    ("postgresql://app@db/shop")\n', f'engine = create_engine \\\n    ("postgresql://app@db/shop")  {MARK}\n'),
        ("if True:\n    " + CALL + "; x = 1\n", f"if True:\n    {CALL}; x = 1  {MARK}\n"),
        (
            'pair = create_engine("postgresql://app@db/one"), create_engine("mysql://app@db/two")\n',
            f'pair = create_engine("postgresql://app@db/one"), create_engine("mysql://app@db/two")  {BOTH}\n',
        ),
    ],
)
def test_where_the_comment_goes(tmp_path: Path, before: str, after: str) -> None:
    write(tmp_path, {"db.py": IMPORT + before})
    assert not silenced(tmp_path)
    assert (tmp_path / "db.py").read_bytes().decode() == IMPORT + after
    assert ast.dump(ast.parse(IMPORT + before)) == ast.dump(ast.parse(IMPORT + after))


def test_above_where_no_line_of_the_call_can_take_one(tmp_path: Path) -> None:
    text = 'def make():\n    return create_engine("""postgresql:\n//app@db/shop""" \\\n        )\n'
    write(tmp_path, {"db.py": IMPORT + text})
    silenced(tmp_path)
    assert (tmp_path / "db.py").read_text() in (
        IMPORT + text.replace("        )", f"        )  {MARK}"),
        IMPORT + text.replace("    return", f"    {MARK}\n    return"),
    )


def test_a_reason_is_written_and_joined_with_the_one_that_is_there(tmp_path: Path) -> None:
    write(tmp_path, {"one.py": f"{IMPORT}{CALL}\n", "two.py": f"{IMPORT}{MYSQL}  # engine-lint: ignore[EL202] see ADR 7\n"})
    silenced(tmp_path, "--add-ignore=before the proxy")
    assert (tmp_path / "one.py").read_text() == f"{IMPORT}{CALL}  {MARK} before the proxy\n"
    assert (tmp_path / "two.py").read_text() == f"{IMPORT}{MYSQL}  # engine-lint: ignore[EL202, EL101] see ADR 7; before the proxy\n"


def test_a_path_behind_it_is_a_path(tmp_path: Path) -> None:
    write(tmp_path, {"one.py": f"{IMPORT}{CALL}\n", "two.py": f"{IMPORT}{CALL}\n"})
    assert engine_lint("check", "--add-ignore", "one.py", cwd=tmp_path).code == 0
    assert MARK in (tmp_path / "one.py").read_text()
    assert MARK not in (tmp_path / "two.py").read_text()


def test_only_what_is_shown_is_silenced(tmp_path: Path) -> None:
    write(tmp_path, {"db.py": f"{IMPORT}{MYSQL}\n"})
    engine_lint("check", "--add-ignore", "--select", "EL202", cwd=tmp_path)
    assert (tmp_path / "db.py").read_text() == f"{IMPORT}{MYSQL}  # engine-lint: ignore[EL202]\n"
    assert [each["code"] for each in engine_lint("check", "--output-format", "json", cwd=tmp_path).report["findings"]] == ["EL101"]


def test_a_defect_that_several_places_share_is_silent_at_each(tmp_path: Path) -> None:
    text = 'OPTIONS = {"echo": True}\n' + "".join(f'e{number} = create_engine("postgresql://app@db/{number}", **OPTIONS)\n' for number in range(12))
    write(tmp_path, {"db.py": IMPORT + text})
    silenced(tmp_path)
    assert (tmp_path / "db.py").read_text().count(MARK) in (1, 12)


def test_all_kinds_of_files(tmp_path: Path) -> None:
    notebook = {
        "cells": [{"cell_type": "code", "source": [IMPORT, CALL], "metadata": {}, "outputs": [], "execution_count": None}],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    write(
        tmp_path,
        {
            "paste.ini": "[app:main]\nuse = egg:shop\n\n# the database\nsqlalchemy.url = mysql://app@db/shop\nsqlalchemy.pool_recycle = 90000\n",
            "web.py": "from sqlalchemy import engine_from_config\n\n\ndef main(global_config, **settings):\n    return engine_from_config(settings, 'sqlalchemy.')\n",
            "my.cnf": "[mysqld]\nwait_timeout = 20\n",
            "compose.yaml": "services:\n  db:\n    image: mysql:8\n    command: --wait-timeout=20\n",
            "setup.sql": "SET GLOBAL wait_timeout = 20;\n",
            "work.ipynb": json.dumps(notebook, indent=1) + "\n",
            "page.md": f"# Page\n\n```python\n{IMPORT}{CALL}\n```\n",
        },
    )
    before = {path.name: path.read_text() for path in tmp_path.iterdir()}
    asked = ("--code-blocks", "--pedantic", "--ignore", "EL501")
    found = engine_lint("check", *asked, "--output-format", "json", cwd=tmp_path).report["findings"]
    names = {Path(each["path"]).name for each in found}
    assert names == before.keys() - {"web.py"}
    assert not silenced(tmp_path, "--add-ignore=known", *asked)
    after = {path.name: path.read_text() for path in tmp_path.iterdir()}
    for name in names:
        assert "engine-lint: ignore[EL" in after[name], name
        kept = [line.partition("# engine-lint")[0].partition("-- engine-lint")[0].rstrip() for line in after[name].splitlines()]
        assert "".join(kept) == "".join(before[name].splitlines()) or name == "work.ipynb", name
    assert json.loads(after["work.ipynb"])["cells"][0]["source"] == [IMPORT, f"{CALL}  {MARK} known"]
    assert "# engine-lint: ignore[EL502] known\nwait_timeout = 20\n" in after["my.cnf"]


def test_text_in_a_block_of_yaml_is_left_alone(tmp_path: Path) -> None:
    text = """apiVersion: v1
kind: ConfigMap
metadata:
  name: mysql
data:
  my.cnf: |
    [mysqld]
    wait_timeout = 20
"""
    write(tmp_path, {"config.yaml": text})
    found = engine_lint("check", "--output-format", "json", cwd=tmp_path).report["findings"]
    assert [each["code"] for each in found] == ["EL502"]
    said = silenced(tmp_path, code=1)
    assert "no comment can stand here that silences EL502" in said
    assert (tmp_path / "config.yaml").read_text() == text


def test_what_cannot_be_silenced_by_a_comment_is_said(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "app.py": 'import json\nfrom flask import Flask\nfrom flask_sqlalchemy import SQLAlchemy\n\napp = Flask(__name__)\napp.config.from_file("config.json", load=json.load)\ndb = SQLAlchemy(app)\n',
            "config.json": '{\n  "SQLALCHEMY_DATABASE_URI": "mysql://app@db/shop",\n  "SQLALCHEMY_POOL_RECYCLE": 280\n}\n',
            "requirements.txt": "Flask-SQLAlchemy==3.1.1\n",
        },
    )
    before = (tmp_path / "config.json").read_text()
    said = silenced(tmp_path, code=1)
    assert (tmp_path / "config.json").read_text() == before
    assert "no comment can stand here that silences EL301; `per-file-ignores` or a baseline can" in said


def test_a_diff_shows_the_comments_and_writes_none(tmp_path: Path) -> None:
    write(tmp_path, {"db.py": f"{IMPORT}{CALL}\n"})
    ran = engine_lint("check", "--add-ignore", "--diff", cwd=tmp_path)
    assert (ran.code, ran.err.splitlines()[0]) == (1, "Would silence 1 finding in 1 file, 0 left (1 file checked, 1 engine site).")
    assert (tmp_path / "db.py").read_text() == f"{IMPORT}{CALL}\n"
    git("init", "-q", ".", cwd=tmp_path)
    git("apply", "-", cwd=tmp_path, stdin=ran.out)
    assert (tmp_path / "db.py").read_text() == f"{IMPORT}{CALL}  {MARK}\n"


@pytest.mark.parametrize("arguments", [("--fix",), ("--no-ignores",), ("--write-baseline",), ("-",)])
def test_what_it_does_not_go_with(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    write(tmp_path, {"db.py": f"{IMPORT}{CALL}\n"})
    ran = engine_lint("check", "--add-ignore", *arguments, cwd=tmp_path)
    assert ran.code == 2
    assert "--add-ignore" in ran.err


@pytest.mark.parametrize("reason", ["a # b", "two\nlines"])
def test_a_reason_that_would_end_the_comment_is_refused(tmp_path: Path, reason: str) -> None:
    ran = engine_lint("check", f"--add-ignore={reason}", cwd=tmp_path)
    assert (ran.code, ran.err.endswith("cannot stand in a comment; write one line without `#`\n")) == (2, True)


def test_a_broken_file_and_a_comment_that_silences_nothing_stay(tmp_path: Path) -> None:
    write(tmp_path, {"bad.py": f"{IMPORT}{CALL}\ndef (\n", "old.py": "x = 1  # engine-lint: ignore[EL101]\n"})
    ran = engine_lint("check", "--add-ignore", cwd=tmp_path)
    assert ran.code == 2
    assert "Silenced 0 findings" in ran.text
    assert (tmp_path / "old.py").read_text() == "x = 1  # engine-lint: ignore[EL101]\n"
