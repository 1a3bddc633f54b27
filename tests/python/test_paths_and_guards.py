"""Which configurations the branches of a program make, and which backend each of them is for."""

from __future__ import annotations

from pathlib import Path

import pytest

from .reading_help import engines, option, project

HEAD = "import os, re, sys\nimport sqlalchemy as sa\nfrom sqlalchemy import create_engine, make_url, NullPool, QueuePool, StaticPool\n"

SQLITE_ELSE = [("sqlite", ""), ("", "sqlite")]
"""One engine for SQLite, one for everything else."""


def backends(text: str) -> list[tuple[str, str]]:
    """For each engine the backend that it can be, and those that are ruled out."""
    return sorted((",".join(sorted(each.backend.names)), ",".join(sorted(each.backend.excluded))) for each in engines(HEAD + text))


def guarded(test: str, before: str = "") -> str:
    return f"{before}\nif {test}:\n    e = create_engine(u, connect_args={{}})\nelse:\n    e = create_engine(u, pool_size=3)\n"


GUARDS = {
    "starts with": "u.startswith('sqlite')",
    "starts with a scheme": "u.startswith('sqlite:')",
    "starts with a whole scheme": "u.startswith('sqlite:///')",
    "starts with one of several": "u.startswith(('sqlite:', 'sqlite+aiosqlite:'))",
    "text of a URL": "str(u).startswith('sqlite')",
    "lowered": "u.lower().startswith('sqlite')",
    "stripped": "u.strip().lower().startswith('sqlite')",
    "in": "'sqlite' in u",
    "in the text": "'sqlite' in str(engine_url)",
    "in, lowered": "'sqlite' in u.lower()",
    "in an attribute": "'sqlite' in settings.DATABASE_URL",
    "in an environment variable": "'sqlite' in os.environ['DB']",
    "backend name": "make_url(u).get_backend_name() == 'sqlite'",
    "dialect name": "make_url(u).get_dialect().name == 'sqlite'",
    "driver name": "make_url(u).drivername == 'sqlite'",
    "driver name starts": "make_url(u).drivername.startswith('sqlite')",
    "driver name split": "make_url(u).drivername.split('+')[0] == 'sqlite'",
    "url parameter": "url.drivername == 'sqlite'",
    "split scheme": "u.split('://')[0] == 'sqlite'",
    "partition": "u.partition(':')[0] == 'sqlite'",
    "urlparse": "urlparse(u).scheme == 'sqlite'",
    "urlparse starts": "urlparse(u).scheme.startswith('sqlite')",
    "urlsplit in a set": "urlsplit(u).scheme in {'sqlite', 'sqlite+aiosqlite'}",
    "regular expression": "re.match(r'^sqlite', u)",
    "regular expression with a scheme": "re.match('sqlite(\\\\+\\\\w+)?:', u) is not None",
    "search": "re.search('sqlite', u)",
    "any": "any(x in u for x in ('sqlite', 'sqlite3'))",
    "any of": "any(u.startswith(x) for x in ['sqlite:', 'sqlite+'])",
    "equal constant": "kind == SQLITE",
    "member of constants": "kind in EMBEDDED",
    "reversed": "'sqlite' == kind",
    "slice": "u[:6] == 'sqlite'",
    "bool": "bool(u.startswith('sqlite'))",
    "and true": "u.startswith('sqlite') and True",
    "flag": "is_sqlite",
    "or of the same": "u.startswith('sqlite:') or u.startswith('sqlite+')",
    "or of in": "'sqlite' in u or 'aiosqlite' in u",
    "find": "u.find('sqlite') == 0",
    "helper": "uses_sqlite()",
    "helper with argument": "embedded(u)",
    "class": "Config.IS_SQLITE",
    "property": "Config().is_file",
    "lambda": "check(u)",
}
BEFORE = {
    "equal constant": "SQLITE = 'sqlite'",
    "member of constants": "EMBEDDED = ('sqlite',)",
    "helper": "def uses_sqlite():\n    return u.startswith('sqlite')",
    "helper with argument": "def embedded(url):\n    return make_url(url).get_backend_name() == 'sqlite'",
    "class": "class Config:\n    IS_SQLITE = u.startswith('sqlite')",
    "property": "class Config:\n    url = u\n    @property\n    def is_file(self):\n        return self.url.startswith('sqlite')",
    "lambda": "check = lambda url: url.startswith('sqlite')",
    "flag": "is_sqlite = u.startswith('sqlite')",
}


@pytest.mark.parametrize("name", GUARDS)
def test_a_guard_tells_both_arms(name: str) -> None:
    assert backends(guarded(GUARDS[name], BEFORE.get(name, ""))) == sorted(SQLITE_ELSE)


@pytest.mark.parametrize("name", GUARDS)
def test_a_negated_guard_tells_both_arms(name: str) -> None:
    assert backends(guarded(f"not ({GUARDS[name]})", BEFORE.get(name, ""))) == sorted(SQLITE_ELSE)


NARROWER = {
    "and": "u.startswith('sqlite') and testing",
    "one URL": "u == 'sqlite:///x.db'",
    "memory in it": "':memory:' in u",
    "a narrower flag": "is_sqlite_memory",
}


@pytest.mark.parametrize("test", NARROWER.values(), ids=NARROWER.keys())
def test_a_narrower_guard_rules_nothing_out(test: str) -> None:
    assert ("", "") in backends(guarded(test))


OTHERS = {
    "not equal": ("dialect != 'sqlite'", SQLITE_ELSE),
    "not in": ("'sqlite' not in u", SQLITE_ELSE),
    "not member": ("scheme not in ('sqlite',)", SQLITE_ELSE),
    "is false": ("u.startswith('sqlite') is False", SQLITE_ELSE),
    "postgres": ("'postgresql' in u", [("postgresql", ""), ("", "postgresql")]),
    "postgres by both words": ("u.startswith(('postgres://', 'postgresql'))", [("postgresql", ""), ("", "postgresql")]),
    "a driver": ("u.startswith('postgresql+asyncpg')", [("postgresql", ""), ("", "")]),
    "two backends": ("scheme in ('mysql', 'mariadb')", [("mariadb,mysql", ""), ("", "mariadb,mysql")]),
    "either": ("'mysql' in u or 'postgresql' in u", [("mysql,postgresql", ""), ("", "mysql,postgresql")]),
    "another string": ("'prod' in u", [("", ""), ("", "")]),
    "a host": ("u.endswith('sqlite.example')", [("", ""), ("", "")]),
    "a length": ("len(u) > 3", [("", ""), ("", "")]),
}


@pytest.mark.parametrize(("test", "expected"), OTHERS.values(), ids=OTHERS.keys())
def test_other_guards(test: str, expected: list[tuple[str, str]]) -> None:
    assert backends(guarded(test)) == sorted(expected)


def in_order(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    return sorted(rows, key=lambda row: sorted(map(str, row.items())))


def shown(text: str) -> list[dict[str, object]]:
    """The pool options of each engine, with the backend where one is known."""
    found = []
    for engine in engines(HEAD + text):
        row: dict[str, object] = {name: option(engine, name) for name in ("pool_recycle", "pool_pre_ping", "pool_size") if name in engine.options}
        if "poolclass" in engine.options:
            value = option(engine, "poolclass")
            row["poolclass"] = getattr(value, "name", value)
        if engine.backend.only():
            row["for"] = engine.backend.only()
        if engine.is_open:
            row["open"] = True
        if row not in found:
            found.append(row)
    return in_order(found)


PATHS: dict[str, tuple[str, list[dict[str, object]]]] = {
    "null pool in one arm": (
        "if testing:\n    o = {'poolclass': NullPool}\nelse:\n    o = {'pool_size': 3, 'pool_pre_ping': True}\ne = create_engine(u, **o)",
        [{"poolclass": "NullPool"}, {"pool_size": 3, "pool_pre_ping": True}],
    ),
    "null pool by update": (
        "o = {}\nif testing:\n    o.update(poolclass=NullPool)\nelse:\n    o.update(pool_size=3)\ne = create_engine(u, **o)",
        [{"poolclass": "NullPool"}, {"pool_size": 3}],
    ),
    "pool class or none": ("e = create_engine(u, poolclass=NullPool if testing else None)", [{"poolclass": "NullPool"}, {"poolclass": None}]),
    "pool class chosen": (
        "p = NullPool if testing else QueuePool\no = {} if p is NullPool else {'pool_size': 3}\ne = create_engine(u, poolclass=p, **o)",
        [{"poolclass": "NullPool"}, {"poolclass": "QueuePool", "pool_size": 3}],
    ),
    "pool class compared": (
        "p = NullPool if testing else QueuePool\no = {'poolclass': p}\nif p == QueuePool:\n    o['pool_size'] = 3\ne = create_engine(u, **o)",
        [{"poolclass": "NullPool"}, {"poolclass": "QueuePool", "pool_size": 3}],
    ),
    "pool class not compared": (
        "p = NullPool if testing else QueuePool\no = {'poolclass': p}\nif p is not NullPool:\n    o['pool_size'] = 3\ne = create_engine(u, **o)",
        [{"poolclass": "NullPool"}, {"poolclass": "QueuePool", "pool_size": 3}],
    ),
    "early return": (
        "def f(url):\n    if url.startswith('sqlite'):\n        return create_engine(url)\n    return create_engine(url, pool_size=3)",
        [{"for": "sqlite"}, {"pool_size": 3}],
    ),
    "early raise": ("def f(url):\n    if not url.startswith('mysql'):\n        raise ValueError\n    return create_engine(url)", [{"for": "mysql"}]),
    "early exit": ("if not u.startswith('mysql'):\n    sys.exit(1)\ne = create_engine(u)", [{"for": "mysql"}]),
    "early exit by raise": ("if not u.startswith('mysql'):\n    raise SystemExit('no')\ne = create_engine(u)", [{"for": "mysql"}]),
    "assert": ("assert u.startswith('mysql')\ne = create_engine(u)", [{"for": "mysql"}]),
    "assert with a message": ("assert 'sqlite' not in u, 'a server is needed'\ne = create_engine(u, pool_size=3)", [{"pool_size": 3}]),
    "assert on none": ("r = os.environ.get('R')\nassert r is not None\ne = create_engine(u, pool_recycle=300)", [{"pool_recycle": 300}]),
    "conditional dict": ("e = create_engine(u, **({'pool_size': 3} if prod else {}))", [{"pool_size": 3}, {}]),
    "conditional spread": (
        "o = {'pool_pre_ping': True, **({'pool_size': 3} if prod else {})}\ne = create_engine(u, **o)",
        [{"pool_pre_ping": True, "pool_size": 3}, {"pool_pre_ping": True}],
    ),
    "and dict": ("e = create_engine(u, **(prod and {'pool_size': 3} or {}))", [{"pool_size": 3}, {}]),
    "nested branches": (
        "o = {}\nif a:\n    if b:\n        o['pool_size'] = 1\n    else:\n        o['pool_size'] = 2\nelse:\n    o['pool_size'] = 3\ne = create_engine(u, **o)",
        [{"pool_size": 1}, {"pool_size": 2}, {"pool_size": 3}],
    ),
    "elif": (
        "if 'sqlite' in u:\n    o = {}\nelif 'mysql' in u:\n    o = {'pool_recycle': 300}\nelse:\n    o = {'pool_size': 3}\ne = create_engine(u, **o)",
        [{"for": "sqlite"}, {"for": "mysql", "pool_recycle": 300}, {"pool_size": 3}],
    ),
    "match on text": (
        "match kind:\n    case 'sqlite':\n        o = {}\n    case 'mysql' | 'mariadb':\n        o = {'pool_recycle': 300}\n    case _:\n        o = {'pool_size': 3}\ne = create_engine(u, **o)",
        [{"for": "sqlite"}, {"pool_recycle": 300}, {"pool_size": 3}],
    ),
    "match on the backend name": (
        "match make_url(u).get_backend_name():\n    case 'sqlite':\n        e = create_engine(u)\n    case _:\n        e = create_engine(u, pool_size=3)",
        [{"for": "sqlite"}, {"pool_size": 3}],
    ),
    "match on classes": (
        "match config:\n    case SqliteConfig():\n        e = create_engine(u)\n    case PostgresConfig(pool=size):\n        e = create_engine(u, pool_size=3)",
        [{"for": "sqlite"}, {"for": "postgresql", "pool_size": 3}],
    ),
    "match on a known subject": (
        "KIND = 'mysql'\nmatch KIND:\n    case 'sqlite':\n        o = {}\n    case 'mysql':\n        o = {'pool_recycle': 300}\ne = create_engine(u, **o)",
        [{"pool_recycle": 300}],
    ),
    "match with a guard": (
        "match kind:\n    case 'x' if big:\n        o = {'pool_size': 9}\n    case _:\n        o = {'pool_size': 3}\ne = create_engine(u, **o)",
        [{"pool_size": 9}, {"pool_size": 3}],
    ),
    "isinstance": (
        "if isinstance(config, SqliteConfig):\n    e = create_engine(u)\nelse:\n    e = create_engine(u, pool_size=3)",
        [{"for": "sqlite"}, {"pool_size": 3}],
    ),
    "isinstance of a class spelt with capitals": (
        "if isinstance(config, SQLiteConfig):\n    e = create_engine(u)\nelse:\n    e = create_engine(u, pool_size=3)",
        [{"for": "sqlite"}, {"pool_size": 3}],
    ),
    "isinstance of one of two classes": (
        "if isinstance(config, (SQLiteConfig, SqliteMemory)):\n    e = create_engine(u)\nelse:\n    e = create_engine(u, pool_size=3)",
        [{"for": "sqlite"}, {"pool_size": 3}],
    ),
    "isinstance of classes that may be anything": (
        "if isinstance(config, (SQLiteConfig, Config)):\n    e = create_engine(u)\nelse:\n    e = create_engine(u, pool_size=3)",
        [{}, {"pool_size": 3}],
    ),
    "the class of an object": (
        "if type(config) is SQLiteConfig:\n    e = create_engine(u)\nelse:\n    e = create_engine(u, pool_size=3)",
        [{"for": "sqlite"}, {"pool_size": 3}],
    ),
    "a class that is compared with something else": (
        "if chosen is SQLiteConfig:\n    e = create_engine(u)\nelse:\n    e = create_engine(u, pool_size=3)",
        [{}, {"pool_size": 3}],
    ),
    "try import": (
        "try:\n    from sqlalchemy.pool import QueuePool as P\nexcept ImportError:\n    from sqlalchemy import QueuePool as P\ne = create_engine(u, poolclass=P)",
        [{"poolclass": "QueuePool"}],
    ),
    "try import of a driver": (
        "try:\n    import psycopg2\n    HAS = True\nexcept ImportError:\n    HAS = False\ne = create_engine(u, **({'pool_size': 3} if HAS else {}))",
        [{"pool_size": 3}, {}],
    ),
    "while": ("while True:\n    e = create_engine(u, pool_size=3)\n    break", [{"pool_size": 3}]),
    "while with retries": (
        "n = 0\nwhile n < 3:\n    try:\n        e = create_engine(u, pool_size=3)\n        break\n    except Exception:\n        n += 1",
        [{"pool_size": 3}],
    ),
    "one condition asked twice": (
        "o = {}\nif prod:\n    o['pool_size'] = 3\nif not prod:\n    o['poolclass'] = NullPool\ne = create_engine(u, **o)",
        [{"pool_size": 3}, {"poolclass": "NullPool"}],
    ),
    "one condition of an attribute asked twice": (
        "o = {}\nif settings.prod:\n    o['pool_size'] = 3\nif not settings.prod:\n    o['poolclass'] = NullPool\ne = create_engine(u, **o)",
        [{"pool_size": 3}, {"poolclass": "NullPool"}],
    ),
    "one condition behind a name": (
        "sqlite = u.startswith('sqlite')\no = {}\nif sqlite:\n    o['poolclass'] = StaticPool\nif not u.startswith('sqlite'):\n    o['pool_size'] = 3\ne = create_engine(u, **o)",
        [{"for": "sqlite", "poolclass": "StaticPool"}, {"pool_size": 3}],
    ),
    "one condition in a helper and outside": (
        "def opts(url):\n    if url.startswith('sqlite'):\n        return {}\n    return {'pool_size': 3}\ndef make(url):\n    o = opts(url)\n    if url.startswith('sqlite'):\n        o['poolclass'] = StaticPool\n    return create_engine(url, **o)",
        [{"for": "sqlite", "poolclass": "StaticPool"}, {"pool_size": 3}],
    ),
    "complementary tests": (
        "o = {}\nif debug == True:\n    o['poolclass'] = NullPool\nif debug != True:\n    o['pool_size'] = 3\ne = create_engine(u, **o)",
        [{"pool_size": 3}, {"poolclass": "NullPool"}],
    ),
    "none or not": (
        "o = {}\nif size is not None:\n    o['pool_size'] = 3\nif size is None:\n    o['poolclass'] = NullPool\ne = create_engine(u, **o)",
        [{"pool_size": 3}, {"poolclass": "NullPool"}],
    ),
    "guard in a function that returns the options": (
        "def opts():\n    return {'pool_size': 3} if not u.startswith('sqlite') else {'poolclass': StaticPool}\ne = create_engine(u, **opts())",
        [{"for": "sqlite", "poolclass": "StaticPool"}, {"pool_size": 3}],
    ),
    "set on the engine's arm only": (
        "if u.startswith('sqlite'):\n    e = create_engine(u)\nelse:\n    o = {'pool_size': 3}\n    e = create_engine(u, **o)",
        [{"for": "sqlite"}, {"pool_size": 3}],
    ),
    "url chosen with options": (
        "if prod:\n    u = 'mysql://h'\n    o = {'pool_recycle': 300}\nelse:\n    u = 'sqlite:///x'\n    o = {}\ne = create_engine(u, **o)",
        [{"for": "mysql", "pool_recycle": 300}, {"for": "sqlite"}],
    ),
    "default url with a guard": (
        "u = os.environ.get('DB', 'sqlite:///x')\no = {}\nif not u.startswith('sqlite'):\n    o['pool_size'] = 3\ne = create_engine(u, **o)",
        [{"for": "sqlite"}, {"pool_size": 3}],
    ),
    "default url in a parameter": (
        "def f(url='sqlite:///x'):\n    if url.startswith('sqlite'):\n        return create_engine(url)\n    return create_engine(url, pool_size=3)",
        [{"for": "sqlite"}, {"pool_size": 3}],
    ),
    "with suppress": ("import contextlib\nwith contextlib.suppress(Exception):\n    e = create_engine(u, pool_size=3)", [{"pool_size": 3}]),
    "finally": ("try:\n    o = {'pool_size': 3}\nfinally:\n    pass\ne = create_engine(u, **o)", [{"pool_size": 3}]),
    "type checking": (
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    o = {'pool_size': 9}\nelse:\n    o = {'pool_size': 3}\ne = create_engine(u, **o)",
        [{"pool_size": 3}],
    ),
    "version check": (
        "if sys.version_info >= (3, 8):\n    o = {'pool_size': 3}\nelse:\n    o = {'pool_size': 3}\ne = create_engine(u, **o)",
        [{"pool_size": 3}],
    ),
    "constant flag": (
        "DEBUG = False\nif DEBUG:\n    o = {'poolclass': NullPool}\nelse:\n    o = {'pool_size': 3}\ne = create_engine(u, **o)",
        [{"pool_size": 3}],
    ),
    "flag from two arms": (
        "if os.environ.get('X'):\n    flag = True\nelse:\n    flag = False\no = {'pool_size': 3} if flag else {'poolclass': NullPool}\ne = create_engine(u, **o)",
        [{"pool_size": 3}, {"poolclass": "NullPool"}],
    ),
    "popped for sqlite": (
        "o = {'pool_size': 3, 'pool_pre_ping': True}\nif 'sqlite' in u:\n    o.pop('pool_size')\n    o.pop('pool_pre_ping', None)\ne = create_engine(u, **o)",
        [{"for": "sqlite"}, {"pool_size": 3, "pool_pre_ping": True}],
    ),
    "filtered for sqlite": (
        "o = {'pool_size': 3}\nif 'sqlite' in u:\n    o = {k: v for k, v in o.items() if not k.startswith('pool')}\ne = create_engine(u, **o)",
        [{"for": "sqlite"}, {"pool_size": 3}],
    ),
    "cleared": ("o = {'pool_size': 3}\nif 'sqlite' in u:\n    o.clear()\ne = create_engine(u, **o)", [{"for": "sqlite"}, {"pool_size": 3}]),
}


@pytest.mark.parametrize(("text", "expected"), PATHS.values(), ids=PATHS.keys())
def test_paths(text: str, expected: list[dict[str, object]]) -> None:
    assert shown(text) == in_order(expected)


def test_a_guard_imported_from_another_module(tmp_path: Path) -> None:
    files = {
        "settings.py": "import os\nDB = os.environ['DB']\nIS_FILE = DB.startswith('sqlite')\n",
        "db.py": HEAD + "from settings import DB, IS_FILE\nif IS_FILE:\n    e = create_engine(DB)\nelse:\n    e = create_engine(DB, pool_size=3)\n",
    }
    first, second = project(tmp_path, files, "db.py").engines
    assert first.backend.only() == "sqlite" and second.backend.excluded == {"sqlite"}
