"""Which stretches of code and settings are passwords, and which only look like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine_lint.model.source import Source
from engine_lint.report.hiding.hidden import hidden_in, without_secrets


def shown(text: str, name: str = "db.py") -> str:
    source = Source(name, text)
    return without_secrets(source, 0, len(text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('f"mysql://{user}:hunter2{end}@{host}"', 'f"mysql://{user}:***{end}@{host}"'),
        ('f"mysql://{a["user"]}:hunter2@db"', 'f"mysql://{a["user"]}:***@db"'),
        ('"mysql://%s:%s@%s" % ("shop", "hunter2", "db")', '"mysql://%s:%s@%s" % ("shop", "***", "db")'),
        ('"mysql://{}:{}@{}".format("shop", "hunter2", "db")', '"mysql://{}:{}@{}".format("shop", "***", "db")'),
        ('("mysql://shop:" + quote("hunter2") +\n "@db")', '("mysql://shop:" + quote("***") +\n "@db")'),
        ('"mysql://shop:hun ter/2@db/shop"', '"mysql://shop:***@db/shop"'),
        ('x = "hunter2"\nu = f"mysql://shop:{x}@db"', 'x = "***"\nu = f"mysql://shop:{x}@db"'),
        ('db.URL.create("mysql", "shop", "hunter2", "db")', 'db.URL.create("mysql", "shop", "***", "db")'),
        ('password: SecretStr = SecretStr("hunter2")', 'password: SecretStr = SecretStr("***")'),
        ('user, password, host = "shop", "hunter2", "db"', 'user, password, host = "shop", "***", "db"'),
        ('os.getenv("DB_PASSWORD", "hunter2")', 'os.getenv("DB_PASSWORD", "***")'),
        ('os.getenv("DB_PASSWORD") or "hunter2"', 'os.getenv("DB_PASSWORD") or "***"'),
        ('password=(\n    "hun"\n    "ter2"\n)', 'password=(\n    "***"\n    "***"\n)'),
        ('pymysql.connect("db", "shop", "hunter2")', 'pymysql.connect("db", "shop", "***")'),
    ],
)
def test_code(text: str, said: str) -> None:
    assert shown(text) == said


@pytest.mark.parametrize(
    "text",
    [
        'f"mysql://{user}:{password}@{host}"',
        '"mysql://%s:%s@db" % (user, password)',
        '"mysql://{u}:{p}@db".format(**settings)',
        'password = os.environ["DB_PASSWORD"]',
        "password = settings.PASSWORD",
        'password = keyring("shop")["db"] if "x" else ""'.replace('"shop"', "SHOP").replace('"x"', "X"),
        'create_engine("mysql://db:3306/shop", pool_recycle="300")',
        'user, host = "shop", "db"',
        'if token == "a": pass',
        'site = "http://localhost:8000/shop"',
        '"mysql://shop@db/shop"',
        "pass",
        'print("a: b@c")',
    ],
)
def test_code_that_is_shown_as_it_is(text: str) -> None:
    assert shown(text) == text


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.ini", "password = hunter2\nuser = shop\n", "password = ***\nuser = shop\n"),
        (".env", "export DB_PASSWORD=hunter2\n", "export DB_PASSWORD=***\n"),
        ("compose.yml", "  MYSQL_ROOT_PASSWORD: hunter2\n", "  MYSQL_ROOT_PASSWORD: ***\n"),
        ("k8s.yaml", "- name: MYSQL_PASSWORD\n  value: hunter2\n", "- name: MYSQL_PASSWORD\n  value: ***\n"),
    ],
)
def test_settings(name: str, text: str, said: str) -> None:
    assert shown(text, name) == said


@pytest.mark.parametrize("text", ["password = ${DB_PASSWORD}\n", "  MYSQL_PASSWORD: {{ password }}\n", "wait_timeout = 300\n", "- name: TIMEOUT\n  value: 3\n"])
def test_settings_that_are_shown_as_they_are(text: str) -> None:
    assert shown(text, "a.yml") == text


@given(st.lists(st.sampled_from([*"f'\"{}()[]%+,=:/@\\\n #", "password", "x", "://", ".format(", '"""']), max_size=40).map("".join))
def test_any_code_comes_back_with_its_lines(text: str) -> None:
    spans = hidden_in(Source("db.py", text))
    assert all(start < end for start, end in spans) and list(spans) == sorted(spans)
    assert shown(text).count("\n") == text.count("\n")
