"""``engine-lint engines``: the table at several widths, JSON against its schema, filters, what is never shown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import engine_lint as package
from engine_lint.model.value import Known
from engine_lint.report.inventory.schema import json_schema
from tests.inprocess import engine_lint
from tests.shell import REPOSITORY, Ran, write

FILES = {
    "requirements.txt": "SQLAlchemy==2.0.36\nFlask-SQLAlchemy==3.1.1\n",
    "shop/__init__.py": "from flask_sqlalchemy import SQLAlchemy\n\ndb = SQLAlchemy()\n",
    "shop/settings.py": 'OPTIONS = {\n    "pool_recycle": 20_000,\n}\n',
    "shop/db.py": """from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import create_async_engine

from shop.settings import OPTIONS

orders = create_engine("mysql+pymysql://shop:canary@db/orders", **OPTIONS)
stock = create_engine("mysql+pymysql://shop:canary@db/stock", pool_pre_ping=True, **OPTIONS)
events = create_async_engine("postgresql+asyncpg://shop:canary@db/events", pool_pre_ping=True)


def build(url, **more):
    return create_engine(url, **more)
""",
    "shop/config.py": """class Production:
    SQLALCHEMY_DATABASE_URI = "mysql://shop:canary@db/shop"
    SQLALCHEMY_ENGINE_OPTIONS = {"pool_size": 8}
""",
    "tests/test_db.py": 'from sqlalchemy import create_engine\n\nengine = create_engine("postgresql://db/test")\n',
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("shop"), FILES)


def listed(shop: Path, *arguments: str, columns: int = 80) -> Ran:
    ran = engine_lint("engines", *arguments, cwd=shop, env={"COLUMNS": str(columns)})
    assert "canary" not in ran.text
    return ran


def report(shop: Path, *arguments: str) -> Any:
    return listed(shop, "--output-format", "json", *arguments).report


def test_the_table_at_80_columns(shop: Path) -> None:
    ran = listed(shop)
    assert (ran.code, ran.err) == (0, "")
    assert ran.text == EIGHTY
    assert max(map(len, ran.lines)) <= 80


def test_the_table_at_120_columns(shop: Path) -> None:
    ran = listed(shop, columns=120)
    assert ran.text == HUNDRED_TWENTY
    assert max(map(len, ran.lines)) <= 120


PATHS = """from sqlalchemy import create_engine

options = {"echo": False}
if tuned:
    options["pool_timeout"] = 5
else:
    options["pool_timeout"] = 9
if large:
    options["pool_pre_ping"] = True
engine = create_engine(url, **options)
again = create_engine(url)
again = create_engine(url)
"""


def test_paths_that_look_the_same_are_one_row(tmp_path: Path) -> None:
    lines = [line.split() for line in listed(write(tmp_path, {"db.py": PATHS})).lines]
    rows = [line[0] for line in lines if line and line[0].isdigit()][:-1]
    assert rows == ["10", "10", "11", "12"]
    assert sum(line == ["on", "2", "paths"] for line in lines) == 2
    assert [line[1:] for line in lines if line[:1] == ["if"]] == [["large"], ["not", "large"]]


def test_a_list_on_narrow_terminals(shop: Path) -> None:
    ran = listed(shop, "shop/db.py", columns=48)
    assert max(map(len, ran.lines[:-2])) <= 48
    assert ran.lines[:9] == NARROW


def test_colour_adds_nothing_but_colour(shop: Path) -> None:
    import re

    assert re.sub(r"\x1b\[[0-9;]*m", "", listed(shop, "--color", "always").text).split() == listed(shop).text.split()


def test_json_fits_the_published_schema(shop: Path) -> None:
    published = json.loads((REPOSITORY / "docs" / "schemas" / "engines.json").read_text(encoding="utf-8"))
    assert published == json_schema()
    jsonschema.Draft202012Validator.check_schema(published)
    found = report(shop)
    jsonschema.validate(found, published)
    assert found["summary"] == {"files_checked": 5, "sites": 6, "engines": 6, "open": 1}
    assert [(each["path"], each["start"]["line"]) for each in found["engines"]] == [
        ("shop/config.py", 3),
        ("shop/db.py", 6),
        ("shop/db.py", 7),
        ("shop/db.py", 8),
        ("shop/db.py", 12),
        ("tests/test_db.py", 3),
    ]


def test_json_gives_every_option_with_its_origin_or_whose_default_it_is(shop: Path) -> None:
    orders = report(shop, "shop/db.py")["engines"][0]
    options = {option["name"]: option for option in orders["options"]}
    assert options["pool_recycle"]["value"] == {"known": True, "text": "20000", "value": 20000}
    assert options["pool_recycle"]["explicit"] is True
    assert options["pool_recycle"]["origin"] == {"path": "shop/settings.py", "cell": None, "start": {"line": 2, "column": 21}}
    assert options["pool_pre_ping"]["value"]["value"] is False
    assert (options["pool_pre_ping"]["explicit"], options["pool_pre_ping"]["default_of"]) == (False, "SQLAlchemy's default")
    assert [(name, options[name]["value"]["value"]) for name in ("pool_size", "max_overflow", "pool_timeout")] == [
        ("pool_size", 5),
        ("max_overflow", 10),
        ("pool_timeout", 30),
    ]
    assert (orders["backend"]["dialect"], orders["backend"]["driver"], orders["pool"]["class"]) == ("mysql", "pymysql", "QueuePool")
    assert orders["shares_options_with"] == [{"path": "shop/db.py", "cell": None, "start": {"line": 7, "column": 9}}]
    assert [(each["seconds"], each["applies"], each["source"]) for each in orders["idle_timeouts"]] == [(28800, True, "default")]
    assert [(each["distribution"], each["low"], each["high"], each["origin"]["start"]["line"]) for each in orders["versions"]] == [
        ("sqlalchemy", "2.0.36", "2.0.37", 1)
    ]
    assert [(each["code"], each["hidden_by"]) for each in orders["rules"]] == [("EL101", None)]


def test_json_says_why_a_site_is_open_and_what_is_unknown(shop: Path) -> None:
    (wrapper,) = report(shop, "--open")["engines"]
    assert (wrapper["path"], wrapper["start"]["line"], wrapper["open"]) == ("shop/db.py", 12, True)
    assert wrapper["open_because"] == ["build() passes on **more from its caller"]
    ping = next(option for option in wrapper["options"] if option["name"] == "pool_pre_ping")
    assert ping["value"] == {"known": False, "text": "unknown", "because": "build() passes on **more from its caller"}
    assert (ping["explicit"], ping["default_of"]) == (False, None)


def test_a_frameworks_defaults_are_called_so(shop: Path) -> None:
    (config,) = report(shop, "shop/config.py")["engines"]
    options = {option["name"]: option for option in config["options"]}
    assert (options["pool_recycle"]["value"]["value"], options["pool_recycle"]["default_of"]) == (7200, "Flask-SQLAlchemy's default for mysql")
    assert (options["echo_pool"]["value"]["value"], options["echo_pool"]["default_of"]) == (False, "Flask-SQLAlchemy's default")
    assert (options["pool_size"]["value"]["value"], options["pool_size"]["explicit"]) == (8, True)
    assert [(each["distribution"], each["origin"] and each["origin"]["start"]["line"]) for each in config["versions"]] == [
        ("sqlalchemy", 1),
        ("flask-sqlalchemy", 2),
    ]


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        (("--backend", "mysql"), ["shop/config.py:3", "shop/db.py:6", "shop/db.py:7"]),
        (("--backend", "postgresql", "--no-tests"), ["shop/db.py:8"]),
        (("--backend", "unknown"), ["shop/db.py:12"]),
        (("--backend", "unknown", "--backend", "mysql", "--open"), ["shop/db.py:12"]),
        (("--backend", "oracle"), []),
        (("--no-tests", "tests"), []),
    ],
)
def test_filters(arguments: tuple[str, ...], lines: list[str], shop: Path) -> None:
    assert [f"{each['path']}:{each['start']['line']}" for each in report(shop, *arguments)["engines"]] == lines


def test_what_check_hides_is_listed_with_the_reason(tmp_path: Path) -> None:
    engine = 'engine = create_engine("postgresql://db/shop")'
    write(
        tmp_path,
        {
            "pyproject.toml": '[tool.engine-lint.per-file-ignores]\n"ignored.py" = ["EL101"]\n',
            "commented.py": f"from sqlalchemy import create_engine\n\n{engine}  # engine-lint: ignore[EL101] by hand\n",
            "ignored.py": f"from sqlalchemy import create_engine\n\n{engine}\n",
            "tests/test_it.py": f"from sqlalchemy import create_engine\n\n{engine}\n",
        },
    )
    hidden = {each["path"]: [(rule["code"], rule["hidden_by"]) for rule in each["rules"]] for each in report(tmp_path)["engines"]}
    assert hidden == {"commented.py": [("EL101", "comment")], "ignored.py": [("EL101", "settings")], "tests/test_it.py": [("EL101", "confidence")]}
    assert engine_lint("check", cwd=tmp_path).code == 0


def test_the_sum_of_a_projects_pools_is_listed_where_check_tells_of_it(tmp_path: Path) -> None:
    engine = 'create_engine("mysql+pymysql://app@db/shop", pool_size=20, max_overflow=30, pool_pre_ping=True)'
    folder = write(
        tmp_path,
        {
            "requirements.txt": "SQLAlchemy==2.0.36\n",
            "engine-lint.toml": "workers = 4\nmax-connections = 100\n",
            "db.py": f"from sqlalchemy import create_engine\nread = {engine}\n",
            "jobs.py": f"from sqlalchemy import create_engine\nwrite = {engine}\n",
        },
    )
    first, second = report(folder)["engines"]
    (told,) = first["rules"]
    assert (told["code"], second["rules"]) == ("EL503", [])
    assert "((20 + 30) + (20 + 30)) = 400 connections exceed max_connections of 100" in told["message"]


def test_a_declared_idle_timeout_is_the_one_that_applies(shop: Path) -> None:
    orders = report(shop, "shop/db.py", "--idle-timeout", "10m")["engines"][0]
    assert [(each["seconds"], each["applies"], each["source"]) for each in orders["idle_timeouts"]] == [(600, True, "declared")]
    assert [rule["code"] for rule in orders["rules"]] == ["EL101", "EL201"]


def test_secrets_are_shown_nowhere(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "db.py": """from sqlalchemy import create_engine

PASSWORD = "canary"
URL = "mysql://shop:canary@db/shop"
ARGUMENTS = {"password": "canary", "passwd": PASSWORD, "ssl": {"key_password": "canary"}, "auth_token": "canary", "charset": "utf8"}
engine = create_engine(URL, connect_args=ARGUMENTS, plugins=["mysql://a:canary@b"])
other = create_engine(f"mysql://shop:{PASSWORD}@db/shop" if URL == "mysql://shop:canary@db/shop" else URL)
"""
        },
    )
    for arguments in ((), ("--output-format", "json"), ("--explain", "db.py:6"), ("--explain", "db.py:7")):
        ran = engine_lint("engines", *arguments, cwd=tmp_path)
        assert ran.code == 0
        shown = [line for line in ran.lines if "canary" in line]
        assert shown == []


def test_two_configurations_of_one_site_are_two_entries(tmp_path: Path) -> None:
    text = "from sqlalchemy import NullPool, create_engine\n\nengine = create_engine(URL, poolclass=NullPool) if DEBUG else create_engine(URL)\n"
    text += 'options = {"poolclass": NullPool} if DEBUG else {"pool_recycle": 60}\nother = create_engine(URL, **options)\n'
    found = report(write(tmp_path, {"db.py": text}))
    assert found["summary"]["sites"] == 3
    assert [(each["start"]["line"], each["conditions"], each["pool"]["class"]) for each in found["engines"] if each["start"]["line"] == 5] == [
        (5, ["DEBUG"], "NullPool"),
        (5, ["not DEBUG"], "QueuePool"),
    ]


def test_what_cannot_be_read_makes_the_list_incomplete(tmp_path: Path) -> None:
    write(tmp_path, {"broken.py": "create_engine(\n", "fine.py": 'from sqlalchemy import create_engine\ncreate_engine("mysql://db/x", pool_pre_ping=True)\n'})
    ran = engine_lint("engines", cwd=tmp_path)
    assert ran.code == 2
    assert "error: broken.py: not read:" in ran.err
    assert "fine.py" in ran.text and "not complete" in ran.text
    (error,) = engine_lint("engines", "--output-format", "json", cwd=tmp_path).report["errors"]
    assert error["path"] == "broken.py"


def test_nothing_to_list(tmp_path: Path) -> None:
    ran = engine_lint("engines", cwd=write(tmp_path, {"a.py": "x = 1\n"}))
    assert (ran.code, ran.text) == (0, "No engine site (1 file read).\n")


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    ran = engine_lint("engines", "nowhere", cwd=tmp_path)
    assert ran.code == 2
    assert "nowhere" in ran.err


def test_output_to_a_file(shop: Path, tmp_path: Path) -> None:
    target = tmp_path / "engines.txt"
    assert engine_lint("engines", "-o", str(target), cwd=shop, env={"COLUMNS": "80"}).out == b""
    assert target.read_text(encoding="utf-8") == EIGHTY


def test_the_list_does_not_change_what_check_says(shop: Path) -> None:
    said = [(each["path"], each["start"]["line"], each["code"]) for each in engine_lint("check", "--output-format", "json", cwd=shop).report["findings"]]
    told = {(each["path"], each["start"]["line"], rule["code"]) for each in report(shop)["engines"] for rule in each["rules"] if not rule["hidden_by"]}
    assert set(said) <= told


def test_the_python_function(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop)
    inventory = package.engines(["shop/db.py"], {"idle-timeout": "10m"})
    entry = inventory.entries[0]
    recycle = entry.option("pool_recycle")
    assert recycle is not None and isinstance(recycle.value, Known)
    assert (recycle.value.value, recycle.explicit, recycle.steps[-1].place.path) == (20_000, True, f"{shop}/shop/settings.py")
    assert entry.option("nothing") is None
    assert inventory.complete
    assert [timer.seconds for timer in entry.engine.timeouts] == [600]


EIGHTY = """\
shop/config.py
  line engine               pool      pre-ping    recycle       idle     rules
     3 Production           QueuePool off         7200          28800 s  EL101
       mysql                default   default     Flask default default

shop/db.py
  line engine               pool      pre-ping    recycle       idle     rules
     6 create_engine        QueuePool off         20000         28800 s  EL101
       mysql+pymysql        default   default     settings.py:2 default
     7 create_engine        QueuePool on          20000         28800 s  -
       mysql+pymysql        default   line 7      settings.py:2 default
     8 create_async_engine  Async     on          off           -        -
       postgresql+asyncpg   Adapted   line 8      default
       async                QueuePool
                            default
    12 create_engine        QueuePool unknown     unknown       -        -
       unknown              default   open        open
  options are shared by line 6, line 7
  line 12 is open: build() passes on **more from its caller

tests/test_db.py
  line engine               pool      pre-ping    recycle       idle     rules
     3 create_engine        QueuePool off         off           -        (EL101)
       postgresql           default   default     default
       test

6 engine sites in 3 files (5 files read), 1 open.
Rules in parentheses speak too, but `check` hides what they say.
`--explain shop/config.py:3` tells where the values of one come from.
"""
HUNDRED_TWENTY = """\
shop/config.py
  line engine     pool      pre-ping recycle       idle                                     rules
     3 Production QueuePool off      7200          28800 s                                  EL101
       mysql      default   default  Flask default wait_timeout, MySQL's documented default

shop/db.py
  line engine              pool                  pre-ping recycle            idle                                  rules
     6 create_engine       QueuePool             off      20000              28800 s                               EL101
       mysql+pymysql       default               default  shop/settings.py:2 wait_timeout, MySQL's documented
                                                                             default
     7 create_engine       QueuePool             on       20000              28800 s                               -
       mysql+pymysql       default               line 7   shop/settings.py:2 wait_timeout, MySQL's documented
                                                                             default
     8 create_async_engine AsyncAdaptedQueuePool on       off                -                                     -
       postgresql+asyncpg  default               line 8   default
       async
    12 create_engine       QueuePool             unknown  unknown            -                                     -
       unknown             default               open     open
  options are shared by line 6, line 7
  line 12 is open: build() passes on **more from its caller

tests/test_db.py
  line engine        pool      pre-ping recycle idle rules
     3 create_engine QueuePool off      off     -    (EL101)
       postgresql    default   default  default
       test

6 engine sites in 3 files (5 files read), 1 open.
Rules in parentheses speak too, but `check` hides what they say.
`--explain shop/config.py:3` tells where the values of one come from.
"""
NARROW = [
    "shop/db.py:6: create_engine()",
    "  backend     mysql+pymysql",
    "  pool        QueuePool (SQLAlchemy's default",
    "              for mysql)",
    "  pre-ping    off (SQLAlchemy's default)",
    "  recycle     20000 (set by the project)",
    "  idle limit  28800 s, default",
    "  shares with shop/db.py:7",
    "  rules       EL101",
]
