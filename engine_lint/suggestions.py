"""``did you mean``: the closest valid name for a mistyped one."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: str, valid: Iterable[str], most: int = 3, cutoff: float = 0.5) -> tuple[str, ...]:
    """The valid names that are near to ``name``, the nearest first, regardless of case and of ``_`` against ``-``.

    ``cutoff`` is the likeness asked for, 0 to 1.
    """
    from difflib import get_close_matches

    plain = {each.lower().replace("_", "-"): each for each in valid}
    return tuple(plain[each] for each in get_close_matches(name.lower().replace("_", "-"), plain, n=most, cutoff=cutoff))


def closest(name: str, valid: Iterable[str], cutoff: float = 0.5) -> str:
    """The valid name that is nearest to ``name``, empty where none is near; ``cutoff`` is the likeness asked for, 0 to 1."""
    return next(iter(nearest(name, valid, 1, cutoff)), "")


def did_you_mean(name: str, valid: Iterable[str]) -> str:
    """The sentence ``did you mean `x`?``, empty where nothing is near."""
    near = closest(name, valid)
    return f"did you mean `{near}`?" if near else ""
