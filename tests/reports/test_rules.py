"""``engine-lint rule``: pages and lists for terminals, files and programs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import jsonschema
import pytest

from engine_lint.report.rules import Look, renderer
from engine_lint.rules import registry
from engine_lint.rules.rule import Rule
from tests.inprocess import engine_lint
from tests.shell import REPOSITORY

EL201 = registry.find("EL201")
assert EL201 is not None
ALL = registry.load()
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def text(look: Look, rules: Sequence[Rule] = (EL201,)) -> list[str]:
    return list(renderer("text")(rules, look))


@pytest.mark.parametrize("width", [60, 80, 110, 200])
def test_drawn_pages_fit_and_say_all(width: int) -> None:
    lines = text(Look(terminal=True, width=width), ALL)
    assert max(map(len, lines)) <= min(width, 110)
    assert not [line for line in lines if line.startswith(("## ", "```", "- [", "**"))]
    assert not any(line == after == "" for line, after in pairwise(lines))
    words, drawn = (re.findall(r"\w+", " ".join(page)) for page in (text(Look(), ALL), lines))
    assert len(drawn) >= 0.95 * len(words)


def test_headings_stand_at_the_margin() -> None:
    lines = text(Look(terminal=True))
    assert lines[0] == "recycle-not-below-timeout (EL201)"
    assert {"What", "Why", "Bad", "Good", "When not to", "Fix safety", "Configuration", "References"} <= set(lines)


def test_links_show_their_addresses() -> None:
    assert any("https://docs.sqlalchemy.org/en/20/core/pooling.html#setting-pool-recycle" in line for line in text(Look(terminal=True, width=200)))


def test_colour_changes_no_word_and_has_no_background() -> None:
    painted = text(Look(terminal=True, colour=True))
    assert [ESCAPE.sub("", line).rstrip() for line in painted] == text(Look(terminal=True))
    codes = {code for line in painted for found in ESCAPE.findall(line) for code in found[2:-1].split(";")}
    assert codes and not any(re.fullmatch("4[0-8]|10[0-7]", code) for code in codes)


def test_elsewhere_than_on_a_terminal_it_is_markdown() -> None:
    assert text(Look())[0] == "# recycle-not-below-timeout (EL201)"
    assert text(Look()) == list(renderer("markdown")((EL201,), Look()))


def test_examples_are_shown_where_they_are_asked_for() -> None:
    assert "## Examples" not in text(Look()) and "## Examples" in text(Look(examples=True))


def test_the_list_has_a_line_for_each_rule_and_folds_on_narrow_terminals() -> None:
    wide = text(Look(listed=True, terminal=True, width=200), ALL)
    assert wide == text(Look(listed=True), ALL)
    assert [line.split()[0] for line in wide] == [rule.code for rule in ALL]
    narrow = text(Look(listed=True, terminal=True, width=60), ALL)
    assert max(map(len, narrow)) <= 60
    assert [line.split()[0] for line in narrow if line.startswith("EL")] == [rule.code for rule in ALL]


def test_json_has_the_published_shape() -> None:
    schema = json.loads((REPOSITORY / "docs" / "schemas" / "rules.json").read_text(encoding="utf-8"))
    data = json.loads("\n".join(renderer("json")(ALL, Look())))
    jsonschema.Draft202012Validator(schema).validate(data)
    assert [(rule["code"], rule["name"]) for rule in data["rules"]] == [(rule.code, rule.name) for rule in ALL]
    assert set(data["rules"][0]) == set(schema["properties"]["rules"]["items"]["properties"])


def test_all_of_them_as_markdown(tmp_path: Path) -> None:
    ran = engine_lint("rule", "--all", "--output-format", "markdown", "-o", "rules.md", cwd=tmp_path)
    assert (ran.code, ran.out) == (0, b"")
    written = (tmp_path / "rules.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in written if line.startswith("# ") and line.endswith(")")] == [f"# {rule.name} ({rule.code})" for rule in ALL]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("EL90", "it stands for `EL901` and `EL902`: name one of them"),
        ("pre-ping", "did you mean `missing-pre-ping` or `pre-ping-disabled`?"),
        ("recycle_churm", "did you mean `recycle-churn`"),
        ("xyzzy", "`engine-lint rule --all` lists them"),
    ],
)
def test_an_unknown_rule_is_refused_with_the_closest(tmp_path: Path, name: str, hint: str) -> None:
    ran = engine_lint("rule", name, cwd=tmp_path)
    assert ran.code == 2
    assert f"unknown rule `{name}`; {hint}" in ran.err


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are a thing of POSIX")
@pytest.mark.parametrize(("variables", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)], ids=str)
def test_on_a_real_terminal_it_is_drawn(variables: dict[str, str], coloured: bool) -> None:
    import pty

    own = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    master, terminal = pty.openpty()
    environment = {**own, "PYTHONPATH": str(REPOSITORY), "TERM": "xterm-256color", "COLUMNS": "70", **variables}
    subprocess.run([sys.executable, "-m", "engine_lint", "rule", "EL902"], stdout=terminal, env=environment, check=True, timeout=60)
    os.close(terminal)
    pieces = []
    try:
        while piece := os.read(master, 65536):
            pieces.append(piece)
    except OSError:  # Linux says so that there is nothing more to read
        pass
    os.close(master)
    printed = b"".join(pieces).decode()
    assert ("\x1b[" in printed) is coloured
    assert "unparsable-file (EL902)" in printed and "# unparsable" not in printed
    assert max(len(ESCAPE.sub("", line)) for line in printed.splitlines()) <= 70
