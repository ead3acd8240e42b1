"""Scores are sums, margins are differences, likelihoods are logistic: all checked by hand."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answer.candidate import Weighed
from service.answer.model import AnswerModel, Reading, answer_model, margin, standing
from service.search.searcher import Searcher
from tests.answer.reading import candidates_of
from tests.answer.weighed import article, weighed, words

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
    """-1 + 0.5 * score 3 + 0.5 * 1 other that is as near, as ln 2 = 0.5 + 0.347, and 1 / (1 + 1/e^0.847) is 0.7."""
    model = AnswerModel({}, {"intercept": -1.0, "score": 0.5, "as near": 0.5}, 0.5)
    expected = 1 / (1 + math.exp(-0.5 - 0.5 * math.log(2)))
    assert model.likelihood([weighed(THREE, 3.0), weighed(FOUR, 2.5)]) == pytest.approx(expected)


def test_a_margin_is_to_the_best_that_says_something_else() -> None:
    """三万元 says the same as 3万元, so the next is 4万元; where nothing else is said, 4 is the most."""
    assert margin([weighed(THREE, 3.0), weighed(THREE_IN_WORDS, 2.9), weighed(FOUR, 2.0)]) == pytest.approx(1.0)
    assert margin([weighed(THREE, 9.0), weighed(FOUR, 1.0)]) == 4.0
    assert margin([weighed(THREE, 9.0), weighed(THREE_IN_WORDS, 1.0)]) == 4.0


def test_a_part_of_the_best_says_nothing_else() -> None:
    """林若溪 is a part of 市长林若溪; 铅皮 is not."""
    mayor, lead = article("a", "市长林若溪说。"), article("b", "铅皮穿了。")
    ranked = [words(mayor, "市长林若溪", 3.0), words(mayor, "林若溪", 2.5), words(lead, "铅皮", 1.0)]
    assert margin(ranked) == pytest.approx(2.0)


def test_a_number_that_ends_another_is_another_number() -> None:
    """The characters of 1万元 stand in 21万元: it says something else, whichever leads."""
    more, less = weighed(article("a", "捐款21万元。"), 3.0), weighed(article("b", "捐款1万元。"), 2.0)
    assert margin([more, less]) == pytest.approx(1.0)
    assert standing([more, less])["margin among all"] == pytest.approx(1 / (1 + math.exp(-1)))


def test_how_the_best_stands_among_all() -> None:
    """Scores 2, 1 and 0, the second saying the same: both have e² + e of e² + e + 1, and the margin is 2."""
    stands = standing([weighed(THREE, 2.0), weighed(THREE_IN_WORDS, 1.0), weighed(FOUR, 0.0)])
    assert (stands["score"], stands["agreed"]) == (2.0, 1.0)
    assert stands["margin among all"] == pytest.approx(2 * (math.e**2 + math.e) / (math.e**2 + math.e + 1))


def test_one_that_leads_for_its_date_may_score_less() -> None:
    """460 leads 320 by date: it is 1 behind, and e of e² + e."""
    stands = standing([weighed(THREE, 1.0), weighed(FOUR, 2.0)])
    assert stands["margin among all"] == pytest.approx(-math.e / (math.e**2 + math.e))
    assert stands["agreed"] == 0.0


def test_others_that_stand_as_near_or_are_marked_as_surely_speak_against_the_best() -> None:
    """Of two that say something else one has the question's words as near, and the reader's best of them is 0.5 behind."""
    best, near, far = (
        weighed(THREE, 3.0, near=0.5, span=0.75),
        weighed(FOUR, 2.0, near=0.5, span=0.25),
        weighed(article("d", "捐款5万元。"), 1.0, near=0.25, span=-1.0),
    )
    stands = standing([best, near, far])
    assert (stands["as near"], stands["span margin"]) == (pytest.approx(math.log(2)), 0.5)
    alone = standing([best])
    assert (alone["as near"], alone["span margin"]) == (0.0, 1.75)


def test_other_figures_of_the_kind_and_unit_in_its_sentence_are_counted_once() -> None:
    """680元 beside 740元 and 740人 in its sentence; 5元 is of another article, and 740元 stands there twice."""
    both = article("a", "捐款680元和740元，740元来自740人。")
    first = weighed(both, 3.0).candidate
    ranked = [
        Weighed(replace(weighed(both, 0.0, figure=n).candidate, sentence=first.sentence), 3.0 - n) for n in range(4)
    ]
    ranked.append(weighed(article("b", "捐款5元。"), 0.0))
    assert standing(ranked)["others beside"] == pytest.approx(math.log(2))


def test_each_model_weighs_what_its_candidates_have_and_nothing_else_is_computed(news: Searcher) -> None:
    read, unread = answer_model(Reading.ONCE), answer_model(Reading.NONE)
    computed: set[str] = set()
    for model, marked in ((read, ("1万元",)), (unread, ())):
        for each in candidates_of(news, "石大海捐款多少元？", *marked):
            assert model.weights.keys() <= each.features.keys()
            computed |= each.features.keys()
    assert computed == read.weights.keys()
    assert {"span", "share", "answerable"} <= read.weights.keys()
    assert unread.weights.keys().isdisjoint({"span", "share", "answerable", "rank"})


@given(st.lists(st.floats(-20, 20), min_size=1, max_size=6), st.sampled_from([Reading.NONE, Reading.ONCE]))
def test_a_likelihood_is_a_probability(scores: list[float], reading: Reading) -> None:
    ranked = [weighed(THREE, score) for score in sorted(scores, reverse=True)]
    assert 0.0 < answer_model(reading).likelihood(ranked) < 1.0
