"""A notebook."""

from __future__ import annotations

from tests.fuzz.seeds import files, strings
from tests.fuzz.target import in_project

TARGET = in_project(("sales.ipynb",), lambda: [*files("*.ipynb"), *strings("files/test_notebook*.py", holding="cells")])
