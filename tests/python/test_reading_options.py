"""What options an engine gets, through every way they can be written."""

from __future__ import annotations

from datetime import timedelta

import pytest

from .reading_help import engines, one, option, reading

HEAD = "import os\nfrom datetime import timedelta\nfrom sqlalchemy import create_engine\nimport sqlalchemy as sa\n"

RECYCLE = {
    "literal": ("create_engine(u, pool_recycle=300)", 300),
    "arithmetic": ("create_engine(u, pool_recycle=60 * 60 * 8)", 28800),
    "minus": ("create_engine(u, pool_recycle=-1)", -1),
    "constant": ("HOUR = 3600\ncreate_engine(u, pool_recycle=HOUR)", 3600),
    "constant computed": ("HOUR = 60 * 60\ncreate_engine(u, pool_recycle=HOUR // 2)", 1800),
    "constant annotated": ("HOUR: int = 3600\ncreate_engine(u, pool_recycle=HOUR)", 3600),
    "env default": ("create_engine(u, pool_recycle=int(os.environ.get('R', '280')))", {280, None}),
    "getenv default": ("create_engine(u, pool_recycle=int(os.getenv('R', 280)))", {280, None}),
    "env or": ("create_engine(u, pool_recycle=int(os.getenv('R') or 280))", {280, None}),
    "decouple": ("from decouple import config\ncreate_engine(u, pool_recycle=config('R', cast=int, default=300))", {300, None}),
    "env item": ("create_engine(u, pool_recycle=os.environ['R'])", None),
    "get with a default": ("create_engine(u, pool_recycle=conf.get('R', 300))", {300, None}),
    "get of what is spread": ("create_engine(u, pool_recycle=conf.get('R', *rest))", None),
    "string": ("create_engine(u, pool_recycle='3600')", "3600"),
    "timedelta": ("create_engine(u, pool_recycle=timedelta(hours=1))", timedelta(hours=1)),
    "timedelta seconds": ("create_engine(u, pool_recycle=timedelta(hours=1).total_seconds())", 3600.0),
    "timedelta int": ("create_engine(u, pool_recycle=int(timedelta(hours=1).total_seconds()))", 3600),
    "max": ("create_engine(u, pool_recycle=min(300, 600))", 300),
    "splat dict": ("create_engine(u, **{'pool_recycle': 300})", 300),
    "splat name": ("OPTS = {'pool_recycle': 300}\ncreate_engine(u, **OPTS)", 300),
    "splat dict()": ("OPTS = dict(pool_recycle=300)\ncreate_engine(u, **OPTS)", 300),
    "dict of dict": ("BASE = {'pool_recycle': 300}\nOPTS = dict(BASE, echo=True)\ncreate_engine(u, **OPTS)", 300),
    "item": ("OPTS = {}\nOPTS['pool_recycle'] = 300\ncreate_engine(u, **OPTS)", 300),
    "update": ("OPTS = {}\nOPTS.update(pool_recycle=300)\ncreate_engine(u, **OPTS)", 300),
    "update dict": ("OPTS = {}\nOPTS.update({'pool_recycle': 300})\ncreate_engine(u, **OPTS)", 300),
    "setdefault": ("OPTS = {}\nOPTS.setdefault('pool_recycle', 300)\ncreate_engine(u, **OPTS)", 300),
    "setdefault on set": ("OPTS = {'pool_recycle': 300}\nOPTS.setdefault('pool_recycle', 9)\ncreate_engine(u, **OPTS)", 300),
    "or-assign": ("OPTS = {}\nOPTS |= {'pool_recycle': 300}\ncreate_engine(u, **OPTS)", 300),
    "spread": ("BASE = {'pool_recycle': 300}\nOPTS = {**BASE, 'echo': True}\ncreate_engine(u, **OPTS)", 300),
    "spread overridden": ("BASE = {'pool_recycle': 300}\nOPTS = {**BASE, 'pool_recycle': 9}\ncreate_engine(u, **OPTS)", 9),
    "merge": ("A = {'pool_recycle': 9}\nB = {'pool_recycle': 300}\ncreate_engine(u, **(A | B))", 300),
    "two splats": ("A = {'echo': 1}\nB = {'pool_recycle': 300}\ncreate_engine(u, **A, **B)", 300),
    "popped": ("A = {'pool_recycle': 9}\nA.pop('pool_recycle')\ncreate_engine(u, **A)", "absent"),
    "deleted": ("A = {'pool_recycle': 9}\ndel A['pool_recycle']\ncreate_engine(u, **A)", "absent"),
    "self attribute": ("class A:\n    def __init__(self, u):\n        self.opts = {'pool_recycle': 300}\n        self.e = create_engine(u, **self.opts)", 300),
    "self attribute elsewhere": (
        "class A:\n    def __init__(self, u):\n        self.opts = {'pool_recycle': 300}\n    def go(self, u):\n        return create_engine(u, **self.opts)",
        300,
    ),
    "class attribute": ("class A:\n    OPTS = {'pool_recycle': 300}\n    def go(self, u):\n        return create_engine(u, **self.OPTS)", 300),
    "helper": ("def opts():\n    return {'pool_recycle': 300}\ncreate_engine(u, **opts())", 300),
    "helper with argument": ("def opts(r):\n    return {'pool_recycle': r}\ncreate_engine(u, **opts(300))", 300),
    "property": (
        "class A:\n    @property\n    def opts(self):\n        return {'pool_recycle': 300}\n    def go(self, u):\n        return create_engine(u, **self.opts)",
        300,
    ),
    "copy": ("A = {'pool_recycle': 300}\nB = A.copy()\nA['pool_recycle'] = 9\ncreate_engine(u, **B)", 300),
    "alias of a dict": ("A = {}\nB = A\nB['pool_recycle'] = 300\ncreate_engine(u, **A)", 300),
    "changed after the call": ("A = {'pool_recycle': 300}\ne = create_engine(u, **A)\nA['pool_recycle'] = 9", 300),
    "filled by a function": ("def fill(d):\n    d['pool_recycle'] = 300\nA = {}\nfill(A)\ncreate_engine(u, **A)", 300),
    "comprehension": ("create_engine(u, **{k: 300 for k in ('pool_recycle',)})", 300),
    "loop over constants": ("A = {}\nfor k in ('pool_recycle', 'pool_size'):\n    A[k] = 300\ncreate_engine(u, **A)", 300),
    "implicit concatenation in the URL": ("create_engine('mysql://a:b'\n  '@c/d', pool_recycle=300)", 300),
    "walrus": ("create_engine(u, pool_recycle=(r := 300))", 300),
}


@pytest.mark.parametrize(("text", "expected"), RECYCLE.values(), ids=RECYCLE.keys())
def test_recycle(text: str, expected: object) -> None:
    engine = one(HEAD + text)
    assert option(engine, "pool_recycle") == expected
    assert not engine.is_open


OPEN = {
    "caller's kwargs": "def f(u, **kw):\n    return create_engine(u, **kw)",
    "caller's dict": "def f(u, opts):\n    return create_engine(u, **opts)",
    "caller's dict with default": "def f(u, opts=None):\n    return create_engine(u, **(opts or {}))",
    "caller's dict, checked": "def f(u, opts=None):\n    if opts is None:\n        opts = {}\n    return create_engine(u, **opts)",
    "call result": "create_engine(u, **load())",
    "method result": "create_engine(u, **settings.options())",
    "attribute of a parameter": "def f(cfg):\n    return create_engine(cfg.url, **cfg.options)",
    "external name": "from cars import OPTS\ncreate_engine(u, **OPTS)",
    "unknown name": "create_engine(u, **OPTS)",
    "updated with unknown": "A = {}\nA.update(load())\ncreate_engine(u, **A)",
    "unknown key": "A = {}\nA[key] = 1\ncreate_engine(u, **A)",
    "kwargs attribute": "class A:\n    def __init__(self, **kw):\n        self.kw = kw\n    def go(self, u):\n        return create_engine(u, **self.kw)",
    "starred": "create_engine(*args)",
    "json": "import json\ncreate_engine(u, **json.load(open('x')))",
    "from config": "from sqlalchemy import engine_from_config\nengine_from_config(settings, 'sqlalchemy.')",
}


@pytest.mark.parametrize("text", OPEN.values(), ids=OPEN.keys())
def test_open_sites_are_known_to_be_open(text: str) -> None:
    found = engines(HEAD + text)
    assert found
    assert all(engine.is_open for engine in found)


CLOSED = {
    "keywords": "create_engine(u, echo=True)",
    "empty splat": "create_engine(u, **{})",
    "caller gives the URL": "def f(u):\n    return create_engine(u)",
    "caller gives connect_args": "def f(u, args):\n    return create_engine(u, connect_args=args)",
    "called wrapper": "def f(u, **kw):\n    return create_engine(u, **kw)\ne = f('mysql://h')",
    "called wrapper with keywords": "def f(u, **kw):\n    return create_engine(u, **kw)\ne = f('mysql://h', echo=True)",
    "called wrapper, default dict": "def f(u, opts=None):\n    if opts is None:\n        opts = {}\n    return create_engine(u, **opts)\nf('mysql://h')",
    "class wrapper": "class D:\n    def __init__(self, u, **kw):\n        self.e = create_engine(u, **kw)\nd = D('mysql://h')",
}


@pytest.mark.parametrize("text", CLOSED.values(), ids=CLOSED.keys())
def test_closed_sites(text: str) -> None:
    found = engines(HEAD + text)
    assert found
    assert not any(engine.is_open for engine in found)


def test_a_wrapper_is_judged_where_it_is_called() -> None:
    engine = one(HEAD + "def make(u, **kw):\n    return create_engine(u, **kw)\n\n\nengine = make('mysql://h', echo=True)\n")
    assert engine.site.place.span.start.line == 9
    assert engine.target is not None and engine.target.place == engine.site.place
    assert engine.related[0][0].span.start.line == 6


def test_a_wrapper_that_forwards_nothing_is_judged_inside_once() -> None:
    engine = one(HEAD + "def make(u):\n    return create_engine(u)\n\n\na = make('mysql://h')\nb = make('mysql://g')\n")
    assert engine.site.place.span.start.line == 6
    assert engine.backend.only() == "mysql"


def test_arms_are_told_apart() -> None:
    found = engines(
        HEAD
        + """
opts = {"echo": True}
if u.startswith("sqlite"):
    opts["poolclass"] = sa.pool.StaticPool
else:
    opts["pool_size"] = 5
engine = create_engine(u, **opts)
"""
    )
    assert {frozenset(engine.options) for engine in found} == {frozenset({"echo", "poolclass"}), frozenset({"echo", "pool_size"})}
    assert {engine.backend.only() for engine in found if "poolclass" in engine.options} == {"sqlite"}
    assert {"sqlite" in engine.backend.excluded for engine in found if "pool_size" in engine.options} == {True}


def test_the_same_test_twice_is_one_condition() -> None:
    found = engines(
        HEAD
        + """
if flag:
    recycle = 300
else:
    recycle = 600
if flag:
    size = 3
else:
    size = 6
engine = create_engine(u, pool_recycle=recycle, pool_size=size)
"""
    )
    assert {(option(engine, "pool_recycle"), option(engine, "pool_size")) for engine in found} == {(300, 3), (600, 6)}


def test_an_early_return_leaves_the_other_arm() -> None:
    found = engines(
        HEAD
        + """
def make(url):
    if url.startswith("sqlite"):
        return create_engine(url)
    return create_engine(url, pool_size=3)
"""
    )
    assert [engine.backend.only() for engine in found] == ["sqlite", ""]
    assert found[1].backend.excluded == {"sqlite"}


def test_setting_a_key_only_where_it_is_missing_settles_it() -> None:
    engine = one(HEAD + "opts = {}\nif 'pool_pre_ping' not in opts:\n    opts['pool_pre_ping'] = True\nengine = create_engine(u, **opts)\n")
    assert option(engine, "pool_pre_ping") is True


def test_a_conditional_splat_has_two_configurations() -> None:
    found = engines(HEAD + "engine = create_engine(u, **({'pool_pre_ping': True} if prod else {'poolclass': sa.NullPool}))\n")
    assert {frozenset(engine.options) for engine in found} == {frozenset({"pool_pre_ping"}), frozenset({"poolclass"})}


def test_a_name_that_is_set_on_some_paths_only_makes_no_engine_on_the_others() -> None:
    found = engines(
        HEAD
        + """
if kind == "sqlite":
    kw = {}
elif kind == "postgres":
    kw = {"pool_pre_ping": True}
engine = create_engine(u, **kw)
"""
    )
    assert len(found) == 2


def test_too_many_conditions_end_in_unknown() -> None:
    text = "".join(f"if c{n}:\n    opts['pool_x{n}'] = {n}\n" for n in range(30))
    found = engines(HEAD + "opts = {}\n" + text + "engine = create_engine(u, **opts)\n")
    assert 0 < len(found) <= 64


def test_ten_thousand_mutations_are_linear() -> None:
    text = "".join(f"opts['k'] = {n}\n" for n in range(10_000))
    assert option(one(HEAD + "opts = {}\n" + text + "create_engine(u, **opts)\n"), "k") == 9999


def test_a_dict_updated_with_itself_is_harmless() -> None:
    assert option(one(HEAD + "opts = {'pool_size': 3}\nopts.update(opts)\ncreate_engine(u, **opts)\n"), "pool_size") == 3


def test_dicts_that_hold_each_other_are_harmless() -> None:
    text = "a = {}\nb = {}\na['b'] = b\nb['a'] = a\na.update(b)\nb.update(a)\ncreate_engine(u, **a)\n"
    assert engines(HEAD + text)


def test_an_empty_dict_whose_truth_is_asked_is_no_safe_place() -> None:
    found = engines(HEAD + "opts = {}\nengine = create_engine(u, **opts)\nif opts:\n    log(opts)\n")
    assert found[0].obstacle
    assert not engines(HEAD + "opts = {}\nengine = create_engine(u, **opts)\n")[0].obstacle


def test_a_default_of_an_unknown_mapping_is_one_of_its_values() -> None:
    assert option(one(HEAD + "create_engine(u, pool_recycle=settings.get('recycle', 5))"), "pool_recycle") == {5, None}


def test_what_goes_into_connect_args_is_no_reason_for_two_readings() -> None:
    text = "args = {}\nif name:\n    args['application_name'] = name\nif wait:\n    args['timeout'] = wait\nengine = create_engine(u, connect_args=args)\n"
    assert len(engines(HEAD + text)) == 1


@pytest.mark.parametrize(
    ("body", "takes"),
    [
        ("pass", True),
        ("def __init__(self, *args, **kw): super().__init__(*args, **kw)", True),
        ("def __init__(self, creator, pool_size=5): super().__init__(creator, pool_size)", False),
    ],
)
def test_a_pool_class_of_the_project_may_not_take_what_is_added(body: str, takes: bool) -> None:
    text = f"from sqlalchemy import create_engine\nfrom sqlalchemy.pool import QueuePool\nclass P(QueuePool):\n    {body}\ne = create_engine('mysql://db/a', poolclass=P)\n"
    assert (one(text).obstacle == "") is takes


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("e = create_engine('mysql://db/a', pool_recycle=1000)  # 30 mins\n", "30 mins"),
        ("e = create_engine(\n    'mysql://db/a',\n    pool_recycle=1000,  # 30 mins\n    echo=False,  # quiet\n)\n", "30 mins"),
        ("RECYCLE = 60 * 60  # an hour\ne = create_engine('mysql://db/a', pool_recycle=RECYCLE)\n", "an hour"),
        ("e = create_engine('mysql://db/a', pool_recycle=1000, pool_size=3)  # three\n", ""),
        ("e = create_engine('mysql://db/a', pool_recycle=1000)\n# 30 mins\n", ""),
    ],
)
def test_the_comment_behind_a_recycle_is_read(text: str, remark: str) -> None:
    assert one(HEAD + text).options["pool_recycle"].remark == remark


def test_a_function_that_gives_back_what_it_is_called_for() -> None:
    text = """
        from sqlalchemy import create_engine

        def get():
            if ready():
                return cache
            return made()

        def made():
            return get() if ready() else {"size": 5}

        cache = get()
        cache.setdefault("x", 1)
        engine = create_engine("mysql://h/d", pool_size=cache.get("size"), pool_recycle=300)
    """
    assert not reading(text).notes
    assert {option(each, "pool_recycle") for each in engines(text)} == {300}
