"""The public functions: check a text, mend a text, check paths, list engines."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from engine_lint.errors import UnreadableFile
from engine_lint.model.finding import Finding
from engine_lint.model.inventory import Inventory
from engine_lint.model.outcome import UNPARSABLE, Outcome
from engine_lint.pipeline import Fixing, Request, run
from engine_lint.settings import Lookup


def check_source(source: str, filename: str = "source.py", settings: Mapping[str, object] | None = None) -> tuple[Finding, ...]:
    """The findings in a piece of source code.

    Args:
        source: the code.
        filename: the name it goes by, relative to the working directory or absolute; modules beside it are found from there.
        settings: settings by key (``{"idle-timeout": "10m"}``); settings files are read only where this is None.

    Raises:
        SettingsError: a settings file is wrong.
        UsageError: one of ``settings`` is wrong.
    """
    return _run_on_text(source, filename, settings, Fixing.SHOW).findings


def fix_source(source: str, filename: str = "source.py", settings: Mapping[str, object] | None = None, *, unsafe: bool = False) -> str:
    """A piece of source code with its fixes carried out; the same text where there are none.

    Args:
        source: the code.
        filename: the name it goes by.
        settings: settings by key; settings files are read only where this is None.
        unsafe: carry out unsafe fixes too.

    Raises:
        UnreadableFile: the code cannot be parsed.
        SettingsError: a settings file is wrong.
        UsageError: one of ``settings`` is wrong.
    """
    outcome = _run_on_text(source, filename, settings, Fixing.COMPUTE, unsafe=unsafe)
    for finding in outcome.findings:
        if finding.code == UNPARSABLE:
            raise UnreadableFile(finding.place.path, finding.message)
    return outcome.patches[0].after.decode("utf-8") if outcome.patches else source


def check_paths(paths: Iterable[str | os.PathLike[str]], settings: Mapping[str, object] | None = None) -> Outcome:
    """The findings in some files and folders, with figures and what could not be checked.

    Args:
        paths: files and folders, relative to the working directory or absolute.
        settings: settings by key, which come before those of settings files.

    Raises:
        SettingsError: a settings file is wrong.
        UsageError: one of ``settings`` is wrong.
    """
    return run(Request(tuple(os.fspath(path) for path in paths), Lookup(_cwd(), dict(settings or {}))))


def engines(paths: Iterable[str | os.PathLike[str]], settings: Mapping[str, object] | None = None) -> Inventory:
    """Every engine in some files and folders, with its effective configuration and where each value comes from.

    Args:
        paths: files and folders, relative to the working directory or absolute.
        settings: settings by key, which come before those of settings files.

    Raises:
        SettingsError: a settings file is wrong.
        UsageError: one of ``settings`` is wrong.
    """
    from engine_lint.inventory import take

    return take(Request(tuple(os.fspath(path) for path in paths), Lookup(_cwd(), dict(settings or {}))))


def _run_on_text(source: str, filename: str, settings: Mapping[str, object] | None, fixing: Fixing, *, unsafe: bool = False) -> Outcome:
    cwd = _cwd()
    path = os.path.normpath(os.path.join(cwd, filename)).replace(os.sep, "/")
    lookup = Lookup(cwd, dict(settings or {}), isolated=settings is not None)
    return run(Request((), lookup, {path: source.encode("utf-8")}, fixing, unsafe))


def _cwd() -> str:
    return os.getcwd().replace(os.sep, "/")
