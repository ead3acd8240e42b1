"""What a reader says of places in articles, in written-out arithmetic over windows of a few tokens."""

import math

import numpy as np
import pytest
from service.judged import FEATURES, Judged

from indexer.domain import Chunk, Span
from indexer.reader import Judgement

LOW = -1000.0


def judgement(start: list[float], end: list[float], *, none: float = 0.0, rank: float = 0.0) -> Judgement:
    """Each character is a token."""
    offsets = tuple((place, place + 1) for place in range(len(start)))
    return Judgement(rank, 0.0, none, offsets, np.array(start, np.float32), np.array(end, np.float32))


def chunk(text: str, article: str = "a", start: int = 0) -> Chunk:
    return Chunk(article, 0, start, start + len(text), text)


def test_a_place_is_touched_as_often_as_the_spans_in_it_and_no_answer_counts() -> None:
    """Only 1..2 and "none" are possible, both with logit 0: one half; a place beside it is touched by nothing."""
    read = judgement([LOW, 0, LOW, LOW], [LOW, LOW, 0, LOW])
    judged = Judged([(chunk("甲乙丙丁"), read)])
    assert judged.figure("a", 1, 2)["touched"] == pytest.approx(0.5)
    assert judged.figure("a", 3, 4)["touched"] == pytest.approx(0.0)


def test_a_span_is_told_by_how_far_it_stays_behind_the_best_of_all() -> None:
    """4 + 4 is the best of the other chunk, 2 + 2 here: 1 - 4/8 = 0.5; and 4 above none is sigmoid(4/2) by itself."""
    here, best = judgement([2, LOW], [2, LOW], rank=1.0), judgement([4], [4], rank=3.0)
    features = Judged([(chunk("甲乙"), here), (chunk("丙", "b"), best)]).figure("a", 0, 1)
    assert features["span"] == pytest.approx(0.5)
    assert features["span here"] == pytest.approx(1 / (1 + math.exp(-2)))
    assert features["ranked"] == pytest.approx(math.exp(1.0 - 3.0))
    assert (features["answerable"], features["best touches"], features["read"]) == (0.5, 1.0, 1.0)


def test_offsets_are_of_the_chunk_and_places_of_the_body() -> None:
    """The chunk begins at 10, so its character 1 is 11 of the body."""
    read = judgement([LOW, 3, LOW], [LOW, LOW, 3])
    judged = Judged([(chunk("甲乙丙", start=10), read)])
    assert judged.marked("a", Span(5, 20), sure=0.0) == Span(11, 13)
    assert judged.score("a", Span(11, 13)) == pytest.approx(6.0)


def test_what_is_no_surer_than_no_answer_is_not_marked() -> None:
    """3 + 3 less 7 is below 0."""
    judged = Judged([(chunk("甲乙丙"), judgement([LOW, 3, LOW], [LOW, LOW, 3], none=7.0))])
    assert judged.marked("a", Span(0, 3), sure=0.0) is None


def test_where_nothing_was_read_every_feature_is_nothing() -> None:
    judged = Judged([])
    assert not judged
    assert judged.figure("a", 0, 1) == dict.fromkeys(FEATURES, 0.0)
    assert judged.score("a", Span(0, 1)) is None
