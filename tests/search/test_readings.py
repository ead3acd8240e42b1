"""What is kept of a reading, for how long, and whose reading holds where two read at a time."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from indexer.rerank.reader import Excerpt, Judgement
from service.search.passage_reader import Readings
from tests.doubles import MarkingReader

TEN = MarkingReader().judge("几号？", [Excerpt(f"{number}号") for number in range(10)])


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def now(self) -> float:
        return self.seconds


def read(readings: Readings, asked: str, judgements: Sequence[Judgement], *, first_page: bool = False) -> int:
    """How many judgements hold, where this reads so many."""
    return len(readings.of(asked, lambda _before: judgements, whole=10, first_page=first_page))


def test_what_was_read_first_holds_for_every_page() -> None:
    readings = Readings()
    assert read(readings, "a", TEN[:4], first_page=True) == 4
    assert read(readings, "a", TEN) == 4
    assert read(readings, "a", TEN, first_page=True) == 4
    assert read(readings, "b", TEN) == 10


def test_what_was_stopped_is_read_on_by_a_first_page_after_a_minute_and_by_no_later_page() -> None:
    clock = Clock()
    readings = Readings(patience=60, now=clock.now)
    read(readings, "a", TEN[:4])
    clock.seconds += 60
    assert read(readings, "a", TEN, first_page=True) == 4
    clock.seconds += 1
    assert read(readings, "a", TEN) == 4
    assert read(readings, "a", TEN, first_page=True) == 10
    assert read(readings, "a", TEN[:4]) == 10
    clock.seconds += 3600
    assert read(readings, "a", TEN[:4], first_page=True) == 10, "all was read: nothing is to be had by reading again"


def test_what_was_stopped_is_read_on_behind_what_is_kept() -> None:
    clock = Clock()
    readings = Readings(patience=60, now=clock.now)
    read(readings, "a", TEN[:4])
    clock.seconds += 61
    whole = readings.of("a", lambda before: [*before, *TEN[len(before) :]], whole=10, first_page=True)
    assert list(whole) == list(TEN)


def test_the_least_recently_used_goes_first() -> None:
    readings = Readings(2)
    read(readings, "a", TEN[:1])
    read(readings, "b", TEN[:2])
    read(readings, "a", TEN)
    read(readings, "c", TEN[:3])
    assert [read(readings, asked, TEN) for asked in ("a", "c", "b")] == [1, 3, 10]


def test_two_pages_that_are_read_at_a_time_go_by_one_reading() -> None:
    readings = Readings()
    both = threading.Barrier(2, timeout=10)

    def page(count: int) -> Sequence[Judgement]:
        def slowly(_before: Sequence[Judgement]) -> Sequence[Judgement]:
            both.wait()
            return TEN[:count]

        return readings.of("a", slowly, whole=10, first_page=count == 5)

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(page, (5, 7))
    assert first is second
