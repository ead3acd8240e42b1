"""Articles while typing: as a response, and in a real browser by keyboard and by touch."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route, expect
from starlette.testclient import TestClient

from service.http.authorization import QUICK_PATH, needed
from service.http.index_engine import SearcherEngine
from service.keys.scopes import Scope
from tests.web.browser import CHINESE_PHONE, Visitor, needs_chromium, visitor
from tests.web.conftest import Kept
from tests.web.test_pages_http import client_of


@pytest.fixture
def client(archive_engine: SearcherEngine) -> Iterator[TestClient]:
    with client_of(lambda: Kept(archive_engine)) as opened:
        assert opened.app.state.readiness.wait(90)
        yield opened


def typed(client: TestClient, **parameters: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = client.get(QUICK_PATH, params=parameters).json()["articles"]
    return found


def test_what_is_typed_finds_articles_by_their_bodies_with_the_passage_linked(client: TestClient) -> None:
    """修缮 stands in one body and in no title."""
    (found,) = typed(client, q="修缮", **{"lang-ui": "zh"})
    assert (found["id"], found["text"], found["facts"]) == ("donation", "柳河村党员带头捐款", "青禾日报 · 2021-03-05")
    cited = re.fullmatch(r"/articles/donation\?cite=(\d+)-(\d+)&lang-ui=zh#c-\1-\2", found["link"])
    body = client.get("/v1/articles/donation").json()["body"]
    assert "修缮" in body[int(cited[1]) : int(cited[2])]


def test_an_article_without_title_or_source_is_a_line_too(client: TestClient) -> None:
    """The title is there in this archive, source and day are not."""
    assert [each["facts"] for each in typed(client, q="老槐树")] == ["Source unknown · Undated"]


@pytest.mark.parametrize(
    "parameters",
    [
        {"q": "榊原"},  # nothing has it: what is only alike is no result
        {"q": ""},
        {"q": "修缮", "source": "江城晚报"},
        {"q": "修缮", "from": "2021-13-45"},
        {"q": "，。"},
        {"q": "长" * 5000},
    ],
)
def test_what_finds_nothing_or_can_not_be_used_yet_is_an_empty_list(
    client: TestClient, parameters: dict[str, str]
) -> None:
    assert typed(client, **parameters) == []


def test_it_needs_the_right_to_search_and_no_more() -> None:
    assert needed({"path": QUICK_PATH, "method": "GET", "query_string": b"q=a"}) == {Scope.SEARCH}


@pytest.mark.slow
@needs_chromium
def test_by_keyboard_an_article_is_chosen_behind_the_suggestions(reader: Visitor) -> None:
    page = reader.open("/")
    page.get_by_role("combobox").press_sequentially("修缮")
    found = page.get_by_role("option").filter(has_text="柳河村党员带头捐款")
    expect(found).to_have_count(1)
    expect(page.get_by_role("status")).to_have_text(re.compile(r"Suggestions: \d"))
    page.keyboard.press("ArrowUp")
    expect(found).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/donation?cite=*")
    expect(page.locator("#body mark")).to_contain_text("修缮")


@pytest.mark.slow
@needs_chromium
def test_an_article_that_is_suggested_by_its_title_is_listed_once(reader: Visitor) -> None:
    page = reader.open("/")
    with page.expect_response(lambda each: QUICK_PATH in each.url):
        page.get_by_role("combobox").press_sequentially("柳河村党员")
    expect(page.get_by_role("option").first).to_be_visible()
    page.wait_for_timeout(300)
    assert page.get_by_role("option").filter(has_text="柳河村党员带头捐款").count() == 1


@pytest.mark.slow
@needs_chromium
def test_by_touch_an_article_opens_and_without_it_the_box_is_a_box(browser: Browser, site: str) -> None:
    with visitor(browser, site, **CHINESE_PHONE) as phone:
        page = phone.open("/")
        page.get_by_role("combobox").tap()
        page.keyboard.type("修缮")
        option = page.get_by_role("option").filter(has_text="柳河村党员带头捐款")
        assert option.bounding_box()["height"] >= 44
        option.tap()
        page.wait_for_url("**/articles/donation?cite=*")
        page = phone.open("/")
        page.route(f"**{QUICK_PATH}*", Route.abort)
        page.get_by_role("combobox").fill("修缮")
        page.keyboard.press("Enter")
        expect(page.locator(".passages mark").first).to_have_text("修缮")
