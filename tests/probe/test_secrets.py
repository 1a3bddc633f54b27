"""Passwords are found in every spelling that a driver's text may have, and never shown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine_lint.errors import CannotProbe
from engine_lint.probe.address import address_of, url_text
from engine_lint.probe.secrets import secrets_of

PASSWORDS = st.text(st.characters(codec="utf-8", exclude_characters="*"), min_size=4, max_size=20)
SPELLINGS = (
    str,
    lambda value: quote(value, safe=""),
    quote_plus,
    lambda value: re.sub("%..", lambda match: match[0].lower(), quote(value, safe="")),
    lambda value: repr(value)[1:-1],
    lambda value: repr(value.encode())[2:-1],
    lambda value: json.dumps(value)[1:-1],
)


@settings(deadline=None)
@given(PASSWORDS, st.sampled_from(SPELLINGS))
def test_no_spelling_of_a_password_is_shown(password: str, spelt: Callable[[str], str]) -> None:
    spelling = spelt(password)
    assume(spelling.strip() and spelling not in "could not connect as  to the server: ***")
    url = f"mysql+pymysql://user:{quote(password, safe='')}@host/db"
    hidden = address_of(url).secrets.hide(f"could not connect as {spelling} to the server")
    assert hidden == "" or spelling not in hidden


@pytest.mark.parametrize("text", ["pass%2Fword", "pass%2fword", "pass/word", "mysql://user:pass%2Fword@host/db", "b'pass/word'", '{"password": "pass/word"}'])
def test_usual_spellings(text: str) -> None:
    secrets = address_of("mysql://user:pass%2Fword@host/db").secrets
    assert "word" not in secrets.hide(f"error: {text}").replace("password", "")


def test_a_password_that_would_be_found_anywhere_keeps_foreign_text_away_altogether() -> None:
    assert address_of("mysql://user:a@host/db").secrets.hide("Access denied for user 'user'") == ""
    assert address_of("mysql://user@host/db").secrets.hide("Access denied for user 'user'") == "Access denied for user 'user'"


def test_secrets_of_the_query_count_too() -> None:
    secrets = address_of("postgresql://user@host/db?sslpassword=canary1&password=canary2&application_name=shop").secrets
    assert secrets.hide("canary1 canary2 shop") == "*** *** shop"


def test_control_characters_do_not_reach_the_terminal() -> None:
    assert secrets_of("", ()).hide("one\n\ttwo\x1b[31m") == "one two [31m"


def test_secrets_do_not_show_in_the_representation_of_an_address() -> None:
    assert "canary" not in repr(address_of("mysql://user:canary@host/db"))


@pytest.mark.parametrize(
    "url",
    [
        "canary",
        "canary://x:canary@h",
        "mysql//x:canary@h/db",
        "mysql://x:canary@h:canary/db",
        "mysql://x:can@canary@h/db",
        "mysql://h/x:canary@db",
        "sqlite:///canary",
        "mssql+pyodbc://x:canary@h/db",
        "mysql://x:canary@[::1/db",
        "://canary",
    ],
)
def test_a_url_that_cannot_be_used_is_refused_without_showing_any_of_it(url: str) -> None:
    with pytest.raises(CannotProbe) as caught:
        address_of(url)
    assert "canary" not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_where_a_url_comes_from() -> None:
    def never() -> str:
        raise AssertionError

    assert url_text("mysql://h/db", {}, never) == "mysql://h/db"
    assert url_text("env:URL", {"URL": " mysql://h/db\n"}, never) == "mysql://h/db"
    assert url_text("-", {}, lambda: "mysql://h/db\n") == "mysql://h/db"
    for argument, environment, said in (
        ("env:URL", {}, "the environment variable URL is not set"),
        ("env:URL", {"URL": " "}, "the environment variable URL is empty"),
        ("env:", {}, "the environment variable (no name) is not set"),
        ("", {}, "no URL was given"),
        ("-", {}, "no URL was given"),
    ):
        with pytest.raises(CannotProbe) as caught:
            url_text(argument, environment, str)
        assert str(caught.value).startswith(said)


def test_the_name_of_a_server() -> None:
    names = {
        "mysql://u@db.internal/x": "db.internal",
        "mysql://u@db.internal:3307/x": "db.internal:3307",
        "mariadb://u@db.internal:3306/x": "db.internal",
        "postgres://u@[::1]:5433/x": "[::1]:5433",
        "postgresql://u@/x?host=/run/postgresql": "",
    }
    assert {url: address_of(url).name for url in names} == names
