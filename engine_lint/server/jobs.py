"""What the two processes of the server say to each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, TypeAlias

from engine_lint.dataclass import dataclass
from engine_lint.model.finding import Safety, Severity

if TYPE_CHECKING:
    from lsprotocol.types import Range, TextEdit

    from engine_lint.model.place import Cell


@dataclass(frozen=True, slots=True)
class Buffers:
    """What the editor shows.

    ``folders`` are those it has opened, ``texts`` the bytes of all open files, by absolute path. ``notebooks`` are those of them whose cells are
    documents of their own. ``encoding`` says in which units columns count.
    """

    folders: tuple[str, ...] = ()
    texts: Mapping[str, bytes] = field(default_factory=dict)
    notebooks: frozenset[str] = frozenset()
    encoding: str = "utf-16"


@dataclass(frozen=True, slots=True)
class Changed:
    """What happened on the disk since the last job: files that were written, made or removed. ``all`` says that nothing remembered counts any more."""

    paths: frozenset[str] = frozenset()
    all: bool = False


@dataclass(frozen=True, slots=True)
class Prepare:
    """Look at the folder that a file lies in, so that what follows is quick."""

    path: str
    buffers: Buffers
    changed: Changed = Changed()


@dataclass(frozen=True, slots=True)
class Check:
    """Find what is wrong in one file."""

    path: str
    buffers: Buffers


@dataclass(frozen=True, slots=True)
class Mend:
    """Carry out fixes of one file's findings: those with some fingerprints, else all that are safe."""

    path: str
    buffers: Buffers
    only: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Silence:
    """Write a comment that silences a finding, which its fingerprint tells."""

    path: str
    buffers: Buffers
    finding: str
    reason: str


@dataclass(frozen=True, slots=True)
class Explain:
    """Tell of the engine on a line, which counts from 1."""

    path: str
    buffers: Buffers
    line: int
    cell: int = 0


Job: TypeAlias = Prepare | Check | Mend | Silence | Explain


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as the editor counts; ``cell`` is that of a notebook whose cells are documents, else 0."""

    path: str
    cell: int
    range: Range


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding as it is shown. ``title``, ``safety`` and ``reason`` are those of its fix, empty and None where there is none."""

    spot: Spot
    code: str
    severity: Severity
    message: str
    url: str
    related: tuple[tuple[Spot, str], ...] = ()
    fingerprint: str = ""
    title: str = ""
    safety: Safety | None = None
    reason: str = ""
    silenceable: bool = True
    """Whether a comment may silence it."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is wrong. ``failures`` are sentences about what could not be done, ``notes`` about what was passed over."""

    problems: tuple[Problem, ...] = ()
    failures: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edits:
    """What to change, by file and cell; nothing where there is nothing to do."""

    changes: Mapping[Cell, tuple[TextEdit, ...]] = field(default_factory=dict)
    failures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is told of the engines on a line, in Markdown; empty for none."""

    markdown: str = ""
    spot: Spot | None = None


@dataclass(frozen=True, slots=True)
class Crashed:
    """An error that nobody expected, in one sentence."""

    message: str


Answer: TypeAlias = Diagnosis | Edits | Explanation | Crashed | None
