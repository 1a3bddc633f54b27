"""Reads the data files beside this module, each once."""

from __future__ import annotations

import json
import os
import re
import sys
from functools import cache
from typing import Any

DATA = os.path.join(os.path.dirname(__file__), "data")

_ENDLESS = re.compile(r"\b0[xob][0-9a-fA-F_]{1000}")
"""Python reads such a number and cannot write it out."""


def parse_toml(text: str) -> dict[str, Any]:
    """TOML as plain Python values.

    Raises:
        ValueError: the text is not TOML.
    """
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    if _ENDLESS.search(text):
        raise ValueError("a number in it has thousands of digits")
    return tomllib.loads(text)


@cache
def table(name: str) -> dict[str, Any]:
    """The content of ``data/<name>.toml``."""
    return parse_toml(_text(f"{name}.toml"))


@cache
def rows(name: str) -> list[dict[str, Any]]:
    """The rows of ``data/<name>.json``."""
    content: list[dict[str, Any]] = json.loads(_text(f"{name}.json"))
    return content


def _text(name: str) -> str:
    with open(os.path.join(DATA, name), encoding="utf-8") as file:
        return file.read()
