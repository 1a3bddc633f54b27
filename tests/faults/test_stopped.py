"""A run that is killed, or that the disk fails, at any step of writing: every file is old or new, whole, and the report says which.

The suite tries some of the steps. ``ENGINE_LINT_FAULTS=all`` tries each of them, with the writing alone and with the whole command line.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.faults import strace
from tests.faults.strace import Call, Ended, calls_of_writing, run, was_killed
from tests.faults.writer import NEW, OLD
from tests.shell import MENDED, MISSING_PRE_PING

ALL = os.environ.get("ENGINE_LINT_FAULTS") == "all"
WRITER = [str(Path(__file__).with_name("writer.py")), "a.py", "b.py"]
CHECK = ["-m", "engine_lint", "check", "--fix", "--no-cache", "-j", "1", "."]
ERRORS = ("ENOSPC", "EIO", "EDQUOT", "EACCES", "EROFS")
CHANGING = ("openat", "write", "fsync", "rename", "renameat", "renameat2", "chmod", "fchmod", "unlink")
pytestmark = pytest.mark.skipif(not strace.can_trace(), reason="strace is not here, or may not trace")
COMMANDS = [pytest.param((WRITER, OLD, NEW), id="writing"), pytest.param((CHECK, MISSING_PRE_PING.encode(), MENDED.encode()), id="check")]


class Stopped(NamedTuple):
    command: list[str]
    old: bytes
    new: bytes
    calls: list[Call]


def project(folder: Path, old: bytes) -> Path:
    folder.mkdir()
    for name in ("a.py", "b.py"):
        (folder / name).write_bytes(old)
        (folder / name).chmod(0o640)
    return folder


def state(folder: Path, old: bytes, new: bytes) -> tuple[str, str]:
    """Whether each file is old or new; nothing else may be there but what is known by its name."""
    names = {path.name for path in folder.iterdir()} - {"a.py", "b.py"}
    assert all(name.startswith(".engine-lint-") and name.endswith(".tmp") for name in names), names
    found = [(folder / name).read_bytes() for name in ("a.py", "b.py")]
    assert set(found) <= {old, new}
    assert all((folder / name).stat().st_mode & 0o777 == 0o640 for name in ("a.py", "b.py"))
    return "new" if found[0] == new else "old", "new" if found[1] == new else "old"


@pytest.fixture(scope="module", params=COMMANDS if ALL else COMMANDS[:1])
def stopped(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Stopped:
    """A command, what it makes of files, and the calls that it writes with."""
    command, old, new = request.param
    folder = tmp_path_factory.mktemp("traced")
    return Stopped(command, old, new, calls_of_writing(command, project(folder / "project", old), folder / "trace"))


def some(calls: Sequence[Call], step: int) -> Sequence[Call]:
    return calls if ALL else calls[::step]


def test_killed_at_any_step(tmp_path: Path, stopped: Stopped) -> None:
    command, old, new, calls = stopped
    states, killed, leftovers = Counter[tuple[str, str]](), 0, 0
    for number, call in enumerate(some(calls, 9)):
        folder = project(tmp_path / f"killed{number}", old)
        ended = run(command, folder, f"{call.name}:signal=SIGKILL:when={call.number}")
        killed += was_killed(ended)
        states[state(folder, old, new)] += 1
        leftovers += len(list(folder.iterdir())) - 2
        again = run(command, folder) if command is CHECK else None
        assert again is None or (again.code, state(folder, old, new), len(list(folder.iterdir()))) == (0, ("new", "new"), 2)
        shutil.rmtree(folder)
    assert killed >= len(some(calls, 9)) - 2
    assert set(states) <= {("old", "old"), ("new", "old"), ("new", "new")}
    assert states["old", "old"] and states["new", "old"]
    assert leftovers
    print(f"{killed} kills, {dict(states)}, {leftovers} temporary files left")


def test_a_disk_that_fails_at_any_step(tmp_path: Path, stopped: Stopped) -> None:
    command, old, new, calls = stopped
    calls = [each for each in calls if each.name in CHANGING and "write(1" not in each.line]
    faults = [(call, error) for number, call in enumerate(calls) for error in (ERRORS if ALL else ERRORS[number % len(ERRORS) :][:1])]
    states = Counter[tuple[str, str]]()
    for number, (call, error) in enumerate(faults if ALL else faults[::2]):
        folder = project(tmp_path / f"failed{number}", old)
        ended = run(command, folder, f"{call.name}:error={error}:when={call.number}")
        _told_as_it_is(ended, found := state(folder, old, new), call)
        states[found] += 1
        if call.name != "unlink":
            assert len(list(folder.iterdir())) == 2, call
        shutil.rmtree(folder)
    assert {("old", "new"), ("new", "old")} <= set(states)
    print(f"{len(faults if ALL else faults[::2])} errors, {dict(states)}")


def _told_as_it_is(ended: Ended, found: tuple[str, str], call: Call) -> None:
    """The exit code and the report say which file is old."""
    assert "Traceback" not in ended.err, call
    assert ended.code == (0 if found == ("new", "new") else 2), (call, ended)
    for name, each in zip(("a.py", "b.py"), found, strict=True):
        assert (f"{name}: " in ended.err) == (each == "old"), (call, ended)
        assert each == "new" or "not written: " in ended.err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ended_by_a_signal_while_a_file_is_written(tmp_path: Path, number: signal.Signals, stopped: Stopped) -> None:
    command, old, new, calls = stopped
    first = next(index for index, each in enumerate(calls) if "O_CREAT" in each.line)
    within = [each for each in calls[first:] if each.name in ("write", "fsync", "rename") and "write(1" not in each.line][
        : None if ALL else 2 : 1 if ALL else 2
    ]
    for index, call in enumerate(within):
        folder = project(tmp_path / f"ended{index}", old)
        ended = run(command, folder, f"{call.name}:signal={number.name}:when={call.number}")
        assert ended.code in (-number, 128 + number, 1)
        assert state(folder, old, new)[0] == "new"
        assert len(list(folder.iterdir())) == 2
        if number == signal.SIGINT:
            assert f"written: {folder.resolve()}/a.py" in ended.err
    print(f"{len(within)} times {number.name}")
