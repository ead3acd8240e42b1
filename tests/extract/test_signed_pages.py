"""Who signs a page in another language than Chinese, where by-line, data and text do not say the same."""

import json

import pytest

from indexer.core.article import Page, PageKind
from indexer.extract.article import extract_article

ENGLISH = (
    "The harbour board said on Monday that the pier would reopen in May after nineteen weeks of repairs.",
    "Repairs cost 2.4 million pounds, some 300,000 more than planned, and were paid for by the county.",
    "Ferries will call at the northern quay until then, and the bus meets each of them, the board added.",
)


def page(by, *, author=None, lines=ENGLISH, above="", window="Pier reopens in May - Harbour Courier"):
    data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Pier reopens in May"}
    script = f'<script type="application/ld+json">{json.dumps(data | {"author": author})}</script>' if author else ""
    text = "".join(f"<p>{line}</p>" for line in lines)
    return (
        f"<html lang=en><head><title>{window}</title>{script}</head><body><nav><a href=/>Home</a></nav>{above}"
        f"<h1>Pier reopens in May</h1>{by}<p class=date>3 May 2024</p><article>{text}</article></body></html>"
    )


def authors(html):
    return list(extract_article(Page(name="page.html", kind=PageKind.HTML, text=html)).authors)


def person(*names):
    return [{"@type": "Person", "name": name} for name in names]


def test_data_completes_a_by_line_that_shows_the_first_of_several():
    by = "<p class=byline>By Tom Ashgrove</p>"
    assert authors(page(by, author=person("Tom Ashgrove", "Nora Whitlock"))) == ["Tom Ashgrove", "Nora Whitlock"]


def test_a_place_behind_a_name_is_no_author_where_data_has_the_name_alone():
    assert authors(page("<p>By Tom Ashgrove, Skerry</p>", author=person("Tom Ashgrove"))) == ["Tom Ashgrove"]


def test_an_agency_signs_by_data_where_nobody_else_does():
    agency = {"@type": "Organization", "name": "Northern Wire"}
    assert authors(page("", author=agency)) == ["Northern Wire"]
    assert authors(page("<p>By Tom Ashgrove</p>", author=agency)) == ["Tom Ashgrove"]


def test_an_author_whom_the_windows_title_speaks_of_is_one():
    window = "Tom Ashgrove on the pier, the board and what became of the northern quay"
    assert authors(page("", author=person("Tom Ashgrove"), window=window)) == ["Tom Ashgrove"]


@pytest.mark.parametrize("said", ["03:07 min", "Report an error"])
def test_a_length_or_a_request_in_an_authors_element_signs_nothing(said):
    assert authors(page(f"<div class=author>{said}</div>")) == []


def test_a_japanese_name_keeps_its_blank_and_a_surname_in_the_text_is_no_author():
    lines = (
        "港の桟橋は月曜日に再開され、修理には十九週間かかったと町が発表した。",
        "費用は二億四千万円で、県が負担した。",
    )
    assert authors(page("", author=person("大渡 美咲"), lines=lines)) == ["大渡 美咲"]


def test_links_to_authors_of_other_articles_are_left_out():
    by = '<p class=meta><a rel=author href="/t">Tom Ashgrove</a></p>'
    other = '<aside><a rel=author href="/n">Nora Whitlock</a></aside>'
    assert authors(page(by, above="") + other) == ["Tom Ashgrove"]
