"""Pool options in URLs, ``connect_args`` and ``execution_options``: where they are seen, and who else may use the text."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine_lint.model.engine import Misplaced
from tests.python.reading_help import engines, one, plain, project

HEAD = "import os\nfrom sqlalchemy import URL, create_engine, engine_from_config, make_url\nfrom settings import host, word, n, url\n"


def misplaced(text: str) -> list[tuple[str, str, object]]:
    return [(each.where, option.name, plain(option.value)) for each in one(HEAD + text).misplaced for option in each.options]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("create_engine('mysql://u:p@h/d?pool_recycle=280')", 280),
        ("create_engine('mysql://u:p@h/d' '?pool_recycle=280')", 280),
        ("create_engine(f'mysql://u:{word}@{host}/d?pool_recycle=280')", 280),
        ("create_engine(f'mysql://u:{word}@{host}/d?pool_recycle={n}')", None),
        ("create_engine('mysql://u:%s@h/d?pool_recycle=280' % word)", 280),
        ("create_engine('mysql://u:{}@h/d?pool_recycle=280'.format(word))", 280),
        ("create_engine('mysql://u:' + word + '@h/d?pool_recycle=280')", 280),
        ("create_engine(make_url('mysql://u:p@h/d?pool_recycle=280'))", 280),
        ("create_engine(os.environ.get('URL', 'mysql://u:p@h/d?pool_recycle=280'))", 280),
        ("create_engine(URL.create('mysql', query={'pool_recycle': '280'}))", "280"),
        ("engine_from_config({'sqlalchemy.url': 'mysql://u:p@h/d?pool_recycle=280'})", 280),
        ("create_engine('mysql://u:p@h/d?pool_recycle=soon')", "soon"),
    ],
)
def test_in_the_query_of_a_url(text: str, value: object) -> None:
    assert misplaced(f"engine = {text}\n") == [("url", "pool_recycle", value)]


@pytest.mark.parametrize(("given", "value"), [("true", True), ("False", False), ("1", True), ("maybe", "maybe")])
def test_words_for_true_and_false(given: str, value: object) -> None:
    assert misplaced(f"engine = create_engine('mysql://h/d?pool_pre_ping={given}')\n") == [("url", "pool_pre_ping", value)]


@pytest.mark.parametrize("name", ["connect_args", "execution_options"])
@pytest.mark.parametrize("form", ["{name}={{'pool_pre_ping': True, 'x': 1}}", "**{{'{name}': dict(pool_pre_ping=True)}}", "{name}=ARGS"])
def test_in_dicts(name: str, form: str) -> None:
    text = f"ARGS = {{}}\nARGS['pool_pre_ping'] = True\nengine = create_engine('mysql://h/d', {form.format(name=name)})\n"
    assert misplaced(text) == [(name, "pool_pre_ping", True)]


@pytest.mark.parametrize(
    "text",
    [
        "create_engine('mysql://h/d?charset=utf8', pool_recycle=280, connect_args={'pool_name': 'x'})",
        "create_engine('mysql://h/d?application_name=pool_size')",
        "create_engine('mysql://h/pool_size=3')",
        "create_engine('mysql://h/d?pool_recycle=280'.split('?')[0])",
        "create_engine(url)",
        "create_engine(url, connect_args=url)",
    ],
)
def test_what_is_none(text: str) -> None:
    assert misplaced(f"engine = {text}\n") == []


def facts(text: str) -> Misplaced:
    return next(each.misplaced[0] for each in engines(HEAD + text) if each.misplaced)


@pytest.mark.parametrize(
    ("text", "users", "possible"),
    [
        ("engine = create_engine('mysql://h/d?pool_recycle=280')\n", False, False),
        ("_URL = 'mysql://h/d?pool_recycle=280'\nengine = create_engine(_URL)\n", False, False),
        ("URL_ = 'mysql://h/d?pool_recycle=280'\nengine = create_engine(URL_)\n", False, True),
        ("def make():\n    u = 'mysql://h/d?pool_recycle=280'\n    return create_engine(u)\n", False, False),
        ("URL_ = 'mysql://h/d?pool_recycle=280'\nengine = create_engine(URL_)\nprint(URL_)\n", True, False),
        ("URLS = {'a': 'mysql://h/d?pool_recycle=280'}\nengine = create_engine(URLS['a'])\nother = URLS['a']\n", True, False),
        ("def make(u='mysql://h/d?pool_recycle=280'):\n    return create_engine(u)\n", True, False),
    ],
)
def test_who_else_uses_the_url(text: str, users: bool, possible: bool) -> None:
    found = facts(text)
    assert (bool(found.users), bool(found.possible_users)) == (users, possible)


def test_a_default_that_the_environment_replaces_is_not_certain() -> None:
    assert not facts("engine = create_engine(os.environ.get('URL', 'mysql://h/d?pool_recycle=280'))\n").certain
    assert facts("engine = create_engine('mysql://h/d?pool_recycle=280')\n").certain


def test_other_names_in_the_same_place_are_kept() -> None:
    assert facts("engine = create_engine('mysql://h/d', connect_args={'pool_size': 3, 'pool_name': 'x'})\n").beside == ("pool_name",)


def test_a_url_of_another_module_is_left_to_it(tmp_path: Path) -> None:
    files = {
        "settings.py": "URL = 'mysql://h/d?pool_recycle=280'\n",
        "app.py": "from settings import URL\nfrom sqlalchemy import create_engine\n\nengine = create_engine(URL)\n",
    }
    (engine,) = project(tmp_path, files, "app.py").engines
    assert engine.misplaced[0].users == "the URL is used elsewhere too"


FLASK = "from flask import Flask\napp = Flask('a')\n"


@pytest.mark.parametrize(
    "text",
    [
        "class Config:\n    SQLALCHEMY_DATABASE_URI = 'mysql://h/d?pool_recycle=280'\n",
        "class Config:\n    SQLALCHEMY_DATABASE_URI = 'mysql://h/d?pool_recycle=280'\n    SQLALCHEMY_ENGINE_OPTIONS = {'pool_pre_ping': True}\n",
        FLASK + "app.config['SQLALCHEMY_DATABASE_URI'] = 'mysql://h/d?pool_recycle=280'\n",
        FLASK + "app.config['SQLALCHEMY_BINDS'] = {'a': 'mysql://h/d?pool_recycle=280'}\n",
        FLASK + "app.config['SQLALCHEMY_BINDS'] = {'a': {'url': 'mysql://h/d', 'connect_args': {'pool_recycle': 280}}}\n",
    ],
)
def test_flask_configs(text: str) -> None:
    found = [each for engine in engines(text) for each in engine.misplaced]
    assert [(each.options[0].name, plain(each.options[0].value), each.users) for each in found] == [("pool_recycle", 280, "")]


def test_each_text_is_told_apart_among_many() -> None:
    lines = "".join(f"_U{n} = 'mysql://h/d{n}?pool_recycle={n}'\ne{n} = create_engine(_U{n}, connect_args={{'pool_size': {n}}})\n" for n in range(200))
    found = engines(HEAD + lines)
    assert [(each.misplaced[0].options[0].slot.span.start.line, each.misplaced[0].users) for each in found] == [(2 * n + 4, "") for n in range(200)]


@pytest.mark.parametrize("given", ["9" * 5000, "--5", "²", "+3"])
def test_numbers_that_are_none_stay_text(given: str) -> None:
    assert misplaced(f"engine = create_engine('mysql://h/d?pool_recycle={given}')\n") == [("url", "pool_recycle", given)]
