"""What tells a finding from others: it outlives formatting and edits elsewhere, and nothing else."""

from __future__ import annotations

import subprocess
import sys

import pytest

from engine_lint.fingerprint import fingerprinted, plain
from engine_lint.model.finding import Confidence, Finding, Severity
from engine_lint.model.place import Place, Span
from engine_lint.model.source import Source

CALL = """create_engine("mysql://app@db/shop", pool_size=5, connect_args={'charset': "utf8mb4"})"""


def findings_in(text: str, *calls: str, code: str = "EL101", root: str = "/p", name: str = "a.py") -> tuple[Finding, ...]:
    """One finding per occurrence of each call, in order."""
    source = Source(f"{root}/{name}", text)
    found, at = [], 0
    for call in calls:
        at = text.index(call, at)
        span = Span(source.position(at), source.position(at + len(call)))
        found.append(Finding(code, "x", Severity.WARNING, Confidence.HIGH, "no pre-ping", Place(source.path, span)))
        at += 1
    return fingerprinted(found, lambda _: root, lambda _: source)


@pytest.mark.parametrize(
    "other",
    [
        """create_engine('mysql://app@db/shop', pool_size=5, connect_args={"charset": "utf8mb4"})""",
        """create_engine("mysql://app@db/shop", pool_size = 5, connect_args={"charset": "utf8mb4",},)""",
        """create_engine(\n    "mysql://app@db/shop",\n    pool_size=5,\n    connect_args={"charset": "utf8mb4"},\n)""",
        """create_engine(  # why\n    "mysql://"\n    "app@db/shop",  # noqa: E501\n    pool_size=5, connect_args={"charset": "utf8mb4"})""",
        """create_engine(u"mysql://app@db/shop",\r\n\tpool_size=5,\\\r\n connect_args={"charset": "utf8mb4"})""",
    ],
)
def test_what_a_formatter_or_a_comment_changes_does_not_count(other: str) -> None:
    assert plain(other) == plain(CALL)


@pytest.mark.parametrize(
    "other",
    [
        CALL.replace("5", "6"),
        CALL.replace("shop", "Shop"),
        CALL.replace("shop", "sh op"),
        CALL.replace("pool_size=5, ", ""),
        CALL.replace('"utf8mb4"', 'b"utf8mb4"'),
        CALL.replace('"utf8mb4"', "utf8mb4"),
        CALL.replace("pool_size=5", "pool_size=-5"),
        CALL.replace("shop", "shop#x"),
    ],
)
def test_all_else_counts(other: str) -> None:
    assert plain(other) != plain(CALL)


def test_words_stay_apart_and_quotes_in_strings_stay() -> None:
    assert plain("a if b else c") != plain("a ifb else c")
    assert plain("x_ if b") != plain("x_if b")
    assert plain(r"'it\'s'") == plain('"it\'s"')
    assert plain('"# no comment"') != plain('"')
    assert plain('f("a", "b")') != plain('f("a" "b")')


def test_what_black_and_ruff_write_of_a_call_is_the_same() -> None:
    written = "engine = create_engine('mysql://app@db/' 'shop', pool_size = 5,connect_args = {'charset':'utf8mb4', \"init_command\": 'SET x = 1'},echo=X if Y else Z)\n"
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", "60", "-"],
        input=written,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.count("\n") > written.count("\n")
    assert plain(done.stdout) == plain(written)


def test_a_password_leaves_no_trace() -> None:
    assert plain('create_engine("mysql://app:hunter2@db/shop")') == plain('create_engine("mysql://app:other@db/shop")')
    assert "hunter2" not in plain('create_engine("mysql://app:hunter2@db/shop")')


def test_a_fingerprint_does_not_depend_on_where_the_project_lies() -> None:
    (one,) = findings_in(CALL, CALL, root="/home/one/p")
    (other,) = findings_in(f"\n\n# moved\nx = {CALL}", CALL, root="/srv/p")
    assert one.fingerprint == other.fingerprint


def test_rule_file_and_number_among_equals_tell_findings_apart() -> None:
    first, second = findings_in(f"a = {CALL}\nb = {CALL}\n", CALL, CALL)
    assert (first.content, first.occurrence, second.occurrence) == (second.content, 1, 2)
    others = (*findings_in(CALL, CALL, code="EL201"), *findings_in(CALL, CALL, name="b.py"))
    assert len({each.fingerprint for each in (first, second, *others)}) == 4


def test_an_unclosed_quote_costs_no_time() -> None:
    assert plain("\\" + "'" * 5001 + '"' * 20001 + "x" * 1000)
