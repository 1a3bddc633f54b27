"""Which dotted names an import statement holds that lead to a module of some name."""

from __future__ import annotations

import pytest

from engine_lint.python.imports import names_imported

STATEMENTS = {
    b" ..shop import utils as store": ["..shop.utils"],
    b" .utils import (engine,\n    copied": [".utils"],
    b" a.utils.x, b as utils": ["a.utils"],
    b" utils": ["utils"],
    b" . import utils, other": [".utils"],
    b" utils.geo import *": ["utils"],
    b" a.utils.utils import x": ["a.utils", "a.utils.utils"],
    b" utilities import my_utils": [],
}


@pytest.mark.parametrize(("statement", "names"), STATEMENTS.items())
def test_the_names_that_lead_there(statement: bytes, names: list[str]) -> None:
    assert list(dict.fromkeys(names_imported(statement, "utils"))) == names
