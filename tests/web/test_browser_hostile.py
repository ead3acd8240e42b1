"""Articles that want to be markup, script or another direction are shown as text, everywhere."""

import json
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect

from tests.web.browser import visitor
from tests.web.site import HOSTILE, IMAGE, SCRIPT

pytestmark = pytest.mark.slow

EVIL = quote(str(HOSTILE[0]["id"]), safe="")
PAGES = {
    "start": "/",
    "asked": "/?q=柳河村捐款",
    "article": f"/articles/{EVIL}?cite=0-40",
    "inside": f"/articles/{EVIL}?q=捐款",
    "long": "/articles/long",
    "rtl": "/articles/rtl",
    "insights": "/insights",
    "demo": "/demo/",
    "demo-article": f"/demo/{EVIL}",
}


@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_of_an_article_runs_loads_or_overflows(
    browser: Browser, hostile_site: str, pictures: Path, width: int
) -> None:
    with visitor(browser, hostile_site, viewport={"width": width, "height": 800}) as reader:
        for name, path in PAGES.items():
            page = reader.settled(path)
            reader.picture(pictures, f"hostile-{name}-{width}")
            assert (name, page.title()) != (name, "owned")
            assert (name, page.locator("img, main script, a[href^='javascript' i]").count()) == (name, 0)
            assert (name, reader.overflow()) == (name, 0)
            assert (name, reader.complaints) == (name, [])


def test_markup_is_shown_to_the_letter(browser: Browser, hostile_site: str) -> None:
    with visitor(browser, hostile_site) as reader:
        page = reader.open(f"/articles/{EVIL}")
        expect(page.locator("h1")).to_contain_text(SCRIPT + IMAGE)
        expect(page.locator("#body")).to_contain_text(f"{SCRIPT}</p></main>{IMAGE}")
        expect(page.locator("#body")).to_contain_text("{{ 7*7 }} </mark></template>")
        assert page.get_by_role("link", name="Original page").count() == 0
        told = page.locator('script[type="application/ld+json"]').text_content() or ""
        assert "<" not in told
        assert json.loads(told)["headline"].startswith(SCRIPT)


def test_in_place_answers_hold_text_too(browser: Browser, hostile_site: str) -> None:
    with visitor(browser, hostile_site) as reader:
        page = reader.open("/")
        page.get_by_role("combobox").fill("柳河村捐款")
        page.keyboard.press("Enter")
        expect(page.locator(".passages")).to_contain_text("<script>")
        assert page.locator("img, #results script").count() == 0
        assert page.title() != "owned"


def test_a_title_of_100_kb_is_cut_where_titles_are_listed(browser: Browser, hostile_site: str) -> None:
    """160 characters with the ellipsis in a list; the article's own page has all that was kept of it, 500, to unfold."""
    with visitor(browser, hostile_site) as reader:
        page = reader.open("/?q=柳河村捐款的标题太长")
        titles = page.locator("h3 a", has_text="长长长").all_inner_texts()
        assert {len(title) for title in titles} == {160}
        page = reader.open("/articles/long")
        assert len(page.locator("h1").inner_text()) == 240
        assert len(page.locator(".whole-title p").text_content() or "") == 500


def test_overrides_of_direction_stay_inside_their_element(browser: Browser, hostile_site: str) -> None:
    """The date after a source that opens an override reads and lies from left to right, behind the source."""
    with visitor(browser, hostile_site) as reader:
        page = reader.open("/?q=柳河村捐款")
        facts = page.locator(".passages .facts", has_text="2021-03-05").first
        source, day = facts.locator("bdi").bounding_box(), facts.locator("time").bounding_box()
        assert source is not None
        assert day is not None
        assert source["x"] + source["width"] <= day["x"]
        assert facts.locator("bdi").evaluate("each => getComputedStyle(each).unicodeBidi") == "isolate"
