"""Threads take turns: one computes at a time, and another goes on while it waits or where it takes long."""

import threading
import time

import numpy as np
import pytest

from indexer.index.vectors import Vectors
from service.results import NO_FILTERS
from service.search.local import LocalIndex
from service.search.turns import Turns, waiting
from tests.jobs.conftest import until


class Recorder:
    """Work that tells when it begins, and ends when it is let."""

    def __init__(self):
        self.begun = []
        self.ended = []
        self._gates = {}

    def work(self, name, *, waits=False):
        gate = self._gates[name] = threading.Event()

        def done():
            self.begun.append(name)
            if waits:
                with waiting():
                    assert gate.wait(20)
            else:
                assert gate.wait(20)
            self.ended.append(name)

        return done

    def let(self, name):
        self._gates[name].set()


def test_one_computes_at_a_time_in_the_order_of_coming():
    turns, told = Turns(2), Recorder()
    for name in "abc":
        turns.put(told.work(name))
    for name in "abc":
        until(lambda name=name: name in told.begun)
        assert told.begun[-1] == name  # those behind it wait
        told.let(name)
    until(lambda: told.ended == ["a", "b", "c"])


def test_another_goes_on_while_one_waits_and_no_more_than_there_are_threads():
    turns, told = Turns(2), Recorder()
    for name in "abc":
        turns.put(told.work(name, waits=True))
    until(lambda: told.begun == ["a", "b"])
    told.let("b")
    until(lambda: told.begun == ["a", "b", "c"])
    told.let("a")
    told.let("c")
    until(lambda: sorted(told.ended) == ["a", "b", "c"])


def test_who_has_waited_goes_on_before_what_is_new():
    turns, told = Turns(2), Recorder()
    turns.put(told.work("waits", waits=True))
    turns.put(told.work("computes"))
    turns.put(told.work("new"))
    until(lambda: told.begun == ["waits", "computes"])
    told.let("waits")
    told.let("new")
    time.sleep(0.5)  # its thread asks for its turn meanwhile
    assert told.ended == []  # it has what it waited for, and not its turn
    told.let("computes")
    until(lambda: len(told.ended) == 3)
    assert told.ended == ["computes", "waits", "new"]


def test_who_computes_long_keeps_nobody_waiting():
    turns, told = Turns(2), Recorder()
    for name in "abc":
        turns.put(told.work(name))
    until(lambda: told.begun == ["a"])
    turns.relieve(3600)
    assert told.begun == ["a"]
    turns.relieve(0)
    until(lambda: told.begun == ["a", "b"])
    turns.relieve(0)  # there is no third thread
    told.let("b")
    until(lambda: told.ended == ["b"])
    assert told.begun == ["a", "b"]  # the turn that was lent is given back
    told.let("a")
    told.let("c")
    until(lambda: told.ended == ["b", "a", "c"])


def test_as_many_as_are_wanted_compute_at_once():
    turns, told = Turns(3, at_once=2), Recorder()
    for name in "abc":
        turns.put(told.work(name))
    until(lambda: sorted(told.begun) == ["a", "b"])
    for name in "abc":
        told.let(name)
    until(lambda: sorted(told.ended) == ["a", "b", "c"])


def test_work_is_taken_back_until_it_is_begun():
    turns, told = Turns(1), Recorder()
    first, second = told.work("first"), told.work("second")
    turns.put(first)
    turns.put(second)
    until(lambda: told.begun == ["first"])
    assert not turns.take_back(first)
    assert turns.take_back(second)
    told.let("first")
    until(lambda: told.ended == ["first"])
    assert told.begun == ["first"]


def test_a_thread_ends_when_it_was_idle_for_long_and_another_begins(monkeypatch):
    monkeypatch.setattr("service.search.turns._IDLE_SECONDS", 0.05)
    turns, told = Turns(1), Recorder()
    threads = set()
    for name in "ab":
        work = told.work(name)
        turns.put(lambda work=work: (threads.add(threading.current_thread()), work()))
        told.let(name)
        until(lambda name=name: name in told.ended)
        until(lambda: not any(each.is_alive() for each in threads))
    assert len(threads) == 2


def test_waiting_outside_of_turns_waits_for_nothing():
    with waiting():
        assert threading.current_thread() is threading.main_thread()


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_nothing_is_lost_or_done_twice_in_a_crowd(threads):
    turns, done, lock = Turns(threads), [], threading.Lock()
    at_work, most = 0, 0

    def work(number):
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
        total = sum(range(200))
        with lock:
            at_work -= 1
        if number % 3 == 0:
            with waiting():
                threading.Event().wait(0.0005)
        with lock:
            done.append(number + total - total)

    for number in range(300):
        turns.put(lambda number=number: work(number))
    until(lambda: len(done) == 300)
    assert sorted(done) == list(range(300))
    assert most == 1


def test_another_computes_while_a_large_archive_is_looked_through(small_index, monkeypatch):
    """The second work lets the first one's look at all rows end."""
    monkeypatch.setattr("service.search.local._MANY_ROWS", 1)
    index, search = LocalIndex.open(small_index), Vectors.search
    looked, gate, found = threading.Event(), threading.Event(), []

    def slow(*args, **options):
        looked.set()
        assert gate.wait(20)
        return search(*args, **options)

    monkeypatch.setattr(Vectors, "search", slow)
    vector = index.vectors(np.array([0]))
    turns = Turns(2)
    turns.put(lambda: found.append(index.nearest(vector, 1, index.select(NO_FILTERS))))
    turns.put(lambda: (looked.wait(20), gate.set()))
    until(lambda: found)
    assert found[0].tolist() == [0]
    index.close()
