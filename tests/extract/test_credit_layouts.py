"""Invented pages with by-lines that were misread when they were first seen give their fields."""

import json
from pathlib import Path

import pytest

from indexer.core.article import Page, PageKind
from indexer.extract.article import extract_article

ROWS = [json.loads(line) for line in Path(__file__).with_name("credit_layouts.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_a_page_gives_title_date_source_and_authors(row):
    article = extract_article(Page(name="page.html", kind=PageKind.HTML, text=row["html"]))
    found = (article.title, article.published_at[:10], article.source, list(article.authors))
    assert found == (row["title"], row["date"], row["source"], row["authors"])
