"""The widget in a real browser, on a host with strict policies: zero complaints, whatever the host or the service does."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from indexer.core.article import Span
from service.cli.related_export import file_name
from service.keys.scopes import Scope
from service.keys.store import KeyStore
from service.related.page import RelatedItem, RelatedPage
from tests.http.test_serving import running
from tests.http.village import BRIDGE, VillageEngine
from tests.web.browser import needs_chromium, visitor
from tests.web.widget_host import Host, hosted, response

pytestmark = [pytest.mark.slow, needs_chromium]

ROUTE = "/v1/articles/fair%2F1/related"
WIDGET = '<related-reading article-id="fair/1" limit="6"></related-reading>'
TITLES = (
    "[...document.querySelector('related-reading').shadowRoot.querySelectorAll('a')].map((each) => each.textContent)"
)
SHIFT = """() => new Promise((done) => {
  let total = 0;
  new PerformanceObserver((list) => { for (const each of list.getEntries()) total += each.value })
    .observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => done(total), 400);
})"""


@pytest.fixture
def host() -> Iterator[Host]:
    with hosted() as found:
        found.put(ROUTE, response(20))
        yield found


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page of the host; no policy may be violated and nothing may fail unless the test says so."""
    complaints: list[list[str]] = []

    def opened(address: str, *, tolerant: bool = False, **context: object) -> Page:
        manager = visitor(browser, "", **context)
        found = manager.__enter__()
        closing.append(manager)
        if not tolerant:
            complaints.append(found.complaints)
        found.page.goto(address)
        return found.page

    closing: list[object] = []
    yield opened
    for manager in closing:
        manager.__exit__(None, None, None)
    assert [each for each in complaints if each] == []


def shown(page: Page) -> list[str]:
    """Titles on show."""
    page.locator("related-reading[data-state=shown]").first.wait_for()
    return page.evaluate(TITLES)


def test_the_button_turns_to_the_end_and_round_without_repeats(host: Host, open_page: Callable[..., Page]) -> None:
    page = open_page(host.page(WIDGET))
    first = shown(page)
    turned = [first]
    for _ in range(3):
        page.get_by_role("button", name="换一换").click()
        turned.append(shown(page))
    assert [len(each) for each in turned] == [6, 6, 6, 2]
    assert len({title for each in turned for title in each}) == 20
    page.get_by_role("button", name="换一换").click()
    assert shown(page) == first


def test_by_keyboard_alone_the_links_and_the_button_are_reached_and_the_turn_is_told(host, open_page):
    page = open_page(host.page(WIDGET))
    shown(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.tagName") == "BUTTON"
    expect(page.get_by_role("status")).to_have_text("")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("第 2 组，共 4 组")
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.tagName") == "BUTTON", "focus stays"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.getAttribute('href')").endswith("a7.html")
    expect(page.get_by_role("navigation", name="相关阅读")).to_be_visible()
    expect(page.get_by_role("listitem")).to_have_count(6)


def test_what_the_host_put_inside_stays_when_the_service_is_down(host, open_page):
    host.failing = True
    page = open_page(
        host.page('<related-reading article-id="fair/1"><p>编辑推荐：<a href="/x">一篇</a></p></related-reading>'),
        tolerant=True,  # Chromium itself writes the failed request to the console
    )
    page.locator("related-reading[data-state=failed]").wait_for()
    expect(page.get_by_text("编辑推荐")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)


def test_a_key_of_this_site_opens_a_service_that_lets_nobody_in_without(host, open_page, tmp_path):
    class Village(VillageEngine):
        def related(self, article_id, *, limit, page, **_rules):
            return RelatedPage("s", article_id, 1, 1, limit, 1, (RelatedItem(1, BRIDGE, 0.5, Span(0, 8), ("桥",)),))

    store = KeyStore(tmp_path / "keys.json")
    _, secret = store.create("site", frozenset({Scope.ARTICLES}), origins=(host.address,))
    settings = {"keys_file": store.file, "anonymous": (), "widget_origins": (host.address,)}
    with running(Village(), **settings) as service:
        widget = f'<related-reading article-id="fair/1" src="{service}"'
        assert shown(open_page(host.page(f'{widget} key="{secret}" link="/{{id}}"></related-reading>'))) == [
            BRIDGE.title
        ]
        page = open_page(host.page(f"{widget}></related-reading>"), tolerant=True)
        page.locator("related-reading[data-state=failed]").wait_for(state="attached")


def test_an_article_without_a_title_is_called_by_what_it_says(host, open_page):
    """Not by its id; and what it says does not stand there twice."""

    class Village(VillageEngine):
        def related(self, article_id, *, limit, page, **_rules):
            untitled = replace(BRIDGE, title="")
            return RelatedPage("s", article_id, 1, 1, limit, 1, (RelatedItem(1, untitled, 0.5, Span(0, 8), ("桥",)),))

    with running(Village(), widget_origins=(host.address,)) as service:
        page = open_page(host.page(f'<related-reading article-id="fair/1" src="{service}"></related-reading>'))
        assert shown(page) == [BRIDGE.body[:8]]
        expect(page.get_by_text(BRIDGE.body[:8])).to_have_count(1)


def test_with_the_service_down_the_exported_file_is_shown(host, open_page):
    host.failing = True
    host.put(f"/files/{file_name('fair/1')}", response(3))
    source = f"{host.address} /files/r-{{id}}.json"
    page = open_page(
        host.page(f'<related-reading article-id="fair/1" src="{source}"></related-reading>'), tolerant=True
    )
    assert len(shown(page)) == 3
    expect(page.get_by_role("button")).to_have_count(0), "one page is all there is"


def test_names_of_files_are_those_that_the_export_gives(host, open_page):
    page = open_page(host.page(""))
    ids = ["fair/1", "../../etc", "CON", "桥", "é" * 100, "a" * 200, "😀 b", "x" * 180]
    found = page.evaluate(
        "async (ids) => { const { fileName } = await import('/widget/related-reading.js'); return ids.map(fileName) }",
        ids,
    )
    assert [f"r-{name}.json" for name in found] == [file_name(each) for each in ids]


def test_nothing_moves_when_the_list_comes_or_turns(host, open_page):
    for width in (360, 1440):
        page = open_page(host.page(WIDGET + "<p>页脚</p>"), viewport={"width": width, "height": 1200})
        shown(page)
        page.get_by_role("button", name="换一换").click()
        assert page.evaluate(SHIFT) == 0
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_markup_in_articles_is_text_and_a_script_address_is_no_link(host, open_page):
    host.put(ROUTE, response(4, hostile=True))
    page = open_page(host.page(WIDGET))
    assert all(title.startswith("<img src=x") for title in shown(page))
    assert (
        page.evaluate("document.querySelector('related-reading').shadowRoot.querySelectorAll('a[href], img').length")
        == 0
    )
    assert page.title() == "网站"


def test_several_on_one_page_live_side_by_side(host, open_page):
    page = open_page(
        host.page(WIDGET * 2 + '<related-reading article-id="fair/1" lang="en" limit="2"></related-reading>')
    )
    page.locator("related-reading[data-state=shown]").nth(2).scroll_into_view_if_needed()
    expect(page.get_by_role("navigation", name="Related reading")).to_be_visible()
    page.get_by_role("button", name="Show others").click()
    expect(page.get_by_role("status").nth(2)).to_contain_text("Set 2 of 10")
    expect(page.get_by_role("status").nth(0)).to_have_text("")
    assert page.evaluate(TITLES)[0].startswith("第1篇")


def test_the_host_is_told_and_may_keep_a_reader_from_leaving(host, open_page):
    page = open_page(host.page("<main></main>"))
    page.evaluate(
        """() => {
          window.told = [];
          for (const name of ['related:load', 'related:select'])
            document.addEventListener(name, (event) => { told.push([name, event.detail.articleId ?? event.detail.article.id]);
              if (name === 'related:select') event.preventDefault(); });
          const widget = document.createElement('related-reading');
          widget.setAttribute('article-id', 'fair/1');
          document.querySelector('main').append(widget);
        }"""
    )
    shown(page)
    page.get_by_role("link").nth(1).click()
    assert page.evaluate("told") == [["related:load", "fair/1"], ["related:select", "a2"]]
    assert page.url.endswith("/page.html")


def test_another_article_is_shown_when_the_attribute_changes(host, open_page):
    host.put("/v1/articles/other/related", response(2))
    page = open_page(host.page(WIDGET))
    assert len(shown(page)) == 6
    page.evaluate("document.querySelector('related-reading').setAttribute('article-id', 'other')")
    expect(page.get_by_role("listitem")).to_have_count(2)


def test_it_waits_until_it_comes_near_the_screen(host, open_page):
    page = open_page(host.page('<div id="long"></div>' + WIDGET))
    page.evaluate("document.getElementById('long').style.height = '6000px'")
    page.evaluate("document.querySelector('related-reading').setAttribute('limit', '4')")
    page.wait_for_timeout(200)
    assert page.locator("related-reading").get_attribute("data-state") == "waiting"
    page.locator("related-reading").scroll_into_view_if_needed()
    assert len(shown(page)) == 4


@pytest.mark.parametrize(
    ("name", "html", "classes", "width"),
    [
        ("phone", 'lang="zh"', "", 360),
        ("desk", 'lang="zh"', "", 1440),
        ("dark", 'lang="en"', "dark", 1440),
        ("rtl", 'lang="ar" dir="rtl"', "", 1440),
    ],
)
def test_it_follows_the_colours_and_the_direction_of_its_host(host, open_page, pictures, name, html, classes, width):
    page = open_page(host.page(WIDGET, html=html, classes=classes), viewport={"width": width, "height": 900})
    shown(page)
    page.wait_for_timeout(300)
    page.screenshot(path=pictures / f"widget-{name}.png")
    boxes = "(() => { const root = document.querySelector('related-reading').shadowRoot; return ['h2', 'button'].map((each) => root.querySelector(each).getBoundingClientRect().left) })()"
    heading, button = page.evaluate(boxes)
    assert (heading > button) == (name == "rtl")
    colour = page.evaluate(
        "getComputedStyle(document.querySelector('related-reading').shadowRoot.querySelector('a')).color"
    )
    assert colour == ("rgb(232, 230, 227)" if classes else "rgb(0, 0, 0)")


def test_after_the_last_articles_come_the_first_again_and_that_is_said(
    host: Host, open_page: Callable[..., Page]
) -> None:
    page = open_page(host.page(WIDGET))
    more = page.get_by_role("button", name="换一换")
    note, said = page.locator("related-reading .note"), page.get_by_role("status")
    for turn in range(3):
        more.click()
        expect(said).to_contain_text(f"第 {turn + 2} 组，共 4 组")
        expect(note).to_be_hidden()
    more.click()
    expect(note).to_have_text("已看完，从头开始")
    expect(note).to_be_visible()
    expect(said).to_contain_text("已看完，从头开始；第 1 组，共 4 组")
    more.click()
    expect(note).to_be_hidden()


def test_a_title_stands_once_and_a_reason_is_a_sentence(host: Host, open_page: Callable[..., Page]) -> None:
    found = response(4)
    for each in found["related"][1:3]:
        each["article"]["title"] = found["related"][0]["article"]["title"]
    host.put(ROUTE, found)
    page = open_page(host.page(WIDGET))
    expect(page.locator("related-reading a")).to_have_count(2)
    expect(page.locator("related-reading .meta").first).to_have_text("清水周报 · 2024-05-02 · 都提到：白石桥、清水镇")
