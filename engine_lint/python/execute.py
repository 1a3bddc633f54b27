"""Statements: what they bind, which branches they take, which dicts they change."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

from engine_lint.python import assignments, guards
from engine_lint.python.branches import narrow, refused_options, switched
from engine_lint.python.conditions import ALWAYS, contradicts
from engine_lint.python.evaluate import bind_target, evaluate, evaluate_later
from engine_lint.python.iteration import elements_of
from engine_lint.python.matching import bind_pattern, case_test
from engine_lint.python.scope import Class, Frame
from engine_lint.python.values import Built, ClassValue, Function, Imported, Opaque, Scalar, Test, Write

MAX_UNROLLED = 16
MAX_DEAD = 64
_EXITS = frozenset({"sys.exit", "builtins.exit", "builtins.quit", "os._exit", "os.abort"})


def run_block(statements: Sequence[ast.stmt], frame: Frame) -> bool:
    """Run statements in order. True where the block never reaches its end (return, raise, break, continue)."""
    for statement in statements:
        outer, frame.statement = frame.statement, statement
        try:
            ended = _run(statement, frame)
        finally:
            frame.statement = outer
        if ended:
            return True
    return False


def _run(statement: ast.stmt, frame: Frame) -> bool:
    handler = _HANDLERS.get(type(statement))
    if handler is None or (frame.depth and not _may_run(frame)):
        return False
    try:
        return bool(handler(statement, frame))
    except RecursionError:
        frame.module.project.note(frame.module, statement, "it is nested too deeply to follow")
        return False


def _may_run(frame: Frame) -> bool:
    """Whether a statement of a function is run: those that were begun are run to their end, unless only for a value."""
    budget = frame.module.project.budget
    return budget.spend() or not budget.is_for_value


def _on_path(statements: Sequence[ast.stmt], path: frozenset[tuple[int, bool]], frame: Frame) -> bool:
    """Run a block with more conditions fixed; an impossible path is not run."""
    before = frame.path
    if contradicts(path, before):
        return True
    frame.path = before | path
    try:
        return run_block(statements, frame)
    finally:
        frame.path = before


def _expression(statement: ast.Expr, frame: Frame) -> bool:
    value = evaluate_later(statement.value, frame)
    if isinstance(value, Built) and value.dotted in _EXITS:
        _end(frame)
        return True
    return False


def _if(statement: ast.If, frame: Frame) -> bool:
    test = switched(statement, guards.test_of(statement.test, frame), frame)
    true, false = guards.paths_of(test)
    if isinstance(test, Test):
        if _removes_what_it_asks_for(statement):
            return run_block(statement.body, frame)
        narrow(statement.test, test, frame)
    ended_true = True if true is None else _on_path(statement.body, true, frame)
    ended_false = True if false is None else _on_path(statement.orelse, false, frame)
    if ended_true and not ended_false and false is not None:
        frame.path |= false
    elif ended_false and not ended_true and true is not None:
        frame.path |= true
    return ended_true and ended_false


def _removes_what_it_asks_for(statement: ast.If) -> bool:
    """``if "k" in d: del d["k"]``: the key is gone afterwards in any case."""
    match statement.test, statement.body:
        case ast.Compare(left=key, ops=[ast.In()], comparators=[owner]), [ast.Delete(targets=[ast.Subscript(value=held, slice=gone)])]:
            pass
        case (
            ast.Compare(left=key, ops=[ast.In()], comparators=[owner]),
            [ast.Expr(value=ast.Call(func=ast.Attribute(value=held, attr="pop"), args=[gone, *_]))],
        ):
            pass
        case _:
            return False
    return not statement.orelse and ast.unparse(key) == ast.unparse(gone) and ast.unparse(owner) == ast.unparse(held)


def _match(statement: ast.Match, frame: Frame) -> bool:
    subject = evaluate(statement.subject, frame)
    before, ended_all, matched_any = frame.path, True, False
    for index, case in enumerate(statement.cases):
        test = case_test(case, index, subject, statement, frame)
        true, false = guards.paths_of(test)
        if true is not None:
            bind_pattern(case.pattern, subject, frame)
            ended_all = _on_path(case.body, true, frame) and ended_all
        if false is None:
            matched_any = True
            break
        frame.path |= false
    frame.path = before
    return ended_all and matched_any


def _assert(statement: ast.Assert, frame: Frame) -> bool:
    test = guards.test_of(statement.test, frame)
    if isinstance(test, Test):
        narrow(statement.test, test, frame)
        if len(frame.dead) < MAX_DEAD:
            frame.dead.append(frame.path | test.when_false)
        frame.path |= test.when_true
    return test is False


def _try(statement: Any, frame: Frame) -> bool:
    number = frame.module.project.conditions.number(frame.number, f"try at line {statement.lineno}")
    went_well, failed = frozenset({(number, True)}), frozenset({(number, False)})
    body_path = ALWAYS if _only_removes(statement) else went_well
    ended = _on_path([*statement.body, *statement.orelse], body_path, frame)
    handlers_end = bool(statement.handlers)
    for handler in statement.handlers:
        handlers_end = _on_path(handler.body, failed | refused_options(handler, frame), frame) and handlers_end
    if not statement.handlers:
        handlers_end = True
    if handlers_end and not ended:
        frame.path |= went_well
    elif ended and not handlers_end:
        frame.path |= failed
    return run_block(statement.finalbody, frame) or (ended and handlers_end)


def _only_removes(statement: ast.Try) -> bool:
    """Whether a ``try`` takes one key out of a dict: it is gone afterwards in any case."""
    if len(statement.body) > 1 or statement.orelse:
        return False
    match statement.body[0]:
        case ast.Delete(targets=[ast.Subscript()]):
            return True
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="pop"))):
            return True
        case _:
            return False


def _with(statement: ast.With | ast.AsyncWith, frame: Frame) -> bool:
    for item in statement.items:
        value = evaluate(item.context_expr, frame)
        if item.optional_vars is not None:
            bind_target(item.optional_vars, value, frame)
    return run_block(statement.body, frame)


def _for(statement: ast.For | ast.AsyncFor, frame: Frame) -> bool:
    found = elements_of(evaluate(statement.iter, frame), frame.path)
    before, budget = frame.path, frame.module.project.budget
    if found is not None and len(found.seen) <= MAX_UNROLLED:
        for element in found.seen:
            if not budget.spend():
                break
            frame.path = element.path
            bind_target(statement.target, element.value, frame)
            run_block(statement.body, frame)
    if found is None or found.unseen or len(found.seen) > MAX_UNROLLED or budget.cut_short:
        number = frame.module.project.conditions.number(frame.number, f"for at line {statement.lineno}")
        frame.path = before | {(number, True)}
        bind_target(statement.target, Opaque("it is a loop variable"), frame)
        run_block(statement.body, frame)
    frame.path = before
    run_block(statement.orelse, frame)
    return False


def _while(statement: ast.While, frame: Frame) -> bool:
    test = guards.test_of(statement.test, frame)
    true, _ = guards.paths_of(test)
    if true is not None:
        _on_path(statement.body, true, frame)
    run_block(statement.orelse, frame)
    return False


def _return(statement: ast.Return, frame: Frame) -> bool:
    value = evaluate_later(statement.value, frame) if statement.value is not None else Scalar(None)
    frame.returns.append(Write(frame.path, value))
    _end(frame)
    return True


def _end(frame: Frame) -> None:
    if len(frame.dead) < MAX_DEAD:
        frame.dead.append(frame.path)


def _stop(statement: ast.stmt, frame: Frame) -> bool:
    if isinstance(statement, ast.Raise):
        _end(frame)
        if statement.exc is not None and frame.module.project.holds_site(frame.module, statement, None):
            evaluate(statement.exc, frame)
    return True


def _global(statement: ast.Global, frame: Frame) -> None:
    frame.globals.update(statement.names)


def _import(statement: ast.Import, frame: Frame) -> None:
    for alias in statement.names:
        if alias.asname:
            frame.assign(alias.asname, frame.module.project.module_value(alias.name, frame.module))
        else:
            top = alias.name.partition(".")[0]
            frame.assign(top, frame.module.project.module_value(top, frame.module))


def _import_from(statement: ast.ImportFrom, frame: Frame) -> None:
    module = frame.module.project.absolute(statement.module or "", statement.level, frame.module)
    for alias in statement.names:
        if alias.name == "*":
            frame.module.star_imports.append(module)
        else:
            frame.assign(alias.asname or alias.name, Imported(module, alias.name, frame.module))


def _function(statement: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame) -> None:
    function = Function(statement, frame)
    if not any(isinstance(each, ast.Attribute) and each.attr in {"setter", "deleter"} for each in statement.decorator_list):
        frame.assign(statement.name, function, frame.module.place(statement))
    for decorator in statement.decorator_list:
        if isinstance(decorator, ast.Call):
            evaluate(decorator, frame)
    frame.module.functions.append(function)
    frame.module.project.listeners.decorated(statement, frame)


def _class(statement: ast.ClassDef, frame: Frame) -> None:
    bases = tuple(evaluate(base, frame) for base in statement.bases)
    body = Frame(frame.module, frame, "class", path=frame.path, depth=frame.depth, way=frame.way)
    cls = Class(statement, frame.module, body, bases)
    frame.module.classes.append(cls)
    before = len(frame.module.functions)
    run_block(statement.body, body)
    frame.module.functions[before:] = [Function(each.node, each.frame, None, each.owner or cls) for each in frame.module.functions[before:]]
    frame.assign(statement.name, ClassValue(cls), frame.module.place(statement))


_HANDLERS: dict[type[ast.stmt], Callable[[Any, Frame], bool | None]] = {
    ast.Expr: _expression,
    ast.Assign: assignments.assign,
    ast.AnnAssign: assignments.annotated,
    ast.AugAssign: assignments.augmented,
    ast.Delete: assignments.delete,
    ast.If: _if,
    ast.Match: _match,
    ast.Try: _try,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: _while,
    ast.Return: _return,
    ast.Assert: _assert,
    ast.Raise: _stop,
    ast.Break: _stop,
    ast.Continue: _stop,
    ast.Global: _global,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
}
if hasattr(ast, "TryStar"):
    _HANDLERS[ast.TryStar] = _try
