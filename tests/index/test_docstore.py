"""Articles and chunks are kept by number, and read back as they were."""

from pathlib import Path

from indexer.core.article import Article, Chunk
from indexer.index.docstore import ArchiveWriter
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
