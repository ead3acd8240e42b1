"""One touch to the source that a query names."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser

from service.web.form import AskForm
from service.web.source_shortcut import source_named
from tests.web.browser import CHINESE_PHONE, needs_chromium, visitor
from tests.web.test_facets import facets

FACETS = facets(
    [("央视网 新闻联播", "zh", "2021-07-05"), ("央视网 新闻联播", "en", "2023-05-05"), ("青禾日报", "zh", "")]
)


@pytest.mark.parametrize(
    ("query", "left"), [("央视报道了什么洪水？", "报道了什么洪水？"), ("洪水 央视", "洪水"), ("央视", "央视")]
)
def test_a_source_is_offered_as_a_filter_with_how_many_articles_it_has(query: str, left: str) -> None:
    found = source_named(AskForm(query, languages=("zh",)), FACETS)
    assert found is not None
    assert (found.label, found.articles) == ("央视网 新闻联播", 1)
    assert parse_qsl(urlsplit(found.link).query) == [("q", left), ("source", "央视网 新闻联播"), ("lang", "zh")]


def test_who_chose_a_source_or_takes_all_for_words_is_offered_none() -> None:
    assert source_named(AskForm("央视 洪水", sources=("青禾日报",)), FACETS) is None
    assert source_named(AskForm("央视 洪水", words=True), FACETS) is None
    assert source_named(AskForm("央视 洪水", languages=("fr",)), FACETS) is None
    assert source_named(AskForm("洪水"), FACETS) is None


@needs_chromium
def test_a_finger_narrows_to_the_source_that_a_question_names(browser: Browser, site: str) -> None:
    with visitor(browser, site, **CHINESE_PHONE) as phone:
        page = phone.open("/?q=青禾日报说柳河村捐了多少钱？")
        link = page.locator(".meant a", has_text="青禾日报")
        assert link.bounding_box()["height"] >= 44
        link.tap()
        page.wait_for_selector("#chips li")
        assert page.locator("#chips").inner_text().split()[0] == "青禾日报"
        assert page.locator("#q").input_value() == "说柳河村捐了多少钱？"
        assert page.locator(".meant a", has_text="青禾日报").count() == 0
        assert phone.complaints == []
