"""``--help`` of every command, what is said of mistyped words, ``--show-files`` and ``--show-settings``."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from engine_lint.cli.commands import COMMANDS
from engine_lint.cli.entry import engine_lint as program
from engine_lint.cli.manual import Manual
from tests.inprocess import engine_lint
from tests.shell import MISSING_PRE_PING, write

OPTIONS_OF_CHECK = [
    "--fix", "--unsafe-fixes", "--diff", "--select", "--ignore", "--extend-select", "--fixable", "--unfixable", "--min-severity",
    "--min-confidence", "--pedantic", "--fail-on", "--exit-zero", "--exit-non-zero-on-fix", "--idle-timeout", "--platform", "--recycle",
    "--output-format", "--output-file", "--statistics", "--show-fixes", "--no-ignores", "--stdin-filename", "--exclude", "--force-exclude",
    "--no-cache", "--cache-dir", "--jobs", "--color", "--isolated", "--config", "--show-files", "--show-settings", "--max-connections",
    "--workers", "--code-blocks", "--executor", "--baseline", "--write-baseline", "--add-ignore", "--diff-base",
]


def help_of(*words: str) -> str:
    ran = CliRunner().invoke(program, [*words, "--help"], prog_name="engine-lint", terminal_width=80)
    assert ran.exit_code == 0
    return ran.output


def options(name: str) -> list[click.Option]:
    command = program.get_command(click.Context(program), name)
    assert command is not None
    return [param for param in command.params if isinstance(param, click.Option)]


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_a_page_fits_a_terminal_of_80_columns(name: str) -> None:
    text = help_of(*filter(None, [name]))
    assert text.startswith("Usage: engine-lint")
    assert [line for line in text.splitlines() if len(line) > 80] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_documented_once(name: str) -> None:
    text = help_of(name)
    for option in options(name):
        assert option.help, option.name
        assert not option.help[0].islower(), option.name
        assert len(re.findall(rf"^  (?:-\w, |--[\w-]+ / )?{re.escape(option.opts[-1])}(?=[ ,\n])", text, re.MULTILINE)) == 1, option.name


def test_check_has_the_options_that_are_promised() -> None:
    names = [name for option in options("check") for name in option.opts]
    assert set(OPTIONS_OF_CHECK) <= set(names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", COMMANDS)
def test_pages_have_examples_that_the_command_line_understands(name: str) -> None:
    command = program.get_command(click.Context(program), name)
    assert isinstance(command, Manual)
    assert command.examples
    text = help_of(name)
    for line, what in command.examples:
        assert f"$ {line}\n" in text and what.endswith(".")
        words = re.split(r"[|<>)]", line.removeprefix('eval "$('))[0].split()
        assert words[0] == "engine-lint"
        arguments = words[2:] if words[1] == name else words[1:]
        command.make_context(name, arguments).close()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "--output-format", "sarfi"], "did you mean `sarif`?"),
        (["check", "--min-severity", "warn"], "did you mean `warning`?"),
        (["check", "--unsafe-fix"], "--unsafe-fixes"),
        (["--selct", "EL101"], "--select"),
        (["check", "--select", "EL1O1"], "did you mean `EL101`"),
        (["check", "--select", "missing-preping"], "did you mean `missing-pre-ping`?"),
        (["check", "--platform", "aws-nlb-tpc"], "did you mean `aws-nlb-tcp`"),
        (["rule", "EL1O1"], "did you mean `EL101`"),
        (["timeouts", "aws-nlb-tpc"], "did you mean `aws-nlb-tcp`"),
        (["enginse"], "did you mean the command `engines`?"),
        (["completion", "fsh"], "did you mean `fish`?"),
        (["engines", "--output-format", "htm"], "did you mean `html`?"),
    ],
)
def test_a_mistyped_word_is_answered_with_the_nearest(arguments: list[str], said: str, tmp_path: Path) -> None:
    ran = engine_lint(*arguments, cwd=tmp_path)
    assert ran.code == 2
    assert said in ran.err
    assert ran.out == b"" or "command" in said


def test_show_files(tmp_path: Path) -> None:
    write(tmp_path, {"b.py": "", "a/c.py": MISSING_PRE_PING, "a/x.txt": "", ".gitignore": "left.py\n", "left.py": "", "old/d.py": ""})
    ran = engine_lint("check", "--show-files", "--exclude", "old", cwd=tmp_path)
    assert (ran.code, ran.lines, ran.err) == (0, ["a/c.py", "b.py"], "")
    absent = engine_lint("check", "--show-files", "b.py", "absent", cwd=tmp_path)
    assert (absent.code, absent.lines) == (2, ["b.py"])
    assert "absent" in absent.err


def test_show_settings(tmp_path: Path) -> None:
    write(tmp_path, {"engine-lint.toml": 'fail-on = "error"\n', "a/engine-lint.toml": 'recycle = 200\n', "a/b.py": MISSING_PRE_PING})
    ran = engine_lint("--show-settings", ".", "a/b.py", "--platform", "aws-nlb-tcp", cwd=tmp_path)
    assert ran.code == 0
    first, second = ran.text.split("# path: ")[1:]
    assert re.search(r'^fail-on +:?= "error" +# .*engine-lint.toml', first, re.MULTILINE)
    assert re.search(r"^recycle +:?= 200 +# .*engine-lint.toml:1", second, re.MULTILINE)
    assert re.search(r'^platform +:?= .*"aws-nlb-tcp".* +# --platform', second, re.MULTILINE)
    wrong = engine_lint("--show-settings", "--fail-on", "error", "--select", "EL110", cwd=tmp_path)
    assert (wrong.code, wrong.out) == (2, b"")
