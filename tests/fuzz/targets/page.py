"""A page of documentation with code in it."""

from __future__ import annotations

from tests.fuzz.seeds import files, strings
from tests.fuzz.target import in_project

TARGET = in_project(("README.md", "index.rst", "paper.qmd"), lambda: [*files("*.md"), *strings("files/test_pages.py")])
