"""What a question holds candidates to."""

from dataclasses import replace
from datetime import date

import pytest

from indexer.core.article import Span
from service.answer.source_checks import Grounds
from tests.answer.weighed import article, weighed

TODAY = date(2024, 3, 1)
LAYOFFS = weighed(article("a", "柏川纺织否认裁员300人。", "2023-05-01"), 1.0).candidate


def test_a_candidate_of_another_year_is_dropped() -> None:
    assert Grounds.of("柏川纺织2021年裁员多少人？", TODAY).hold([LAYOFFS]) == []
    assert len(Grounds.of("柏川纺织去年裁员多少人？", TODAY).hold([LAYOFFS])) == 1


@pytest.mark.parametrize(("question", "denied"), [("柏川纺织裁员多少人？", 1.0), ("柏川纺织否认裁员多少人？", 0.0)])
def test_what_is_denied_is_marked_unless_it_is_asked_for(question: str, denied: float) -> None:
    (held,) = Grounds.of(question, TODAY).hold([LAYOFFS])
    assert (held.features["denied"], held.features["period"]) == (denied, 1.0)


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("5月1日裁员多少人？", 1.0),
        ("4月30日裁员多少人？", 0.0),
        ("2月29日裁员多少人？", 0.0),
        ("裁员多少人？", 0.0),
    ],
)
def test_a_day_without_a_year_leaves_nothing_out_but_is_told(question: str, day: float) -> None:
    (held,) = Grounds.of(question, TODAY).hold([LAYOFFS])
    assert held.features["day"] == day


def test_a_sentence_that_denies_answers_yes_or_no() -> None:
    (held,) = Grounds.of("柏川纺织裁员了吗？", TODAY).hold(
        [replace(LAYOFFS, figure=None, span=Span(0, len(LAYOFFS.sentence.text)))]
    )
    assert held.features["denied"] == 0.0


def test_dates_of_a_sentence_date_it() -> None:
    """Published in 2023, it says 2021."""
    sentence = weighed(article("a", "2021年柏川纺织停产。", "2023-05-01"), 1.0, figure=None).candidate
    assert len(Grounds.of("柏川纺织2021年停产了吗？", TODAY).hold([sentence])) == 1
    assert Grounds.of("柏川纺织2019年停产了吗？", TODAY).hold([sentence]) == []
