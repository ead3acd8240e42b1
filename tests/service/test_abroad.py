"""Rows in other languages than the question's, in written-out arithmetic and over a small archive of two."""

import numpy as np
import pytest

from indexer.archive import RowFacts
from indexer.terms import Want
from indexer.vectors import Vectors
from service.abroad import foreign_rows, retelling_rows, retold_from, unfindable
from service.question import Asked
from service.search import Searcher


def test_what_can_hardly_be_found_is_weighed_by_idf() -> None:
    """A plain word of idf 2 is lost, a number of 1 is not, 0.7 of a translated one of 1 is: 2.7 of 4."""
    wants = [Want(("vessel",), 2.0), Want(("#3",), 1.0), Want(("boat", "小船"), 1.0)]
    assert unfindable(wants) == pytest.approx(2.7 / 4)


def test_a_question_without_words_loses_nothing() -> None:
    assert unfindable([]) == 0


_FACTS = RowFacts(np.array([0, 0, 1, 2]), ("a", "b", "c"), ("",) * 3, ("zh-Hant", "en", "zh"), ("",) * 3)


@pytest.mark.parametrize(
    ("question", "foreign"),
    [
        pytest.param("谁捐了款？", [False, False, True, False], id="any kind of Chinese is Chinese"),
        pytest.param("Who gave the money?", [True, True, False, True], id="English"),
        pytest.param("TFBOYS", [False] * 4, id="a name alone is of no language"),
    ],
)
def test_rows_are_foreign_by_the_language_of_their_article(question: str, foreign: list[bool]) -> None:
    found = foreign_rows(Asked.of(question), _FACTS, np.arange(4))
    assert found.tolist() == foreign


def _articles() -> Vectors:
    """Directions at 0, 90, 30 and 60 degrees, as float16 keeps them."""
    vectors = Vectors.empty(2)
    half, long = 0.5, 0.75**0.5
    vectors.add(np.array([[1, 0], [0, 1], [long, half], [half, long]], dtype=np.float32))
    return vectors


def test_a_story_is_retold_from_a_third_of_the_way_between_the_mean_across_languages_and_1() -> None:
    """Across: 0 and 30, 0 and 60, 90 and 30, 90 and 60 degrees, cosines of .866, .5, .5 and .866, .683 on average."""
    cosine = retold_from(_articles(), ["zh", "zh-Hant", "en", "en"])
    assert cosine == pytest.approx((2 * 0.6830 + 1) / 3, abs=1e-3)


@pytest.mark.parametrize("languages", [["en"] * 4, ["zh", "zh-Hant", "zh", "zh"]])
def test_nothing_is_retold_in_an_archive_of_one_language(languages: list[str]) -> None:
    assert retold_from(_articles(), languages) == 1.0


def test_nothing_is_retold_in_an_empty_archive() -> None:
    assert retold_from(Vectors.empty(2), []) == 1.0


@pytest.mark.parametrize(
    ("scores", "retold_from", "retelling"),
    [
        pytest.param([0.7, 0.8, 0.9, 0.95, 0.2], 0.85, [3, 4], id="60 degrees is near 90, and nearer than 30 is"),
        pytest.param([0.8, 0.7, 0.9, 0.95, 0.2], 0.85, [2], id="30 degrees is near 0, and nearer than 60 is"),
        pytest.param([0.7, 0.8, 0.9, 0.95, 0.2], 0.9, [], id="too far apart"),
    ],
)
def test_an_article_retells_the_best_own_one_if_each_is_nearest_to_the_other(
    scores: list[float], retold_from: float, retelling: list[int]
) -> None:
    found = retelling_rows(
        _articles(),
        ["zh", "zh-Hant", "en", "en"],
        np.array([0, 1, 2, 3, 3]),
        np.array(scores, dtype=np.float32),
        own="zh",
        retold_from=retold_from,
    )
    assert np.flatnonzero(found).tolist() == retelling


def test_an_article_nearer_to_another_own_one_does_not_retell_the_best() -> None:
    """The only English one is at 30 degrees: the best own one at 90, though the nearest it has there, is further than that at 0."""
    scores = np.array([0.7, 0.8, 0.9], dtype=np.float32)
    found = retelling_rows(_articles(), ["zh", "zh", "en", "en"], np.arange(3), scores, own="zh", retold_from=0.1)
    assert not found.any()


def test_only_rows_in_another_language_are_allowed_for(searcher: Searcher) -> None:
    """No word of the question is a number or in the dictionary's Chinese of this archive: 0.25 of it."""
    hits = searcher.search("How many zorbleks did the quxly hold?", limit=50).hits
    allowed = {(hit.article.language, round(hit.scores.signals.allowance, 6)) for hit in hits}
    assert {language for language, _ in allowed} == {"zh", "en"}
    assert {allowance for language, allowance in allowed if language == "en"} == {0.0}
    (chinese,) = {allowance for language, allowance in allowed if language == "zh"}
    assert 0.7 * 0.25 <= chinese <= 0.25
