"""Flask configs that Python code loads from other files, and Airflow's own, as whole runs see them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.inprocess import engine_lint
from tests.shell import write

URI = "postgresql+psycopg2://app:secret@db/shop"
JSON = f'{{"SQLALCHEMY_DATABASE_URI": "{URI}", "SQLALCHEMY_ENGINE_OPTIONS": {{"pool_size": 5}}}}\n'
TOML = f'SQLALCHEMY_DATABASE_URI = "{URI}"\n\n[SQLALCHEMY_ENGINE_OPTIONS]\npool_size = 5\n'
PINS = "Flask-SQLAlchemy==3.1.1\n"


def app(*lines: str, imports: str = "import json") -> str:
    body = "".join(f"    {line}\n" for line in lines)
    return f"{imports}\n\nfrom flask import Flask\n\n\ndef create_app():\n    app = Flask(__name__)\n{body}    return app\n"


LOAD_JSON = app('app.config.from_file("config.json", load=json.load)')
LOAD_TOML = app('app.config.from_file("config.toml", load=tomllib.load, text=False)', imports="import tomllib")


def found(folder: Path, files: dict[str, str], *arguments: str) -> list[str]:
    write(folder, {"requirements.txt": PINS, **files})
    report = engine_lint("check", "--output-format", "json", "--no-cache", "--isolated", *(arguments or (".",)), cwd=folder).report
    assert report["errors"] == []
    return [f"{each['path']}:{each['start']['line']} {each['code']}" for each in report["findings"]]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (LOAD_JSON, "shop/config.json"),
        (LOAD_JSON, "shop/instance/config.json"),
        (LOAD_JSON, "instance/config.json"),
        (app('app.config.from_file(os.path.join(app.root_path, "conf", "a.json"), json.load)', imports="import json\nimport os"), "shop/conf/a.json"),
        (app('app.config.from_file(app.root_path + "/config.json", load=json.load)'), "shop/config.json"),
        (app('app.config.from_file(f"{app.instance_path}/config.json", load=json.load)'), "instance/config.json"),
        (app('app.config.from_json(BASE / "config.json")', imports="from pathlib import Path\n\nBASE = Path(__file__).parent"), "shop/config.json"),
        (app("app.config.from_file(NAME, load=json.load)", imports='import json\n\nNAME = "config.json"'), "shop/config.json"),
    ],
)
def test_a_json_file_is_judged_at_its_own_lines(code: str, name: str, tmp_path: Path) -> None:
    assert found(tmp_path, {"shop/__init__.py": code, name: JSON}) == [f"{name}:1 EL101"]


def test_a_toml_file_is_judged_line_by_line(tmp_path: Path) -> None:
    text = TOML.replace("pool_size = 5", "pool_pre_ping = true\n# short\npool_recycle = 5")
    assert found(tmp_path, {"shop/__init__.py": LOAD_TOML, "shop/config.toml": text}) == ["shop/config.toml:6 EL204"]


@pytest.mark.parametrize(
    ("code", "files"),
    [
        (LOAD_JSON, {}),
        (LOAD_JSON, {"shop/config.json": JSON.replace('"pool_size": 5', '"pool_pre_ping": true')}),
        (LOAD_JSON, {"shop/config.json": JSON.replace("SQLALCHEMY", "sqlalchemy")}),
        (LOAD_JSON, {"shop/config.json": JSON, "instance/config.json": JSON}),
        (LOAD_JSON, {"shop/config.json": "{not json"}),
        (LOAD_JSON, {"shop/config.json": "[1]"}),
        (LOAD_JSON.replace("config.json", "config.ini"), {"shop/config.ini": JSON}),
        (LOAD_JSON.replace("config.json", "config.conf"), {"shop/config.conf": JSON}),
        (LOAD_JSON, {"other/config.json": JSON}),
        (app("app.config.from_file(name, load=json.load)"), {"shop/config.json": JSON}),
        (app('app.config.from_file("config.json", load=yaml.safe_load)', imports="import yaml"), {"shop/config.json": JSON}),
        (app('app.config.from_file("../config.json", load=json.load)'), {"config.json": JSON}),
        ("import json\n\nCONFIG = json.load(open('config.json'))\n", {"shop/config.json": JSON}),
    ],
)
def test_files_without_a_finding(code: str, files: dict[str, str], tmp_path: Path) -> None:
    assert found(tmp_path, {"shop/__init__.py": code, **files}) == []


def test_what_a_file_sets_closes_the_config(tmp_path: Path) -> None:
    lines = (f'app.config["SQLALCHEMY_DATABASE_URI"] = "{URI}"', 'app.config.from_file("config.json", load=json.load)')
    assert found(tmp_path, {"shop/__init__.py": app(*lines)}) == []
    assert found(tmp_path, {"shop/config.json": '{"DEBUG": true}'}) == ["shop/__init__.py:8 EL101"]
    assert found(tmp_path, {"shop/config.json": '{"SQLALCHEMY_ENGINE_OPTIONS": {"pool_pre_ping": true}}'}) == []


def test_two_applications_of_one_module_are_told_apart(tmp_path: Path) -> None:
    second = LOAD_JSON.replace("create_app", "create_admin").replace("config.json", "admin.json").partition("\n\n\n")[2]
    mended = JSON.replace('"pool_size": 5', '"pool_pre_ping": true')
    assert found(tmp_path, {"shop/__init__.py": f"{LOAD_JSON}\n\n{second}", "shop/config.json": mended, "shop/admin.json": JSON}) == ["shop/admin.json:1 EL101"]


def test_a_table_that_only_others_lie_in_is_not_written_to(tmp_path: Path) -> None:
    text = f'SQLALCHEMY_DATABASE_URI = "{URI}"\n[SQLALCHEMY_ENGINE_OPTIONS.connect_args]\nconnect_timeout = 5\n'
    assert found(tmp_path, {"shop/__init__.py": LOAD_TOML, "shop/config.toml": text}) == ["shop/config.toml:2 EL101"]
    ran = engine_lint("check", "--fix", "--unsafe-fixes", "--no-cache", ".", cwd=tmp_path)
    assert (ran.code, (tmp_path / "shop/config.toml").read_text()) == (1, text)


def test_a_comment_in_toml_silences(tmp_path: Path) -> None:
    text = TOML.replace("[SQL", "# engine-lint: ignore[EL101] a pooler\n[SQL")
    assert found(tmp_path, {"shop/__init__.py": LOAD_TOML, "shop/config.toml": text}) == []


def test_ignores_per_file_hold_for_the_file_that_is_loaded(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"requirements.txt": PINS, "shop/__init__.py": LOAD_TOML, "shop/config.toml": TOML, "engine-lint.toml": '[per-file-ignores]\n"*.toml" = ["EL101"]\n'},
    )
    assert engine_lint("check", "--no-cache", ".", cwd=tmp_path).code == 0


def test_a_data_file_by_its_name_is_nothing_to_complain_of(tmp_path: Path) -> None:
    assert found(tmp_path, {"shop/__init__.py": LOAD_JSON, "shop/config.json": JSON}, "shop/config.json") == []
    assert found(tmp_path, {"broken.toml": "= 1", "setup.cfg": "[x]\n"}, "broken.toml", "setup.cfg") == []


def test_a_fix_outside_of_the_given_paths_is_held_back(tmp_path: Path) -> None:
    write(tmp_path, {"requirements.txt": PINS, "shop/__init__.py": LOAD_JSON, "shop/config.json": JSON})
    assert engine_lint("check", "--fix", "--no-cache", "shop/__init__.py", cwd=tmp_path).code == 1
    assert (tmp_path / "shop/config.json").read_text() == JSON
    assert engine_lint("check", "--fix", "--no-cache", ".", cwd=tmp_path).code == 0
    assert (tmp_path / "shop/config.json").read_text() == JSON.replace('"pool_size": 5', '"pool_size": 5, "pool_pre_ping": true')


def test_no_password_is_shown(tmp_path: Path) -> None:
    write(tmp_path, {"requirements.txt": PINS, "shop/__init__.py": LOAD_JSON, "shop/config.json": JSON})
    for form in ("full", "json", "concise"):
        assert b"secret" not in engine_lint("check", "--output-format", form, "--no-cache", ".", cwd=tmp_path).out


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("ENGINE_OPTIONS__pool_pre_ping=true", []),
        ("ENGINE_OPTIONS__pool_pre_ping=True", []),
        ("ENGINE_OPTIONS__pool_pre_ping=False", ["EL403"]),
        ("ENGINE_OPTIONS__pool_pre_ping=false", []),
        ("ENGINE_OPTIONS__pool_size=5", []),
        ("ENGINE_OPTIONS__pool_recycle=1h", ["EL203"]),
        ("ENGINE_OPTIONS__pool_recycle=$RECYCLE", []),
        ('ENGINE_OPTIONS={"pool_recycle": 3}', ["EL204"]),
        ("POOL_RECYCLE=280", ["EL301"]),
        ("POOL_PRE_PING=1", ["EL302"]),
    ],
)
def test_dotenv_files_for_from_prefixed_env(line: str, codes: list[str], tmp_path: Path) -> None:
    text = f"A=1\nFLASK_SQLALCHEMY_DATABASE_URI={URI}\nFLASK_SQLALCHEMY_{line}\n"
    code = app("app.config.from_prefixed_env()")
    assert found(tmp_path, {"shop/__init__.py": code, ".env": text}) == [f".env:3 {each}" for each in codes]
    assert found(tmp_path, {"shop/__init__.py": app("pass")}) == []
    assert found(tmp_path, {"shop/__init__.py": code.replace("()\n    return", "('SHOP')\n    return")}) == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("sql_alchemy_conn = mysql://db/a", ["airflow.cfg:2 EL201"]),
        ("sql_alchemy_conn = mysql://db/a\nsql_alchemy_pool_recycle = 1000 # s", ["airflow.cfg:3 EL203"]),
        ("sql_alchemy_conn = mysql://db/a\nsql_alchemy_pool_recycle = 500", []),
        ("sql_alchemy_conn = mysql://db/a\nsql_alchemy_pool_enabled = False\nsql_alchemy_pool_size = 5", []),
        ("sql_alchemy_conn = sqlite:////root/airflow.db", []),
        ("sql_alchemy_conn = mysql://db/a\nsql_alchemy_pool_recycle = {{ recycle }}", []),
        ("sql_alchemy_schema = a", []),
    ],
)
def test_airflow(lines: str, expected: list[str], tmp_path: Path) -> None:
    write(tmp_path, {"engine-lint.toml": "idle-timeout = 600\n"})
    text = f"[database]\n{lines}\n"
    write(tmp_path, {"airflow.cfg": text, "other.cfg": text})
    report = engine_lint("check", "--output-format", "json", "--no-cache", ".", cwd=tmp_path).report
    assert [f"{each['path']}:{each['start']['line']} {each['code']}" for each in report["findings"]] == expected
