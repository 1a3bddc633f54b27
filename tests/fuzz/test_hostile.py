"""Code that would take for ever, or all memory, or recurse without end, were it followed as Python follows it."""

from __future__ import annotations

import pytest

from engine_lint.model.source import Source
from engine_lint.report.hiding.hidden import hidden_in
from engine_lint.report.masking import masked
from tests.fuzz.outcomes import bounded, judged
from tests.fuzz.target import playground

IMPORT = "from sqlalchemy import create_engine\n"
ENGINE = "engine = create_engine('mysql://app@db/shop', {})\n"
PATIENCE = 5
"""How many times as long as in the fuzzer an input may take: machines that run tests are busy."""

SHAPES = {
    "a list that doubles itself": "o = [1]\n" + "o = o + o\n" * 60 + ENGINE.format("connect_args=o"),
    "bytes that double themselves": "o = b'1'\n" + "o = o + o\n" * 60 + ENGINE.format("connect_args=o"),
    "a text that multiplies by being replaced": "o = 'aa'\n" + "o = o.replace('a', o)\n" * 60 + "engine = create_engine('mysql://' + o)\n",
    "a dict that holds itself": "o = {'a': 1}\n" + "o['b'] = o\no.update(o)\no = {**o, 'c': o, **o}\n" * 20 + ENGINE.format("**o"),
    "a dict that is its own connect_args": "o = {}\no['connect_args'] = o\n" + ENGINE.format("**o"),
    "a dict that is its own connect_args in a roundabout way": "o = {}\np = {'a': {**o}}\np['connect_args'] = p['execution_options'] = o\no.update(p)\n"
    + ENGINE.format("connect_args=o, **p"),
    "a dict that is an engine's options and another's connect_args": "o = {}\n" + ENGINE.format("connect_args=o") + ENGINE.format("**o"),
    "a dict that is an engine's options and its URL's query": "from sqlalchemy import URL\no = {}\ne = create_engine(URL.create('mysql', query=o), **o)\n",
    "a list that holds itself": "o = []\no.append(o)\no += o\n" + ENGINE.format("connect_args=o, pool_recycle=o"),
    "a key that is set again and again": "SQLALCHEMY_POOL_RECYCLE = 3600\n" * 30,
    "sequences within comprehensions": "o = " + "[x for x in " * 18 + "y" + "]" * 18 + "\n" + ENGINE.format("connect_args=o"),
    "comprehensions within comprehensions": "o = " + "[" * 9 + "1" + " for x in (1, 2, 3, 4, 5, 6, 7, 8, 9)]" * 9 + "\n" + ENGINE.format("connect_args=o"),
    "loops within loops": "o = {}\n"
    + "".join(f"{' ' * n}for x{n} in (1, 2, 3, 4, 5, 6, 7, 8, 9):\n" for n in range(18))
    + " " * 18
    + "o['a'] = 1\n"
    + ENGINE.format("**o"),
    "a long line of classes": "class A0: X = 3\n" + "".join(f"class A{n + 1}(A{n}): pass\n" for n in range(1_200)) + ENGINE.format("pool_recycle=A1200.X"),
    "classes that have two bases each": "class A0: X = 3\nclass B0: X = 3\n"
    + "".join(f"class A{n + 1}(A{n}, B{n}): pass\nclass B{n + 1}(A{n}, B{n}): pass\n" for n in range(100))
    + ENGINE.format("pool_recycle=A100.X"),
    "classes that inherit from each other": "class A(B): pass\nclass B(A): pass\nclass C(C): pass\n" + ENGINE.format("**A.x, **B().y, **C.z"),
    "functions that call each other twice": "".join(f"def f{n}(x): return {{**f{n + 1}(x), **f{n + 1}(x)}}\n" for n in range(60))
    + "def f60(x): return f0(x)\n"
    + ENGINE.format("**f0(1)"),
    "a sum of ten thousand terms": "n = " + " + ".join(["1"] * 10_000) + "\n" + ENGINE.format("pool_recycle=n"),
    "a chain of ten thousand attributes": ENGINE.format("pool_recycle=a" + ".b" * 10_000),
    "a chain of hundreds of branches": "if a:\n  o = {}\n"
    + "".join(f"elif a == {n}:\n  o = {{'pool_recycle': {n}}}\n" for n in range(400))
    + ENGINE.format("**o"),
    "brackets in brackets": ENGINE.format("connect_args=" + "[" * 100_000 + "]" * 100_000),
    "numbers without end": ENGINE.format("pool_recycle=9 ** 9 ** 9 ** 9")
    + ENGINE.format("pool_recycle=1 << 10 ** 10")
    + ENGINE.format("pool_recycle=0x" + "f" * 20_000),
    "texts without end": "o = 'a' * 10 ** 10 + '%1000000000d' % 1 + f'{1:>1000000000}' + '{:>1000000000}'.format(1)\nengine = create_engine('mysql://' + o)\n",
}


@pytest.mark.parametrize("name", SHAPES)
def test_it_ends(name: str) -> None:
    folder, data = playground("hostile"), (IMPORT + SHAPES[name]).encode()
    with bounded(len(data), PATIENCE):
        judged(folder, {f"{folder.as_posix()}/app.py": data})


def test_modules_that_import_each_other_in_a_circle_end() -> None:
    folder = playground("circle")
    texts = {
        f"{folder.as_posix()}/m{n}.py": f"from m{(n + 1) % 30} import *\nfrom m{(n + 1) % 30} import o\n{IMPORT}{ENGINE.format('**o')}".encode()
        for n in range(30)
    }
    with bounded(sum(map(len, texts.values())), PATIENCE):
        judged(folder, texts)


def test_links_in_a_circle_end() -> None:
    folder = playground("links")
    (folder / "a").mkdir(exist_ok=True)
    for name, target in (("a/up", ".."), ("a/self", "self"), ("a/loop.py", "loop.py"), ("engine-lint.toml", "engine-lint.toml"), (".gitignore", ".gitignore")):
        if not (folder / name).is_symlink():
            (folder / name).symlink_to(target)
    judged(folder)


@pytest.mark.parametrize(
    "unit",
    [
        *("f", "x:/", "x:/y:", "x:/y:z@", "x:/y:{", "x:/y:<", "x:/y:*", "x:/y:$", "x:/y:%(", "password", "token", "token=", "?password"),
        *("?password={", "?password=${", "?password=%(", "password=\\'", "password='\\"),
    ],
)
def test_looking_for_passwords_in_a_line_takes_as_long_as_the_line(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    with bounded(len(text)):
        masked(f"{text} :/ password")


@pytest.mark.parametrize("text", ["\\'{}", "\\'''{}", "token = '{}'", "token = '''{}\n'''", "token = f'{}://'"])
@pytest.mark.parametrize("unit", ["\\'", "\\'''", "://y:", "&password={", "pwd%3d"])
def test_looking_for_passwords_in_code_takes_as_long_as_the_code(text: str, unit: str) -> None:
    code = text.replace("{}", unit * (60_000 // len(unit)))
    with bounded(len(code), 0.2):
        hidden_in(Source("app.py", f"{code}://"))
