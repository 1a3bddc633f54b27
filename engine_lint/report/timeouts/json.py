"""``json``: the timers as one object, schema version 1. Fields are only ever added to it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from engine_lint import __version__
from engine_lint.report.timeouts.wording import recycle_of
from engine_lint.report.view import View
from engine_lint.timeouts.presets import Preset

SCHEMA_VERSION = 1


def render(presets: Sequence[Preset], view: View) -> Iterator[str]:
    """The timers as indented JSON."""
    tool = {"name": "engine-lint", "version": __version__}
    yield json.dumps({"schema_version": SCHEMA_VERSION, "tool": tool, "timeouts": [_timer(each) for each in presets]}, indent=2, ensure_ascii=True)


def _timer(preset: Preset) -> dict[str, Any]:
    return {
        "id": preset.id,
        "kind": preset.kind,
        "product": preset.product,
        "setting": preset.setting,
        "seconds": preset.seconds,
        "settable": {"min": preset.shortest, "max": preset.longest},
        "basis": preset.basis,
        "scope": preset.notes,
        "versions": preset.versions,
        "comparable": preset.is_comparable,
        "because": preset.why_not or None,
        "silent": preset.silent,
        "keepalive_resets": preset.keepalive_resets or None,
        "recycle": {"seconds": recycle_of(preset), "by_vendor": preset.is_comparable and preset.recommended_recycle is not None},
        "source": {"url": preset.stated_in, "read": preset.source_read, "confidence": preset.confidence, "measured": preset.measured or None},
    }
