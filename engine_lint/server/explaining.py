"""What a hover tells: the effective configuration of the engines on a line, and where each value came from. All text of the code is escaped."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression
from engine_lint.inventory import at_line, entries_of
from engine_lint.model.engine import Step
from engine_lint.model.inventory import Entry, Inventory, OptionInForce
from engine_lint.model.place import Place
from engine_lint.model.timeout import IdleTimeout
from engine_lint.pipeline import Request
from engine_lint.report.inventory.wording import backend_text, callee, clean, marks, option_text, where
from engine_lint.report.view import View, rule_url
from engine_lint.server.folders import Folder
from engine_lint.server.jobs import Explain, Explanation, Spot
from engine_lint.server.problems import NOTEBOOK, Locator, text
from engine_lint.server.uris import uri_of
from engine_lint.workspace import Workspace

_SPECIAL = expression(r"[\\`*\[\]<>&|~$]|(?<![^\W_])_|_(?![^\W_])|:(?=//)|(?<=\bwww)\.")
"""What may mean something to Markdown in the middle of a line; a backslash takes that from it. Names with underscores within stay readable."""
_HIDDEN = {"comment": "silenced by a comment", "confidence": "hidden: not sure enough", "settings": "left out by the settings"}
MOST = 4
"""So many engines on one line are told of."""


def explained(job: Explain, folder: Folder, workspace: Workspace) -> Explanation:
    """What is told of the engines on a line; of those that options pass through to, where none stands there.

    Args:
        job: the line.
        folder: the folder that the file lies in.
        workspace: its projects as the editor shows them, traced.
    """
    request = Request((), folder.lookup)
    locator = Locator(workspace, job.buffers)
    here = entries_of(folder.found, workspace, request, only=job.path)
    entries = _entries(here, job, locator)
    if not entries and not here.entries:
        quiet = workspace.quiet(folder.found.files)
        here = entries_of(folder.chosen(file for file in folder.found.files if file.path not in quiet), workspace, request)
        entries = _entries(here, job, locator)
    if not entries:
        return Explanation()
    told = [_Told(entry, here, View(os.path.dirname(job.path) if not workspace.given else workspace.root(job.path))) for entry in entries[:MOST]]
    more = [f"*{len(entries) - MOST} more engines*"] if len(entries) > MOST else []
    markdown = "\n\n---\n\n".join(["\n".join(each.lines()) for each in told] + more)
    own = entries[0].engine.site.place
    return Explanation(markdown, locator.spot(own) if own.path == job.path else None)


def _entries(inventory: Inventory, job: Explain, locator: Locator) -> Sequence[Entry]:
    if not job.path.endswith(NOTEBOOK) or job.path in job.buffers.notebooks:
        return at_line(inventory.entries, job.path, job.line, job.cell)
    return [entry for entry in inventory.entries if _stands_on(locator.spot(entry.engine.site.place), job)]


def _stands_on(spot: Spot, job: Explain) -> bool:
    return spot.path == job.path and spot.range.start.line < job.line <= spot.range.end.line + 1


@dataclass(frozen=True, slots=True)
class _Told:
    """One engine."""

    entry: Entry
    inventory: Inventory
    view: View

    def lines(self) -> Iterator[str]:
        """Where it stands, which database, which options, what follows."""
        engine = self.entry.engine
        words = "".join(f", {word}" for word in marks(engine))
        yield f"{code(callee(engine))} at {self._link(engine.site.place)}{escaped(words)}"
        if engine.conditions:
            yield f"\nif {' and '.join(code(clean(each)) for each in engine.conditions)}"
        yield f"\nBackend: {code(backend_text(engine.backend))}\n"
        yield from (f"- {code(f'{clean(option.name)} = {option_text(option)}')}, {self._source(option)}" for option in self.entry.options)
        if engine.unseen:
            yield f"\nIt may get other options: {escaped('; '.join(clean(each) for each in engine.unseen))}."
        if engine.ping is not None:
            yield f"\nA hand-written ping at {self._link(engine.ping.place)} stands in for pre-ping."
        yield ""
        yield from map(self._limit, engine.timeouts) if engine.timeouts else ("No idle limit is known on its path.",)
        yield from self._rules()

    def _source(self, option: OptionInForce) -> str:
        """Where an option's value came from: the places on the way, the one that decides last."""
        if option.explicit:
            steps = option.steps or ((Step(option.place, "set"),) if option.place else ())
            return " ← ".join(self._link(step.place) for step in steps) or "set by the project"
        return escaped(option.default_of or "which something that cannot be seen may set")

    def _limit(self, timeout: IdleTimeout) -> str:
        at = f", {self._link(timeout.place)}" if timeout.place is not None else ""
        kind = "Limit on age" if timeout.is_age else "Idle limit"
        return f"- {kind}: **{timeout.seconds} s** ({escaped(clean(timeout.label))}, {escaped(clean(timeout.where))}{at})"

    def _rules(self) -> Iterator[str]:
        for verdict in self.entry.verdicts:
            finding = verdict.finding
            hidden = f" *({_HIDDEN[verdict.hidden]})*" if verdict.hidden else ""
            yield f"\n[{finding.code}]({rule_url(finding)}){hidden}: {escaped(text(finding.message))}. {escaped(' '.join(map(text, finding.help)))}".rstrip()

    def _link(self, place: Place) -> str:
        return f"[{code(where(place, self.view))}]({uri_of(place.path)}#L{place.span.start.line})"


def escaped(plain: str) -> str:
    """A text that Markdown shows as it is."""
    return _SPECIAL.sub(r"\\\g<0>", plain.replace("\n", " "))


def code(plain: str) -> str:
    """A text as a span of code, whatever backticks are in it."""
    longest = max(map(len, re.findall(r"`+", plain)), default=0)
    fence, space = "`" * (longest + 1), " " if "`" in plain else ""
    return f"{fence}{space}{plain}{space}{fence}"
