"""Findings as an editor shows them."""

from __future__ import annotations

import os

from lsprotocol.types import Position, Range

from engine_lint.dataclass import dataclass
from engine_lint.errors import SettingsError
from engine_lint.model.finding import Finding, Severity
from engine_lint.model.outcome import UNPARSABLE
from engine_lint.model.place import Place, cell_of
from engine_lint.report.excerpt import shown_line
from engine_lint.report.masking import masked
from engine_lint.report.view import SETTINGS_URL, rule_url
from engine_lint.server.jobs import Buffers, Problem, Spot
from engine_lint.server.positions import range_of
from engine_lint.settings.lookup import not_read
from engine_lint.settings.reading import line_of
from engine_lint.suppression import UNUSED
from engine_lint.workspace import Workspace

NOTEBOOK = ".ipynb"
SETTINGS = "settings"
"""What stands for a rule's code where the settings are wrong."""


@dataclass(frozen=True, slots=True)
class Locator:
    """Tells where in the editor places stand. A notebook is either many documents, or one whose text is JSON."""

    workspace: Workspace
    buffers: Buffers

    def spot(self, place: Place) -> Spot:
        """A place as the editor counts."""
        source = self.workspace.text_or_none(cell_of(place))
        if source is not None and place.cell and place.path not in self.buffers.notebooks:
            place, source = source.in_file(place.span), source.file
        return Spot(place.path, place.cell, range_of(source, place.span, self.buffers.encoding))


def problem_of(finding: Finding, locator: Locator) -> Problem:
    """A finding as it is shown."""
    fix = finding.fix if finding.fix is not None and finding.fix.edits and not finding.fix.is_held_back else None
    return Problem(
        locator.spot(finding.place),
        finding.code,
        finding.severity,
        text(finding.message),
        rule_url(finding),
        tuple((locator.spot(each.place), text(each.label)) for each in finding.related),
        finding.fingerprint,
        text(fix.title) if fix else "",
        fix.safety if fix else None,
        text(fix.reason) if fix else "",
        finding.code not in (UNUSED, UNPARSABLE),
    )


def settings_problem(error: SettingsError) -> Problem:
    """A mistake in a settings file, on its line."""
    message = "; ".join(filter(None, (error.message, error.hint)))
    return _in_settings(error.path, error.line, Severity.ERROR, message)


def unread_problem(path: str) -> Problem:
    """A table of settings that is not read, on its line."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            line = line_of(file.read(), "tool", "engine-lint")
    except OSError:
        line = 0
    return _in_settings(path, line, Severity.WARNING, not_read(os.path.basename(path)))


def _in_settings(path: str, line: int, severity: Severity, message: str) -> Problem:
    first = max(line - 1, 0)
    spot = Spot(path.replace("\\", "/"), 0, Range(Position(first, 0), Position(first + 1, 0)))
    return Problem(spot, SETTINGS, severity, text(message), SETTINGS_URL, silenceable=False)


def text(said: str) -> str:
    """A text with the passwords in it hidden and control characters made harmless."""
    return "\n".join(shown_line(line).text for line in masked(said).split("\n"))
