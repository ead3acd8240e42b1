"""Invented pages in the shapes of Chinese news sites give every field that a person reads on them."""

import json
from pathlib import Path

import pytest

from indexer.core.article import Page
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
