"""One box in a real browser, by keyboard and by touch: articles, filters, a drawing of time, pictures, citations."""

import re
from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.web.browser import CHINESE_PHONE, Visitor, visitor
from tests.web.site import engine_over, served
from tests.web.village import DONATED, pictures_of

pytestmark = pytest.mark.slow


def test_a_keyword_gives_each_article_once_with_its_words_marked(desk: Visitor) -> None:
    page = desk.open("/?q=捐款")
    expect(page.locator(".answer, .state")).to_have_count(0)
    links = page.locator(".passages h3 a").evaluate_all("all => all.map(each => each.pathname)")
    assert len(links) == len(set(links)) == 9
    assert "捐款" in page.locator(".passages h3 mark").all_inner_texts()
    around = page.locator(".passages .around").first
    around.locator("summary").click()
    expect(around.locator("p")).to_contain_text("柳河村开会")


def test_order_and_time_narrow_and_a_chip_takes_it_off(desk: Visitor) -> None:
    page = desk.open("/?q=捐款")
    page.get_by_role("link", name="Newest").click()
    expect(page.locator(".passages time").first).to_have_text("2021-08-05")
    expect(page.get_by_role("link", name="Newest")).to_have_attribute("aria-current", "true")
    assert page.locator(".histogram .bar:visible").count() == 8
    page.get_by_role("link", name=re.compile("^March 2021 · 2 articles")).focus()
    page.keyboard.press("Enter")
    chip = page.get_by_role("link", name="Remove: March 2021")
    expect(chip).to_be_visible()
    assert set(page.locator(".passages time").all_inner_texts()) == {"2021-03-05"}
    chip.click()
    expect(page.locator(".passages time").first).to_have_text("2021-08-05")
    expect(chip).to_have_count(0)


def test_a_finger_goes_from_quarters_to_a_month_by_bars_of_44_pixels(browser: Browser, village: str) -> None:
    """On the narrowest phone; each bar is named and counted, as a finger shows no tooltip."""
    with visitor(browser, village, **{**CHINESE_PHONE, "viewport": {"width": 320, "height": 640}}) as reader:
        page = reader.open("/?q=捐款")
        bars = page.locator(".histogram a:visible")
        expect(bars).to_have_count(3)
        for bar in bars.all():
            box = bar.bounding_box()
            assert min(box["width"], box["height"]) >= 44
        assert page.locator(".histogram figcaption:visible").inner_text().split() == [
            "2021", "Q1", "4", "2021", "Q2", "3", "2021", "Q3", "2",
        ]  # fmt: skip
        page.get_by_role("link", name="2021年4月 至 2021年6月 · 3 篇").tap()
        expect(bars).to_have_count(3)
        page.get_by_role("link", name="2021年5月 · 1 篇").tap()
        expect(page.locator(".passages li")).to_have_count(1)
        assert reader.overflow() == 0


def test_a_time_in_the_query_and_a_time_in_the_filters_are_one_touch(phone: Visitor) -> None:
    page = phone.open("/")
    page.get_by_role("combobox").fill("2021年3月 捐款")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="2021年3月", exact=True).tap()
    expect(page.locator(".passages li")).to_have_count(2)
    expect(page.get_by_role("combobox")).to_have_value("捐款")
    page.get_by_role("link", name="去掉：2021年3月").tap()
    expect(page.locator(".passages li")).to_have_count(9)
    page.locator("#filters-open").tap()
    page.locator(".dates").get_by_role("link", name="2021年8月 1").tap()
    expect(page.locator(".passages time")).to_have_text(["2021-08-05"])


def test_operators_are_shown_back_and_removed(desk: Visitor) -> None:
    page = desk.open("/?q=捐款 source:青禾日报")
    expect(page.locator(".passages li")).to_have_count(1)
    page.get_by_role("link", name="Remove: source:青禾日报").click()
    expect(page.locator(".passages li")).to_have_count(9)
    expect(page.get_by_role("combobox")).to_have_value("捐款")


def test_more_values_of_a_filter_unfold_and_stay_so(desk: Visitor) -> None:
    page = desk.open("/?q=捐款")
    sources = page.locator("fieldset", has=page.get_by_text("Source", exact=True))
    assert sources.locator("> .choice").count() == 6
    sources.get_by_text("More (3)").click()
    box = sources.locator(".more input").last
    box.focus()
    page.keyboard.press("Space")
    expect(page.locator(".passages li")).to_have_count(1)
    expect(page.locator("#chips li")).to_have_count(1)


def test_on_a_phone_the_answer_is_above_the_fold_and_filters_fold_once_applied(phone: Visitor, pictures: Path) -> None:
    page = phone.open(f"/?q={DONATED}")
    words, quote = page.locator(".answer > .words"), page.locator(".answer > .quote blockquote")
    expect(words).to_have_text("三万二千元")
    expect(page.locator(".answer > .figure")).to_have_text("即 32,000 元")
    assert quote.bounding_box()["y"] + quote.bounding_box()["height"] < 844
    phone.picture(pictures, "answer-390")
    filters = page.locator("#facets > details")
    page.locator("#filters-open").tap()
    page.locator("#from").fill("2021-03-01")
    expect(page.locator("#chips li")).to_have_count(1)
    assert filters.evaluate("each => each.open") is True
    page.get_by_role("button", name="应用筛选").tap()
    expect(filters).not_to_have_attribute("open", "")
    expect(page.locator("#filters-open")).to_be_focused()
    expect(words).to_be_in_viewport()
    assert phone.overflow() == 0


def test_pictures_are_lazy_tell_no_referrer_and_leave_no_hole(browser: Browser, village: str) -> None:
    with visitor(browser, village) as reader:
        asked = pictures_of(reader)
        page = reader.open("/?q=捐款")
        shown = page.locator(".thumb:visible")
        expect(shown).to_have_count(1)
        assert [each.get("referer") for each in asked] == [None, None]
        picture = page.locator(".thumb").first
        assert (picture.get_attribute("loading"), picture.get_attribute("alt")) == ("lazy", "")
        box = shown.bounding_box()
        assert box["width"] / box["height"] == pytest.approx(16 / 9, rel=0.01)


def test_a_quote_is_copied_in_four_styles(browser: Browser, village: str) -> None:
    with visitor(browser, village, permissions=["clipboard-read", "clipboard-write"]) as reader:
        page = reader.open(f"/?q={DONATED}")
        page.get_by_text("Cite this").click()
        copied = []
        for name in ("Plain text", "Markdown", "GB/T 7714", "APA"):
            page.get_by_role("button", name=f"Copy {name}").click()
            expect(page.get_by_role("status")).to_have_text("Copied")
            copied.append(page.evaluate("navigator.clipboard.readText()"))
        assert "三万二千元" in copied[0]
        assert copied[1].startswith("> ")
        assert copied[2].endswith("[N]. 青禾日报, 2021-03-05. archive id donation")
        assert "(2021, March 5)" not in copied[3] or "青禾日报." in copied[3]
        # Nobody else can open a page of 127.0.0.1.
        expect(page.get_by_role("button", name="Copy Link to this page")).to_have_count(0)


def test_an_article_marks_what_is_in_it_and_lists_who_said_what(phone: Visitor, pictures: Path) -> None:
    page = phone.open("/articles/a3")
    page.get_by_role("link", name="标出数字、日期和名称").tap()
    expect(page.locator("#body .is-figure").first).to_be_visible()
    page.locator(".told summary", has_text="谁说了什么").tap()
    row = page.locator(".told tbody tr").first
    expect(row.locator("th")).to_have_text("村支书谭守义")
    row.locator("a").tap()
    expect(page.locator("#body mark")).to_have_text("捐款都送到了学校。")
    assert phone.overflow() == 0
    phone.picture(pictures, "article-390")


def test_on_paper_an_article_is_its_text(desk: Visitor) -> None:
    page = desk.open("/articles/a1")
    expect(page.locator(".lead-picture")).to_be_visible()
    page.emulate_media(media="print")
    for hidden in ("header.site", ".beside", "#tools", ".lead-picture"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator("#body")).to_be_visible()


def test_without_scripts_every_flow_is_a_page(browser: Browser, village: str) -> None:
    with visitor(browser, village, java_script_enabled=False, **CHINESE_PHONE) as reader:
        page = reader.open("/?q=捐款")
        page.get_by_role("link", name="最新").tap()
        expect(page.locator(".passages time").first).to_have_text("2021-08-05")
        page.get_by_role("link", name=re.compile("^2021年1月 至 2021年3月 · 4 篇")).tap()
        page.get_by_role("link", name="2021年3月 · 2 篇").tap()
        expect(page.locator(".passages li")).to_have_count(2)
        page.get_by_role("link", name="去掉：2021年3月").tap()
        page.locator("#filters-open").tap()
        page.locator("#source-1").check()
        page.get_by_role("button", name="应用筛选").tap()
        expect(page.locator(".passages li")).to_have_count(1)
        page.get_by_role("link", name="直接提问").tap()
        expect(page.locator(".answer, .state")).to_have_count(1)
        page = reader.open(f"/?q={DONATED}")
        page.get_by_text("引用这句话").tap()
        expect(page.get_by_label("GB/T 7714")).to_be_visible()
        page = reader.open("/articles/a3")
        page.get_by_role("link", name="标出数字、日期和名称").tap()
        expect(page.locator("#body .is-figure").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_everything_is_shown(browser: Browser, village: str, scheme: str) -> None:
    """A drawing, chips, pictures, a card to its last fold, an article with all that is marked; on a phone, which hides most."""
    pages = (
        "/?q=捐款&source=第1报&source=第2报&source=第3报&sort=newest",
        f"/?q={DONATED}",
        "/articles/a1?marks=1&q=捐款",
    )
    context = {**CHINESE_PHONE, "color_scheme": scheme, "reduced_motion": "reduce", "bypass_csp": True}
    with visitor(browser, village, **context) as reader:
        pictures_of(reader)
        for path in pages:
            page = reader.settled(path)
            page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
            found = [(each["id"], each["nodes"][0]["html"]) for each in Axe().run(page)["violations"]]
            assert (path, found) == (path, [])
        page = reader.open("/")
        page.get_by_role("combobox").press_sequentially("柳河")
        page.get_by_role("option").first.wait_for()
        found = [(each["id"], each["nodes"][0]["html"]) for each in Axe().run(page)["violations"]]
        assert found == []


def test_going_back_to_the_empty_box_brings_what_stood_around_it(desk: Visitor) -> None:
    page = desk.open("/")
    page.get_by_role("combobox").fill("捐款")
    page.keyboard.press("Enter")
    expect(page.locator(".passages li").first).to_be_visible()
    page.go_back()
    expect(page.locator(".latest li").first).to_be_visible()
    expect(page.get_by_role("combobox")).to_have_value("")


def test_whatever_a_finger_touches_on_an_answer_is_44_pixels_high(phone: Visitor) -> None:
    """Folds, filters, orders and the menu; links inside a text are as high as its lines."""
    page = phone.open(f"/?q={DONATED}")
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    touched = page.locator(
        "summary:visible, .choice:visible, .toolbar a:visible, .bar nav a, .chips a:visible, .copy button:visible"
    )
    assert touched.count() > 15
    low = [each.inner_text() for each in touched.all() if each.bounding_box()["height"] < 44]
    assert low == []


def test_a_name_marked_in_an_article_leads_to_its_page_and_matches_to_a_timeline(phone: Visitor) -> None:
    page = phone.open("/articles/a3?marks=1")
    name = page.locator("#body a.is-name").first
    words = name.inner_text()
    name.tap()
    page.wait_for_url("**/names/*")
    expect(page.locator("h1")).to_have_text(words)
    page = phone.open("/?q=捐款")
    page.get_by_role("link", name="时间线").tap()
    page.wait_for_url("**/timeline?q=*")
    expect(page.locator(".months h3").first).to_be_visible()


def test_on_a_phone_the_week_of_one_of_two_bars_is_written_on_one_line(browser: Browser, tmp_path: Path) -> None:
    """Six days are too many for the bars of a finger: they are two weeks."""
    told = {
        "2021-03-01": "柳河村的桥修好了，两岸通车。",
        "2021-03-03": "柳河村开会，讨论明年的水费。",
        "2021-03-12": "柳河村小学添了三间教室。",
    }
    records = [
        {"id": day, "title": text, "body": text, "published_at": day, "lang": "zh"} for day, text in told.items()
    ]
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    with served(engine_over(tmp_path / "index", records)) as address, visitor(browser, address, **phone) as reader:
        page = reader.open("/?q=柳河村")
        below = page.locator(".histogram figcaption:visible > span")
        assert below.all_inner_texts() == ["2021-03-01–03-07\n2", "2021-03-08–03-14\n1"]
        assert len({each.bounding_box()["y"] for each in below.first.locator("span").all()}) == 1
