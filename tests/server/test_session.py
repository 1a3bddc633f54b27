from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine_lint.model.finding import Safety, Severity
from engine_lint.server.jobs import Check, Edits, Explain, Mend, Silence
from tests.server.asking import POSTGRESQL, Editor, applied, project, shown

SHARED = {
    "shop/options.py": 'OPTIONS = {"pool_size": 5}\n',
    "shop/db.py": 'from sqlalchemy import create_engine\n\nfrom shop.options import OPTIONS\n\nengine = create_engine("postgresql://app@db/shop", **OPTIONS)\n',
    "shop/__init__.py": "",
}
FLASK_3 = '[project]\nname = "shop"\nversion = "1"\ndependencies = ["flask-sqlalchemy>=3"]\n'
LOADS_CONFIG = (
    "import tomllib\n\nfrom flask import Flask\nfrom flask_sqlalchemy import SQLAlchemy\n\napp = Flask(__name__)\n"
    'app.config.from_file("config.toml", load=tomllib.load, text=False)\ndb = SQLAlchemy(app)\n'
)


def test_what_is_shown_counts_and_not_what_is_saved(tmp_path: Path) -> None:
    editor = Editor(project(tmp_path, {"db.py": "x = 1\n"}))
    editor.show("db.py")
    assert editor.codes("db.py") == []
    editor.show("db.py", POSTGRESQL)
    assert editor.codes("db.py") == ["EL101"]


def test_other_files_count_as_they_are_shown(tmp_path: Path) -> None:
    editor = Editor(project(tmp_path, SHARED))
    editor.show("shop/db.py")
    assert editor.codes("shop/db.py") == ["EL101"]
    editor.show("shop/options.py", 'OPTIONS = {"pool_size": 5, "pool_pre_ping": True}\n')
    assert editor.codes("shop/db.py") == []


def test_a_file_that_was_never_saved_is_checked_and_found_by_others(tmp_path: Path) -> None:
    editor = Editor(project(tmp_path, {"shop/__init__.py": ""}))
    editor.show("shop/db.py", SHARED["shop/db.py"])
    editor.show("shop/options.py", 'OPTIONS = {"pool_pre_ping": True}\n')
    assert editor.codes("shop/db.py") == []
    editor.show("shop/options.py", "OPTIONS = {}\n")
    assert editor.codes("shop/db.py") == ["EL101"]


def test_a_wrapper_that_is_typed_in_one_file_is_known_in_another(tmp_path: Path) -> None:
    caller = 'from shop.db import connect\n\nengine = connect("postgresql://app@db/shop")\n'
    editor = Editor(project(tmp_path, {"shop/__init__.py": "", "shop/db.py": "", "shop/app.py": caller}))
    editor.show("shop/app.py")
    assert editor.codes("shop/app.py") == []
    editor.show("shop/db.py", "from sqlalchemy import create_engine\n\n\ndef connect(url, **options):\n    return create_engine(url, **options)\n")
    assert editor.codes("shop/app.py") == ["EL101"]


def test_option_files_count_as_they_are_shown(tmp_path: Path) -> None:
    engine = 'from sqlalchemy import create_engine\n\nengine = create_engine("mysql+pymysql://app@db/shop", pool_recycle=3600, pool_pre_ping=True)\n'
    editor = Editor(project(tmp_path, {"db.py": engine, "my.cnf": "[mysqld]\nwait_timeout = 28800\n"}))
    editor.show("db.py")
    assert editor.codes("db.py") == []
    editor.show("my.cnf", "[mysqld]\nwait_timeout = 600\n")
    assert editor.codes("db.py") == ["EL201"]


def test_an_option_file_is_checked_itself(tmp_path: Path) -> None:
    editor = Editor(project(tmp_path, {"my.cnf": ""}))
    editor.show("my.cnf", "[mysqld]\nwait_timeout = 10\n")
    assert editor.codes("my.cnf") == ["EL502"]


def test_a_config_that_only_code_loads_is_judged_as_that_code_means_it(tmp_path: Path) -> None:
    editor = Editor(project(tmp_path, {"pyproject.toml": FLASK_3, "app.py": LOADS_CONFIG, "config.toml": ""}))
    editor.show("config.toml", 'SQLALCHEMY_DATABASE_URI = "postgresql://app@db/shop"\nSQLALCHEMY_POOL_RECYCLE = 300\n')
    assert "EL301" in editor.codes("config.toml")


def test_a_toml_file_that_nobody_loads_costs_nothing(tmp_path: Path) -> None:
    editor = Editor(project(tmp_path, {"db.py": POSTGRESQL}))
    editor.show("pyproject.toml")
    assert editor.codes("pyproject.toml") == []


@pytest.mark.parametrize(("encoding", "column"), [("utf-8", 9), ("utf-16", 7), ("utf-32", 6)])
def test_columns_count_as_agreed(encoding: str, column: int, tmp_path: Path) -> None:
    editor = Editor(project(tmp_path, {}), encoding=encoding)
    editor.show("db.py", 'from sqlalchemy import create_engine\n"🐘";x=create_engine("postgresql://app@db/shop", pool_size=3)\n')
    (problem,) = editor.problems("db.py")
    assert (problem.spot.range.start.character, problem.spot.range.end.character) == (column, column + 54)


def test_lines_are_those_of_the_editor(tmp_path: Path) -> None:
    """Form feeds, vertical tabs and Unicode's line separators end no line, and lone carriage returns do."""
    editor = Editor(project(tmp_path, {}))
    editor.show("db.py", 'from sqlalchemy import create_engine\nx = "\u2028 \x0b \x85"\n\x0c\nengine = create_engine("postgresql://app@db/shop")\n')
    (problem,) = editor.problems("db.py")
    assert problem.spot.range.start.line == 3


def test_a_finding_names_the_places_that_belong_to_it(tmp_path: Path) -> None:
    editor = Editor(project(tmp_path, SHARED))
    editor.show("shop/db.py")
    (problem,) = editor.problems("shop/db.py")
    assert (problem.severity, problem.safety) == (Severity.WARNING, Safety.SAFE)
    assert [(spot.path, spot.range.start.line) for spot, _ in problem.related] == [(editor.path("shop/options.py"), 0)]
    assert problem.url.endswith("/el101-missing-pre-ping/")


def test_a_fix_is_as_small_as_can_be_and_may_lie_in_another_file(tmp_path: Path) -> None:
    editor = Editor(project(tmp_path, SHARED))
    editor.show("shop/db.py")
    assert editor.mend("shop/db.py", "EL101") == {"shop/options.py": 'OPTIONS = {"pool_size": 5, "pool_pre_ping": True}\n'}


def test_a_fix_in_another_file_is_made_in_the_text_that_is_shown(tmp_path: Path) -> None:
    editor = Editor(project(tmp_path, SHARED))
    editor.show("shop/db.py")
    editor.show("shop/options.py", '# 🐘\nOPTIONS = {\n    "pool_size": 7,\n}\n')
    expected = '# 🐘\nOPTIONS = {\n    "pool_size": 7,\n    "pool_pre_ping": True,\n}\n'
    assert editor.mend("shop/db.py", "EL101") == {"shop/options.py": expected}


def test_one_finding_is_mended_and_its_twin_is_not(tmp_path: Path) -> None:
    editor = Editor(project(tmp_path, {}))
    engine = 'create_engine("postgresql://app@db/shop")'
    editor.show("db.py", f"from sqlalchemy import create_engine\n\nfirst = {engine}\nsecond = {engine}\n")
    first, _ = editor.problems("db.py")
    answer = editor.session.answer(Mend(editor.path("db.py"), editor.buffers, frozenset({first.fingerprint})))
    ((_, edits),) = answer.changes.items()
    mended = applied(editor.texts[editor.path("db.py")], edits)
    assert [line.count("pool_pre_ping") for line in mended.splitlines()] == [0, 0, 1, 0]


def test_all_at_once_is_what_is_safe(tmp_path: Path) -> None:
    settings = '[project]\nname = "shop"\nversion = "1"\ndependencies = ["sqlalchemy==2.0.36"]\n'
    text = (
        "from sqlalchemy import create_engine\nfrom sqlalchemy.ext.asyncio import create_async_engine\n\n"
        'first = create_engine("postgresql://app@db/shop")\nsecond = create_async_engine("mysql+aiomysql://app@db/shop")\n'
    )
    editor = Editor(project(tmp_path, {"pyproject.toml": settings}))
    editor.show("db.py", text)
    assert {problem.safety for problem in editor.problems("db.py") if problem.code == "EL101"} == {Safety.SAFE, Safety.UNSAFE}
    mended = editor.mend("db.py")["db.py"]
    assert [line.count("pool_pre_ping=True") for line in mended.splitlines()] == [0, 0, 0, 1, 0]


def test_an_unsafe_fix_says_why_and_is_made_when_asked_for(tmp_path: Path) -> None:
    editor = Editor(project(tmp_path, {}))
    editor.show("db.py", 'from sqlalchemy import create_engine\n\nengine = create_engine("postgresql://app@db/shop", pool_recycle=3, pool_pre_ping=True)\n')
    (problem,) = editor.problems("db.py")
    assert (problem.code, problem.safety) == ("EL204", Safety.UNSAFE)
    assert problem.reason
    assert "pool_recycle=3600" in editor.mend("db.py", "EL204")["db.py"]


def test_a_finding_is_silenced_and_its_twin_is_not(tmp_path: Path) -> None:
    editor = Editor(project(tmp_path, {}))
    engine = 'create_engine("postgresql://app@db/shop")'
    editor.show("db.py", f"from sqlalchemy import create_engine\n\nfirst = {engine}  # 🐘\nsecond = {engine}\n")
    silenced = editor.silenced("db.py", "EL101")
    assert silenced.splitlines()[2] == f"first = {engine}  # 🐘  # engine-lint: ignore[EL101] known"
    editor.show("db.py", silenced)
    (left,) = editor.problems("db.py")
    assert (left.code, left.spot.range.start.line) == ("EL101", 3)


def test_where_no_comment_can_stand_that_is_said(tmp_path: Path) -> None:
    editor = Editor(
        project(tmp_path, {"pyproject.toml": FLASK_3, "app.py": LOADS_CONFIG.replace("tomllib", "json").replace("toml", "json"), "config.json": ""})
    )
    editor.show("config.json", '{"SQLALCHEMY_DATABASE_URI": "postgresql://app@db/shop", "SQLALCHEMY_POOL_RECYCLE": 300}')
    problem = next(each for each in editor.problems("config.json") if each.code == "EL301")
    answer = editor.session.answer(Silence(editor.path("config.json"), editor.buffers, problem.fingerprint, "known"))
    assert isinstance(answer, Edits) and not answer.changes
    assert answer.failures == (f"{editor.path('config.json')}: no comment can stand there that silences it",)


def test_settings_are_read_anew_when_they_were_saved(tmp_path: Path) -> None:
    editor = Editor(project(tmp_path, {"db.py": POSTGRESQL}))
    editor.show("db.py")
    assert editor.codes("db.py") == ["EL101"]
    (tmp_path / "engine-lint.toml").write_text('ignore = ["EL101"]\n', encoding="utf-8")
    editor.saved("engine-lint.toml")
    assert editor.codes("db.py") == []


def test_a_mistake_in_the_settings_is_shown_in_them(tmp_path: Path) -> None:
    editor = Editor(project(tmp_path, {"db.py": POSTGRESQL, "engine-lint.toml": 'select = ["ALL"]\nignroe = ["EL101"]\n'}))
    editor.show("db.py")
    (problem,) = editor.problems("db.py")
    assert (problem.spot.path, problem.spot.range.start.line) == (editor.path("engine-lint.toml"), 1)
    assert "did you mean `ignore`" in problem.message


def test_settings_that_are_not_read_are_shown_where_they_stand(tmp_path: Path) -> None:
    files = {"engine-lint.toml": "", "pyproject.toml": '[project]\nname = "shop"\n\n[tool.engine-lint]\nignore = ["EL101"]\n'}
    editor = Editor(project(tmp_path, {"db.py": POSTGRESQL, **files}))
    editor.show("db.py")
    assert editor.codes("db.py") == ["EL101", "settings"]
    problem = editor.problems("db.py")[1]
    assert (problem.spot.path, problem.spot.range.start.line, problem.severity) == (editor.path("pyproject.toml"), 3, Severity.WARNING)
    assert problem.message == "the settings in pyproject.toml are not read, because engine-lint.toml lies beside it"
    (tmp_path / "engine-lint.toml").unlink()
    editor.saved("engine-lint.toml")
    assert editor.codes("db.py") == []


def test_what_was_saved_elsewhere_counts_when_it_is_told(tmp_path: Path) -> None:
    editor = Editor(project(tmp_path, SHARED))
    editor.show("shop/db.py")
    assert editor.codes("shop/db.py") == ["EL101"]
    (tmp_path / "shop/options.py").write_text('OPTIONS = {"pool_pre_ping": True}\n', encoding="utf-8")
    editor.saved("shop/options.py")
    assert editor.codes("shop/db.py") == []


def test_each_folder_has_its_own_settings(tmp_path: Path) -> None:
    first, second = (
        project(tmp_path / "first", {"db.py": POSTGRESQL}),
        project(tmp_path / "second", {"db.py": POSTGRESQL, "engine-lint.toml": 'ignore = ["EL1"]\n'}),
    )
    editor = Editor(first, second)
    for folder, codes in ((first, ["EL101"]), (second, [])):
        answer = editor.session.answer(Check((folder / "db.py").as_posix(), editor.buffers))
        assert [problem.code for problem in answer.problems] == codes


def test_excluded_files_are_left_alone_though_they_are_open(tmp_path: Path) -> None:
    files = {"engine-lint.toml": 'extend-exclude = ["generated"]\n', "generated/db.py": POSTGRESQL, ".venv/pyvenv.cfg": "", ".venv/db.py": POSTGRESQL}
    editor = Editor(project(tmp_path, files))
    for name in ("generated/db.py", ".venv/db.py"):
        editor.show(name)
        assert editor.codes(name) == []


def test_pages_are_checked_where_the_settings_ask_for_it(tmp_path: Path) -> None:
    page = f"# Engines\n\n```python\n{POSTGRESQL}```\n"
    editor = Editor(project(tmp_path, {"guide.md": page}))
    editor.show("guide.md")
    assert editor.codes("guide.md") == []
    (tmp_path / "engine-lint.toml").write_text("code-blocks = true\n", encoding="utf-8")
    editor.saved(all_of_it=True)
    (problem,) = editor.problems("guide.md")
    assert shown(page, problem.spot.range) == 'create_engine("postgresql://app@db/shop")'
    assert editor.mend("guide.md", "EL101")["guide.md"] == page.replace('/shop")', '/shop", pool_pre_ping=True)')


def test_files_of_no_kind_that_matters_are_left_alone(tmp_path: Path) -> None:
    editor = Editor(project(tmp_path, {}))
    editor.show("notes.txt", POSTGRESQL)
    assert editor.codes("notes.txt") == []


def test_a_file_outside_of_all_folders_is_judged_in_its_own_project(tmp_path: Path) -> None:
    editor = Editor(project(tmp_path / "elsewhere", {**SHARED, "engine-lint.toml": 'ignore = ["EL101"]\n'}))
    editor.show("shop/db.py")
    buffers = editor.buffers
    answer = editor.session.answer(Check(editor.path("shop/db.py"), type(buffers)((), buffers.texts)))
    assert answer.problems == ()


PEDANTIC = {"engine-lint.toml": "pedantic = true\n"}
NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "metadata": {}, "source": ['# "Engines"\n']},
        {
            "cell_type": "code",
            "execution_count": None,
            "metadata": {},
            "outputs": [],
            "source": ["from sqlalchemy import create_engine\n", "x = \"🐘\\\\\"; engine = create_engine('postgresql://app@db/shop')"],
        },
    ],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
}


@pytest.mark.parametrize("ascii_only", [True, False])
def test_a_notebook_as_plain_text_is_marked_in_its_json(ascii_only: bool, tmp_path: Path) -> None:
    editor = Editor(project(tmp_path, PEDANTIC))
    text = json.dumps(NOTEBOOK, indent=1, ensure_ascii=ascii_only)
    editor.show("engines.ipynb", text)
    (problem,) = editor.problems("engines.ipynb")
    assert shown(text, problem.spot.range) == "create_engine('postgresql://app@db/shop')"
    mended = editor.mend("engines.ipynb", "EL101")["engines.ipynb"]
    assert mended == text.replace("/shop')", "/shop', pool_pre_ping=True)")


def test_a_notebook_of_documents_is_marked_in_its_cells(tmp_path: Path) -> None:
    editor = Editor(project(tmp_path, PEDANTIC), notebooks=["engines.ipynb"])
    editor.show("engines.ipynb", json.dumps(NOTEBOOK))
    (problem,) = editor.problems("engines.ipynb")
    assert (problem.spot.cell, problem.spot.range.start.line) == (2, 1)
    answer = editor.session.answer(Mend(editor.path("engines.ipynb"), editor.buffers, frozenset({problem.fingerprint})))
    (((_, cell), (edit,)),) = answer.changes.items()
    assert (cell, edit.new_text) == (2, ", pool_pre_ping=True")


def test_a_password_is_never_told(tmp_path: Path) -> None:
    editor = Editor(project(tmp_path, {}))
    editor.show(
        "db.py",
        'from sqlalchemy import create_engine\n\nengine = create_engine("mysql://app:canary@db/shop?pool_size=3", connect_args={"password": "canary"})\n',
    )
    assert editor.codes("db.py")
    assert "canary" not in repr(editor.diagnosis("db.py"))
    assert "canary" not in editor.hover("db.py", 3)


def test_a_file_that_cannot_be_parsed_says_so_where_it_may_hold_an_engine(tmp_path: Path) -> None:
    editor = Editor(project(tmp_path, {}))
    editor.show("db.py", POSTGRESQL + "engine = (\n")
    assert editor.codes("db.py") == ["EL902"]
    editor.show("db.py", "x = (\n")
    assert editor.codes("db.py") == []


def test_a_crash_is_an_answer_and_the_next_job_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine_lint.server import session
    from engine_lint.server.jobs import Crashed

    def crash(*arguments: object) -> None:
        raise RuntimeError("mysql://app:canary@db/shop")

    editor = Editor(project(tmp_path, {"db.py": POSTGRESQL}))
    editor.show("db.py")
    with monkeypatch.context() as patched:
        patched.setattr(session, "run_again", crash)
        answer = editor.session.answer(Check(editor.path("db.py"), editor.buffers))
    assert isinstance(answer, Crashed)
    assert "RuntimeError" in answer.message and "canary" not in answer.message
    assert editor.codes("db.py") == ["EL101"]


@pytest.mark.parametrize(
    "text",
    ["\0", "create_engine(\ud800)\n", "(" * 5_000, "# coding: utf-7\ncreate_engine()\n", "# coding: nowhere\ncreate_engine()\n", "\ufeffcreate_engine(1)\n"],
)
def test_odd_texts_end_in_an_answer(text: str, tmp_path: Path) -> None:
    from engine_lint.server.documents import encoded
    from engine_lint.server.jobs import Buffers, Diagnosis

    path = (tmp_path / "db.py").as_posix()
    buffers = Buffers((tmp_path.as_posix(),), {path: encoded(path, text)})
    editor = Editor(tmp_path)
    assert isinstance(editor.session.answer(Check(path, buffers)), Diagnosis)
    editor.session.answer(Explain(path, buffers, 1))
