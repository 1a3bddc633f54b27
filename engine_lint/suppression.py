"""Suppression comments: ``# engine-lint: ignore[EL101] reason``, ``# noqa: EL101``, and which of them silence nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression
from engine_lint.files.kind import Comment, Kind
from engine_lint.files.kinds import kind_of
from engine_lint.model.change import Edit
from engine_lint.model.finding import Confidence, Finding, Fix
from engine_lint.model.place import Place, cell_of
from engine_lint.model.source import Source
from engine_lint.prefilter import may_hold_suppression

if TYPE_CHECKING:
    from engine_lint.discovery import File
    from engine_lint.workspace import Workspace

UNUSED = "EL901"
_OURS = expression(r"#\s*engine-lint:\s*(ignore-file|ignore)\b(?:\s*\[([^\]]*)\])?", re.IGNORECASE)
_NOQA = expression(r"#\s*noqa\b(?::\s*([A-Z]+\d+(?:[\s,]+[A-Z]+\d+)*))?", re.IGNORECASE)
_CODE = expression(r"\b[A-Za-z]+\d+\b")
_OWN_CODE = expression(r"EL\d{3}")


@dataclass(frozen=True, slots=True)
class Suppression:
    """One comment in ``text``.

    ``names`` are codes or names as written, empty for all rules; ``start`` and ``end`` are offsets of its part of the
    comment, which lies from ``comment_start`` to ``comment_end``. ``alone`` says that nothing but the comment stands on its line, so that it speaks of the
    line ``target``, the first one below that is not a comment.
    """

    text: Source
    kind: str
    names: tuple[str, ...]
    line: int
    start: int
    end: int
    comment_start: int
    comment_end: int
    alone: bool
    target: int

    @property
    def is_bare_noqa(self) -> bool:
        """A ``# noqa`` without codes may be meant for other tools, so it is never called unused."""
        return self.kind == "noqa" and not self.names

    def speaks_of(self, finding: Finding) -> bool:
        """Whether it stands where it can silence a finding: on a line that it is about, or alone above it."""
        if self.kind == "ignore-file":
            return finding.place.path == self.text.path
        return any(self.stands_at(place) for place in (finding.place, *finding.also))

    def stands_at(self, place: Place) -> bool:
        """Whether it stands on a line of a place, or alone above it."""
        if cell_of(place) != self.text.key:
            return False
        first = place.span.start.line
        return first <= self.line <= last_line(place) or (self.alone and self.target == first)


@dataclass(frozen=True, slots=True)
class Suppressed:
    """Findings of one file told apart, and those about comments that silence nothing."""

    shown: tuple[Finding, ...] = ()
    silenced: tuple[Finding, ...] = ()
    unused: tuple[Finding, ...] = ()


def suppress(texts: Sequence[Source], findings: Sequence[Finding], kind: Kind) -> Suppressed:
    """Apply the suppression comments in a file's texts to all findings that any rule has there, at any confidence."""
    comments = [each for text in texts for each in suppressions(text, kind.comments(text))]
    shown: list[Finding] = []
    silenced: list[Finding] = []
    used: set[tuple[int, int, str]] = set()
    for finding in findings:
        near = [comment for comment in comments if comment.speaks_of(finding)]
        hits = [(comment, name) for comment in near for name in _hits(comment, finding)]
        used.update((comment.text.cell, comment.start, name) for comment, name in hits)
        (silenced if hits else shown).append(finding)
    unused = tuple(each for comment in comments if not comment.is_bare_noqa for each in _unused(comment, used, kind))
    return Suppressed(tuple(shown), tuple(silenced), unused)


def told_by(file: File, texts: Sequence[Source], data: bytes, findings: Sequence[Finding], workspace: Workspace, *, ignores: bool) -> Suppressed:
    """What is said and what a comment silences, also of what the code of this file loads from others.

    Args:
        file: the file.
        texts: its texts.
        data: its bytes.
        findings: all that any rule has.
        workspace: the texts of the others.
        ignores: whether comments count.
    """
    if not ignores:
        return Suppressed(tuple(findings))
    here = [each for each in findings if each.place.path == file.path]
    told = suppress(texts, here, file.kind) if may_hold_suppression(data) else Suppressed(tuple(here))
    elsewhere = [each for each in findings if each.place.path != file.path]
    for path in sorted({each.place.path for each in elsewhere}):
        other = suppress(workspace.texts(path), [each for each in elsewhere if each.place.path == path], kind_of(path))
        told = Suppressed(told.shown + other.shown, told.silenced + other.silenced, told.unused)
    return told


def suppressions(source: Source, found: Iterable[Comment]) -> Iterator[Suppression]:
    """Those of a text's comments that suppress something."""
    comments = list(found)
    alone_on = {line for line, column, _ in comments if not source.line(line)[: column - 1].strip()}
    for line, column, text in comments:
        for kind, names, start, end in _parts(text):
            base = source.line_starts[line - 1] + column - 1
            target = line
            while target in alone_on:
                target += 1
            yield Suppression(source, kind, names, line, base + start, base + end, base, base + len(text), line in alone_on, target)


def _parts(comment: str) -> Iterator[tuple[str, tuple[str, ...], int, int]]:
    for match in _OURS.finditer(comment):
        names = tuple(name.strip() for name in (match[2] or "").split(",") if name.strip())
        yield match[1].lower(), names, match.start(), _end_of_part(comment, match.end())
    for match in _NOQA.finditer(comment):
        codes = tuple(re.split(r"[\s,]+", match[1].upper())) if match[1] else ()
        own = tuple(code for code in codes if _OWN_CODE.fullmatch(code))
        if own or not codes:
            yield "noqa", own, match.start(), match.end()


def _end_of_part(comment: str, start: int) -> int:
    """Where the reason ends: at the next ``#``, or with the comment."""
    following = comment.find("#", start)
    return len(comment) if following < 0 else following


def _hits(comment: Suppression, finding: Finding) -> tuple[str, ...]:
    if not comment.names:
        return ("",)
    return tuple(name for name in comment.names if _means(name, finding))


def _means(name: str, finding: Finding) -> bool:
    return name.upper() == finding.code or name.lower() == finding.name


def last_line(place: Place) -> int:
    """The last line that has something of a place."""
    span = place.span
    return span.end.line - 1 if span.end.column == 1 and span.end.line > span.start.line else span.end.line


def _unused(comment: Suppression, used: set[tuple[int, int, str]], kind: Kind) -> Iterator[Finding]:
    source = comment.text
    idle = [name for name in (comment.names or ("",)) if (source.cell, comment.start, name) not in used]
    if not idle:
        return
    from engine_lint.rules.registry import find

    rule = find(UNUSED)
    assert rule is not None
    written = "# noqa" if comment.kind == "noqa" else f"engine-lint: {comment.kind}"
    unknown = [name for name in idle if name and find(name) is None]
    message = f"`{written}` silences nothing" if idle == [""] else f"`{written}[{', '.join(idle)}]` silences nothing"
    if comment.kind == "noqa" and idle != [""]:
        message = f"`# noqa: {', '.join(idle)}` silences nothing"
    hints = tuple(f"`{name}` is no rule of engine-lint{_near(name)}" for name in unknown)
    place = Place(source.path, source.span(comment.start, comment.end), source.cell)
    fix = Fix("Remove what silences nothing", (), edits=(_removal(comment, idle),)) if kind.can_lose(source, comment.comment_start) else None
    yield Finding(UNUSED, rule.name, rule.severity, Confidence.HIGH, message, place, fix=fix, help=hints)


def _near(name: str) -> str:
    from engine_lint.rules.registry import closest

    near = closest(name)
    return f"; did you mean `{near}`?" if near else "."


def _removal(comment: Suppression, idle: Sequence[str]) -> Edit:
    """Take out the names that silence nothing, the whole comment where nothing is left of it, the line where it stands alone."""
    source, text, start, end = comment.text, comment.text.text, comment.comment_start, comment.comment_end
    left = f"{text[start : comment.start]}{_left_of_part(comment, idle)}{text[comment.end : end].lstrip()}".rstrip()
    if not left:
        line_start = source.line_starts[comment.line - 1]
        if comment.alone:
            start, end = line_start, source.line_starts[comment.line] if comment.line < len(source.line_starts) else len(text)
        else:
            start = line_start + len(text[line_start:start].rstrip(" \t"))
    return Edit(source.path, source.span(start, end), left, source.cell)


def _left_of_part(comment: Suppression, idle: Sequence[str]) -> str:
    part = comment.text.text[comment.start : comment.end]
    foreign = [code for code in _CODE.findall(part) if not _OWN_CODE.fullmatch(code.upper())] if comment.kind == "noqa" else []
    kept = [name for name in comment.names if name not in idle]
    if not kept and not foreign:
        return ""
    following = " " if comment.end < comment.comment_end and not part.endswith(" ") else ""
    return _without(part, idle) + following


def _without(part: str, idle: Sequence[str]) -> str:
    for name in idle:
        part = re.sub(rf"\s*,\s*{re.escape(name)}\b|\b{re.escape(name)}\s*,?\s*", "", part, count=1, flags=re.IGNORECASE)
    return part
