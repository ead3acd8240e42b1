"""What a finger can touch is large enough, on every page and in both languages."""

import pytest
from playwright.sync_api import Browser

from tests.web.browser import needs_chromium, visitor

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
TOO_LOW = """() => [...document.querySelectorAll("a, button, summary, select, .choice, [type=search]")]
  .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.closest(".passage, .body p, blockquote, .skip, svg"))
  .map((each) => [each.getBoundingClientRect(), each])
  .filter(([box]) => box.width > 1 && box.height < 44)
  .map(([box, each]) => `${Math.round(box.height)} ${each.tagName} ${each.textContent.trim().slice(0, 30)}`)"""
"""What is lower than 44 pixels. Links inside the text of an article are as high as its lines, and bars have a test of their own."""

PAGES = (
    "/",
    "/?q=柳河村捐了多少钱？",
    "/?q=捐款",
    "/?q=捐款 1999年",
    "/articles/donation",
    "/names/柳河村",
    "/timeline?q=捐款",
    "/topics/donation",
    "/insights",
    "/operator",
)


@needs_chromium
@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("path", PAGES)
def test_whatever_a_finger_touches_is_44_pixels_high(browser: Browser, site: str, path: str, locale: str) -> None:
    with visitor(browser, site, **PHONE, locale=locale) as phone:
        page = phone.settled(path)
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        assert page.evaluate(TOO_LOW) == []
        assert phone.overflow() == 0
