"""``--fix``, ``--unsafe-fixes`` and ``--diff``."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests import shell
from tests.inprocess import engine_lint
from tests.shell import MENDED, MISSING_PRE_PING, git, write

CHURN = 'from sqlalchemy import create_engine\n\nengine = create_engine("mysql+pymysql://app@db/shop", pool_pre_ping=True, pool_recycle=3)\n'


def test_fix_writes_the_safe_fixes_and_exits_with_0(tmp_path: Path) -> None:
    write(tmp_path, {"db.py": MISSING_PRE_PING})
    ran = shell.engine_lint("check", "--fix", cwd=tmp_path)
    assert ran.code == 0
    assert (tmp_path / "db.py").read_text() == MENDED
    assert ran.lines == ["Fixed 1 finding in 1 file, 0 left (1 file checked, 1 engine site)."]


def test_fixing_twice_changes_nothing_the_second_time(tmp_path: Path) -> None:
    write(tmp_path, {"db.py": MISSING_PRE_PING})
    engine_lint("check", "--fix", cwd=tmp_path)
    before = (tmp_path / "db.py").stat()
    ran = engine_lint("check", "--fix", cwd=tmp_path)
    after = (tmp_path / "db.py").stat()
    assert ran.code == 0
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_exit_non_zero_on_fix(tmp_path: Path) -> None:
    write(tmp_path, {"db.py": MISSING_PRE_PING})
    assert engine_lint("check", "--fix", "--exit-non-zero-on-fix", cwd=tmp_path).code == 1
    assert engine_lint("check", "--fix", "--exit-non-zero-on-fix", cwd=tmp_path).code == 0


def test_unsafe_fixes_wait_until_they_are_asked_for(tmp_path: Path) -> None:
    write(tmp_path, {"db.py": CHURN})
    ran = engine_lint("check", "--fix", cwd=tmp_path)
    assert ran.code == 1
    assert (tmp_path / "db.py").read_text() == CHURN
    assert ran.lines[-1] == "Hidden: 1 unsafe fix (`--unsafe-fixes`)."
    alone = engine_lint("check", "--unsafe-fixes", cwd=tmp_path)
    assert (alone.code, alone.err) == (1, "note: --unsafe-fixes goes with --fix, which writes, or --diff, which shows a patch\n")
    assert (tmp_path / "db.py").read_text() == CHURN
    assert engine_lint("check", "--fix", "--unsafe-fixes", cwd=tmp_path).code == 0
    assert "pool_recycle=3600" in (tmp_path / "db.py").read_text()


def test_only_findings_that_are_shown_are_fixed(tmp_path: Path) -> None:
    write(tmp_path, {"db.py": MISSING_PRE_PING, "silent.py": MISSING_PRE_PING.replace(")\n", ")  # noqa: EL101\n")})
    before = (tmp_path / "silent.py").read_text()
    assert engine_lint("check", "--fix", "--select", "EL2", cwd=tmp_path).code == 0
    assert (tmp_path / "db.py").read_text() == MISSING_PRE_PING
    engine_lint("check", "--fix", "--unfixable", "EL101", cwd=tmp_path)
    assert (tmp_path / "db.py").read_text() == MISSING_PRE_PING
    engine_lint("check", "--fix", "--fixable", "EL2", cwd=tmp_path)
    assert (tmp_path / "db.py").read_text() == MISSING_PRE_PING
    engine_lint("check", "--fix", cwd=tmp_path)
    assert (tmp_path / "db.py").read_text() == MENDED
    assert (tmp_path / "silent.py").read_text() == before


def test_show_fixes_lists_them(tmp_path: Path) -> None:
    write(tmp_path, {"db.py": MISSING_PRE_PING})
    ran = engine_lint("check", "--fix", "--show-fixes", cwd=tmp_path)
    assert ran.lines[:2] == ["db.py:", "  1 x EL101 (Add pool_pre_ping=True)"]


def test_several_findings_at_one_site_become_one_rewrite(tmp_path: Path) -> None:
    write(tmp_path, {"db.py": MISSING_PRE_PING.replace("postgresql", "mysql+pymysql")})
    engine_lint("check", "--fix", cwd=tmp_path)
    assert '"mysql+pymysql://app@db/shop", pool_pre_ping=True, pool_recycle=3600)' in (tmp_path / "db.py").read_text()


def test_standard_input_is_mended_to_stdout(tmp_path: Path) -> None:
    ran = engine_lint("check", "-", "--fix", cwd=tmp_path, stdin=MISSING_PRE_PING.encode())
    assert (ran.code, ran.text) == (0, MENDED)
    assert "Fixed 1 finding" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_standard_input_comes_out_unchanged_where_nothing_is_mended(tmp_path: Path) -> None:
    latin = "# -*- coding: latin-1 -*-\nname = 'caf\xe9'\r\n".encode("latin-1")
    assert engine_lint("check", "-", "--fix", cwd=tmp_path, stdin=latin).out == latin


def test_a_mode_is_kept(tmp_path: Path) -> None:
    write(tmp_path, {"db.py": MISSING_PRE_PING})
    (tmp_path / "db.py").chmod(0o751)
    engine_lint("check", "--fix", cwd=tmp_path)
    assert (tmp_path / "db.py").stat().st_mode & 0o777 == 0o751
    assert [path.name for path in tmp_path.iterdir()] == ["db.py"]


def test_a_link_out_of_the_given_paths_is_not_written_through(tmp_path: Path) -> None:
    write(tmp_path, {"outside/db.py": MISSING_PRE_PING, "inside/x.py": "x = 1\n"})
    os.symlink(tmp_path / "outside/db.py", tmp_path / "inside/link.py")
    ran = engine_lint("check", "--fix", "inside", cwd=tmp_path)
    assert (tmp_path / "outside/db.py").read_text() == MISSING_PRE_PING
    assert ran.code == 1
    assert "outside the given paths" in ran.text


def test_fix_and_diff_exclude_each_other(tmp_path: Path) -> None:
    ran = engine_lint("check", "--fix", "--diff", cwd=tmp_path)
    assert ran.code == 2
    assert "exclude each other" in ran.err


def test_diff_writes_nothing_and_exits_with_1_when_there_is_one(tmp_path: Path) -> None:
    write(tmp_path, {"db.py": MISSING_PRE_PING})
    ran = engine_lint("check", "--diff", cwd=tmp_path)
    assert ran.code == 1
    assert ran.text.startswith("--- a/db.py\n+++ b/db.py\n@@ -1,3 +1,3 @@\n")
    assert ran.err == "Would fix 1 finding in 1 file, 0 left (1 file checked, 1 engine site).\n"
    assert (tmp_path / "db.py").read_text() == MISSING_PRE_PING
    write(tmp_path, {"db.py": MENDED})
    clean = engine_lint("check", "--diff", cwd=tmp_path)
    assert (clean.code, clean.text) == (0, "")


def test_diff_without_fixable_findings_is_empty(tmp_path: Path) -> None:
    write(tmp_path, {"db.py": CHURN})
    assert engine_lint("check", "--diff", cwd=tmp_path).code == 0
    assert engine_lint("check", "--diff", "--unsafe-fixes", cwd=tmp_path).code == 1


CASES = {
    "plain": MISSING_PRE_PING.encode(),
    "no newline at the end": MISSING_PRE_PING.rstrip("\n").encode(),
    "CRLF": MISSING_PRE_PING.replace("\n", "\r\n").encode(),
    "CRLF, no newline at the end": MISSING_PRE_PING.replace("\n", "\r\n").rstrip().encode(),
    "byte order mark": b"\xef\xbb\xbf" + MISSING_PRE_PING.encode(),
    "latin-1": ("# -*- coding: latin-1 -*-\n# caf\xe9\n" + MISSING_PRE_PING).encode("latin-1"),
    "form feed": MISSING_PRE_PING.replace("\n\n", "\n\x0c\n").encode(),
    "tabs": b'from sqlalchemy import create_engine\n\ndef make():\n\treturn create_engine("postgresql://app@db/shop")\n',
    "wide characters": ("# 数据库\n" + MISSING_PRE_PING).encode(),
}


@pytest.mark.parametrize("name", ["db.py", "with space.py", "caf\xe9.py", 'quo"te.py', "sub folder/db.py"])
@pytest.mark.parametrize("before", CASES.values(), ids=CASES.keys())
def test_git_takes_the_diff_and_it_does_what_fix_does(tmp_path: Path, before: bytes, name: str) -> None:
    repository, twin = tmp_path / "repository", tmp_path / "twin"
    write(repository, {name: before})
    write(twin, {name: before})
    git("init", "-q", ".", cwd=repository)
    diff = engine_lint("check", ".", "--diff", cwd=repository)
    assert diff.code == 1, diff.err
    git("apply", "-", cwd=repository, stdin=diff.out)
    assert engine_lint("check", ".", "--fix", cwd=twin).code == 0
    assert (repository / name).read_bytes() == (twin / name).read_bytes() != before


def test_git_takes_a_diff_made_in_a_subfolder(tmp_path: Path) -> None:
    write(tmp_path, {"src/shop/db.py": MISSING_PRE_PING})
    git("init", "-q", ".", cwd=tmp_path)
    diff = engine_lint("check", "shop", "--diff", cwd=tmp_path / "src")
    git("apply", "-", cwd=tmp_path / "src", stdin=diff.out)
    assert (tmp_path / "src/shop/db.py").read_text() == MENDED


SHARED = 'from sqlalchemy import create_engine\n\nOPTIONS = {"pool_size": 5}\none = create_engine("postgresql://app@db/one", **OPTIONS)\ntwo = create_engine("postgresql://app@db/two", **OPTIONS)\n'


def test_a_shared_dict_is_one_finding_and_mended_once(tmp_path: Path) -> None:
    write(tmp_path, {"db.py": SHARED})
    (finding,) = engine_lint("check", "--output-format", "json", cwd=tmp_path).report["findings"]
    assert finding["start"]["line"] == 4
    assert 5 in [related["start"]["line"] for related in finding["related"]]
    engine_lint("check", "--fix", "--unsafe-fixes", cwd=tmp_path)
    assert (tmp_path / "db.py").read_text() == SHARED.replace("5}", '5, "pool_pre_ping": True}')


def test_a_fix_outside_the_given_paths_is_shown_and_held_back(tmp_path: Path) -> None:
    options = 'OPTIONS = {"pool_size": 5}\n'
    engine = 'from sqlalchemy import create_engine\nfrom options import OPTIONS\n\nengine = create_engine("postgresql://app@db/shop", **OPTIONS)\n'
    write(tmp_path, {"options.py": options, "db.py": engine})
    ran = engine_lint("check", "--fix", "--unsafe-fixes", "db.py", "--output-format", "json", cwd=tmp_path)
    (finding,) = ran.report["findings"]
    assert [edit["path"] for edit in finding["fix"]["edits"]] == ["options.py"]
    assert "held back" in finding["fix"]["reason"]
    assert ran.report["summary"]["held_back"] == 1
    assert (tmp_path / "options.py").read_text() == options
    assert engine_lint("check", "--fix", "--unsafe-fixes", "db.py", "options.py", cwd=tmp_path).code == 0
    assert (tmp_path / "options.py").read_text() == 'OPTIONS = {"pool_size": 5, "pool_pre_ping": True}\n'


def test_files_that_import_each_other_are_mended_in_one_run(tmp_path: Path) -> None:
    importing = MISSING_PRE_PING.replace("\n\n", "\nfrom b import name\n\n")
    write(tmp_path, {"a.py": importing, "b.py": MISSING_PRE_PING + 'name = "shop"\n'})
    ran = engine_lint("check", "--fix", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert (tmp_path / "a.py").read_text().count("pool_pre_ping=True") == (tmp_path / "b.py").read_text().count("pool_pre_ping=True") == 1


def test_standard_input_stands_for_the_file_of_its_name_also_where_others_import_it(tmp_path: Path) -> None:
    options = 'from a import engine\nOPTIONS = {"pool_size": 5}\n'
    using = 'from sqlalchemy import create_engine\nfrom options import OPTIONS\n\nengine = create_engine("postgresql://app@db/shop", **OPTIONS)\n'
    write(tmp_path, {"options.py": options, "a.py": MISSING_PRE_PING})
    ran = engine_lint("check", "-", "--stdin-filename", "a.py", "--output-format", "json", cwd=tmp_path, stdin=using.encode())
    assert [finding["start"]["line"] for finding in ran.report["findings"]] == [4]
