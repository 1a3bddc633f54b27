"""Passwords in what is printed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine_lint.report.masking import masked, secrets


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("mysql://shop:hunter2@db/shop", "mysql://shop:***@db/shop"),
        ("mysql+pymysql://:hunter2@db", "mysql+pymysql://:***@db"),
        ("mysql://shop:!-!@db/shop", "mysql://shop:***@db/shop"),
        ("mysql://shop:p{ss@db/shop", "mysql://shop:***@db/shop"),
        ("mysql://shop:pass{end}@db/shop", "mysql://shop:***@db/shop"),
        ("mysql://shop:p@ss@db/shop", "mysql://shop:***@db/shop"),
        ("mysql://shop:p/ss@db/shop", "mysql://shop:***@db/shop"),
        ("# was mysql://shop: hunter2 @db/shop", "# was mysql://shop:***@db/shop"),
        ("# see http://db:8080 and dba", "# see http://db:8080 and dba"),
        ("'mysql://a:b@c' 'postgresql://d:e@f'", "'mysql://a:***@c' 'postgresql://d:***@f'"),
        ("postgresql://db/shop?user=a&password=hunter2&sslmode=require", "postgresql://db/shop?user=a&password=***&sslmode=require"),
        ("create_engine(url, connect_args={'password': 'hunter2'})", "create_engine(url, connect_args={'password': '***'})"),
        ('URL.create("mysql", password="hunter2")', 'URL.create("mysql", password="***")'),
        ('DB_PASSWORD = "hunter2"', 'DB_PASSWORD = "***"'),
        ('"host=db password=hunter2 user=a"', '"host=db password=*** user=a"'),
        ('"host=db password= hunter2 user=a"', '"host=db password= *** user=a"'),
        ('"host=db password=;hun&ter2;= user=a"', '"host=db password=*** user=a"'),
        ("Driver={x};PWD=hunter2;Server=db", "Driver={x};PWD=***;Server=db"),
    ],
)
def test_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "mysql://shop@db/shop",
        "mysql://db:3306/shop",
        'f"mysql://{user}:{password}@{host}"',
        '"mysql://%s:%s@db" % (user, password)',
        "mysql://user:<password>@db",
        "mysql://user:$PASSWORD@db",
        "password=settings.PASSWORD",
        'password = os.environ["DB_PASSWORD"]',
        "create_engine(url, pool_pre_ping=True)",
        "mail to a@b: see https://example.com/x",
    ],
)
def test_left_alone(text: str) -> None:
    assert masked(text) == text


@given(st.text(alphabet="ab:/@'\"?&=;{} password", max_size=80))
def test_masking_is_at_rest_and_secrets_do_not_overlap(text: str) -> None:
    found = secrets(text)
    assert all(first[1] < second[0] for first, second in pairwise(found))
    assert masked(masked(text)) == masked(text)
