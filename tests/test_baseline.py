"""Baselines: what is known is not shown, whatever moves; what is new is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from engine_lint.adoption.baseline import Entry, paired, read, render
from engine_lint.errors import SettingsError
from engine_lint.model.outcome import Outcome
from engine_lint.pipeline import Request, run
from engine_lint.settings import Lookup
from tests.inprocess import engine_lint
from tests.shell import git, write

NAME = "engine-lint-baseline.json"
IMPORT = "from sqlalchemy import create_engine\n"
LEGACY = f"""{IMPORT}
orders = create_engine('mysql://app:hunter2@db/orders', echo = False)
stock = create_engine("mysql://app:hunter2@db/stock", pool_recycle=-1, connect_args={{'charset': 'utf8mb4', 'init_command': "SET time_zone = 'UTC'"}})
twins = [create_engine("postgresql://app@db/twin"), create_engine("postgresql://app@db/twin")]
"""
NEW = 'fresh = create_engine("postgresql://app@db/fresh")\n'


def check(root: Path, *paths: str, writing: bool = False, **settings: object) -> Outcome:
    """A run over paths below a folder that has a baseline."""
    overrides = {"baseline": NAME, **{key.replace("_", "-"): value for key, value in settings.items()}}
    return run(Request(tuple(str(root / path) for path in paths or (".",)), Lookup(root.as_posix(), overrides), write_baseline=writing))


def shown(outcome: Outcome) -> list[tuple[str, str, int]]:
    return [(each.place.path.rpartition("/")[2], each.code, each.place.span.start.line) for each in outcome.findings]


def entries(root: Path) -> list[dict[str, object]]:
    return list(json.loads((root / NAME).read_text())["findings"])


@pytest.fixture
def legacy(tmp_path: Path) -> Path:
    """A project whose findings are all in its baseline."""
    write(tmp_path, {"pyproject.toml": "[project]\nname = 'shop'\n", "shop/db.py": LEGACY})
    assert not check(tmp_path, writing=True).findings
    return tmp_path


def test_what_is_known_is_not_shown_and_counted(legacy: Path) -> None:
    outcome = check(legacy)
    assert not outcome.findings
    assert outcome.summary.baselined == len(entries(legacy)) >= 4
    assert not outcome.notes


def test_one_can_look_past_it_whoever_names_it(legacy: Path) -> None:
    known = len(entries(legacy))
    write(legacy, {"engine-lint.toml": f'baseline = "{NAME}"\n'})
    assert engine_lint("check", cwd=legacy).code == 0
    ran = engine_lint("check", "--no-baseline", "--output-format", "json", cwd=legacy)
    assert (ran.code, len(ran.report["findings"]), ran.report["summary"]["baselined"], ran.err) == (1, known, 0, "")
    assert engine_lint("check", "--no-baseline", "--diff-base", "HEAD", cwd=legacy).code == 2
    (legacy / NAME).unlink()
    assert engine_lint("check", "--no-baseline", cwd=legacy).code == 1


@pytest.mark.parametrize("other", [["--baseline", NAME], ["--write-baseline"]])
def test_looking_past_it_goes_with_nothing_that_needs_it(legacy: Path, other: list[str]) -> None:
    ran = engine_lint("check", "--no-baseline", *other, cwd=legacy)
    assert ran.code == 2
    assert f"error: --no-baseline and {other[0]} exclude each other" in ran.err
    assert len(entries(legacy)) >= 4


def test_only_what_is_new_is_shown(legacy: Path) -> None:
    write(legacy, {"shop/db.py": NEW.join((IMPORT, LEGACY.removeprefix(IMPORT))), "shop/other.py": IMPORT + NEW})
    assert {(name, line) for name, _, line in shown(check(legacy))} == {("db.py", 2), ("other.py", 2)}


def test_a_known_call_that_is_changed_is_judged_anew(legacy: Path) -> None:
    write(legacy, {"shop/db.py": LEGACY.replace("echo = False", "pool_size = 9")})
    assert {line for _, _, line in shown(check(legacy))} == {3}


def test_a_further_twin_is_new(legacy: Path) -> None:
    write(legacy, {"shop/db.py": LEGACY + 'third = create_engine("postgresql://app@db/twin")\n'})
    assert shown(check(legacy)) == [("db.py", "EL101", 6)]


@pytest.mark.parametrize("change", ["moved within the file", "formatted", "commented", "crlf", "renamed", "moved to another folder", "another password"])
def test_changes_that_it_outlives(legacy: Path, change: str) -> None:
    path = legacy / "shop/db.py"
    if change == "moved within the file":
        head, *calls = LEGACY.rstrip("\n").split("\n")
        path.write_text("\n\n# one\nX = 1\n".join([head, "", *reversed(calls)]) + "\n")
    elif change == "formatted":
        subprocess.run([sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", "60", str(path)], check=True, capture_output=True, timeout=60)
        assert path.read_text().count("\n") > LEGACY.count("\n") + 5
    elif change == "commented":
        path.write_text(LEGACY.replace("orders', ", "orders',  # the old one\n    "))
    elif change == "crlf":
        path.write_bytes(LEGACY.replace("\n", "\r\n").encode())
    elif change == "another password":
        path.write_text(LEGACY.replace("hunter2", "correct-horse"))
    else:
        target = legacy / ("shop/database.py" if change == "renamed" else "lib/store/db.py")
        target.parent.mkdir(parents=True, exist_ok=True)
        path.rename(target)
    outcome = check(legacy)
    assert not outcome.findings
    assert not outcome.notes


def test_two_modules_that_move_are_told_apart_by_their_names(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": "", "old/one.py": IMPORT + NEW, "old/two.py": IMPORT + NEW})
    check(tmp_path, writing=True)
    (tmp_path / "old").rename(tmp_path / "new")
    assert not check(tmp_path).findings


def test_a_copy_is_new_while_the_original_is_there(legacy: Path) -> None:
    write(legacy, {"shop/copy.py": LEGACY})
    assert {name for name, _, _ in shown(check(legacy))} == {"copy.py"}


def test_a_move_that_could_be_either_is_not_guessed(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": "", "old.py": IMPORT + NEW})
    check(tmp_path, writing=True)
    (tmp_path / "old.py").unlink()
    write(tmp_path, {"one.py": IMPORT + NEW, "two.py": IMPORT + NEW})
    assert {name for name, _, _ in shown(check(tmp_path))} == {"one.py", "two.py"}


def test_what_is_gone_is_said_and_dropped_when_it_is_written_again(legacy: Path) -> None:
    write(legacy, {"shop/db.py": LEGACY.replace("echo = False", "pool_pre_ping=True, pool_recycle=280")})
    before = len(entries(legacy))
    (note,) = check(legacy).notes
    assert note.startswith(
        f"{NAME} holds 2 findings that nothing matches any more, because they were mended or their calls changed: EL101 in shop/db.py, EL202 in shop/db.py; "
    )
    (written,) = check(legacy, writing=True).notes
    assert written == f"{NAME} holds {before - 2} findings now; 2 that nothing matched are dropped"
    assert not check(legacy).notes


def test_nothing_is_called_gone_that_was_not_looked_at(legacy: Path) -> None:
    write(legacy, {"shop/other.py": IMPORT + NEW})
    assert not check(legacy, "shop/other.py").notes
    assert not check(legacy, select=("EL201",)).notes
    check(legacy, "shop/other.py", writing=True)
    assert not check(legacy).findings
    check(legacy, writing=True, select=("EL201",))
    assert not check(legacy).findings


def test_a_file_that_moved_is_not_called_gone_where_only_others_are_checked(legacy: Path) -> None:
    write(legacy, {"shop/other.py": IMPORT + NEW})
    (legacy / "shop/db.py").rename(legacy / "shop/database.py")
    assert not check(legacy, "shop/other.py").notes
    check(legacy, "shop/other.py", writing=True)
    assert not check(legacy).findings
    (legacy / "shop/database.py").unlink()
    assert len(check(legacy).notes) == 1


def test_a_file_that_cannot_be_parsed_keeps_its_entries_and_is_never_known(legacy: Path) -> None:
    before = entries(legacy)
    write(legacy, {"shop/db.py": LEGACY + "def (\n"})
    outcome = check(legacy)
    assert [each.code for each in outcome.findings] == ["EL902"]
    assert not outcome.notes
    assert [each.code for each in check(legacy, writing=True).findings] == ["EL902"]
    assert entries(legacy) == before


def test_the_file_is_sorted_one_entry_a_line_and_holds_no_code(legacy: Path) -> None:
    text = (legacy / NAME).read_text()
    assert "hunter2" not in text
    assert "create_engine" not in text
    first, *lines, last, end = text.split("\n")
    assert (first, last, end) == ('{"version": 1, "findings": [', "]}", "")
    assert [json.loads(line.rstrip(",")) for line in lines] == entries(legacy)
    assert read(str(legacy / NAME)) == tuple(sorted(read(str(legacy / NAME))))
    stamp = (legacy / NAME).stat().st_ino
    check(legacy, writing=True)
    assert (legacy / NAME).read_text() == text
    assert (legacy / NAME).stat().st_ino == stamp


def test_branches_that_baseline_different_files_merge(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": "", **{f"{name}.py": IMPORT + NEW for name in "aceg"}})
    git("init", "-q", ".", cwd=tmp_path)
    for branch, name in (("main", ""), ("one", "b"), ("two", "f")):
        if name:
            git("checkout", "-q", "-b", branch, "main", cwd=tmp_path)
            write(tmp_path, {f"{name}.py": IMPORT + NEW})
        check(tmp_path, writing=True)
        git("add", "-A", cwd=tmp_path)
        git("commit", "-q", "-m", branch, cwd=tmp_path)
    git("merge", "-q", "--no-edit", "one", cwd=tmp_path)
    assert not check(tmp_path).findings
    assert len(entries(tmp_path)) == 6


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not valid JSON"),
        ("[]", 'has no list "findings"'),
        ('{"version": 2, "findings": []}', "is of version 2"),
        ('{"version": 1, "findings": [1]}', "is no object: 1"),
        ('{"version": 1, "findings": [{"code": "EL101", "pth": "a.py", "content": "", "occurrence": 1}]}', "did you mean `path`?"),
        ('{"version": 1, "findings": [{"code": "EL101", "path": "a.py", "content": "", "occurrence": true}]}', "needs 'occurrence', a number"),
        ('{"version": 1, "findings": [{"code": "EL101", "path": "a.py"}]}', "needs 'content', a text"),
        ('{"version": 1, "findings": [\n<<<<<<< HEAD\n', ":2: a merge left its conflict in the baseline"),
        ('{"version": 1, "findings": [\n{]\n', ":2: the baseline is not valid JSON"),
    ],
)
def test_one_that_is_damaged_is_refused_by_name(tmp_path: Path, text: str, said: str) -> None:
    write(tmp_path, {NAME: text})
    with pytest.raises(SettingsError) as refused:
        read(str(tmp_path / NAME))
    assert str(tmp_path / NAME) in str(refused.value)
    assert said in str(refused.value)


def test_a_baseline_read_back_is_what_was_written(tmp_path: Path) -> None:
    held = (Entry("a b%é\udcff.py", "EL101", "00", 2), Entry("../z.py", "EL201", "ff", 1))
    (tmp_path / NAME).write_bytes(render((*held, *held)))
    assert read(str(tmp_path / NAME)) == tuple(sorted(held))


def test_the_settings_name_it_relative_to_themselves_and_parts_have_their_own(tmp_path: Path) -> None:
    write(tmp_path, {"engine-lint.toml": f'baseline = "known/{NAME}"\n', "a.py": IMPORT + NEW})
    write(tmp_path, {"part/engine-lint.toml": 'baseline = "own.json"\n', "part/b.py": IMPORT + NEW})
    (tmp_path / "known").mkdir()
    outcome = run(Request((str(tmp_path),), Lookup(tmp_path.as_posix()), write_baseline=True))
    assert not outcome.findings
    assert len(read(str(tmp_path / "part/own.json"))) == len(read(str(tmp_path / "known" / NAME))) == 1
    assert run(Request((str(tmp_path),), Lookup((tmp_path / "part").as_posix()))).summary.baselined == 2


def test_known_findings_are_not_fixed(legacy: Path) -> None:
    write(legacy, {"shop/db.py": LEGACY + NEW, "engine-lint.toml": f'baseline = "{NAME}"\n'})
    ran = engine_lint("check", "--fix", cwd=legacy)
    assert ran.code == 0, ran.text
    assert (legacy / "shop/db.py").read_text() == LEGACY + NEW.replace('")', '", pool_pre_ping=True)')
    assert "in the baseline" in ran.lines[-1]


def test_a_fix_beside_a_known_finding_of_the_same_call_is_no_error(tmp_path: Path) -> None:
    write(tmp_path, {"engine-lint.toml": f'baseline = "{NAME}"\n', "db.py": f'{IMPORT}engine = create_engine("mysql://app@db/shop")\n'})
    check(tmp_path, writing=True, ignore=("EL101",))
    assert [code for _, code, _ in shown(check(tmp_path))] == ["EL101"]
    ran = engine_lint("check", "--fix", "--unsafe-fixes", cwd=tmp_path)
    assert ran.code == 0, ran.text + ran.err
    assert not ran.err


def test_on_the_command_line(tmp_path: Path) -> None:
    write(tmp_path, {"db.py": LEGACY})
    missing = engine_lint("check", "--baseline", "known.json", cwd=tmp_path)
    assert missing.code == 2
    assert missing.err.endswith("known.json: the baseline is not there; `engine-lint check --write-baseline` writes it\n")
    ran = engine_lint("check", "--write-baseline", "--baseline", "known.json", cwd=tmp_path)
    assert (ran.code, ran.lines[0].startswith("No findings")) == (0, True)
    assert ran.err.startswith("note: known.json holds ")
    assert engine_lint("check", "--baseline", "known.json", cwd=tmp_path).code == 0
    assert engine_lint("check", cwd=tmp_path).code == 1
    assert engine_lint("check", "--write-baseline", "--fix", cwd=tmp_path).err == (
        "error: --write-baseline and --fix exclude each other; fix first, then write what is left into the baseline\n"
    )
    assert engine_lint("check", "-", "--write-baseline", cwd=tmp_path).err == "error: --write-baseline needs files, and `-` is none\n"
    stdin = engine_lint("check", "-", "--stdin-filename", "db.py", "--baseline", "known.json", cwd=tmp_path, stdin=(LEGACY + NEW).encode())
    assert (stdin.code, stdin.lines[0][:31]) == (1, "warning[EL101] missing-pre-ping")
    (tmp_path / "known.json").write_text("{")
    assert engine_lint("check", "--baseline", "known.json", cwd=tmp_path).code == 2


def test_pairing_gives_each_entry_to_one_finding() -> None:
    known = [Entry("a.py", "EL101", "x", 1), Entry("a.py", "EL101", "x", 3)]
    found = [Entry("a.py", "EL101", "x", number) for number in (1, 2, 3, 4)]
    assert paired(known, found, lambda _: False) == {found[0]: known[0], found[2]: known[1]}
    assert paired(known, found[1:2], lambda _: False) == {found[1]: known[0]}
