"""``match``: which case is taken, and what its pattern says of the backend."""

from __future__ import annotations

import ast

from engine_lint.python import comparisons
from engine_lint.python.backend_words import backends_named, guard_in_name
from engine_lint.python.conditions import Guard
from engine_lint.python.scope import Frame
from engine_lint.python.values import Abstract, Scalar, Sequence, Test


def case_test(case: ast.match_case, index: int, subject: Abstract, statement: ast.Match, frame: Frame) -> Test | bool:
    """The paths on which a case is taken and passed over; a bool where the text decides it."""
    if case.guard is None and _takes_everything(case.pattern):
        return True
    words = _words(case.pattern)
    known = _known(words, subject)
    if known is False or (known is True and case.guard is None):
        return known
    text = f"match {frame.module.text(statement.subject)}: case {index}"
    return comparisons.condition(text, _guard(case, words), comparisons.asks_parameter(subject), frame)


def bind_pattern(pattern: ast.pattern, subject: Abstract, frame: Frame) -> None:
    """Bind the name that a whole pattern is given."""
    if isinstance(pattern, ast.MatchAs) and pattern.name and pattern.pattern is None:
        frame.assign(pattern.name, subject)


def _takes_everything(pattern: ast.pattern) -> bool:
    return isinstance(pattern, ast.MatchAs) and pattern.pattern is None


def _known(words: list[str], subject: Abstract) -> bool | None:
    if not words or not isinstance(subject, Scalar) or not isinstance(subject.value, str):
        return None
    return subject.value in words


def _guard(case: ast.match_case, words: list[str]) -> Guard | None:
    if not words:
        named = guard_in_name(case.pattern.cls) if isinstance(case.pattern, ast.MatchClass) else None
        return None if named is None else Guard(named.backends, excludes=False)
    names = backends_named(Sequence(tuple(Scalar(word) for word in words)))
    return Guard(names, excludes=case.guard is None) if names else None


def _words(pattern: ast.pattern) -> list[str]:
    """The strings that a pattern matches, enum members by their names; empty where it matches something else."""
    match pattern:
        case ast.MatchValue(value=ast.Constant(value=str() as word)):
            return [word]
        case ast.MatchValue(value=ast.Attribute(attr=name)):
            return [name.lower()]
        case ast.MatchAs(pattern=ast.pattern() as inner):
            return _words(inner)
        case ast.MatchOr(patterns=patterns):
            parts = [_words(each) for each in patterns]
            return [word for each in parts for word in each] if all(parts) else []
        case _:
            return []
