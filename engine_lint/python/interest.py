"""Which lines of a module are worth running: those near a word that can belong to a site."""

from __future__ import annotations

import ast
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from engine_lint.expression import expression
from engine_lint.python.naming import Names
from engine_lint.python.needles import FACTORY_WORDS, LISTENER_WORDS, NEEDLES, PARAMETER_WORDS

if TYPE_CHECKING:
    from engine_lint.python.scope import Module

_PARAMETERS = tuple(each.decode() for each in PARAMETER_WORDS)
_WORDS = tuple(each.decode() for each in (*NEEDLES, *LISTENER_WORDS) if each not in PARAMETER_WORDS)
_FACTORIES = frozenset(each.decode() for each in FACTORY_WORDS)
_SKIPPED_WRAPPERS = frozenset({"main", "run", "get", "init", "setup", "start", "connect", "open", "close", "test"})
_SIMPLE = (ast.Assign, ast.Expr, ast.Return, ast.AnnAssign, ast.Import, ast.ImportFrom, ast.Raise, ast.Assert, ast.AugAssign, ast.Pass)
"""Statements without statements in them."""
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_COMMENT = expression(r"(?<=\n)[ \t]*#")
_DEFINED = expression(r"\bdef[ \t]+$")
_BEFORE = 20
"""So far in front of its name ``def`` stands."""
_Block: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_MAX_ROUNDS = 5
_MAX_NAMES = 200


class Interest:
    """The interesting lines of one module.

    Args:
        module: the module.
        names: names that other modules give to functions and classes around sites.
    """

    def __init__(self, module: Module, names: Names) -> None:
        blocks = list(_blocks(module.tree.body))
        prose = _prose(module, blocks)
        self._lines = _interesting_lines(module, names.standing_in(module.source.text.encode("utf-8", "replace")), blocks, prose)
        self._factories = sorted(_lines_with([each.decode() for each in FACTORY_WORDS], module) - prose)

    def holds(self, node: ast.AST) -> bool:
        """Whether a statement or function has an interesting line."""
        return _within(self._lines, node)

    @property
    def names_factory(self) -> bool:
        """Whether the name of an engine factory stands anywhere."""
        return bool(self._factories)

    def holds_factory(self, node: ast.AST) -> bool:
        """Whether the name of an engine factory stands in a function."""
        return _within(self._factories, node)


def _within(lines: list[int], node: ast.AST) -> bool:
    at = bisect_left(lines, node.lineno)  # type: ignore[attr-defined]
    return at < len(lines) and lines[at] <= node.end_lineno  # type: ignore[attr-defined]


def _interesting_lines(module: Module, names: list[str], blocks: Sequence[_Block], prose: frozenset[int]) -> list[int]:
    """Lines with a needle or one of some names, and those that name a function or class around such a line, to a fixpoint."""
    source = module.source
    meant = _WORDS if not any(each in source.text for each in _PARAMETERS) or not module.project.may_take_options(module) else (*_WORDS, *_PARAMETERS)
    words = {source.position(at).line for word in meant for at in _places(word, source.text)}
    lines = sorted((words | _lines_with(names, module)) - prose)
    known: set[str] = set()
    methods, shadowed = _methods(blocks), _shadowed(blocks)
    classes = [block for block in blocks if isinstance(block, ast.ClassDef)] if "super" in source.text else []
    for _ in range(_MAX_ROUNDS):
        above = {line for block in classes if _has_interesting_bases(block, lines) for line in _super_calls(module, block)}
        lines = sorted(above.union(lines))
        inside = [block for block in blocks if _within(lines, block)]
        fresh = {block.name for block in inside} | set(_aliases(module, known))
        fresh = {name for name in fresh - known if not name.startswith("__") and name not in _SKIPPED_WRAPPERS}
        if not fresh or len(known) > _MAX_NAMES:
            break
        known |= fresh
        looked_up = {block.name for block in inside if block in methods or isinstance(block, ast.ClassDef)}
        lines = sorted((_lines_using(sorted(fresh), module, looked_up, shadowed) - prose).union(lines))
    return lines


def _aliases(module: Module, known: Collection[str]) -> Iterator[str]:
    """The other names that the module gives, at its top level, to engine factories and to what is known to lead to one."""
    for statement in module.tree.body:
        match statement:
            case ast.ImportFrom(names=names):
                yield from (each.asname for each in names if each.asname and (each.name in known or each.name in _FACTORIES))
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Name(id=called) | ast.Attribute(attr=called)) if called in known or called in _FACTORIES:
                yield name


def _methods(blocks: Sequence[_Block]) -> frozenset[_Block]:
    """The functions that stand in the body of a class."""
    return frozenset(each for block in blocks if isinstance(block, ast.ClassDef) for each in block.body if isinstance(each, _DEFINITIONS))


def _blocks(statements: Iterable[ast.stmt]) -> Iterator[_Block]:
    """The functions and classes among some statements and those within them."""
    pending: list[ast.AST] = [*statements]
    while pending:
        statement = pending.pop()
        if isinstance(statement, _SIMPLE):
            continue
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield statement
        for part in ("body", "orelse", "finalbody", "handlers", "cases"):
            pending.extend(getattr(statement, part, ()) or ())


def _prose(module: Module, blocks: Iterable[_Block]) -> frozenset[int]:
    """The lines of docstrings, but for a last one with code behind it, and those of comments."""
    found = {module.source.position(match.start()).line for match in _COMMENT.finditer(module.source.text)}
    for block in (module.tree, *blocks):
        match block.body:
            case [ast.Expr(value=ast.Constant(value=str(), end_lineno=int() as last) as text), *rest]:
                found.update(range(text.lineno, last if rest and rest[0].lineno == last else last + 1))
    return frozenset(found)


def _lines_with(names: Iterable[str], module: Module) -> set[int]:
    """The lines in which one of some names stands as a whole word. Searching for one text after the other is faster than for any of them at once."""
    return {module.source.position(at).line for name in names for at in _whole_words(name, module.source.text)}


def _lines_using(names: Iterable[str], module: Module, methods: Collection[str], shadowed: Mapping[str, Sequence[tuple[int, int]]]) -> set[int]:
    """The lines in which one of some functions may be used.

    One that is no method is no attribute of anything in its own module. It is not what a function calls that has a parameter of its name, as tests
    have for fixtures.
    """
    text, found = module.source.text, set[int]()
    for name in names:
        hidden = () if name in methods else shadowed.get(name, ())
        for at in _whole_words(name, text):
            if _DEFINED.search(text, max(at - _BEFORE, 0), at) or (name not in methods and text.startswith(".", at - 1)):
                continue
            line = module.source.position(at).line
            if not any(first <= line <= last for first, last in hidden):
                found.add(line)
    return found


def _shadowed(blocks: Iterable[_Block]) -> Mapping[str, Sequence[tuple[int, int]]]:
    """By name, the first and last lines of the functions with a parameter of that name."""
    found: dict[str, list[tuple[int, int]]] = {}
    for block in blocks:
        if isinstance(block, _DEFINITIONS):
            for each in (*block.args.posonlyargs, *block.args.args, *block.args.kwonlyargs):
                found.setdefault(each.arg, []).append((block.lineno, block.end_lineno or block.lineno))
    return found


def _whole_words(name: str, text: str) -> Iterator[int]:
    for at in _places(name, text):
        if not (at and _is_word(text[at - 1])) and not _is_word(text[at + len(name) : at + len(name) + 1]):
            yield at


def _places(word: str, text: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _has_interesting_bases(cls: ast.ClassDef, lines: list[int]) -> bool:
    before_body = (cls.body[0].lineno if cls.body else cls.lineno + 1) - 1
    at = bisect_left(lines, cls.lineno)
    return at < len(lines) and lines[at] <= max(before_body, cls.lineno)


def _super_calls(module: Module, cls: ast.ClassDef) -> Sequence[int]:
    """The lines on which a class calls ``super()``."""
    found = module.once(_all_super_calls)
    return found[bisect_left(found, cls.lineno) : bisect_right(found, cls.end_lineno or cls.lineno)]


def _all_super_calls(module: Module) -> list[int]:
    return sorted(node.lineno for node in module.nodes.get(ast.Call, ()) if isinstance(node.func, ast.Name) and node.func.id == "super")
