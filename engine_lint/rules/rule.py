"""What a rule is: facts in, reports out. No rule knows syntax."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from typing import Any

from engine_lint.dataclass import dataclass
from engine_lint.model.finding import Confidence, Fix, Related, Severity
from engine_lint.model.place import Place
from engine_lint.model.value import Option
from engine_lint.model.versions import Versions


@dataclass(frozen=True, slots=True)
class Report:
    """What a rule says of its subject. ``place`` defaults to the subject's site, ``severity`` to the rule's.

    ``about`` is the option it speaks of: where options stand on lines of their own, that is the place. ``cause`` is a place elsewhere from
    which the same defect shows at several subjects. ``also`` are further places that it is about, where a suppression comment may stand too.
    """

    message: str
    confidence: Confidence
    place: Place | None = None
    severity: Severity | None = None
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    help: tuple[str, ...] = ()
    about: Option | None = None
    cause: Place | None = None
    also: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What holds for the whole project: pinned versions, and ``recycle`` (seconds), the value that fixes write if the settings give one."""

    versions: Versions = field(default_factory=Versions)
    recycle: int | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A piece of code with the findings it must give when it runs through the production pipeline.

    ``finds`` are ``CODE:LINE`` entries, sorted; an example without is a near miss. ``fixed`` is the text after ``--fix``, None where nothing
    changes; where it is ``unsafe``, that needs ``--unsafe-fixes`` too. ``files`` are further files of the project by relative path, ``name`` is that
    of the one judged.
    """

    source: str
    finds: tuple[str, ...] = ()
    fixed: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    name: str = "shop.py"
    unsafe: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. The module's docstring is its page; ``examples`` run as tests.

    ``subject`` is the type the rule judges: ``Engine``, ``ConfigKeys``, ``ServerConfig``, or ``None`` for rules that the pipeline itself
    reports (unused suppressions, unparsable files).
    """

    code: str
    name: str
    severity: Severity
    summary: str
    subject: type | None
    check: Callable[[Any, Context], Iterator[Report]] | None
    examples: tuple[Example, ...] = ()
    pedantic: bool = False
    fixable: str = "none"
    """``safe``, ``unsafe``, ``sometimes`` or ``none``, for the rule table."""
