"""Weights of the first few are fitted so that every set counts the same and none falls below where it was."""

import numpy as np
import pytest

from benchmarks.fitting.fusion import FEATURES, LEARNT, Examples, fit_head_weights, fit_snippet_weights, hit_at_1
from service.search.config import ranking
from service.search.head_signals import head_weights


def examples(*questions: list[tuple[dict[str, float], bool]]) -> Examples:
    """Of each question the candidates, by the signals that are not 0, and whether they are right."""
    rows = [[float(told.get(name, 0.0)) for name in FEATURES] for each in questions for told, _ in each]
    right = [is_right for each in questions for _, is_right in each]
    starts = np.cumsum([0, *map(len, questions[:-1])])
    return Examples(np.array(rows, np.float32), np.array(right), starts)


MEANT = examples(*[[({"dense": 5.0}, True), ({"lexical": 0.7}, False)]] * 4)
"""The dense leg is right by 5 spreads, and the words are wrong by 0.7."""
NAMED = examples(*[[({"dense": 4.0}, False), ({"lexical": 0.7}, True)]] * 4)


def test_a_hit_is_the_best_candidate_of_its_question() -> None:
    both = examples(
        [({"dense": 1.0}, False), ({"dense": 2.0}, True)], [({"dense": 3.0}, False), ({"dense": 1.0}, True)]
    )
    assert hit_at_1(both, head_weights()) == 0.5


def test_words_weigh_as_much_as_suits_all_sets() -> None:
    start = {**head_weights(), "lexical": 13.0, "dense_lead": 0.0, "lexical_lead": 0.0}
    assert (hit_at_1(MEANT, start), hit_at_1(NAMED, start)) == (0.0, 1.0)
    fitted = fit_head_weights([MEANT, NAMED], start)
    assert (hit_at_1(MEANT, fitted), hit_at_1(NAMED, fitted)) == (1.0, 1.0)
    assert 0.7 * fitted["lexical"] == pytest.approx(4.9)


def test_a_set_does_not_fall_for_another_to_rise() -> None:
    start = {**head_weights(), "lexical": 13.0}
    wrong = examples(
        *[
            [({"dense": 6.0}, True), ({"lexical": 0.7}, False)],
            [({"lexical": 0.5, "dense": 6.3}, True), ({"lexical": 1.0}, False)],
        ]
        * 2
    )
    needs = examples(*[[({"dense": 8.5}, False), ({"lexical": 0.7}, True)]] * 4)
    fitted = fit_head_weights([wrong, needs], start)
    assert hit_at_1(needs, fitted) == hit_at_1(needs, start) == 1.0


def test_snippets_are_ranked_by_what_makes_their_right_ones_likeliest() -> None:
    """Words say nothing there, a thing of the kind that is asked for much; scores in spreads, drawn with the weight that is to be found."""
    chance = np.random.default_rng(3)
    questions = []
    for _ in range(400):
        told = [
            {"dense": chance.normal(), "lexical": chance.random(), "kind": float(chance.random() < 0.4)}
            for _ in range(5)
        ]
        worth = [2 * (each["dense"] + 1.5 * each["kind"]) + chance.gumbel() for each in told]
        questions.append([(each, place == int(np.argmax(worth))) for place, each in enumerate(told)])
    fitted = fit_snippet_weights([examples(*questions)], ranking().snippet_weights)
    assert fitted["kind"] == pytest.approx(1.5, abs=0.25)
    assert fitted["lexical"] == pytest.approx(0.0, abs=0.25)
    assert {name for name, weight in fitted.items() if weight} <= set(LEARNT)
    assert fitted.keys() == ranking().snippet_weights.keys()


def test_what_is_not_learnt_of_snippets_weighs_as_ever() -> None:
    """A year that is asked for counts beside the rest: what is right by it alone moves no other weight much."""
    told = examples(*[[({"same_year": 8.0, "dense": 1.0}, True), ({"dense": 1.0, "lexical": 0.9}, False)]] * 20)
    assert fit_snippet_weights([told], ranking().snippet_weights)["lexical"] < 0
