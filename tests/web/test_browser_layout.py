"""Every page at every width, that of a phone at 200 percent too: nothing overflows, nothing serious for axe, nothing for the console; pictures are kept."""

import time
from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Route

from tests.archives import FLOOD, RECORDS
from tests.web.browser import visitor
from tests.web.site import engine_over, served

pytestmark = pytest.mark.slow

PAGES = {
    "empty": "/",
    "answered": "/?q=柳河村捐款多少",
    "nothing": "/?q=捐款&lang=tlh",
    "refused": "/?q=捐款&from=2022-13-45",
    "article": "/articles/donation?cite=17-38",
    "asked": "/articles/donation?q=口罩多少",
    "unknown": "/articles/nowhere",
    "insights": "/insights",
    "name": "/names/柳河村",
    "name-unknown": "/names/nobody",
    "timeline-empty": "/timeline",
    "timeline": "/timeline?q=柳河村",
    "event": "/topics/donation",
    "operator": "/operator",
    "docs": "/docs",
    "embed": "/embed/related/donation",
    "demo": "/demo/",
    "demo-article": "/demo/flood",
}
FAILED = ("unknown", "refused")
"""Their status is an error, which the console always names."""


BROKEN_DAYS = r"""() => {
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    for (const day of texts.currentNode.data.matchAll(/\d{4}-\d\d-\d\d/g)) {
      const place = document.createRange();
      place.setStart(texts.currentNode, day.index);
      place.setEnd(texts.currentNode, day.index + day[0].length);
      if (new Set([...place.getClientRects()].map((each) => Math.round(each.top))).size > 1) found.push(day[0]);
    }
  }
  return found;
}"""
"""Days of which a part stands on the next line."""
SHIFTS = """
globalThis.moved = 0;
new PerformanceObserver((list) => list.getEntries().forEach((each) => { globalThis.moved += each.value; }))
  .observe({ type: "layout-shift", buffered: true });
"""

COUNTED_SHIFTS = SHIFTS.replace(
    "globalThis.moved += each.value;", "if (!each.hadRecentInput) globalThis.moved += each.value;"
)
"""The same without moves within half a second of a key or a touch."""


@pytest.mark.parametrize(
    ("width", "scheme", "locale"),
    [(195, "light", "en-GB"), (195, "light", "zh-CN"), (360, "light", "zh-CN"), (1440, "dark", "en-GB")],
)
def test_pages_fit_and_nobody_complains(
    browser: Browser, site: str, pictures: Path, width: int, scheme: str, locale: str
) -> None:
    context = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme, "locale": locale}
    with visitor(browser, site, **context) as reader:
        for name, path in PAGES.items():
            reader.settled(path)
            reader.picture(pictures, f"{name}-{width}")
            assert (name, reader.overflow()) == (name, 0)
            assert (name, reader.page.evaluate(BROKEN_DAYS)) == (name, [])
            complaints = [each for each in reader.complaints if "Failed to load" not in each or name not in FAILED]
            assert (name, complaints) == (name, [])
            reader.complaints.clear()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, site: str, scheme: str) -> None:
    """Axe is put into the page past the policy, which would rightly refuse it."""
    with visitor(browser, site, color_scheme=scheme, reduced_motion="reduce", bypass_csp=True) as reader:
        for name, path in PAGES.items():
            page = reader.settled(path)
            # What is folded away keeps its place in Chromium: axe would take it for what stands behind the words there.
            page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
            found = [(each["id"], each["impact"], each["nodes"][0]["html"]) for each in Axe().run(page)["violations"]]
            assert (name, found) == (name, [])


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_while_a_page_comes(browser: Browser, site: str, width: int) -> None:
    """What scripts show has its place before they do. Of the widget, which comes later, its own tests tell."""
    with visitor(browser, site, viewport={"width": width, "height": 844}, reduced_motion="reduce") as reader:
        reader.settled("/insights")  # is drawn when somebody first asks for it
        reader.page.add_init_script(SHIFTS)
        for name, path in PAGES.items():
            page = reader.open(path)
            page.evaluate("new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)))")
            assert (name, round(page.evaluate("globalThis.moved"), 2)) == (name, 0)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", ["/articles/donation", "/articles/flood", "/demo/donation", "/demo/flood"])
def test_nothing_moves_where_the_widget_comes_late(browser: Browser, site: str, path: str, width: int) -> None:
    """Its module comes a second behind the page, as over a slow network, and its list another second later."""
    with visitor(browser, site, viewport={"width": width, "height": 844}, reduced_motion="reduce") as reader:
        page = reader.page
        page.add_init_script(SHIFTS)
        for late in ("**/widget/related-reading.js", "**/related?*"):
            page.route(late, lambda route: (time.sleep(1), route.continue_()))
        page.goto(site + path, wait_until="commit")
        page.wait_for_selector("related-reading:is([data-state=shown], [data-state=failed])", state="attached")
        page.evaluate("new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)))")
        assert round(page.evaluate("globalThis.moved"), 2) == 0


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_when_the_answer_comes(browser: Browser, site: str, width: int) -> None:
    """The box goes to its place under the finger; half a second behind that, Chromium forgives no move: an answer takes longer."""
    with visitor(browser, site, viewport={"width": width, "height": 844}, reduced_motion="reduce") as reader:
        page = reader.settled("/")
        page.evaluate(COUNTED_SHIFTS)
        page.route("**/?q=*", lambda route: (time.sleep(1), route.continue_()))
        page.fill("#q", "柳河村捐款多少？")
        page.press("#q", "Enter")
        page.wait_for_selector("#results .answer")
        page.evaluate("new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)))")
        assert round(page.evaluate("globalThis.moved"), 3) == 0


def test_on_a_phone_the_text_of_an_article_begins_soon_below_its_title(browser: Browser, tmp_path: Path) -> None:
    """Whatever can be done with it takes two lines of a finger's height: the event, the page itself, marks, a question."""
    reprint = {**FLOOD, "id": "reprint", "url": "https://news.example/a", "published_at": "2021-07-21"}
    engine = engine_over(tmp_path / "index", (*RECORDS, reprint))
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "locale": "zh-CN"}
    with served(engine) as address, visitor(browser, address, **phone) as reader:
        page = reader.open("/articles/reprint")
        assert page.locator("#tools a").count() == 4
        title, body = (page.locator(each).bounding_box() for each in (".article h1", "#body p >> nth=0"))
        assert body["y"] - title["y"] - title["height"] < 150


def test_on_a_desk_filters_stand_as_high_as_the_box(browser: Browser, site: str) -> None:
    with visitor(browser, site, viewport={"width": 1440, "height": 900}) as desk:
        page = desk.open("/?q=捐款")
        box, filters = (page.locator(each).bounding_box() for each in ("#q", "#facets p >> nth=0"))
        assert box["y"] <= filters["y"] <= box["y"] + box["height"]
        assert filters["x"] > box["x"] + box["width"]


def test_the_order_that_is_chosen_is_marked_as_high_as_its_word(browser: Browser, site: str) -> None:
    """On a phone too, where a finger has 44 pixels of it."""
    with visitor(browser, site, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True) as phone:
        page = phone.open("/?q=捐款")
        link = page.locator(".toolbar [aria-current]")
        link.wait_for()
        painted = """each => [each, ...each.querySelectorAll('*')]
            .filter((part) => getComputedStyle(part).backgroundColor !== 'rgba(0, 0, 0, 0)')
            .map((part) => part.getBoundingClientRect().height)"""
        (height,) = link.evaluate(painted)
        assert link.bounding_box()["height"] >= 44
        assert height < 34


def test_on_a_phone_a_figure_and_what_it_comes_to_share_a_line(browser: Browser, site: str) -> None:
    with visitor(browser, site, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True) as phone:
        page = phone.open("/articles/donation")
        page.locator(".amounts-told > summary").tap()
        rows = page.locator(".amounts-told tbody tr")
        written, amount, sentence = (rows.first.locator(cell) for cell in ("th a", "td:nth-child(2)", "td:last-child"))
        boxes = [cell.bounding_box() for cell in (written, amount, sentence)]
        assert written.inner_text() == "三万二千元"
        assert amount.inner_text() == "32,000 yuan"
        # The link is as high as a finger, and its words stand in the middle of it.
        middles = [each["y"] + each["height"] / 2 for each in boxes]
        assert abs(middles[0] - middles[1]) < 8
        assert boxes[1]["height"] < 40
        assert boxes[2]["y"] >= boxes[1]["y"] + boxes[1]["height"] - 1
        assert boxes[2]["width"] > 300


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_on_a_phone_the_ways_on_from_the_articles_stand_on_one_line(browser: Browser, site: str, locale: str) -> None:
    context = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "locale": locale}
    with visitor(browser, site, **context) as phone:
        page = phone.open("/?q=捐款")
        links = page.locator(".toolbar .ways a, .toolbar > a")
        assert links.count() == 3
        assert len({round(link.bounding_box()["y"]) for link in links.all()}) == 1
        assert phone.overflow() == 0


def test_a_title_that_is_a_sentence_fills_its_lines_and_a_headline_breaks_between_its_parts(
    browser: Browser, tmp_path: Path
) -> None:
    """At 390 pixels the sentence of 45 characters takes three lines, where its clauses alone would take five."""
    sentence = "昨天，柳河村两岸居民盼望已久的新桥通车，今后去镇上，不必绕行，老人看病，学生上学，都只要十分钟"
    records = (
        {"id": "sentence", "title": sentence, "body": "柳河村的桥通车了。", "lang": "zh"},
        {
            "id": "headline",
            "title": "柳河村新桥昨日通车 两岸居民不必再绕行八公里",
            "body": "柳河村的桥。",
            "lang": "zh",
        },
    )
    with (
        served(engine_over(tmp_path / "index", records)) as address,
        visitor(browser, address, viewport={"width": 390, "height": 844}) as phone,
    ):
        page = phone.open("/?q=柳河村")
        lines = {
            name: page.locator(f"[data-article={name}] h3").evaluate(
                "each => Math.round(each.clientHeight / parseFloat(getComputedStyle(each).lineHeight))"
            )
            for name in ("sentence", "headline")
        }
    assert lines == {"sentence": 3, "headline": 2}


def test_on_a_phone_the_box_shows_a_question_of_thirty_letters(browser: Browser, site: str) -> None:
    """Its button is a sign there, with its word for screen readers."""
    question = "What did the flood in Bailu do?"
    with visitor(browser, site, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True) as phone:
        page = phone.open(f"/?q={question}")
        box = page.get_by_role("combobox")
        assert box.evaluate("each => each.scrollWidth <= each.clientWidth")
        assert page.get_by_role("button", name="Search").bounding_box()["width"] >= 44


def test_on_a_phone_held_sideways_box_filters_and_answer_are_equally_wide(browser: Browser, site: str) -> None:
    """And the two names of the site stand apart."""
    with visitor(browser, site, viewport={"width": 844, "height": 390}, has_touch=True, is_mobile=True) as phone:
        page = phone.open("/?q=柳河村捐款多少")
        assert len({page.locator(each).bounding_box()["width"] for each in ("#ask", "#facets", ".answer")}) == 1
        names = [each.bounding_box() for each in page.locator(".brand span").all()]
        assert names[1]["x"] > names[0]["x"] + names[0]["width"] + 2


@pytest.mark.parametrize("width", [390, 1280])
def test_box_and_filters_stay_where_they_are_when_an_answer_comes(browser: Browser, site: str, width: int) -> None:
    """It comes a second after it was asked for; what moves in answer to a finger has done so by then."""
    with visitor(browser, site, viewport={"width": width, "height": 844}, reduced_motion="reduce") as reader:
        page = reader.open("/")
        held: list[Route] = []
        page.route("**/?q=*", lambda route: held.append(route))
        page.get_by_role("combobox").fill("柳河村捐款多少")
        page.get_by_role("button", name="Search").click()
        page.wait_for_selector("html.busy")
        page.wait_for_timeout(1000)
        waiting = [page.locator(each).bounding_box() for each in ("#ask", "#filters-open")]
        held[0].continue_()
        page.wait_for_selector(".answer")
        assert [page.locator(each).bounding_box() for each in ("#ask", "#filters-open")] == waiting
