"""``--diff-base``: only what stands on lines that changed since a revision, with the real git."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import engine_lint as package
from engine_lint.adoption.changes import Lines, carried, changed_lines
from tests.inprocess import engine_lint
from tests.shell import Ran, git, write

IMPORT = "from sqlalchemy import create_engine\n"
ONE = 'one = create_engine("postgresql://app@db/one")\n'
TWO = 'two = create_engine("postgresql://app@db/two")\n'
LONG = 'long = create_engine(\n    "postgresql://app@db/long",\n    pool_pre_ping=True,\n    echo=True,\n)\n'


def commit(root: Path, message: str = "x") -> None:
    git("add", "-A", cwd=root)
    git("commit", "-q", "--allow-empty", "-m", message, cwd=root)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    write(tmp_path, {"db.py": IMPORT + ONE, "long.py": IMPORT + LONG, "pyproject.toml": "[project]\nname = 'shop'\n"})
    git("init", "-q", ".", cwd=tmp_path)
    commit(tmp_path)
    return tmp_path


def since(root: Path, revision: str = "HEAD", *arguments: str, cwd: Path | None = None, stdin: bytes = b"") -> Ran:
    return engine_lint("check", "--diff-base", revision, *arguments, "--output-format", "json", cwd=cwd or root, stdin=stdin)


def places(ran: Ran) -> list[tuple[str, int]]:
    return [(finding["path"], finding["start"]["line"]) for finding in ran.report["findings"]]


def test_what_was_there_is_counted_and_not_shown(repository: Path) -> None:
    ran = since(repository)
    assert (ran.code, places(ran), ran.report["summary"]["unchanged"]) == (0, [], 1)
    assert engine_lint("check", "--diff-base", "HEAD", cwd=repository).lines[-1] == "Hidden: 1 on lines that did not change."


@pytest.mark.parametrize("state", ["unstaged", "staged", "committed"])
def test_a_new_line_is_shown_whether_it_is_committed_or_not(repository: Path, state: str) -> None:
    git("branch", "base", cwd=repository)
    write(repository, {"db.py": IMPORT + TWO + ONE})
    if state != "unstaged":
        git("add", "-A", cwd=repository)
    if state == "committed":
        commit(repository)
    ran = since(repository, "base")
    assert (ran.code, places(ran)) == (1, [("db.py", 2)])


def test_a_file_that_git_does_not_know_counts_whole_ignored_or_not(repository: Path) -> None:
    write(repository, {"new.py": IMPORT + TWO, ".gitignore": "private.py\n", "private.py": IMPORT + TWO})
    assert places(since(repository, "HEAD", ".", "private.py")) == [("new.py", 2), ("private.py", 2)]


def test_any_line_of_the_call_counts_and_its_neighbours_do_not(repository: Path) -> None:
    bare = LONG.replace("    pool_pre_ping=True,\n", "")
    write(repository, {"long.py": IMPORT + bare})
    commit(repository)
    for changed in (bare.replace("echo=True", "echo=False"), bare.replace("long = ", "lang = "), bare.replace("/long", "/lang")):
        write(repository, {"long.py": IMPORT + changed})
        assert places(since(repository)) == [("long.py", 2)]
    for around in ("X = 1\n" + IMPORT + bare, IMPORT + bare + "X = 1\n", IMPORT + "X = 1\n" + bare):
        write(repository, {"long.py": around})
        assert places(since(repository)) == []


def test_a_line_that_was_taken_out_of_the_call_counts(repository: Path) -> None:
    write(repository, {"long.py": IMPORT + LONG.replace("    pool_pre_ping=True,\n", "")})
    assert places(since(repository)) == [("long.py", 2)]


def test_a_line_that_was_taken_out_beside_the_call_does_not(repository: Path) -> None:
    write(repository, {"db.py": IMPORT + "X = 1\n" + ONE + "Y = 1\n"})
    commit(repository)
    write(repository, {"db.py": IMPORT + ONE})
    assert places(since(repository)) == []


def test_a_change_at_a_place_that_decides_counts(repository: Path) -> None:
    shop = f"from settings import RECYCLE\n{IMPORT}e = create_engine('mysql://app@db/x', pool_pre_ping=True, pool_recycle=RECYCLE)\n"
    write(repository, {"settings.py": "RECYCLE = 80000\n", "shop.py": shop})
    commit(repository)
    assert places(since(repository)) == []
    write(repository, {"settings.py": "RECYCLE = 90000\n"})
    assert places(since(repository)) != []


def test_a_file_that_was_renamed_is_compared_with_what_it_was(repository: Path) -> None:
    git("mv", "db.py", "data base é.py", cwd=repository)
    assert places(since(repository)) == []
    write(repository, {"data base é.py": IMPORT + ONE + TWO})
    assert places(since(repository)) == [("data base é.py", 3)]


@pytest.mark.skipif(os.name == "nt", reason="no such names there")
def test_names_that_git_quotes(repository: Path) -> None:
    name = 'tab\t"quoted"\\ .py'
    write(repository, {name: IMPORT + ONE})
    commit(repository)
    write(repository, {name: IMPORT + ONE + TWO})
    assert [line for _, line in places(since(repository))] == [3]


def test_what_the_other_branch_did_meanwhile_does_not_count(repository: Path) -> None:
    git("checkout", "-q", "-b", "mine", cwd=repository)
    write(repository, {"db.py": IMPORT + ONE + TWO})
    commit(repository)
    git("checkout", "-q", "-b", "theirs", "HEAD^", cwd=repository)
    write(repository, {"db.py": IMPORT + "one = 1\n"})
    commit(repository)
    git("checkout", "-q", "mine", cwd=repository)
    assert places(since(repository, "theirs")) == [("db.py", 3)]


def test_lines_that_look_like_a_patch_and_settings_of_the_user_do_no_harm(repository: Path) -> None:
    git("config", "diff.noprefix", "true", cwd=repository)
    git("config", "diff.external", "false", cwd=repository)
    git("config", "color.ui", "always", cwd=repository)
    git("config", "core.fsmonitor", "touch pwned; false", cwd=repository)
    write(repository, {"db.py": IMPORT + 'TEXT = """\n++ b/long.py\n@@ -1 +1,9 @@\n"""\n' + ONE + TWO})
    assert places(since(repository)) == [("db.py", 7)]
    assert not (repository / "pwned").exists()


def test_from_a_folder_below_and_through_a_link(repository: Path) -> None:
    write(repository, {"app/db.py": IMPORT + ONE})
    commit(repository)
    write(repository, {"app/db.py": IMPORT + ONE + TWO})
    assert places(since(repository, cwd=repository / "app")) == [("db.py", 3)]
    link = repository.parent / f"{repository.name}-link"
    link.symlink_to(repository)
    assert places(since(repository, "HEAD", str(link / "app"), cwd=repository)) == [(str(link / "app/db.py"), 3)]


def test_notebooks_count_where_the_file_changed(repository: Path) -> None:
    cell = {"cell_type": "code", "source": [IMPORT, ONE], "metadata": {}, "outputs": [], "execution_count": None}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    write(repository, {"work.ipynb": json.dumps(notebook, indent=1)})
    commit(repository)
    assert places(since(repository, "HEAD", "--pedantic", "work.ipynb")) == []
    write(repository, {"work.ipynb": json.dumps(notebook, indent=2)})
    assert places(since(repository, "HEAD", "--pedantic", "work.ipynb")) == [("work.ipynb", 2)]


def test_standard_input_is_compared_as_if_it_were_saved(repository: Path) -> None:
    text = (IMPORT + ONE + TWO).encode()
    assert places(since(repository, "HEAD", "-", "--stdin-filename", "db.py", stdin=text)) == [("db.py", 3)]


def test_only_what_is_shown_is_fixed(repository: Path) -> None:
    write(repository, {"db.py": IMPORT + ONE + "\n\n" + TWO})
    ran = engine_lint("check", "--fix", "--diff-base", "HEAD", cwd=repository)
    assert ran.code == 0, ran.text + ran.err
    assert (repository / "db.py").read_text() == IMPORT + ONE + "\n\n" + TWO.replace('")', '", pool_pre_ping=True)')


def test_only_what_is_shown_is_silenced(repository: Path) -> None:
    write(repository, {"db.py": IMPORT + ONE + TWO})
    assert engine_lint("check", "--add-ignore", "--diff-base", "HEAD", cwd=repository).code == 0
    assert (repository / "db.py").read_text() == IMPORT + ONE + TWO.rstrip() + "  # engine-lint: ignore[EL101]\n"


def test_a_file_that_cannot_be_parsed_is_never_passed_over(repository: Path) -> None:
    write(repository, {"bad.py": IMPORT + "def (\n"})
    commit(repository)
    assert since(repository).code == 2


@pytest.mark.parametrize(
    ("revision", "said"),
    [
        ("mian", "has no revision 'mian'; did you mean `main`?"),
        ("no-such", "has no revision 'no-such'; a branch that was not fetched is unknown too"),
        ("", "has no revision ''"),
        ("--output=pwned", "has no revision '--output=pwned'"),
        ("HEAD:db.py", "has no revision 'HEAD:db.py'"),
        ("apart", "have no commit in common"),
    ],
)
def test_a_revision_that_does_not_do(repository: Path, revision: str, said: str) -> None:
    git("checkout", "-q", "--orphan", "apart", cwd=repository)
    commit(repository, "apart")
    git("checkout", "-q", "main", cwd=repository)
    ran = engine_lint("check", f"--diff-base={revision}", cwd=repository)
    assert ran.code == 2
    assert "error: --diff-base: " in ran.err
    assert said in ran.err
    assert not (repository / "pwned").exists()


def test_where_there_is_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    ran = engine_lint("check", "--diff-base", "HEAD", cwd=tmp_path)
    assert (ran.code, ran.err) == (2, f"error: --diff-base: {tmp_path} is in no git repository\n")


def test_where_there_is_no_commit_yet(tmp_path: Path) -> None:
    git("init", "-q", ".", cwd=tmp_path)
    assert engine_lint("check", "--diff-base", "HEAD", cwd=tmp_path).code == 2


def test_where_there_is_no_git(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository))
    ran = engine_lint("check", "--diff-base", "HEAD", cwd=repository)
    assert (ran.code, ran.err) == (2, "error: --diff-base: git cannot be run: No such file or directory; install git, or leave the option out\n")


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_in_another_text_of_the_file_all_that_differs_has_changed(before: list[str], after: list[str]) -> None:
    old, new = "\n".join(before).encode(), "\n".join(after).encode()
    lines = carried(Lines(), old, new)
    kept = [text for number, text in enumerate(new.split(b"\n"), 1) if number not in lines.lines]
    rest = iter(old.split(b"\n"))
    assert all(text in rest for text in kept)
    assert bool(lines) == (old != new)
    assert carried(Lines(frozenset({1})), old, old).lines == {1}


def test_a_patch_is_read_by_its_counts() -> None:
    patch = b"diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1,2 +1 @@ def f():\n---- a/x\n-x\n+++ b/z\n@@ -9 +7,0 @@\n-y\n\\ No newline at end of file\ndiff --git a/g b/g\n--- a/g\n+++ /dev/null\n@@ -1 +0,0 @@\n-z\n"
    assert changed_lines(patch) == {"a": Lines(frozenset({1}), frozenset({7}))}


def test_nothing_but_this_ever_calls_another_program() -> None:
    root = Path(package.__file__).parent
    callers = {path.relative_to(root).as_posix() for path in root.rglob("*.py") if b"import subprocess" in path.read_bytes()}
    assert callers == {"adoption/git.py"}
