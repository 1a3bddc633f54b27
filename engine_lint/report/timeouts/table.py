"""``table``: the timers by kind; for each its length and the recycle for it, then what it is and where that is stated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap

from rich.console import Console
from rich.table import Table

from engine_lint.report.closing import plural
from engine_lint.report.timeouts.wording import KINDS, recycle_of, sourced
from engine_lint.report.view import View
from engine_lint.timeouts.presets import Preset

NARROW = 78
"""Columns below which a name stands on a line of its own."""
NUMBERS = {"default": 8, "recycle": 7, "sourced": 15}
_INDENT = "    "


def render(presets: Sequence[Preset], view: View) -> Iterator[str]:
    """The timers, kind by kind, those that act first on top."""
    for kind, title in KINDS.items():
        listed = sorted((each for each in presets if each.kind == kind), key=lambda each: (each.seconds is None, each.seconds, each.id))
        if listed:
            yield from _group(title, listed, view)
            yield ""
    yield from _closing(presets, view)


def _group(title: str, presets: Sequence[Preset], view: View) -> Iterator[str]:
    yield view.painter.paint(title[0].upper() + title[1:], "bold")
    header, *rows = _rows(presets, view)
    yield view.painter.paint(f"  {header}", "dim")
    for preset, row in zip(presets, rows, strict=True):
        if view.width < NARROW:
            yield f"  {preset.id}"
        yield f"  {row}"
        for line in _about(preset, view):
            yield view.painter.paint(line, "dim")


def _rows(presets: Iterable[Preset], view: View) -> list[str]:
    """The header and one line for each timer, their columns in line."""
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("platform" if view.width >= NARROW else "", no_wrap=True, width=None if view.width >= NARROW else 1)
    for name, width in NUMBERS.items():
        table.add_column(name, justify="left" if name == "sourced" else "right", no_wrap=True, width=width)
    for each in presets:
        recycle = recycle_of(each)
        length = f"{each.seconds} s" if each.seconds is not None else "off"
        table.add_row(each.id if view.width >= NARROW else "", length, str(recycle) if recycle else "-", sourced(each))
    console = Console(width=max(view.width, NARROW), color_system=None, highlight=False, emoji=False, markup=False)
    with console.capture() as capture:
        console.print(table)
    return [line.rstrip() for line in capture.get().splitlines()]


def _about(preset: Preset, view: View) -> Iterator[str]:
    """What it is, why it is not comparable, and the address, which is never broken."""
    setting = "" if preset.setting.startswith("(") else f": {preset.setting}"
    age = ", a limit on age" if preset.is_comparable and preset.basis == "age" else ""
    silent = "; drops packets without a word" if preset.silent else ""
    about = f"{preset.product}{setting}{age}{silent}"
    for text in (about, preset.why_not):
        yield from wrap(text, max(view.width, 40), initial_indent=_INDENT, subsequent_indent=_INDENT, break_on_hyphens=False)
    yield f"{_INDENT}{preset.stated_in}"


def _closing(presets: Sequence[Preset], view: View) -> Iterator[str]:
    able = sum(each.is_comparable for each in presets)
    others = f", {len(presets) - able} for information" if able < len(presets) else ""
    sentences = (
        f"{plural(able, 'timer')} for `platform = [...]`{others}.",
        "`recycle` is the pool_recycle that stays below one; `-`: recycling is no help there, or there is nothing to stay below.",
        "`measured`: documented, and seen at work. `engine-lint timeouts ID` tells all that is known of one.",
    )
    for sentence in sentences:
        yield from wrap(sentence, view.width, break_on_hyphens=False)
