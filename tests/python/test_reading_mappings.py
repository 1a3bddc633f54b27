"""Mappings for ``engine_from_config``: prefixed keys, keys without the prefix, and mappings that are unknown but for what is set."""

from __future__ import annotations

import pytest

from tests.python.reading_help import engines, one, option

IMPORT = "from sqlalchemy import create_engine, engine_from_config\n"


def unprefixed(text: str) -> list[str]:
    return [each.name for each in one(IMPORT + text).unprefixed]


@pytest.mark.parametrize(
    "text",
    [
        "def f(config):\n    config.setdefault('pool_recycle', 280)\n    return engine_from_config(config, 'sqlalchemy.')\n",
        "def f(config):\n    config['pool_recycle'] = 280\n    return engine_from_config(config)\n",
        "def f(config):\n    config.update({'pool_recycle': 280})\n    return engine_from_config(config)\n",
        "def f(**settings):\n    settings['pool_recycle'] = 280\n    return engine_from_config(settings, prefix='sqlalchemy.')\n",
        "import settings\nconfig = settings.load()\nconfig['pool_recycle'] = 280\nengine = engine_from_config(config)\n",
        "config = {'sqlalchemy.url': 'mysql://db/shop', 'pool_recycle': 280}\nengine = engine_from_config(config)\n",
        "config = dict(pool_recycle=280)\nconfig['sqlalchemy.url'] = 'mysql://db/shop'\nengine = engine_from_config(configuration=config)\n",
        "config = {'a.url': 'mysql://db/shop'}\nconfig |= {'pool_recycle': 280}\nengine = engine_from_config(config, 'a.')\n",
    ],
)
def test_keys_without_the_prefix_are_seen(text: str) -> None:
    assert unprefixed(text) == ["pool_recycle"]


@pytest.mark.parametrize(
    "text",
    [
        "engine = engine_from_config({'sqlalchemy.url': 'mysql://db/shop', 'sqlalchemy.pool_recycle': 280})\n",
        "engine = engine_from_config({'url': 'mysql://db/shop', 'pool_recycle': 280}, '')\n",
        "engine = engine_from_config({'sqlalchemy.url': 'mysql://db/shop', 'echo': True, 'name': 'x', 'cache.pool_size': 3})\n",
        "config = {'sqlalchemy.url': 'mysql://db/shop', 'pool_recycle': 280}\nengine = engine_from_config(config, pool_recycle=config['pool_recycle'])\n",
        "config = {'sqlalchemy.url': 'mysql://db/shop', 'pool_recycle': 280}\nengine = engine_from_config(config, pool_recycle=600)\n",
        "def f(config):\n    config.setdefault('pool_recycle', 280)\n    return engine_from_config(config, pool_recycle=config.get('pool_recycle'))\n",
        "def f(config, prefix):\n    config['pool_recycle'] = 280\n    return engine_from_config(config, prefix)\n",
        "def f(config):\n    config['a']['pool_recycle'] = 280\n    return engine_from_config(config)\n",
    ],
)
def test_other_keys_are_none(text: str) -> None:
    assert unprefixed(text) == []


def test_a_mapping_that_goes_to_another_engine_as_it_is_has_none() -> None:
    text = "config = {'pool_recycle': 280}\na = create_engine('mysql://db/shop', **config)\nb = engine_from_config(config)\n"
    assert all(each.unprefixed == () for each in engines(IMPORT + text))


def test_a_parameter_that_is_filled_keeps_what_was_set_and_stays_open() -> None:
    engine = one(IMPORT + "def f(config):\n    config['sqlalchemy.pool_pre_ping'] = True\n    return engine_from_config(config)\n")
    assert option(engine, "pool_pre_ping") is True
    assert engine.unseen == ("the argument config of f() is its caller's",)


def test_a_section_that_is_read_from_a_file_gets_its_url_in_code() -> None:
    text = "from alembic import context\nsection = context.config.get_section('alembic')\nsection['sqlalchemy.url'] = 'mysql+pymysql://db/shop'\n"
    engine = one(IMPORT + text + "engine = engine_from_config(section)\n")
    assert (engine.backend.only(), engine.backend.driver, len(engine.unseen)) == ("mysql", "pymysql", 1)


def test_items_set_on_something_unknown_are_options_where_it_is_spread() -> None:
    engine = one(IMPORT + "def f(options):\n    options['pool_pre_ping'] = True\n    return create_engine('mysql://db/shop', **options)\n")
    assert option(engine, "pool_pre_ping") is True
    assert engine.is_open
