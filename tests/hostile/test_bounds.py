"""What a page, a field or a request may have at most: more is refused or cut in a moment, and the reading goes on."""

from contextlib import suppress

import pytest

from indexer.core.article import Article, Page, PageKind, SkipReason
from indexer.core.errors import PageError
from indexer.extract.article import extract_article
from indexer.extract.identity import article_id
from indexer.extract.markup_limits import MOST_ATTRIBUTES, MOST_TAGS, bounded
from indexer.input.formats import looks_like_html
from indexer.text.encoding import decode
from service.http.search_schemas import ArticleHead, ArticleResponse
from service.query.pinyin import spellings
from tests.cpu import cpu_at_most
from tests.hostile.readers import BODY, read

PARAGRAPH = f"<p>{BODY}</p>"


def attributes(count: int) -> str:
    return " ".join(f'a{number}="b"' for number in range(count))


@pytest.mark.parametrize(
    "tag",
    [
        f"<div {attributes(100_000)}>",
        f'<div a=">" {attributes(100_000)}>',
        f"<div a='\"' {attributes(100_000)}>",
        f'<div a="1"{attributes(100_000).replace(" ", "")}>',
        f'<div a"1 {attributes(100_000)}>',
        f"<!-- <script> --><div {attributes(100_000)}>",
        f"<textarea><script></textarea><div {attributes(100_000)}>",
        "<div>" * 100_000,
        "<div class=article>" * 2_000 + "<p>柳河村</p>" * 20_000,
        f"<div title='{'<!-- ' * 200_000}'>",
        f"<script>if (a<b) x({'1, ' * 5_000})</script>",
        f"<img src='data:{'a' * 1_000_000}'>",
    ],
    ids=["attributes", "behind a bracket", "behind a quote", "without blanks", "odd quotes", "behind a comment",
         "behind a text area", "nested", "paragraphs in nested", "comments in an attribute", "script", "data"],
)  # fmt: skip
def test_no_tag_keeps_a_page_from_being_read(tag: str) -> None:
    with cpu_at_most(4):
        body = read(PageKind.HTML, f"<html><body>{tag}<p>{BODY}</p><p>{BODY}</p>")
    # libxml2 reads nothing below the 2,048th of nested elements.
    assert body.endswith(BODY) or tag.startswith("<div>")


def test_a_page_of_too_many_tags_is_told_and_skipped() -> None:
    with cpu_at_most(2), pytest.raises(PageError, match=f"More than {MOST_TAGS:,} tags") as refused:
        extract_article(Page("a.html", PageKind.HTML, "<p>" * (MOST_TAGS + 1)))
    assert refused.value.reason is SkipReason.TOO_LARGE


def test_a_tag_keeps_its_first_attributes() -> None:
    tag = f"<div id='artibody' {attributes(MOST_ATTRIBUTES + 5)}>"
    assert bounded(f"{tag}{PARAGRAPH}") == f"<div id='artibody' {attributes(MOST_ATTRIBUTES - 1)}>{PARAGRAPH}"
    assert bounded(PARAGRAPH * 1000) == PARAGRAPH * 1000


@pytest.mark.parametrize(
    "data",
    [
        '{"headline": ' + "[" * 600 + '"a"' + "]" * 600 + "}",
        '{"headline": ' + '{"name":' * 300 + '"a"' + "}" * 301,
        "[" + "1," * 200_000 + "1]",
    ],
    ids=["lists in lists", "names of names", "a long list"],
)
def test_any_linked_data_leaves_the_page_readable(data: str) -> None:
    page = f'<html><body><script type="application/ld+json">{data}</script>{PARAGRAPH}'
    with cpu_at_most(2):
        assert read(PageKind.HTML, page) == BODY


def test_comments_before_a_page_are_skipped_in_one_way_only() -> None:
    with cpu_at_most(2):
        assert not looks_like_html(b"<!-- a -->" * 400)
        assert looks_like_html(b"<!-- a --> " * 100 + b"<html>")


def test_scripts_without_an_end_are_looked_through_once() -> None:
    with cpu_at_most(2), suppress(PageError):
        decode(b"<script " * 8_000 + b"\x81\xff\xff" * 40)


def test_a_name_has_few_syllables() -> None:
    """Xianxian… can be divided in 2**n ways."""
    with cpu_at_most(2):
        assert spellings("Who is X" + "ian" * 300) == spellings("Who is X" + "ian" * 8 + "?") == {}
    assert "武汉" in spellings("Where is Wuhan?")["wuhan"][0]


LONG = "长" * 100_000


def long_record(**fields: object) -> Article:
    return extract_article(Page("a.jsonl:1", PageKind.RECORD, record={"body": BODY} | fields))


def test_what_stands_beside_a_body_is_a_line() -> None:
    record = long_record(
        title=LONG,
        source=LONG,
        editor=LONG,
        author=[f"{number}{LONG}" for number in range(100)],
        keywords=[*map(str, range(1000)), LONG],
        lang="zh",
    )
    assert record.title == "长" * 499 + "…"
    assert (record.source, record.editor) == ("长" * 99 + "…", "长" * 99 + "…")
    assert record.authors == tuple(f"{number}{LONG}"[:99] + "…" for number in range(20))
    assert record.keywords == tuple(map(str, range(50)))
    assert record.body == BODY


def test_a_long_address_is_none_and_still_tells_the_page() -> None:
    first, other = (long_record(title="柳河村", url=f"https://a.example/{LONG}{end}") for end in "ab")
    assert first.url == other.url == ""
    assert first.id != other.id
    assert long_record(url="https://a.example/" + "a" * 2000).url.endswith("a" * 2000)


def test_a_long_id_is_hashed_wherever_it_is_named() -> None:
    record = long_record(id=LONG, title="柳河村")
    assert len(record.id) == 17
    assert record.id == article_id(own=LONG, url="", title="", published_at="", source="", body="")
    assert long_record(id="a" * 200).id == "a" * 200


@pytest.mark.parametrize(
    ("title", "cut"),
    [
        ("e\u0301" * 300, "e\u0301" * 249 + "…"),
        ("柳" * 498 + "👨\u200d👩\u200d👧。。。", "柳" * 498 + "…"),
        ("\u0301" * 600, "\u0301" * 480 + "…"),
        ("柳" * 500, "柳" * 500),
    ],
    ids=["marks", "emoji", "marks alone", "as long as may be"],
)
def test_a_title_is_cut_between_letters(title: str, cut: str) -> None:
    assert long_record(title=title).title == cut


def test_titles_of_an_html_page_are_lines_too() -> None:
    page = extract_article(Page("a.html", PageKind.HTML, f"<html><title>{LONG}</title><h1>{LONG}</h1>{PARAGRAPH}"))
    assert len(page.title) <= 500


def test_answers_from_an_older_snapshot_are_small_too() -> None:
    article = Article("a", LONG, BODY, url=LONG, source=LONG, authors=(LONG,) * 100, keywords=(LONG,) * 100)
    assert len(ArticleHead.of(article).model_dump_json()) < 10_000
    assert len(ArticleResponse.in_snapshot(article, "s").model_dump_json()) < 10_000
