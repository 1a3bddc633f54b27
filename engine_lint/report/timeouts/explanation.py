"""All that is known of some timers, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from engine_lint.report.timeouts.wording import KINDS, recycle_of
from engine_lint.report.view import View
from engine_lint.timeouts.presets import Preset

_MEANT = {
    "documented": "documented by its maker",
    "maintainer said": "a maintainer says so",
    "user report": "users report it; its maker does not say so",
}


def render(presets: Sequence[Preset], view: View) -> Iterator[str]:
    """Each timer in full."""
    for index, preset in enumerate(presets):
        if index:
            yield ""
        yield view.painter.paint(f"{preset.id}: {preset.product}", "bold")
        for name, text in _facts(preset):
            indent = " " * 13
            yield from wrap(text, max(view.width, 40), initial_indent=f"  {name:<11}", subsequent_indent=indent, break_on_hyphens=False, break_long_words=False)


def _facts(preset: Preset) -> Iterator[tuple[str, str]]:
    yield "kind", KINDS[preset.kind]
    yield "setting", preset.setting
    yield "default", _length(preset)
    if preset.is_comparable:
        yield "platform", f'platform = ["{preset.id}"] in the settings, or --platform {preset.id}'
        yield "recycle", _recycle(preset)
    else:
        yield "platform", f"cannot be named: {preset.why_not}"
    if preset.silent:
        yield "silent", "packets are dropped without a word: pre-ping waits for an answer that never comes, so a recycle is needed as well"
    if preset.keepalive_resets:
        yield "keepalive", "TCP keepalives start it again, where they come more often"
    if preset.notes and preset.notes.rstrip(".") not in preset.why_not:
        yield "notes", preset.notes
    yield "versions", preset.versions or "not stated"
    yield "sourced", _MEANT[preset.confidence] + ("" if preset.source_read else "; the page below was not read itself, but what others quote of it")
    if preset.measured:
        yield "measured", preset.measured
    yield "source", preset.stated_in


def _length(preset: Preset) -> str:
    length = "off" if preset.seconds is None else f"{preset.seconds} s"
    if preset.shortest is None and preset.longest is None:
        return length
    least = f"from {preset.shortest} s" if preset.shortest is not None else ""
    most = f"to {preset.longest} s" if preset.longest is not None else "up"
    return f"{length}; can be set {' '.join(part for part in (least, most) if part)}"


def _recycle(preset: Preset) -> str:
    recycle = recycle_of(preset)
    if recycle is None:
        return "no help below so short a time; pool_pre_ping is, or a pool that keeps nothing (NullPool)"
    return f"pool_recycle={recycle}{', as its maker advises' if preset.recommended_recycle else ''}"
