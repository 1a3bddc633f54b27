"""Questions to git, the only other program that is ever called, and only for ``--diff-base``."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence

from engine_lint.dataclass import dataclass
from engine_lint.errors import UsageError
from engine_lint.suggestions import did_you_mean

OPTION = "--diff-base"
_ALWAYS = ("--no-pager", "--literal-pathspecs", "-c", "core.quotePath=false", "-c", "core.fsmonitor=false")
_DIFF = ("--unified=0", "--find-renames", "--no-ext-diff", "--no-textconv", "--no-color", "--src-prefix=a/", "--dst-prefix=b/", "--ignore-submodules")
_AT_ONCE = 500
"""So many paths go to git on one command line."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository with a work tree; ``top`` is its folder, absolute, with links resolved."""

    top: str

    def commit(self, revision: str) -> str:
        """The commit where the history of a revision and the one of HEAD part.

        Raises:
            UsageError: there is no such revision, or no commit in common.
        """
        found = None if revision.startswith("-") or not revision else self._asked("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
        if found is None or found.returncode:
            names = self._asked("for-each-ref", "--format=%(refname:short)").stdout.decode("utf-8", "replace").split()
            hint = did_you_mean(revision, names) or "a branch that was not fetched is unknown too"
            raise UsageError(f"{OPTION}: {self.top} has no revision {revision!r}", hint)
        base = self._asked("merge-base", found.stdout.decode().strip(), "HEAD")
        if base.returncode:
            hint = "a shallow clone lacks the history: fetch all of it (`git fetch --unshallow`; `fetch-depth: 0` for actions/checkout)"
            raise UsageError(f"{OPTION}: {revision} and HEAD have no commit in common in {self.top}", hint)
        return base.stdout.decode().strip()

    def patch(self, commit: str) -> bytes:
        """The changes from a commit to the files as they lie there, without lines around them.

        Raises:
            UsageError: git fails.
        """
        return self._answer("diff", *_DIFF, commit, "--")

    def tracked(self, paths: Sequence[str]) -> frozenset[str]:
        """Those of some paths, relative to the top, that git knows.

        Raises:
            UsageError: git fails.
        """
        found: set[str] = set()
        for start in range(0, len(paths), _AT_ONCE):
            answer = self._answer("ls-files", "-z", "--", *paths[start : start + _AT_ONCE])
            found.update(os.fsdecode(answer).split("\0"))
        return frozenset(found)

    def _answer(self, *arguments: str) -> bytes:
        done = self._asked(*arguments)
        if done.returncode:
            raise _failed(arguments[0], done)
        return done.stdout

    def _asked(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return _git(self.top, *arguments)


def repository_of(folder: str) -> Repository:
    """The repository that a folder lies in.

    Raises:
        UsageError: it lies in none, or git is not there.
    """
    done = _git(folder, "rev-parse", "--show-toplevel")
    if done.returncode:
        if b"not a git repository" in done.stderr:
            raise UsageError(f"{OPTION}: {folder} is in no git repository")
        raise _failed("rev-parse", done)
    return Repository(os.fsdecode(done.stdout.rstrip(b"\r\n")))


def _git(folder: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
    try:
        return subprocess.run(["git", "-C", folder, *_ALWAYS, *arguments], stdin=subprocess.DEVNULL, capture_output=True, check=False, env=environment)
    except OSError as error:
        raise UsageError(f"{OPTION}: git cannot be run: {error.strerror or error}", "install git, or leave the option out") from error


def _failed(command: str, done: subprocess.CompletedProcess[bytes]) -> UsageError:
    told = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return UsageError(f"{OPTION}: git {command} failed: {told[0] if told else f'exit code {done.returncode}'}")
