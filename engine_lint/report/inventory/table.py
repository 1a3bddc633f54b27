"""``table``: one table per file, two lines per engine (the value, and where it comes from); a list where the terminal is narrow."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from rich.console import Console
from rich.table import Table
from rich.text import Text

from engine_lint.model.engine import Engine
from engine_lint.model.inventory import Entry, Inventory, OptionInForce, Verdict
from engine_lint.model.place import Place
from engine_lint.model.timeout import IdleTimeout
from engine_lint.report.closing import plural
from engine_lint.report.inventory.wording import backend_text, callee, clean, marks, option_text, where
from engine_lint.report.view import View

NARROW = 72
"""Columns below which a list takes the table's place."""
WIDE = 110
"""Columns from which places are shown with their folders."""
COLUMNS = {"engine": 20, "pool": 9, "pre-ping": 11, "recycle": 13, "idle": 8, "rules": 7}
"""Widths where the terminal is not wide: with the line and the gaps they fill 80 columns."""
SHORT = {"poolclass": "pool", "pool_pre_ping": "pre-ping", "pool_recycle": "recycle"}


def render(inventory: Inventory, view: View) -> Iterator[str]:
    """The inventory, file by file."""
    for path, group in groupby(inventory.entries, key=lambda entry: entry.engine.site.place.path):
        entries = list(group)
        if view.width < NARROW:
            for entry in entries:
                yield from _listed(entry, view)
                yield ""
            continue
        yield view.painter.paint(view.name(path), "bold")
        yield from _drawn(_table(entries, view), view)
        yield from _notes(entries, view)
        yield ""
    yield from _closing(inventory, view)


def _table(entries: Iterable[Entry], view: View) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="dim")
    entries = list(entries)
    in_cells = any(entry.engine.site.place.cell for entry in entries)
    table.add_column("cell" if in_cells else "line", justify="right", no_wrap=True)
    for name, width in COLUMNS.items():
        table.add_column(name, overflow="fold", width=width if view.width < WIDE else None)
    for alike, cells in _alike(entries, view):
        place = alike[0].engine.site.place
        shared = [text for text in dict.fromkeys(alike[0].engine.conditions) if all(text in each.engine.conditions for each in alike)]
        told = (f"on {len(alike)} paths",) if len(alike) > 1 else ()
        head = Text("\n").join([cells[0], *(Text(each, style="dim") for each in (*told, *(f"if {clean(text)}" for text in shared)))])
        table.add_row(f"{place.cell}:{place.span.start.line}" if in_cells else str(place.span.start.line), head, *cells[1:])
    return table


def _alike(entries: Iterable[Entry], view: View) -> Iterator[tuple[list[Entry], tuple[Text, ...]]]:
    """The engines of one site that look the same but for their conditions, with what is shown of each."""
    groups: dict[tuple[Place, tuple[str, ...]], tuple[list[Entry], tuple[Text, ...]]] = {}
    for entry in entries:
        cells = _cells(entry, view)
        groups.setdefault((entry.engine.site.place, tuple(each.plain for each in cells)), ([], cells))[0].append(entry)
    yield from groups.values()


def _cells(entry: Entry, view: View) -> tuple[Text, ...]:
    """What is shown of an engine, without the conditions under which it is made."""
    engine = entry.engine
    return (
        _lines(_fitted(clean(engine.site.callee), "engine", view), _fitted(backend_text(engine.backend), "engine", view), *marks(engine)),
        *(_with_source(entry, name, view) for name in SHORT),
        _lines(*_timeout(engine.timeouts, view)),
        _lines(*dict.fromkeys(_code(verdict) for verdict in entry.verdicts)),
    )


def _lines(first: str = "", *others: str) -> Text:
    return Text("\n").join([Text(first or "-"), *(Text(each, style="dim") for each in others if each)])


def _with_source(entry: Entry, name: str, view: View) -> Text:
    option = entry.option(name)
    if option is None:
        return _lines()
    return _lines(_fitted(option_text(option), SHORT[name], view), _source(option, entry.engine, view))


def _fitted(text: str, column: str, view: View) -> str:
    """A name in lines that fit its column, broken between its words: ``AsyncAdapted`` and ``QueuePool``."""
    width = COLUMNS[column]
    if view.width >= WIDE or len(text) <= width or " " in text:
        return text
    pieces = [""]
    for word in re.findall(r"[A-Z]?[^A-Z._+]*[._+]?", text):
        if len(pieces[-1]) + len(word) <= width:
            pieces[-1] += word
        else:
            pieces.append(word)
    return "\n".join(piece for piece in pieces if piece)


def _source(option: OptionInForce, engine: Engine, view: View) -> str:
    """Where a value comes from, as short as the width asks."""
    if not option.explicit:
        framework = next((title for title in ("Flask",) if option.default_of.startswith(title)), "")
        return f"{framework} default".strip() if option.default_of else "open"
    place = option.origin or option.place
    return _short(place, engine, view) if place is not None else ""


def _short(place: Place, engine: Engine, view: View) -> str:
    if place.path == engine.site.place.path and place.cell == engine.site.place.cell:
        return f"line {place.span.start.line}"
    if place.path == engine.site.place.path:
        return f"cell {place.cell}:{place.span.start.line}"
    return where(place, view) if view.width >= WIDE else f"{os.path.basename(view.name(place.path))}:{place.span.start.line}"


def _timeout(timeouts: tuple[IdleTimeout, ...], view: View) -> tuple[str, ...]:
    if not timeouts:
        return ()
    first = timeouts[0]
    source = f"{clean(first.label)}, {clean(first.where)}" if view.width >= WIDE else first.source.name.lower()
    return (f"{first.seconds} s", source)


def _code(verdict: Verdict) -> str:
    return f"({verdict.finding.code})" if verdict.hidden else verdict.finding.code


def _drawn(table: Table, view: View) -> Iterator[str]:
    console = Console(width=view.width - 2, color_system="standard" if view.colour else None, force_terminal=view.colour, highlight=False, emoji=False)
    with console.capture() as capture:
        console.print(table)
    yield from (f"  {line}".rstrip() for line in capture.get().splitlines())


def _notes(entries: Iterable[Entry], view: View) -> Iterator[str]:
    """What does not fit into columns: why a site is open, and which engines take their options from one dict."""
    from textwrap import wrap

    said: dict[str, None] = {}
    for entry in entries:
        engine = entry.engine
        line = engine.site.place.line
        if engine.unseen:
            said[f"{line} is open: {'; '.join(clean(reason) for reason in engine.unseen)}"] = None
        if engine.ping is not None:
            said[f"{line} has a hand-written ping: {where(engine.ping.place, view)}"] = None
        if entry.shares_with:
            together = sorted((engine.site.place, *entry.shares_with))
            said[f"options are shared by {', '.join(_short(place, engine, view) for place in together)}"] = None
    for text in said:
        yield from wrap(text, view.width, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)


def _listed(entry: Entry, view: View) -> Iterator[str]:
    """One engine as a list, for narrow terminals."""
    from textwrap import wrap

    engine = entry.engine
    rows = [("backend", backend_text(engine.backend)), *(_row(entry, name) for name in SHORT)]
    rows.append(("idle limit", ", ".join(_timeout(engine.timeouts, view)) or "-"))
    rows += [("if", clean(text)) for text in engine.conditions]
    rows += [("open", clean(reason)) for reason in engine.unseen]
    rows += [("shares with", where(place, view)) for place in entry.shares_with]
    rows.append(("rules", " ".join(dict.fromkeys(_code(verdict) for verdict in entry.verdicts)) or "-"))
    yield view.painter.paint(f"{where(engine.site.place, view)}: {callee(engine)}", "bold")
    for name, text in rows:
        yield from wrap(text, max(view.width, 30), initial_indent=f"  {name:<11} ", subsequent_indent=" " * 14, break_on_hyphens=False)


def _row(entry: Entry, name: str) -> tuple[str, str]:
    option = entry.option(name)
    if option is None:
        return SHORT[name], "-"
    return SHORT[name], f"{option_text(option)} ({option.default_of or ('set by the project' if option.explicit else 'open')})"


def _closing(inventory: Inventory, view: View) -> Iterator[str]:
    sites = len({entry.engine.site.place for entry in inventory.entries})
    files = len({entry.engine.site.place.path for entry in inventory.entries})
    unseen = sum(entry.engine.is_open for entry in inventory.entries)
    if not sites:
        yield f"No engine site ({plural(inventory.files_checked, 'file')} read)."
        return
    yield f"{plural(sites, 'engine site')} in {plural(files, 'file')} ({plural(inventory.files_checked, 'file')} read){f', {unseen} open' if unseen else ''}."
    if any(verdict.hidden for entry in inventory.entries for verdict in entry.verdicts):
        yield "Rules in parentheses speak too, but `check` hides what they say."
    if inventory.entries:
        yield f"`--explain {where(inventory.entries[0].engine.site.place, view)}` tells where the values of one come from."
    if not inventory.complete:
        yield view.painter.paint("The inventory is not complete: stderr says why.", "bold", "red")
