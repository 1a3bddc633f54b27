"""Files are replaced whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from engine_lint.errors import FileChanged, UnwritableFile
from engine_lint.files import writing
from engine_lint.files.writing import write_atomically, write_new


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "app.py"
    path.write_bytes(b"old\r\n")
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_content_is_replaced_and_the_mode_kept(file: Path) -> None:
    file.chmod(0o755)
    write_atomically(str(file), b"old\r\n", b"new\r\n")
    assert file.read_bytes() == b"new\r\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o755
    assert names(file.parent) == ["app.py"]


def test_the_owner_is_kept(file: Path) -> None:
    owner = (1234, 1234) if os.geteuid() == 0 else (os.geteuid(), os.getegid())
    os.chown(file, *owner)
    write_atomically(str(file), b"old\r\n", b"new\r\n")
    assert (file.stat().st_uid, file.stat().st_gid) == owner


def test_a_file_that_changed_is_left_alone(file: Path) -> None:
    file.write_bytes(b"theirs\n")
    with pytest.raises(FileChanged, match=r"app\.py: it changed since it was read; run again"):
        write_atomically(str(file), b"old\r\n", b"new\r\n")
    assert file.read_bytes() == b"theirs\n"
    assert names(file.parent) == ["app.py"]


def test_a_file_that_changes_while_the_new_one_is_written_is_left_alone(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fsync = os.fsync

    def interfere(descriptor: int) -> None:
        fsync(descriptor)
        file.write_bytes(b"then\n")

    monkeypatch.setattr(writing.os, "fsync", interfere)
    with pytest.raises(FileChanged):
        write_atomically(str(file), b"old\r\n", b"new\r\n")
    assert file.read_bytes() == b"then\n"
    assert names(file.parent) == ["app.py"]


def test_a_file_that_is_gone_is_not_made_again(file: Path) -> None:
    file.unlink()
    with pytest.raises(FileChanged):
        write_atomically(str(file), b"old\r\n", b"new\r\n")
    assert names(file.parent) == []


def test_a_failing_disk_leaves_the_old_file_and_nothing_else(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing.os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        write_atomically(str(file), b"old\r\n", b"new\r\n")
    assert file.read_bytes() == b"old\r\n"
    assert names(file.parent) == ["app.py"]


@pytest.mark.parametrize("new", [b"", b" \r\n"])
def test_a_file_is_never_emptied(file: Path, new: bytes) -> None:
    with pytest.raises(UnwritableFile, match="nothing would be left"):
        write_atomically(str(file), b"old\r\n", new)
    assert file.read_bytes() == b"old\r\n"


def test_an_empty_file_may_stay_empty(tmp_path: Path) -> None:
    path = tmp_path / "empty.py"
    path.touch()
    write_atomically(str(path), b"", b"")
    assert path.read_bytes() == b""


def test_a_link_within_the_roots_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    target = tmp_path / "real" / "app.py"
    target.write_bytes(b"old")
    link = tmp_path / "link.py"
    link.symlink_to(target)
    write_atomically(str(link), b"old", b"new", roots=[str(tmp_path)])
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert names(target.parent) == ["app.py"]


@pytest.mark.parametrize("roots", [None, ["inside"]])
def test_a_link_out_of_the_roots_is_not_followed(tmp_path: Path, roots: list[str] | None) -> None:
    outside, inside = tmp_path / "outside.py", tmp_path / "inside"
    outside.write_bytes(b"old")
    inside.mkdir()
    (inside / "app.py").symlink_to(outside)
    with pytest.raises(UnwritableFile, match="outside the given paths"):
        write_atomically(str(inside / "app.py"), b"old", b"new", roots=roots and [str(tmp_path / root) for root in roots])
    assert outside.read_bytes() == b"old"


def test_a_linked_folder_out_of_the_roots_is_not_followed(tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    (outside / "app.py").write_bytes(b"old")
    (inside / "sub").symlink_to(outside)
    with pytest.raises(UnwritableFile, match="outside the given paths"):
        write_atomically(str(inside / "sub" / "app.py"), b"old", b"new", roots=[str(inside)])
    assert (outside / "app.py").read_bytes() == b"old"


def test_a_loop_of_links_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.py").symlink_to(tmp_path / "b.py")
    (tmp_path / "b.py").symlink_to(tmp_path / "a.py")
    with pytest.raises(UnwritableFile, match="leads nowhere"):
        write_atomically(str(tmp_path / "a.py"), b"old", b"new")


def test_a_hard_link_elsewhere_keeps_the_old_content(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"old")
    os.link(tmp_path / "a.py", tmp_path / "b.py")
    write_atomically(str(tmp_path / "a.py"), b"old", b"new")
    assert ((tmp_path / "a.py").read_bytes(), (tmp_path / "b.py").read_bytes()) == (b"new", b"old")


def test_what_is_no_plain_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    with pytest.raises(UnwritableFile, match="plain file"):
        write_atomically(str(tmp_path / "pipe.py"), b"old", b"new")


def test_a_new_file_is_made_whole(tmp_path: Path) -> None:
    write_new(str(tmp_path / "new.toml"), b"x = 1")
    assert ((tmp_path / "new.toml").read_bytes(), names(tmp_path)) == (b"x = 1", ["new.toml"])


def test_a_file_that_came_meanwhile_is_not_replaced(file: Path) -> None:
    with pytest.raises(FileExistsError):
        write_new(str(file), b"mine")
    assert (file.read_bytes(), names(file.parent)) == (b"old\r\n", ["app.py"])


@pytest.mark.parametrize("there", [True, False])
def test_where_there_are_no_hard_links_it_is_the_same(file: Path, there: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def unsupported(*names: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(writing.os, "link", unsupported)
    path = file if there else file.with_name("new.toml")
    if there:
        with pytest.raises(FileExistsError):
            write_new(str(path), b"mine")
    else:
        write_new(str(path), b"mine")
    assert path.read_bytes() == (b"old\r\n" if there else b"mine")
    assert names(file.parent) == (["app.py"] if there else ["app.py", "new.toml"])
