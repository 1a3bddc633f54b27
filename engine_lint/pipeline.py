"""The whole run, in calling order: discover, prefilter, parse, read, resolve, evaluate, suppress, fix. Reports come after."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from engine_lint.adoption import sieve_for
from engine_lint.discovery import Discovered, File, discover, files_below
from engine_lint.errors import TooLarge, UnreadableFile
from engine_lint.grounds import Grounds
from engine_lint.outcomes import Checked, Sifted, offered, outcome_of
from engine_lint.pieces import all_checked
from engine_lint.prefilter import may_hold_own_suppression
from engine_lint.scanning import Scans
from engine_lint.spreading import Workers, rare_collection
from engine_lint.workspace import Workspace

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from engine_lint.cache.memory import Memory
    from engine_lint.model.capacity import Capacity
    from engine_lint.model.engine import Engine
    from engine_lint.model.finding import Finding
    from engine_lint.model.outcome import Failure, Outcome
    from engine_lint.model.source import Source
    from engine_lint.model.subject import Subject
    from engine_lint.model.versions import Versions
    from engine_lint.settings import Lookup, Settings
    from engine_lint.suppression import Suppressed


class Fixing(Enum):
    """What is done with fixes: they are shown only, computed but not written, or written."""

    SHOW = "show"
    COMPUTE = "compute"
    WRITE = "write"


class Request(NamedTuple):
    """What to check and how.

    ``texts`` are bytes that stand for a file's own, by absolute path: standard input. ``unsafe`` carries out unsafe fixes
    too. ``ignores=False`` passes over suppression comments and ``per-file-ignores``, ``baselines=False`` over baselines. ``write_baseline`` puts all
    findings into the baselines instead of showing them. Of a ``diff_base``, a git revision, only findings on lines that changed since are shown.
    ``reason``, which may be empty, has comments written instead of fixes. ``jobs`` is how many processes may work. ``only`` are the fingerprints of
    findings that alone are mended, where there are any.
    """

    paths: tuple[str, ...]
    lookup: Lookup
    texts: Mapping[str, bytes] = {}
    fixing: Fixing = Fixing.SHOW
    unsafe: bool = False
    ignores: bool = True
    write_baseline: bool = False
    baselines: bool = True
    diff_base: str | None = None
    reason: str | None = None
    jobs: int = 1
    only: frozenset[str] = frozenset()


def run(request: Request, executor: Executor | None = None, progress: Callable[[int, int], None] | None = None, memory: Memory | None = None) -> Outcome:
    """Check what the request names, and mend it where it says so.

    Args:
        request: what to do.
        executor: does the work where it is given, else processes of this machine.
        progress: is told how many pieces of work are done, of how many.
        memory: what earlier runs found out; witnesses have to be collected for it.

    Raises:
        SettingsError: a settings file is wrong.
        UsageError: the command line is wrong.
    """
    with Workers(request.jobs, executor) as workers, rare_collection():
        found, workspace = opened(request, workers=workers, memory=memory)
        checked = all_checked(found.files, workspace, request, workers, progress, memory)
    return _outcome(found, workspace, request, checked)


def run_again(found: Discovered, workspace: Workspace, request: Request) -> Outcome:
    """Check files as ``run`` does, in a workspace that was opened before."""
    with rare_collection():
        return _outcome(found, workspace, request, all_checked(found.files, workspace, request, Workers(), None))


def _outcome(found: Discovered, workspace: Workspace, request: Request, checked: Sequence[Checked]) -> Outcome:
    """What was found, and mended where that is asked for."""
    if request.fixing is not Fixing.SHOW:
        workspace = replace(workspace, held={})
    sieve = sieve_for(found.given, request.lookup, request.diff_base, write_baseline=request.write_baseline, baselines=request.baselines)
    crashed: list[Failure] = []
    findings = offered(checked, workspace, found, crashed)
    sifted = sieve.first(findings, checked, workspace) if sieve else Sifted(findings)
    found = found._replace(failures=(*found.failures, *crashed))
    if request.fixing is Fixing.SHOW:
        return outcome_of(found, checked, workspace, sifted)

    from engine_lint.adoption.ignoring import silence
    from engine_lint.fixing import mend
    from engine_lint.writeback import write_out

    concerned = [file for file, each in zip(found.files, checked, strict=True) if each.told]

    def recheck(texts: Mapping[str, bytes]) -> Sequence[Finding]:
        nonlocal sifted
        later = workspace.with_overlay(texts)
        again = offered([check(file, later, request) for file in concerned], later, found, [])
        sifted = (sieve.sift(again, later) if sieve else Sifted(again))._replace(notes=sifted.notes)
        return sifted.shown

    if request.reason is not None:
        mended = silence(sifted.shown, workspace, recheck, found.covers, request.reason, request.only)
    else:
        mended = mend(sifted.shown, workspace, recheck, unsafe=request.unsafe, only=request.only, hidden=lambda: sifted.hidden)
    patches = mended.patches(workspace.read)
    if request.fixing is Fixing.WRITE:
        given = tuple(patch for patch in patches if patch.path in request.texts)
        patches = (*given, *write_out(mended, [patch for patch in patches if patch not in given], found.given, recheck))
    sifted = sifted._replace(notes=(*sifted.notes, *mended.notes))
    after = workspace.with_overlay(mended.texts)
    again = {file.path: check(file, after, request) for file in concerned}
    return outcome_of(found, [again.get(each.path, each) for each in checked], after, sifted, mended, patches)


def opened(request: Request, *, traced: bool = False, workers: Workers | None = None, memory: Memory | None = None) -> tuple[Discovered, Workspace]:
    """The files that a request names, and the projects that they belong to; ``traced`` ones remember where values come from."""
    found = discover(request.paths, request.lookup, tuple(request.texts))
    scans = Scans(workers or Workers(), memory.shelf if memory else None)
    below = lambda root: files_below(root, found, request.lookup)  # noqa: E731
    return found, Workspace(found.given, request.texts, below, traced=traced, grounds=Grounds(found.given), scans=scans)


def check(file: File, workspace: Workspace, request: Request) -> Checked:
    """One file, from bytes to the findings that are shown. Whatever goes wrong in it stays in it."""
    concerns_us = True
    try:
        data = workspace.read(file.path)
        concerns_us = file.by_name or workspace.may_hold_site(file.path, file.kind, data)
        if (not concerns_us and not may_hold_own_suppression(data)) or holds_nothing(file, data, workspace):
            return Checked(file.path)
        texts = file.kind.texts(file.path, data)
        judged = judge(file, texts, data, workspace, request.lookup) if concerns_us else Judged()
        is_silent = not judged.findings and not may_hold_own_suppression(data)
        told = None if is_silent else _told(file, texts, data, judged, workspace, request)
    except UnreadableFile as error:
        from engine_lint.failures import unreadable

        judged, told = Judged(() if not concerns_us or is_passed_over(error, file, workspace) else (unreadable(error),)), None
    except Exception as error:
        from engine_lint.failures import internal_error

        return Checked(file.path, failures=(internal_error(file.path, "reading the file", error),))
    return _shown(file, judged, told, request)


def is_passed_over(error: UnreadableFile, file: File, workspace: Workspace) -> bool:
    """Whether a file that could not be read is none of the run's, because nobody named it and it is a template, or too large for what it may say.

    That is said aloud. Neither is one that has but a function of its own under a name that elsewhere makes engines.
    """
    from engine_lint.files.servers import ServerFiles
    from engine_lint.python.templates import is_template, remark

    if isinstance(error, TooLarge) and not file.by_name and (isinstance(file.kind, ServerFiles) or not error.searched):
        workspace.say_passed_over(error)
        return True

    if file.by_name or not error.line:
        return False
    data = workspace.read(file.path)
    if workspace.speaks_of_its_own(file.path, file.kind, data):
        return True
    if not is_template(error, data):
        return False
    workspace.say((remark(file.path, workspace.base(workspace.root(file.path))),))
    return True


def holds_nothing(file: File, data: bytes, workspace: Workspace) -> bool:
    """Whether a file that was named holds nothing of interest, and plainly nothing that is broken. One that is too large is data."""
    if file.kind.is_too_large(data):
        return not workspace.may_hold_site(file.path, file.kind, data)
    return not may_hold_own_suppression(data) and not workspace.may_hold_site(file.path, file.kind, data) and file.kind.is_sound(data)


def _told(file: File, texts: Sequence[Source], data: bytes, judged: Judged, workspace: Workspace, request: Request) -> Suppressed:
    from engine_lint.suppression import told_by

    return told_by(file, texts, data, judged.findings, workspace, ignores=request.ignores)


def _shown(file: File, judged: Judged, told: Suppressed | None, request: Request) -> Checked:
    """What is shown of a file, what a comment silences, and what is too unsure; ``told`` is None where its comments could not be read."""
    if told is None and not judged.findings:
        return Checked(file.path, sites=judged.sites, failures=judged.failures)
    from engine_lint.merging import merge
    from engine_lint.suppression import Suppressed
    from engine_lint.visibility import visible

    settings = request.lookup.for_file(file.path)
    told = told or Suppressed(judged.findings)
    said = [*told.shown, *(() if judged.failures else told.unused)]
    shown = visible(said, settings, ignores=request.ignores)
    silenced = len(merge(visible(told.silenced, settings, ignores=request.ignores).findings))
    return Checked(file.path, shown.findings, bool(judged.findings or said), judged.sites, silenced, shown.below_confidence, judged.failures)


class Judged(NamedTuple):
    """What all rules say of one file, before anything is hidden."""

    findings: tuple[Finding, ...] = ()
    sites: int = 0
    failures: tuple[Failure, ...] = ()


def judge(file: File, texts: Sequence[Source], data: bytes, workspace: Workspace, lookup: Lookup) -> Judged:
    """Read one file and ask every rule.

    Raises:
        UnreadableFile: it cannot be parsed.
    """
    settings = lookup.for_file(file.path)
    found = subjects(file, texts, data, workspace, settings)
    if not found.sites and not found.others:
        return Judged(found.unread, failures=found.failures)
    from engine_lint.evaluation import evaluate
    from engine_lint.model.versions import Versions
    from engine_lint.rules.registry import load
    from engine_lint.rules.rule import Context

    capacities, failures = capacities_of(file, found.engines, workspace, lookup)
    evaluated = evaluate([*found.engines, *found.others, *capacities], load(), Context(found.versions or Versions(), settings.recycle))
    return Judged((*evaluated.findings, *found.unread), found.sites, (*found.failures, *failures, *evaluated.failures))


def capacities_of(file: File, engines: Sequence[Engine], workspace: Workspace, lookup: Lookup) -> tuple[Sequence[Capacity], Sequence[Failure]]:
    """What is told in a file about servers that engines of several files share. A failure costs that alone."""
    from engine_lint.crowding import crowded

    def engines_of(other: File) -> Sequence[Engine]:
        if other.path == file.path:
            return engines
        data = workspace.read(other.path)
        return subjects(other, other.kind.texts(other.path, data), data, workspace, lookup.for_file(other.path), keep=True).engines

    try:
        return crowded(file, engines, workspace, lookup, engines_of), ()
    except Exception as error:
        from engine_lint.failures import internal_error

        return (), (internal_error(file.path, "counting the connections of its project", error),)


class Subjects(NamedTuple):
    """What one file holds for rules to judge: engines with what they really get, config keys, pool hooks. ``sites`` counts those left out as well.

    ``unread`` are findings about parts of it that could not be parsed.
    """

    engines: tuple[Engine, ...] = ()
    others: tuple[Subject, ...] = ()
    versions: Versions | None = None
    sites: int = 0
    unread: tuple[Finding, ...] = ()
    failures: tuple[Failure, ...] = ()


def subjects(file: File, texts: Sequence[Source], data: bytes, workspace: Workspace, settings: Settings, *, keep: bool = False) -> Subjects:
    """Parse, read and resolve one file. One without a site is only parsed. ``keep`` remembers what was read.

    Raises:
        UnreadableFile: it cannot be parsed.
    """
    if not workspace.may_hold_site(file.path, file.kind, data):
        file.kind.validate(texts)
        return Subjects()
    from engine_lint.evaluation import resolve
    from engine_lint.failures import unparsable
    from engine_lint.model.outcome import Failure

    versions = workspace.versions(file.path, settings)
    reading = workspace.reading(file, texts, keep=keep)
    reading = replace(reading, servers=workspace.judged_servers(file.path, reading.servers))
    engines, failures = resolve(reading.engines, settings, versions, lambda: workspace.found_timeouts(file.path, settings))
    left = [Failure(file.path, f"{place.line} was passed over: {text}") for place, text in reading.notes]
    unread = tuple(unparsable(place, reason) for place, reason in reading.unread)
    return Subjects(tuple(engines), reading.others, versions, len({each.site.place for each in reading.engines}), unread, (*failures, *left))
