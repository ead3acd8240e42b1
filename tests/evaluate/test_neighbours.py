"""What an article says of one village, bank or school is no answer for its neighbour, which the article names, too.

25 invented articles that name each other's villages, and 61 questions in 6 languages; a third asks what only the neighbour's article says.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest

from service.evaluate.results import Share
from tests.default_model import needs_default_model
from tests.evaluate.answer_shares import shares_of

SET = Path(__file__).parents[1] / "data" / "neighbours"
WRONG = 0.1
"""Most of the answers given that may be wrong; a third was before articles told whom they speak of."""
DECLINED = 0.85
"""Least to be declined of the questions that only a neighbour's article seems to answer; it was a third."""

pytestmark = [
    pytest.mark.slow,
    needs_default_model,
    pytest.mark.timeout(600),
]


@pytest.fixture(scope="module")
def shares(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Share]:
    return shares_of(SET, tmp_path_factory.mktemp("neighbours"))


def test_few_answers_are_the_neighbours(shares: Mapping[str, Share]) -> None:
    assert shares["wrong"].value <= WRONG, shares["wrong"]


def test_what_only_the_neighbour_has_is_declined(shares: Mapping[str, Share]) -> None:
    assert shares["declined"].value >= DECLINED, shares["declined"]
