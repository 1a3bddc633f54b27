"""What is taken apart without LibCST comes out as LibCST gives it, or is left to it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from engine_lint.errors import CannotRewrite
from engine_lint.python.carriers import parsed, plain

CALLS = [
    "f()",
    "f( )",
    "f(a)",
    "f(a, b)",
    "f(a, b,)",
    "f( a , b = 1 , *c, ** d )",
    "m.f(url, echo=True, **{'a': 1, 'b': [2, (3, 4)]})",
    "f(\n    a,  # first\n    b=2,\n    # last\n)",
    "f(\n    a\n    # before the comma\n    , b\n)",
    "f(a=  # why\n  1)",
    "f(**  # all\n  d)",
    "f(a)(b, c)[0].g(x=1)",
    "(f)(a)",
    "f((a), (b, c), d=(1))",
    "f(x for x in y)",
    "f('a, b' \"c\", 'é', d='ü')",
    "f(a == b, c=d if e else g)",
    "f((yield), (x := 1))",
    "f(x := 1)",
    "f(a=f'{b, c}', d=f'{e=}')",
    "f(a, \\\n  b)",
    "create_engine(\n    'mysql://h/d',\n    pool_recycle=30000,\n)",
    "f(s[1:2, ::3], {1: 2}, {**a})",
]
DICTS = [
    "{}",
    "{ }",
    "{'a': 1}",
    "{'a': 1, 'b': 2,}",
    "{  'a' :  1 , ** b , c: d }",
    "{\n    'a': 1,  # one\n    # two\n    **b,\n}",
    "{'a' 'b': 1, ('c'): 2, f'd': 3, b'e': 4, 5: 6, None: 7}",
    "{'a': {'b': 1, 'c': [2, 3]}, 'd': x if y else z, 'e': s[1:2]}",
    "{'a': (1), 'é': 'ü'}",
    "{(1, 2): 3, f(a=1): g(b, c)}",
]
LEFT = ["f(lambda a, b: a)", "f(a,\r\n  b)", "f(x for x, y in z)"]
LEFT_DICTS = ["{'a': lambda b: c}", "{'a': 1,\r\n 'b': 2}"]
OTHERS = ["(f(a))", "a + f(b)", "await f(a)", "f(a) if b else g(c)", "[f(a)]", "f[a]", "f", "'f(a)'", "not f(a)", "f(a), g(b)"]
OTHER_DICTS = ["({'a': 1})", "{'a'}", "{a: b for a in c}", "f({'a': 1})", "{'a': 1}['a']", "{'a': 1} | {}", "{'a': 1}.get('a')"]


@pytest.mark.parametrize("text", CALLS)
def test_calls_come_out_as_libcst_gives_them(text: str) -> None:
    assert plain.call_parts(text) == parsed.call_parts(text)


@pytest.mark.parametrize("text", DICTS)
def test_dicts_come_out_as_libcst_gives_them(text: str) -> None:
    assert plain.dict_parts(text) == parsed.dict_parts(text)


def test_what_is_not_certain_is_left_to_libcst() -> None:
    assert [plain.call_parts(text) for text in LEFT] == [None] * len(LEFT)
    assert [plain.dict_parts(text) for text in LEFT_DICTS] == [None] * len(LEFT_DICTS)
    assert all(parsed.call_parts(text) for text in LEFT)
    assert all(parsed.dict_parts(text) for text in LEFT_DICTS)


@pytest.mark.parametrize("text", OTHERS)
def test_what_is_no_call_is_refused(text: str) -> None:
    assert plain.call_parts(text) is None
    with pytest.raises(CannotRewrite):
        parsed.call_parts(text)


@pytest.mark.parametrize("text", OTHER_DICTS)
def test_what_is_no_dict_is_refused(text: str) -> None:
    assert plain.dict_parts(text) is None
    with pytest.raises(CannotRewrite):
        parsed.dict_parts(text)


@pytest.mark.parametrize(("text", "expected"), [("True", True), ("a + b", True), ("f(a, b)", True), ("a, b", False), ("(a)", False), ("x := 1", False)])
def test_plain_arguments_are_told_from_those_that_need_a_look(text: str, expected: bool) -> None:
    assert plain.is_argument(text) is expected
    assert not plain.is_argument(f"{text}  # why") and not plain.is_argument(f"{text}\n")


SCRIPT = """
import sys
from engine_lint import check_source
found = check_source("from sqlalchemy import create_engine\\nengine = create_engine('mysql://h/d', pool_recycle=30000)\\n")
assert [each.fix is not None for each in found] == [True, True], found
print("libcst" in sys.modules)
"""


def test_a_keyword_is_added_without_libcst() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
