"""Assignments: names, attributes and items that get a value, lose it, or are changed in place."""

from __future__ import annotations

import ast

from engine_lint.model.place import Place
from engine_lint.python.calls import setting_name
from engine_lint.python.dict_values import DictValue
from engine_lint.python.dicts import as_mapping, update
from engine_lint.python.evaluate import bind_target, evaluate, evaluate_later, key_text
from engine_lint.python.lookup import is_attribute_config
from engine_lint.python.parameters import slot_of
from engine_lint.python.possibilities import alternatives, with_origin
from engine_lint.python.scope import Frame
from engine_lint.python.sites.late_options import keys_set
from engine_lint.python.values import Absent, Abstract, ClassValue, Instance, Opaque, Write, record


def assign(statement: ast.Assign, frame: Frame) -> None:
    """``a = b = value``."""
    value = evaluate_later(statement.value, frame)
    for target in statement.targets:
        _store(target, value, statement.value, statement, frame)


def annotated(statement: ast.AnnAssign, frame: Frame) -> None:
    """``a: int = value``."""
    if statement.value is not None:
        _store(statement.target, evaluate_later(statement.value, frame), statement.value, statement, frame)


def augmented(statement: ast.AugAssign, frame: Frame) -> None:
    """``a += value``; ``|=`` changes a dict in place."""
    current = evaluate(_as_load(statement.target), frame)
    if isinstance(statement.op, ast.BitOr) and isinstance(current, DictValue):
        update(current, [evaluate(statement.value, frame)], None, statement, frame)
        return
    value = evaluate(ast.copy_location(ast.BinOp(_as_load(statement.target), statement.op, statement.value), statement), frame)
    _store(statement.target, value, statement.value, statement, frame)


def _as_load(target: ast.expr) -> ast.expr:
    if isinstance(target, ast.Name):
        return ast.copy_location(ast.Name(target.id, ast.Load()), target)
    if isinstance(target, ast.Attribute):
        return ast.copy_location(ast.Attribute(target.value, target.attr, ast.Load()), target)
    return target


def _store(target: ast.expr, value: Abstract, slot_node: ast.expr, statement: ast.stmt, frame: Frame) -> None:
    place, slot = frame.module.place(statement), slot_of(slot_node, frame) or frame.module.place(slot_node)
    match target:
        case ast.Name(id=name):
            frame.assign(name, with_origin(value, slot), place, slot, place)
        case ast.Attribute(value=owner, attr=name):
            base = evaluate(owner, frame)
            frame.module.project.sites.attribute_set(base, name, value, statement, frame)
            if isinstance(base, Instance):
                record(base.attributes.setdefault(name, []), Write(frame.path, value, place, slot, statement=place))
            elif isinstance(base, ClassValue):
                record(base.cls.frame.names.setdefault(name, []), Write(frame.path, value, place, slot))
            elif isinstance(base, DictValue) and is_attribute_config(base):
                base.write(name, Write(frame.path, value, place, slot, statement=place))
        case ast.Subscript(value=owner, slice=index):
            key = key_text(evaluate(index, frame))
            held = evaluate(owner, frame)
            _note_config_item(held, key, owner, statement, frame)
            held = as_mapping(held, owner, frame) if key is not None else held
            for path, base in alternatives(held, frame.path):
                if isinstance(base, DictValue):
                    if frame.module.project.trace is not None:
                        frame.module.project.trace.change(base, place, one_key=True)
                    _set_item(
                        base,
                        key,
                        Write(
                            path,
                            with_origin(value, slot),
                            place,
                            slot,
                            statement=place,
                            read_from=setting_name(slot_node),
                            slot_is_shared=not isinstance(index, ast.Constant),
                            name_place=frame.module.place(index) if isinstance(index, ast.Constant) else None,
                        ),
                        place,
                    )
        case ast.Tuple() | ast.List():
            bind_target(target, value, frame)


def _note_config_item(held: Abstract, key: str | None, owner: ast.expr, statement: ast.stmt, frame: Frame) -> None:
    """``config["KEY"] = value`` and ``config["KEY"]["name"] = value`` set the key of a config."""
    if isinstance(owner, ast.Subscript):
        held, key = evaluate(owner.value, frame), key_text(evaluate(owner.slice, frame))
    if isinstance(held, DictValue) and key is not None:
        keys_set(held, (key,), statement, frame)


def _set_item(base: DictValue, key: str | None, write: Write, place: Place) -> None:
    if key is None:
        base.unseen.append((write.path, Opaque("a key that is not constant is set", place)))
    else:
        base.write(key, write)


def delete(statement: ast.Delete, frame: Frame) -> None:
    """``del a["k"]``."""
    for target in statement.targets:
        if isinstance(target, ast.Subscript):
            key = key_text(evaluate(target.slice, frame))
            for path, base in alternatives(evaluate(target.value, frame), frame.path):
                if isinstance(base, DictValue) and key is not None:
                    base.write(key, Write(path, Absent(frame.module.place(statement))))
