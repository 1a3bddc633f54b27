"""LibCST codemods: ``python -m libcst.tool codemod -x engine_lint.codemods.FixEngineOptions PATH``.

LibCST's tool finds the files, runs the class on one module after the other, several at a time, and writes what comes back. What is mended
and how is what ``engine-lint check --fix`` would do in that file; settings files count as they do there.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from typing import ClassVar

import libcst
from libcst.codemod import CodemodCommand, CodemodContext, SkipFile

from engine_lint.model.finding import Finding
from engine_lint.model.outcome import UNPARSABLE
from engine_lint.pipeline import Fixing, Request, run
from engine_lint.settings import Lookup

_REPEATED = (
    ("--select", "RULE", "Mend findings of this rule only"),
    ("--ignore", "RULE", "Leave this rule out"),
    ("--platform", "ID", "A timer on the path, of `engine-lint timeouts`"),
)
_ONCE = (
    ("--idle-timeout", "DURATION", "After how long something on the path cuts a resting connection: 600, 10m, 8h."),
    ("--recycle", "SECONDS", "The pool_recycle that fixes write."),
    ("--config", "FILE", "Read this settings file for every path, and no other."),
)
_FLAGS = (("--unsafe-fixes", "Carry out unsafe fixes too."), ("--isolated", "Read no settings file."))


class FixEngineOptions(CodemodCommand):
    """Gives engines the options that keep their pooled connections alive.

    Args:
        context: LibCST's own.
        unsafe_fixes: carry out unsafe fixes too.
        select: the rules to run instead of ``RULES``: codes, names, or the start of codes.
        ignore: rules to leave out.
        idle_timeout: after how long something on the path cuts a resting connection (``600``, ``10m``, ``8h``).
        platform: timers on the path, by their id in ``engine-lint timeouts``.
        recycle: the ``pool_recycle`` in seconds that fixes write.
        config: the settings file that counts for every file; else the nearest.
        isolated: read no settings file.
    """

    DESCRIPTION = "Give SQLAlchemy engines the options that keep their pooled connections alive, as `engine-lint check --fix` does."
    RULES: ClassVar[tuple[str, ...]] = ()
    """The rules whose findings are mended, by code or the start of one; those of the settings where it is empty."""

    def __init__(
        self,
        context: CodemodContext,
        *,
        unsafe_fixes: bool = False,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        idle_timeout: str = "",
        platform: Sequence[str] = (),
        recycle: str = "",
        config: str = "",
        isolated: bool = False,
    ) -> None:
        super().__init__(context)
        given: dict[str, object] = {"select": tuple(select) or self.RULES, "ignore": tuple(ignore), "platform": tuple(platform)}
        given |= {"idle-timeout": idle_timeout, "recycle": recycle, "force-exclude": True}
        self._unsafe = unsafe_fixes
        self._lookup = Lookup(os.getcwd().replace(os.sep, "/"), {key: value for key, value in given.items() if value}, config, isolated)

    @staticmethod
    def add_args(arg_parser: argparse.ArgumentParser) -> None:
        """Add what this command takes to the arguments of LibCST's tool."""
        for name, metavar, text in _REPEATED:
            arg_parser.add_argument(name, metavar=metavar, action="append", default=[], help=f"{text}; may be repeated.")
        for name, metavar, text in _ONCE:
            arg_parser.add_argument(name, metavar=metavar, default="", help=text)
        for name, text in _FLAGS:
            arg_parser.add_argument(name, action="store_true", help=text)

    def transform_module_impl(self, tree: libcst.Module) -> libcst.Module:
        """The module with its engines mended, the same module where nothing is to mend.

        Raises:
            SkipFile: the module cannot be judged, and is left as it is.
        """
        path = os.path.normpath(os.path.join(self._lookup.cwd, self.context.filename or "stdin.py")).replace(os.sep, "/")
        outcome = run(Request((), self._lookup, {path: tree.bytes}, Fixing.COMPUTE, self._unsafe))
        for failure in outcome.failures:
            self.warn(failure.message)
        for finding in outcome.findings:
            if finding.code == UNPARSABLE:
                raise SkipFile(finding.message)
            self._tell_what_is_left(finding)
        after = next((patch.after for patch in outcome.patches if patch.path == path), None)
        return tree if after is None else libcst.parse_module(after, tree.config_for_parsing)

    def _tell_what_is_left(self, finding: Finding) -> None:
        """LibCST's tool writes one file at a time, so that a fix which belongs into another file is only told."""
        if finding.fix is not None and finding.fix.is_held_back:
            self.warn(f"{finding.place.line}: {finding.code} {finding.message}; {finding.fix.reason}, `engine-lint check --fix` writes it")


class MoveRemovedFlaskKeys(FixEngineOptions):
    """Moves what Flask-SQLAlchemy 3 no longer reads (``SQLALCHEMY_POOL_SIZE`` and its like) into ``SQLALCHEMY_ENGINE_OPTIONS``."""

    DESCRIPTION = "Move the configuration keys that Flask-SQLAlchemy 3 no longer reads into SQLALCHEMY_ENGINE_OPTIONS (EL301, EL302)."
    RULES = ("EL301", "EL302")
