"""The page of engines in a real browser: at every size, in both colour schemes, by keyboard, without scripts, on paper."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.page.conftest import DESKTOP, PHONE, Opened, Opening
from tests.page.projects import EVERY_VERDICT, NO_ENGINE, ONE_ENGINE, VERDICTS, drawn, many

PROJECTS = {"none": (NO_ENGINE, 0), "one": (ONE_ENGINE, 1), "every": (EVERY_VERDICT, 11), "many": (many(150), 150)}
SIZES = {"phone": PHONE, "desktop": DESKTOP, "between": (960, 700)}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {name: drawn(tmp_path_factory.mktemp(name), files) for name, (files, _) in PROJECTS.items()}


def quiet(opened: Opened) -> bool:
    return (opened.requests, opened.console) == ([opened.file.as_uri()], [])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", PROJECTS)
def test_it_shows_every_engine_fits_the_window_and_asks_for_nothing(name: str, size: str, pages: dict[str, Path], opening: Opening) -> None:
    opened = opening(pages[name], SIZES[size])
    assert opened.page.locator(".engine:visible").count() == PROJECTS[name][1]
    assert opened.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert quiet(opened)


@pytest.mark.parametrize(
    ("name", "size", "scheme"),
    [*(("every", size, scheme) for size in SIZES for scheme in ("light", "dark")), ("none", "phone", "light"), ("one", "desktop", "dark")],
)
def test_nothing_is_found_by_an_accessibility_checker(name: str, size: str, scheme: str, pages: dict[str, Path], opening: Opening) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = opening(pages[name], SIZES[size], scheme).page
    rules = [*("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"), "best-practice"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": rules}, "resultTypes": ["violations"]})
    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found.response["violations"]] == []


def test_light_and_dark_differ(pages: dict[str, Path], opening: Opening) -> None:
    colours = [opening(pages["one"], scheme=scheme).page.evaluate("getComputedStyle(document.body).backgroundColor") for scheme in ("light", "dark")]
    assert colours == ["rgb(252, 252, 251)", "rgb(22, 24, 27)"]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["every", "many"])
def test_texts_of_a_timeline_never_overlap_or_leave_the_page(name: str, size: str, pages: dict[str, Path], opening: Opening) -> None:
    page = opening(pages[name], SIZES[size]).page
    assert page.evaluate(OVERLAPS) == []
    assert page.evaluate(CAPTIONS) == []


def test_marks_stand_where_the_axis_says(pages: dict[str, Path], opening: Opening) -> None:
    page = opening(pages["every"]).page
    late = page.locator(".engine", has_text="late = ")
    axis = {each.inner_text(): centre(each) for each in page.locator(".bar .axis li").all()}
    assert centre(late.locator(".cut")) == pytest.approx(axis["10 min"], abs=1)
    assert axis["1 h"] < centre(late.locator(".recycle .mark")) < axis["8 h"]
    zone = late.locator(".zone").bounding_box()
    assert zone["x"] == pytest.approx(axis["10 min"], abs=1)
    assert zone["x"] + zone["width"] == pytest.approx(centre(late.locator(".recycle .mark")), abs=1)
    assert centre(page.locator(".engine", has_text="forgotten = ").locator(".recycle .mark")) == pytest.approx(axis["never"], abs=1)
    unknown = page.locator(".engine", has_text="unknown = ")
    assert unknown.locator(".arrow").count() == 1 and unknown.locator(".recycle .mark").count() == 0


def test_the_axis_stays_in_sight(pages: dict[str, Path], opening: Opening) -> None:
    for size in SIZES.values():
        page = opening(pages["many"], size).page
        page.mouse.wheel(0, 20_000)
        page.wait_for_function("scrollY > 5000")
        assert page.locator(".bar").bounding_box()["y"] == 0


def test_filters_by_keyboard_tell_what_they_left(pages: dict[str, Path], opening: Opening) -> None:
    opened = opening(pages["every"])
    page, keys = opened.page, opened.page.keyboard
    assert opened.status() == "11 engines"
    page.get_by_role("checkbox", name="race").focus()
    keys.press("Space")
    assert ([line.partition(" ")[0] for line in opened.shown()], opened.status()) == (["racing"], "1 of 11 engines")
    keys.press("Shift+Tab")
    keys.press("Space")
    assert opened.status() == "4 of 11 engines"
    page.get_by_role("checkbox", name="postgresql").focus()
    keys.press("Space")
    assert [line.partition(" ")[0] for line in opened.shown()] == ["racing", "forgotten"]
    page.get_by_role("searchbox", name="Search").focus()
    keys.type("NEVER replaced")
    assert [line.partition(" ")[0] for line in opened.shown()] == ["forgotten"]
    keys.type(" no such word")
    assert (opened.shown(), opened.status()) == ([], "0 of 11 engines")
    assert page.get_by_text("No engine matches these filters.").is_visible()
    page.get_by_role("button", name="Show all").focus()
    keys.press("Enter")
    page.wait_for_function("document.getElementById('status').textContent === '11 engines'")
    assert len(opened.shown()) == 11 and quiet(opened)


def test_files_without_a_match_go_with_their_heading(pages: dict[str, Path], opening: Opening) -> None:
    page = opening(pages["every"]).page
    page.get_by_role("checkbox", name="oracle").check()
    assert page.locator("main h2:visible").all_inner_texts() == ["tests/test_db.py"]
    page.get_by_role("checkbox", name="without tests").check()
    assert page.locator("main h2:visible").all_inner_texts() == []


def test_the_counts_of_the_filters_are_those_of_the_rows(pages: dict[str, Path], opening: Opening) -> None:
    page = opening(pages["every"]).page
    assert {each.get_attribute("value"): count(page, each) for each in page.locator("input[name=fate]").all()} == VERDICTS
    for box in page.locator("input[name=fate], input[name=backend]").all():
        box.check()
        assert page.locator(".engine:visible").count() == count(page, box)
        box.uncheck()


def test_focus_goes_through_the_page_in_reading_order_and_is_seen(pages: dict[str, Path], opening: Opening) -> None:
    page = opening(pages["every"]).page
    tops, names = [], []
    for _ in range(24):
        page.keyboard.press("Tab")
        names.append(page.evaluate("(document.activeElement.closest('label') || document.activeElement).textContent.trim()"))
        tops.append(page.evaluate("document.activeElement.getBoundingClientRect().top + scrollY"))
        assert page.evaluate(OUTLINED), names[-1]
    assert names[0] == "Skip to the engines" and "Show all" in names and "shop/db.py" in names
    assert all(below >= above - 12 for above, below in pairwise(tops[1:15]))


def test_the_first_link_leads_past_the_filters(pages: dict[str, Path], opening: Opening) -> None:
    page = opening(pages["every"]).page
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "engines"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "shop/db.py"


def test_a_screen_reader_gets_every_timeline_in_words(pages: dict[str, Path], opening: Opening) -> None:
    page = opening(pages["every"]).page
    late = page.get_by_role("article").filter(has_text="late = ")
    lanes = late.get_by_role("list", name="Recycle and timers").get_by_role("listitem").all_text_contents()
    assert [" ".join(text.split()) for text in lanes] == [
        "recycle 7200 s (2 h) · line 8",
        "idle-timeout 600 s (10 min), acts first · declared, engine-lint.toml",
    ]
    assert late.get_by_role("heading", level=3, name="may die line 8").count() == 1
    landmarks = ("banner", "search", "main", "contentinfo")
    assert [page.get_by_role(role).count() for role in landmarks] == [1, 1, 1, 1]


def test_without_scripts_all_rows_are_there_and_no_dead_control_is(pages: dict[str, Path], opening: Opening) -> None:
    page = opening(pages["every"], scripts=False).page
    assert page.locator(".engine:visible").count() == 11
    assert page.locator("input:visible, button:visible").count() == 0
    assert page.locator(".chip:visible").count() == len(VERDICTS) + 4


def test_links_lead_to_files_that_exist(pages: dict[str, Path], opening: Opening) -> None:
    page = opening(pages["every"]).page
    found = {each.get_attribute("href") for each in page.locator("main a").all()} - {None}
    relative = {href for href in found if "://" not in href}
    assert relative == {"shop/db.py", "tests/test_db.py"}
    assert all((pages["every"].parent / href).is_file() for href in relative)


@pytest.mark.parametrize("name", ["every", "many"])
def test_it_prints(name: str, pages: dict[str, Path], opening: Opening) -> None:
    opened = opening(pages[name])
    opened.page.emulate_media(media="print")
    assert opened.page.locator(".engine:visible").count() == PROJECTS[name][1]
    assert opened.page.locator("input:visible, button:visible, .bar:visible").count() == 0
    assert opened.page.locator(".printed .axis:visible").count() == opened.page.locator(".file").count()
    assert opened.page.pdf(format="A4").startswith(b"%PDF-")
    assert quiet(opened)


def count(page: Any, box: Any) -> int:
    return int(page.locator("label", has=page.locator(f"input[value='{box.get_attribute('value')}']")).locator(".count").inner_text())


def centre(element: Any) -> float:
    box = element.bounding_box()
    return float(box["x"] + box["width"] / 2)


OVERLAPS = """() => {
  const found = [];
  for (const line of document.querySelectorAll(".timeline")) {
    const texts = [...line.querySelectorAll(".text")].map((text) => [text.textContent, text.getBoundingClientRect()]);
    for (const [name, box] of texts) {
      if (box.left < 0 || box.right > document.documentElement.clientWidth) found.push(`${name} leaves the page`);
    }
    texts.forEach(([name, box], at) => {
      const next = texts[at + 1];
      if (next && next[1].top < box.bottom - 6) found.push(`${name} / ${next[0]}`);
    });
  }
  return found;
}"""
CAPTIONS = """() => {
  const boxes = [...document.querySelectorAll(".bar .axis li")].map((each) => each.getBoundingClientRect());
  return boxes.slice(1).filter((box, at) => box.left < boxes[at].right + 2).map((box) => box.left);
}"""
OUTLINED = """() => {
  const element = document.activeElement;
  return [element, element.closest("label")].some((each) => each && getComputedStyle(each).outlineStyle !== "none");
}"""
