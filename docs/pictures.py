# ruff: noqa: INP001, T201 - a script that talks to a terminal.
"""Take the pictures of the README from a finished report: python docs/pictures.py REPORT.

Needs Chromium on the machine and the package's extra "test" (playwright).
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

IMAGES = Path(__file__).parent / "images"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MOST_BYTES = 300_000


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
        take(browser, report / "index.html", "findings", dark=False)
        take(browser, report / "index.html", "sentences", dark=False, opens=True)
        take(browser, report / "numbers-labels.html", "numbers-dark", dark=True)
        browser.close()


def take(browser: Browser, page: Path, name: str, *, dark: bool, opens: bool = False) -> None:
    """Take one picture of the top of a page, or of the sentences behind its first number."""
    context = browser.new_context(
        viewport={"width": 1100, "height": 820}, color_scheme="dark" if dark else "light"
    )
    shown = context.new_page()
    shown.goto(page.absolute().as_uri())
    if opens:
        shown.locator("a.opens").first.click()
        shown.mouse.move(0, 0)
    target = IMAGES / f"{name}.png"
    shown.screenshot(path=target)
    context.close()
    size = target.stat().st_size
    if size > MOST_BYTES:
        sys.exit(f"{target.name} has {size:,} bytes; a picture may have {MOST_BYTES:,}")
    print(f"{target}  {size:,} bytes")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
