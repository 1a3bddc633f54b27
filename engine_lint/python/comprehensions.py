"""Comprehensions: dicts over constants are read, others are looked through for the sites in them."""

from __future__ import annotations

import ast

from engine_lint.python import guards
from engine_lint.python.conditions import Path
from engine_lint.python.evaluate import bind_target, evaluate, key_text
from engine_lint.python.scope import Frame
from engine_lint.python.values import (
    Abstract,
    DictValue,
    Opaque,
    Sequence,
    Test,
    Write,
)


def dict_comprehension(node: ast.DictComp, frame: Frame) -> Abstract:
    """A dict comprehension over a dict or sequence of constants; filters on values leave each key in doubt."""
    place = frame.module.place(node)
    result = DictValue(place=place)
    if len(node.generators) != 1:
        result.unseen.append((frame.path, Opaque("it is a dict comprehension", place)))
        return result
    generator = node.generators[0]
    source = evaluate(generator.iter, frame)
    pairs = _pairs(source, frame.path)
    if pairs is None:
        result.unseen.append((frame.path, source if isinstance(source, Opaque) else Opaque("it is a dict comprehension", place)))
        return result
    inner = Frame(frame.module, frame, "function", path=frame.path, depth=frame.depth, way=frame.way)
    for element in pairs:
        inner.path = frame.path
        bind_target(generator.target, element, inner)
        if not _passes(generator.ifs, inner):
            continue
        name = key_text(evaluate(node.key, inner))
        if name is None:
            result.unseen.append((inner.path, Opaque("a key of the comprehension is not constant", place)))
            continue
        result.write(name, Write(inner.path, evaluate(node.value, inner), place=place))
    return result


def _passes(filters: list[ast.expr], frame: Frame) -> bool:
    for each in filters:
        test = guards.test_of(each, frame)
        if test is False:
            return False
        if isinstance(test, Test):
            frame.path |= test.when_true
    return True


def _pairs(source: Abstract, path: Path) -> list[Abstract] | None:
    if isinstance(source, Sequence):
        return list(source.elements)
    return None


def elements(node: ast.ListComp | ast.SetComp | ast.GeneratorExp, frame: Frame) -> Abstract:
    """A comprehension's element is looked at once, for the sites in it."""
    inner = Frame(frame.module, frame, "function", path=frame.path, depth=frame.depth, way=frame.way)
    inner.function, inner.dead = frame.function, frame.dead
    for generator in node.generators:
        evaluate(generator.iter, inner)
        bind_target(generator.target, Opaque("it is a loop variable"), inner)
    evaluate(node.elt, inner)
    return Opaque("it is built at run time", frame.module.place(node))
