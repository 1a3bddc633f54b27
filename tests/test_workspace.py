"""Where a project begins, and whose pins hold in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine_lint import check_paths


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


OLD_KEY = "class Config:\n    SQLALCHEMY_POOL_SIZE = 5\n    SQLALCHEMY_ENGINE_OPTIONS = {'pool_pre_ping': True}\n"


def severities(root: Path) -> list[str]:
    return [finding.severity.name for finding in check_paths([root]).findings]


def test_a_folder_whose_requirements_do_not_speak_of_sqlalchemy_has_the_pins_of_the_one_above(tmp_path: Path) -> None:
    write(tmp_path, {"requirements.txt": "flask-sqlalchemy==2.5.1\n", "plugin/requirements.txt": "requests\n", "plugin/config.py": OLD_KEY})
    assert severities(tmp_path) == ["WARNING"]


def test_its_own_pins_come_first(tmp_path: Path) -> None:
    files = {"requirements.txt": "flask-sqlalchemy==2.5.1\n", "plugin/requirements.txt": "flask-sqlalchemy==3.1.1\n", "plugin/config.py": OLD_KEY}
    write(tmp_path, files)
    assert severities(tmp_path) == ["ERROR"]


def test_a_module_named_setup_makes_no_project(tmp_path: Path) -> None:
    extension = "from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\n"
    files = {"requirements.txt": "flask-sqlalchemy==2.5.1\n", "app/setup.py": "x = 1\n", "app/config.py": OLD_KEY, "app/models.py": extension}
    write(tmp_path, files)
    assert severities(tmp_path) == ["WARNING"]


def test_folders_of_tests_with_requirements_of_their_own_are_still_tests(tmp_path: Path) -> None:
    engine = "from sqlalchemy import create_engine\nengine = create_engine(url)\n"
    write(tmp_path, {"requirements.txt": "sqlalchemy\n", "tests/requirements.txt": "sqlalchemy\npytest\n", "tests/helpers.py": engine})
    assert severities(tmp_path) == []


def test_a_lone_file_does_not_draw_in_the_folder_around_it(tmp_path: Path) -> None:
    engine = "from sqlalchemy import create_engine\nengine = create_engine(url)\n"
    ping = """from sqlalchemy import event, exc
from sqlalchemy.pool import Pool

@event.listens_for(Pool, "checkout")
def ping(connection, record, proxy):
    try:
        connection.cursor().execute("SELECT 1")
    except Exception:
        raise exc.DisconnectionError()
"""
    write(tmp_path, {"mine.py": engine, "another/pinging.py": ping})
    assert [finding.code for finding in check_paths([tmp_path / "mine.py"]).findings] == ["EL101"]
    assert check_paths([tmp_path]).findings == ()
    write(tmp_path, {"requirements.txt": "sqlalchemy\n"})
    assert check_paths([tmp_path / "mine.py"]).findings == ()


OLD_PINS = "flask-sqlalchemy==2.5.1\n"


def found(root: Path) -> list[tuple[str, str, str]]:
    return [(finding.code, finding.severity.name, finding.confidence.name) for finding in check_paths([root]).findings]


@pytest.mark.parametrize(
    "place", ["install/requirements.txt", "requirements/base.txt", "deploy/docker-requirements.in", "build/requirements/run.txt", "environment.yml"]
)
def test_pins_in_a_folder_of_the_repository_hold_for_code_that_has_none_above_it(tmp_path: Path, place: str) -> None:
    text = f"dependencies:\n  - {OLD_PINS}" if place.endswith(".yml") else OLD_PINS
    write(tmp_path, {".git/HEAD": "", place: text, "webapp/config.py": OLD_KEY})
    assert found(tmp_path) == [("EL301", "WARNING", "HIGH")]
    assert found(tmp_path / "webapp") == [("EL301", "WARNING", "HIGH")]


@pytest.mark.parametrize("place", ["docs/requirements.txt", "examples/app/requirements.txt", "tox.ini", "Dockerfile"])
def test_places_that_do_not_speak_for_the_code(tmp_path: Path, place: str) -> None:
    write(tmp_path, {".git/HEAD": "", place: OLD_PINS, "webapp/config.py": OLD_KEY})
    assert found(tmp_path) == [("EL301", "ERROR", "MEDIUM")]


def test_files_that_disagree_leave_it_open_which_version_runs(tmp_path: Path) -> None:
    write(tmp_path, {"requirements.txt": OLD_PINS, "requirements-prod.txt": "flask-sqlalchemy==3.1.1\n", "config.py": OLD_KEY})
    assert found(tmp_path) == [("EL301", "ERROR", "MEDIUM")]
    (finding,) = check_paths([tmp_path]).findings
    assert "requirements-prod.txt and requirements.txt allow Flask-SQLAlchemy >=2.5.1,<3.1.2." in finding.help


def test_what_developers_install_does_not_weaken_what_is_deployed(tmp_path: Path) -> None:
    write(tmp_path, {"requirements.txt": OLD_PINS, "requirements-dev.txt": "flask-sqlalchemy==3.1.1\n", "config.py": OLD_KEY})
    assert found(tmp_path) == [("EL301", "WARNING", "HIGH")]


def test_projects_that_merely_lie_in_one_folder_do_not_speak_for_each_other(tmp_path: Path) -> None:
    write(tmp_path, {"one/requirements.txt": "requests\n", "one/config.py": OLD_KEY, "two/requirements.txt": OLD_PINS})
    assert found(tmp_path) == []
    write(tmp_path, {"README.md": ""})
    assert found(tmp_path) == [("EL301", "WARNING", "HIGH")]
    assert found(tmp_path / "one") == []
