"""Every fix of every rule's examples, in files of other encodings, line ends and layouts: what is not meant to change is there byte for byte.

The suite tries two variants of each example; ``ENGINE_LINT_FAULTS=all`` tries all of them.
"""

from __future__ import annotations

import ast
import difflib
import os
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from engine_lint.pipeline import Fixing, Request, run
from engine_lint.rules.registry import load
from engine_lint.rules.rule import Example, Rule
from engine_lint.settings import Lookup
from tests.inprocess import engine_lint
from tests.shell import MENDED, MISSING_PRE_PING, write
from tests.test_fixture_projects import PROJECTS, UNSAFE, Project

ALL = os.environ.get("ENGINE_LINT_FAULTS") == "all"
ENDS = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True)
class Variant:
    """How a text becomes bytes. ``words`` takes the place of a word that stands in many examples, also within what is edited."""

    name: str
    encoding: str = "utf-8"
    cookie: str = ""
    words: str = ""
    layout: Callable[[str], str] = lambda text: text
    mark: bytes = b""

    def bytes_of(self, text: str) -> bytes:
        """The bytes of an example in this variant."""
        head = f"# -*- coding: {self.cookie} -*-\n" if self.cookie else ""
        tail = f"\n# {self.words}\n" if self.words else ""
        return self.mark + self.layout(f"{head}{text.replace('shop', f'shop{self.words}') if self.words else text}{tail}").encode(self.encoding)


def crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


def cr(text: str) -> str:
    return text.replace("\n", "\r")


def mixed(text: str) -> str:
    return "".join(line + ("\r\n", "\n")[number % 2] for number, line in enumerate(text.split("\n")[:-1]))


def tabs(text: str) -> str:
    return re.sub(r"^(?: {4})+", lambda found: "\t" * (len(found[0]) // 4), text, flags=re.MULTILINE)


ENCODED = [
    Variant("utf-8", words="é€表"),
    Variant("utf-8 with byte order mark", words="é", mark=b"\xef\xbb\xbf"),
    Variant("utf-8 with byte order mark and cookie", cookie="utf-8", words="é", mark=b"\xef\xbb\xbf"),
    Variant("latin-1", "latin-1", "latin-1", "éß"),
    Variant("cp1252", "cp1252", "cp1252", "€é"),
    Variant("shift_jis", "shift_jis", "shift_jis", "表ソ"),
    Variant("euc-kr", "euc-kr", "euc-kr", "한글"),
    Variant("big5", "big5", "big5", "功蓋"),
    Variant("gb18030", "gb18030", "gb18030", "数据€"),
]
LAID_OUT = [
    Variant("CRLF", layout=crlf),
    Variant("CR", layout=cr),
    Variant("mixed line ends", layout=mixed),
    Variant("no last line end", layout=lambda text: text.rstrip("\n")),
    Variant("form feeds", layout=lambda text: text.replace("\n\n", "\n\x0c\n")),
    Variant("form feed in front", layout=lambda text: f"\x0c{text}"),
    Variant("tabs", layout=tabs),
    Variant("shift_jis with CRLF", "shift_jis", "shift_jis", "表", crlf),
    Variant("byte order mark, CRLF, no last line end", layout=lambda text: crlf(text.rstrip("\n")), mark=b"\xef\xbb\xbf", words="é"),
]
FIXED = [(rule, example) for rule in load() for example in rule.examples if example.fixed is not None and example.name.endswith(".py")]


def chosen(rule: Rule, example: Example) -> list[Variant]:
    """The variants that an example is tried in: two of them, others for each example."""
    number = zlib.crc32(f"{rule.code} {example.title}".encode())
    return [*ENCODED, *LAID_OUT] if ALL else [ENCODED[number % len(ENCODED)], LAID_OUT[number // 16 % len(LAID_OUT)]]


CASES = [pytest.param(rule, example, each, id=f"{rule.code}-{example.title}-{each.name}") for rule, example in FIXED for each in chosen(rule, example)]


@pytest.mark.parametrize(("rule", "example", "variant"), CASES)
def test_the_fix_is_the_same_in_any_encoding_and_layout(tmp_path: Path, rule: Rule, example: Example, variant: Variant) -> None:
    assert example.fixed is not None
    before, wanted = variant.bytes_of(example.source), variant.bytes_of(example.fixed)
    ast.parse(before)
    write(tmp_path, {**example.files, example.name: before})
    settings = {"pedantic": True, **example.settings} if rule.pedantic else dict(example.settings)
    outcome = run(Request((str(tmp_path / example.name),), Lookup(tmp_path.as_posix(), settings), fixing=Fixing.WRITE, unsafe=True))
    assert outcome.failures == ()
    after = (tmp_path / example.name).read_bytes()
    if variant.layout is mixed and after == before:
        assert any("does not survive a round trip" in text for finding in outcome.findings for text in finding.help)
    else:
        assert_is(variant, before, after, wanted)


def assert_is(variant: Variant, before: bytes, after: bytes, wanted: bytes) -> None:
    if variant.layout is mixed:  # which line is the so-manieth may be another one afterwards
        assert ENDS.sub(b"\n", after) == ENDS.sub(b"\n", wanted)
        assert_lines_keep_their_ends(before, after)
    else:
        assert after in (wanted, wanted if before.endswith((b"\n", b"\r")) else wanted + b"\n")  # where the last line goes, the one above keeps its end


def assert_lines_keep_their_ends(before: bytes, after: bytes) -> None:
    """Lines that are not changed end as they did, but for the one above a new line."""
    old, new = (re.findall(rb"[^\r\n]*(?:\r\n|\r|\n)", data) for data in (before, after))
    matcher = difflib.SequenceMatcher(None, *([line.rstrip(b"\r\n") for line in lines] for lines in (old, new)), autojunk=False)
    for one, other, size in matcher.get_matching_blocks():
        assert old[one : one + size - 1] == new[other : other + size - 1]


def test_a_call_with_a_lone_carriage_return_in_it_is_not_rewritten_and_the_reason_is_said(tmp_path: Path) -> None:
    before = MISSING_PRE_PING.replace("(", "(\r    ").replace(")", ",  # the shop's\r\n)").encode()
    write(tmp_path, {"db.py": before})
    ran = engine_lint("check", "--fix", ".", cwd=tmp_path)
    assert (ran.code, (tmp_path / "db.py").read_bytes()) == (1, before)
    assert "does not survive a round trip" in ran.text


@pytest.mark.parametrize(
    ("cookie", "comment"),
    [("cp932", b"\xfa\x54"), ("iso2022_jp", b"\x1b$B\x1b(B"), ("unicode_escape", b"\\x41"), ("raw_unicode_escape", b"\\u0041")],
)
def test_a_file_that_would_not_be_written_back_as_it_is_is_left_alone(tmp_path: Path, cookie: str, comment: bytes) -> None:
    before = f"# -*- coding: {cookie} -*-\n{MISSING_PRE_PING}".encode() + b"# " + comment + b"\n"
    write(tmp_path, {"db.py": before})
    ran = engine_lint("check", "--fix", ".", cwd=tmp_path)
    assert (ran.code, (tmp_path / "db.py").read_bytes()) == (1, before)
    assert "has several spellings of a character in the file" in ran.text


@pytest.mark.parametrize("cookie", ["cp932", "iso2022_jp", "cp949"])
def test_a_file_in_such_an_encoding_that_would_be_written_back_as_it_is_is_mended(tmp_path: Path, cookie: str) -> None:
    before = f"# -*- coding: {cookie} -*-\n# 中\n{MISSING_PRE_PING}".encode(cookie)
    write(tmp_path, {"db.py": before})
    ran = engine_lint("check", "--fix", ".", cwd=tmp_path)
    assert (ran.code, (tmp_path / "db.py").read_bytes()) == (0, before.replace(MISSING_PRE_PING.encode(), MENDED.encode()))


@pytest.mark.parametrize("cookie", ["utf-7", "utf_7", "utf-16", "punycode", "rot13", "no-such-encoding"])
def test_encodings_in_which_text_is_not_what_it_looks_like_are_refused(tmp_path: Path, cookie: str) -> None:
    before = f"# -*- coding: {cookie} -*-\n{MISSING_PRE_PING}"
    write(tmp_path, {"db.py": before})
    ran = engine_lint("check", "--fix", ".", cwd=tmp_path)
    assert (ran.code, (tmp_path / "db.py").read_text()) == (2, before)
    assert "db.py: " in ran.err
    assert "internal error" not in ran.err


OTHERS = [
    (project, name) for project in PROJECTS for name in project.changed(UNSAFE) if not name.endswith((".py", ".ipynb")) and project.folder.name != "encodings"
]
OTHER_LAYOUTS = [each for each in LAID_OUT if each.name in ("CRLF", "no last line end", "mixed line ends")] + [Variant("words", words="é€表")]


@pytest.mark.parametrize("variant", OTHER_LAYOUTS, ids=lambda each: each.name)
@pytest.mark.parametrize(("project", "name"), OTHERS, ids=[f"{project.folder.name}-{name}" for project, name in OTHERS])
def test_fixes_of_other_kinds_of_files_are_the_same_in_any_layout(tmp_path: Path, project: Project, name: str, variant: Variant) -> None:
    if variant.words and name.endswith(".json"):
        pytest.skip("JSON has no comments")
    before, wanted = (variant.bytes_of(texts[name].encode("latin-1").decode("utf-8")) for texts in (project.before, project.changed(UNSAFE)))
    write(tmp_path, {other: text.encode("latin-1") for other, text in project.before.items()} | {name: before})
    engine_lint("check", *UNSAFE, ".", cwd=tmp_path)
    assert_is(variant, before, (tmp_path / name).read_bytes(), wanted)
