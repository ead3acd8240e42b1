"""What is suggested while one types, in a real browser: by keyboard, by touch, and at any width."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.web.browser import CHINESE_PHONE, Visitor, visitor

pytestmark = pytest.mark.slow


def test_suggestions_are_chosen_by_keyboard_and_told_to_a_screen_reader(desk: Visitor) -> None:
    page = desk.open("/")
    box = page.get_by_role("combobox")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("柳河")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status")).to_have_text(re.compile(r"Suggestions: \d"))
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "suggestion-0")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_value(options.first.locator(".said").inner_text())
    page.keyboard.press("Escape")
    expect(box).to_have_value("柳河")
    expect(options).to_have_count(0)
    box.press_sequentially("村")
    options.first.wait_for()
    page.keyboard.press("ArrowUp")  # from what was typed to the last
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"\?q=|/articles/"))


def test_suggestions_that_are_not_ready_come_without_more_typing(desk: Visitor) -> None:
    """A service just started answers `ready: false` while it puts the words of its archive in order."""
    early = {"snapshot": "s", "suggestions": [], "did_you_mean": None, "ready": False}
    desk.page.route("**/v1/suggest?*", lambda route: route.fulfill(json=early), times=2)
    desk.page.route("**/quick.json?*", lambda route: route.fulfill(json={"articles": []}))
    page = desk.open("/")
    page.get_by_role("combobox").press_sequentially("柳河")
    page.get_by_role("option").first.wait_for()


def test_what_is_typed_wins_until_a_suggestion_is_chosen(desk: Visitor) -> None:
    page = desk.open("/")
    page.get_by_role("combobox").press_sequentially("捐款")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=%E6%8D%90%E6%AC%BE")
    expect(page.locator(".passages li").first).to_be_visible()
    expect(page.get_by_role("option")).to_have_count(0)


def test_suggestions_are_chosen_by_touch_and_a_title_opens_its_article(phone: Visitor) -> None:
    page = phone.open("/")
    box = page.get_by_role("combobox")
    box.tap()
    box.press_sequentially("柳河村第")
    option = page.get_by_role("option", name=re.compile("柳河村第3次捐款"))
    option.wait_for()
    assert option.bounding_box()["height"] >= 44
    assert phone.overflow() == 0
    option.tap()
    page.wait_for_url("**/articles/a3*")


WORDS_SEEN = """() => [...document.querySelectorAll("[role=option]")].map((option) => {
  const words = option.firstElementChild;
  words.scrollIntoView({ block: "nearest", behavior: "instant" });
  const box = words.getBoundingClientRect();
  // Words that are clipped away still have a name for screen readers: what counts is what a finger meets in their middle.
  const met = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return met === words && box.width >= 40 && box.height >= 16 ? "" : `${words.textContent} ${box.width} × ${box.height}`;
}).filter(Boolean)"""


@pytest.mark.parametrize("width", [390, 480, 1280])
@pytest.mark.parametrize("path", ["/", "/?q=捐款"])
def test_the_words_of_a_suggestion_are_seen_at_any_width(browser: Browser, village: str, path: str, width: int) -> None:
    """Once a phone showed the source and the day of each article, and an empty line where its title was."""
    with visitor(browser, village, **CHINESE_PHONE | {"viewport": {"width": width, "height": 844}}) as found:
        page = found.open(path)
        box = page.locator("#ask").get_by_role("combobox")
        box.fill("")
        box.press_sequentially("柳河村")
        page.get_by_role("option").first.wait_for()
        page.wait_for_function("document.querySelectorAll('[role=option]').length > 3")
        assert page.evaluate(WORDS_SEEN) == []
