"""The event loop computes in turns with the threads that search."""

import asyncio
import itertools
import threading
import time

import pytest

from service.http.lanes import in_thread, lane_of
from service.http.loop_turns import taking_turns
from service.search.turns import Turns


def worked(seconds: float) -> tuple[float, float]:
    """Works for so long, in native code; when it began and ended."""
    began = time.monotonic()
    time.sleep(seconds)
    return began, time.monotonic()


def test_the_loop_computes_while_no_search_does() -> None:
    """Searches of 3 ms, and what the loop does for each of them: none begins in the midst of another."""
    spans: list[tuple[float, float]] = []

    async def asked() -> None:
        spans.append(await in_thread(worked, 0.003))
        spans.append(worked(0.002))

    async def crowd() -> None:
        turns = Turns(2)
        with taking_turns(asyncio.get_running_loop(), turns), lane_of(turns):
            await asyncio.gather(*(asked() for _ in range(20)))

    asyncio.run(crowd())
    spans.sort()
    assert len(spans) == 40
    overlaps = [later[0] < earlier[1] for earlier, later in itertools.pairwise(spans)]
    assert sum(overlaps) <= 4  # a loop that is kept waiting for 20 ms, on a busy machine, goes on beside


@pytest.mark.parametrize("crowd", [0, 8])
def test_a_search_that_takes_long_keeps_the_loop_waiting_for_a_moment_only(crowd: int) -> None:
    """Half a second, in which ten ticks of the loop are due."""

    async def ticking() -> int:
        turns, ticks = Turns(1), 0
        with taking_turns(asyncio.get_running_loop(), turns), lane_of(turns):
            asked = [asyncio.create_task(in_thread(time.sleep, 0.5))]
            asked += [asyncio.create_task(in_thread(int)) for _ in range(crowd)]
            while not asked[0].done():
                await asyncio.sleep(0.01)
                ticks += 1
            await asyncio.gather(*asked)
        return ticks

    assert asyncio.run(ticking()) >= 5


def test_whoever_takes_a_turn_waits_for_who_has_it_and_keeps_others_waiting() -> None:
    turns, let_go, begun, after = Turns(2), threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        let_go.wait(10)

    turns.put(work)
    assert begun.wait(10)
    assert not turns.take(0.01)
    let_go.set()
    assert turns.take(10)
    turns.put(after.set)
    assert not after.wait(0.05)
    turns.end()
    assert after.wait(10)


def test_a_loop_that_took_turns_leaves_none_behind() -> None:
    turns, done = Turns(1), threading.Event()

    async def once() -> None:
        with taking_turns(asyncio.get_running_loop(), turns):
            await asyncio.sleep(0.01)

    asyncio.run(once())
    turns.put(done.set)
    assert done.wait(10)
