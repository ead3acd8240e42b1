"""Articles and chunks are kept by number, and read back as they were."""

from pathlib import Path

import numpy as np
import pytest

from indexer.core.article import Article, Chunk
from indexer.core.clock import zone_named
from indexer.index import docstore
from indexer.index.docstore import Archive, ArchiveWriter, RowFacts
from tests.cpu import cpu_at_most


def test_the_passages_of_a_long_article_are_cut_from_one_reading(tmp_path: Path) -> None:
    """To read 4 MB for each of 20,000 passages took minutes; it takes a fraction of a second."""
    body = "第一段。\n" * 400_000
    with ArchiveWriter(tmp_path / "articles.sqlite") as archive:
        archive.put(Article("long", "长", body))
        spans = [(start, start + 4) for start in range(0, 100_000, 5)]
        archive.put_chunks(1, [Chunk("long", n, start, end, "第一段。") for n, (start, end) in enumerate(spans)])
        with cpu_at_most(10):
            assert list(archive.each_passage()) == [("长", "第一段。", "")] * 20_000


def _archive(folder: Path, articles: int) -> Archive:
    """So many articles, of three chunks each."""
    with ArchiveWriter(folder / "articles.sqlite") as writer:
        for number in range(articles):
            article = Article(f"a{number}", f"标题{number}", f"第{number:04}号。甲段。乙段。丙段。", authors=("何青",))
            chunks = [
                Chunk(article.id, n, start, start + 3, "甲乙丙"[n] + "段。") for n, start in enumerate((7, 10, 13))
            ]
            writer.put_chunks(writer.put(article), chunks)
    return Archive(folder / "articles.sqlite", zone_named("Asia/Shanghai"))


def test_rows_are_what_was_stored_in_the_order_asked_however_often(tmp_path: Path) -> None:
    archive, rows = _archive(tmp_path, 700), [5, 2098, 0, 5, 3, *range(0, 2100, 3)]
    for _ in range(2):
        found = archive.rows(rows)
        assert [article.id for article, _ in found] == [f"a{row // 3}" for row in rows]
        assert [(chunk.article_id, chunk.ordinal) for _, chunk in found] == [(f"a{row // 3}", row % 3) for row in rows]
        assert all(article.body[chunk.start : chunk.end] == chunk.text for article, chunk in found)
        assert {chunk.text for _, chunk in found[:3]} == {"丙段。", "乙段。", "甲段。"}
    assert archive.rows([0])[0][0].authors == ("何青",)
    assert archive.rows([]) == []


def test_what_is_remembered_of_articles_is_bounded_and_the_latest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = _archive(tmp_path, 20)
    length = len(archive.article("a0").body)
    monkeypatch.setattr(docstore, "_KEPT_CHARACTERS", 5 * length)
    first = archive.rows([0])[0][0]
    assert archive.rows([0])[0][0] is first
    archive.rows(range(3, 15))
    archive.rows([0])
    archive.rows([15])
    assert archive.rows([0])[0][0] is first  # read again before it was the oldest of five
    archive.rows(range(30, 48))
    assert archive.rows([0])[0][0] is not first


def test_the_languages_of_articles_are_counted_without_script_and_region() -> None:
    languages = ("zh-Hant", "en", "zh", "")
    facts = RowFacts(np.arange(4, dtype=np.int32), ("a", "b", "c", "d"), ("",) * 4, languages, ("",) * 4)
    names, of_article = facts.spoken
    assert [names[number] for number in of_article] == ["zh", "en", "zh", ""]
