"""Command lines that need no Click to be understood: ``check`` with paths and options in their long, plain forms.

Click takes longer to import than a file takes to check. What is read here is read from the same table of options; whatever is not as plain
as that, mistakes above all, is left to Click.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

from engine_lint.cli.commands import COMMANDS, DEFAULT
from engine_lint.cli.option import Option

COMPLETION = "_ENGINE_LINT_COMPLETE"


def understood(arguments: Sequence[str]) -> tuple[tuple[str, ...], dict[str, Any]] | None:
    """The paths and the values of all options that some arguments give to ``check``; None where Click has to say what they mean."""
    if not arguments or sys.platform == "win32" or COMPLETION in os.environ:
        return None
    first = arguments[0]
    if first == DEFAULT:
        arguments = arguments[1:]
    elif first in COMMANDS or not (first.startswith("-") or os.path.lexists(first)):
        return None
    if first in COMMANDS and os.path.lexists(first):
        return None
    from engine_lint.cli.options import CHECK

    return _read(list(arguments), {name: option for option in CHECK for name in option.names}, {option.key: option.absent for option in CHECK})


def _read(arguments: list[str], options: dict[str, Option], values: dict[str, Any]) -> tuple[tuple[str, ...], dict[str, Any]] | None:
    paths = []
    arguments.reverse()
    while arguments:
        argument = arguments.pop()
        if argument == "-" or not argument.startswith("-"):
            paths.append(argument)
            continue
        name, equals, text = argument.partition("=")
        option = options.get(name)
        if option is None or (equals and (option.flag or not name.startswith("--"))):
            return None
        if option.flag:
            values[option.key] = True
            continue
        if not equals and not option.optional:
            if not arguments or arguments[-1].startswith("-"):
                return None
            text = arguments.pop()
        try:
            value = option.value_of(text)
        except ValueError:
            return None
        values[option.key] = (*values[option.key], value) if option.many else value
    return tuple(paths), values
