"""Filters in a real browser: choosing several on a phone, with and without a question or scripts, and what "more" shows."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, expect

from service.http.index_engine import SearcherEngine
from service.results import SearchResult
from tests.archives import DONATION
from tests.web.browser import CHINESE_PHONE, Visitor, needs_chromium, visitor
from tests.web.conftest import Kept
from tests.web.site import engine_over, served

pytestmark = needs_chromium
MANY = tuple(
    {
        **DONATION,
        "id": f"m{number}",
        "title": f"第{number}个村的消息",
        "body": f"{'村里开了会，说了很多别的事。' * 8}\n第{number}个村捐款{number}元。\n{'此后没有别的消息。' * 8}",
        "source": f"{'甲乙丙'[number % 3]}报",
        "published_at": f"2021-{number % 9 + 1:02}-{number % 27 + 1:02}",
    }
    for number in range(36)
)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearcherEngine]:
    engine = engine_over(tmp_path_factory.mktemp("many") / "index", MANY)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def archive(many: SearcherEngine) -> Iterator[str]:
    with served(Kept(many)) as address:
        yield address


@pytest.fixture
def phone(browser: Browser, archive: str) -> Iterator[Visitor]:
    with visitor(browser, archive, **CHINESE_PHONE) as found:
        yield found
        assert found.complaints == []


@pytest.mark.parametrize("path", ["/", "/?q=捐款"])
def test_on_a_phone_several_filters_are_chosen_in_one_go(phone: Visitor, path: str) -> None:
    page = phone.open(path)
    page.locator("#filters-open").tap()
    panel, boxes = page.locator("#facets > details"), page.locator("#facets input[name=source]")
    for chosen in (1, 2):
        box = boxes.nth(chosen - 1)
        at = box.bounding_box()["y"]
        box.tap()
        expect(page.locator("#chips li")).to_have_count(chosen)
        expect(panel).to_have_attribute("open", "")
        expect(box).to_be_focused()
        assert abs(box.bounding_box()["y"] - at) < 2  # it stays under the finger
    page.get_by_role("button", name="应用筛选").tap()
    expect(panel).not_to_have_attribute("open", "")
    expect(page.locator(".passages li")).to_have_count(10)
    expect(page.locator(".passages h3").first).to_be_in_viewport()
    assert phone.overflow() == 0


def test_filters_without_a_question_and_back(phone: Visitor) -> None:
    """The articles that pass take the place of the latest, and these that of those again."""
    page = phone.open("/")
    expect(page.locator(".latest li")).to_have_count(6)
    page.get_by_role("link", name=re.compile("^2021年7月 至 2021年9月")).tap()
    expect(page.locator(".passages h2 small")).to_have_text("12 篇符合筛选条件")
    expect(page.locator(".latest")).to_have_count(0)
    page.get_by_role("link", name=re.compile("^去掉：2021年7月")).tap()
    expect(page.locator(".latest li")).to_have_count(6)
    expect(page.locator(".passages")).to_have_count(0)
    page.go_back()
    expect(page.locator(".passages h2 small")).to_have_text("12 篇符合筛选条件")


def test_without_scripts_filters_alone_list_what_passes(browser: Browser, archive: str) -> None:
    with visitor(browser, archive, **{**CHINESE_PHONE, "java_script_enabled": False}) as reader:
        page = reader.open("/")
        page.locator("#filters-open").tap()
        page.locator("#facets input[name=source]").first.check()
        page.get_by_role("button", name="应用筛选").tap()
        page.wait_for_url("**source=*")
        expect(page.locator(".passages h2 small")).to_have_text("12 篇符合筛选条件")


def test_more_that_is_weak_is_shown_and_said_and_what_was_open_stays(browser: Browser, many: SearcherEngine) -> None:
    class Weak(Kept):
        def search(self, *args: object, **options: object) -> SearchResult:
            found = many.search(*args, **options)
            return replace(found, hits=tuple(replace(hit, weak=hit.rank > 4) for hit in found.hits))

    with served(Weak(many)) as address, visitor(browser, address, **CHINESE_PHONE) as reader:
        page = reader.open("/?q=捐款")
        expect(page.locator(".weak")).not_to_have_attribute("open", "")
        around = page.locator(".passages > ol .around").first
        around.locator("summary").tap()
        page.get_by_role("link", name="显示更多文章").tap()
        expect(page.locator(".weak > summary")).to_have_text("另有 26 篇几乎不含这些词")
        expect(page.locator(".weak li").last).to_be_visible()
        expect(page.get_by_role("status")).to_have_text("新显示的文章都几乎不含这些词。")
        expect(around).to_have_attribute("open", "")
        assert reader.complaints == []
