"""Invented pages in 65 layouts of newsrooms, written before anybody saw what is made of them, give their fields and their text."""

import json
from pathlib import Path

import pytest

from indexer.core.article import Page
from indexer.extract.article import extract_article
from indexer.input.pages import read_pages

PAGES = Path(__file__).parent / "newsrooms"
EXPECTED = [json.loads(line) for line in (PAGES / "expected.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", EXPECTED, ids=[case["file"] for case in EXPECTED])
def test_a_page_gives_its_fields_and_text(case):
    (page,) = (page for page in read_pages([PAGES / case["file"]]) if isinstance(page, Page))
    article = extract_article(page)
    # Where people differ, as on whether an account signs as the author too, `also` names what they say.
    also = case.get("also", {})
    assert (article.title, article.published_at[:10]) == (case["title"], case["date"])
    assert article.source in [case["source"], *also.get("source", [])]
    assert list(article.authors) in [case["authors"], *also.get("authors", [])]
    assert [text for text in case["text"] if text not in article.body] == []
