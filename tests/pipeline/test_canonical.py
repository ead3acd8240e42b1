"""One page under several addresses is one article, in one build, in later ones, and in an index made by other rules."""

from pathlib import Path

import pytest

from indexer.core.article import Article
from indexer.extract.identity import canonical_url
from indexer.index.snapshot import open_snapshot
from indexer.pipeline.context import BuildPlan
from tests.archives import DONATION, build, record_pages
from tests.doubles import TermEmbedder

PLAIN = "https://news.example.cn/%E6%96%B0%E9%97%BB/a.html?id=7"
SAME = [
    "http://news.example.cn/新闻/a.html?id=7",
    "https://www.news.example.cn/%e6%96%b0%E9%97%BB/a.html?id=7",
    "HTTPS://NEWS.Example.CN:443/%E6%96%B0%E9%97%BB/a.html?id=7#top",
    "http://news.example.cn:80/%E6%96%B0%E9%97%BB/%61.html?id=7&",
    "//news.example.cn./%E6%96%B0%E9%97%BB/a.html?utm_source=x&id=7&fbclid=1&gclid=2&spm=a.b",
    "https://news.example.cn/%E6%96%B0%E9%97%BB/a.html?from=timeline&id=7&isappinstalled=0",
]
OTHERS = [
    "https://m.news.example.cn/%E6%96%B0%E9%97%BB/a.html?id=7",
    "https://news.example.cn:8080/%E6%96%B0%E9%97%BB/a.html?id=7",
    "https://news.example.cn/%E6%96%B0%E9%97%BB/A.html?id=7",
    "https://news.example.cn/%E6%96%B0%E9%97%BB/a.html/?id=7",
    "https://news.example.cn/%E6%96%B0%E9%97%BB/a.html?id=8",
    "https://news.example.cn/%E6%96%B0%E9%97%BB/a.html?ID=7",
    "https://news.example.cn/%E6%96%B0%E9%97%BB/a.html?id=7&from=2021-01-01",
    "https://news.example.cn/%E6%96%B0%E9%97%BB%2Fa.html?id=7",
    "https://news.example.cn/%E6%96%B0%E9%97%BB/a.html?id=7#!/page/2",
    "ftp://news.example.cn/%E6%96%B0%E9%97%BB/a.html?id=7",
]


@pytest.mark.parametrize("url", [PLAIN, *SAME])
def test_addresses_of_one_page(url: str) -> None:
    assert canonical_url(url) == PLAIN


@pytest.mark.parametrize("url", OTHERS)
def test_addresses_of_other_pages(url: str) -> None:
    assert canonical_url(url) != PLAIN


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("http://www.a.cn", "https://a.cn/"),
        ("https://a.cn/?", "https://a.cn/"),
        ("https://a.cn/s?q=%B0%A1", "https://a.cn/s?q=%B0%A1"),  # GBK: not to be read as UTF-8
        ("https://a.cn/s?q=a+b&p", "https://a.cn/s?p=&q=a%20b"),
        ("https://a.cn/100%", "https://a.cn/100%25"),
        ("http://www.cn/1", "https://www.cn/1"),
        ("https://bücher.de/1", "https://xn--bcher-kva.de/1"),
        ("http://[", "http://["),
        ("https://a.cn:x/1", "https://a.cn:x/1"),
    ],
)
def test_the_canonical_address(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


def test_an_article_keeps_the_address_that_was_given(tmp_path: Path) -> None:
    page = {"url": SAME[0], "title": "新船", "body": "渡口换了一条新船。"}
    build(tmp_path, TermEmbedder(), record_pages([page, {**page, "url": SAME[1]}]))
    assert [each.url for each in _articles(tmp_path)] == [SAME[0]]


def test_an_index_made_by_other_rules_has_each_page_once_after_the_next_build(tmp_path: Path) -> None:
    """Its ids stay as they were, for golden questions and links name them; of two that are one page the rest goes."""
    first, second, third = (
        {"title": f"第{each}条", "body": f"渡口换了第{each}条新船。", "url": ""} for each in "一二三"
    )
    records = [
        DONATION,
        {**first, "id": "u00000000000000aa", "url": SAME[0]},
        {**first, "id": "u00000000000000ab", "url": SAME[1]},
        {**second, "id": "u00000000000000ba", "url": "http://news.example.cn/b"},
        {**third, "id": "u00000000000000ca", "url": "http://news.example.cn/c"},
        {**third, "id": "u00000000000000cb", "url": "http://news.example.cn/c#top"},
    ]
    build(tmp_path, TermEmbedder(), record_pages(records))
    report = build(
        tmp_path,
        TermEmbedder(),
        record_pages([{**first, "url": SAME[2]}, {**second, "url": "https://news.example.cn/b"}]),
    )
    assert (report.outcome, report.faults, report.new, report.articles) == ("published", [], 0, 4)
    found = {each.id: each.url for each in _articles(tmp_path)}
    assert found == {
        "donation": "",
        "u00000000000000aa": SAME[2],
        "u00000000000000ba": "https://news.example.cn/b",
        "u00000000000000ca": "http://news.example.cn/c",
    }
    deletion = {"url": "http://www.news.example.cn:80/b", "deleted": True}
    build(tmp_path, TermEmbedder(), record_pages([deletion]), plan=BuildPlan(max_drop=1))
    assert "u00000000000000ba" not in {each.id for each in _articles(tmp_path)}


def _articles(index: Path) -> list[Article]:
    snapshot = open_snapshot(index)
    try:
        return [snapshot.article(each) for each in snapshot.facts.ids]
    finally:
        snapshot.close()
