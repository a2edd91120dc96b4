# ruff: noqa: INP001, T201 - a script that talks to a terminal.
"""Take the pictures of the README from a finished report: python docs/pictures.py REPORT.

Needs Chromium on the machine and the package's extra "test" (playwright).
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, FloatRect, Page, sync_playwright

IMAGES = Path(__file__).parent / "images"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MOST_BYTES = 300_000
ROOM = 20


def main(report: Path) -> None:
    """Take every picture of the report in a folder."""
    program = next((path for name in NAMES if (path := shutil.which(name))), None)
    if program is None:
        sys.exit("no Chromium found; on Debian: apt-get install chromium")
    if not (report / "index.html").is_file():
        sys.exit(f"{report} holds no report; make one with: parallax run STUDY")
    root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=program, args=root)
        take(browser, report / "index.html", "findings", part="article.result >> nth=-1")
        take(browser, report / "index.html", "sentences", opens=True)
        take(browser, report / "numbers-labels.html", "numbers-dark", dark=True)
        browser.close()


def _around(page: Page, part: str) -> FloatRect | None:
    """Return the place of a part of the page with some room around it."""
    box = page.locator(part).bounding_box() if part else None
    if box is None:
        return None
    return {
        "x": max(box["x"] - ROOM, 0),
        "y": box["y"] - ROOM,
        "width": box["width"] + 2 * ROOM,
        "height": box["height"] + 2 * ROOM,
    }


def take(
    browser: Browser,
    file: Path,
    name: str,
    *,
    dark: bool = False,
    opens: bool = False,
    part: str = "",
) -> None:
    """Take a picture of the top of a page, a part of it, or its first number opened."""
    context = browser.new_context(
        viewport={"width": 1100, "height": 820}, color_scheme="dark" if dark else "light"
    )
    shown = context.new_page()
    shown.goto(file.absolute().as_uri())
    if opens:
        shown.locator("a.opens").first.click()
        shown.mouse.move(0, 0)
    target = IMAGES / f"{name}.png"
    shown.screenshot(path=target, full_page=bool(part), clip=_around(shown, part))
    context.close()
    size = target.stat().st_size
    if size > MOST_BYTES:
        sys.exit(f"{target.name} has {size:,} bytes; a picture may have {MOST_BYTES:,}")
    print(f"{target}  {size:,} bytes")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
