"""The widget on sites of another origin: under their strict policies, with pictures, with short lists, and without scripts."""

import gzip
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import brotli
import pytest
from playwright.sync_api import Browser, Page, expect
from starlette.testclient import TestClient

from indexer.core.article import Span
from service.related.page import RelatedItem, RelatedPage
from tests.http.conftest import open_client  # noqa: F401 a fixture
from tests.http.test_serving import running
from tests.http.village import BRIDGE, VillageEngine
from tests.web.browser import needs_chromium, visitor
from tests.web.test_widget import ROUTE, SHIFT, WIDGET, shown
from tests.web.widget_host import Host, hosted, response

MOST_BYTES = 8_000


def until(page: Page, condition: str) -> None:
    """Waits for a condition; Playwright's own waiting evaluates text in the page, which its policy forbids."""
    deadline = time.monotonic() + 60
    while not page.evaluate(condition):
        assert time.monotonic() < deadline, condition
        page.wait_for_timeout(50)


class Village(VillageEngine):
    """Has one article that is related to any other."""

    linked = BRIDGE

    def related(self, article_id: str, *, limit: int, page: int, **_rules: object) -> RelatedPage:
        item = RelatedItem(1, self.linked, 0.5, Span(0, 8), ("桥",))
        return RelatedPage("s", article_id, 1, 1, limit, 1, (item,))


@pytest.mark.parametrize(("coding", "unpack"), [("gzip", gzip.decompress), ("br", brotli.decompress)])
def test_the_module_is_under_8_kb_as_it_travels(
    open_client: Callable[..., TestClient],  # noqa: F811
    coding: str,
    unpack: Callable[[bytes], bytes],
) -> None:
    with open_client().stream("GET", "/widget/related-reading.js", headers={"Accept-Encoding": coding}) as sent:
        packed = b"".join(sent.iter_raw())
    assert sent.headers["content-encoding"] == coding
    assert unpack(packed).startswith(b"/**")
    assert len(packed) < MOST_BYTES


@pytest.fixture
def host() -> Iterator[Host]:
    with hosted() as found:
        yield found


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page of the host; nothing may complain."""
    opened: list[tuple[object, list[str]]] = []

    def go(address: str, **context: object) -> Page:
        manager = visitor(browser, "", **context)
        found = manager.__enter__()
        opened.append((manager, found.complaints))
        found.page.goto(address)
        return found.page

    yield go
    for manager, _ in opened:
        manager.__exit__(None, None, None)
    assert [complaints for _, complaints in opened if complaints] == []


@pytest.mark.slow
@needs_chromium
def test_module_style_and_list_of_another_origin_work_under_a_strict_policy(host: Host, open_page) -> None:
    """The policy names the service and nothing else; the page has no script of its own."""
    with running(Village(), widget_origins=(host.address,)) as service:
        host.policy = (
            f"default-src 'none'; script-src {service}; style-src {service}; connect-src {service}; base-uri 'none'; "
            "require-trusted-types-for 'script'; trusted-types 'none'"
        )
        host.head = (
            f'<link rel="stylesheet" href="{service}/widget/related-reading.css">'
            f'<script type="module" src="{service}/widget/related-reading.js"></script>'
        )
        page = open_page(host.page('<related-reading article-id="fair/1" link="/{id}"></related-reading><p>页脚</p>'))
        assert shown(page) == [BRIDGE.title]
        assert page.evaluate(SHIFT) == 0


@pytest.mark.slow
@needs_chromium
def test_a_list_shorter_than_its_room_moves_nothing_that_is_seen(host: Host, open_page) -> None:
    """Two of six articles come: the footer stays where it was, and comes up once it is out of sight."""
    host.put(ROUTE, response(2))
    page = open_page(host.page(WIDGET + "<p id='foot'>页脚</p><div id='long'></div>"))
    page.evaluate("document.getElementById('long').style.height = '3000px'")
    before = page.locator("#foot").bounding_box()
    assert len(shown(page)) == 2
    page.wait_for_timeout(200)
    assert page.locator("#foot").bounding_box() == before
    assert page.evaluate(SHIFT) == 0
    page.evaluate("scrollTo({top: 3000, behavior: 'instant'})")
    until(page, f"document.getElementById('foot').getBoundingClientRect().y + scrollY < {before['y'] - 100}")


@pytest.mark.slow
@needs_chromium
def test_pictures_come_only_where_the_page_asks_and_take_no_room_when_they_fail(host: Host, open_page) -> None:
    found = response(2)
    for number, item in enumerate(found["related"]):
        item["article"]["image"] = f"{host.address}/picture-{number}.svg"
    host.put(ROUTE, found)
    host.files["/picture-0.svg"] = ("image/svg+xml", b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    host.files["/picture-1.svg"] = ("image/svg+xml", b"no picture")
    host.policy = host.policy.replace("connect-src", "img-src 'self'; connect-src")
    pictures = "document.querySelector('related-reading').shadowRoot.querySelectorAll('img').length"
    page = open_page(host.page(WIDGET))
    shown(page)
    assert page.evaluate(pictures) == 0
    page = open_page(host.page(WIDGET.replace("limit", "images limit")))
    shown(page)
    until(page, f"{pictures} === 1")
    assert page.evaluate(SHIFT) == 0
    box = page.locator("related-reading img").bounding_box()
    assert (box["width"], box["height"]) == (90, 90)


@pytest.mark.slow
@needs_chromium
def test_a_section_is_asked_for_as_the_service_knows_it(host: Host, open_page) -> None:
    host.put(ROUTE, response(2))
    asked: list[str] = []
    page = open_page(host.page(""))
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate(
        """() => { document.body.append(Object.assign(document.createElement('div')));
        const widget = document.createElement('related-reading');
        for (const [name, value] of Object.entries({ 'article-id': 'fair/1', section: '民生,教育', exclude: 'a b', 'max-age-days': '30' }))
          widget.setAttribute(name, value);
        document.body.append(widget); }"""
    )
    shown(page)
    assert [each.partition("?")[2] for each in asked if "/v1/" in each] == [
        "limit=30&exclude=a&exclude=b&keyword=%E6%B0%91%E7%94%9F&keyword=%E6%95%99%E8%82%B2&max_age_days=30"
    ]


@pytest.mark.slow
@needs_chromium
def test_without_scripts_a_site_shows_the_list_in_a_frame(host: Host, browser: Browser) -> None:
    """Only a site that the service knows may; no room is kept for a widget that can't come."""
    with running(Village(), widget_origins=(host.address,)) as service:
        host.policy = f"default-src 'none'; style-src {service}; frame-src {service}"
        host.head = f'<link rel="stylesheet" href="{service}/widget/related-reading.css">'
        frame = f'<iframe title="相关阅读" src="{service}/embed/related/fair%2F1?limit=6&amp;link={host.address}/%7Bid%7D&amp;lang-ui=zh"></iframe>'
        address = host.page(
            f'<related-reading article-id="fair/1"><noscript>{frame}</noscript></related-reading><p id="foot">页脚</p>'
        )
        with visitor(browser, "", java_script_enabled=False) as reader:
            reader.page.goto(address)
            link = reader.page.frame_locator("iframe").get_by_role("link", name=BRIDGE.title)
            expect(link).to_have_attribute("href", f"{host.address}/bridge")
            assert reader.page.locator("#foot").bounding_box()["y"] < 300
            assert reader.complaints == []


def test_no_other_site_may_frame_the_list(open_client: Callable[..., TestClient]) -> None:  # noqa: F811
    answer = open_client(Village(), widget_origins=("https://news.example",)).get("/embed/related/fair%2F1")
    assert "frame-ancestors 'self' https://news.example;" in answer.headers["content-security-policy"]
    assert 'href="/articles/bridge"' in answer.text


def test_a_hostile_address_in_a_framed_list_is_no_link(open_client: Callable[..., TestClient]) -> None:  # noqa: F811
    engine = Village()
    engine.linked = replace(BRIDGE, url="javascript:alert(1)", title="<b>x</b>")
    text = open_client(engine).get("/embed/related/fair%2F1?link=javascript:alert(1)").text
    assert "javascript:" not in text
    assert "&lt;b&gt;x" in text
    assert 'href="/articles/bridge"' in text


def test_the_list_in_a_frame_needs_what_articles_need(open_client: Callable[..., TestClient]) -> None:  # noqa: F811
    assert open_client(Village(), anonymous=()).get("/embed/related/fair%2F1").status_code in {401, 403}
