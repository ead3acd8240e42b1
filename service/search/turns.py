"""Threads that take turns: one computes at a time, and while it waits for native code another goes on.

Python's interpreter runs one thread at a time. Two that compute take it from each other whenever either calls native code, which costs both of them
more than the call, and wakes a processor each time.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeAlias

_IDLE_SECONDS = 60.0
"""After which a thread without work ends."""

Work: TypeAlias = Callable[[], object]
"""Done in a thread of `Turns`; what it raises is its own trouble."""


def _locked() -> threading.Lock:
    lock = threading.Lock()
    lock.acquire()
    return lock


@dataclass(slots=True, eq=False)
class _Seat:
    """One thread's place: it sleeps until somebody gives it a turn."""

    wake: threading.Lock = field(default_factory=_locked)
    """Released by whoever gives it a turn."""
    work: Work | None = None
    """What it is to do; None where it goes on with what it did, or ends."""


class Turns:
    """Threads that do work in the order in which it comes, so many at a time; they are begun as they are needed."""

    def __init__(self, threads: int, *, at_once: int = 1) -> None:
        """Begins no thread yet.

        Args:
            threads: That may be at work or wait in the midst of it.
            at_once: Of these compute at a time.
        """
        self._lock = threading.Lock()
        self._free = at_once
        self._lent = 0
        """Turns given besides, for those that have taken too long."""
        self._given_at = 0.0
        """When the last turn was given, by a clock that never goes back."""
        self._not_begun = threads
        self._coming: deque[Work] = deque()
        self._returning: deque[_Seat] = deque()
        """Threads that have waited for what they had to, and want to go on."""
        self._idle: list[_Seat] = []

    def put(self, work: Work) -> None:
        """Has work done by the next thread that is free."""
        with self._lock:
            self._coming.append(work)
            self._give()

    def relieve(self, seconds: float) -> None:
        """Lends one turn more where somebody waits and none was given for so long: who computes long keeps nobody waiting."""
        with self._lock:
            waited_for = self._returning or (self._coming and (self._idle or self._not_begun))
            if waited_for and time.monotonic() - self._given_at >= seconds:
                self._lent += 1
                self._free += 1
                self._give()

    def take_back(self, work: Work) -> bool:
        """Takes work back; False where it was begun."""
        with self._lock:
            try:
                self._coming.remove(work)
            except ValueError:
                return False
        return True

    def waiting_for_one(self) -> int:
        """How many works nobody has begun."""
        return len(self._coming)

    def take(self, seconds: float) -> bool:
        """Waits for a turn for the calling thread, which is none of these, behind those that were at work already; False where none was given for so long."""
        seat = _Seat()
        with self._lock:
            self._returning.append(seat)
            self._give()
        if seat.wake.acquire(timeout=seconds):
            return True
        with self._lock:
            if seat in self._returning:
                self._returning.remove(seat)
                return False
        return seat.wake.acquire()  # given at the last moment

    def end(self) -> None:
        """Ends a turn that was taken."""
        with self._lock:
            self._end()
            self._give()

    @contextmanager
    def left(self, seat: _Seat) -> Iterator[None]:
        """Inside, the thread of a seat computes nothing: another has its turn."""
        with self._lock:
            self._end()
            self._give()
        try:
            yield
        finally:
            with self._lock:
                self._returning.append(seat)
                self._give()
            seat.wake.acquire()

    def _end(self) -> None:
        """Ends a turn. Under the lock."""
        if self._lent:
            self._lent -= 1
        else:
            self._free += 1

    def _give(self) -> None:
        """Gives the turns that are free: first to those who were at work already. Under the lock."""
        while self._free > 0:
            if self._returning:
                seat = self._returning.popleft()
            elif self._coming and self._idle:
                seat = self._idle.pop()  # the one that was busy last: what it needs is near its processor
                seat.work = self._coming.popleft()
            elif self._coming and self._not_begun:
                self._not_begun -= 1
                seat = _Seat(work=self._coming.popleft())
                threading.Thread(target=self._run, args=(seat,), name="question", daemon=True).start()
            else:
                return
            self._free -= 1
            self._given_at = time.monotonic()
            seat.wake.release()

    def _run(self, seat: _Seat) -> None:
        _seats.mine = (self, seat)
        while seat.wake.acquire(timeout=_IDLE_SECONDS) or not self._leaves(seat):
            work, seat.work = seat.work, None
            while work is not None:
                work()
                work = self._next(seat)

    def _leaves(self, seat: _Seat) -> bool:
        """Ends a seat that was idle for long; False where it was just given a turn."""
        with self._lock:
            if seat in self._idle:
                self._idle.remove(seat)
                self._not_begun += 1
                return True
        return not seat.wake.acquire()

    def _next(self, seat: _Seat) -> Work | None:
        """What the same thread does next, which wakes none; None where it is to sleep."""
        with self._lock:
            if self._coming and not self._returning and not self._lent:
                self._given_at = time.monotonic()
                return self._coming.popleft()
            self._end()
            self._idle.append(seat)
            self._give()
        return None


class _Seats(threading.local):
    """The turns that this thread takes part in, and its place among them."""

    mine: tuple[Turns, _Seat] | None = None


_seats = _Seats()


@contextmanager
def waiting() -> Iterator[None]:
    """Inside, this thread waits for others or for native code: where it takes turns, another has its own meanwhile."""
    if _seats.mine is None:
        yield
        return
    turns, seat = _seats.mine
    with turns.left(seat):
        yield
