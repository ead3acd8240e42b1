"""Each measure against arithmetic written out here."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.evaluate.metrics import rank_measures, ranking_measures, recall_curve

RANKINGS = [
    ["a", "x", "b"],  # both right ones, at ranks 1 and 3
    ["x", "y", "c"],  # the right one at rank 3
    ["x", "y"],  # not found
    [],  # nothing was found at all
    ["x"],  # nobody says what is right
]
POSITIVES = [{"a", "b"}, {"c"}, {"d"}, {"e"}, set()]
NOTHING = float("nan")


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("hit@1", [1, 0, 0, 0, NOTHING]),
        ("hit@5", [1, 1, 0, 0, NOTHING]),
        ("hit@10", [1, 1, 0, 0, NOTHING]),
        ("MRR@10", [1 / 1, 1 / 3, 0, 0, NOTHING]),
        # DCG: 1/log2(rank + 1) of each right one; ideal: the right ones first.
        (
            "nDCG@10",
            [
                (1 / math.log2(2) + 1 / math.log2(4)) / (1 / math.log2(2) + 1 / math.log2(3)),
                (1 / math.log2(4)) / (1 / math.log2(2)),
                0,
                0,
                NOTHING,
            ],
        ),
        ("recall@100", [2 / 2, 1 / 1, 0, 0, NOTHING]),
    ],
)
def test_values_of_each_case(measure: str, expected: list[float]) -> None:
    np.testing.assert_allclose(ranking_measures(RANKINGS, POSITIVES)[measure], expected, atol=1e-12)


def test_what_stands_after_rank_10_counts_for_recall_only() -> None:
    ranking = [f"other{rank}" for rank in range(1, 11)] + ["right"]
    values = ranking_measures([ranking], [{"right"}])
    assert {name: value[0] for name, value in values.items()} == {
        "hit@1": 0, "hit@5": 0, "hit@10": 0, "MRR@10": 0, "nDCG@10": 0, "recall@100": 1,
    }  # fmt: skip


def test_no_case_with_positives_gives_no_value() -> None:
    assert all(np.isnan(values).all() for values in ranking_measures([["x"]], [set()]).values())


@given(st.lists(st.sampled_from("abcdefghijkl"), unique=True), st.sets(st.sampled_from("abcdefghijkl"), min_size=1))
def test_the_order_of_the_ranking_is_what_counts_and_not_the_ids(ranking: list[str], right: set[str]) -> None:
    """The library orders ties by id; ours has none, so its MRR is that of the first right place."""
    first = next((rank for rank, found in enumerate(ranking, start=1) if found in right), 0)
    values = ranking_measures([ranking], [right])
    assert values["MRR@10"][0] == pytest.approx(1 / first if 0 < first <= 10 else 0)
    assert values["hit@5"][0] == (0 < first <= 5)


def test_an_answer_counts_from_the_rank_where_it_stands() -> None:
    values = rank_measures("answer", [1, 3, 0, 10, 2], [True, True, True, True, False])
    np.testing.assert_array_equal(values["answer@1"], [1, 0, 0, 0, NOTHING])
    np.testing.assert_array_equal(values["answer@5"], [1, 1, 0, 0, NOTHING])
    np.testing.assert_array_equal(values["answer@10"], [1, 1, 0, 1, NOTHING])
    values = rank_measures("article answer", [1, 1, 6, 2, 2], [True, True, True, True, False])
    np.testing.assert_array_equal(values["article answer@1"], [1, 1, 0, 0, NOTHING])
    np.testing.assert_array_equal(values["article answer@10"], [1, 1, 1, 1, NOTHING])


def test_the_recall_curve_is_the_mean_share_of_right_ones_so_far() -> None:
    # Case 1 finds half at rank 1 and all at rank 3; case 2 all at rank 3; the others nothing; the last is not judged.
    curve = recall_curve(RANKINGS, POSITIVES, depth=4)
    assert curve == pytest.approx([0.5 / 4, 0.5 / 4, 2 / 4, 2 / 4])


def test_the_curve_ends_where_the_library_says() -> None:
    rankings, positives = RANKINGS[:4], POSITIVES[:4]
    library = ranking_measures(rankings, positives)["recall@100"].mean()
    assert recall_curve(rankings, positives, depth=100)[-1] == pytest.approx(library)
