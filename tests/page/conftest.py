"""A real browser without a window, as installed on the machine; it reaches no network."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP, PHONE = (1280, 800), (390, 844)


@dataclass
class Opened:
    """A page in the browser, with what it asked for and what the console said."""

    page: Any
    file: Path
    requests: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)

    def shown(self) -> list[str]:
        """The source lines of the engines that are to be seen."""
        return [each.inner_text() for each in self.page.locator(".engine:visible .code").all()]

    def status(self) -> str:
        return str(self.page.get_by_role("status").inner_text())


Opening = Callable[..., Opened]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None and not os.environ.get("CI"):
        pytest.skip(f"no browser is installed ({', '.join(NAMES)}); .ci/system installs one")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        started = running.chromium.launch(executable_path=found, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def opening(browser: Any) -> Iterator[Opening]:
    """Opens a page at a size, in a colour scheme, with or without scripts."""
    contexts = []

    def opened(file: Path, size: tuple[int, int] = DESKTOP, scheme: str = "light", *, scripts: bool = True) -> Opened:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, java_script_enabled=scripts, reduced_motion="reduce", offline=True
        )
        contexts.append(context)
        found = Opened(context.new_page(), file)
        found.page.on("request", lambda request: found.requests.append(request.url))
        found.page.on("console", lambda message: found.console.append(message.text))
        found.page.on("pageerror", lambda error: found.console.append(str(error)))
        found.page.goto(file.as_uri())
        return found

    yield opened
    for context in contexts:
        context.close()
