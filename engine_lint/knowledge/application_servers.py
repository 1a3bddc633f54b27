"""Programs that run an application in several processes, and the options that say in how many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from functools import cache
from typing import Any

from engine_lint.dataclass import dataclass
from engine_lint.knowledge.tables import table

THREADS = "threads"
"""As many requests at a time as there are threads."""


@dataclass(frozen=True, slots=True)
class Program:
    """One program; its fields are those of the table. ``default`` is None where the machine's processors decide."""

    name: str
    role: str
    at_once: str
    source: str
    subcommand: str = ""
    processes: tuple[str, ...] = ()
    threads: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    config: tuple[str, ...] = ()
    config_file: str = ""
    processes_from: str = ""
    arguments_from: str = ""
    development: tuple[str, ...] = ()
    default: int | None = None
    default_threads: int = 1
    kinds: Mapping[str, str] = field(default_factory=dict)
    in_one_process: tuple[str, ...] = ()
    config_keys: Mapping[str, str] = field(default_factory=dict)
    config_aliases: Mapping[str, str] = field(default_factory=dict)


def _program(row: Mapping[str, Any]) -> Program:
    fields: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    return Program(**fields)


@cache
def programs() -> Mapping[str, Program]:
    """Every program by the name of its command."""
    return {row["name"]: _program(row) for row in table("application_servers")["program"]}
