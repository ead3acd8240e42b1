"""Small pages of our own, one for each thing that pages do, give what a person reads on them."""

import json
from pathlib import Path

import pytest

from indexer.core.article import Page, PageKind, SkipReason
from indexer.core.errors import PageError
from indexer.extract.article import extract_article

CASES = Path(__file__).parent / "cases"
EXPECTED = [json.loads(line) for line in (CASES / "pages.jsonl").read_text("utf-8").splitlines()]


def read(file):
    kind = PageKind.HTML if file.endswith(".html") else PageKind.TEXT
    return extract_article(Page(name=file, kind=kind, text=(CASES / file).read_text("utf-8")))


@pytest.mark.parametrize("case", EXPECTED, ids=[case["file"] for case in EXPECTED])
def test_each_small_page_gives_what_stands_on_it(case):
    if case.get("skipped"):
        with pytest.raises(PageError) as caught:
            read(case["file"])
        assert caught.value.reason is SkipReason.NO_BODY
        return
    article = read(case["file"])
    assert [text for text in case.get("body_has", []) if text not in article.body] == []
    assert [text for text in case.get("body_lacks", []) if text in article.body] == []
    for field in ("source", "language"):
        assert getattr(article, field) == case.get(field, getattr(article, field))
    assert list(article.authors) == case.get("authors", list(article.authors))
