"""``${VARIABLE:-default}`` in Compose files.

Source: https://docs.docker.com/reference/compose-file/interpolation/
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from engine_lint.expression import expression
from engine_lint.files.infra.words import HOLE, Filled

_REFERENCE = expression(r"\$(?:(?P<escaped>\$)|(?P<bare>[A-Za-z_]\w*)|\{(?P<name>[A-Za-z_]\w*)(?:(?P<sign>:?[-?+])(?P<rest>(?:[^{}]|\$\{[^{}]*\})*))?\})")
_DEPTH = 5


def interpolated(text: str, environment: Mapping[str, str], depth: int = _DEPTH) -> Filled:
    """A text with its variables put in: from ``environment``, which the project's own ``.env`` file gives, else from their defaults.

    What the shell sets wins over both; it is not known here, so a value is the one that holds where nobody sets another.
    """
    reasons: list[str] = []

    def put(match: re.Match[str]) -> str:
        if match["escaped"]:
            return "$"
        name, sign, rest = match["name"] or match["bare"], match["sign"] or "", match["rest"] or ""
        value = environment.get(name)
        is_set = value is not None and (bool(value) or not sign.startswith(":"))
        if sign.endswith("+"):
            return _deeper(rest) if is_set else ""
        if is_set:
            return value or ""
        if sign.endswith("-"):
            return _deeper(rest)
        reasons.append(f"{match.group()} comes from the environment")
        return HOLE

    def _deeper(rest: str) -> str:
        if "$" not in rest or not depth:
            return rest
        found, reason = interpolated(rest, environment, depth - 1)
        reasons.extend([reason] if reason else [])
        return found

    return _REFERENCE.sub(put, text), next(iter(reasons), "")
