"""What the retrieval benchmark says of a change since the last figures."""

import pytest

from benchmarks.retrieval import differences


def figures(value: float, *, limit: int = 300) -> dict[str, object]:
    """The kept form, down to one estimate."""
    values = {"zh→zh hybrid hit@1": value, "zh→zh hybrid MRR@10": 0.9}
    return {"half": "report", "limit": limit, "questions": 10, "values": values}


@pytest.mark.parametrize(
    ("now", "last", "lines"),
    [
        (0.75, 0.8, ["zh→zh hybrid hit@1: 0.800 -> 0.750 (-0.050) LOSS"]),
        (0.8, 0.75, ["zh→zh hybrid hit@1: 0.750 -> 0.800 (+0.050)"]),
        (0.8, 0.8004, ["nothing moved"]),
    ],
)
def test_what_moved_is_told_and_a_loss_is_called_one(now: float, last: float, lines: list[str]) -> None:
    assert list(differences(figures(now), figures(last))) == lines


def test_other_questions_are_not_compared() -> None:
    assert list(differences(figures(0.1), figures(0.9, limit=20))) == [
        "measured on other questions than the last figures: not compared"
    ]
