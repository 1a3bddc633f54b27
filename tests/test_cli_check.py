"""``engine-lint check``: what it prints where, and how it exits."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine_lint.cli.entry import HERE
from tests import shell
from tests.inprocess import engine_lint
from tests.shell import CLEAN, MISSING_PRE_PING, write

MYSQL = 'from sqlalchemy import create_engine\n\nengine = create_engine("mysql+pymysql://app@db/shop", pool_pre_ping=True, pool_recycle=3600)\n'
BROKEN = "from sqlalchemy import create_engine\n\nengine = create_engine(\n"
PRE_PING_OFF = 'from sqlalchemy import create_engine\n\nengine = create_engine("postgresql://app@db/shop", pool_pre_ping=False)\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write(tmp_path, {"shop/db.py": MISSING_PRE_PING, "shop/other.py": CLEAN})


def test_findings_exit_with_1_and_stand_on_stdout(project: Path) -> None:
    ran = shell.engine_lint("check", cwd=project)
    assert ran.code == 1
    assert "warning[EL101] missing-pre-ping" in ran.text
    assert "--> shop/db.py:3:10" in ran.text
    assert ran.err == ""


def test_nothing_found_exits_with_0(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": CLEAN})
    ran = shell.engine_lint("check", "a.py", cwd=tmp_path)
    assert (ran.code, ran.text, ran.err) == (0, "No findings (1 file checked, 0 engine sites).\n", "")


def test_paths_alone_mean_check(project: Path) -> None:
    assert engine_lint("shop", "--output-format", "concise", cwd=project).lines == engine_lint("check", "shop", "--output-format", "concise", cwd=project).lines


def test_options_alone_mean_check(project: Path) -> None:
    assert engine_lint("--output-format", "json", cwd=project).codes == ["EL101"]


def test_a_command_comes_before_a_folder_of_its_name_and_says_so(tmp_path: Path) -> None:
    write(tmp_path, {"config/db.py": MISSING_PRE_PING})
    ran = engine_lint("config", cwd=tmp_path)
    assert ran.code == 0 and ran.text.startswith("# settings file: none")
    assert "write ./config" in ran.err
    assert engine_lint("./config", "--output-format", "json", cwd=tmp_path).codes == ["EL101"]


def test_nothing_to_check_is_said_on_stderr(tmp_path: Path) -> None:
    ran = engine_lint("check", cwd=tmp_path)
    assert ran.code == 0
    assert "Nothing to check" in ran.err


def test_a_path_that_does_not_exist_exits_with_2_and_does_not_hide_the_rest(project: Path) -> None:
    ran = shell.engine_lint("check", "shop", "shpo", "--output-format", "json", cwd=project)
    assert ran.code == 2
    assert ran.codes == ["EL101"]
    assert [(each["path"], "No such file" in each["message"]) for each in ran.report["errors"]] == [("shpo", True)]
    assert "error: shpo: cannot be opened" in ran.err


def test_a_mistyped_command_is_suggested(tmp_path: Path) -> None:
    ran = engine_lint("chekc", cwd=tmp_path)
    assert ran.code == 2
    assert "did you mean the command `check`?" in ran.err


def test_a_file_that_cannot_be_parsed_exits_with_2_even_with_exit_zero(tmp_path: Path) -> None:
    write(tmp_path, {"bad.py": BROKEN, "good.py": MISSING_PRE_PING})
    ran = engine_lint("check", ".", "--exit-zero", "--output-format", "json", cwd=tmp_path)
    assert ran.code == 2
    assert ran.codes == ["EL902", "EL101"]
    assert "bad.py" in ran.err


TEMPLATES = {
    "a statement on a line of its own": "from sqlalchemy import create_engine\n{% if cookiecutter.database %}\nengine = create_engine('sqlite://')\n{% endif %}\n",
    "a name that is put in": "from {{ cookiecutter.name }} import url\nfrom sqlalchemy import create_engine\n\nengine = create_engine(url)\n",
}


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES.keys())
def test_a_template_is_checked_only_when_it_is_named(tmp_path: Path, template: str) -> None:
    write(tmp_path, {"made/db.py": template, "good.py": CLEAN})
    ran = engine_lint("check", ".", cwd=tmp_path)
    assert (ran.code, "note: made/db.py is a template and no Python yet, so it is not checked" in ran.err) == (0, True)
    assert engine_lint("check", "made/db.py", "--output-format", "json", cwd=tmp_path).codes == ["EL902"]
    assert [engine_lint("engines", path, cwd=tmp_path).code for path in (".", "made/db.py")] == [0, 2]


@pytest.mark.parametrize("line", ['print "made"', "engine = create_engine(", "    x = 1"])
def test_broken_python_is_no_template_for_a_brace_in_a_text(tmp_path: Path, line: str) -> None:
    write(tmp_path, {"db.py": f"from sqlalchemy import create_engine\n\ntemplate = '{{{{ x }}}}'\n{line}\n"})
    assert engine_lint("check", ".", "--output-format", "json", cwd=tmp_path).codes == ["EL902"]


def test_a_file_without_a_site_is_parsed_only_when_it_is_named(tmp_path: Path) -> None:
    write(tmp_path, {"bad.py": "def f(:\n"})
    assert engine_lint("check", ".", cwd=tmp_path).code == 0
    assert engine_lint("check", "bad.py", cwd=tmp_path).code == 2


WRAPPER = "from sqlalchemy import create_engine\n\nclass Store:\n    def _init_database(self, **options):\n        return create_engine('sqlite://', **options)\n"
OWN = "import sqlite3\n\nclass Monitor:\n    def __init__(self):\n        self._init_database()\n    def _init_database(self):\n        return sqlite3.connect('x'\n"


def test_a_broken_file_with_a_function_of_its_own_under_the_name_of_a_wrapper_holds_no_site(tmp_path: Path) -> None:
    write(tmp_path, {"store.py": WRAPPER, "monitor.py": OWN})
    assert engine_lint("check", ".", "--output-format", "json", cwd=tmp_path).codes == []
    write(tmp_path, {"monitor.py": OWN.replace("def _init_database", "def init_database")})
    assert engine_lint("check", ".", "--output-format", "json", cwd=tmp_path).codes == ["EL902"]


def test_an_unparsable_file_is_not_passed_over_by_select_but_can_be_ignored(tmp_path: Path) -> None:
    write(tmp_path, {"bad.py": BROKEN})
    assert engine_lint("check", ".", "--select", "EL101", cwd=tmp_path).code == 2
    assert engine_lint("check", ".", "--ignore", "EL902", cwd=tmp_path).code == 0


def test_exit_zero_hides_findings_from_the_exit_code(project: Path) -> None:
    assert engine_lint("check", "--exit-zero", cwd=project).code == 0


def test_fail_on_sets_from_where_findings_count(project: Path) -> None:
    assert engine_lint("check", "--fail-on", "error", cwd=project).code == 0
    assert engine_lint("check", "--fail-on", "info", cwd=project).code == 1


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        (["--select", "EL101"], ["EL101"]),
        (["--select", "missing-pre-ping"], ["EL101"]),
        (["--select", "el2"], []),
        (["--select", "EL2,EL1"], ["EL101"]),
        (["--ignore", "EL1"], []),
        (["--ignore", "EL1", "--extend-select", "EL101"], ["EL101"]),
        (["--min-severity", "error"], []),
        (["--min-confidence", "high"], ["EL101"]),
    ],
)
def test_what_is_shown_can_be_chosen(project: Path, arguments: list[str], codes: list[str]) -> None:
    assert engine_lint("check", "--output-format", "json", *arguments, cwd=project).codes == codes


def test_pedantic_rules_need_pedantic_or_their_name(tmp_path: Path) -> None:
    write(tmp_path, {"db.py": PRE_PING_OFF})
    assert engine_lint("check", "--output-format", "json", cwd=tmp_path).codes == []
    assert engine_lint("check", "--output-format", "json", "--pedantic", cwd=tmp_path).codes == ["EL102"]
    assert engine_lint("check", "--output-format", "json", "--extend-select", "EL102", cwd=tmp_path).codes == ["EL102"]


def test_low_confidence_is_hidden_and_counted(tmp_path: Path) -> None:
    write(tmp_path, {"tests/test_db.py": MISSING_PRE_PING})
    ran = engine_lint("check", cwd=tmp_path)
    assert ran.code == 0
    assert ran.lines[-1] == "Hidden: 1 below the confidence asked for (`--pedantic` shows them)."
    assert engine_lint("check", "--pedantic", "--output-format", "json", cwd=tmp_path).codes == ["EL101"]


def test_an_unknown_rule_is_refused_with_a_suggestion(project: Path) -> None:
    ran = engine_lint("check", "--select", "EL111", cwd=project)
    assert (ran.code, ran.text) == (2, "")
    assert "--select: unknown rule `EL111`; did you mean `EL101`?" in ran.err


def test_an_unknown_option_is_refused_with_a_suggestion(project: Path) -> None:
    ran = engine_lint("check", "--fixx", cwd=project)
    assert ran.code == 2
    assert "--fix" in ran.err.splitlines()[-1]


def test_idle_timeout_is_what_recycle_is_compared_with(tmp_path: Path) -> None:
    write(tmp_path, {"db.py": MYSQL})
    assert engine_lint("check", "--output-format", "json", cwd=tmp_path).codes == []
    ran = engine_lint("check", "--output-format", "json", "--idle-timeout", "10m", cwd=tmp_path)
    assert ran.codes == ["EL201"]
    assert "600" in ran.report["findings"][0]["message"]


def test_recycle_is_what_fixes_write(tmp_path: Path) -> None:
    write(tmp_path, {"db.py": MYSQL})
    ran = engine_lint("check", "--output-format", "json", "--idle-timeout", "600", "--recycle", "120", cwd=tmp_path)
    assert "120" in ran.report["findings"][0]["fix"]["edits"][0]["text"]


def test_recycle_must_be_below_the_idle_timeout(tmp_path: Path) -> None:
    write(tmp_path, {"db.py": MYSQL})
    ran = engine_lint("check", "--idle-timeout", "10m", "--recycle", "600", cwd=tmp_path)
    assert ran.code == 2
    assert "600 s is not below the idle timeout of 600 s" in ran.err


@pytest.mark.parametrize("value", ["10 minutes", "0", "-5", "1.5h", "", "99999999999999h"])
def test_a_duration_that_is_none_is_refused(project: Path, value: str) -> None:
    ran = engine_lint("check", f"--idle-timeout={value}", cwd=project)
    assert ran.code == 2
    assert "--idle-timeout" in ran.err and "Traceback" not in ran.err


def test_the_report_goes_to_a_file(project: Path) -> None:
    ran = engine_lint("check", "--output-format", "json", "-o", "report.json", cwd=project)
    assert (ran.code, ran.text) == (1, "")
    assert '"EL101"' in (project / "report.json").read_text()
    assert engine_lint("check", "-o", "no/such/folder.txt", cwd=project).code == 2


def test_statistics_count_per_rule(project: Path) -> None:
    ran = engine_lint("check", "--statistics", cwd=project)
    assert ran.lines[0] == "1  EL101  missing-pre-ping  1 with a fix"
    assert "-->" not in ran.text


def test_colour_follows_the_option_and_the_environment(project: Path) -> None:
    assert "\x1b[" not in engine_lint("check", cwd=project).text
    assert "\x1b[" in engine_lint("check", "--color", "always", cwd=project).text
    assert "\x1b[" in engine_lint("check", cwd=project, env={"FORCE_COLOR": "1"}).text
    assert "\x1b[" not in engine_lint("check", cwd=project, env={"FORCE_COLOR": "1", "NO_COLOR": "1"}).text
    assert "\x1b[" not in engine_lint("check", "--color", "never", cwd=project, env={"FORCE_COLOR": "1"}).text


def test_standard_input_goes_by_the_name_it_is_given(tmp_path: Path) -> None:
    write(tmp_path, {"engine-lint.toml": '[per-file-ignores]\n"tools/*" = ["EL101"]\n'})
    stdin = MISSING_PRE_PING.encode()
    ran = engine_lint("check", "-", "--stdin-filename", "shop/db.py", "--output-format", "json", cwd=tmp_path, stdin=stdin)
    assert [finding["path"] for finding in ran.report["findings"]] == ["shop/db.py"]
    assert engine_lint("check", "-", "--stdin-filename", "tools/db.py", cwd=tmp_path, stdin=stdin).code == 0


def test_standard_input_stands_alone(tmp_path: Path) -> None:
    assert engine_lint("check", "-", "a.py", cwd=tmp_path).code == 2
    assert engine_lint("check", "a.py", "--stdin-filename", "b.py", cwd=tmp_path).code == 2


def test_no_ignores_shows_what_comments_and_settings_hide(tmp_path: Path) -> None:
    silent = MISSING_PRE_PING.replace(")\n", ")  # engine-lint: ignore[EL101] one shot\n")
    write(tmp_path, {"a.py": silent, "b.py": MISSING_PRE_PING, "engine-lint.toml": '[per-file-ignores]\n"b.py" = ["EL101"]\n'})
    ran = engine_lint("check", ".", cwd=tmp_path)
    assert ran.code == 0
    assert ran.lines[-1] == "Hidden: 1 suppressed."
    assert engine_lint("check", ".", "--no-ignores", "--output-format", "json", cwd=tmp_path).codes == ["EL101", "EL101"]


def test_no_cache_is_accepted(project: Path) -> None:
    assert engine_lint("check", "--no-cache", cwd=project).code == 1


def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    write(tmp_path, {"db.py": MISSING_PRE_PING})
    os.mkfifo(tmp_path / "pipe.py")
    ran = engine_lint("check", "pipe.py", "db.py", "--output-format", "json", cwd=tmp_path)
    assert ran.code == 2
    assert ran.codes == ["EL101", "EL902"]
    assert "not a regular file" in ran.report["findings"][1]["message"]


def test_a_crashing_rule_costs_its_own_findings_only(tmp_path: Path) -> None:
    write(tmp_path, {"db.py": MISSING_PRE_PING})
    crash = (
        "from dataclasses import replace\nfrom engine_lint.rules import el202_missing_recycle as module, registry\n"
        "def crash(engine, context):\n    raise RuntimeError('mysql://app:hunter2@db/shop broke it')\n    yield\n"
        "module.RULE = replace(module.RULE, check=crash)\nregistry.load.cache_clear()\n"
    )
    write(tmp_path, {"patch/sitecustomize.py": crash})
    path = os.pathsep.join([str(tmp_path / "patch"), str(Path(__file__).resolve().parent.parent)])
    ran = shell.engine_lint("check", "db.py", "--output-format", "json", "--exit-zero", cwd=tmp_path, env={"PYTHONPATH": path})
    assert ran.code == 2
    assert ran.codes == ["EL101"]
    (error,) = ran.report["errors"]
    assert error["path"] == "db.py"
    assert "internal error in rule EL202: RuntimeError" in error["message"]
    assert "hunter2" not in ran.text + ran.err


def test_help_names_the_commands(tmp_path: Path) -> None:
    ran = engine_lint("--help", cwd=tmp_path)
    assert ran.code == 0
    assert all(command in ran.text for command in ("check", "rule", "config", "demo"))
    bare = engine_lint(cwd=tmp_path)
    assert (bare.code, bare.out, bare.err) == (2, b"", f"{ran.text}\n{HERE}\n")


def test_the_version_is_printed(tmp_path: Path) -> None:
    import engine_lint as package

    assert engine_lint("--version", cwd=tmp_path).text == f"engine-lint {package.__version__}\n"


def test_a_reader_that_goes_away_ends_the_run_quietly(project: Path) -> None:
    import subprocess
    import sys

    many = {f"shop/m{number}.py": MISSING_PRE_PING * 20 for number in range(30)}
    write(project, many)
    with subprocess.Popen(
        [sys.executable, "-m", "engine_lint", "check", "shop"],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent)},
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()
