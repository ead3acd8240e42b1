"""Pages of names, events and time in a real browser: by keyboard, by touch, and as reports on a phone."""

import re
from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from indexer.pipeline.report_html import reports_folder
from tests.archives import FLOOD, RECORDS, build
from tests.doubles import TermEmbedder
from tests.topics.test_changes import REPORTS
from tests.topics.test_topics import FIRST
from tests.web.browser import CHINESE_PHONE, Visitor, needs_chromium, visitor
from tests.web.site import engine_over, served

pytestmark = [pytest.mark.slow, needs_chromium]

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


def test_the_keyboard_alone_shows_a_timeline_and_follows_it_to_the_words(reader: Visitor) -> None:
    page = reader.open("/timeline")
    page.get_by_role("searchbox").focus()
    page.keyboard.type("柳河村捐款")
    page.keyboard.press("Enter")
    page.wait_for_url("**/timeline?q=*")
    link = page.locator(".months h3 a").first
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/*cite=*")
    expect(page.locator("#body mark").first).to_be_in_viewport()


def test_by_touch_a_name_leads_to_where_its_figure_stands(browser: Browser, site: str) -> None:
    with visitor(browser, site, **PHONE) as phone:
        page = phone.open("/names/全村")
        expect(page.locator(".rows mark").first).to_have_text("三万二千元")
        page.get_by_role("link", name="三万二千元").tap()
        page.wait_for_url("**/articles/donation?cite=*")
        expect(page.locator("#body mark")).to_have_text("三万二千元")
        assert phone.complaints == []


def test_an_article_and_a_result_lead_to_their_event_and_back(browser: Browser, tmp_path: Path) -> None:
    """An article that is the only report of its event has no such link."""
    reprint = FLOOD | {"id": "reprint", "source": "青禾日报", "published_at": "2021-07-21"}
    engine = engine_over(tmp_path / "index", (*RECORDS, reprint))
    with served(engine) as address, visitor(browser, address, **PHONE) as phone:
        page = phone.open("/articles/flood")
        page.get_by_role("link", name="2 reports of this event: compare their figures").tap()
        page.wait_for_url("**/topics/flood")
        expect(page.locator("#changed-heading ~ p")).to_have_text(
            "No two reports give different figures for the same thing."
        )
        assert phone.overflow() == 0
        page.get_by_role("link", name="白鹭镇转移群众四百余人").last.tap()
        page.wait_for_url("**/articles/reprint")
        page = phone.open("/?q=白鹭镇")
        page.locator(".passages .facts a").first.tap()
        page.wait_for_url("**/topics/*")
        page = phone.open("/articles/donation")
        expect(page.get_by_role("link", name="of this event")).to_have_count(0)


@pytest.mark.parametrize("device", [PHONE, {}])
def test_an_arrow_says_that_a_figure_changed_and_points_nowhere_else(
    browser: Browser, tmp_path: Path, device: dict[str, object]
) -> None:
    """Three dead, eight and eight again: one arrow, none that points down beside what rose, and nothing before what stayed."""
    engine = engine_over(tmp_path / "index", (*RECORDS, *REPORTS))
    with served(engine) as address, visitor(browser, address, **device) as reader:
        page = reader.open("/topics/一")
        steps = page.locator(".steps").first.locator("li")
        expect(steps).to_have_count(3)
        before = "all => all.map(each => getComputedStyle(each, '::before').content)"
        assert steps.evaluate_all(before) == ["none", '"→"', "none"]


@pytest.mark.parametrize(
    ("device", "question", "heading"),
    [
        (CHINESE_PHONE, "青河县煤矿透水事故遇难人数怎么变了", "数字的变化"),
        (PHONE, "How did the toll of 青河县煤矿透水事故 change?", "How figures changed"),
        ({}, "How did the toll of 青河县煤矿透水事故 change?", "How figures changed"),
    ],
)
def test_who_asks_what_changed_sees_it_at_once_and_comes_to_each_report(
    browser: Browser, tmp_path: Path, device: dict[str, object], question: str, heading: str
) -> None:
    engine = engine_over(tmp_path / "index", (*RECORDS, *REPORTS))
    with served(engine) as address, visitor(browser, address, **device) as reader:
        page = reader.open(f"/?q={question}")
        card = page.locator(".answer")
        expect(card.get_by_role("heading")).to_have_text(heading)
        amounts = card.locator(".steps").first.locator(".amount")
        expect(amounts.nth(0)).to_have_text("3人")
        expect(amounts.nth(1)).to_have_text("8人")
        expect(amounts.nth(1)).to_be_in_viewport()
        assert reader.overflow() == 0
        assert Axe().run(page)["violations"] == []
        card.locator(".steps a").nth(1).click()
        page.wait_for_url("**/articles/*cite=*")
        expect(page.locator("#body mark")).to_have_text("8人")
        assert reader.complaints == []


def test_where_nothing_answers_the_event_of_what_was_found_is_one_tap_away(browser: Browser, tmp_path: Path) -> None:
    engine = engine_over(tmp_path / "index", (*RECORDS, *REPORTS))
    with served(engine) as address, visitor(browser, address, **CHINESE_PHONE) as phone:
        page = phone.open("/?q=青河县煤矿透水事故为什么会发生？")
        page.locator(".unsure").get_by_role("link", name="同一事件的 3 篇报道").tap()
        page.wait_for_url("**/topics/*")


def test_a_ring_of_focus_has_the_colour_of_the_pages_and_covers_no_letter(browser: Browser, site: str) -> None:
    """The cited words of an article are lined above and below; what stands beside them stays free."""
    for scheme, accent in (("light", "rgb(31, 95, 91)"), ("dark", "rgb(124, 199, 191)")):
        with visitor(browser, site, color_scheme=scheme) as reader:
            page = reader.open("/")
            page.keyboard.press("Tab")
            box = page.get_by_role("combobox")
            box.focus()
            style = "each => [getComputedStyle(each).outlineColor, getComputedStyle(each).outlineWidth]"
            assert box.evaluate(style) == [accent, "2px"]
            page = reader.open("/articles/donation?cite=17-35#c-17-35")
            mark = page.locator("#body mark")
            page.keyboard.press("Shift+Tab")
            mark.focus()
            assert mark.evaluate("each => getComputedStyle(each).outlineColor") == "rgba(0, 0, 0, 0)"
            assert mark.evaluate("each => getComputedStyle(each).boxShadow") == (
                f"{accent} 0px -2px 0px 0px, {accent} 0px 2px 0px 0px"
            )


def test_insights_fit_a_phone_without_a_chart_that_scrolls(browser: Browser, site: str) -> None:
    """Letters of the chart are as large as they are drawn: its width is the screen's."""
    with visitor(browser, site, **PHONE) as phone:
        page = phone.settled("/insights")
        chart = page.locator("#time svg.narrow")
        expect(chart).to_be_visible()
        expect(page.locator("#time svg.broad")).to_be_hidden()
        assert chart.bounding_box()["width"] / 330 > 0.9
        assert phone.overflow() == 0
        inside = "[...document.querySelectorAll('.panel')].every(each => each.scrollWidth <= each.clientWidth)"
        assert page.evaluate(inside)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_report_of_a_build_fits_a_phone_and_changes_its_language(
    browser: Browser, tmp_path: Path, scheme: str, pictures: Path
) -> None:
    report = build(tmp_path / "index", TermEmbedder())
    address = (reports_folder(tmp_path / "index") / f"{report.build}.html").as_uri()
    with visitor(browser, "", **PHONE, color_scheme=scheme, bypass_csp=True) as phone:
        page = phone.open(address)
        page.get_by_label("English").check()
        expect(page.get_by_role("heading", name="What was built")).to_be_visible()
        page.get_by_label("中文").check()
        expect(page.get_by_role("heading", name="建成了什么")).to_be_visible()
        expect(page.get_by_role("heading", name="What was built")).to_be_hidden()
        assert phone.overflow() == 0
        violations = [(each["id"], each["nodes"][0]["html"]) for each in Axe().run(page)["violations"]]
        assert violations == []
        phone.picture(pictures, f"build-report-{scheme}")


def test_an_event_shows_a_sentence_once_with_all_its_figures_and_has_a_box(browser: Browser, tmp_path: Path) -> None:
    sent = "青河县收到挂面二百箱，豆油四百箱，棉被六百床。"
    reports = [
        {
            "id": day,
            "title": FIRST.title,
            "source": day,
            "published_at": day,
            "body": f"{day}消息。{sent}",
            "lang": "zh",
        }
        for day in ("2023-03-01", "2023-03-02")
    ]
    with (
        served(engine_over(tmp_path / "index", (*RECORDS, *reports))) as address,
        visitor(browser, address, **PHONE) as phone,
    ):
        page = phone.open("/topics/2023-03-02")
        # Nothing changed, so these are not "more" of anything; the link that leads here promised no change either.
        page.get_by_text(re.compile(r"^3 figures that reports agree on")).tap()
        rows = page.locator("details .rows > li")
        expect(rows).to_have_count(1)
        expect(rows.locator("p")).to_have_text(sent)
        assert rows.locator("mark").all_inner_texts() == ["二百箱", "四百箱", "六百床"]
        assert [each.locator("li").count() for each in rows.locator(".steps").all()] == [2, 2, 2]
        assert rows.locator(".amount").all_inner_texts() == ["二百箱", "四百箱", "六百床"]
        assert phone.overflow() == 0
        page.get_by_role("searchbox").fill("柳河村捐款多少")
        page.get_by_role("button", name="Search").tap()
        expect(page.locator(".answer > .words")).to_have_text("三万二千元")
