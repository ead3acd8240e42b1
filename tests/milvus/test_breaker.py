"""A breaker opens when a call fails, lets one try after a pause that doubles, and closes when one is answered."""

from indexer.milvus.breaker import Breaker


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_it_opens_for_a_second_then_lets_one_caller_try() -> None:
    clock = Clock()
    breaker = Breaker(clock=clock)
    assert breaker.wait() == 0
    assert breaker.failed("no answer.")
    assert breaker.reason == "no answer."
    assert breaker.wait() == 1
    clock.now += 1
    assert breaker.wait() == 0  # who asks now tries
    assert breaker.wait() > 0  # all others do not
    assert breaker.worked()
    assert breaker.wait() == 0
    assert breaker.reason == ""
    assert not breaker.worked()


def test_pauses_double_up_to_five_seconds() -> None:
    clock = Clock()
    breaker = Breaker(clock=clock)
    breaker.failed("a")
    pauses = []
    for _ in range(4):
        pauses.append(breaker.wait())
        clock.now += pauses[-1]
        assert breaker.wait() == 0
        assert not breaker.failed("b")
    assert pauses == [1, 2, 4, 5]


def test_calls_that_were_under_way_when_it_opened_count_once() -> None:
    clock = Clock()
    breaker = Breaker(clock=clock)
    assert [breaker.wait() for _ in range(16)] == [0] * 16
    assert [breaker.failed("a") for _ in range(16)] == [True, *[False] * 15]
    assert breaker.wait() == 1
    assert breaker.worked()  # one of them was answered after all
    assert breaker.wait() == 0
