"""The documentation's site, built and opened in a browser: it asks for nothing elsewhere, fits windows and phones, and can be read by everybody."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from engine_lint.report.view import SETTINGS_URL, SITE, rule_url
from tests.page.conftest import DESKTOP, PHONE
from tests.shell import REPOSITORY

TABLET = (820, 1180)
PAGES = ("", "limits/", "how-to/flask-sqlalchemy/", "rules/el101-missing-pre-ping/", "commands/", "libraries/")


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("material", reason="pip install --group docs") if not os.environ.get("CI") else None
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "--quiet", "build", "--strict", "--site-dir", str(folder)]
    built = subprocess.run(
        command, check=False, cwd=REPOSITORY, capture_output=True, text=True, timeout=300, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    )
    assert built.returncode == 0, built.stderr
    return folder


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module", params=["light", "dark"])
def window(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    context = browser.new_context(color_scheme=request.param, reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_fits_and_asks_for_nothing_elsewhere(window: Any, served: str, page: str) -> None:
    asked: list[str] = []
    said: list[str] = []
    window.on("request", lambda request: asked.append(request.url))
    window.on("console", lambda message: said.append(message.text))
    window.goto(served + page, wait_until="load")
    assert [url for url in asked if not url.startswith((served, "data:"))] == []
    assert said == []
    for width, height in (DESKTOP, TABLET, PHONE):
        window.set_viewport_size({"width": width, "height": height})
        assert window.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), width


@pytest.mark.parametrize("page", ["", "how-to/alembic/"])
def test_a_page_has_enough_contrast_and_names_for_everything(window: Any, served: str, page: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    window.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    window.goto(served + page, wait_until="load")
    found = Axe().run(window, options={"runOnly": ["wcag2a", "wcag2aa"], "resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()


def test_reports_link_to_pages_that_exist(site: Path) -> None:
    from engine_lint.rules.registry import load

    addresses = [SITE, SETTINGS_URL, *(rule_url(rule) for rule in load())]
    assert [url for url in addresses if not (url.startswith(SITE) and (site / url.removeprefix(SITE) / "index.html").exists())] == []


def test_reports_link_to_where_the_site_says_that_it_is(site: Path) -> None:
    assert f'<link rel="canonical" href="{SITE}">' in (site / "index.html").read_text(encoding="utf-8")


def test_search_finds_what_drivers_say(window: Any, served: str) -> None:
    window.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    window.goto(served, wait_until="networkidle")
    assert _found(window, "Lost connection") > 0


def _found(window: Any, text: str) -> int:
    """How many pages the search names. What is typed while its index loads is lost, so that it is typed again."""
    from playwright.sync_api import TimeoutError as NothingYet

    box, results = window.get_by_label("Search").first, window.locator(".md-search-result__item")
    for _ in range(8):
        box.fill("")
        box.press_sequentially(text)
        try:
            results.first.wait_for(timeout=4_000)
            break
        except NothingYet:
            continue
    return int(results.count())


def test_a_button_copies_what_is_typed_without_prompts_and_answers(browser: Any, served: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(served + "start/", wait_until="load")
    shown = page.locator(".language-console", has_text="--idle-timeout 600")
    shown.first.hover()
    shown.first.locator("button").first.click()
    assert page.evaluate("navigator.clipboard.readText()").strip() == "engine-lint check --idle-timeout 600 shop"
    context.close()


@pytest.mark.parametrize("page", ["rules/el101-missing-pre-ping/", "rules/el401-options-with-pool-instance/", "limits/"])
def test_errors_are_shown_whole(window: Any, served: str, page: str) -> None:
    window.goto(served + page, wait_until="load")
    for width, height in (DESKTOP, PHONE):
        window.set_viewport_size({"width": width, "height": height})
        cut = "[...document.querySelectorAll('.language-text code')].filter((each) => each.scrollWidth > each.clientWidth).length"
        assert window.locator(".language-text code").count() > 0
        assert window.evaluate(cut) == 0, width
