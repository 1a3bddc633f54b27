"""Discovery: which files the given paths mean, in which order, and what is said of those passed over."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine_lint.discovery import Discovered, discover
from engine_lint.settings import Lookup
from tests.inprocess import engine_lint
from tests.shell import git, write


def found(root: Path, *paths: str, **overrides: object) -> Discovered:
    return discover(paths or (".",), Lookup(root.as_posix(), overrides))


def names(root: Path, *paths: str, **overrides: object) -> list[str]:
    return [os.path.relpath(file.path, root) for file in found(root, *paths, **overrides).files]


def test_python_files_in_order_of_path(tmp_path: Path) -> None:
    write(tmp_path, {name: "" for name in ("b.py", "a/z.py", "a/b/c.pyi", "a.py", "note.txt", "Makefile", "script")})
    assert names(tmp_path) == ["a.py", "a/b/c.pyi", "a/z.py", "b.py"]
    assert names(tmp_path, "b.py", "a", "a/z.py") == ["a/b/c.pyi", "a/z.py", "b.py"]


def test_a_named_file_counts_whatever_it_is_called(tmp_path: Path) -> None:
    write(tmp_path, {"script": "", "node_modules/x.py": ""})
    assert names(tmp_path, "script", "node_modules/x.py") == ["node_modules/x.py", "script"]
    assert all(file.by_name for file in found(tmp_path, "script").files)


@pytest.mark.parametrize("name", ["requirements.txt", "uv.lock", "Pipfile", "requirements/base.in"])
def test_what_a_project_depends_on_is_no_script(tmp_path: Path, name: str) -> None:
    write(tmp_path, {name: "sqlalchemy==2.0.36\n", "a.py": ""})
    discovered = found(tmp_path, name, "a.py")
    assert [file.path for file in discovered.files] == [(tmp_path / "a.py").as_posix()]
    (note,) = discovered.notes
    assert note == f"{tmp_path.as_posix()}/{name} says what its project depends on and holds no engine itself: name the files or the folder to judge"


@pytest.mark.parametrize("folder", [".venv", "venv", "site-packages", "node_modules", "build", "dist", ".git", ".tox", "__pycache__"])
def test_folders_left_out_by_default(tmp_path: Path, folder: str) -> None:
    write(tmp_path, {f"{folder}/a.py": "", f"lib/{folder}/b.py": "", "c.py": ""})
    assert names(tmp_path) == ["c.py"]
    assert names(tmp_path, folder) == [f"{folder}/a.py"]


def test_a_virtual_environment_of_any_name_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, {"my-env/pyvenv.cfg": "", "my-env/lib/a.py": "", "b.py": ""})
    assert names(tmp_path) == ["b.py"]


def test_packages_that_pip_put_into_a_folder_of_the_repository_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, {"libs/six-1.17.0.dist-info/METADATA": "", "libs/six.py": "", "libs/flask/app.py": "", "lib/a.py": "", "lib/own.egg-info/PKG-INFO": ""})
    assert names(tmp_path) == ["lib/a.py"]
    assert names(tmp_path, "libs/six.py") == ["libs/six.py"]
    assert names(tmp_path, "libs/six.py", **{"force-exclude": True}) == []
    assert names(tmp_path, "libs") == ["libs/flask/app.py", "libs/six.py"]


def test_exclude_replaces_and_extend_exclude_adds(tmp_path: Path) -> None:
    write(tmp_path, {"venv/a.py": "", "gen/b.py": "", "c.py": "", "sub/gen/d.py": ""})
    assert names(tmp_path, exclude=("gen",)) == ["c.py", "venv/a.py"]
    assert names(tmp_path, **{"extend-exclude": ("/gen",)}) == ["c.py", "sub/gen/d.py"]
    assert names(tmp_path, **{"extend-exclude": ("gen", "!gen")}) == ["c.py", "gen/b.py", "sub/gen/d.py"]


def test_exclude_is_relative_to_its_settings_file(tmp_path: Path) -> None:
    write(tmp_path, {"engine-lint.toml": 'extend-exclude = ["sub/a.py"]\n', "sub/a.py": "", "sub/sub/a.py": "", "sub/b.py": ""})
    assert names(tmp_path / "sub") == ["b.py", "sub/a.py"]


def test_force_exclude_holds_for_named_files_too(tmp_path: Path) -> None:
    write(tmp_path, {"gen/deep/a.py": "", "b.py": "", ".venv/x/c.py": "", "ignored.py": "", ".gitignore": "ignored.py\n"})
    named = ("gen/deep/a.py", "b.py", ".venv/x/c.py", "ignored.py")
    assert len(names(tmp_path, *named, **{"extend-exclude": ("gen",)})) == 4
    forced = found(tmp_path, *named, **{"extend-exclude": ("gen",), "force-exclude": True})
    assert [os.path.relpath(file.path, tmp_path) for file in forced.files] == ["b.py"]
    assert len(forced.notes) == 3


class TestGitignore:
    def test_patterns_negation_and_anchors(self, tmp_path: Path) -> None:
        write(tmp_path, {".gitignore": "*_gen.py\n!keep_gen.py\n/top.py\nout/\n# no\n\n"})
        write(tmp_path, {name: "" for name in ("a_gen.py", "keep_gen.py", "top.py", "sub/top.py", "out/a.py", "sub/out/b.py", "# no")})
        assert names(tmp_path) == ["keep_gen.py", "sub/top.py"]

    def test_nested_files_speak_last(self, tmp_path: Path) -> None:
        write(tmp_path, {".gitignore": "*.py\n", "sub/.gitignore": "!a.py\nb.py\n", "sub/deep/.gitignore": "a.py\n"})
        write(tmp_path, {name: "" for name in ("a.py", "sub/a.py", "sub/b.py", "sub/deep/a.py")})
        assert names(tmp_path) == ["sub/a.py"]

    def test_files_above_count_up_to_the_repository(self, tmp_path: Path) -> None:
        write(tmp_path, {".gitignore": "b.py\n", "repo/.gitignore": "a.py\n", "repo/sub/a.py": "", "repo/sub/b.py": ""})
        git("init", "-q", "repo", cwd=tmp_path)
        assert names(tmp_path / "repo/sub") == ["b.py"]

    def test_info_exclude_counts(self, tmp_path: Path) -> None:
        git("init", "-q", ".", cwd=tmp_path)
        write(tmp_path, {".git/info/exclude": "a.py\n", "a.py": "", "b.py": ""})
        assert names(tmp_path) == ["b.py"]

    def test_it_can_be_switched_off(self, tmp_path: Path) -> None:
        write(tmp_path, {".gitignore": "a.py\n", "a.py": ""})
        assert names(tmp_path) == []
        assert names(tmp_path, **{"respect-gitignore": False}) == ["a.py"]

    def test_a_malformed_one_is_no_reason_to_stop(self, tmp_path: Path) -> None:
        write(tmp_path, {".gitignore": b"\xff\xfe\n!\n/\nb.py\n[\n", "a.py": "", "b.py": ""})
        assert names(tmp_path) == ["a.py"]

    def test_what_git_ignores_is_what_is_left_out(self, tmp_path: Path) -> None:
        patterns = "a/\n*.gen.py\n!x.gen.py\n/b/c.py\n**/d/*.py\ne\\ f.py\n[gh].py\nsub/**/k.py\n"
        files = ["a/1.py", "q/a/2.py", "3.gen.py", "x.gen.py", "b/c.py", "q/b/c.py", "d/4.py", "q/d/5.py", "q/d/r/6.py", "e f.py", "g.py", "h.py", "i.py"]
        files += ["sub/k.py", "sub/l/m/k.py", "k.py"]
        git("init", "-q", ".", cwd=tmp_path)
        write(tmp_path, {".gitignore": patterns, **{name: "" for name in files}})
        listed = git("ls-files", "-z", "--others", "--exclude-standard", cwd=tmp_path).decode().split("\0")
        assert names(tmp_path) == sorted((name for name in listed if name.endswith(".py")), key=lambda name: str(tmp_path / name))


def test_links_to_folders_are_not_followed_and_that_is_said(tmp_path: Path) -> None:
    write(tmp_path, {"a/b.py": ""})
    os.symlink(tmp_path, tmp_path / "a/loop")
    assert names(tmp_path) == ["a/b.py"]
    assert found(tmp_path).notes == ("1 symbolic link to folders not followed",)


def test_a_link_to_a_file_in_the_tree_is_not_a_second_file(tmp_path: Path) -> None:
    write(tmp_path, {"b.py": ""})
    os.symlink(tmp_path / "b.py", tmp_path / "a.py")
    assert names(tmp_path) == ["b.py"]


@pytest.mark.parametrize("target", ["gone", "a.py"], ids=["missing", "itself"])
def test_a_link_to_nowhere_is_passed_over_and_that_is_said(tmp_path: Path, target: str) -> None:
    os.symlink(tmp_path / target, tmp_path / "a.py")
    assert found(tmp_path).notes == (f"{tmp_path}/a.py is a link to nowhere and was passed over",)
    assert not found(tmp_path).failures
    assert [failure.path for failure in found(tmp_path, "a.py").failures] == [f"{tmp_path}/a.py"]


def test_pipes_are_passed_over_and_that_is_said(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    write(tmp_path, {"a.py": ""})
    assert names(tmp_path) == ["a.py"]
    assert found(tmp_path).notes == (f"{tmp_path}/pipe.py is not a regular file and was passed over",)


def test_a_name_that_is_not_text_does_no_harm(tmp_path: Path) -> None:
    name = os.fsencode(str(tmp_path)) + b"/caf\xe9.py"
    with open(name, "wb") as file:
        file.write(b'from sqlalchemy import create_engine\nengine = create_engine("postgresql://db/shop")\n')
    ran = engine_lint("check", "--output-format", "json", cwd=tmp_path)
    assert [finding["path"] for finding in ran.report["findings"]] == ["caf\ufffd.py"]
    assert engine_lint("check", cwd=tmp_path).code == 1


def test_given_paths_cover_what_lies_in_them(tmp_path: Path) -> None:
    write(tmp_path, {"a/b.py": "", "ab.py": "", "c.py": ""})
    os.symlink(tmp_path / "c.py", tmp_path / "a/link.py")
    covers = found(tmp_path, "a").covers
    assert covers(f"{tmp_path}/a/b.py")
    assert not covers(f"{tmp_path}/ab.py")
    assert not covers(f"{tmp_path}/a/link.py")
