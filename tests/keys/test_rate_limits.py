"""Buckets fill evenly, are counted by all processes together, and cost next to nothing."""

import multiprocessing
import statistics
import time

import pytest

from service.keys.rate_limits import _SET_BYTES, _SETS, Buckets


class Clock:
    """Tells the time that a test sets."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture(params=["own", "shared"])
def counted(request, tmp_path):
    """Buckets and their clock."""
    clock = Clock()
    buckets = Buckets(tmp_path / "buckets" if request.param == "shared" else None, clock=clock)
    yield buckets, clock
    buckets.close()


def granted(buckets, name, most, times):
    return [buckets.draw(name, most).granted for _ in range(times)].count(True)


def test_a_bucket_holds_a_minute_and_fills_evenly(counted):
    buckets, clock = counted
    assert granted(buckets, "desk", 30, 40) == 30
    refused = buckets.draw("desk", 30)
    assert (refused.granted, refused.left, refused.wait, refused.full_in) == (False, 0, 2.0, 60.0)
    clock.now += 10
    assert granted(buckets, "desk", 30, 40) == 5
    clock.now += 600
    assert granted(buckets, "desk", 30, 40) == 30


def test_names_have_buckets_of_their_own(counted):
    buckets, _ = counted
    assert [granted(buckets, f"address {number}", 3, 5) for number in range(500)] == [3] * 500


def test_a_time_to_come_is_one_of_a_machine_before(counted):
    buckets, clock = counted
    assert granted(buckets, "desk", 10, 20) == 10
    clock.now = 5.0
    assert granted(buckets, "desk", 10, 20) == 10


def test_more_names_than_slots_keep_those_that_ask(counted):
    """Who asks all the time is not forgotten for those who asked once: of eight in a set the one that rested goes."""
    buckets, clock = counted
    for number in range(30_000):
        clock.now += 0.001
        buckets.draw(f"address {number}", 60)
    clock.now += 1
    assert granted(buckets, "desk", 5, 8) == 5
    assert len(buckets._memory) == _SETS * _SET_BYTES


def _count(file, name, most, times, results):
    buckets = Buckets(file)
    results.put(granted(buckets, name, most, times))


def test_processes_count_together(tmp_path):
    """Two processes that ask as fast as they can get what one would, within 5 % (here: what refills meanwhile)."""
    file, context, most = tmp_path / "buckets", multiprocessing.get_context("spawn"), 6000
    Buckets(file).close()
    results = context.Queue()
    began = time.monotonic()
    workers = [context.Process(target=_count, args=(file, "desk", most, 5000, results)) for _ in range(2)]
    for worker in workers:
        worker.start()
    total = sum(results.get(timeout=60) for _ in workers)
    for worker in workers:
        worker.join(20)
    refilled = (time.monotonic() - began) * most / 60
    assert most <= total <= min(most + refilled + 1, 10_000)
    assert total - refilled <= most * 1.05


def test_a_draw_costs_microseconds(tmp_path):
    buckets = Buckets(tmp_path / "buckets")
    took = []
    for number in range(2000):
        began = time.perf_counter()
        buckets.draw(f"address {number % 50}", 1000)
        took.append(time.perf_counter() - began)
    assert statistics.median(took) < 0.0005


def test_a_bucket_may_fill_faster_than_in_a_minute(counted):
    """A hundred in five seconds are twenty a second: half a second after the last, ten more are granted."""
    buckets, clock = counted
    assert [buckets.draw("events", 100, seconds=5).granted for _ in range(101)] == [True] * 100 + [False]
    clock.now += 0.5
    assert [buckets.draw("events", 100, seconds=5).granted for _ in range(11)] == [True] * 10 + [False]
