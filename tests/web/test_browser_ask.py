"""Asking in a real browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from service.http.index_engine import SearcherEngine
from tests.web.browser import Visitor, visitor
from tests.web.conftest import Kept
from tests.web.site import served

pytestmark = pytest.mark.slow

DONATED = "柳河村捐款多少"
QUOTE = ".answer > .quote blockquote"


def ask(reader: Visitor, question: str = DONATED) -> None:
    reader.page.locator("#q").fill(question)
    reader.page.locator("form.ask").first.get_by_role("button", name=re.compile("Search|Ask")).click()
    expect(reader.page.locator("#results .answer, #results .state").first).to_be_visible()


def test_a_question_is_answered_in_place(reader: Visitor) -> None:
    """The answer comes without the page being left, and the address is that of the answer."""
    page = reader.open("/")
    page.evaluate("window.same = true")
    ask(reader)
    expect(page.locator(QUOTE)).to_contain_text("全村共捐款三万二千元")
    assert page.evaluate("window.same") is True
    assert "?q=%E6%9F%B3" in page.url
    expect(page.get_by_role("status")).to_contain_text("Answer. ")
    assert page.title().startswith(DONATED)


def test_back_brings_the_question_before(reader: Visitor) -> None:
    page = reader.open("/")
    ask(reader)
    ask(reader, "白鹭镇转移多少群众")
    expect(page.locator(QUOTE)).to_contain_text("四百余人")
    page.go_back()
    expect(page.locator(QUOTE)).to_contain_text("三万二千元")
    expect(page.get_by_role("combobox")).to_have_value(DONATED)


def test_a_filter_narrows_the_passages_and_counts_say_how_much(reader: Visitor) -> None:
    """Two of four articles have each a source of their own; one is English."""
    page = reader.open("/?q=捐款 library")
    expect(page.locator("#facets")).to_contain_text("Articles searched: 4")
    page.get_by_role("checkbox", name="English").check()
    expect(page.locator("#facets")).to_contain_text("Articles searched: 1")
    assert set(page.locator(".passages bdi:not(h3 bdi)").all_inner_texts()) == {"Harbour Gazette"}
    assert "lang=en" in page.url
    expect(page.get_by_role("checkbox", name="English")).to_be_focused()
    page.get_by_role("link", name="Clear filters").click()
    expect(page.locator("#facets")).to_contain_text("Articles searched: 4")


def test_dates_filter_both_ends_included(reader: Visitor) -> None:
    page = reader.open("/?q=捐款&from=2021-07-20&to=2022-01-09")
    assert {text.strip() for text in page.locator(".passages time").all_text_contents()} == {"2021-07-20"}


def test_a_citation_leads_to_its_characters(reader: Visitor) -> None:
    """They are marked, in sight, focused, and the very words of the quote."""
    page = reader.open(f"/?q={DONATED}")
    quote = page.locator(QUOTE).inner_text()
    page.get_by_role("link", name="See it in the article").click()
    page.wait_for_url("**/articles/donation?cite=*")
    mark = page.locator("#body mark")
    expect(mark).to_have_text(quote)
    expect(mark).to_be_in_viewport()
    expect(mark).to_be_focused()
    assert page.url.endswith("#" + str(mark.get_attribute("id")))


@pytest.mark.parametrize("width", [360, 1280])
def test_how_sure_an_answer_is_stands_under_it_and_opens_to_what_that_means(
    browser: Browser, site: str, width: int, pictures: Path
) -> None:
    """In words and percent; a phone shows no tooltip, so the same words open at a touch."""
    with visitor(browser, site, viewport={"width": width, "height": 800}, has_touch=width == 360) as reader:
        page = reader.open(f"/?q={DONATED}")
        summary = page.locator(".answer > .sure summary")
        expect(summary).to_have_text(re.compile(r"[Ll]ikely.* · [0-9]{1,2}%"))
        meaning = page.locator(".answer > .sure p")
        expect(meaning).to_be_hidden()
        summary.tap() if width == 360 else summary.click()
        expect(meaning).to_be_visible()
        assert meaning.inner_text() == summary.get_attribute("title")
        assert "of 100 answers this sure" in meaning.inner_text()
        page.locator(".answer > .readings > summary").click()
        expect(page.locator(".answer .readings .sure").first).to_be_visible()
        assert reader.overflow() == 0
        reader.picture(pictures, f"sure-{width}")


def test_an_article_is_asked_by_itself(reader: Visitor) -> None:
    """Nothing of another article is shown, and the body is marked where the answer stands."""
    page = reader.open("/articles/flood")
    ask(reader, "多少群众转移")
    expect(page.locator("#body mark")).to_contain_text("转移群众四百余人")
    assert page.locator(".passages li").count() >= 1
    assert {
        link.split("?")[0]
        for link in page.locator("#results a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    } == {"/articles/flood"}


def test_the_keyboard_alone_asks_filters_and_follows(reader: Visitor) -> None:
    page = reader.open("/")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.type(DONATED)
    page.keyboard.press("Enter")
    expect(page.locator(".answer")).to_be_visible()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "See it in the article":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/donation?cite=*")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement !== document.body")


def test_the_first_tab_of_a_page_skips_to_its_content(reader: Visitor) -> None:
    page = reader.open("/insights")
    page.wait_for_selector(".stage")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_without_scripts_everything_works(browser: Browser, site: str) -> None:
    with visitor(browser, site, java_script_enabled=False) as reader:
        page = reader.open("/")
        page.get_by_role("searchbox").fill(DONATED)
        page.get_by_role("button", name="Search").click()
        expect(page.locator(QUOTE)).to_contain_text("三万二千元")
        page.get_by_label("青禾日报").check()
        page.get_by_role("button", name="Apply filters").click()
        expect(page.locator("#facets")).to_contain_text("Articles searched: 1")
        page.get_by_role("link", name="See it in the article").click()
        expect(page.locator("#body mark")).to_be_in_viewport()
        page.get_by_role("searchbox").fill("口罩")
        page.get_by_role("button", name="Ask").click()
        expect(page.locator("#body mark")).to_contain_text("口罩")
        page.get_by_role("link", name="中文").click()
        expect(page.get_by_role("button", name="提问")).to_be_visible()


def test_a_service_that_stops_is_told(browser: Browser, archive_engine: SearcherEngine) -> None:
    """What was typed stays, and the page says what to do."""
    with served(Kept(archive_engine)) as address, visitor(browser, address) as reader:
        page = reader.open("/")
        page.route("**/?q=*", lambda route: route.abort())
        page.get_by_role("combobox").fill(DONATED)
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("can't be reached")
        expect(page.get_by_role("combobox")).to_have_value(DONATED)
        page.unroute("**/?q=*")
        page.keyboard.press("Enter")
        expect(page.locator(".answer")).to_be_visible()


class Failing(Kept):
    """An engine with a bug in answering."""

    def ask(self, *_: object, **__: object) -> None:
        raise RuntimeError("a bug of this test")


@pytest.fixture
def failing_site(archive_engine: SearcherEngine) -> Iterator[str]:
    with served(Failing(archive_engine)) as address:
        yield address


def test_a_service_that_fails_is_told_in_place(browser: Browser, failing_site: str) -> None:
    with visitor(browser, failing_site) as reader:
        page = reader.open("/")
        page.get_by_role("combobox").fill(DONATED)
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("could not finish this request")
        assert "a bug of this test" not in page.content()
