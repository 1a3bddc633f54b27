"""``html``: one page that holds everything it needs, with a row and a timeline for each engine.

The page is plain ASCII, so that no encoding can change it. Its content security policy allows the one style sheet and the one
script that it holds, by their hashes, and nothing else.
"""

from __future__ import annotations

import os
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from itertools import count, groupby
from typing import Any

from engine_lint import __version__
from engine_lint.dataclass import dataclass
from engine_lint.model.inventory import Inventory
from engine_lint.report.closing import plural
from engine_lint.report.excerpt import shown_line
from engine_lint.report.inventory.outlook import MEANINGS, Fate
from engine_lint.report.inventory.rows import Row, row_of
from engine_lint.report.inventory.timeline import NEVER_AT, Axis, axis_for
from engine_lint.report.inventory.wording import UNKNOWN
from engine_lint.report.masking import masked
from engine_lint.report.view import View
from engine_lint.rules.wording import CHECKOUT_ONLY


def render(inventory: Inventory, view: View) -> Iterator[str]:
    """The page, as one text of many lines."""
    axis = axis_for(entry.engine for entry in inventory.entries)
    sections = list(_sections(inventory, view, axis))
    rows = [row for section in sections for row in section.rows]
    style, script = _style(axis, rows), _template("page.js").render().strip()
    page = _template("page.html").render(
        version=__version__,
        project=shown_line(os.path.basename(view.cwd.rstrip("/"))).text or "this folder",
        policy=_policy(style, script),
        style=style,
        script=script,
        axis=axis.captions(),
        never=NEVER_AT,
        sections=sections,
        fates=[(fate, MEANINGS[fate]) for fate in Fate],
        tally=Counter(row.outlook.fate for row in rows),
        backends=sorted(Counter(name for row in rows for name in row.backends).items(), key=lambda item: (item[0] == UNKNOWN, item[0])),
        aside=sum(row.aside for row in rows),
        summary=_summary(rows, len(sections), inventory),
        failures=[(shown_line(view.path(failure.path)).text, shown_line(masked(failure.message)).text) for failure in inventory.failures],
        checkout_only=CHECKOUT_ONLY,
    )
    yield page.encode("ascii", "xmlcharrefreplace").decode("ascii").rstrip("\n")


@dataclass(frozen=True, slots=True)
class Section:
    """The engines of one file."""

    path: str
    href: str
    rows: tuple[Row, ...]


def _sections(inventory: Inventory, view: View, axis: Axis) -> Iterator[Section]:
    numbers = count(1)
    for path, entries in groupby(inventory.entries, key=lambda entry: entry.engine.site.place.path):
        rows = tuple(row_of(entry, next(numbers), inventory, view, axis) for entry in entries)
        shown = view.path(path)
        yield Section(shown_line(shown).text, view.link(path, shown, 1), rows)


def _summary(rows: list[Row], files: int, inventory: Inventory) -> str:
    """The first sentence of the page."""
    read = plural(inventory.files_checked, "file")
    if not rows:
        return f"No engine was found in {read}."
    short = [row for row in rows if row.outlook.fate.falls_short]
    verdict = "none falls short" if not short else f"{len(short)} falls short" if len(short) == 1 else f"{len(short)} fall short"
    return f"{plural(len(rows), 'engine')} in {plural(files, 'file')} ({read} read): {verdict}{_aside(short)}."


def _aside(rows: list[Row]) -> str:
    """How many of some engines stand where connections hardly rest."""
    aside = sum(row.aside for row in rows)
    if not aside:
        return ""
    many = "" if len(rows) == 1 else "all of them " if aside == len(rows) else f"{aside} of them "
    return f", {many}in tests, in migrations or used once"


def _style(axis: Axis, rows: Iterable[Row]) -> str:
    """The style sheet, with a class for each position that the page uses: style attributes would need a weaker policy."""
    lines = {position for position, _ in axis.captions()}
    starts, ends = set(lines), set[int]()
    for row in rows:
        if row.timeline is not None:
            starts |= row.timeline.starts()
            ends |= row.timeline.ends()
    style: str = _template("page.css").render(starts=sorted(starts), ends=sorted(ends), grid=sorted(lines - {NEVER_AT}))
    return style.strip()


def _policy(style: str, script: str) -> str:
    """What the page may load and run."""
    style_hash, script_hash = (b64encode(sha256(text.encode()).digest()).decode() for text in (style, script))
    return f"default-src 'none'; style-src 'sha256-{style_hash}'; script-src 'sha256-{script_hash}'; base-uri 'none'; form-action 'none'"


@cache
def _environment() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("engine_lint.report.inventory", "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, auto_reload=False)


def _template(name: str) -> Any:
    return _environment().get_template(name)
