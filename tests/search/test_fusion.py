"""Fusion in written-out arithmetic."""

from pathlib import Path

import numpy as np
import pytest

from indexer.index.archive_statistics import cosine_spread
from indexer.index.snapshot import open_snapshot
from indexer.index.vectors import Vectors
from service.query.question import ParsedQuestion
from service.results import Filters
from service.search.fusion import Cosines, fused
from service.search.local import LocalIndex
from service.search.local_words import LocalWords
from tests.doubles import TermEmbedder


def _vectors(rows: list[list[float]]) -> Vectors:
    vectors = Vectors.empty(8)
    vectors.add(np.array([row + [0.0] * (8 - len(row)) for row in rows], dtype=np.float32))
    return vectors


def test_a_score_is_the_cosine_plus_the_weighed_coverage() -> None:
    scores = fused(np.array([0.9, 0.85], np.float32), np.array([0.0, 0.5], np.float32), spread=0.02)
    assert scores.tolist() == pytest.approx([0.9, 0.85 + 13 * 0.02 * 0.5])


def test_coverage_is_three_thirteenths_the_chunks_share_and_else_its_articles(small_index: Path) -> None:
    snapshot = open_snapshot(small_index)
    asked = ParsedQuestion.of("柳河村捐款")
    chunks = snapshot.terms.coverage(snapshot.terms.wants(asked.terms))
    articles = snapshot.article_terms.coverage(snapshot.article_terms.wants(asked.terms))
    found = LocalWords(snapshot, asked.wants(snapshot.terms), asked.wants(snapshot.article_terms))
    for row, (article, _) in enumerate(snapshot.rows(range(found.both.size))):
        of_article = articles[snapshot.facts.ids.index(article.id)]
        assert found.both[row] == pytest.approx((3 * chunks[row] + 10 * of_article) / 13)
    assert 0 <= found.both.min() < found.both.max() < 1


def test_dense_evidence_is_the_chunks_cosine_and_a_fifth_of_its_articles(small_index: Path) -> None:
    snapshot = open_snapshot(small_index)
    vector = TermEmbedder().embed_queries(["柳河村捐款"])
    rows = np.array([4, 0, 1])
    index = LocalIndex(snapshot)
    found = Cosines.of(index, vector, index.facts(rows))
    articles = snapshot.facts.articles[rows].astype(np.int64)
    expected = (snapshot.vectors.rows(rows) + 0.2 * snapshot.article_vectors.rows(articles)) @ vector[0]
    np.testing.assert_allclose(found.both, expected, atol=1e-5)


def test_words_that_nothing_holds_cover_nothing(small_index: Path) -> None:
    index, asked = LocalIndex.open(small_index), ParsedQuestion.of("zzz")
    words = index.words(asked.wants(index.terms), asked.wants(index.article_terms))
    assert words.coverage(np.arange(7)).both.tolist() == [0.0] * 7
    assert words.best(10, index.select(Filters())).size == 0


def test_spread_is_the_standard_deviation_of_the_cosines_between_rows() -> None:
    """Cosines 1, 0 and 0: mean 1/3, variance (4/9 + 1/9 + 1/9) / 3 = 2/9."""
    spread = cosine_spread(_vectors([[1, 0], [1, 0], [0, 1]]), (["zh"] * 3).__getitem__)
    assert spread == pytest.approx((2 / 9) ** 0.5)


def test_rows_all_alike_still_have_a_spread() -> None:
    assert (
        cosine_spread(_vectors([[1, 0], [1, 0]]), ["zh", "zh"].__getitem__)
        == cosine_spread(_vectors([[1, 0]]), ["zh"].__getitem__)
        == 0.01
    )


def test_chunks_of_different_languages_are_not_compared() -> None:
    """Of the three cosines only the one between the two English rows counts, and one alone has no spread."""
    assert cosine_spread(_vectors([[1, 0], [0, 1], [1, 0]]), ["en", "zh", "en-GB"].__getitem__) == 0.01
