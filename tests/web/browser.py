"""A browser that notes whatever goes wrong on a page."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: make browser")

CHINESE_PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "locale": "zh-CN",
}
"""What makes a browser's context the phone of a Chinese reader."""
_PATIENCE = 60_000
"""Milliseconds that a test waits for what comes at once on a machine with nothing else to do."""
expect.set_options(timeout=_PATIENCE)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Headless Chromium."""
    with sync_playwright() as playwright:
        # Its sandbox needs rights that containers and root don't give.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Visitor:
    """A page in a browser, with all that its console complained of."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.base = base
        self.complaints: list[str] = []
        page.on("console", lambda message: self._note(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))

    def _note(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(f"{kind}: {text}")

    def open(self, path: str) -> Page:
        """Goes to a path of the service."""
        self.page.goto(self.base + path)
        return self.page

    def settled(self, path: str) -> Page:
        """Goes to a path, and waits until what comes later is there: the charts, the widget's list."""
        page = self.open(path)
        if path == "/insights":
            page.wait_for_selector(".stage")
        if page.locator("related-reading").count():
            # It loads when it comes into sight.
            page.evaluate("document.querySelector('related-reading').scrollIntoView({behavior: 'instant'})")
            page.wait_for_selector(
                "related-reading[data-state=shown], related-reading[data-state=failed]", state="attached"
            )
        return page

    def overflow(self) -> int:
        """Pixels by which the page is wider than its window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))

    def picture(self, folder: Path, name: str) -> None:
        """Keeps a screenshot."""
        self.page.screenshot(path=folder / f"{name}.png", full_page=True)


@contextmanager
def visitor(browser: Browser, base: str, **context: object) -> Iterator[Visitor]:
    """Somebody new: no history, English, 1280 by 900, unless said otherwise."""
    opened = browser.new_context(**{"locale": "en-GB", "viewport": {"width": 1280, "height": 900}, **context})
    opened.set_default_timeout(_PATIENCE)
    try:
        yield Visitor(opened.new_page(), base)
    finally:
        opened.close()
