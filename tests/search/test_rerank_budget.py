"""The cascade reads from the top, in batches, until its time or its number is up."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.rerank.reader import Excerpt, Judgement
from service.search.rerank import Budget, judge_first
from tests.doubles import MarkingReader

WINDOWS = [Excerpt(f"第{number}段") for number in range(12)]


class SlowReader:
    """Takes the seconds that it is told for each batch, on a clock of its own."""

    def __init__(self, *seconds: float) -> None:
        self._seconds = list(seconds)
        self._reader = MarkingReader()
        self.time = 0.0

    @property
    def fingerprint(self) -> str:
        return "slow"

    @property
    def batches(self) -> list[int]:
        return [len(batch) for batch in self._reader.judged]

    def judge(self, question: str, excerpts: Sequence[Excerpt]) -> list[Judgement]:
        self.time += self._seconds.pop(0)
        return self._reader.judge(question, excerpts)

    def now(self) -> float:
        return self.time


@pytest.mark.parametrize(
    ("seconds", "budget", "batches"),
    [
        pytest.param((0.07, 0.07), Budget(10, 150, 5), [5, 5], id="70 + 70 ms fit into 150"),
        pytest.param((0.0625, 0.2), Budget(8, 125, 4), [4, 4], id="62.5 ms are left, and the last took no more"),
        pytest.param((0.08, 0.06), Budget(10, 150, 5), [5, 4], id="70 ms are left for 4 of 16 ms each"),
        pytest.param((0.14,), Budget(10, 150, 5), [5], id="10 ms are left, and one takes 28"),
        pytest.param((0.9,), Budget(10, 150, 5), [5], id="a batch that was begun is finished"),
        pytest.param(
            (0.08, 0.04), Budget(7, 130, 5), [5, 2], id="2 of 5 take two fifths of the 80 ms, and 50 are left"
        ),
        pytest.param((0.1, 0.1, 0.1), Budget(12, 400, 4), [4, 4, 4], id="three batches"),
        pytest.param(
            (0.1, 0.26), Budget(12, 400, 4), [4, 4], id="the pace is the last batch's: 40 ms left, one takes 65"
        ),
        pytest.param((), Budget(10, 0, 5), [], id="no time reads nothing"),
        pytest.param((0.01,), Budget(3, 150, 5), [3], id="three candidates are one batch"),
        pytest.param((9.0, 9.0), Budget(10, float("inf"), 5), [5, 5], id="without a deadline all are read"),
    ],
)
def test_a_batch_is_begun_only_while_there_is_time_for_it(
    seconds: tuple[float, ...], budget: Budget, batches: list[int]
) -> None:
    reader = SlowReader(*seconds)
    found = judge_first(reader, "第几段？", WINDOWS, budget, now=reader.now)
    assert reader.batches == batches
    assert len(found) == sum(batches)


def test_it_goes_on_behind_what_was_judged_before() -> None:
    """Two batches of five, for the second of which there was no time."""
    reader = SlowReader(0.14, 0.14)
    first = judge_first(reader, "第几段？", WINDOWS, Budget(10, 150, 5), now=reader.now)
    whole = judge_first(reader, "第几段？", WINDOWS, Budget(10, 150, 5), before=first, now=reader.now)
    assert (len(first), reader.batches) == (5, [5, 5])
    assert [each.rank for each in whole] == [each.rank for each in MarkingReader().judge("第几段？", WINDOWS[:10])]
    assert judge_first(reader, "第几段？", WINDOWS, Budget(10, 150, 5), before=whole, now=reader.now) == whole


@given(
    st.integers(0, 12), st.integers(1, 12), st.integers(1, 6), st.lists(st.floats(0.001, 0.3), min_size=12, max_size=12)
)
def test_judgements_are_of_the_first_windows_in_order(there: int, most: int, batch: int, seconds: list[float]) -> None:
    reader = SlowReader(*seconds)
    windows = WINDOWS[:there]
    found = judge_first(reader, "第几段？", windows, Budget(most, 150, batch), now=reader.now)
    alone = MarkingReader().judge("第几段？", windows)
    assert [each.rank for each in found] == [each.rank for each in alone[: len(found)]]
    assert min(there, most, batch) <= len(found) <= min(there, most)


class HeldReader:
    """Judges nothing before it is let go; says when it was begun."""

    def __init__(self) -> None:
        self.begun, self.let_go = threading.Event(), threading.Event()

    @property
    def fingerprint(self) -> str:
        return "held"

    def judge(self, question: str, excerpts: Sequence[Excerpt]) -> list[Judgement]:
        self.begun.set()
        assert self.let_go.wait(10)
        return MarkingReader().judge(question, excerpts)


def test_one_question_is_read_at_a_time_and_another_waits_for_as_long_as_it_may_read() -> None:
    """While one is read, a second gives up after its 20 ms without reading; a third with more time has its turn."""
    held = HeldReader()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(judge_first, held, "第几段？", WINDOWS, Budget(3, 1000))
        assert held.begun.wait(10)
        assert judge_first(MarkingReader(), "第几段？", WINDOWS, Budget(3, 20)) == []
        third = pool.submit(judge_first, MarkingReader(), "第几段？", WINDOWS, Budget(3, 10_000))
        held.let_go.set()
        assert (len(first.result(10)), len(third.result(10))) == (3, 3)


def test_a_reader_that_fails_does_not_keep_its_turn() -> None:
    class Broken(HeldReader):
        def judge(self, question: str, excerpts: Sequence[Excerpt]) -> list[Judgement]:
            raise RuntimeError("out of memory")

    with pytest.raises(RuntimeError, match="out of memory"):
        judge_first(Broken(), "第几段？", WINDOWS, Budget())
    assert len(judge_first(MarkingReader(), "第几段？", WINDOWS, Budget(3, 20))) == 3
