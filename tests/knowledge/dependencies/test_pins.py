from __future__ import annotations

from pathlib import Path

import pytest

from engine_lint.knowledge.dependencies.pins import pins
from engine_lint.model.versions import VersionRange, Versions


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


TWO = VersionRange((2, 0, 15), (2, 0, 16))


def same(found: VersionRange, expected: VersionRange) -> bool:
    return (found.low, found.high) == (expected.low, expected.high)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("requirements.txt", "flask\nSQLAlchemy==2.0.15 --hash=sha256:0 # why\n"),
        ("requirements.txt", "sqlalchemy[asyncio] == 2.0.15 ; python_version >= '3.8'\n"),
        ("requirements.txt", "SQLAlchemy==2.0.15 \\\n    --hash=sha256:0 \\\n    --hash=sha256:1\n"),
        ("requirements-prod.txt", "\ufeffSQLAlchemy==2.0.15\n"),
        ("requirements/base.txt", "SQLAlchemy==2.0.15\n"),
        ("dev-requirements.in", "SQLAlchemy (==2.0.15)\n"),
        ("pyproject.toml", '[project]\nname = "x"\ndependencies = ["SQLAlchemy==2.0.15"]\n'),
        ("pyproject.toml", '[project]\nname = "x"\n[project.optional-dependencies]\ndb = ["SQLAlchemy==2.0.15"]\n'),
        ("pyproject.toml", '[dependency-groups]\ndb = [{include-group = "x"}, "SQLAlchemy==2.0.15"]\n'),
        ("requirements/prod/base.txt", "SQLAlchemy==2.0.15\n"),
        ("requirements.lock", "-e file:.\nsqlalchemy==2.0.15\n    # via app\n"),
        ("requirement.pip", "SQLAlchemy == 2.0.15\n"),
        ("requirements.txt", "https://files.example/packages/SQLAlchemy-2.0.15.tar.gz#egg=SQLAlchemy\n"),
        ("requirements.txt", "SQLAlchemy @ https://github.com/sqlalchemy/sqlalchemy/archive/refs/tags/rel_2_0_15.zip\n"),
        ("pyproject.toml", '[build-system]\n[tool.flit.metadata]\nrequires = ["SQLAlchemy ==2.0.15"]\n'),
        ("pyproject.toml", '[tool.hatch.envs.default]\ndependencies = ["SQLAlchemy==2.0.15"]\n'),
        ("pyproject.toml", '[tool.pdm.dev-dependencies]\ndb = ["SQLAlchemy==2.0.15"]\n'),
        ("pyproject.toml", '[tool.uv]\ndev-dependencies = ["SQLAlchemy==2.0.15"]\n'),
        ("pyproject.toml", '[tool.poetry.dependencies.SQLAlchemy]\nversion = "2.0.15"\nextras = ["asyncio"]\n'),
        ("setup.py", "from setuptools import setup\nbase = ['flask']\nsetup(install_requires=base + ['SQLAlchemy==2.0.15'])\n"),
        ("setup.py", "from setuptools import setup\ndef main():\n    requires = 'flask SQLAlchemy==2.0.15'.split()\n    setup(install_requires=requires)\n"),
        ("setup.py", "from setuptools import setup\nargs = dict(install_requires=[*('SQLAlchemy==2.0.15',)])\nsetup(**args)\n"),
        ("setup.py", "from setuptools import setup\nargs = {}\nargs['install_requires'] = ['SQLAlchemy==2.0.15']\nsetup(**args)\n"),
        ("environment.yml", "name: x\ndependencies:\n  - python=3.9\n  - conda-forge::sqlalchemy==2.0.15  # why\n"),
        ("environment.yaml", "dependencies:\n- pip\n- pip:\n  - flask\n  - 'SQLAlchemy==2.0.15'\n"),
        ("conda-lock.yml", "version: 1\npackage:\n- name: sqlalchemy\n  version: 2.0.15\n  manager: conda\n"),
        ("pyproject.toml", '[tool.poetry.dependencies]\npython = "^3.8"\nSQLAlchemy = "2.0.15"\n'),
        ("pyproject.toml", '[tool.poetry.group.db.dependencies]\nSQLAlchemy = {version = "==2.0.15", extras = ["asyncio"]}\n'),
        ("pyproject.toml", '[tool.pixi.pypi-dependencies]\nSQLAlchemy = "==2.0.15"\n'),
        ("Pipfile", '[packages]\nsqlalchemy = "==2.0.15"\n'),
        ("pixi.toml", '[feature.db.dependencies]\nsqlalchemy = "==2.0.15"\n'),
        ("setup.cfg", "[options]\ninstall_requires =\n    flask\n    SQLAlchemy==2.0.15\n"),
        ("setup.cfg", "[options]\n[options.extras_require]\ndb =\n    SQLAlchemy==2.0.15\n"),
        ("setup.py", "from setuptools import setup\nsetup(install_requires=['SQLAlchemy==2.0.15'])\n"),
        ("setup.py", "import setuptools\nREQUIRES = ['SQLAlchemy==2.0.15']\nsetuptools.setup(install_requires=REQUIRES)\n"),
        ("setup.py", "from setuptools import setup\nsetup(extras_require={'db': ['SQLAlchemy==2.0.15']})\n"),
        ("uv.lock", 'version = 1\n\n[[package]]\nname = "sqlalchemy"\nversion = "2.0.15"\nsource = { registry = "https://index.example/simple" }\n'),
        ("poetry.lock", '[[package]]\ncategory = "main"\nname = "SQLAlchemy"\noptional = false\nversion = "2.0.15"\n\n[package.extras]\nversion = ["9"]\n'),
        ("pdm.lock", '[[package]]\nname = "sqlalchemy"\nversion = "2.0.15"\n'),
        ("pylock.toml", '[[packages]]\nname = "sqlalchemy"\nversion = "2.0.15"\n'),
        ("Pipfile.lock", '{"default": {"sqlalchemy": {"version": "==2.0.15"}}, "develop": {}}'),
        ("pixi.lock", "packages:\n- conda: https://conda.anaconda.org/conda-forge/linux-64/sqlalchemy-2.0.15-py312h98912ed_0.conda\n  sha256: 0\n"),
        ("pixi.lock", "packages:\n- pypi: https://files.example/SQLAlchemy-2.0.15-cp312.whl\n  name: sqlalchemy\n  version: 2.0.15\n"),
    ],
)
def test_every_kind_of_metadata_is_read(tmp_path: Path, name: str, text: str) -> None:
    found = pins(write(tmp_path, {name: text}))
    assert found.has_metadata
    assert same(found.of("sqlalchemy"), TWO), found.of("sqlalchemy")
    assert found.of("sqlalchemy").source == name


def test_without_metadata_nothing_is_pinned(tmp_path: Path) -> None:
    found = pins(write(tmp_path, {"app.py": "", "setup.cfg": "[flake8]\nmax-line-length = 100\n", "pyproject.toml": "[tool.black]\nline-length = 100\n"}))
    assert found == Versions({}, False)


def test_included_files_and_constraints_are_followed(tmp_path: Path) -> None:
    files = {
        "requirements.txt": "-r deploy/base.txt\n-c limits/constraints.txt\n",
        "deploy/base.txt": "-r ../requirements.txt\nSQLAlchemy>=1.4\nflask-sqlalchemy\n",
        "limits/constraints.txt": "SQLAlchemy<2\nnever-required==1\n",
    }
    found = pins(write(tmp_path, files))
    assert same(found.of("sqlalchemy"), VersionRange((1, 4, 0), (2,)))
    assert found.of("sqlalchemy").source == "deploy/base.txt and limits/constraints.txt"
    assert "never-required" not in found.ranges and str(found.limits["never-required"]) == "1.0.0"
    assert "flask-sqlalchemy" in found.ranges and not found.of("flask-sqlalchemy").known


def test_a_lock_file_comes_first_then_an_exact_pin_then_ranges(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": '[project]\nname = "x"\ndependencies = ["sqlalchemy>=1.4"]\n'})
    assert same(pins(tmp_path).of("sqlalchemy"), VersionRange((1, 4, 0), None))
    write(tmp_path, {"requirements.txt": "sqlalchemy==1.4.46\n"})
    assert same(pins(tmp_path).of("sqlalchemy"), VersionRange((1, 4, 46), (1, 4, 47)))
    write(tmp_path, {"requirements.txt": "sqlalchemy>=1.4\n", "uv.lock": '[[package]]\nname = "sqlalchemy"\nversion = "2.0.15"\n'})
    assert same(pins(tmp_path).of("sqlalchemy"), TWO)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements/prod.txt"])
def test_a_requirements_file_that_pins_another_release_than_the_lock_is_another_way_to_install(tmp_path: Path, name: str) -> None:
    lock = '[[package]]\nname = "sqlalchemy"\nversion = "2.0.15"\n'
    found = pins(write(tmp_path, {name: "sqlalchemy==1.1.9\n", "poetry.lock": lock})).of("sqlalchemy")
    assert (found.low, found.high, found.split) == ((1, 1, 9), (2, 0, 16), True)
    assert set(found.source.split(" and ")) == {name, "poetry.lock"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("requirements.txt", "sqlalchemy==2.0.15\n"),
        ("requirements.txt", "sqlalchemy==2.0.*\n"),
        ("requirements.txt", "sqlalchemy<2\n"),
        ("requirements-dev.txt", "sqlalchemy==1.1.9\n"),
        ("constraints.txt", "sqlalchemy==1.1.9\n"),
        ("pyproject.toml", '[project]\nname = "x"\ndependencies = ["sqlalchemy==1.1.9"]\n'),
    ],
)
def test_what_agrees_with_the_lock_or_is_locked_by_it_changes_nothing(tmp_path: Path, name: str, text: str) -> None:
    lock = '[[package]]\nname = "sqlalchemy"\nversion = "2.0.15"\n'
    found = pins(write(tmp_path, {name: text, "poetry.lock": lock})).of("sqlalchemy")
    assert same(found, TWO) and not found.split


def test_ranges_of_several_files_are_joined_and_a_bare_name_says_nothing(tmp_path: Path) -> None:
    files = {"requirements.txt": "sqlalchemy>=2\n", "requirements-old.txt": "sqlalchemy>=1.4,<2.1\n", "setup.cfg": "[options]\ninstall_requires = sqlalchemy\n"}
    assert same(pins(write(tmp_path, files)).of("sqlalchemy"), VersionRange((1, 4, 0), None))


def test_what_a_package_requires_holds_in_every_environment(tmp_path: Path) -> None:
    setup = 'from setuptools import setup\nsetup(name="x", install_requires=["sqlalchemy>=1.4,<2.0"])\n'
    files = {"setup.py": setup, "environment.yml": "dependencies:\n  - sqlalchemy <2.0\n", "requirements.txt": "sqlalchemy>=1.3\n"}
    assert same(pins(write(tmp_path, files)).of("sqlalchemy"), VersionRange((1, 4, 0), (2,)))
    other = {"b/setup.py": setup, "b/requirements.txt": "sqlalchemy>=2.0.1\n"}
    assert pins(write(tmp_path, other) / "b").of("sqlalchemy").known


def test_markers_make_alternatives(tmp_path: Path) -> None:
    text = "sqlalchemy<2; python_version < '3.8'\nsqlalchemy>=2; python_version >= '3.8'\n"
    assert not pins(write(tmp_path, {"requirements.txt": text})).of("sqlalchemy").known


def test_a_pin_says_in_which_line_it_stands(tmp_path: Path) -> None:
    files = {
        "requirements.txt": "# header\nflask==3.1 \\\n  --hash=sha256:0\n\nSQLAlchemy==2.0.15 \\\n  --hash=sha256:1\n",
        "b/pyproject.toml": '[project]\nname = "b"\ndependencies = [\n  "flask-sqlalchemy",\n  "sqlalchemy",\n]\n',
        "c/pyproject.toml": '[tool.poetry.dependencies]\npython = "^3.9"\nSQLAlchemy = "^2.0"\n',
        "d/uv.lock": 'version = 1\n\n[[package]]\nname = "flask"\nversion = "3.1.0"\n\n[[package]]\nname = "sqlalchemy"\nversion = "2.0.15"\n',
        "e/Pipfile.lock": '{\n  "default": {\n    "sqlalchemy": {\n      "version": "==2.0.15"\n    }\n  }\n}\n',
        "f/environment.yml": "dependencies:\n  - flask\n  - sqlalchemy=2.0.15=py39h8_0\n",
    }
    write(tmp_path, files)
    found = {folder: pins(tmp_path / folder).of("sqlalchemy").where for folder in (".", "b", "c", "d", "e", "f")}
    assert found == {
        ".": "requirements.txt:5",
        "b": "pyproject.toml:5",
        "c": "pyproject.toml:3",
        "d": "uv.lock:9",
        "e": "Pipfile.lock:3",
        "f": "environment.yml:3",
    }


def test_files_that_setuptools_reads_are_followed(tmp_path: Path) -> None:
    text = '[project]\nname = "x"\ndynamic = ["dependencies"]\n[tool.setuptools.dynamic]\ndependencies = {file = ["install/run.txt"]}\n'
    assert same(pins(write(tmp_path, {"pyproject.toml": text, "install/run.txt": "SQLAlchemy==2.0.15\n"})).of("sqlalchemy"), TWO)
    cfg = {"a/setup.cfg": "[options]\ninstall_requires = file: install/run.txt\n", "a/install/run.txt": "SQLAlchemy==2.0.15\n"}
    assert same(pins(write(tmp_path, cfg) / "a").of("sqlalchemy"), TWO)


def test_what_only_developers_install_counts_where_nothing_else_is_said(tmp_path: Path) -> None:
    write(tmp_path, {"requirements-dev.txt": "SQLAlchemy==1.3.24\n", "requirements.txt": "flask\n"})
    assert pins(tmp_path).of("sqlalchemy").low == (1, 3, 24)
    write(tmp_path, {"requirements.txt": "sqlalchemy>=2\n"})
    assert same(pins(tmp_path).of("sqlalchemy"), VersionRange((2, 0, 0), None))


def test_files_that_disagree_leave_both_possible(tmp_path: Path) -> None:
    found = pins(write(tmp_path, {"requirements.txt": "sqlalchemy==1.4.46\n", "requirements-prod.txt": "sqlalchemy==2.0.15\n"})).of("sqlalchemy")
    assert same(found, VersionRange((1, 4, 46), (2, 0, 16)))
    assert found.where == "requirements-prod.txt and requirements.txt"


def test_extras_development_groups_and_locks_are_not_required(tmp_path: Path) -> None:
    text = """[project]
name = "x"
dependencies = ["pymysql"]
[project.optional-dependencies]
pg = ["psycopg2"]
[dependency-groups]
dev = ["asyncpg"]
"""
    files = {"pyproject.toml": text, "uv.lock": '[[package]]\nname = "aiomysql"\nversion = "0.2.0"\n', "requirements/extras/ms.txt": "pymssql\n"}
    drivers = {"pymysql", "psycopg2", "asyncpg", "aiomysql", "pymssql"}
    found = pins(write(tmp_path, files))
    assert drivers <= found.ranges.keys()
    assert found.required & drivers == {"pymysql"}


@pytest.mark.parametrize(
    ("name", "text", "driver"),
    [
        ("requirements.txt", "SQLAlchemy[asyncio, aiomysql]>=2\n", "aiomysql"),
        ("requirements.txt", "sqlalchemy[postgresql_asyncpg] ; python_version > '3.9'\n", "asyncpg"),
        ("pyproject.toml", '[tool.poetry.dependencies]\nsqlalchemy = {version = "^2.0", extras = ["PostgreSQL-psycopg2binary"]}\n', "psycopg2-binary"),
        ("setup.cfg", "[options]\ninstall_requires =\n    databases[mysql]\n", "aiomysql"),
    ],
)
def test_extras_bring_drivers(tmp_path: Path, name: str, text: str, driver: str) -> None:
    found = pins(write(tmp_path, {name: text}))
    assert driver in found.required and not found.of(driver).known
    assert found.of(driver).where.startswith(name)
    assert "asyncio" not in found.ranges


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("env.yml", "APP_ENV: prod\nsqlalchemy: 2.0.15\n"),
        ("setup.py", "def setup(app):\n    app.add('SQLAlchemy==2.0.15')\n"),
        ("tox.ini", "[testenv]\ndeps = SQLAlchemy==2.0.15\n"),
        ("noxfile.py", "session.install('SQLAlchemy==2.0.15')\n"),
        ("constraints.txt", "SQLAlchemy==2.0.15\n"),
    ],
)
def test_what_is_no_evidence(tmp_path: Path, name: str, text: str) -> None:
    assert "sqlalchemy" not in pins(write(tmp_path, {name: text})).ranges


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("git+https://github.com/o/flask-sqlalchemy.git@500e732dd1b975a56ab06a46bd1a20a21e682262#egg=Flask-SQLAlchemy==2.3.2.dev20190108", (2, 3, 2)),
        ("-e git+https://github.com/o/flask-sqlalchemy.git@2.3.2#egg=Flask-SQLAlchemy", (2, 3, 2)),
        ("Flask-SQLAlchemy @ git+https://github.com/o/flask-sqlalchemy@v3.0.2", (3, 0, 2)),
        ("Flask-SQLAlchemy @ git+https://github.com/o/flask-sqlalchemy@500e732", None),
        ("-e git+https://github.com/o/flask-sqlalchemy.git@3.0.x#egg=Flask-SQLAlchemy", (3, 0, 0)),
        ("-e git+https://github.com/o/flask-sqlalchemy.git@2.5-maintenance#egg=Flask-SQLAlchemy", (2, 5, 0)),
        ("Flask-SQLAlchemy @ git+https://github.com/o/flask-sqlalchemy@1234567", None),
        ("git+ssh://git@github.com/o/flask-sqlalchemy.git#egg=Flask-SQLAlchemy", None),
    ],
)
def test_git_pins_count_by_their_version(tmp_path: Path, line: str, expected: tuple[int, ...] | None) -> None:
    found = pins(write(tmp_path, {"requirements.txt": f"{line}\n"}))
    assert "flask-sqlalchemy" in found.ranges
    assert found.of("flask-sqlalchemy").low == expected
    assert found.of("flask-sqlalchemy").where == "requirements.txt:1"


@pytest.mark.parametrize(
    ("line", "low", "fork"),
    [
        ("https://github.com/someone/flask-sqlalchemy/archive/2.2-with-a-fix.zip", (2, 2, 0), True),
        ("git+https://github.com/someone/Flask-SQLAlchemy.git@3.0.2", (3, 0, 2), True),
        ("git+https://github.com/pallets-eco/flask-sqlalchemy@3.0.x", (3, 0, 0), False),
        ("-e git+ssh://git@github.com/pallets/flask-sqlalchemy.git@0123abc#egg=Flask-SQLAlchemy", None, False),
        ("flask-sqlalchemy==3.0.2", (3, 0, 2), False),
    ],
)
def test_a_repository_of_somebody_else_is_a_fork(tmp_path: Path, line: str, low: tuple[int, ...] | None, fork: bool) -> None:
    found = pins(write(tmp_path, {"requirements.txt": f"{line}\n"})).of("flask-sqlalchemy")
    assert (found.low, found.fork, found.line) == (low, fork, 1)


def test_git_sources_of_poetry_and_uv(tmp_path: Path) -> None:
    text = '[tool.poetry.dependencies]\nFlask-SQLAlchemy = {git = "https://x", rev = "0123abc"}\nSQLAlchemy = {git = "https://x", tag = "rel_1_4_46"}\n'
    found = pins(write(tmp_path, {"pyproject.toml": text}))
    assert found.of("flask-sqlalchemy") == VersionRange(None, None, "pyproject.toml")
    assert found.of("sqlalchemy").low == (1, 4, 46)


def test_a_workspace_lock_above_speaks_for_what_the_member_names(tmp_path: Path) -> None:
    files = {
        "uv.lock": '[[package]]\nname = "sqlalchemy"\nversion = "2.0.15"\n\n[[package]]\nname = "flask-sqlalchemy"\nversion = "3.1.1"\n',
        "services/api/pyproject.toml": '[project]\nname = "api"\ndependencies = ["sqlalchemy>=1.4"]\n',
    }
    found = pins(write(tmp_path, files) / "services/api", tmp_path)
    assert same(found.of("sqlalchemy"), TWO)
    assert "flask-sqlalchemy" not in found.ranges and str(found.limits["flask-sqlalchemy"]) == "3.1.1"


def test_the_lock_of_a_working_environment_above_does_not_speak_for_a_member(tmp_path: Path) -> None:
    lock = "packages:\n- pypi: https://files.example/sqlalchemy-2.0.50.whl\n  name: sqlalchemy\n  version: 2.0.50\n"
    write(tmp_path, {"pixi.lock": lock, "pixi.toml": "", "core/pyproject.toml": '[project]\nname = "core"\ndependencies = ["sqlalchemy>=2"]\n'})
    assert str(pins(tmp_path).of("sqlalchemy")) == "2.0.50"
    assert str(pins(tmp_path / "core", tmp_path).of("sqlalchemy")) == ">=2.0"


@pytest.mark.parametrize(
    "name", ["pyproject.toml", "Pipfile", "pixi.toml", "setup.cfg", "setup.py", "Pipfile.lock", "uv.lock", "requirements.txt", "pixi.lock"]
)
@pytest.mark.parametrize(
    "text", ["[project", "\x00\x01", "(" * 5000, "[" * 5000, "{" * 5000, '[project]\ndependencies = 3\n[tool]\npoetry = "x"\n', "- r\n-r\n-r missing.txt\n"]
)
def test_damaged_metadata_is_no_obstacle(tmp_path: Path, name: str, text: str) -> None:
    assert isinstance(pins(write(tmp_path, {name: text})), Versions)


def test_folders_and_missing_files_in_the_place_of_metadata(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").mkdir()
    (tmp_path / "pyproject.toml").symlink_to(tmp_path / "nowhere")
    assert pins(tmp_path).ranges == {}
    assert pins(tmp_path / "missing") == Versions({}, False)
