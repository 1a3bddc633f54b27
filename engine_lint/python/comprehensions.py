"""Comprehensions over what can be seen are worked out; others are looked through for the sites in them."""

from __future__ import annotations

import ast
from dataclasses import replace

from engine_lint.python import guards
from engine_lint.python.budget import CUT_SHORT
from engine_lint.python.dict_values import DictValue, View
from engine_lint.python.evaluate import bind_target, evaluate, key_text
from engine_lint.python.iteration import Element, Elements, elements_of
from engine_lint.python.scope import Frame
from engine_lint.python.values import Abstract, Opaque, Sequence, Test, Write

MAX_ELEMENTS = 64


def dict_comprehension(node: ast.DictComp, frame: Frame) -> Abstract:
    """A dict comprehension over constants or a dict; filters that nothing is known of leave each key in doubt."""
    place = frame.module.place(node)
    result = DictValue(place=place)
    source = evaluate(node.generators[0].iter, frame)
    found = _found(node, source, frame)
    if found is None:
        result.unseen.append((frame.path, source if isinstance(source, Opaque) else Opaque("it is a dict comprehension", place)))
        return result
    result.unseen += [(path, Opaque(f"it is made of a dict with keys that are not known: {why.reason}", place, why.parameter)) for path, why in found.unseen]
    inner = _inner(frame)
    for element in found.seen:
        if not frame.module.project.budget.spend():
            result.unseen.append((frame.path, Opaque(CUT_SHORT, place)))
            break
        inner.path = element.path
        bind_target(node.generators[0].target, element.value, inner)
        if _passes(node.generators[0].ifs, inner):
            _add(result, node, element, inner)
    if _copies(node) and isinstance(source, View):
        result.spreads.append((frame.path, source.content))
    return result


def _add(result: DictValue, node: ast.DictComp, element: Element, inner: Frame) -> None:
    place = inner.module.place(node)
    name = key_text(evaluate(node.key, inner))
    if name is None:
        result.unseen.append((inner.path, Opaque("a key of the comprehension is not constant", place)))
        return
    write = Write(inner.path, evaluate(node.value, inner), place=place)
    if element.write is not None and _copies(node):
        written = element.write
        write = replace(written, path=inner.path, value=write.value, is_default=False, name_place=None, hides=None)
    result.write(name, write)


def _copies(node: ast.DictComp) -> bool:
    """``{k: v for k, v in ...}``: the entries go over as they are."""
    target = node.generators[0].target
    if not (isinstance(node.key, ast.Name) and isinstance(node.value, ast.Name) and isinstance(target, ast.Tuple) and len(node.generators) == 1):
        return False
    return [each.id for each in target.elts if isinstance(each, ast.Name)] == [node.key.id, node.value.id]


def _inner(frame: Frame) -> Frame:
    inner = Frame(frame.module, frame, "function", path=frame.path, depth=frame.depth, way=frame.way)
    inner.function, inner.dead = frame.function, frame.dead
    return inner


def _found(node: ast.DictComp | ast.ListComp | ast.SetComp | ast.GeneratorExp, source: Abstract, frame: Frame) -> Elements | None:
    if len(node.generators) != 1:
        return None
    found = elements_of(source, frame.path)
    return found if found is not None and len(found.seen) <= MAX_ELEMENTS else None


def _passes(filters: list[ast.expr], frame: Frame) -> bool:
    for each in filters:
        test = guards.test_of(each, frame)
        if test is False:
            return False
        if isinstance(test, Test):
            frame.path |= test.when_true
    return True


def elements(node: ast.ListComp | ast.SetComp | ast.GeneratorExp, frame: Frame) -> Abstract:
    """The elements where they can be told; else the element's expression is looked at once, for the sites in it."""
    inner = _inner(frame)
    source = evaluate(node.generators[0].iter, inner)
    found = _found(node, source, frame)
    if found is not None and not found.unseen:
        worked_out = _worked_out(node, found, inner)
        if worked_out is not None:
            return Sequence(tuple(worked_out), "list", frame.module.place(node))
    for number, generator in enumerate(node.generators):
        if number:
            evaluate(generator.iter, inner)
        bind_target(generator.target, Opaque("it is a loop variable"), inner)
    evaluate(node.elt, inner)
    return Opaque("it is built at run time", frame.module.place(node))


def _worked_out(node: ast.ListComp | ast.SetComp | ast.GeneratorExp, found: Elements, inner: Frame) -> list[Abstract] | None:
    values: list[Abstract] = []
    start = inner.path
    for element in found.seen:
        if not inner.module.project.budget.spend():
            return None
        bind_target(node.generators[0].target, element.value, inner)
        passes = _passes(node.generators[0].ifs, inner)
        if element.path != start or inner.path != start:
            inner.path = start
            return None
        if passes:
            values.append(evaluate(node.elt, inner))
    return values
