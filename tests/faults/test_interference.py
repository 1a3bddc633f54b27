"""Files that change, go or are guarded while a run mends them: nobody's work is lost, and the report says what became of each."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine_lint import pipeline
from engine_lint.files.writing import write_atomically, write_whole
from tests.inprocess import engine_lint
from tests.shell import MENDED, MISSING_PRE_PING, REPOSITORY, write

THEIRS = MISSING_PRE_PING + "# theirs\n"
NOBODY = 65534
LEFT = ".engine-lint-abcd_123.tmp"


@pytest.fixture
def interfere(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, Callable[[], object]], None]:
    """Has another process do something before the run looks at its files for the so-manieth time."""

    def arranged(when: int, do: Callable[[], object]) -> None:
        check, calls = pipeline.check, iter(range(1, 1000))

        def checked(*arguments: object) -> object:
            if next(calls) == when:
                do()
            return check(*arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(pipeline, "check", checked)

    return arranged


@pytest.mark.parametrize("when", [3, 4])
@pytest.mark.parametrize("how", ["write_text", "replaced"])
def test_what_another_process_writes_while_fixes_are_tried_is_not_lost(
    tmp_path: Path, interfere: Callable[[int, Callable[[], object]], None], how: str, when: int
) -> None:
    root = write(tmp_path / "project", {"a.py": MISSING_PRE_PING, "b.py": MISSING_PRE_PING})
    theirs = write(tmp_path, {"theirs.py": THEIRS}) / "theirs.py"
    change = {"write_text": lambda: (root / "a.py").write_text(THEIRS), "replaced": lambda: theirs.replace(root / "a.py")}[how]
    interfere(when, change)
    ran = engine_lint("check", "--fix", ".", cwd=root)
    assert (root / "a.py").read_text() == THEIRS
    assert (root / "b.py").read_text() == MENDED
    assert ran.code == 2
    assert ran.err == "error: a.py: not written: it changed since it was read; run again\n"
    assert "Fixed 1 finding in 1 file, 1 left (2 files checked, 2 engine sites)." in ran.lines


@pytest.mark.parametrize("when", [1, 2])
def test_what_another_process_writes_before_that_is_mended_with_the_rest(
    tmp_path: Path, interfere: Callable[[int, Callable[[], object]], None], when: int
) -> None:
    root = write(tmp_path / "project", {"a.py": MISSING_PRE_PING, "b.py": MISSING_PRE_PING})
    interfere(when, lambda: (root / "a.py").write_text(THEIRS))
    ran = engine_lint("check", "--fix", ".", cwd=root)
    assert ((root / "a.py").read_text(), ran.code) == (MENDED + "# theirs\n", 0)


@pytest.mark.parametrize("when", [2, 3, 4])
def test_a_file_that_is_removed_meanwhile_is_not_made_again(tmp_path: Path, interfere: Callable[[int, Callable[[], object]], None], when: int) -> None:
    root = write(tmp_path / "project", {"a.py": MISSING_PRE_PING, "b.py": MISSING_PRE_PING})
    interfere(when, (root / "a.py").unlink)
    ran = engine_lint("check", "--fix", ".", cwd=root)
    assert (ran.code, [path.name for path in root.iterdir()]) == (2, ["b.py"])
    assert ran.err.startswith("error: a.py: not written: it changed since it was read" if when > 2 else "error: a.py: cannot be checked")
    assert "internal error" not in ran.err
    assert (root / "b.py").read_text() == MENDED


def test_a_fix_that_was_to_write_a_file_that_could_not_be_written_is_left(tmp_path: Path, interfere: Callable[[int, Callable[[], object]], None]) -> None:
    options = 'OPTIONS = {"pool_size": 5}\n'
    engine = 'from sqlalchemy import create_engine\nfrom options import OPTIONS\n\nengine = create_engine("postgresql://app@db/shop", **OPTIONS)\n'
    root = write(tmp_path / "project", {"options.py": options, "db.py": engine})
    interfere(2, lambda: (root / "options.py").write_text(options + "MINE = 1\n"))
    ran = engine_lint("check", "--fix", "--unsafe-fixes", "--output-format", "json", ".", cwd=root)
    assert (ran.code, ran.report["summary"]["fixed"], ran.codes) == (2, 0, ["EL101"])
    assert (root / "options.py").read_text() == options + "MINE = 1\n"


def test_a_file_with_several_names_gets_a_file_of_its_own_and_this_is_said(tmp_path: Path) -> None:
    root = write(tmp_path / "project", {"a.py": MISSING_PRE_PING})
    os.link(root / "a.py", tmp_path / "b.py")
    ran = engine_lint("check", "--fix", ".", cwd=root)
    assert ran.code == 0
    assert ((root / "a.py").read_text(), (tmp_path / "b.py").read_text()) == (MENDED, MISSING_PRE_PING)
    assert "hard-linked to other names, which keep the old text" in ran.err


def test_a_name_is_harmless_where_this_is_said(tmp_path: Path) -> None:
    root = write(tmp_path / "project", {"\x1b[31m.py": MISSING_PRE_PING})
    os.link(root / "\x1b[31m.py", tmp_path / "b.py")
    assert "\x1b" not in engine_lint("check", "--fix", ".", cwd=root).err


def test_a_link_within_the_tree_stays_one_and_its_target_is_mended_once(tmp_path: Path) -> None:
    root = write(tmp_path / "project", {"real/a.py": MISSING_PRE_PING})
    (root / "linked").mkdir()
    (root / "linked" / "a.py").symlink_to("../real/a.py")
    (root / "loop").symlink_to(".")
    ran = engine_lint("check", "--fix", ".", cwd=root)
    assert (ran.code, (root / "real" / "a.py").read_text()) == (0, MENDED)
    assert (root / "linked" / "a.py").is_symlink()


@pytest.mark.parametrize("name", [b"caf\xe9.py", b"new\nline.py", b"\x1b[31m.py", "数据.py".encode(), b"x" * 252 + b".py"], ids=ascii)
def test_files_of_any_name_are_mended(tmp_path: Path, name: bytes) -> None:
    path = os.path.join(os.fsencode(tmp_path), name)
    with open(path, "wb") as file:
        file.write(MISSING_PRE_PING.encode())
    ran = engine_lint("check", "--fix", ".", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    with open(path, "rb") as file:
        assert file.read() == MENDED.encode()
    assert os.listdir(os.fsencode(tmp_path)) == [name]


@pytest.mark.parametrize("mode", [0o600, 0o444, 0o4755, 0o1664, 0o222])
def test_odd_modes_are_kept(tmp_path: Path, mode: int) -> None:
    path = write(tmp_path, {"a.py": "old\n"}) / "a.py"
    path.chmod(mode)
    if not os.access(path, os.W_OK) or not os.access(path, os.R_OK):
        pytest.skip("only root may")
    write_atomically(str(path), b"old\n", b"new\n")
    assert (path.stat().st_mode & 0o7777, path.read_bytes()) == (mode, b"new\n")


def test_extended_attributes_are_kept(tmp_path: Path) -> None:
    path = write(tmp_path, {"a.py": "old\n"}) / "a.py"
    try:
        os.setxattr(path, "user.origin", b"generated")
    except OSError:
        pytest.skip("the file system has none")
    write_atomically(str(path), b"old\n", b"new\n")
    assert os.getxattr(path, "user.origin") == b"generated"


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that other users can reach."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def as_nobody(do: Callable[[], object]) -> str:
    """What somebody without rights is told who does something: the text of the error, empty where there was none."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            if os.geteuid() == 0:
                os.setresgid(NOBODY, NOBODY, NOBODY)
                os.setresuid(NOBODY, NOBODY, NOBODY)
            do()
            told = "done"
        except BaseException as error:  # all of it is reported
            told = str(error)
        os.write(writing, told.encode())
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading) as stream:
        told = stream.read()
    return "" if told == "done" else told


def test_a_write_protected_file_is_left_alone(shared: Path) -> None:
    path = write(shared, {"open/a.py": "old\n"}) / "open" / "a.py"
    path.parent.chmod(0o777)
    path.chmod(0o444)
    assert "it is write-protected; make it writable, or exclude it" in as_nobody(lambda: write_atomically(str(path), b"old\n", b"new\n"))
    assert (path.read_bytes(), os.listdir(path.parent)) == (b"old\n", ["a.py"])


def test_a_file_in_a_write_protected_folder_is_left_alone(shared: Path) -> None:
    path = write(shared, {"shut/a.py": "old\n"}) / "shut" / "a.py"
    path.chmod(0o666)
    path.parent.chmod(0o555)
    assert os.strerror(errno.EACCES) in as_nobody(lambda: write_atomically(str(path), b"old\n", b"new\n"))
    assert path.read_bytes() == b"old\n"
    path.parent.chmod(0o755)


def test_a_file_of_somebody_else_that_may_be_written_is_mended(shared: Path) -> None:
    path = write(shared, {"open/a.py": "old\n"}) / "open" / "a.py"
    path.parent.chmod(0o777)
    path.chmod(0o666)
    assert as_nobody(lambda: write_atomically(str(path), b"old\n", b"new\n")) == ""
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new\n", 0o666)


def test_what_a_killed_run_left_is_removed_by_the_next(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": MISSING_PRE_PING, LEFT: "half"})
    assert engine_lint("check", "--fix", ".", cwd=tmp_path).code == 0
    assert os.listdir(tmp_path) == ["a.py"]


def test_what_another_run_is_writing_stays(tmp_path: Path) -> None:
    write(tmp_path, {LEFT: "half"})
    with open(tmp_path / LEFT, "rb") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        write_whole(str(tmp_path / "report.json"), b"{}")
    assert sorted(os.listdir(tmp_path)) == [LEFT, "report.json"]


@pytest.mark.parametrize("name", [".engine-lint-notes.tmp", ".engine-lint-abcd_123.txt", "engine-lint-abcd_123.tmp", ".engine-lint-ABCDEFGH.tmp"])
def test_files_that_are_called_otherwise_stay(tmp_path: Path, name: str) -> None:
    write(tmp_path, {name: "mine"})
    write_whole(str(tmp_path / "report.json"), b"{}")
    assert (tmp_path / name).read_text() == "mine"


def test_what_is_no_file_and_called_like_one_stays(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / LEFT)
    (tmp_path / LEFT.replace("abcd", "efgh")).mkdir()
    (tmp_path / LEFT.replace("abcd", "ijkl")).symlink_to("nowhere")
    write_whole(str(tmp_path / "report.json"), b"{}")
    assert len(os.listdir(tmp_path)) == 4


@pytest.mark.parametrize("command", [("check", "--fix", "."), ("check", "."), ("engines", "."), ("--version",)], ids=" ".join)
def test_a_full_disk_behind_standard_output_is_named(tmp_path: Path, command: tuple[str, ...]) -> None:
    write(tmp_path, {"a.py": MISSING_PRE_PING})
    run = [sys.executable, "-P", "-m", "engine_lint", *command]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "ENGINE_LINT_CACHE_DIR": str(tmp_path / "cache")}
    if command == ("check", "."):  # the second time, what is remembered is printed
        subprocess.run(run, check=False, cwd=tmp_path, capture_output=True, env=environment)
    with open("/dev/full", "wb") as full:
        done = subprocess.run(run, check=False, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, env=environment)
    assert done.returncode == 2
    assert done.stderr == "error: standard output cannot be written: No space left on device. What was mended stays so.\n"
    assert (tmp_path / "a.py").read_text() == (MENDED if "--fix" in command else MISSING_PRE_PING)
