"""The idle timeouts of platforms, servers, proxies and load balancers, as their makers state them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from engine_lint.knowledge.tables import rows
from engine_lint.model.timeout import IdleTimeout, Source


@dataclass(frozen=True, slots=True)
class Preset:
    """One timer of one product.

    ``seconds`` is its default, None where it is off by default. ``comparable`` tells whether it cuts a connection that rests
    in a pool, so that it can be compared with ``pool_recycle``. ``is_age`` marks a limit on age, ``silent`` a path that
    drops packets without a word. ``stated_in`` is a URL, or the name of a package whose files say it.
    """

    id: str
    kind: str
    product: str
    setting: str
    seconds: int | None
    notes: str
    versions: str
    stated_in: str
    confidence: str
    comparable: bool
    is_age: bool
    silent: bool
    recommended_recycle: int | None

    def timeout(self) -> IdleTimeout:
        """The timer as one that applies to engines.

        Raises:
            ValueError: it is off by default, or does not cut resting connections.
        """
        if self.seconds is None or not self.comparable:
            raise ValueError(f"{self.id!r} ({self.product}) cuts no resting connection by default; declare its length with idle-timeout")
        return IdleTimeout(
            seconds=self.seconds,
            source=Source.PRESET,
            timer=f"{self.kind}:{self.id}",
            label=self.product,
            where=f"platform {self.id}",
            is_age=self.is_age,
            silent=self.silent,
            url=self.stated_in if self.stated_in.startswith("https://") else "",
        )


def _preset(row: dict[str, Any]) -> Preset:
    return Preset(
        id=row["id"],
        kind=row["kind"],
        product=row["product"],
        setting=row["setting_name"] or "",
        seconds=row["default_seconds"],
        notes=row["scope_notes"] or "",
        versions=row["versions"] or "",
        stated_in=row["source_url"],
        confidence=row["confidence"],
        comparable=row["closes_idle_pooled_connection"],
        is_age=row["basis"] == "age",
        silent=row["silent"],
        recommended_recycle=row["recommended_pool_recycle"],
    )


@cache
def presets() -> Mapping[str, Preset]:
    """Every preset by id, in the order of the data."""
    return {row["id"]: _preset(row) for row in rows("timeouts")}


@cache
def comparable() -> Mapping[str, Preset]:
    """The presets that a ``platform`` setting may name: those that cut resting connections by default."""
    return {name: preset for name, preset in presets().items() if preset.comparable and preset.seconds is not None}


def timeouts_of(ids: Iterable[str]) -> tuple[IdleTimeout, ...]:
    """The timeouts that ``platform = [...]`` names.

    Raises:
        ValueError: an id is not known, or names a timer that is off by default.
    """
    found = []
    for name in ids:
        if name not in presets():
            from difflib import get_close_matches

            close = get_close_matches(name, comparable(), n=1)
            raise ValueError(f"there is no platform {name!r}" + (f"; {close[0]!r} is close" if close else "; `engine-lint timeouts` lists them"))
        found.append(presets()[name].timeout())
    return tuple(found)
