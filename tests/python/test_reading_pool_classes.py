"""Pool classes of the project's own: what they may be told, and what they set themselves."""

from __future__ import annotations

import pytest

from tests.python.reading_help import engines, one

HEAD = "from sqlalchemy import create_engine\nfrom sqlalchemy.pool import NullPool, QueuePool\n"
URL = "'postgresql://app@db/shop'"


def built(body: str, bases: str = "QueuePool") -> str:
    return f"{HEAD}class Own({bases}):\n{body}\nengine = create_engine({URL}, poolclass=Own)\n"


@pytest.mark.parametrize(
    "body",
    [
        "    pass",
        "    def __init__(self, creator, **kw):\n        super().__init__(creator, **kw)",
        "    def __init__(self, creator, size=3, *args, **kwargs):\n        super().__init__(creator, size, **kwargs)",
        "    def status(self):\n        return 'fine'",
    ],
)
def test_a_class_that_passes_options_on_takes_them(body: str) -> None:
    engine = one(built(body))
    assert (engine.obstacle, engine.unseen) == ("", ())


def test_a_constructor_that_names_what_it_takes_takes_no_more() -> None:
    engine = one(built("    def __init__(self, creator, size=3):\n        super().__init__(creator, pool_size=size)"))
    assert engine.obstacle == "the constructor of the custom pool class may not take it"
    assert not engine.is_open


def test_a_narrow_base_in_the_project_counts_as_well() -> None:
    base = "class Base(QueuePool):\n    def __init__(self, creator):\n        super().__init__(creator)\n"
    assert one(HEAD + base + f"class Own(Base):\n    pass\nengine = create_engine({URL}, poolclass=Own)\n").obstacle


@pytest.mark.parametrize(
    "body",
    [
        "    def __init__(self, creator, **kw):\n        kw.setdefault('pre_ping', True)\n        super().__init__(creator, **kw)",
        "    def __init__(self, creator, **kw):\n        super().__init__(creator, recycle=300, **kw)",
        "    def __init__(self, creator, pre_ping=True, **kw):\n        super().__init__(creator, pre_ping=pre_ping, **kw)",
    ],
)
def test_a_class_that_sets_options_itself_leaves_the_site_open(body: str) -> None:
    assert one(built(body)).unseen == ("the pool class sets options of its own",)


POOL, ENGINE = "pool = QueuePool(connect)\n", f"engine = create_engine({URL}, pool=pool)\n"
IN_A_CLASS = f"class Store:\n    def __init__(self):\n        self.pool = QueuePool(connect)\n        self.engine = create_engine({URL}, pool=self.pool)\n"


@pytest.mark.parametrize("text", [POOL + ENGINE, f"{POOL}{POOL.replace('pool =', 'other =')}{ENGINE}", IN_A_CLASS])
def test_a_pool_in_a_statement_before_the_engine_is_beside_it(text: str) -> None:
    assert one(HEAD + text).pool_beside


@pytest.mark.parametrize(
    "text",
    [
        f"{POOL}if settings.engine:\n    {ENGINE}",
        f"{POOL}def make():\n    return create_engine({URL}, pool=pool)\n",
        f"def build():\n    return QueuePool(connect)\nengine = create_engine({URL}, pool=build())\n",
        f"if settings.mine:\n    {POOL}{ENGINE}",
        f"engine = create_engine({URL})\n",
    ],
    ids=["engine on one arm", "engine in a function", "pool in a function", "pool on one arm", "no pool"],
)
def test_a_pool_that_may_be_used_without_the_engine_is_not_beside_it(text: str) -> None:
    assert not any(each.pool_beside for each in engines(HEAD + text))
