"""Suppression comments: what they silence, where, and when they are called unused."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine_lint import check_source, fix_source

IMPORT = "from sqlalchemy import create_engine\n"
CALL = 'engine = create_engine("postgresql://app@db/shop")'
SPREAD = 'engine = create_engine(\n    "postgresql://app@db/shop",{}\n    pool_size=5,{}\n){}\n'


def codes(source: str, **settings: object) -> list[str]:
    return [finding.code for finding in check_source(source, settings=settings)]


@pytest.mark.parametrize(
    "comment",
    [
        "# engine-lint: ignore[EL101] the proxy tests connections",
        "# engine-lint: ignore[missing-pre-ping]",
        "# engine-lint: ignore[EL202, EL101]",
        "# engine-lint: ignore",
        "#engine-lint:ignore[el101]",
        "# noqa: EL101",
        "# NOQA:EL101",
        "# noqa: E501, EL101",
        "# noqa: E501 EL101",
        "# noqa",
        "# type: ignore # noqa: EL101",
        "# why: see ADR 7  # engine-lint: ignore[EL101]",
    ],
)
def test_comments_that_silence(comment: str) -> None:
    assert "EL101" not in codes(f"{IMPORT}{CALL}  {comment}\n")


@pytest.mark.parametrize(
    "comment",
    ["# engine-lint: ignore[EL202]", "# noqa: E501", "# noqa: EL202", "# noqaEL101", "# engine-lint: ignored", "# ignore[EL101]", '; x = "# noqa: EL101"'],
)
def test_comments_that_do_not(comment: str) -> None:
    assert "EL101" in codes(f"{IMPORT}{CALL}  {comment}\n")


@pytest.mark.parametrize("line", range(4))
def test_any_line_of_the_call_will_do(line: int) -> None:
    comments = ["  # noqa: EL101" if index == line else "" for index in range(1, 4)]
    source = IMPORT + SPREAD.format(*comments)
    if line == 0:
        source = source.replace("create_engine(\n", "create_engine(  # noqa: EL101\n")
    assert codes(source) == []


def test_alone_on_the_line_above() -> None:
    assert codes(f"{IMPORT}# engine-lint: ignore[EL101] pinned to one connection\n{CALL}\n") == []
    assert codes(f"{IMPORT}# engine-lint: ignore[EL101]\n# and another comment\n{CALL}\n") == []
    assert codes(f"{IMPORT}x = 1  # engine-lint: ignore[EL101]\n{CALL}\n") == ["EL901", "EL101"]
    assert codes(f"{IMPORT}# engine-lint: ignore[EL101]\n\n{CALL}\n") == ["EL901", "EL101"]


def test_a_comment_alone_inside_the_call() -> None:
    assert codes(IMPORT + 'engine = create_engine(\n    # engine-lint: ignore[EL101]\n    "postgresql://app@db/shop"\n)\n') == []


def test_a_whole_file() -> None:
    assert codes(f"{IMPORT}{CALL}\n{CALL}\n\n# engine-lint: ignore-file[EL101] generated\n") == []
    assert codes(f"# engine-lint: ignore-file\n{IMPORT}{CALL}\n") == []
    assert codes(f"# engine-lint: ignore-file[EL202]\n{IMPORT}{CALL}\n") == ["EL901", "EL101"]


def test_text_in_a_string_is_no_comment() -> None:
    assert codes(f'{IMPORT}{CALL}\ntext = """\n# engine-lint: ignore-file[EL101]\n"""\n') == ["EL101"]


def test_an_unused_one_is_reported_where_it_stands() -> None:
    (finding,) = check_source("x = 1  # engine-lint: ignore[EL101] old\n", settings={})
    assert (finding.code, finding.place.span.start.line, finding.place.span.start.column) == ("EL901", 1, 8)
    assert finding.message == "`engine-lint: ignore[EL101]` silences nothing"


def test_a_file_without_a_site_is_looked_at_for_unused_ones(tmp_path: Path) -> None:
    from engine_lint import check_paths

    (tmp_path / "a.py").write_text("x = 1  # noqa: EL101\n")
    assert [finding.code for finding in check_paths([tmp_path]).findings] == ["EL901"]


def test_a_bare_noqa_and_those_of_other_tools_are_never_called_unused() -> None:
    assert codes("x = 1  # noqa\ny = 2  # noqa: E501\nz = 3  # noqa: RUF100\n# engine-lint: hello\n") == []


def test_used_by_a_finding_that_is_not_shown() -> None:
    weak = f"{IMPORT}{CALL}  # noqa: EL101\n"
    assert codes(weak, select=["EL2", "EL901"]) == []
    assert codes(weak, **{"min-severity": "error"}) == []
    assert codes(weak, **{"min-confidence": "high"}) == []


def test_an_unknown_rule_gets_a_suggestion() -> None:
    (finding,) = check_source("x = 1  # engine-lint: ignore[missing-preping]\n", settings={})
    assert finding.help == ("`missing-preping` is no rule of engine-lint; did you mean `missing-pre-ping`?",)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = 1  # engine-lint: ignore[EL101] old\n", "x = 1\n"),
        ("x = 1  # noqa: EL101\n", "x = 1\n"),
        ("x = 1  # noqa: E501, EL101\n", "x = 1  # noqa: E501\n"),
        ("x = 1  # noqa: EL101,E501\n", "x = 1  # noqa: E501\n"),
        ("x = 1  # noqa: EL101, EL202\n", "x = 1\n"),
        ("y = 0\n# engine-lint: ignore[EL101]\nx = 1\n", "y = 0\nx = 1\n"),
        ("y = 0\r\n    # engine-lint: ignore[EL101]\r\nx = 1\r\n", "y = 0\r\nx = 1\r\n"),
        ("x = 1  # type: int # noqa: EL101\n", "x = 1  # type: int\n"),
        ("x = 1  # noqa: EL101 # type: int\n", "x = 1  # type: int\n"),
        ("x = 1  # noqa: EL101", "x = 1"),
        (f"{IMPORT}{CALL}  # noqa: EL101, EL202\n", f"{IMPORT}{CALL}  # noqa: EL101\n"),
        (f"{IMPORT}{CALL}  # engine-lint: ignore[EL202,EL101] proxy\n", f"{IMPORT}{CALL}  # engine-lint: ignore[EL101] proxy\n"),
    ],
)
def test_fixing_an_unused_one_removes_it(before: str, after: str) -> None:
    assert fix_source(before, settings={}) == after


def test_a_file_of_nothing_else_is_left_alone() -> None:
    assert fix_source("# engine-lint: ignore[EL101]\n", settings={}) == "# engine-lint: ignore[EL101]\n"


def test_a_finding_that_is_silenced_is_not_fixed() -> None:
    source = f"{IMPORT}{CALL}  # noqa: EL101\n"
    assert fix_source(source, settings={}) == source


def test_a_suppression_in_a_file_with_odd_line_ends_is_on_the_right_line() -> None:
    source = f"{IMPORT}x = 1\r\n\x0c\ny = '\x85\u2028'\n{CALL}  # noqa: EL101\n"
    assert codes(source) == []
