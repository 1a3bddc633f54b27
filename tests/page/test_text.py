"""The page of engines as text: what is escaped and masked, what it may load, where it is written."""

from __future__ import annotations

import os
import re
import stat
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest

from engine_lint.errors import UsageError
from engine_lint.report.links import Links, checked
from tests.page.conftest import Opening
from tests.page.projects import EVERY_VERDICT, NO_ENGINE, ONE_ENGINE, drawn, printed
from tests.shell import engine_lint, write

HOSTILE_NAMES = ("<script>alert(1)<", "a\"onclick='x'.py", "]]>&amp;--><!--.py", "javascript:alert(1).py", "\u202egnp.py", "esc\x1b[31m.py", "50%#?.py", "{{7*7}}.py")
HOSTILE_SOURCE = """from sqlalchemy import create_engine

engine = create_engine("mysql://u:canary@db/x", connect_args={"init_command": "</style></script><script>alert(1)</script>]]>\u202e{{7*7}}", "password": "canary"})
"""


class Parsed(HTMLParser):
    """Which tags and attributes a page has, and where its links lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: dict[str, int] = {}
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] = self.tags.get(tag, 0) + 1
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href" and tag == "a"]


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    for name in HOSTILE_NAMES:
        (tmp_path / "shop" / name.replace("/", "_")).parent.mkdir(exist_ok=True)
        name = name if name.endswith(".py") else f"{name}.py"
        (tmp_path / "shop" / name.replace("/", "_")).write_text(HOSTILE_SOURCE, encoding="utf-8")
    return drawn(tmp_path, {})


def test_whatever_comes_from_code_stays_text(hostile: Path, opening: Opening) -> None:
    text = hostile.read_text("ascii")
    parsed = Parsed(text)
    assert (parsed.tags["script"], parsed.tags["style"]) == (1, 1)
    assert not [name for name in parsed.attributes if name.startswith("on") or name == "style"]
    assert "canary" not in text and "\x1b" not in text and "&#8238;" not in text and "202e" in text
    assert "{{7*7}}" in text
    opened = opening(hostile)
    assert (opened.console, opened.requests) == ([], [hostile.as_uri()])
    assert opened.page.locator(".engine").count() == len(HOSTILE_NAMES)


def test_links_to_files_with_odd_names_lead_there(hostile: Path, opening: Opening) -> None:
    page = opening(hostile).page
    addresses = page.evaluate("[...document.querySelectorAll('main h2 a')].map((link) => link.href)")
    assert sorted(addresses) == sorted(path.as_uri() for path in (hostile.parent / "shop").iterdir())


def test_the_policy_allows_the_style_and_the_script_of_the_page_and_nothing_else(tmp_path: Path) -> None:
    text = drawn(tmp_path, EVERY_VERDICT).read_text("ascii")
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert found is not None
    bodies = {tag: re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL) for tag in ("style", "script")}
    hashes = {tag: b64encode(sha256(body.encode()).digest()).decode() for tag, (body,) in bodies.items()}
    policy = found[1].replace("&#39;", "'").replace("&#43;", "+")
    assert policy == f"default-src 'none'; style-src 'sha256-{hashes['style']}'; script-src 'sha256-{hashes['script']}'; base-uri 'none'; form-action 'none'"
    assert not re.search(r"\b(?:src|srcset|action|style)=|@import|url\(", text)


def test_the_same_code_gives_the_same_bytes(tmp_path: Path) -> None:
    first = drawn(tmp_path / "one" / "shop", EVERY_VERDICT).read_bytes()
    second = drawn(tmp_path / "two" / "shop", EVERY_VERDICT).read_bytes()
    assert first == second
    assert str(tmp_path).encode() not in first


def test_it_goes_to_stdout_where_no_file_is_named(tmp_path: Path) -> None:
    ran = printed(tmp_path / "shop", EVERY_VERDICT)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == drawn(tmp_path / "again" / "shop", EVERY_VERDICT).read_bytes()
    assert ran.out.isascii()


def test_it_says_how_many_fall_short(tmp_path: Path) -> None:
    summaries = [re.search(r'class="summary">(.*?)<', printed(tmp_path / str(number), files).text) for number, files in enumerate(SUMMARIES.values())]
    assert [found and found[1] for found in summaries] == list(SUMMARIES)


SUMMARIES: dict[str, dict[str, str | bytes]] = {
    "No engine was found in 1 file.": dict(NO_ENGINE),
    "1 engine in 1 file (1 file read): 1 falls short.": dict(ONE_ENGINE),
    "11 engines in 2 files (2 files read): 5 fall short, 1 of them in tests, in migrations or used once.": dict(EVERY_VERDICT),
    "1 engine in 1 file (1 file read): 1 falls short, in tests, in migrations or used once.": {"tests/test_db.py": ONE_ENGINE["shop/db.py"]},
    "1 engine in 1 file (2 files read): none falls short.": {"a.py": "x = 1\n", "db.py": 'from sqlalchemy import create_engine\ncreate_engine("sqlite://")\n'},
}


def test_what_cannot_be_read_is_said_on_the_page_too(tmp_path: Path) -> None:
    write(tmp_path, {"<b>broken.py": "create_engine(\n", **ONE_ENGINE})
    ran = engine_lint("engines", "--output-format", "html", cwd=tmp_path)
    assert ran.code == 2
    assert "<h2 id=\"incomplete\">Not complete</h2>" in ran.text and "&lt;b&gt;broken.py" in ran.text


def test_links_are_relative_to_the_page(tmp_path: Path) -> None:
    write(tmp_path, {"reports/.keep": "", **ONE_ENGINE})
    assert engine_lint("engines", "--output-format", "html", "-o", "reports/page.html", cwd=tmp_path).code == 0
    assert "../shop/db.py" in Parsed((tmp_path / "reports/page.html").read_text("ascii")).links


@pytest.mark.parametrize(
    ("template", "link"),
    [
        ("https://git.example.com/blob/main/{path}#L{line}", "https://git.example.com/blob/main/shop/db.py#L3"),
        ("vscode://file{absolute}:{line}", "vscode://file/w/shop/db.py:3"),
        ("../{path}", "../shop/db.py"),
        ("https://git.example.com/{line}/{path}/{line}", "https://git.example.com/3/shop/db.py/3"),
    ],
)
def test_links_as_a_template_says(template: str, link: str) -> None:
    assert Links(checked(template)).to("/w/shop/db.py", "shop/db.py", 3) == link


def test_fields_in_file_names_are_not_filled_in() -> None:
    assert Links(checked("https://x/{path}#L{line}")).to("/w/{line}.py", "{line}.py", 3) == "https://x/%7Bline%7D.py#L3"


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("https://x/{file}", "--link-template: there is no field {file}; there are {path}, {line}, {absolute}"),
        ("https://x/{line}", "--link-template: neither {path} nor {absolute} is in it"),
        ("javascript:alert('{path}')", "--link-template: links of the scheme 'javascript' are not written"),
        (" data:text/html,{path}", "--link-template: links of the scheme 'data' are not written"),
    ],
)
def test_templates_that_lead_nowhere_are_refused(template: str, message: str) -> None:
    with pytest.raises(UsageError) as refused:
        checked(template)
    assert str(refused.value).startswith(message)
    assert "write it like" in str(refused.value)


def test_a_folder_is_not_written_over(tmp_path: Path) -> None:
    ran = engine_lint("engines", "--output-format", "html", "-o", "page", cwd=write(tmp_path, {"page/kept.txt": "kept", **ONE_ENGINE}))
    assert (ran.code, ran.err) == (2, "error: --output-file: cannot write page: Is a directory\n")
    assert (tmp_path / "page/kept.txt").read_text() == "kept"


def test_an_old_page_is_replaced_whole_and_keeps_its_mode(tmp_path: Path) -> None:
    write(tmp_path, {"old.html": "old\n" * 100_000, **ONE_ENGINE})
    os.chmod(tmp_path / "old.html", 0o640)
    os.link(tmp_path / "old.html", tmp_path / "reader.html")
    (tmp_path / "link.html").symlink_to("old.html")
    assert engine_lint("engines", "--output-format", "html", "-o", "link.html", cwd=tmp_path).code == 0
    assert (tmp_path / "link.html").is_symlink() and (tmp_path / "old.html").read_text("ascii").endswith("</html>\n")
    assert (tmp_path / "reader.html").read_text() == "old\n" * 100_000
    assert stat.S_IMODE((tmp_path / "old.html").stat().st_mode) == 0o640
    assert [path.name for path in tmp_path.iterdir() if "engine-lint" in path.name] == []


def test_a_new_page_has_the_mode_of_new_files(tmp_path: Path) -> None:
    page = drawn(tmp_path, ONE_ENGINE)
    (tmp_path / "other").touch()
    assert page.stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_device_is_written_to_as_it_stands(tmp_path: Path) -> None:
    ran = engine_lint("engines", "--output-format", "html", "-o", "/dev/stdout", cwd=write(tmp_path, ONE_ENGINE))
    assert ran.code == 0 and ran.text.endswith("</html>\n")
