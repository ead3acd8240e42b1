"""Invented pages in the shapes of Chinese news sites give every field that a person reads on them."""

import json
from pathlib import Path

import pytest

from indexer.core.article import Page, PageKind
from indexer.extract.article import extract_article
from indexer.input.pages import read_pages

PAGES = Path(__file__).parent / "chinese"
EXPECTED = [json.loads(line) for line in (PAGES / "expected.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", EXPECTED, ids=[case["file"] for case in EXPECTED])
def test_each_field_is_what_the_page_says(case):
    (page,) = (page for page in read_pages([PAGES / case["file"]]) if isinstance(page, Page))
    article = extract_article(page)
    # Of some lines, as an editor's standfirst, people differ on whether they are the text's.
    body = [line for line in article.body.split("\n") if line not in case.get("maybe", [])]
    assert {
        "title": article.title,
        "source": article.source,
        "authors": list(article.authors),
        "date": article.published_at if case["date"] else "",
        "body": body,
    } == {
        "title": case["title"],
        "source": case["source"],
        "authors": case["authors"],
        "date": case["date"],
        "body": case["body"].split("\n"),
    }


def test_a_label_in_the_text_says_more_of_the_source_than_the_sites_name_beside_the_date():
    html = (
        "<html><head><title>新桥通车_海湾网</title></head><body><h1>新桥通车</h1><div>海湾网 2020/10/12 16:05</div>"
        "<div><p>昨天，江湾新桥正式通车，两岸居民不必再绕行八公里，沿线公交也作了调整。</p>"
        "<p>新桥全长八百米，双向四车道，由市交通局负责养护，货车限行。</p><p>（来源：海湾日报）</p></div></body></html>"
    )
    assert extract_article(Page("a.html", PageKind.HTML, html)).source == "海湾日报"
    without = html.replace("<p>（来源：海湾日报）</p>", "")
    assert extract_article(Page("a.html", PageKind.HTML, without)).source == "海湾网"


def test_an_account_that_signs_is_the_source_where_nothing_else_is():
    html = (
        "<html><head><title>新桥通车_财知道</title></head><body><h1>新桥通车</h1>"
        "<div class='author-bar'><a class='nick'>老吴看盘</a><span>财经专栏作者</span></div><time>2023-09-02 07:30</time>"
        "<div><p>昨天，江湾新桥正式通车，两岸居民不必再绕行八公里，沿线公交也作了调整。</p>"
        "<p>新桥全长八百米，双向四车道，由市交通局负责养护，货车限行。</p></div></body></html>"
    )
    article = extract_article(Page("a.html", PageKind.HTML, html))
    assert (article.source, article.authors) == ("老吴看盘", ("老吴看盘",))
    person = extract_article(Page("a.html", PageKind.HTML, html.replace("老吴看盘", "何青山")))
    assert (person.source, person.authors) == ("", ("何青山",))


def test_an_author_beside_the_mediums_name_is_no_part_of_it():
    html = (
        "<html><head><title>新桥通车_江湾网</title></head><body><h1>新桥通车</h1>"
        "<div class='info'><div>欧阳剑秋 江湾证券报·江湾网</div><time>2020-06-11 07:15</time></div>"
        "<div><p>昨天，江湾新桥正式通车，两岸居民不必再绕行八公里，沿线公交也作了调整。</p>"
        "<p>新桥全长八百米，双向四车道，由市交通局负责养护，货车限行。</p></div></body></html>"
    )
    article = extract_article(Page("a.html", PageKind.HTML, html))
    assert (article.source, article.authors) == ("江湾证券报·江湾网", ("欧阳剑秋",))


def test_a_mediums_name_keeps_the_word_that_its_author_is_called_by():
    html = (
        "<html lang='en'><head><title>Bridge opens</title><meta property='og:site_name' content='The Harborbody Blog'>"
        "</head><body><h1>Bridge opens</h1><p>By Harborbody</p><p>May 3, 2024</p><div>"
        "<p>The harbour board said on Monday that the bridge would open in May after nineteen weeks of repairs.</p>"
        "<p>Repairs cost 2.4 million pounds, some 300,000 more than planned, and were paid for by the county.</p></div></body></html>"
    )
    article = extract_article(Page("a.html", PageKind.HTML, html))
    assert (article.source, article.authors) == ("The Harborbody Blog", ("Harborbody",))
