"""Idle timeouts that live servers stated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine_lint.model.measured import AURORA, CUT_OFF, INTERACTIVE, SESSION, WAIT, Measured
from engine_lint.model.timeout import IdleTimeout, Source

CUT_OFF_LABEL = "idle cut-off"
CUT_OFF_TIMER = "path"


def measured_timeouts(measured: Iterable[Measured]) -> tuple[IdleTimeout, ...]:
    """The timers that cut resting connections; those that are off are left out."""
    return tuple(timer for each in measured for timer in _timers(each))


def _timers(measured: Measured) -> Iterator[IdleTimeout]:
    held = {name: measured.values[name] for name in (WAIT, INTERACTIVE, SESSION) if measured.values.get(name)}
    if measured.product == AURORA and WAIT in held and INTERACTIVE in held:
        # Aurora heeds the shorter one of the two for every client.
        held[WAIT] = held[INTERACTIVE] = min(held[WAIT], held[INTERACTIVE])
    for name, seconds in held.items():
        yield IdleTimeout(seconds, Source.MEASURED, "server", name, measured.where, measured.backend)
    if measured.values.get(CUT_OFF):
        yield IdleTimeout(measured.values[CUT_OFF], Source.MEASURED, CUT_OFF_TIMER, CUT_OFF_LABEL, measured.where, measured.backend)
