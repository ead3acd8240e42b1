"""Scores are sums, margins are differences, likelihoods are logistic: all checked by hand."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from service.answer_model import LONE_MARGIN, MOST_MARGIN, AnswerModel, answer_models, margin, standing
from service.wanted import AnswerType, Wanted

from indexer.figure import FigureKind
from tests.answer.weighed import article, weighed

THREE = article("a", "捐款3万元。")
FOUR = article("b", "捐款4万元。")
THREE_IN_WORDS = article("c", "捐款三万元。")


def test_a_score_is_the_weighed_sum_and_equal_ones_keep_their_order() -> None:
    """2 * 0.5 + 3 * 0.25 = 1.75; a feature without a weight says nothing."""
    model = AnswerModel({"near": 2.0, "clause": 3.0}, {}, 0.5)
    first = weighed(THREE, 0.0, near=0.5, clause=0.25, lead=9.0).candidate
    second = weighed(FOUR, 0.0, near=0.5, clause=0.25).candidate
    ranked = model.ranked([first, second])
    assert [each.score for each in ranked] == [1.75, 1.75]
    assert [each.candidate for each in ranked] == [first, second]


def test_likelihood_is_logistic_in_how_the_best_stands() -> None:
    """-1 + 0.5 * score 3 + 1 * margin 0.5 = 1, and 1 / (1 + 1/e) is 0.731."""
    model = AnswerModel({}, {"intercept": -1.0, "score": 0.5, "margin": 1.0}, 0.5)
    assert model.likelihood([weighed(THREE, 3.0), weighed(FOUR, 2.5)]) == pytest.approx(1 / (1 + math.exp(-1)))


def test_a_margin_is_to_the_best_that_says_something_else() -> None:
    """三万元 says the same as 3万元, so the next is 4万元."""
    ranked = [weighed(THREE, 3.0), weighed(THREE_IN_WORDS, 2.9), weighed(FOUR, 2.0)]
    assert margin(ranked) == pytest.approx(1.0)
    assert standing(ranked)["agreeing"] == 1.0
    assert margin([weighed(THREE, 9.0), weighed(FOUR, 1.0)]) == MOST_MARGIN
    assert margin([weighed(THREE, 9.0), weighed(THREE_IN_WORDS, 1.0)]) == LONE_MARGIN


def test_a_large_count_is_the_same_with_and_without_its_unit() -> None:
    people, unsaid = article("a", "3680余名群众"), article("b", "3680余群众")
    assert weighed(people, 1.0).meaning == weighed(unsaid, 1.0).meaning
    three, cars = article("a", "3名群众"), article("b", "3辆车")
    assert weighed(three, 1.0).meaning != weighed(cars, 1.0).meaning


def test_money_other_figures_and_sentences_have_models_of_their_own() -> None:
    models = answer_models()
    money = Wanted(AnswerType.FIGURE, frozenset({FigureKind.MONEY}))
    count = Wanted(AnswerType.FIGURE, frozenset({FigureKind.COUNT}))
    assert models.of(money, typed=True) is models.money
    assert models.of(count, typed=True) is models.figure
    assert models.of(money, typed=False) is models.sentence


@given(st.lists(st.floats(-20, 20), min_size=1, max_size=6))
def test_a_likelihood_is_a_probability(scores: list[float]) -> None:
    model = answer_models().money
    ranked = [weighed(THREE, score) for score in sorted(scores, reverse=True)]
    assert 0.0 < model.likelihood(ranked) < 1.0
