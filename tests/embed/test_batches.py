"""Texts are grouped by length: little padding, bounded batches, nothing lost."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.embed.embedder import ModelCard
from indexer.embed.openvino import OpenVinoEmbedder, group_by_tokens, group_questions
from indexer.embed.tokenizer import LibraryTokenizer


@pytest.mark.parametrize(
    ("counts", "budget", "expected"),
    [
        pytest.param([], 100, [], id="nothing"),
        pytest.param([7], 100, [[0]], id="one"),
        # 100 and 90 fill two rows of 100 = 200; the fives would fill a twentieth of such a row.
        pytest.param([5, 90, 100, 5], 200, [[2, 1], [0, 3]], id="like lengths together"),
        pytest.param([10, 10, 10], 20, [[0, 1], [2]], id="equal lengths in the order given"),
        pytest.param([300, 10], 100, [[0], [1]], id="a text past the budget stands alone"),
        # 75 is exactly three quarters of 100; 74 is less.
        pytest.param([100, 75, 74], 1000, [[0, 1], [2]], id="the least fill is included"),
    ],
)
def test_written_out_groups(counts, budget, expected):
    assert group_by_tokens(counts, budget=budget) == expected


@given(st.lists(st.integers(min_value=1, max_value=512)), st.integers(min_value=1, max_value=2048))
def test_every_position_comes_once_and_no_group_pads_more_than_a_quarter(counts, budget):
    groups = group_by_tokens(counts, budget=budget)
    assert sorted(position for group in groups for position in group) == list(range(len(counts)))
    for group in groups:
        longest = max(counts[position] for position in group)
        padded = len(group) * longest
        assert len(group) == 1 or padded <= budget
        assert sum(counts[position] for position in group) >= 0.75 * padded


@pytest.mark.parametrize(
    ("counts", "options", "expected"),
    [
        pytest.param([], {}, [], id="nothing"),
        pytest.param(
            [20, 4, 18],
            {"run": 16},
            [[0, 2, 1]],
            id="76 either way: together",
        ),
        pytest.param([20, 4, 18], {"run": 15}, [[0, 2], [1]], id="apart: 40 + 4 + 30 is 74, together 75"),
        pytest.param([10, 10, 10], {"budget": 20}, [[0, 1], [2]], id="no more than the budget"),
        pytest.param([300, 10], {"budget": 100}, [[0], [1]], id="a text past the budget stands alone"),
    ],
)
def test_written_out_groups_of_questions(counts, options, expected):
    assert group_questions(counts, **options) == expected


def cost(counts, groups, run):
    return sum(len(group) * max(counts[place] for place in group) + run for group in groups)


def partitions(places):
    """All ways to put some places into groups."""
    if not places:
        yield []
        return
    for rest in partitions(places[1:]):
        yield [[places[0]], *rest]
        for at, group in enumerate(rest):
            yield [*rest[:at], [places[0], *group], *rest[at + 1 :]]


@given(st.lists(st.integers(1, 40), min_size=1, max_size=6), st.integers(0, 40))
def test_no_other_way_to_group_questions_takes_less(counts, run):
    groups = group_questions(counts, run=run)
    assert sorted(place for group in groups for place in group) == list(range(len(counts)))
    assert cost(counts, groups, run) == min(cost(counts, each, run) for each in partitions(list(range(len(counts)))))


class CountingEngine:
    """Gives each text the number of its tokens as its vector, and remembers the shapes that it met."""

    precision = "f32"

    def __init__(self):
        self.shapes = []

    def run_each(self, batches):
        for batch in batches:
            self.shapes.append(batch.ids.shape)
            yield (batch.mask.sum(axis=1, keepdims=True).astype(np.float32),)


@pytest.fixture
def counting(tiny_folder):
    """An embedder of at most 40 tokens, where a character is a token and two more stand around a text."""
    tokenizer = LibraryTokenizer.read(tiny_folder / "tokenizer.json", max_tokens=40)
    return OpenVinoEmbedder(CountingEngine(), ModelCard("tiny", "", 1, 40, "", ""), tokenizer)


def test_questions_of_any_length_meet_a_model_in_few_shapes(counting):
    """Each shape costs memory for good, and time whenever it is another than the last."""
    texts = ["雨" * count for count in range(1, 51)]
    alone = [float(counting.embed_queries([text])[0, 0]) for text in texts]
    assert {length for _, length in counting._engine.shapes} == {16, 32, 40}
    together = counting.embed_queries(texts[::-1])[::-1, 0].tolist()
    assert {length for _, length in counting._engine.shapes} == {16, 32, 40}
    assert alone == together == [min(count + 2, 40) for count in range(1, 51)]


def test_passages_are_filled_to_the_longest_of_their_batch_and_no_further(counting):
    """They are read once, many at a time: there each token more is paid for."""
    counting.embed_passages(["雨" * 17, "雨" * 16])
    assert counting._engine.shapes == [(2, 19)]
