"""The process that computes: answers one job after the other, and keeps what it knows of folders."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from engine_lint.errors import EngineLintError, SettingsError
from engine_lint.failures import HOW_TO_REPORT
from engine_lint.model.finding import Finding
from engine_lint.model.outcome import Outcome
from engine_lint.pipeline import Fixing, Request, run_again
from engine_lint.server.folders import Folder, open_folder, scope_of
from engine_lint.server.jobs import Answer, Buffers, Changed, Check, Crashed, Diagnosis, Edits, Explain, Explanation, Job, Mend, Prepare, Silence
from engine_lint.server.problems import Locator, problem_of, settings_problem, text, unread_problem

if TYPE_CHECKING:
    from engine_lint.discovery import File


class Session:
    """What is known from one job to the next."""

    def __init__(self) -> None:
        self._folders: dict[str, Folder] = {}

    def answer(self, job: Job) -> Answer:
        """Do a job. Whatever goes wrong becomes an answer too."""
        try:
            match job:
                case Prepare():
                    self._prepare(job)
                    return None
                case Check():
                    return self._check(job)
                case Mend():
                    return self._mend(job)
                case Silence():
                    return self._silence(job)
                case Explain():
                    return self._explain(job)
        except SettingsError as error:
            return Diagnosis((settings_problem(error),)) if isinstance(job, (Prepare, Check)) else None
        except EngineLintError as error:
            return Crashed(text(str(error)))
        except Exception as error:
            return Crashed(_told(error))

    def _prepare(self, job: Prepare) -> None:
        self._forget(job.changed)
        self._folder(job.path, job.buffers).edited(job.path, job.buffers)

    def _forget(self, changed: Changed) -> None:
        """Forget what does not hold any more."""
        if changed.all:
            self._folders.clear()
        elif changed.paths:
            later = {scope: folder.after(changed.paths) for scope, folder in self._folders.items()}
            self._folders = {scope: folder for scope, folder in later.items() if folder is not None}

    def _folder(self, path: str, buffers: Buffers) -> Folder:
        scope = scope_of(path, buffers.folders)
        key = scope or path
        unsaved = frozenset(each for each in buffers.texts if (not scope or each.startswith(f"{scope.rstrip('/')}/")) and not os.path.exists(each))
        known = self._folders.get(key)
        if known is None or known.unsaved != unsaved:
            known = self._folders[key] = open_folder(scope, path, unsaved)
        return known

    def _check(self, job: Check) -> Diagnosis:
        folder = self._folder(job.path, job.buffers)
        files = folder.concerned(job.path, job.buffers)
        if not files:
            return Diagnosis()
        workspace = folder.edited(job.path, job.buffers)
        outcome = run_again(folder.chosen(files), workspace, Request((), folder.lookup))
        found = _diagnosis(job.path, files, outcome, Locator(workspace, job.buffers))
        return replace(found, problems=(*found.problems, *map(unread_problem, folder.lookup.passed_over)))

    def _mend(self, job: Mend) -> Edits:
        return self._rewritten(job, job.only, unsafe=bool(job.only))

    def _silence(self, job: Silence) -> Edits:
        edits = self._rewritten(job, frozenset({job.finding}), reason=job.reason)
        return edits if edits.changes else Edits(failures=(text(f"{job.path}: no comment can stand there that silences it"),))

    def _rewritten(self, job: Mend | Silence, only: frozenset[str], *, unsafe: bool = False, reason: str | None = None) -> Edits:
        """What ``--fix`` or ``--add-ignore`` would do for some findings, as edits."""
        from engine_lint.server.rewrites import edits_of

        folder = self._folder(job.path, job.buffers)
        found = folder.chosen(folder.concerned(job.path, job.buffers))
        request = Request((), folder.lookup, fixing=Fixing.COMPUTE, unsafe=unsafe, reason=reason, only=only)
        outcome = run_again(found, folder.edited(job.path, job.buffers), request)
        return Edits(edits_of(outcome.patches, job.buffers), tuple(text(f"{each.path}: {each.message}") for each in outcome.failures))

    def _explain(self, job: Explain) -> Explanation:
        from engine_lint.server.explaining import explained

        folder = self._folder(job.path, job.buffers)
        file = folder.file(job.path)
        if file is None:
            return Explanation()
        return explained(job, folder, replace(folder.edited(job.path, job.buffers), traced=True))


def _diagnosis(path: str, files: tuple[File, ...], outcome: Outcome, locator: Locator) -> Diagnosis:
    """What is shown of a run. Where all files were judged for the sake of one, what concerns others is shown with these."""
    findings = outcome.findings if len(files) == 1 else tuple(each for each in outcome.findings if _concerns(each, path))
    problems = tuple(problem_of(each, locator) for each in findings)
    return Diagnosis(problems, tuple(text(f"{each.path}: {each.message}") for each in outcome.failures), tuple(text(each) for each in outcome.notes))


def _concerns(finding: Finding, path: str) -> bool:
    return finding.place.path == path


def _told(error: BaseException) -> str:
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    at = f" ({os.path.basename(frames[-1].filename)}:{frames[-1].lineno})" if frames else ""
    return text(f"internal error: {type(error).__name__}: {error}{at}. Please report it: {HOW_TO_REPORT}")
