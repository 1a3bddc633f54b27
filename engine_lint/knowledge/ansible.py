"""Where Ansible sets variables of database servers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from engine_lint.dataclass import dataclass
from engine_lint.knowledge.tables import table


@dataclass(frozen=True, slots=True)
class Module:
    """A module that sets a variable; ``variable`` and ``value`` are its parameters."""

    variable: str
    value: str
    backends: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoleVariable:
    """A variable by which a role sets one of the server's, where one of ``companions`` is set too or the name of a role in the play fits ``role``."""

    variable: str
    companions: re.Pattern[str]
    role: re.Pattern[str]
    backends: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoleOptions:
    """A variable that holds a server's options: as a list of option and value where ``own_group`` is None, else by group or those of the server's own."""

    backends: tuple[str, ...]
    own_group: bool | None


@cache
def modules() -> Mapping[str, Module]:
    """The modules by their names in tasks."""
    return {name: Module(row["variable"], row["value"], tuple(row["backends"])) for row in table("ansible")["module"] for name in row["names"]}


@cache
def role_variables() -> Mapping[str, RoleVariable]:
    """The variables of roles by name."""
    return {
        name: RoleVariable(variable, re.compile(row["companions"]), re.compile(row["role"]), tuple(row["backends"]))
        for row in table("ansible")["variable"]
        for name, variable in row["names"].items()
    }


@cache
def role_options() -> Mapping[str, RoleOptions]:
    """The variables of roles that hold options, by name."""
    found = {row["name"]: RoleOptions(tuple(row["backends"]), row["own_group"]) for row in table("ansible")["options"]}
    return {**found, **{row["name"]: RoleOptions(tuple(row["backends"]), None) for row in table("ansible")["list"]}}
