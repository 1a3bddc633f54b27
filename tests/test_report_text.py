"""``full`` and ``concise``: excerpts, carets, hunks, and the lines at the end."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine_lint.model.change import Edit
from engine_lint.model.finding import Confidence, Finding, Fix, Related, Safety, Severity
from engine_lint.model.outcome import Outcome, Summary
from engine_lint.model.place import Place, span_of
from engine_lint.model.source import Source
from engine_lint.report import FORMATS, renderer
from engine_lint.report.excerpt import Frame, Mark, excerpt, shown_line, width
from engine_lint.report.style import Painter
from engine_lint.report.view import View
from tests.inprocess import engine_lint
from tests.shell import write

PATH = "/srv/app/db.py"
FRAME = Frame(Painter(), ("red",), 3)


def drawn(text: str, span: tuple[int, int, int, int], *marks: tuple[int, int, int, int], label: str = "") -> list[str]:
    return list(excerpt(Source(PATH, text), span_of(*span), label, [Mark(span_of(*mark), "here") for mark in marks], FRAME))


def finding(text: str, fix: Fix | None = None, **more: object) -> tuple[Finding, Outcome]:
    source = Source(PATH, text)
    found = Finding(
        "EL101", "missing-pre-ping", Severity.WARNING, Confidence.HIGH, "`x` is missing", Place(PATH, source.span(0, len(text.rstrip("\n")))), fix=fix, **more
    )
    return found, Outcome((found,), summary=Summary(files_checked=1, findings=1, sites=1), sources={source.key: source})


def test_carets_stand_under_the_span() -> None:
    assert drawn("x = f(1)\n", (1, 5, 1, 9)) == ["  1 | x = f(1)", "    |     ^^^^"]


def test_an_empty_span_has_one_caret() -> None:
    assert drawn("x = 1\n", (1, 1, 1, 1)) == ["  1 | x = 1", "    | ^"]
    assert drawn("", (1, 1, 1, 1)) == ["  1 |", "    | ^"]


def test_tabs_and_wide_characters_move_the_carets() -> None:
    assert drawn("\tx = f(1)\n", (1, 6, 1, 10)) == ["  1 |     x = f(1)", "    |         ^^^^"]
    assert drawn("数据 = f(1)\n", (1, 6, 1, 10)) == ["  1 | 数据 = f(1)", "    |        ^^^^"]
    assert drawn("f('数')\n", (1, 1, 1, 7)) == ["  1 | f('数')", "    | ^^^^^^^"]
    assert drawn("e\u0301 = f()\n", (1, 6, 1, 9)) == ["  1 | e\u0301 = f()", "    |     ^^^"]


def test_several_lines_have_a_bracket() -> None:
    assert drawn("x = f(\n    1,\n)\n", (1, 5, 3, 2)) == [
        "  1 |   x = f(",
        "    |  _____^",
        "  2 | |     1,",
        "  3 | | )",
        "    | |_^",
    ]


def test_the_middle_of_a_long_span_is_left_out_but_marked_lines_are_not() -> None:
    text = "x = f(\n" + "".join(f"    a{number}=1,\n" for number in range(2, 30)) + ")\n"
    lines = drawn(text, (1, 5, 30, 2), (20, 5, 20, 10))
    shown = [int(match[1]) for line in lines if (match := re.match(r" *(\d+) \|", line))]
    assert shown == [1, 2, 3, 4, 5, 6, 20, 30]
    assert lines.count("... | |") == 2
    assert lines[lines.index(" 20 | |     a20=1,") + 1] == "    | |     ----- here"


def test_marks_on_the_same_line_are_underlined_in_place() -> None:
    assert drawn("x = f(a=1, b=2)\n", (1, 5, 1, 16), (1, 12, 1, 15)) == [
        "  1 | x = f(a=1, b=2)",
        "    |     ^^^^^^^---^",
        "    |            here",
    ]


def test_a_long_line_is_cut_around_the_place() -> None:
    text = "x = '" + "a" * 5000 + "'; y = f(1); z = '" + "b" * 5000 + "'\n"
    at = text.index("f(1)")
    line, carets = drawn(text, (1, at + 1, 1, at + 5))
    assert len(line) < 200
    assert line[carets.index("^") : carets.rindex("^") + 1] == "f(1)"


def test_control_characters_are_made_harmless() -> None:
    line = shown_line("x = '\x1b[31mred\x07 \u202e'")
    assert line.text == "x = '\\u{1b}[31mred\\u{7} \\u{202e}'"
    assert line.columns[-1] == width(line.text)


def test_a_password_in_the_line_is_masked_and_carets_still_fit() -> None:
    text = 'e = f("mysql://shop:hunter2@db/shop", 1)\n'
    at = text.index(", 1") + 3
    line, carets = drawn(text, (1, at, 1, at + 1))
    assert line == '  1 | e = f("mysql://shop:***@db/shop", 1)'
    assert line[carets.index("^")] == "1"


def test_a_full_report() -> None:
    text = "engine = f(\n    1,\n)\n"
    edit = Edit(PATH, span_of(2, 7, 2, 7), "\n    ping=True,")
    fix = Fix("Add `ping`", (), Safety.UNSAFE, "the pool is odd", (edit,))
    options = Source("/srv/app/options.py", "OPTIONS = {}\n")
    related = (Related(Place(options.path, span_of(1, 1, 1, 13)), "the options are defined here"),)
    _, outcome = finding(text, fix, related=related, help=("It acts at checkout only.",))
    outcome = Outcome(outcome.findings, summary=outcome.summary, sources={**outcome.sources, options.key: options})
    assert "\n".join(renderer("full")(outcome, View("/srv"))) == "\n".join(
        [
            "warning[EL101] missing-pre-ping: `x` is missing",
            "  --> app/db.py:1:1",
            "    |",
            "  1 |   engine = f(",
            "    |  _^",
            "  2 | |     1,",
            "  3 | | )",
            "    | |_^",
            "    |",
            "  ::: app/options.py:1:1",
            "    |",
            "  1 | OPTIONS = {}",
            "    | ^^^^^^^^^^^^ the options are defined here",
            "    |",
            "    = It acts at checkout only.",
            "    = confidence: high",
            "    = unsafe fix: Add `ping`",
            "      unsafe because the pool is odd",
            "  3 +     ping=True,",
            "    = https://engine-lint.readthedocs.io/en/stable/rules/el101-missing-pre-ping/",
            "",
            "Found 1 finding (1 warning) in 1 file (1 file checked, 1 engine site).",
        ]
    )


def test_a_related_place_without_a_text_at_hand_is_named() -> None:
    related = (Related(Place("/srv/gone.py", span_of(7, 1, 7, 2)), "set here"),)
    _, outcome = finding("f()\n", related=related)
    assert "  ::: gone.py:7:1 set here" in list(renderer("full")(outcome, View("/srv")))


@pytest.mark.parametrize(
    ("summary", "last"),
    [
        (Summary(findings=1, fixable_safe=1), "1 can be fixed with `--fix`."),
        (Summary(findings=2, fixable_safe=1, fixable_unsafe=1), "1 can be fixed with `--fix`, 2 with `--fix --unsafe-fixes`."),
        (Summary(findings=1, fixable_unsafe=2), "Hidden: 2 unsafe fixes (`--fix --unsafe-fixes`)."),
        (Summary(findings=1, suppressed=2, baselined=1), "Hidden: 2 suppressed, 1 in the baseline."),
        (Summary(findings=1, below_confidence=3), "Hidden: 3 below the confidence asked for (`--pedantic` shows them)."),
        (Summary(findings=1, held_back=1), "Hidden: 1 held back because they write outside the given paths."),
    ],
)
def test_the_last_line_says_what_was_hidden(summary: Summary, last: str) -> None:
    _, outcome = finding("f()\n")
    for name in ("full", "concise"):
        assert list(renderer(name)(Outcome(outcome.findings, summary=summary), View("/srv")))[-1] == last


def test_concise_is_one_line_per_finding(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": 'from sqlalchemy import create_engine\ncreate_engine("mysql://u:secret@db/x", pool_size=1)\n'})
    ran = engine_lint("check", "--output-format", "concise", "--pedantic", cwd=tmp_path)
    assert all(re.fullmatch(r"a\.py:2:1: \w+\[EL\d+\] .+ \([a-z-]+\)( \[(unsafe )?fix\])?", line) for line in ran.lines[:-2])
    assert len(ran.lines) > 2


def test_every_format_renders_an_empty_and_a_full_outcome() -> None:
    for name in FORMATS:
        assert list(renderer(name)(Outcome(), View("/srv")))
        assert "EL101" in "\n".join(renderer(name)(finding("f()\n")[1], View("/srv", colour=True)))


def test_colour_changes_nothing_but_the_colour() -> None:
    _, outcome = finding("f(\n  1)\n", Fix("Add `y`", (), edits=(Edit(PATH, span_of(2, 3, 2, 4), "2"),)))
    for name in ("full", "concise"):
        plain = "\n".join(renderer(name)(outcome, View("/srv")))
        coloured = "\n".join(renderer(name)(outcome, View("/srv", colour=True)))
        assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain != coloured
