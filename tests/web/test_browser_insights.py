"""The archive at a glance in a real browser, and the report as a file."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from service.http.index_engine import SearcherEngine
from service.web.insights_page import report_html
from service.web.strings import PageLanguage
from tests.web.browser import Visitor, visitor

pytestmark = pytest.mark.slow


def test_the_map_zooms_moves_and_names_its_points(reader: Visitor) -> None:
    page = reader.open("/insights")
    page.wait_for_selector(".stage")
    svg = page.locator("svg.map")
    assert svg.get_attribute("viewBox") == "0 0 1000.0 620.0"
    page.get_by_role("button", name="Zoom in").click()
    # Half as near again, about the middle: 1000/1.5 wide, and (1000 - 1000/1.5)/2 to the left.
    left, top, wide, high = map(float, str(svg.get_attribute("viewBox")).split())
    assert (round(left, 1), round(top, 1), round(wide, 1), round(high, 1)) == (166.7, 103.3, 666.7, 413.3)
    page.locator(".stage").focus()
    page.keyboard.press("ArrowLeft")
    assert round(float(str(svg.get_attribute("viewBox")).split()[0]), 1) == 100.0
    page.keyboard.press("0")
    assert str(svg.get_attribute("viewBox")) == "0 0 1000 620"
    page.locator("svg.map circle").nth(2).hover()
    expect(page.locator(".caption")).to_have_text("Harbour library reopens after two years · 2022-01-10")


def test_colours_tell_source_or_time(reader: Visitor) -> None:
    page = reader.open("/insights")
    page.wait_for_selector(".stage")
    first = page.locator("svg.map circle").first
    by_source = first.evaluate("each => getComputedStyle(each).fill")
    page.get_by_role("radio", name="time").check()
    assert first.evaluate("each => getComputedStyle(each).fill") != by_source
    expect(page.locator(".of-source")).to_be_hidden()


def test_a_point_leads_to_its_article(reader: Visitor) -> None:
    page = reader.open("/insights")
    page.wait_for_selector(".stage")
    page.locator("svg.map circle").first.click()
    page.wait_for_url("**/articles/donation")


def test_a_chart_is_kept_as_a_picture(reader: Visitor, pictures: Path) -> None:
    """A PNG of 1,800 pixels' width, as its header says."""
    page = reader.open("/insights")
    page.wait_for_selector(".stage")
    with page.expect_download() as download:
        page.locator("[data-png=map]").click()
    file = pictures / "map.png"
    download.value.save_as(file)
    header = file.read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(header[16:20], "big") == 1800


@pytest.mark.parametrize("hostile", [False, True])
def test_the_report_works_as_a_file_and_loads_nothing(
    browser: Browser, archive_engine: SearcherEngine, hostile_engine: SearcherEngine, tmp_path: Path, hostile: bool
) -> None:
    engine = hostile_engine if hostile else archive_engine
    overview = None
    while overview is None:
        overview = engine.overview()
    file = tmp_path / "report.html"
    file.write_text(report_html(overview, PageLanguage.EN), encoding="utf-8")
    with visitor(browser, "") as reader:
        asked: list[str] = []
        reader.page.on("request", lambda request: asked.append(request.url))
        page = reader.open(file.as_uri())
        page.get_by_role("button", name="Zoom in").click()
        assert page.locator("svg.map").get_attribute("viewBox") != "0 0 1000.0 620.0"
        assert page.title() == "The archive at a glance · Xunwen"
        assert asked == [file.as_uri()]
        assert reader.complaints == []
        assert page.locator("img, a[href]").count() == 0
