"""Rows in other languages than the question's, in written-out arithmetic and over a small archive of two."""

import numpy as np
import pytest

from indexer.archive import RowFacts
from indexer.terms import Want
from service.abroad import foreign_rows, unfindable
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


def test_only_rows_in_another_language_are_allowed_for(searcher: Searcher) -> None:
    """No word of the question is a number or in the dictionary's Chinese of this archive: 0.25 of it."""
    hits = searcher.search("How many zorbleks did the quxly hold?", limit=50).hits
    allowed = {(hit.article.language, round(hit.scores.signals.allowance, 6)) for hit in hits}
    assert {language for language, _ in allowed} == {"zh", "en"}
    assert {allowance for language, allowance in allowed if language == "en"} == {0.0}
    (chinese,) = {allowance for language, allowance in allowed if language == "zh"}
    assert 0.7 * 0.25 <= chinese <= 0.25
