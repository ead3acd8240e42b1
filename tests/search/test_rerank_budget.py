"""The cascade reads from the top until its time or its number is up."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.rerank.reader import Excerpt, GoOn, Judgement, to_the_end
from service.search.passage_reader import Budget, judge_first
from tests.doubles import MarkingReader

WINDOWS = [Excerpt(f"第{number}段") for number in range(12)]


class SlowReader(MarkingReader):
    """Takes the seconds that it is told for each window, on a clock of its own."""

    def __init__(self, *seconds: float) -> None:
        super().__init__()
        self._seconds = list(seconds)
        self.time = 0.0

    @property
    def read(self) -> list[int]:
        return [len(windows) for windows in self.judged]

    def judge(self, question: str, excerpts: Sequence[Excerpt], go_on: GoOn = to_the_end) -> list[Judgement]:
        def then(begun: int, done: int) -> bool:
            if not go_on(begun, done):
                return False
            self.time += self._seconds.pop(0)
            return True

        return super().judge(question, excerpts, then)

    def now(self) -> float:
        return self.time


@pytest.mark.parametrize(
    ("seconds", "budget", "read"),
    [
        pytest.param((0.0125,) * 10, Budget(10, 150, 5), 10, id="125 ms fit into 150"),
        pytest.param((0.015625,) * 8, Budget(8, 125, 4), 8, id="the last has as long as it takes"),
        pytest.param((0.016,) * 9, Budget(10, 150, 5), 9, id="6 ms are left, and one takes 16"),
        pytest.param((0.028,) * 5, Budget(10, 150, 5), 5, id="10 ms are left, and one takes 28"),
        pytest.param((0.018,) * 5, Budget(10, 90, 5), 5, id="nothing is left"),
        pytest.param((0.2,) * 5, Budget(10, 150, 5), 5, id="the first five are read in any case"),
        pytest.param((0.01, 0.01, 0.2), Budget(10, 150, 2), 3, id="what was begun is finished"),
        pytest.param((0.03, 0.03, 0.12), Budget(10, 239, 1), 3, id="59 ms are left, and one takes 60 in the mean"),
        pytest.param((), Budget(10, 0, 5), 0, id="no time reads nothing"),
        pytest.param((0.01,) * 3, Budget(3, 150, 5), 3, id="there are three candidates"),
        pytest.param((9.0,) * 10, Budget(10, float("inf"), 5), 10, id="without a deadline all are read"),
    ],
)
def test_a_window_behind_the_first_is_begun_only_while_there_is_time_for_it(
    seconds: tuple[float, ...], budget: Budget, read: int
) -> None:
    reader = SlowReader(*seconds)
    found = judge_first(reader, "第几段？", WINDOWS, budget, now=reader.now)
    assert len(found) == sum(reader.read) == read


def test_two_at_a_time_are_begun_at_the_pace_of_both() -> None:
    """Each takes 30 ms of one of two processors. After 120 ms eight are done, 15 ms for each: that is left, and the last two are begun."""
    clock = 0.0

    class Pair(MarkingReader):
        def judge(self, question: str, excerpts: Sequence[Excerpt], go_on: GoOn = to_the_end) -> list[Judgement]:
            nonlocal clock
            read = 0
            while read < len(excerpts) and go_on(read, read):
                read += 1 + go_on(read + 1, read)
                clock += 0.03
            return super().judge(question, excerpts[:read])

    assert [len(judge_first(Pair(), "第几段？", WINDOWS, Budget(10, ms), now=lambda: clock)) for ms in (135, 134)] == [
        10,
        8,
    ]


def test_it_goes_on_behind_what_was_judged_before() -> None:
    """Of ten windows five, for more of which there was no time; then the other five."""
    reader = SlowReader(*(0.028,) * 10)
    first = judge_first(reader, "第几段？", WINDOWS, Budget(10, 150, 5), now=reader.now)
    whole = judge_first(reader, "第几段？", WINDOWS, Budget(10, 150, 5), before=first, now=reader.now)
    assert (len(first), reader.read) == (5, [5, 5])
    assert [each.rank for each in whole] == [each.rank for each in MarkingReader().judge("第几段？", WINDOWS[:10])]
    assert judge_first(reader, "第几段？", WINDOWS, Budget(10, 150, 5), before=whole, now=reader.now) == whole


@given(
    st.integers(0, 12), st.integers(1, 12), st.integers(1, 6), st.lists(st.floats(0.001, 0.3), min_size=12, max_size=12)
)
def test_judgements_are_of_the_first_windows_in_order(there: int, most: int, least: int, seconds: list[float]) -> None:
    reader = SlowReader(*seconds)
    windows = WINDOWS[:there]
    found = judge_first(reader, "第几段？", windows, Budget(most, 150, least), now=reader.now)
    alone = MarkingReader().judge("第几段？", windows)
    assert [each.rank for each in found] == [each.rank for each in alone[: len(found)]]
    assert min(there, most, least) <= len(found) <= min(there, most)


class HeldReader:
    """Judges nothing before it is let go; says when it was begun."""

    def __init__(self) -> None:
        self.begun, self.let_go = threading.Event(), threading.Event()

    @property
    def fingerprint(self) -> str:
        return "held"

    def judge(self, question: str, excerpts: Sequence[Excerpt], go_on: GoOn = to_the_end) -> list[Judgement]:
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
        def judge(self, question: str, excerpts: Sequence[Excerpt], go_on: GoOn = to_the_end) -> list[Judgement]:
            raise RuntimeError("out of memory")

    with pytest.raises(RuntimeError, match="out of memory"):
        judge_first(Broken(), "第几段？", WINDOWS, Budget())
    assert len(judge_first(MarkingReader(), "第几段？", WINDOWS, Budget(3, 20))) == 3
