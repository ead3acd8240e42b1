"""A question that is asked on from an answer: as responses, and in a real browser by keyboard, by touch, and without scripts."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from starlette.testclient import TestClient

from service.http.index_engine import SearcherEngine
from tests.web.browser import Visitor, needs_chromium, visitor
from tests.web.conftest import Kept
from tests.web.test_pages_http import client_of

DONATED = "柳河村捐款多少"
MASKS = "柳河村口罩多少"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def client(archive_engine: SearcherEngine) -> Iterator[TestClient]:
    with client_of(lambda: Kept(archive_engine)) as opened:
        assert opened.app.state.readiness.wait(90)
        yield opened


def asked_on(client: TestClient, follow_up: str, **parameters: str) -> str:
    return client.get("/", params={"q": follow_up, "after": DONATED, **parameters}).text


def test_a_follow_up_is_shown_in_full_with_the_question_before_and_itself_alone(client: TestClient) -> None:
    page = asked_on(client, "那口罩呢？", source="青禾日报")
    assert f"Understood as: <b><bdi>{MASKS}</bdi></b>" in page
    assert f'value="{MASKS}"' in page.partition('id="q"')[2][:60]
    line = re.search(r'class="meant understood".*?</p>', page, re.DOTALL).group()
    before, alone = (
        parse_qs(urlsplit(link.replace("&amp;", "&")).query) for link in re.findall(r'href="([^"]+)"', line)
    )
    assert before == {"q": [DONATED], "source": ["青禾日报"]}
    assert alone == {"q": ["那口罩呢？"], "source": ["青禾日报"]}


def test_what_a_page_links_to_needs_no_question_before(client: TestClient) -> None:
    """Chips, orders, the feed, the permalink and what is asked next hold the question in full."""
    page = asked_on(client, "那口罩呢？", source="青禾日报")
    below = page.partition('class="meant understood"')[2].partition("</p>")[2]
    assert f'name="after" value="{MASKS}"' in below
    assert 'name="source" value="青禾日报"' in below
    assert not re.search(r'(?:href|action)="[^"]*[?&;]after=', below)
    assert 'property="og:url" content="http://testserver/?q=%E6%9F%B3' in page


def test_what_a_follow_up_may_have_meant_instead_is_one_link_away(client: TestClient) -> None:
    """By words alone 票价 may stand for two runs of words; each gives a question in full, within the same filters."""
    parameters = {"q": "票价呢？", "after": "夜班公交N6路全程多少公里？", "source": "青禾日报"}
    page = client.get("/", params=parameters).text
    understood = re.search(r"Understood as: <b><bdi>([^<]+)<", page).group(1)
    others = re.findall(r'href="([^"]+)" data-in-place>Or did you mean: <bdi>([^<]+)<', page)
    assert 1 <= len(others) <= 2
    for link, question in others:
        assert question not in {understood, "票价呢？"}
        assert parse_qs(urlsplit(link.replace("&amp;", "&")).query) == {"q": [question], "source": ["青禾日报"]}


def test_a_question_that_stands_by_itself_is_asked_as_it_is(client: TestClient) -> None:
    page = asked_on(client, "白鹭镇转移了多少群众？")
    assert "Understood as" not in page
    assert "四百余人" in page


def test_the_operators_of_a_follow_up_bind_its_answer(client: TestClient) -> None:
    page = asked_on(client, "那口罩呢？ source:江城晚报")
    assert f"<bdi>{MASKS} source:江城晚报</bdi>" in page
    assert 'aria-label="Remove: source:江城晚报"' in page


def test_keywords_are_not_asked_on_from_and_questions_are(client: TestClient) -> None:
    assert "data-again" not in client.get("/?q=捐款").text
    answered = client.get(f"/?q={DONATED}").text
    assert 'name="said" value="三万二千元"' in answered
    abstained = client.get("/?q=槐树哪年开花？").text
    assert "data-again" in abstained
    assert 'name="said"' not in abstained


def test_a_question_before_that_can_not_be_used_is_told_or_left_out(client: TestClient) -> None:
    none = client.get("/", params={"q": "那口罩呢？", "after": " ", "said": "三万二千元"})
    assert none.status_code == 200
    assert "Understood as" not in none.text
    too_long = client.get("/", params={"q": "那口罩呢？", "after": "长" * 3000})
    assert too_long.status_code == 422
    assert "too long" in too_long.text


def follow_up(page: Page) -> None:
    expect(page.locator(".understood b")).to_have_text(MASKS)
    expect(page.locator("#q")).to_have_value(MASKS)
    expect(page.locator(".passages mark").filter(has_text="口罩").first).to_be_visible()


@pytest.mark.slow
@needs_chromium
def test_the_keyboard_alone_asks_on_and_the_screen_reader_is_told(reader: Visitor) -> None:
    page = reader.open(f"/?q={DONATED}")
    page.evaluate("window.same = true")
    page.get_by_role("link", name="See it in the article").focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "again":
            break
    page.keyboard.type("那口罩呢？")
    page.keyboard.press("Enter")
    follow_up(page)
    assert page.evaluate("window.same") is True
    expect(page.get_by_role("status")).to_contain_text(f"Understood as: {MASKS}")
    expect(page.get_by_label("Follow up")).to_be_focused()
    expect(page.get_by_label("Follow up")).to_have_value("")
    expect(page.locator(".understood")).to_be_in_viewport()
    page.go_back()
    expect(page.locator("#q")).to_have_value(DONATED)
    expect(page.locator(".understood")).to_have_count(0)


@pytest.mark.slow
@needs_chromium
def test_by_touch_one_asks_on_and_goes_back_to_the_question_before(browser: Browser, site: str) -> None:
    with visitor(browser, site, **PHONE) as phone:
        page = phone.open(f"/?q={DONATED}")
        page.get_by_label("Follow up").tap()
        page.keyboard.type("那口罩呢？")
        page.locator("form.again button").tap()
        follow_up(page)
        expect(page.locator(".understood")).to_be_in_viewport()
        assert page.evaluate("document.activeElement.tagName") != "INPUT"  # the keyboard of the phone is gone
        assert phone.overflow() == 0
        page.get_by_role("link", name="Asked before").tap()
        expect(page.locator("#q")).to_have_value(DONATED)
        expect(page.locator(".answer > .words")).to_have_text("三万二千元")
        assert phone.complaints == []


@pytest.mark.slow
@needs_chromium
def test_a_follow_up_of_a_follow_up_and_another_question_after_it(reader: Visitor) -> None:
    """The second is understood beside the first in full; what is asked in the box above is no follow-up."""
    page = reader.open(f"/?q={DONATED}")
    for text in ("那口罩呢？", "白鹭镇呢？"):
        page.get_by_label("Follow up").fill(text)
        page.keyboard.press("Enter")
        expect(page.locator(".understood a").last).to_contain_text(text)
    expect(page.locator(".understood b")).to_have_text("白鹭镇口罩多少")
    page.get_by_role("combobox").fill("那口罩呢？")
    page.keyboard.press("Enter")
    expect(page.locator(".understood")).to_have_count(0)
    assert "after=" not in page.url


@pytest.mark.slow
@needs_chromium
def test_a_follow_up_needs_no_scripts(browser: Browser, site: str) -> None:
    with visitor(browser, site, java_script_enabled=False) as reader:
        page = reader.open(f"/?q={DONATED}&source=青禾日报")
        page.get_by_label("Follow up").fill("那口罩呢？")
        page.locator("form.again button").click()
        follow_up(page)
        assert "source=" in page.url


@pytest.mark.slow
@needs_chromium
def test_on_a_phone_the_ways_back_from_a_follow_up_are_running_text(browser: Browser, site: str) -> None:
    """As high as a finger, with the blank behind the colon, and no link in columns."""
    with visitor(browser, site, **PHONE) as phone:
        page = phone.open(f"/?q=那口罩呢？&after={DONATED * 6}")
        links = page.locator(".understood a")
        assert links.count() >= 2
        for link in links.all():
            assert ": " in link.inner_text()
            assert link.bounding_box()["height"] >= 43.9
            colon, question = link.evaluate(
                """each => [each.firstChild, each.querySelector('bdi')].map((part) => {
                     const range = document.createRange();
                     range.selectNodeContents(part);
                     return range.getClientRects()[0];
                   }).map((place) => [place.left, place.right])"""
            )
            assert question[0] < colon[1] + 10
