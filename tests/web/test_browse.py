"""The archive without a question: what passes the filters alone, as responses."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient

from service.http.index_engine import SearcherEngine
from service.web.form import AskForm
from service.web.narrowing import facets_of
from service.web.strings import PageLanguage
from tests.web.conftest import Kept
from tests.web.test_pages_http import client_of

CHINESE = {"accept-language": "zh"}


@pytest.fixture(scope="module")
def client(archive_engine: SearcherEngine) -> Iterator[TestClient]:
    with client_of(lambda: Kept(archive_engine)) as opened:
        assert opened.app.state.readiness.wait(90)
        yield opened


def listed(page: str) -> list[str]:
    return re.findall(r'<article data-article="([^"]+)"', page)


@pytest.mark.parametrize(
    ("address", "ids"),
    [
        ("/?source=青禾日报", ["donation"]),
        ("/?lang=zh", ["flood", "donation", "undated"]),
        ("/?lang=zh&sort=oldest", ["donation", "flood", "undated"]),
        ("/?from=2021-07-01", ["library", "flood"]),
        ("/?from=2021-01-01&to=2021-12-31&lang=zh", ["flood", "donation"]),
        ("/?author=周晓岚", ["donation"]),
    ],
)
def test_filters_alone_list_what_passes_by_date(client: TestClient, address: str, ids: list[str]) -> None:
    page = client.get(address, headers=CHINESE).text
    assert listed(page) == ids
    assert f"{len(ids)} 篇符合筛选条件" in page
    assert "去掉：" in page
    assert 'class="latest"' not in page
    # There is no question that could be answered, and nothing of an article that is cited.
    assert "for=answer" not in page
    assert "cite=" not in page


def test_what_lets_nothing_through_says_so(client: TestClient) -> None:
    page = client.get("/?source=青禾日报&lang=en").text
    assert "No article fits" in page
    assert "Remove: 青禾日报" in page


def test_a_feed_and_the_order_keep_to_the_filters(client: TestClient) -> None:
    page = client.get("/?lang=zh").text
    assert 'href="/feed.atom?lang=zh"' in page
    assert re.findall(r'aria-current="true"><span>(\w+)</span>', page) == ["Newest"]
    assert "sort=relevance" not in page
    root = ET.fromstring(client.get("/feed.atom?lang=zh").content)  # noqa: S314 # it is ours
    titles = [each.text for each in root.findall("a:entry/a:title", {"a": "http://www.w3.org/2005/Atom"})]
    assert titles == ["白鹭镇转移群众四百余人", "柳河村党员带头捐款", "无日期的短讯"]


def test_the_page_to_begin_with_offers_times_too(client: TestClient) -> None:
    """Three of four articles have a day, in three months; what stands in the filters are the last of them."""
    page = client.get("/", headers=CHINESE).text
    latest = page.partition('class="latest"')[2].partition("</section>")[0]
    assert 'href="/?from=2021-01-01&amp;to=2021-03-31"' in latest
    assert re.findall(r'<a href="([^"]+)" data-in-place>2022年1月 <small>1</small>', page) == [
        "/?from=2022-01-01&amp;to=2022-01-31"
    ]


def test_what_no_filter_and_no_bar_can_show_is_counted(client: TestClient) -> None:
    """One of the four has neither source nor day."""
    for address in ("/", "/?lang=zh", "/?q=柳河村"):
        page = client.get(address, headers=CHINESE).text
        assert "另有 1 篇没有写来源。" in page, address
    assert "另有 1 篇没有日期" in client.get("/?lang=zh", headers=CHINESE).text
    assert "没有日期" not in client.get("/?from=2021-01-01", headers=CHINESE).text
    assert "没有写来源" not in client.get("/?q=捐款", headers=CHINESE).text


def test_a_timeline_shows_what_narrows_it_and_takes_it_off(client: TestClient) -> None:
    page = client.get("/timeline?q=柳河村&lang=zh&from=2021-01-01", headers=CHINESE).text
    chips = re.findall(r'<a href="([^"]+)" data-in-place aria-label="去掉：([^"]+)"', page)
    assert [name for _, name in chips] == ["中文", "2021年1月1日起"]
    assert chips[0][0] == "/timeline?q=%E6%9F%B3%E6%B2%B3%E6%9D%91&amp;from=2021-01-01"
    # Another question keeps them.
    assert '<input type="hidden" name="lang" value="zh">' in page
    assert "去掉" not in client.get("/timeline?q=柳河村", headers=CHINESE).text


def test_a_timeline_of_filters_alone_tells_what_it_can_not_draw(client: TestClient) -> None:
    page = client.get("/timeline?lang=zh", headers=CHINESE).text
    assert "3 篇文章，最新的在前。" in page
    assert "另有 1 篇没有日期，不在图中。" in page
    assert "没有日期" not in client.get("/timeline?from=2021-01-01", headers=CHINESE).text
    assert client.get("/timeline?q=柳河村&from=2021-13-01").status_code == 422


def test_a_value_that_is_missing_is_told_and_never_offered() -> None:
    (facet,) = facets_of({"sources": [("甲", 2), ("", 3)]}, AskForm(), PageLanguage.EN)
    assert [each.value for each in (*facet.first, *facet.more)] == ["甲"]
    assert facet.lacking == "3 more name no source."
