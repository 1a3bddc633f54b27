"""What a rule found, and what is shown of it."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from engine_lint.dataclass import dataclass
from engine_lint.model.levels import Confidence, Safety, Severity

if TYPE_CHECKING:
    from engine_lint.model.change import Change, Edit
    from engine_lint.model.place import Place

__all__ = ["HELD_BACK", "Confidence", "Finding", "Fix", "Related", "Safety", "Severity", "SiteReference"]

HELD_BACK = "held back: "
"""How the reason begins for which a fix is not carried out."""


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that belongs to a finding, with a short label of its own."""

    place: Place
    label: str


@dataclass(frozen=True, slots=True)
class SiteReference:
    """The engine site that a finding is about: ``kind`` (``call``, ``flask-config``, ...) and what is called there."""

    kind: str
    callee: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A way to mend a finding. ``reason`` tells why it is unsafe or held back; ``edits`` are filled in by the fix stage."""

    title: str
    changes: tuple[Change, ...]
    safety: Safety = Safety.SAFE
    reason: str = ""
    edits: tuple[Edit, ...] = ()

    @property
    def is_held_back(self) -> bool:
        """Whether it would write outside the given paths."""
        return HELD_BACK in self.reason


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect, at one place. Refused when malformed."""

    code: str
    name: str
    severity: Severity
    confidence: Confidence
    message: str
    place: Place
    site: SiteReference | None = None
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    help: tuple[str, ...] = field(default=())
    """Further sentences for the full output: why, with numbers."""
    cause: Place | None = None
    """The place that several findings of one rule come from, where it is not their own: they are one defect."""
    also: tuple[Place, ...] = ()
    """Further places of the same text that it is about: a suppression comment may stand at any of them."""
    content: str = ""
    """A digest of the text at its place, which formatting does not change."""
    occurrence: int = 0
    """Which of those of its rule with the same content in the same file it is, from 1."""
    fingerprint: str = ""

    def __post_init__(self) -> None:
        if not (self.code.startswith("EL") and self.code[2:].isdigit()):
            raise ValueError(f"malformed rule code {self.code!r}")
        if not self.message or self.message.endswith("."):
            raise ValueError(f"{self.code}: a message is one phrase without a full stop, not {self.message!r}")
        if self.place.span.end < self.place.span.start:
            raise ValueError(f"{self.code}: the span ends before it starts")
