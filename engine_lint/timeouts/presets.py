"""The idle timeouts of platforms, servers, proxies and load balancers, as their makers state them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from engine_lint.dataclass import dataclass
from engine_lint.knowledge.tables import rows
from engine_lint.model.timeout import IdleTimeout, Source
from engine_lint.suggestions import nearest


@dataclass(frozen=True, slots=True)
class Preset:
    """One timer of one product.

    ``seconds`` is its default, None where it is off by default; ``shortest`` and ``longest`` are what it can be set to, None where no
    bound is known. ``cuts`` tells whether it cuts a connection that rests in a pool, so that it can be compared with
    ``pool_recycle``. ``basis`` says what it counts (``idle``, ``age``, ``keepalive`` ...); ``silent`` marks a path that drops packets
    without a word. ``stated_in`` is a URL, or the name of a package whose files say it, and ``source_read`` tells whether that page
    itself was read. ``confidence`` is ``documented``, ``maintainer said`` or ``user report``; ``measured`` what was seen on real
    servers, mostly empty. ``recommended_recycle`` is the vendor's own advice, in seconds.
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
    cuts: bool
    basis: str
    silent: bool
    recommended_recycle: int | None
    shortest: int | None
    longest: int | None
    measured: str
    source_read: bool
    keepalive_resets: bool

    @property
    def is_comparable(self) -> bool:
        """Whether a ``platform`` setting may name it: it cuts resting connections unless somebody changed its default."""
        return self.cuts and self.seconds is not None

    @property
    def why_not(self) -> str:
        """Why a ``platform`` setting may not name it; empty where it may."""
        if self.is_comparable:
            return ""
        if not self.cuts:
            told = self.notes if self.kind != "driver" and self.basis in _TOLD_BY_NOTES else ""
            return f"it cuts no connection that rests in the pool: {told.rstrip('.') or _BASES[self.basis]}"
        return "it is off by default; where it is set, declare its length with idle-timeout"

    def timeout(self, named_in: str = "") -> IdleTimeout:
        """The timer as one that applies to engines; ``named_in`` is the settings file that says so, or the option.

        Raises:
            ValueError: it is off by default, or does not cut resting connections.
        """
        if self.seconds is None or not self.cuts:
            raise ValueError(f"{self.id!r} ({self.product}) cannot be named: {self.why_not}; `engine-lint timeouts {self.id}` tells more")
        return IdleTimeout(
            seconds=self.seconds,
            source=Source.PRESET,
            timer=f"{self.kind}:{self.id}",
            label=self.product,
            where=f"{named_in} {self.id}" if named_in.startswith("--") else f"platform {self.id}{f', {named_in}' if named_in else ''}",
            is_age=self.basis == "age",
            silent=self.silent,
            url=self.stated_in if self.stated_in.startswith("https://") else "",
        )


_TOLD_BY_NOTES = ("idle", "age")
_BASES = {
    "idle": "it counts for other clients, or elsewhere than between the application and what it connects to",
    "age": "it is a default of `pool_recycle` itself, which counts where that library makes the engine",
    "keepalive": "it is a keepalive, which closes nothing that is alive",
    "idle-in-transaction": "it acts inside an open transaction only",
    "mid-request stall": "it acts in the middle of a request only",
    "compute-suspend": "an open connection keeps it from acting",
}


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
        cuts=row["closes_idle_pooled_connection"],
        basis=row["basis"],
        silent=row["silent"],
        recommended_recycle=row["recommended_pool_recycle"],
        shortest=row["min_seconds"],
        longest=row["max_seconds"],
        measured=row["verified_locally"] or "",
        source_read=row["source_opened"],
        keepalive_resets=row["tcp_keepalive_resets"] is True,
    )


@cache
def presets() -> Mapping[str, Preset]:
    """Every preset by id, in the order of the data."""
    return {row["id"]: _preset(row) for row in rows("timeouts")}


@cache
def comparable() -> Mapping[str, Preset]:
    """The presets that a ``platform`` setting may name."""
    return {name: preset for name, preset in presets().items() if preset.is_comparable}


def timeouts_of(ids: Iterable[str], named_in: str = "") -> tuple[IdleTimeout, ...]:
    """The timeouts that ``platform = [...]`` names, each once.

    Args:
        ids: the names of presets.
        named_in: the settings file that names them, or the option.

    Raises:
        ValueError: an id is not known, or names a timer that cuts no resting connection by default.
    """
    return tuple(preset_named(name, comparable()).timeout(named_in) for name in dict.fromkeys(ids))


def preset_named(name: str, meant: Iterable[str]) -> Preset:
    """The preset with an id; ``meant`` are the ids that may be proposed for an unknown one.

    Raises:
        ValueError: there is none; the message names those that are near.
    """
    found = presets().get(name)
    if found is None:
        near = nearest(name, meant)
        hint = f"did you mean {_either(near)}?" if near else "`engine-lint timeouts` lists them"
        raise ValueError(f"there is no platform {name!r}; {hint}")
    return found


def _either(names: tuple[str, ...]) -> str:
    *others, last = (f"`{name}`" for name in names)
    return f"{', '.join(others)} or {last}" if others else last
