"""Documented timeouts in words."""

from __future__ import annotations

from engine_lint.timeouts.presets import Preset
from engine_lint.timeouts.resolve import recycle_below

KINDS = {
    "platform": "hosted platforms",
    "proxy": "proxies and poolers",
    "loadbalancer": "load balancers, NAT, firewalls",
    "server": "database servers",
    "driver": "drivers and libraries",
}
"""The kinds of timers, in the order of the list."""
MEASURED = "measured"


def recycle_of(preset: Preset) -> int | None:
    """The ``pool_recycle`` to use with a timer, in seconds: the vendor's advice, else what fixes write; None where recycling is no help."""
    if not preset.is_comparable:
        return None
    return preset.recommended_recycle or recycle_below(preset.seconds, None)


def sourced(preset: Preset) -> str:
    """How well a timer is known: seen on a real server, else documented, said by a maintainer or reported by users."""
    return MEASURED if preset.measured else preset.confidence
