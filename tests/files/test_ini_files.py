"""Ini files as whole runs see them: which are read, what the project's own calls add, and that mended ones work."""

from __future__ import annotations

import configparser
from pathlib import Path

import pytest
from sqlalchemy import engine_from_config

from tests.inprocess import engine_lint
from tests.shell import write

APP = "from sqlalchemy import engine_from_config\n\n\ndef main(global_config, **settings):\n    return engine_from_config(settings, 'sqlalchemy.'{})\n"
SETUP = "[metadata]\nname = shop\n[options]\ninstall_requires =\n  SQLAlchemy==2.0.36\n"
DATABASE = "[app:main]\nsqlalchemy.url = postgresql+psycopg2://app:secret@db/shop\n"
ENV = "from sqlalchemy import engine_from_config, pool\n\nengine = engine_from_config(section, prefix='sqlalchemy.', poolclass=pool.NullPool)\n"


def found(folder: Path, files: dict[str, str | bytes], *flags: str) -> list[tuple[str, int, str]]:
    """The findings in ini files, by path, line and code."""
    write(folder, {"setup.cfg": SETUP, **files})
    report = engine_lint("check", "--output-format", "json", "--no-cache", "--isolated", *flags, ".", cwd=folder).report
    assert report["errors"] == []
    return [(each["path"], each["start"]["line"], each["code"]) for each in report["findings"] if each["path"].endswith(".ini")]


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        ("", ["2 EL101"]),
        ("sqlalchemy.pool_pre_ping = true\n", []),
        ("sqlalchemy.pool_pre_ping = 1\nsqlalchemy.pool_recycle = -1\n", []),
        ("sqlalchemy.pool_pre_ping =\n", []),
        ("sqlalchemy.pool_pre_ping = false\n", ["3 EL403"]),
        ("sqlalchemy.pool_pre_ping = true\nsqlalchemy.pool_recycle = 1h\n", ["4 EL203"]),
        ("sqlalchemy.pool_pre_ping = true\nsqlalchemy.pool_recycle = 10 \n", []),
        ("sqlalchemy.pool_pre_ping = true\nsqlalchemy.pool_recycle = 5\n", ["4 EL204"]),
        ("sqlalchemy.pool_pre_ping = true\n# old\nsqlalchemy.pool_recycle = 3600\n", []),
        ("sqlalchemy.pool_pre_ping = true\nsqlalchemy.pool_recycle = ${RECYCLE}\n", []),
        ("sqlalchemy.pool_pre_ping = true\nsqlalchemy.pool_size = {{ size }}\n", []),
        ("sqlalchemy.pool_pre_ping = ${PING}\n", []),
        ("sqlalchemy.echo = false\nsqlalchemy.pool_pre_ping = true\n", []),
        ("#sqlalchemy.pool_pre_ping = false\n", ["2 EL101"]),
        ("[other]\nsqlalchemy.pool_pre_ping = false\n", ["2 EL101", "4 EL403"]),
        ("sqlalchemy.pool_pre_ping = true\npool_recycle = 300\n", ["4 EL405"]),
        ("sqlalchemy.pool_pre_ping = true\npool_recycle = 300\nsqlalchemy.pool_recycle = 300\n", []),
        ("sqlalchemy.pool_pre_ping = true\npool_size = 300\nother.pool_recycle = 3\n", []),
        ("sqlalchemy.pool_pre_ping = true\n[other]\npool_recycle = 300\n", []),
    ],
)
def test_options_of_a_section(lines: str, codes: list[str], tmp_path: Path) -> None:
    assert [f"{line} {code}" for _, line, code in found(tmp_path, {"app.py": APP.format(""), "production.ini": DATABASE + lines})] == codes


@pytest.mark.parametrize(
    "text",
    [
        "[app:main]\nsqlalchemy.url = sqlite:///%(here)s/shop.db\n",
        "[app:main]\nsqlalchemy.url = ${DATABASE_URL}\nsqlalchemy.pool_pre_ping = true\n",
        "[pytest]\naddopts = -q\nurl = https://db\n",
        "[PHP]\nmysqli.default_host = db\npool_recycle = never\n",
        "[alembic]\nscript_location = migrations\nsqlalchemy.url = mysql://app@db/shop\n",
        "no section\nurl = https://x\n",
        "",
    ],
)
def test_files_without_a_finding(text: str, tmp_path: Path) -> None:
    assert found(tmp_path, {"app.py": APP.format(""), "some.ini": text}, "--pedantic") == []


@pytest.mark.parametrize("keywords", [", poolclass=NullPool", ", pool_pre_ping=True", ", **options"])
def test_what_the_call_adds_counts(keywords: str, tmp_path: Path) -> None:
    app = f"from sqlalchemy.pool import NullPool\nfrom elsewhere import options\n{APP.format(keywords)}"
    assert found(tmp_path, {"app.py": app, "production.ini": DATABASE}) == []


def test_keys_that_the_code_sets_count(tmp_path: Path) -> None:
    app = APP.format("").replace("    return", "    settings['sqlalchemy.pool_pre_ping'] = True\n    return")
    assert found(tmp_path, {"app.py": app, "production.ini": DATABASE}) == []


def test_without_a_call_nothing_is_missed_but_what_stands_there_counts(tmp_path: Path) -> None:
    assert found(tmp_path, {"production.ini": DATABASE}) == []
    assert found(tmp_path, {"production.ini": DATABASE + "sqlalchemy.pool_pre_ping = off\n"}) == [("production.ini", 3, "EL403")]


def test_scripts_and_tests_do_not_speak_for_the_application(tmp_path: Path) -> None:
    plain = APP.format("")
    files = {"app.py": APP.format(", pool_pre_ping=True"), "tests/test_app.py": plain, "scripts/load.py": plain, "production.ini": DATABASE}
    assert found(tmp_path, files) == []


def test_a_prefix_of_the_projects_own(tmp_path: Path) -> None:
    app = APP.format("").replace("'sqlalchemy.'", "prefix='db.'")
    text = "[app:main]\ndb.url = postgresql://app@db/shop\ndb.pool_pre_ping = no\nsqlalchemy.unrelated = 1\n"
    assert found(tmp_path, {"app.py": app, "production.ini": text}) == [("production.ini", 3, "EL403")]
    assert found(tmp_path, {"app.py": "x = 1\n"}) == []


def test_alembic_has_its_own_reader(tmp_path: Path) -> None:
    text = "[alembic]\nscript_location = db\nsqlalchemy.url = mysql://app@db/shop\nsqlalchemy.pool_size = 3\n"
    assert found(tmp_path, {"app.py": APP.format(""), "alembic.ini": text}) == []
    assert found(tmp_path, {"db/env.py": "from app import engine\n"}) == []
    assert found(tmp_path, {"db/env.py": ENV}) == [("alembic.ini", 4, "EL402")]


def test_alembic_leads_to_its_reader_where_nothing_marks_a_project(tmp_path: Path) -> None:
    text = "[alembic]\nscript_location = db\nsqlalchemy.url = mysql://app@db/shop\nsqlalchemy.pool_size = 3\n"
    write(tmp_path, {"alembic.ini": text, "db/env.py": ENV})
    report = engine_lint("check", "--output-format", "json", "alembic.ini", cwd=tmp_path).report
    assert [each["code"] for each in report["findings"]] == ["EL402"]


def test_development_and_tests_are_pedantic(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"app.py": APP.format(""), "development.ini": DATABASE, "test.ini": DATABASE, "conf/docker-dev.ini": DATABASE}
    assert found(tmp_path, files) == []
    assert len(found(tmp_path, {}, "--pedantic")) == 3


def test_options_in_the_url_and_without_the_prefix_are_moved(tmp_path: Path) -> None:
    text = DATABASE.replace("/shop", "/shop?sslmode=require&pool_recycle=300") + "# tests each connection\npool_pre_ping : true\n"
    files = {"app.py": APP.format(""), "production.ini": text}
    assert found(tmp_path, files) == [("production.ini", 2, "EL205"), ("production.ini", 4, "EL405")]
    assert engine_lint("check", "--fix", "--no-cache", ".", cwd=tmp_path).code == 0
    mended = DATABASE.replace("/shop", "/shop?sslmode=require") + "sqlalchemy.pool_recycle = 300\n# tests each connection\nsqlalchemy.pool_pre_ping : true\n"
    assert (tmp_path / "production.ini").read_text() == mended


def test_a_url_that_is_put_together_keeps_its_options(tmp_path: Path) -> None:
    text = DATABASE.replace("@db", "@%(host)s").replace("/shop", "/shop?pool_size=3") + "host = db\nsqlalchemy.pool_pre_ping = true\n"
    assert found(tmp_path, {"app.py": APP.format(""), "production.ini": text}) == [("production.ini", 2, "EL205")]
    engine_lint("check", "--fix", "--unsafe-fixes", "--no-cache", ".", cwd=tmp_path)
    assert (tmp_path / "production.ini").read_text() == text


def test_comments_silence(tmp_path: Path) -> None:
    text = DATABASE.replace("sqlalchemy", "; engine-lint: ignore[EL101] the pooler pings\nsqlalchemy", 1)
    assert found(tmp_path, {"app.py": APP.format(""), "production.ini": text}) == []
    assert found(tmp_path, {"production.ini": text + "sqlalchemy.pool_pre_ping = true\n"}) == [("production.ini", 2, "EL901")]


def test_no_password_is_shown(tmp_path: Path) -> None:
    write(tmp_path, {"setup.cfg": SETUP, "app.py": APP.format(""), "production.ini": DATABASE})
    for form in ("full", "json", "sarif", "concise"):
        assert b"secret" not in engine_lint("check", "--output-format", form, "--no-cache", ".", cwd=tmp_path).out


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    write(tmp_path, {"setup.cfg": SETUP, "production.ini": DATABASE + "what is this\n", "templated.ini": "{% if x %}\n" + DATABASE + "{% endif %}\n"})
    report = engine_lint("check", "--output-format", "json", ".", cwd=tmp_path).report
    assert [(each["path"], each["start"]["line"], each["code"]) for each in report["findings"]] == [("production.ini", 3, "EL902")]


def test_the_mended_file_makes_a_protected_engine(tmp_path: Path) -> None:
    text = (
        DATABASE.replace("postgresql+psycopg2", "mysql+pymysql")
        + "sqlalchemy.pool_size    = 7\nsqlalchemy.pool_recycle = 30000\nsqlalchemy.max_overflow = %(overflow)s\noverflow = 2\n"
    )
    write(tmp_path, {"setup.cfg": SETUP, "app.py": APP.format(""), "production.ini": text})
    fixed = engine_lint("check", "--fix", "--no-cache", ".", cwd=tmp_path)
    assert fixed.code == 0, fixed.text
    parser = configparser.ConfigParser()
    parser.read(tmp_path / "production.ini")
    pool = engine_from_config(dict(parser["app:main"])).pool
    assert (pool._pre_ping, pool._recycle, pool.size(), pool._max_overflow) == ("true", 3600, 7, 2)  # type: ignore[attr-defined]
    assert engine_lint("check", "--fix", "--no-cache", ".", cwd=tmp_path).code == 0
    assert (tmp_path / "production.ini").read_text() == text.replace("30000", "3600").replace(
        "%(overflow)s\n", "%(overflow)s\nsqlalchemy.pool_pre_ping = true\n"
    )


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        ("pool_pre_ping = true\n", ["3 EL405"]),
        ("sqlalchemy.pool_pre_ping = true\npool_recycle = 280\n", ["4 EL405"]),
        ("sqlalchemy.pool_pre_ping = true\nsqlalchemy.pool_recycle = 280\npool_recycle = 280\n", []),
        ("sqlalchemy.pool_pre_ping = true\ncache.pool_size = 5\nsize = 3\n", []),
        ("sqlalchemy.pool_pre_ping = true\n[pool]\npool_size = 3\n", []),
    ],
)
def test_options_without_the_prefix(lines: str, codes: list[str], tmp_path: Path) -> None:
    assert [f"{line} {code}" for _, line, code in found(tmp_path, {"app.py": APP.format(""), "production.ini": DATABASE + lines})] == codes


def test_the_prefix_is_written_before_the_key(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"setup.cfg": SETUP, "app.py": APP.format(""), "production.ini": DATABASE + "; five minutes\npool_recycle   =  280\nsqlalchemy.pool_pre_ping = 1\n"},
    )
    engine_lint("check", "--fix", "--no-cache", "--isolated", ".", cwd=tmp_path)
    text = (tmp_path / "production.ini").read_text()
    assert text == DATABASE + "; five minutes\nsqlalchemy.pool_recycle   =  280\nsqlalchemy.pool_pre_ping = 1\n"


def test_options_in_the_url_of_a_section(tmp_path: Path) -> None:
    lines = "[app:main]\nsqlalchemy.url = mysql+pymysql://app:secret@db/shop?charset=utf8mb4&pool_recycle=280\nsqlalchemy.pool_pre_ping = true\n"
    assert found(tmp_path, {"app.py": APP.format(""), "production.ini": lines}) == [("production.ini", 2, "EL205")]
