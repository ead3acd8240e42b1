"""Clicks of the service's own pages, told in a real browser where it counts them, and never where it does not."""

import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from service.events.store import Choice, ChoiceStore
from service.http.index_engine import SearcherEngine
from service.query_log.store import QueryLog
from tests.web.browser import visitor
from tests.web.conftest import Kept
from tests.web.site import served

pytestmark = pytest.mark.slow


def test_an_article_opened_out_of_results_is_counted_and_joined_to_its_question(
    browser: Browser, archive_engine: SearcherEngine, tmp_path: Path
) -> None:
    files = {"events_file": tmp_path / "events.sqlite", "query_log": tmp_path / "queries.sqlite"}
    with served(Kept(archive_engine), **files) as address, visitor(browser, address) as reader:
        page = reader.open("/")
        page.get_by_role("combobox").fill("柳河村捐款多少？")
        page.keyboard.press("Enter")
        first = page.locator("#results ol article").first
        expect(first).to_be_visible()
        opened, rank = first.get_attribute("data-article"), first.get_attribute("data-rank")
        first.locator("h3 a").click()
        expect(page.locator("#body")).to_be_visible()
        assert page.locator("related-reading").get_attribute("events") == ""
        assert reader.complaints == []
        # It is told while the next page loads, and may come after it.
        deadline = time.monotonic() + 30
        while not ChoiceStore(files["events_file"]).since("2000-01-01") and time.monotonic() < deadline:
            time.sleep(0.05)
    (counted,) = ChoiceStore(files["events_file"]).since("2000-01-01")
    assert (counted.choice, counted.times) == (Choice(counted.choice.day, "search", "", opened, int(rank)), 1)
    (asked,) = QueryLog(files["query_log"], days=1).since(1)
    assert (asked.entry.question, asked.clicks) == ("柳河村捐款多少？", 1)


def test_without_a_file_for_them_nothing_is_told(browser: Browser, site: str) -> None:
    with visitor(browser, site) as reader:
        page = reader.open("/?q=柳河村捐款多少？")
        told: list[str] = []
        page.on("request", lambda request: told.append(request.url))
        page.locator("#results ol article h3 a").first.click()
        page.wait_for_load_state("networkidle")
        assert told
        assert not [address for address in told if "/v1/events" in address]
