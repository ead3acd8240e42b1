"""What templates are given: pieces of texts, titles cut, dates, links, figures."""

import re
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.core.article import Span
from indexer.core.figure import Figure, FigureKind
from service.figures.units import JOINED, SPACED
from service.web.confidence import Confidence
from service.web.display import (
    anchor,
    article_path,
    cut,
    language_name,
    outward,
    paragraphs,
    pieces,
    printable,
    then,
    with_query,
)
from service.web.figure_words import in_words
from service.web.pages import cited_span
from service.web.render import page_context
from service.web.strings import PageLanguage, page_language, strings, text_of
from service.web.surroundings import whole_sentences

_JOINED = re.compile(
    r"t\('(\w+)'[^{}]*\) ?\}\}(?:</?(?:a|b|bdi|span|strong|em|code)\b[^>]*>|\{%[^%]*%\})*[ \n]+(?!\{% el)(?=\S)"
)
"""A text of the page that has a blank between it and what follows."""

TEMPLATES = Path(str(files("service.web"))) / "templates"
TEXTS = st.text(alphabet=st.sampled_from("ab 中\n\u202e"), max_size=40)
SPANS = st.builds(lambda start, size: Span(start, start + size), st.integers(0, 45), st.integers(0, 12))


@given(TEXTS, st.lists(SPANS, max_size=6))
def test_pieces_are_the_text_and_mark_what_the_spans_hold(text: str, spans: list[Span]) -> None:
    """Character by character, the marked ones are those that lie in a span."""
    cut_up = pieces(text, spans)
    assert "".join(piece.text for piece in cut_up) == text
    marked = "".join(("x" if piece.marked else ".") * len(piece.text) for piece in cut_up)
    held = "".join("x" if any(span.start <= at < span.end for span in spans) else "." for at in range(len(text)))
    assert marked == held


@given(TEXTS, SPANS)
def test_paragraphs_mark_the_cited_characters_and_anchor_the_first(body: str, cited: Span) -> None:
    lines = paragraphs(body, cited)
    flat = [piece for line in lines for piece in line]
    marked = "".join(piece.text for piece in flat if piece.marked)
    quote = [line for line in body.split("\n") if line.strip()]
    assert ["".join(piece.text for piece in line) for line in lines] == quote
    cited_text = body[cited.start : cited.end]
    assert marked.split() == cited_text.split() or "\n" in cited_text
    anchors = [piece.anchor for piece in flat if piece.anchor]
    assert anchors == ([anchor(cited)] if marked else [])


def test_a_citation_over_two_lines_is_marked_in_both() -> None:
    """Characters 1 to 5 of two lines, ab and cd, are b, the line end, c and d; the first mark has the anchor."""
    lines = paragraphs("ab\ncd", Span(1, 5))
    assert [[(piece.text, piece.marked, piece.anchor) for piece in line] for line in lines] == [
        [("a", False, ""), ("b", True, "c-1-5")],
        [("cd", True, "")],
    ]


def test_a_blank_line_that_is_cited_too_does_not_take_the_anchor_away() -> None:
    lines = paragraphs(" \na", Span(0, 3))
    assert [[(piece.text, piece.marked, piece.anchor) for piece in line] for line in lines] == [[("a", True, "c-0-3")]]


@pytest.mark.parametrize(
    ("cite", "span"),
    [
        ("2-4", Span(2, 4)),
        ("0-6", Span(0, 6)),
        ("4-2", None),
        ("3-3", None),
        ("0-7", None),
        ("-1-3", None),
        ("2-4x", None),
        ("２-４", None),
        ("1" * 30 + "-2", None),
    ],
)
def test_only_characters_of_the_body_can_be_cited(cite: str, span: Span | None) -> None:
    assert cited_span(cite, "abcdef") == span


@pytest.mark.parametrize(
    ("likelihood", "shown", "words"),
    [
        pytest.param(1.0, "99%", "Very likely right", id="nothing is certain"),
        pytest.param(0.896, "90%", "Very likely right", id="words and percent are of one number"),
        pytest.param(0.77, "77%", "Likely right", id="three in four"),
        pytest.param(0.5, "50%", "As likely right as wrong", id="even"),
        pytest.param(0.12, "12%", "Unlikely to be right", id="one in eight"),
        pytest.param(0.0, "1%", "Very unlikely to be right", id="nothing is impossible"),
    ],
)
def test_confidence_is_said_in_percent_and_words(likelihood: float, shown: str, words: str) -> None:
    confidence = Confidence.of(likelihood)
    assert (str(confidence), text_of(PageLanguage.EN, confidence.words)) == (shown, words)


@given(st.floats(0, 1))
def test_every_likelihood_has_words_in_both_languages(likelihood: float) -> None:
    confidence = Confidence.of(likelihood)
    assert abs(confidence.percent - 100 * likelihood) <= 1
    assert len({text_of(ui, confidence.words) for ui in PageLanguage}) == 2


@given(st.text(max_size=300), st.integers(2, 60))
def test_a_cut_title_is_one_line_of_at_most_so_many_characters(title: str, most: int) -> None:
    shown = cut(title, most)
    assert len(shown) <= most
    assert "\n" not in shown
    assert shown.endswith("…") or shown == " ".join(title.split())


def test_a_long_title_ends_in_an_ellipsis() -> None:
    assert cut("长" * 100_000) == "长" * 159 + "…"


def test_what_no_page_can_carry_is_replaced() -> None:
    """NUL, backspace, half of a pair and a C1 control; line ends and tabs stay."""
    assert printable("a\x00b\x08c\ud800d\x85e\n\t") == "a\ufffdb\ufffdc\ufffdd\ufffde\n\t"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "//evil", "http:", "http://[", ""]
)
def test_only_addresses_of_the_web_become_links(url: str) -> None:
    assert outward(url) == ""


def test_an_id_is_one_segment_of_a_path_whatever_it_holds() -> None:
    assert article_path("../a b/?#%&\"'") == "/articles/..%2Fa%20b%2F%3F%23%25%26%22%27"


def test_empty_parameters_are_left_out_of_links() -> None:
    assert (
        with_query("/", [("q", "捐 款"), ("from", ""), ("n", "30")], fragment="x") == "/?q=%E6%8D%90+%E6%AC%BE&n=30#x"
    )


def test_languages_go_by_their_own_names() -> None:
    assert (language_name("zh-Hant"), language_name("tlh")) == ("繁體中文", "tlh")


@pytest.mark.parametrize(
    ("header", "chosen", "language"),
    [
        ("", "", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "", "zh"),
        ("en-GB,zh;q=0.9", "", "en"),
        ("fr;q=1,en;q=0.2,zh-TW;q=0.3", "", "zh"),
        ("zh;q=0", "", "en"),
        ("zh;q=oops,de", "", "en"),
        ("zh", "en", "en"),
        ("en", "zh", "zh"),
        ("en", "klingon", "en"),
    ],
)
def test_pages_speak_the_language_that_a_reader_takes_most(header: str, chosen: str, language: str) -> None:
    assert page_language(header, chosen) == language


@given(st.text(max_size=100))
def test_any_header_gives_a_language(header: str) -> None:
    assert page_language(header) in {"zh", "en"}


def test_the_switch_keeps_the_question_and_links_keep_the_choice() -> None:
    shown = page_context("/", [("q", "捐"), ("lang-ui", "zh")], "en")
    assert (shown.ui, shown.chosen, shown.other_language) == ("zh", "zh", "/?q=%E6%8D%90&lang-ui=en")


def test_every_string_is_there_in_both_languages_with_the_same_values() -> None:
    """The names in braces are what callers fill in."""
    for key, by_language in strings().items():
        assert set(by_language) == {"zh", "en"}, key
        names = [sorted(part.split("}")[0] for part in text.split("{")[1:]) for text in by_language.values()]
        assert names[0] == names[1], key


def test_a_string_is_filled_in() -> None:
    assert text_of(page_language("zh"), "articles_n", n=3) == "3 篇"


def figure(kind: str = "count", **fields: object) -> Figure:
    told = {"min": None, "max": None, "min_inclusive": True, "max_inclusive": True, "currency": "", "unit": ""}
    told |= {"unit_text": "", "qualifier": "exact", "text": "", "start": 0, "end": 0}
    return Figure(kind=FigureKind(kind), **{**told, **fields})


@pytest.mark.parametrize(
    ("given", "chinese", "english"),
    [
        (
            figure("money", min=Decimal(30000), min_inclusive=False, unit="CNY", currency="CNY"),
            "多于 30,000 元",
            "more than 30,000 yuan",
        ),
        (
            figure("money", min=Decimal("1500000.00"), max=Decimal("1500000"), unit="USD", currency="USD"),
            "1,500,000 美元",
            "1,500,000 US dollars",
        ),
        (figure(max=Decimal(1000000), max_inclusive=False), "少于 1,000,000", "less than 1,000,000"),
        (figure(min=Decimal(1260), min_inclusive=False, unit="person"), "多于 1,260 人", "more than 1,260 people"),
        (figure(min=Decimal(1), max=Decimal(1), unit="person"), "1 人", "1 person"),
        (
            figure("mass", min=Decimal("0.5"), max=Decimal("0.7"), unit="kilogram"),
            "0.5 至 0.7 公斤",
            "0.5 to 0.7 kilograms",
        ),
        (figure(min=3, max=3, qualifier="about", unit="person"), "约 3 人", "about 3 people"),
        (figure("percent", min=Decimal(37), max=Decimal(37), unit="percent"), "37%", "37%"),
        (figure("ordinal", min=Decimal(3), max=Decimal(3)), "第 3", "no. 3"),
        (figure(min=Decimal(9), max=Decimal(9), unit="tonne_per_hour"), "9 吨/小时", "9 tonnes per hour"),
        (figure("date", min="2021-03-05", max="2021-03-05"), "2021年3月5日", "5 March 2021"),
        (figure("date", min="2020-02-01", max="2020-02-29"), "2020年2月", "February 2020"),
        (figure("date", min="2020-01-01", max="2020-12-31"), "2020年", "2020"),
        (
            figure("date", min="2020-01-30", max="2020-02-02"),
            "2020年1月30日 至 2020年2月2日",
            "30 January 2020 to 2 February 2020",
        ),
        (figure("time", min="2021-03-05T09:30", max="2021-03-05T09:30"), "2021年3月5日 09:30", "5 March 2021 09:30"),
        (figure("time", min="09:30", max="09:30"), "09:30", "09:30"),
        (figure(), "", ""),
        (None, "", ""),
    ],
)
def test_a_figure_reads_in_the_words_of_the_page(given: Figure | None, chinese: str, english: str) -> None:
    assert (in_words(given, PageLanguage.ZH), in_words(given, PageLanguage.EN)) == (chinese, english)


def test_a_value_that_says_no_more_than_its_words_is_not_said_again() -> None:
    told = figure(min=Decimal(1260), max=Decimal(1260), unit="person")
    assert in_words(told, PageLanguage.ZH, beside="1260人") == ""
    assert in_words(told, PageLanguage.ZH, beside="一千二百六十人") == "1,260 人"


def test_every_unit_that_a_text_may_name_has_words_in_chinese() -> None:
    """A raw name such as "person" is no Chinese; a page never shows one."""
    named = {each.name for each in (*JOINED.values(), *SPACED.values()) if each.name}
    shown = {name: in_words(figure(min=Decimal(2), max=Decimal(2), unit=name), PageLanguage.ZH) for name in named}
    assert {name for name, words in shown.items() if name.replace("_", " ") in words} == set()


def test_in_chinese_a_figure_keeps_the_measure_that_its_article_counts_by() -> None:
    """Pens, nails and seedlings share one unit; 6 块 would be six lumps."""
    told = figure(min=Decimal(6), max=Decimal(6), unit="piece", unit_text="支")
    assert (in_words(told, PageLanguage.ZH, beside="六支"), in_words(told, PageLanguage.EN)) == ("6 支", "6 pieces")


@pytest.mark.parametrize(
    ("kind", "unit", "said", "chinese", "english"),
    [
        ("duration", "year", "岁", "23 岁", "23 years"),  # how old, not how long
        ("duration", "year", "年", "23 年", "23 years"),
        ("count", "bed", "床", "23 床", "23"),  # quilts as well
        ("count", "sheet", "张", "23 张", "23"),  # hospital beds as well
        ("count", "sheet", "sheets", "23 张", "23 sheets"),
    ],
)
def test_a_measure_of_many_things_is_not_turned_into_one_of_them(
    kind: str, unit: str, said: str, chinese: str, english: str
) -> None:
    told = figure(kind, min=Decimal(23), max=Decimal(23), unit=unit, unit_text=said)
    assert (in_words(told, PageLanguage.ZH), in_words(told, PageLanguage.EN)) == (chinese, english)


NEVER_ONE = frozenset({"story_size", "topic_link"})
"""Stories and events are shown where they have two reports or more."""
LARGE = frozenset({"chunks", "median", "ms"})
"""An archive of one passage, or of articles of one character, is none; ms is a unit."""
_COUNTED = re.compile(r"\{(\w+)\} (?:more )?[a-z]*[^s\W]s\b")


def test_one_of_anything_is_not_called_several() -> None:
    """English has a sentence for one wherever a number stands before what it counts; what is no `n` is counted otherwise."""
    counted = {
        (key, name)
        for key, told in strings().items()
        for name in _COUNTED.findall(told[PageLanguage.EN])
        if key not in NEVER_ONE
    }
    assert {(key, name) for key, name in counted if name == "n" and f"{key}_one" not in strings()} == set()
    assert {(key, name) for key, name in counted if name not in LARGE | {"n"}} == set()
    assert text_of(PageLanguage.EN, "matching", n=1, ms=3) == "1 article has these words, 3 ms"


def test_no_blank_stands_behind_a_chinese_mark() -> None:
    """“130 篇文章提到。 以下取自” has a blank that no Chinese text has: the filter `then` puts one only where it belongs."""
    wide = {name for name, text in strings().items() if text[PageLanguage.ZH].endswith(tuple("。！？；：，、"))}
    joined = {
        each.name: wide.intersection(_JOINED.findall(each.read_text(encoding="utf-8")))
        for each in TEMPLATES.rglob("*.html")
    }
    assert {name: found for name, found in joined.items() if found} == {}


def test_what_follows_a_text_is_parted_as_its_language_does() -> None:
    assert then("4 篇文章提到。") + "以下" == "4 篇文章提到。以下"
    assert then("Named in 4 articles.") + "What" == "Named in 4 articles. What"
    assert then("上一页") == "上一页 "


@given(TEXTS, SPANS)
def test_whole_sentences_hold_what_they_are_made_of(body: str, span: Span) -> None:
    within = Span(min(span.start, len(body)), min(span.end, len(body)))
    wider = whole_sentences(body, within)
    assert 0 <= wider.start <= within.start <= within.end <= wider.end <= len(body)


@pytest.mark.parametrize(
    ("piece", "whole"),
    [
        ("带头捐款5000元，", "谭守义带头捐款5000元，众人响应。"),
        ("众人响应。据统计", "谭守义带头捐款5000元，众人响应。据统计，共三万元。"),
        ("据统计，共三万元。", "据统计，共三万元。"),
        # Nobody wants all of a sentence without an end.
        ("长长", "长长"),
    ],
)
def test_a_passage_that_ends_inside_a_sentence_goes_on_to_its_end(piece: str, whole: str) -> None:
    body = f"村里开会。谭守义带头捐款5000元，众人响应。据统计，共三万元。\n{'长' * 900}。"
    start = body.index(piece) + (400 if piece == "长长" else 0)
    wider = whole_sentences(body, Span(start, start + len(piece)))
    assert body[wider.start : wider.end] == whole
