"""Reads the data files beside this module, each once."""

from __future__ import annotations

import os
import sys
from functools import cache
from importlib.machinery import SourceFileLoader
from types import CodeType, ModuleType
from typing import Any

from engine_lint.expression import expression

DATA = os.path.join(os.path.dirname(__file__), "data")

_ENDLESS = expression(r"\b0[xob][0-9a-fA-F_]{1000}")
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


class _Compiled(SourceFileLoader):
    """Has Python keep what a TOML file comes to where it keeps compiled modules, and look there first: parsing them takes ten times as long."""

    def source_to_code(self, data: Any, path: Any, *, _optimization: int = -1) -> CodeType:  # type: ignore[override]
        """A module with the content as its one value."""
        code: CodeType = compile(f"CONTENT = {parse_toml(data.decode())!r}", path, "exec", dont_inherit=True)
        return code


@cache
def table(name: str) -> dict[str, Any]:
    """The content of ``data/<name>.toml``."""
    loader = _Compiled(f"{__package__}.data.{name}", os.path.join(DATA, f"{name}.toml"))
    module = ModuleType(loader.name)
    loader.exec_module(module)
    content: dict[str, Any] = module.CONTENT
    return content


@cache
def rows(name: str) -> list[dict[str, Any]]:
    """The rows of ``data/<name>.json``."""
    import json

    content: list[dict[str, Any]] = json.loads(_text(f"{name}.json"))
    return content


def _text(name: str) -> str:
    with open(os.path.join(DATA, name), encoding="utf-8") as file:
        return file.read()
