"""How much is run for one file before values are called unknown: in proportion to its length, whatever calls whatever."""

from __future__ import annotations

import ast
from collections.abc import Callable

from engine_lint.python.values import Abstract, Opaque

STATEMENTS = 20_000
"""How many statements in functions are run for any file, those of other modules included."""
STATEMENTS_PER_LINE = 10
"""How many more for each line of the file: as many callers as it holds may call a function that makes engines."""
ON_DEMAND = 4_000
"""How many of them in functions that are run only for what they return."""
FRUITLESS_RUNS, FRUITLESS_STATEMENTS = 3, 3_000
"""A function that was run so often, and for so many statements, for the sites that its words promise, and showed none, is run only for what it returns."""
CUT_SHORT = "it takes too many calls to work out"


class Budget:
    """What is left for the file that is read now.

    Statements of modules and classes cost nothing: each of them is run once. ``cut_short`` tells that functions are not followed any more.
    """

    def __init__(self) -> None:
        self.refill(0)

    def refill(self, lines: int) -> None:
        """Begin to read another file, of so many lines."""
        self._left, self._on_demand = STATEMENTS + STATEMENTS_PER_LINE * lines, ON_DEMAND
        self._in_vain: dict[ast.AST, tuple[int, int]] = {}
        self._fruitful: set[ast.AST] = set()
        self.is_for_value = False
        """Whether what runs now is run only for what it returns."""
        self.cut_short = False

    def spend(self) -> bool:
        """Use up one statement or call; False where nothing is left."""
        self._left -= 1
        if self._left > 0:
            return True
        self.cut_short = self.cut_short or not self.is_for_value
        return False

    def on_demand(self, run: Callable[[], Abstract]) -> Abstract:
        """Run something for what it returns, within what is left for that."""
        allowed = min(self._left, self._on_demand)
        if allowed <= 0:
            return Opaque(CUT_SHORT)
        kept, outer = self._left, self.is_for_value
        self._left, self.is_for_value = allowed, True
        try:
            result = run()
        finally:
            used = allowed - self._left
            self._on_demand -= used
            self._left, self.is_for_value = kept - used, outer
        return result if used < allowed else Opaque(CUT_SHORT)

    def is_fruitless(self, function: ast.AST) -> bool:
        """Whether a function has been run for sites in vain often enough."""
        runs, statements = self._in_vain.get(function, (0, 0))
        return runs >= FRUITLESS_RUNS and statements >= FRUITLESS_STATEMENTS and function not in self._fruitful

    def watched(self, function: ast.AST, run: Callable[[], Abstract], happened: Callable[[], object]) -> Abstract:
        """Run a function for the sites in it; ``happened`` gives something else afterwards where it showed any."""
        if function in self._fruitful:
            return run()
        before, left = happened(), self._left
        result = run()
        if happened() == before:
            runs, statements = self._in_vain.get(function, (0, 0))
            self._in_vain[function] = runs + 1, statements + left - self._left
        else:
            self._fruitful.add(function)
        return result
