"""A piece of source text, places in it by what stands there, and what changes make of it."""

from __future__ import annotations

import ast

import pytest

from engine_lint.model.change import Change, Code, Edit, Moved
from engine_lint.model.place import Place, span_of
from engine_lint.model.source import Source
from engine_lint.model.value import Carrier
from engine_lint.python.rewriting import apply, plan, verify


class Sample:
    """Source text with the places that changes need."""

    def __init__(self, text: str, path: str = "/project/app.py") -> None:
        self.source = Source(path, text)
        self.tree = ast.parse(text)

    def place(self, node: ast.expr | ast.stmt) -> Place:
        lines = self.source.text.encode().splitlines(keepends=True)
        start = len(lines[node.lineno - 1][: node.col_offset].decode()) + 1
        end = len(lines[node.end_lineno - 1][: node.end_col_offset].decode()) + 1
        return Place(self.source.path, span_of(node.lineno, start, node.end_lineno, end))

    def call(self, name: str = "create_engine", nth: int = 0) -> Carrier:
        calls = [node for node in ast.walk(self.tree) if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == name]
        return Carrier("call", self.place(calls[nth]))

    def dict(self, nth: int = 0) -> Carrier:
        return Carrier("dict", self.place([node for node in ast.walk(self.tree) if isinstance(node, ast.Dict)][nth]))

    def expression(self, text: str) -> Place:
        return next(self.place(node) for node in ast.walk(self.tree) if isinstance(node, ast.expr) and ast.unparse(node).replace("lambda :", "lambda:") == text)

    def statement(self, start: str) -> Place:
        return next(self.place(node) for node in ast.walk(self.tree) if isinstance(node, ast.stmt) and ast.unparse(node).startswith(start))

    def value(self, statement: Place) -> Place:
        return next(self.place(node.value) for node in ast.walk(self.tree) if isinstance(node, ast.Assign) and self.place(node) == statement)

    def moved(self, text: str) -> Code:
        return Code((Moved(self.expression(text)),))

    def edits(self, *changes: Change) -> tuple[Edit, ...]:
        return plan(changes, lambda path: self.source)

    def after(self, *changes: Change) -> str:
        edits = self.edits(*changes)
        new = apply(self.source, edits)
        verify(self.source, new, changes)
        return new


@pytest.fixture(scope="session")
def sample() -> type[Sample]:
    return Sample
