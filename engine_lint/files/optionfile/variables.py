"""Names of options as servers take them, and what a server holds after an assignment.

MySQL takes whole names as they are written, MariaDB in any case and any start of a name that is unique. Observed with MariaDB 10.11 and 11.8,
MySQL 5.7, 8.0, 8.4 and 9.7.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression
from engine_lint.knowledge.tables import table

MYSQL, MARIADB = "mysql", "mariadb"
FLAVOURS = (MYSQL, MARIADB)
_WORD = 2**64


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable: the least value by flavour, the greatest, how many letters of its name MariaDB needs, and whether sessions have their own."""

    name: str
    least: Mapping[str, int]
    most: int
    letters: int
    per_session: bool
    source: str


VARIABLES: Mapping[str, Variable] = {row["name"]: Variable(**row) for row in table("mysql_variables")["variable"]}

_PREFIXES = ("skip", "disable", "enable", "maximum", "loose")
_AUTOSET = "autoset"
"""A prefix of MariaDB's alone, which none of these variables takes."""
_NUMBER = expression(r"[ \t\n\v\f\r]*(?P<sign>[+-]?)(?P<digits>[0-9]*)(?P<rest>.*)", re.DOTALL)
_POWERS = {"k": 10, "m": 20, "g": 30, "t": 40, "p": 50, "e": 60}


@dataclass(frozen=True, slots=True)
class Named:
    """Which variable a name means. ``effect`` is the prefix that decides about the value, empty for none; ``loose``: servers go on where
    they cannot take it.
    """

    variable: Variable
    effect: str = ""
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """What a server makes of an assignment.

    ``value`` is what the variable is then, None where that cannot be told, and ``reason`` says why. ``refused`` says why the server does not start
    with it. ``ignored``: the variable stays what it was.
    """

    value: int | None = None
    reason: str = ""
    refused: str = ""
    ignored: bool = False


def named(name: str, flavour: str) -> Named | None:
    """The variable that an option's name means to a server, None for one that does not matter here or does not exist."""
    text, effect, loose, autoset = name.replace("-", "_"), "", False, False
    if flavour == MARIADB:
        text = without_instance(text.lower())
    prefixes = (*_PREFIXES, _AUTOSET) if flavour == MARIADB else _PREFIXES
    while True:
        variable = _variable(text, flavour)
        if variable is not None:
            return Named(variable, _AUTOSET if autoset else "" if effect == "loose" else effect, loose)
        effect = next((each for each in prefixes if text.startswith(f"{each}_")), "")
        if not effect:
            return None
        loose, autoset = loose or effect == "loose", autoset or effect == _AUTOSET
        text = text[len(effect) + 1 :]


def without_instance(text: str) -> str:
    """``cache.key_buffer_size`` is an option of an instance; MariaDB drops the instance also where there is no such thing."""
    at = text.find(".", 1)
    return text[at + 1 :] if 0 < at < len(text) - 1 else text


def _variable(text: str, flavour: str) -> Variable | None:
    if flavour == MYSQL or text in VARIABLES:
        return VARIABLES.get(text)
    return next((each for each in VARIABLES.values() if len(text) >= each.letters and each.name.startswith(text)), None)


def held(what: Named, value: str | None, flavour: str) -> Held:
    """What a server makes of an assignment.

    Args:
        what: the variable and the prefix before its name.
        value: the text behind ``=``, None without one.
        flavour: ``mysql`` or ``mariadb``.
    """
    if what.effect == _AUTOSET:
        return Held(refused="it cannot be set automatically")
    if what.effect in ("skip", "disable", "enable"):
        return Held(_within(int((what.effect == "enable") is not (value == "0")), what.variable, flavour))
    if value is None:
        return Held(refused="it has no value")
    found = _number(value, flavour)
    if isinstance(found, str) and not what.loose:
        return Held(refused=found)
    if what.effect == "maximum" and flavour == MARIADB and not what.variable.per_session:
        return Held(refused="its maximum cannot be set")
    if what.effect == "maximum":
        return Held(ignored=True) if flavour == MARIADB else Held(reason="MySQL 8.0 takes maximum- for the value itself, 5.7 does not")
    if isinstance(found, str):
        return Held(reason=found)
    return Held(_within(found, what.variable, flavour)) if found is not None else Held(reason=f"{value!r} is too large a number")


def _within(number: int, variable: Variable, flavour: str) -> int:
    return min(max(number, variable.least[flavour]), variable.most)


def _number(text: str, flavour: str) -> int | str | None:
    """The number that a server reads, None where that is not known, or why it reads none."""
    if flavour == MARIADB and text.startswith("-"):
        return f"{text!r} is negative"
    if flavour == MYSQL and not text:
        return "its value is empty"
    match = _NUMBER.match(text)
    assert match is not None
    number = int(match["digits"][:40] or "0")
    suffix = match["rest"][:1].lower() if match["digits"] else text[:1].lower()
    if suffix and suffix not in _POWERS:
        return f"{text!r} is not a whole number"
    return _multiplied(-number if match["sign"] == "-" else number, _POWERS.get(suffix, 0), text, flavour)


def _multiplied(number: int, power: int, text: str, flavour: str) -> int | str | None:
    """MariaDB reckons in 64 bits without a sign, and what runs over is lost."""
    if flavour == MARIADB:
        return f"{text!r} is too large a number" if abs(number) >= _WORD else (number << power) % _WORD
    return number << power if abs(number << power) < _WORD // 2 else None
