"""Walking gives every node that the standard library's gives, in its order, but for signs."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import engine_lint
from engine_lint.python.walking import walk

SIGNS = (ast.expr_context, ast.boolop, ast.operator, ast.unaryop, ast.cmpop)
MODULES = sorted(Path(engine_lint.__file__).parent.glob("python/e*.py"))
ODD = """
async def f(a, /, b: int = 1, *c, d=2, **e) -> None:
    global g
    async for x, *y in [z async for z in a if not z]:
        await b
    async with a as (b, c), d: pass
    try: raise ValueError from None
    except (A, B) as error: del a.b, c[1:2, ...]
    else: a += b @ c
    finally: assert a < b <= c, f"{a!r:>{b}} {c=}"
    match a:
        case {"k": 1, **rest} | [1, *_] | P(2, q=None) as whole if whole: pass
        case str() | 1 | x.y: pass
    return lambda *p, q=(yield): {**p, "a": {1 for _ in p}}
from . import a as b
import c.d
class K(L, metaclass=M): n: int; o: int = 1
@decorated(1)
def g(): nonlocal_ = (h := 1) if i else -j; print(*k, **l); yield from m
"""


def others(tree: ast.AST) -> list[ast.AST]:
    return [node for node in ast.walk(tree) if not isinstance(node, SIGNS)]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_modules_are_walked_as_the_standard_library_does(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert list(walk(tree)) == others(tree)


def test_every_kind_of_node_is_walked() -> None:
    tree = ast.parse(ODD)
    assert list(walk(tree)) == others(tree)
    kinds = {type(node) for node in walk(tree)}
    assert {ast.MatchMapping, ast.JoinedStr, ast.FormattedValue, ast.alias, ast.ExceptHandler, ast.comprehension, ast.keyword, ast.withitem} <= kinds
