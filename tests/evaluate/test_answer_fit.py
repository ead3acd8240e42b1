"""The fit of answers: weights that put right candidates first, and the threshold that keeps the promise."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from benchmarks.fitting.answers import (
    WEIGHED,
    Asked,
    Outcome,
    after_first,
    fit,
    outcome,
    outcomes_by_fold,
    threshold_for,
)
from service.answer.model import STANDING, AnswerModel, Reading
from tests.answer.weighed import ASKED, article, weighed


def asked(of: str, near: Sequence[float], right: Sequence[bool]) -> Asked:
    """A question whose candidates, 2万元, 3万元, …, differ in one feature alone."""
    none = dict.fromkeys((*WEIGHED[Reading.NONE], *STANDING, "span"), 0.0)
    found = tuple(
        replace(weighed(article(of, f"捐款{number}万元。"), 0.0).candidate, features={**none, "near": each})
        for number, each in enumerate(near, start=2)
    )
    marks = np.array(right, dtype=np.float64)
    return Asked("set", ASKED, "zh", "money", of, any(right), found, marks, marks, np.array(right, dtype=np.bool_))


def judged(likelihoods: Sequence[float], right: Sequence[bool]) -> list[Outcome]:
    of = asked("a", [0.5], [True])
    return [Outcome(of, likely, exact=ok, right=ok) for likely, ok in zip(likelihoods, right, strict=True)]


def test_the_threshold_is_the_least_from_which_few_enough_are_wrong() -> None:
    """36 right ones from 0.60 to 0.95; with four wrong ones at 0.5, 4 of 40 are wrong: a tenth, but over a twentieth."""
    outcomes = judged([*np.linspace(0.6, 0.95, 36), *[0.505] * 4], [True] * 36 + [False] * 4)
    assert threshold_for(outcomes, wrong=0.1) <= 0.5
    assert threshold_for(outcomes, wrong=0.05) == 0.51


def test_of_a_few_answers_no_share_is_told() -> None:
    """29 right ones are one too few."""
    assert threshold_for(judged([0.9] * 29, [True] * 29), wrong=0.1) == 1.0
    assert threshold_for(judged([0.9] * 30, [True] * 30), wrong=0.1) < 0.9


def test_weights_put_right_candidates_first() -> None:
    """What is near is right in all of them; nothing else tells them apart."""
    questions = [asked(f"a{number}", [0.9, 0.1], [True, False]) for number in range(12)]
    questions += [asked(f"b{number}", [0.5, 0.4], [False, False]) for number in range(12)]
    model = fit(questions, Reading.NONE)
    assert model.weights["near"] > 0
    assert {name for name, weight in model.weights.items() if weight} == {"near"}
    assert outcome(model, questions[0]).right
    assert outcome(model, questions[0]).likelihood > 0.5 > outcome(model, questions[-1]).likelihood


def test_every_question_is_judged_once_by_a_model_of_other_articles() -> None:
    questions = [asked(f"a{number}", [0.9, 0.1], [number % 3 > 0, False]) for number in range(15)]
    outcomes = outcomes_by_fold(questions, Reading.NONE)
    assert sorted(each.asked.article for each in outcomes) == sorted(each.article for each in questions)
    assert all(each.right == each.asked.answerable for each in outcomes)


def test_without_candidates_nothing_is_right() -> None:
    nothing = asked("a", [], [])
    assert outcome(AnswerModel({}, {"intercept": 9.0}, 0.5), nothing) == Outcome(nothing, 0.0, exact=False, right=False)


def test_only_what_the_first_reading_neither_answers_nor_gives_up_is_read_again() -> None:
    """From .8 on it answers, whatever the second says; below .3 it gives up; .5 is read again."""
    of = asked("a", [1.0], [True])
    first = [Outcome(of, likely, exact=True, right=True) for likely in (0.8, 0.5, 0.2)]
    second = [Outcome(of, 0.7, exact=False, right=False)] * 3
    found = after_first(first, second, 0.8)
    assert [(each.likelihood, each.right) for each in found] == [(1.0, True), (0.7, False), (0.2, True)]
