"""Fusion in written-out arithmetic."""

from pathlib import Path

import numpy as np
import pytest

from indexer.snapshot import open_snapshot
from indexer.vectors import Vectors
from service.fuse import LEXICAL_WEIGHT, cosine_spread, coverage, fused
from service.question import Asked


def _vectors(rows: list[list[float]]) -> Vectors:
    vectors = Vectors.empty(8)
    vectors.add(np.array([row + [0.0] * (8 - len(row)) for row in rows], dtype=np.float32))
    return vectors


def test_a_score_is_the_cosine_plus_the_weighed_coverage() -> None:
    scores = fused(np.array([0.9, 0.85], np.float32), np.array([0.0, 0.5], np.float32), spread=0.02)
    assert scores.tolist() == pytest.approx([0.9, 0.85 + LEXICAL_WEIGHT * 0.02 * 0.5])


def test_coverage_is_the_mean_share_of_chunk_and_article(small_index: Path) -> None:
    snapshot = open_snapshot(small_index)
    asked = Asked.of("柳河村捐款")
    chunks = snapshot.terms.coverage(snapshot.terms.wants(asked.terms))
    articles = snapshot.article_terms.coverage(snapshot.article_terms.wants(asked.terms))
    found = coverage(snapshot, asked)
    for row, (article, _) in enumerate(snapshot.rows(range(found.size))):
        assert found[row] == pytest.approx((chunks[row] + articles[snapshot.facts.ids.index(article.id)]) / 2)
    assert 0 <= found.min() < found.max() < 1


def test_words_that_nothing_holds_cover_nothing(small_index: Path) -> None:
    assert coverage(open_snapshot(small_index), Asked.of("zzz")).tolist() == [0.0] * 7


def test_spread_is_the_standard_deviation_of_the_cosines_between_rows() -> None:
    """Cosines 1, 0 and 0: mean 1/3, variance (4/9 + 1/9 + 1/9) / 3 = 2/9."""
    spread = cosine_spread(_vectors([[1, 0], [1, 0], [0, 1]]))
    assert spread == pytest.approx((2 / 9) ** 0.5)


def test_rows_all_alike_still_have_a_spread() -> None:
    assert cosine_spread(_vectors([[1, 0], [1, 0]])) == cosine_spread(_vectors([[1, 0]])) == 0.01
