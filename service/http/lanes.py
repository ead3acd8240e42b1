"""The lanes by which requests go: how many are in each, and the threads that work on them."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial, wraps
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

_OPERATOR_THREADS = 4
_LOOK_UP_THREADS = 4
"""Few: a look-up is short, and many of them must not take the processor from questions."""

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

_lane: ContextVar[CapacityLimiter | None] = ContextVar("lane", default=None)


@contextmanager
def lane_of(threads: CapacityLimiter | None) -> Iterator[None]:
    """Inside, `in_thread` takes these threads; None takes those of questions."""
    token = _lane.set(threads)
    try:
        yield
    finally:
        _lane.reset(token)


async def in_thread(work: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
    """Do the work in a thread of this request's lane."""
    return await run_sync(partial(work, *args, **kwargs), limiter=_lane.get())


def threaded(route: Callable[Arguments, Result]) -> Callable[Arguments, Awaitable[Result]]:
    """Make a route that is done in a thread of its request's lane; the framework itself would take one of questions."""

    @wraps(route)
    async def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        return await in_thread(route, *args, **kwargs)

    return run


@dataclass(slots=True, eq=False)
class Admission:
    """How many questions are inside, and how many were refused. Belongs to one event loop: no locks."""

    most: int
    """Questions that are worked on or wait, at once."""
    seconds: float
    inside: int = 0
    refused: int = 0
    timed_out: int = 0
    running: set["asyncio.Task[None]"] = field(default_factory=set)
    """Keeps tasks alive: the loop itself refers to them only weakly."""
    threads: CapacityLimiter | None = None
    """The threads that do the work; None for the threads of questions."""


@dataclass(frozen=True, slots=True)
class House:
    """The lanes by which requests go."""

    questions: Admission
    look_ups: Admission
    """Requests that ask no question: an article, its related reading, a page without a question."""
    threads: int
    """Questions that are worked on at once."""
    operators: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(_OPERATOR_THREADS))
    """Threads for those who run the service."""

    @classmethod
    def of(cls, *, threads: int, waiting: int, seconds: float, connections: int) -> "House":
        """A house of so many threads for questions; as many look-ups may wait as there may be connections."""
        look_ups = Admission(connections, seconds, threads=CapacityLimiter(_LOOK_UP_THREADS))
        return cls(Admission(threads + waiting, seconds), look_ups, threads)
