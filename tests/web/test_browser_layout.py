"""Every page at every width: nothing overflows, nothing serious for axe, nothing for the console; pictures are kept."""

from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.web.browser import visitor

pytestmark = pytest.mark.slow

PAGES = {
    "empty": "/",
    "answered": "/?q=柳河村捐款多少",
    "nothing": "/?q=捐款&lang=tlh",
    "refused": "/?q=捐款&from=2022-13-45",
    "article": "/articles/donation?cite=17-38",
    "asked": "/articles/donation?q=口罩多少",
    "unknown": "/articles/nowhere",
    "insights": "/insights",
    "name": "/names/柳河村",
    "name-unknown": "/names/nobody",
    "timeline-empty": "/timeline",
    "timeline": "/timeline?q=柳河村",
    "event": "/topics/donation",
    "operator": "/operator",
    "docs": "/docs",
    "embed": "/embed/related/donation",
    "demo": "/demo/",
    "demo-article": "/demo/flood",
}
FAILED = ("unknown", "refused")
"""Their status is an error, which the console always names."""


@pytest.mark.parametrize(("width", "scheme", "locale"), [(360, "light", "zh-CN"), (1440, "dark", "en-GB")])
def test_pages_fit_and_nobody_complains(
    browser: Browser, site: str, pictures: Path, width: int, scheme: str, locale: str
) -> None:
    context = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme, "locale": locale}
    with visitor(browser, site, **context) as reader:
        for name, path in PAGES.items():
            reader.settled(path)
            reader.picture(pictures, f"{name}-{width}")
            assert (name, reader.overflow()) == (name, 0)
            complaints = [each for each in reader.complaints if "Failed to load" not in each or name not in FAILED]
            assert (name, complaints) == (name, [])
            reader.complaints.clear()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, site: str, scheme: str) -> None:
    """Axe is put into the page past the policy, which would rightly refuse it."""
    with visitor(browser, site, color_scheme=scheme, reduced_motion="reduce", bypass_csp=True) as reader:
        for name, path in PAGES.items():
            page = reader.settled(path)
            # What is folded away keeps its place in Chromium: axe would take it for what stands behind the words there.
            page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
            found = [(each["id"], each["impact"], each["nodes"][0]["html"]) for each in Axe().run(page)["violations"]]
            assert (name, found) == (name, [])
