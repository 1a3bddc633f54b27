"""Takes the pictures of the page of engines that the documentation shows, in an installed Chromium: ``python tools/screenshots.py``."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from engine_lint.inventory import take  # noqa: E402
from engine_lint.pipeline import Request  # noqa: E402
from engine_lint.report.inventory import renderer  # noqa: E402
from engine_lint.report.links import Links  # noqa: E402
from engine_lint.report.view import View  # noqa: E402
from engine_lint.settings import Lookup  # noqa: E402

SHOP = (ROOT / "engine_lint" / "bundled" / "shop").as_posix()
FOLDERS = ("orders_api", "storefront")
COLOURS = 224
"""So many are enough for text and flat areas, and make small files."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Picture:
    """One picture: its name, the window's size in pixels, the colour scheme, and the row that it begins with (none: the top)."""

    name: str
    width: int
    height: int
    scheme: str
    first: str = ""


PICTURES = (
    Picture("engines-light", 1280, 1120, "light"),
    Picture("engines-dark", 1280, 1120, "dark"),
    Picture("engines-phone", 390, 844, "light", "audit ="),
)


def page() -> str:
    """The page of the shop that comes along."""
    inventory = take(Request(FOLDERS, Lookup(SHOP, config="engine-lint.toml")))
    return "\n".join(renderer("html")(inventory, View(SHOP, links=Links("{path}"))))


def main() -> None:
    """Write every picture."""
    from PIL import Image
    from playwright.sync_api import sync_playwright

    browser = next(path for name in BROWSERS if (path := shutil.which(name)))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as running:
        file = Path(folder, "page.html")
        file.write_text(page(), encoding="ascii")
        started = running.chromium.launch(executable_path=browser, args=["--headless", "--no-sandbox", "--disable-gpu"])
        for each in PICTURES:
            window = started.new_page(viewport={"width": each.width, "height": each.height}, color_scheme=each.scheme)
            window.goto(file.as_uri())
            if each.first:
                window.locator(".engine", has_text=each.first).evaluate("(row) => scrollTo(0, row.getBoundingClientRect().top - 64)")
            target = ROOT / "docs" / "images" / f"{each.name}.png"
            Image.open(BytesIO(window.screenshot())).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
            print(f"{target.relative_to(ROOT)}: {os.path.getsize(target) // 1024} kB")
        started.close()


if __name__ == "__main__":
    main()
