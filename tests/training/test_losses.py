"""Losses against arithmetic written out."""

from math import exp, log

import pytest
import torch

from training.fit.losses import Targets, losses_of, rank_loss
from training.fit.reader import Outputs


def _targets(start: list[int], end: list[int], group: list[int]) -> Targets:
    return Targets(torch.tensor(start), torch.tensor(end), torch.tensor(group))


def test_ranking_is_a_softmax_over_the_windows_of_a_question() -> None:
    """Question 0 has scores 2 (right), 1 and 0; question 1 one window alone; question 2 none that is right."""
    scores = torch.tensor([2.0, 1.0, 0.0, 5.0, 1.0, 3.0])
    targets = _targets([4, 0, 0, 3, 0, 0], [5, 0, 0, 3, 0, 0], [0, 0, 0, 1, 2, 2])
    expected = log(exp(2) + exp(1) + exp(0)) - 2
    assert float(rank_loss(scores, targets)) == pytest.approx(expected, abs=1e-6)


def test_without_anything_to_compare_ranking_costs_nothing() -> None:
    assert float(rank_loss(torch.tensor([1.0, 2.0]), _targets([3, 0], [3, 0], [0, 1]))) == 0.0


def test_the_windows_of_a_question_that_do_not_answer_have_one_vote_together() -> None:
    """Question 0: one that answers, three that do not; question 1: one that does not, alone."""
    targets = _targets([4, 0, 0, 0, 0], [5, 0, 0, 0, 0], [0, 0, 0, 0, 1])
    assert targets.weights.tolist() == pytest.approx([1, 1 / 3, 1 / 3, 1 / 3, 1])


def test_verdicts_are_weighed_by_votes() -> None:
    """Logits 1 (answers), -2 and 0 (do not): (log(1 + 1/e) + (log(1 + 1/e²) + log 2) / 2) / 2."""
    zeros = torch.zeros(3, 2)
    outputs = Outputs(zeros, zeros, torch.zeros(3), torch.tensor([1.0, -2.0, 0.0]))
    expected = (log(1 + exp(-1)) + (log(1 + exp(-2)) + log(2)) / 2) / 2
    found = losses_of(outputs, _targets([1, 0, 0], [1, 0, 0], [0, 0, 0]))
    assert float(found.answerable) == pytest.approx(expected, abs=1e-6)


def test_the_three_losses_and_their_sum() -> None:
    """One answer from place 2 to 2 and one row without; place 1 is forbidden."""
    inf = float("-inf")
    start = torch.tensor([[0.0, inf, 1.0], [2.0, inf, 0.0]])
    end = torch.tensor([[0.0, inf, 3.0], [1.0, inf, 0.0]])
    outputs = Outputs(start, end, torch.tensor([0.0, 0.0]), torch.tensor([1.0, -2.0]))
    losses = losses_of(outputs, _targets([2, 0], [2, 0], [0, 0]))
    starts = (log(1 + exp(-1)) + log(1 + exp(-2))) / 2
    ends = (log(1 + exp(-3)) + log(1 + exp(-1))) / 2
    verdicts = (log(1 + exp(-1)) + log(1 + exp(-2))) / 2
    assert float(losses.span) == pytest.approx((starts + ends) / 2, abs=1e-6)
    assert float(losses.answerable) == pytest.approx(verdicts, abs=1e-6)
    assert float(losses.rank) == pytest.approx(log(2), abs=1e-6)
    assert float(losses.total) == pytest.approx((starts + ends) / 2 + 0.5 * verdicts + log(2), abs=1e-6)
