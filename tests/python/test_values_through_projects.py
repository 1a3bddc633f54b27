"""Options that come from elsewhere in a project: constants, helpers, settings classes, config inheritance."""

from __future__ import annotations

from pathlib import Path

import pytest

from .reading_help import option, project

HEAD = "import os\nimport sqlalchemy as sa\nfrom sqlalchemy import create_engine\n"

Shape = tuple[dict[str, str], object]
"""Files beside ``db.py`` (whose text stands under ``db``), and what ``pool_recycle`` is."""


def read_recycles(folder: Path, files: dict[str, str]) -> list[object]:
    """The recycle of each possible engine of ``db.py``."""
    named = {name if "." in name else f"{name}.py": text for name, text in files.items()}
    named["db.py"] = HEAD + named["db.py"]
    found = project(folder, named, "db.py").engines
    return [option(engine, "pool_recycle") for engine in found] + [
        *(f"open: {why}" for engine in found for why in engine.unseen),
        *(f"only a default: {engine.replaceable}" for engine in found if engine.replaceable),
    ]


CONSTANTS: dict[str, Shape] = {
    "imported constant": ({"c": "R = 300", "db": "from c import R\ncreate_engine(u, pool_recycle=R)"}, [300]),
    "imported module": ({"c": "R = 300", "db": "import c\ncreate_engine(u, pool_recycle=c.R)"}, [300]),
    "imported dict": ({"c": "O = {'pool_recycle': 300}", "db": "from c import O\ncreate_engine(u, **O)"}, [300]),
    "imported dict, copied": ({"c": "O = {'pool_recycle': 300}", "db": "import copy\nfrom c import O\ncreate_engine(u, **copy.deepcopy(O))"}, [300]),
    "nested dict": ({"c": "C = {'db': {'engine': {'pool_recycle': 300}}}", "db": "from c import C\ncreate_engine(u, **C['db']['engine'])"}, [300]),
    "nested dict by get": ({"c": "C = {'db': {'pool_recycle': 300}}", "db": "from c import C\ncreate_engine(u, **C.get('db', {}))"}, [300]),
    "typed dict": (
        {"db": "from typing import TypedDict\nclass O(TypedDict, total=False):\n    pool_recycle: int\nO1: O = {'pool_recycle': 300}\ncreate_engine(u, **O1)"},
        [300],
    ),
    "typed dict called": (
        {"db": "from typing import TypedDict\nclass O(TypedDict, total=False):\n    pool_recycle: int\nO1 = O(pool_recycle=300)\ncreate_engine(u, **O1)"},
        [300],
    ),
    "final": ({"c": "from typing import Final\nR: Final = 300", "db": "from c import R\ncreate_engine(u, pool_recycle=R)"}, [300]),
    "mapping proxy": (
        {"c": "from types import MappingProxyType\nO = MappingProxyType({'pool_recycle': 300})", "db": "from c import O\ncreate_engine(u, **O)"},
        [300],
    ),
    "pipe": ({"c": "O = {'pool_recycle': 300}", "db": "from c import O\ncreate_engine(u, **(O | {'echo': True}))"}, [300]),
    "pipe overrides": ({"c": "O = {'pool_recycle': 300}", "db": "from c import O\ncreate_engine(u, **(O | {'pool_recycle': 9}))"}, [9]),
    "pipe assign": ({"db": "O = {'pool_recycle': 300}\nO |= dict(pool_recycle=9)\ncreate_engine(u, **O)"}, [9]),
    "pipe assign on attribute": ({"db": "class C:\n    O = {'pool_recycle': 300}\nC.O |= {'pool_recycle': 9}\ncreate_engine(u, **C.O)"}, [9]),
    "or empty": ({"db": "O = {'pool_recycle': 300}\ncreate_engine(u, **(O or {}))"}, [300]),
    "none or": ({"db": "O = None\ncreate_engine(u, **(O or {'pool_recycle': 300}))"}, [300]),
    "chain map": ({"db": "from collections import ChainMap\nA = {'pool_recycle': 300}\nB = {'pool_recycle': 9}\ncreate_engine(u, **ChainMap(A, B))"}, [300]),
    "fromkeys": ({"db": "O = dict.fromkeys(('pool_recycle', 'pool_timeout'), 300)\ncreate_engine(u, **O)"}, [300]),
    "dict of pairs": ({"db": "O = dict([('pool_recycle', 300), ('echo', True)])\ncreate_engine(u, **O)"}, [300]),
    "dict of zip": ({"db": "O = dict(zip(('pool_recycle', 'echo'), (300, True)))\ncreate_engine(u, **O)"}, [300]),
    "items comprehension": (
        {"c": "O = {'pool_recycle': 300, 'echo': None}", "db": "from c import O\ncreate_engine(u, **{k: v for k, v in O.items() if v is not None})"},
        [300],
    ),
    "items comprehension drops none": ({"db": "O = {'pool_recycle': None}\ncreate_engine(u, **{k: v for k, v in O.items() if v is not None})"}, ["absent"]),
    "items comprehension drops false": ({"db": "O = {'pool_recycle': 0, 'echo': 1}\ncreate_engine(u, **{k: v for k, v in O.items() if v})"}, ["absent"]),
    "comprehension over keys": ({"db": "O = {'pool_recycle': 300, 'x': 1}\ncreate_engine(u, **{k: O[k] for k in O if k.startswith('pool_')})"}, [300]),
    "comprehension without a key": ({"db": "O = {'pool_recycle': 300}\ncreate_engine(u, **{k: v for k, v in O.items() if k != 'pool_recycle'})"}, ["absent"]),
    "comprehension that strips a prefix": (
        {"db": "O = {'db_pool_recycle': 300}\ncreate_engine(u, **{k[3:]: v for k, v in O.items() if k.startswith('db_')})"},
        [300],
    ),
    "comprehension that removes a prefix": (
        {"db": "O = {'db.pool_recycle': 300}\ncreate_engine(u, **{k.removeprefix('db.'): v for k, v in O.items()})"},
        [300],
    ),
    "comprehension lowers": ({"db": "O = {'POOL_RECYCLE': 300}\ncreate_engine(u, **{k.lower(): v for k, v in O.items()})"}, [300]),
    "walrus dict": ({"db": "if (O := {'pool_recycle': 300}):\n    create_engine(u, **O)"}, [300]),
    "loop over pairs": ({"db": "O = {}\nfor k, v in (('pool_recycle', 300), ('echo', 1)):\n    O[k] = v\ncreate_engine(u, **O)"}, [300]),
    "loop over items": ({"db": "A = {'pool_recycle': 300}\nO = {}\nfor k, v in A.items():\n    O[k] = v\ncreate_engine(u, **O)"}, [300]),
    "loop over items sets defaults": (
        {"db": "A = {'pool_recycle': 300}\nO = {'pool_recycle': 9}\nfor k, v in A.items():\n    O.setdefault(k, v)\ncreate_engine(u, **O)"},
        [9],
    ),
    "loop with a test": (
        {"db": "A = {'pool_recycle': 300}\nO = {'pool_recycle': 9}\nfor k in A:\n    if k not in O:\n        O[k] = A[k]\ncreate_engine(u, **O)"},
        [9],
    ),
    "loop with continue": (
        {"db": "O = {}\nfor k, v in (('pool_recycle', None),):\n    if v is None:\n        continue\n    O[k] = v\ncreate_engine(u, **O)"},
        ["absent"],
    ),
    "not in": ({"db": "O = {}\nif 'pool_recycle' not in O:\n    O['pool_recycle'] = 300\ncreate_engine(u, **O)"}, [300]),
    "not in, keys()": ({"db": "O = {'pool_recycle': 9}\nif 'pool_recycle' not in O.keys():\n    O['pool_recycle'] = 300\ncreate_engine(u, **O)"}, [9]),
    "get is none": ({"db": "O = {}\nif O.get('pool_recycle') is None:\n    O['pool_recycle'] = 300\ncreate_engine(u, **O)"}, [300]),
    "not get": ({"db": "O = {'pool_recycle': 9}\nif not O.get('pool_recycle'):\n    O['pool_recycle'] = 300\ncreate_engine(u, **O)"}, [9]),
    "pop with default": ({"db": "O = {'pool_recycle': 9}\nO.pop('pool_recycle', None)\nO.pop('nothing', None)\ncreate_engine(u, **O)"}, ["absent"]),
    "popped value handed on": ({"db": "O = {'r': 300}\nr = O.pop('r')\ncreate_engine(u, pool_recycle=r, **O)"}, [300]),
    "del in a loop": ({"db": "O = {'pool_recycle': 9, 'x': 1}\nfor k in ('pool_recycle', 'x'):\n    del O[k]\ncreate_engine(u, **O)"}, ["absent"]),
    "sum of tuples": ({"db": "A = (('pool_recycle', 300),)\nB = (('echo', 1),)\ncreate_engine(u, **dict(A + B))"}, [300]),
    "string enum keys": (
        {"c": "from enum import Enum\nclass K(str, Enum):\n    R = 'pool_recycle'", "db": "from c import K\nO = {K.R: 300}\ncreate_engine(u, **O)"},
        [300],
    ),
    "enum value": (
        {"c": "from enum import Enum\nclass K(Enum):\n    R = 'pool_recycle'", "db": "from c import K\nO = {K.R.value: 300}\ncreate_engine(u, **O)"},
        [300],
    ),
    "str enum": (
        {"c": "from enum import StrEnum\nclass K(StrEnum):\n    R = 'pool_recycle'", "db": "from c import K\nO = {}\nO[K.R] = 300\ncreate_engine(u, **O)"},
        [300],
    ),
    "key constants in a class": ({"c": "class K:\n    R = 'pool_recycle'", "db": "from c import K\ncreate_engine(u, **{K.R: 300})"}, [300]),
    "enum of numbers": (
        {"c": "from enum import IntEnum\nclass T(IntEnum):\n    HOUR = 3600", "db": "from c import T\ncreate_engine(u, pool_recycle=T.HOUR.value)"},
        [3600],
    ),
    "int enum": ({"c": "from enum import IntEnum\nclass T(IntEnum):\n    HOUR = 3600", "db": "from c import T\ncreate_engine(u, pool_recycle=T.HOUR)"}, [3600]),
    "f-string key": ({"db": "P = 'pool'\ncreate_engine(u, **{f'{P}_recycle': 300})"}, [300]),
    "unpacked": ({"db": "size, recycle = 5, 300\ncreate_engine(u, pool_recycle=recycle)"}, [300]),
    "divmod and round": ({"db": "create_engine(u, pool_recycle=round(299.6))"}, [300]),
    "abs": ({"db": "create_engine(u, pool_recycle=abs(-300))"}, [300]),
    "power": ({"db": "create_engine(u, pool_recycle=10 ** 2 * 3)"}, [300]),
    "lambda": ({"db": "opts = lambda: {'pool_recycle': 300}\ncreate_engine(u, **opts())"}, [300]),
    "arithmetic on a branch": ({"db": "r = 300\nif debug:\n    r = 600\ncreate_engine(u, pool_recycle=r * 2)"}, [600, 1200]),
    "a minus on a branch": ({"db": "r = 300\nif debug:\n    r = 600\ncreate_engine(u, pool_recycle=-r)"}, [-300, -600]),
    "smaller of two": ({"db": "create_engine(u, pool_recycle=min(int(os.environ.get('R', 600)), 300))"}, [{300, None}]),
    "continue ends an iteration alone": (
        {"db": "O = {}\nfor k in ('a', 'pool_recycle'):\n    if skip(k):\n        continue\n    O['b'] = 1\nO['pool_recycle'] = 300\ncreate_engine(u, **O)"},
        [300],
    ),
    "conditional": ({"db": "create_engine(u, pool_recycle=300 if prod else 600)"}, [600, 300]),
}

HELPERS: dict[str, Shape] = {
    "imported function": ({"c": "def o():\n    return {'pool_recycle': 300}", "db": "from c import o\ncreate_engine(u, **o())"}, [300]),
    "local in a function": ({"c": "def o():\n    d = {}\n    d['pool_recycle'] = 300\n    return d", "db": "from c import o\ncreate_engine(u, **o())"}, [300]),
    "early return": (
        {
            "c": "def o(url):\n    if url.startswith('sqlite'):\n        return {}\n    return {'pool_recycle': 300}",
            "db": "from c import o\ncreate_engine(u, **o(u))",
        },
        [300, "absent"],
    ),
    "early return of none": (
        {"c": "def r(flag):\n    if not flag:\n        return None\n    return 300", "db": "from c import r\ncreate_engine(u, pool_recycle=r(x) or 600)"},
        [600, 300],
    ),
    "try and except": (
        {
            "c": "def r():\n    try:\n        return int(load())\n    except ValueError:\n        return 300",
            "db": "from c import r\ncreate_engine(u, pool_recycle=r())",
        },
        [300, None],
    ),
    "nested helpers": (
        {"c": "def a():\n    return {'pool_recycle': 300}\ndef b():\n    return {**a(), 'echo': True}", "db": "from c import b\ncreate_engine(u, **b())"},
        [300],
    ),
    "inner function": (
        {"c": "def b():\n    def a():\n        return {'pool_recycle': 300}\n    return a()", "db": "from c import b\ncreate_engine(u, **b())"},
        [300],
    ),
    "cached": (
        {"c": "from functools import cache\n@cache\ndef o():\n    return {'pool_recycle': 300}", "db": "from c import o\ncreate_engine(u, **o())"},
        [300],
    ),
    "lru cached": (
        {
            "c": "import functools\n@functools.lru_cache(maxsize=None)\ndef o():\n    return {'pool_recycle': 300}",
            "db": "from c import o\ncreate_engine(u, **o())",
        },
        [300],
    ),
    "static method": (
        {"c": "class C:\n    @staticmethod\n    def o():\n        return {'pool_recycle': 300}", "db": "from c import C\ncreate_engine(u, **C.o())"},
        [300],
    ),
    "static method of an object": (
        {"c": "class C:\n    @staticmethod\n    def o(r):\n        return {'pool_recycle': r}", "db": "from c import C\ncreate_engine(u, **C().o(300))"},
        [300],
    ),
    "class method": (
        {
            "c": "class C:\n    R = 300\n    @classmethod\n    def o(cls):\n        return {'pool_recycle': cls.R}",
            "db": "from c import C\ncreate_engine(u, **C.o())",
        },
        [300],
    ),
    "class method of a subclass": (
        {
            "c": "class A:\n    R = 9\n    @classmethod\n    def o(cls):\n        return {'pool_recycle': cls.R}\nclass B(A):\n    R = 300",
            "db": "from c import B\ncreate_engine(u, **B.o())",
        },
        [300],
    ),
    "method": ({"c": "class C:\n    def o(self):\n        return {'pool_recycle': 300}", "db": "from c import C\ncreate_engine(u, **C().o())"}, [300]),
    "method that reads self": (
        {
            "c": "class C:\n    def __init__(self, r=300):\n        self.r = r\n    def o(self):\n        return {'pool_recycle': self.r}",
            "db": "from c import C\ncreate_engine(u, **C().o())",
        },
        [300],
    ),
    "method that reads a given value": (
        {
            "c": "class C:\n    def __init__(self, r=300):\n        self.r = r\n    def o(self):\n        return {'pool_recycle': self.r}",
            "db": "from c import C\ncreate_engine(u, **C(r=600).o())",
        },
        [600],
    ),
    "property": (
        {"c": "class C:\n    @property\n    def o(self):\n        return {'pool_recycle': 300}\nc = C()", "db": "from c import c\ncreate_engine(u, **c.o)"},
        [300],
    ),
    "cached property": (
        {
            "c": "from functools import cached_property\nclass C:\n    @cached_property\n    def o(self):\n        return {'pool_recycle': 300}\nc = C()",
            "db": "from c import c\ncreate_engine(u, **c.o)",
        },
        [300],
    ),
    "class property": (
        {
            "c": "class C:\n    @classmethod\n    @property\n    def o(cls):\n        return {'pool_recycle': 300}",
            "db": "from c import C\ncreate_engine(u, **C.o)",
        },
        [300],
    ),
    "method of a base class": (
        {
            "a": "class A:\n    def o(self):\n        return {'pool_recycle': self.r}",
            "c": "from a import A\nclass C(A):\n    r = 300",
            "db": "from c import C\ncreate_engine(u, **C().o())",
        },
        [300],
    ),
    "super": (
        {
            "c": "class A:\n    def o(self):\n        return {'pool_recycle': 300}\nclass B(A):\n    def o(self):\n        d = super().o()\n        d['echo'] = True\n        return d",
            "db": "from c import B\ncreate_engine(u, **B().o())",
        },
        [300],
    ),
    "super property": (
        {
            "c": "class A:\n    @property\n    def o(self):\n        return {'pool_recycle': 300}\nclass B(A):\n    @property\n    def o(self):\n        return {**super().o, 'echo': True}",
            "db": "from c import B\ncreate_engine(u, **B().o)",
        },
        [300],
    ),
    "super init": (
        {
            "c": "class A:\n    def __init__(self):\n        self.r = 300\nclass B(A):\n    def __init__(self):\n        super().__init__()\n        self.x = 1",
            "db": "from c import B\ncreate_engine(u, pool_recycle=B().r)",
        },
        [300],
    ),
    "helper fills": (
        {"c": "def fill(d):\n    d.setdefault('pool_recycle', 300)\n    return d", "db": "from c import fill\ncreate_engine(u, **fill({}))"},
        [300],
    ),
    "decorated by something unknown": ({"c": "@wrap\ndef o():\n    return {'pool_recycle': 300}", "db": "from c import o\ncreate_engine(u, **o())"}, [300]),
    "async": (
        {"c": "async def o():\n    return {'pool_recycle': 300}", "db": "from c import o\nasync def go(u):\n    return create_engine(u, **await o())"},
        [300],
    ),
    "tuple of results": ({"c": "def o():\n    return 5, 300", "db": "from c import o\nsize, recycle = o()\ncreate_engine(u, pool_recycle=recycle)"}, [300]),
    "default argument": ({"c": "def o(r=300):\n    return {'pool_recycle': r}", "db": "from c import o\ncreate_engine(u, **o())"}, [300]),
    "keyword arguments": ({"c": "def o(**kw):\n    return {'echo': True, **kw}", "db": "from c import o\ncreate_engine(u, **o(pool_recycle=300))"}, [300]),
    "match": (
        {
            "c": "def o(kind):\n    match kind:\n        case 'sqlite':\n            return {}\n        case _:\n            return {'pool_recycle': 300}",
            "db": "from c import o\ncreate_engine(u, **o(kind))",
        },
        [300, "absent"],
    ),
    "module getattr": ({"c": "R = 300", "db": "import c\ncreate_engine(u, pool_recycle=getattr(c, 'R', 600))"}, [300]),
    "getattr default": ({"c": "class C:\n    pass", "db": "from c import C\ncreate_engine(u, pool_recycle=getattr(C, 'R', 600))"}, [600]),
    "dictionary of options": (
        {"c": "O = {'dev': {'pool_recycle': 9}, 'prod': {'pool_recycle': 300}}", "db": "from c import O\ncreate_engine(u, **O['prod'])"},
        [300],
    ),
    "dictionary of options by unknown key": (
        {"c": "O = {'dev': {'pool_recycle': 9}, 'prod': {'pool_recycle': 300}}", "db": "from c import O\ncreate_engine(u, **O[env])"},
        [9, 300],
    ),
    "asdict": (
        {
            "c": "from dataclasses import dataclass, asdict\n@dataclass\nclass P:\n    pool_recycle: int = 300\n    pool_size: int = 5",
            "db": "from dataclasses import asdict\nfrom c import P\ncreate_engine(u, **asdict(P()))",
        },
        [300],
    ),
    "vars": ({"c": "class P:\n    def __init__(self):\n        self.pool_recycle = 300", "db": "from c import P\ncreate_engine(u, **vars(P()))"}, [300]),
    "named tuple as dict": (
        {"c": "from typing import NamedTuple\nclass P(NamedTuple):\n    pool_recycle: int = 300", "db": "from c import P\ncreate_engine(u, **P()._asdict())"},
        [300],
    ),
    "model dump": (
        {
            "c": "from pydantic import BaseModel\nclass P(BaseModel):\n    pool_recycle: int = 300",
            "db": "from c import P\ncreate_engine(u, **P().model_dump())",
        },
        [300],
    ),
}

SETTINGS: dict[str, Shape] = {
    "plain class": ({"s": "class S:\n    R = 300", "db": "from s import S\ncreate_engine(u, pool_recycle=S.R)"}, [300]),
    "plain object": ({"s": "class S:\n    R = 300\nsettings = S()", "db": "from s import settings\ncreate_engine(u, pool_recycle=settings.R)"}, [300]),
    "module": ({"s/__init__": "", "s/base": "R = 300", "db": "from s import base as settings\ncreate_engine(u, pool_recycle=settings.R)"}, [300]),
    "dataclass": (
        {
            "s": "from dataclasses import dataclass\n@dataclass\nclass S:\n    r: int = 300\nsettings = S()",
            "db": "from s import settings\ncreate_engine(u, pool_recycle=settings.r)",
        },
        [300],
    ),
    "dataclass from a caller": (
        {
            "s": "from dataclasses import dataclass\n@dataclass\nclass S:\n    r: int = 300",
            "db": "from s import S\ndef go(settings: S):\n    return create_engine(u, pool_recycle=settings.r)",
        },
        [{300, None}],
    ),
    "dataclass with an argument": (
        {
            "s": "from dataclasses import dataclass\n@dataclass\nclass S:\n    r: int = 300\nsettings = S(r=600)",
            "db": "from s import settings\ncreate_engine(u, pool_recycle=settings.r)",
        },
        [600],
    ),
    "dataclass by position": (
        {
            "s": "from dataclasses import dataclass\n@dataclass\nclass S:\n    size: int\n    r: int = 300\nsettings = S(5, 600)",
            "db": "from s import settings\ncreate_engine(u, pool_recycle=settings.r)",
        },
        [600],
    ),
    "dataclass options": (
        {
            "s": "from dataclasses import dataclass, field\n@dataclass\nclass S:\n    o: dict = field(default_factory=lambda: {'pool_recycle': 300})\nsettings = S()",
            "db": "from s import settings\ncreate_engine(u, **settings.o)",
        },
        [300],
    ),
    "dataclass post init": (
        {
            "s": "from dataclasses import dataclass, field\n@dataclass\nclass S:\n    o: dict = field(default_factory=dict)\n    def __post_init__(self):\n        self.o.setdefault('pool_recycle', 300)\nsettings = S()",
            "db": "from s import settings\ncreate_engine(u, **settings.o)",
        },
        [300],
    ),
    "attrs": (
        {
            "s": "import attr\n@attr.s\nclass S:\n    r = attr.ib(default=300)\nsettings = S()",
            "db": "from s import settings\ncreate_engine(u, pool_recycle=settings.r)",
        },
        [300],
    ),
    "attrs define": (
        {
            "s": "from attrs import define, field, Factory\n@define\nclass S:\n    r: int = 300\n    o: dict = field(factory=lambda: {'pool_recycle': 300})\nsettings = S()",
            "db": "from s import settings\ncreate_engine(u, **settings.o)",
        },
        [300],
    ),
    "named tuple": (
        {
            "s": "from typing import NamedTuple\nclass S(NamedTuple):\n    r: int = 300\nsettings = S()",
            "db": "from s import settings\ncreate_engine(u, pool_recycle=settings.r)",
        },
        [300],
    ),
    "namespace": (
        {
            "s": "from types import SimpleNamespace\nsettings = SimpleNamespace(r=300)",
            "db": "from s import settings\ncreate_engine(u, pool_recycle=settings.r)",
        },
        [300],
    ),
    "base settings": (
        {
            "s": "from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    r: int = 300\nsettings = S()",
            "db": "from s import settings\ncreate_engine(u, pool_recycle=settings.r)",
        },
        [{300, None}],
    ),
    "base settings with field": (
        {
            "s": "from pydantic import Field\nfrom pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    r: int = Field(default=300, ge=0)\nsettings = S()",
            "db": "from s import settings\ncreate_engine(u, pool_recycle=settings.r)",
        },
        [{300, None}],
    ),
    "base settings with a positional field": (
        {
            "s": "from pydantic import BaseSettings, Field\nclass S(BaseSettings):\n    r: int = Field(300, env='R')\nsettings = S()",
            "db": "from s import settings\ncreate_engine(u, pool_recycle=settings.r)",
        },
        [{300, None}],
    ),
    "required field": (
        {
            "s": "from pydantic import BaseSettings, Field\nclass S(BaseSettings):\n    r: int = Field(...)\nsettings = S()",
            "db": "from s import settings\ncreate_engine(u, pool_recycle=settings.r)",
        },
        [None],
    ),
    "declared without a value": (
        {
            "s": "from pydantic import BaseSettings\nclass S(BaseSettings):\n    r: int\nsettings = S()",
            "db": "from s import settings\ncreate_engine(u, pool_recycle=settings.r)",
        },
        [None],
    ),
    "annotated field": (
        {
            "s": "from typing import Annotated\nfrom pydantic import Field\nfrom pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    r: Annotated[int, Field(ge=0)] = 300\nsettings = S()",
            "db": "from s import settings\ncreate_engine(u, pool_recycle=settings.r)",
        },
        [{300, None}],
    ),
    "annotated field with a default": (
        {
            "s": "from typing import Annotated\nfrom pydantic import Field\nfrom pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    r: Annotated[int, Field(default=300)]\nsettings = S()",
            "db": "from s import settings\ncreate_engine(u, pool_recycle=settings.r)",
        },
        [{300, None}],
    ),
    "default factory": (
        {
            "s": "from pydantic import Field\nfrom pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    o: dict = Field(default_factory=lambda: {'pool_recycle': 300})\nsettings = S()",
            "db": "from s import settings\ncreate_engine(u, **settings.o)",
        },
        [300, "only a default: S.o can be set from outside"],
    ),
    "nested model": (
        {
            "s": "from pydantic import BaseModel\nfrom pydantic_settings import BaseSettings\nclass D(BaseModel):\n    r: int = 300\nclass S(BaseSettings):\n    db: D = D()\nsettings = S()",
            "db": "from s import settings\ncreate_engine(u, pool_recycle=settings.db.r)",
        },
        [{300, None}],
    ),
    "nested model by factory": (
        {
            "s": "from pydantic import BaseModel, Field\nfrom pydantic_settings import BaseSettings\nclass D(BaseModel):\n    r: int = 300\nclass S(BaseSettings):\n    db: D = Field(default_factory=D)\nsettings = S()",
            "db": "from s import settings\ncreate_engine(u, pool_recycle=settings.db.r)",
        },
        [{300, None}],
    ),
    "nested model declared": (
        {
            "s": "from pydantic import BaseModel\nfrom pydantic_settings import BaseSettings\nclass D(BaseModel):\n    r: int = 300\nclass S(BaseSettings):\n    db: D\nsettings = S()",
            "db": "from s import settings\ncreate_engine(u, pool_recycle=settings.db.r)",
        },
        [{300, None}],
    ),
    "cached getter": (
        {
            "s": "from functools import lru_cache\nfrom pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    r: int = 300\n@lru_cache\ndef get_settings() -> S:\n    return S()",
            "db": "from s import get_settings\ncreate_engine(u, pool_recycle=get_settings().r)",
        },
        [{300, None}],
    ),
    "depends": (
        {
            "s": "from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    r: int = 300\ndef get_settings() -> S:\n    return S()",
            "db": "from fastapi import Depends\nfrom s import S, get_settings\ndef engine(settings: S = Depends(get_settings)):\n    return create_engine(u, pool_recycle=settings.r)",
        },
        [{300, None}],
    ),
    "annotated depends": (
        {
            "s": "from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    r: int = 300\ndef get_settings() -> S:\n    return S()",
            "db": "from typing import Annotated\nfrom fastapi import Depends\nfrom s import S, get_settings\ndef engine(settings: Annotated[S, Depends(get_settings)]):\n    return create_engine(u, pool_recycle=settings.r)",
        },
        [{300, None}],
    ),
    "parameter with a type": (
        {
            "s": "from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    r: int = 300",
            "db": "from s import S\ndef engine(settings: S):\n    return create_engine(u, pool_recycle=settings.r)",
        },
        [{300, None}],
    ),
    "settings property": (
        {
            "s": "from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    r: int = 300\n    @property\n    def o(self):\n        return {'pool_recycle': self.r}\nsettings = S()",
            "db": "from s import settings\ncreate_engine(u, **settings.o)",
        },
        [{300, None}],
    ),
    "computed field": (
        {
            "s": "from pydantic import computed_field\nfrom pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    @computed_field\n    @property\n    def o(self) -> dict:\n        return {'pool_recycle': 300}\nsettings = S()",
            "db": "from s import settings\ncreate_engine(u, **settings.o)",
        },
        [300],
    ),
    "subclass of settings": (
        {
            "b": "from pydantic_settings import BaseSettings\nclass B(BaseSettings):\n    r: int = 9",
            "s": "from b import B\nclass S(B):\n    r: int = 300\nsettings = S()",
            "db": "from s import settings\ncreate_engine(u, pool_recycle=settings.r)",
        },
        [{300, None}],
    ),
    "chosen settings": (
        {
            "s": "class Dev:\n    R = 9\nclass Prod:\n    R = 300\nsettings = Prod() if production else Dev()",
            "db": "from s import settings\ncreate_engine(u, pool_recycle=settings.R)",
        },
        [9, 300],
    ),
    "environs": (
        {"s": "from environs import Env\nenv = Env()\nenv.read_env()\nR = env.int('R', 300)", "db": "from s import R\ncreate_engine(u, pool_recycle=R)"},
        [{300, None}],
    ),
    "environs by keyword": (
        {"s": "from environs import env\nR = env.int('R', default=300)", "db": "from s import R\ncreate_engine(u, pool_recycle=R)"},
        [{300, None}],
    ),
    "environs text": (
        {"s": "from environs import Env\nenv = Env()\nR = env('R', '300')", "db": "from s import R\ncreate_engine(u, pool_recycle=int(R))"},
        [{300, None}],
    ),
    "django-environ": (
        {"s": "import environ\nenv = environ.Env()\nR = env.int('R', default=300)", "db": "from s import R\ncreate_engine(u, pool_recycle=R)"},
        [{300, None}],
    ),
    "django-environ scheme": (
        {"s": "import environ\nenv = environ.Env(R=(int, 300))\nR = env('R')", "db": "from s import R\ncreate_engine(u, pool_recycle=R)"},
        [{300, None}],
    ),
    "starlette": (
        {
            "s": "from starlette.config import Config\nconfig = Config('.env')\nR = config('R', cast=int, default=300)",
            "db": "from s import R\ncreate_engine(u, pool_recycle=R)",
        },
        [{300, None}],
    ),
    "starlette get": (
        {
            "s": "from starlette.config import Config\nconfig = Config()\nR = config.get('R', cast=int, default=300)",
            "db": "from s import R\ncreate_engine(u, pool_recycle=R)",
        },
        [{300, None}],
    ),
    "dynaconf": (
        {"s": "from dynaconf import Dynaconf\nsettings = Dynaconf()", "db": "from s import settings\ncreate_engine(u, pool_recycle=settings.R)"},
        [None],
    ),
    "argparse": (
        {
            "db": "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('--pool-recycle', type=int, default=300)\nargs = parser.parse_args()\ncreate_engine(u, pool_recycle=args.pool_recycle)"
        },
        [{300, None}],
    ),
    "argparse in a function": (
        {
            "c": "import argparse\ndef parse():\n    p = argparse.ArgumentParser()\n    g = p.add_argument_group('db')\n    g.add_argument('-r', '--recycle', dest='r', type=int, default=300)\n    return p.parse_args()",
            "db": "from c import parse\ncreate_engine(u, pool_recycle=parse().r)",
        },
        [{300, None}],
    ),
    "argparse without default": (
        {
            "db": "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('--pool-recycle', type=int)\nargs = parser.parse_args()\ncreate_engine(u, pool_recycle=args.pool_recycle)"
        },
        [None],
    ),
    "click": (
        {
            "db": "import click\n@click.command()\n@click.option('--pool-recycle', default=300)\ndef run(pool_recycle):\n    engine = create_engine(u, pool_recycle=pool_recycle)\n    serve(engine)"
        },
        [{300, None}],
    ),
    "typer": (
        {"db": "import typer\ndef run(recycle: int = typer.Option(300)):\n    engine = create_engine(u, pool_recycle=recycle)\n    serve(engine)"},
        [{300, None}],
    ),
    "configparser": (
        {
            "s": "import configparser\nconfig = configparser.ConfigParser()\nconfig.read('x.ini')\nR = config.getint('db', 'recycle', fallback=300)",
            "db": "from s import R\ncreate_engine(u, pool_recycle=R)",
        },
        [{300, None}],
    ),
    "configparser section": (
        {
            "s": "import configparser\nconfig = configparser.ConfigParser()\nR = config['db'].getint('recycle', 300)",
            "db": "from s import R\ncreate_engine(u, pool_recycle=R)",
        },
        [{300, None}],
    ),
    "environment default set": ({"db": "os.environ.setdefault('R', '300')\ncreate_engine(u, pool_recycle=int(os.environ['R']))"}, [{300, None}]),
    "environment default returned": ({"db": "create_engine(u, pool_recycle=int(os.environ.setdefault('R', '300')))"}, [{300, None}]),
    "environment from import": ({"db": "from os import environ, getenv\ncreate_engine(u, pool_recycle=int(environ.get('R', 300)))"}, [{300, None}]),
    "environment or": ({"db": "create_engine(u, pool_recycle=int(os.environ.get('R') or 300))"}, [{300, None}]),
    "environment by key in": ({"db": "create_engine(u, pool_recycle=int(os.environ['R']) if 'R' in os.environ else 300)"}, [300, None]),
    "helper around the environment": (
        {
            "s": "import os\ndef env_int(name, default):\n    value = os.environ.get(name)\n    return int(value) if value else default",
            "db": "from s import env_int\ncreate_engine(u, pool_recycle=env_int('R', 300))",
        },
        [300, None],
    ),
    "helper around the environment, with try": (
        {
            "s": "import os\ndef env_int(name, default):\n    try:\n        return int(os.environ.get(name, default))\n    except (TypeError, ValueError):\n        return default",
            "db": "from s import env_int\ncreate_engine(u, pool_recycle=env_int('R', 300))",
        },
        [300, {300, None}],
    ),
    "model validator that fills": (
        {
            "s": "from pydantic import model_validator\nfrom pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    o: dict = {}\n    @model_validator(mode='after')\n    def fill(self):\n        self.o = {'pool_recycle': 300}\n        return self\nsettings = S()",
            "db": "from s import settings\ncreate_engine(u, **settings.o)",
        },
        [300],
    ),
    "model validator that sets a key": (
        {
            "s": "from pydantic import model_validator\nfrom pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    o: dict = {}\n    @model_validator(mode='after')\n    def fill(self):\n        self.o['pool_recycle'] = 300\n        return self\nsettings = S()",
            "db": "from s import settings\ncreate_engine(u, **settings.o)",
        },
        [300, "only a default: S.o can be set from outside"],
    ),
    "field validator": (
        {
            "s": "from pydantic import field_validator\nfrom pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    r: int = 300\n    @field_validator('r')\n    def check(cls, v):\n        return max(v, 60)\nsettings = S()",
            "db": "from s import settings\ncreate_engine(u, pool_recycle=settings.r)",
        },
        [{300, None}],
    ),
    "validator of defaults": (
        {
            "s": "from pydantic import BaseSettings, validator\nclass S(BaseSettings):\n    o: dict = None\n    @validator('o', pre=True, always=True)\n    def fill(cls, v):\n        return v or {'pool_recycle': 300}\nsettings = S()",
            "db": "from s import settings\ncreate_engine(u, **settings.o)",
        },
        [300, "only a default: S.o can be set from outside"],
    ),
    "root validator": (
        {
            "s": "from pydantic import BaseSettings, root_validator\nclass S(BaseSettings):\n    o: dict = {}\n    @root_validator\n    def fill(cls, values):\n        values['o'] = {'pool_recycle': 300}\n        return values\nsettings = S()",
            "db": "from s import settings\ncreate_engine(u, **settings.o)",
        },
        [300],
    ),
}

INHERITANCE: dict[str, Shape] = {
    "base in another module": (
        {"b": "class B:\n    O = {'pool_recycle': 300}", "c": "from b import B\nclass C(B):\n    pass", "db": "from c import C\ncreate_engine(u, **C.O)"},
        [300],
    ),
    "overridden": (
        {
            "b": "class B:\n    O = {'pool_recycle': 9}",
            "c": "from b import B\nclass C(B):\n    O = {'pool_recycle': 300}",
            "db": "from c import C\ncreate_engine(u, **C.O)",
        },
        [300],
    ),
    "pipe of the base": (
        {
            "b": "class B:\n    O = {'pool_recycle': 300}",
            "c": "from b import B\nclass C(B):\n    O = B.O | {'echo': 1}",
            "db": "from c import C\ncreate_engine(u, **C.O)",
        },
        [300],
    ),
    "spread of the base": (
        {
            "b": "class B:\n    O = {'pool_recycle': 300}",
            "c": "from b import B\nclass C(B):\n    O = {**B.O, 'echo': 1}",
            "db": "from c import C\ncreate_engine(u, **C.O)",
        },
        [300],
    ),
    "dict of the base": (
        {
            "b": "class B:\n    O = {'pool_recycle': 300}",
            "c": "from b import B\nclass C(B):\n    O = dict(B.O, pool_size=5)",
            "db": "from c import C\ncreate_engine(u, **C.O)",
        },
        [300],
    ),
    "copy of the base, changed": (
        {
            "b": "class B:\n    O = {'pool_recycle': 9}",
            "c": "import copy\nfrom b import B\nclass C(B):\n    O = copy.deepcopy(B.O)\n    O['pool_recycle'] = 300",
            "db": "from b import B\nfrom c import C\ncreate_engine(u, **C.O)",
        },
        [300],
    ),
    "copy leaves the base": (
        {
            "b": "class B:\n    O = {'pool_recycle': 9}",
            "c": "import copy\nfrom b import B\nclass C(B):\n    O = copy.copy(B.O)\n    O['pool_recycle'] = 300",
            "db": "from b import B\nfrom c import C\ncreate_engine(u, **B.O)",
        },
        [9],
    ),
    "changed after the class": ({"b": "class B:\n    O = {}\nB.O['pool_recycle'] = 300", "db": "from b import B\ncreate_engine(u, **B.O)"}, [300]),
    "set after the class": ({"b": "class B:\n    O = {}\nB.O = {'pool_recycle': 300}", "db": "from b import B\ncreate_engine(u, **B.O)"}, [300]),
    "method order": (
        {
            "c": "class R:\n    O = {'pool_recycle': 9}\nclass A(R):\n    pass\nclass M(R):\n    O = {'pool_recycle': 300}\nclass C(A, M):\n    pass",
            "db": "from c import C\ncreate_engine(u, **C.O)",
        },
        [300],
    ),
    "mixin first": (
        {"c": "class M:\n    R = 300\nclass B:\n    R = 9\nclass C(M, B):\n    pass", "db": "from c import C\ncreate_engine(u, pool_recycle=C.R)"},
        [300],
    ),
    "class body uses names": ({"c": "class C:\n    R = 300\n    O = {'pool_recycle': R}", "db": "from c import C\ncreate_engine(u, **C.O)"}, [300]),
    "instance attribute over class": (
        {"c": "class C:\n    r = 9\n    def __init__(self):\n        self.r = 300", "db": "from c import C\ncreate_engine(u, pool_recycle=C().r)"},
        [300],
    ),
    "nested class": ({"c": "class C:\n    class Db:\n        R = 300", "db": "from c import C\ncreate_engine(u, pool_recycle=C.Db.R)"}, [300]),
    "conditional in a class body": (
        {
            "c": "import os\nclass C:\n    if os.environ.get('X'):\n        R = 9\n    else:\n        R = 300",
            "db": "from c import C\ncreate_engine(u, pool_recycle=C.R)",
        },
        [300, 9],
    ),
    "class decorator": (
        {"c": "import functools\n@functools.total_ordering\nclass C:\n    R = 300", "db": "from c import C\ncreate_engine(u, pool_recycle=C.R)"},
        [300],
    ),
}


def listed(found: list[object]) -> list[object]:
    return sorted(found, key=str)


@pytest.mark.parametrize(("files", "expected"), CONSTANTS.values(), ids=CONSTANTS.keys())
def test_constants_and_dicts(tmp_path: Path, files: dict[str, str], expected: list[object]) -> None:
    assert listed(read_recycles(tmp_path, files)) == listed(expected)


@pytest.mark.parametrize(("files", "expected"), HELPERS.values(), ids=HELPERS.keys())
def test_helpers(tmp_path: Path, files: dict[str, str], expected: list[object]) -> None:
    assert listed(read_recycles(tmp_path, files)) == listed(expected)


@pytest.mark.parametrize(("files", "expected"), SETTINGS.values(), ids=SETTINGS.keys())
def test_settings(tmp_path: Path, files: dict[str, str], expected: list[object]) -> None:
    assert listed(read_recycles(tmp_path, files)) == listed(expected)


@pytest.mark.parametrize(("files", "expected"), INHERITANCE.values(), ids=INHERITANCE.keys())
def test_inheritance(tmp_path: Path, files: dict[str, str], expected: list[object]) -> None:
    assert listed(read_recycles(tmp_path, files)) == listed(expected)
