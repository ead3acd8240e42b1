"""The lanes by which requests go: how many are in each, and the threads that work on them."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, field
from functools import partial, wraps
from typing import Generic, ParamSpec, TypeAlias, TypeVar

from anyio import CancelScope, CapacityLimiter
from anyio.to_thread import run_sync

from service.search.turns import Turns

_OPERATOR_THREADS = 4
_LOOK_UP_THREADS = 4
"""Few: a look-up is short, and many of them must not take the processor from questions."""

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

Threads: TypeAlias = CapacityLimiter | Turns
"""Those of a lane: any of a pool, so many at a time, or threads that take turns."""

_lane: ContextVar[Threads | None] = ContextVar("lane", default=None)


@contextmanager
def lane_of(threads: Threads | None) -> Iterator[None]:
    """Inside, `in_thread` takes these threads; None takes any of the event loop's pool."""
    token = _lane.set(threads)
    try:
        yield
    finally:
        _lane.reset(token)


async def in_thread(work: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
    """Do the work in a thread of this request's lane."""
    lane, job = _lane.get(), partial(work, *args, **kwargs)
    return await _Call(job).by(lane) if isinstance(lane, Turns) else await run_sync(job, limiter=lane)


_PATIENCE = 0.05
"""Seconds that a question waits for another that computes without a pause, before it computes beside it."""


class _Call(Generic[Result]):
    """Work that a coroutine waits for while it is done in its turn."""

    def __init__(self, work: Callable[[], Result]) -> None:
        self._work = work
        self._loop = asyncio.get_running_loop()
        self._context = copy_context()
        self._outcome: asyncio.Future[Result] = self._loop.create_future()
        self._ended = asyncio.Event()
        self._error: BaseException | None = None

    async def by(self, turns: Turns) -> Result:
        """What the work gives or raises.

        Whoever is cancelled has it taken back; where it was begun it can't be stopped, and is waited for.
        """
        turns.put(self._do)
        self._timer = self._loop.call_later(_PATIENCE, self._lose_patience, turns)
        try:
            return await self._outcome
        except asyncio.CancelledError:
            if not turns.take_back(self._do):
                with CancelScope(shield=True):
                    await self._ended.wait()
                if self._error is not None:
                    raise self._error from None  # nobody else would learn of it
            raise
        finally:
            self._timer.cancel()

    def _lose_patience(self, turns: Turns) -> None:
        turns.relieve(_PATIENCE)
        self._timer = self._loop.call_later(_PATIENCE, self._lose_patience, turns)

    def _do(self) -> None:
        """In a thread."""
        try:
            result = self._context.run(self._work)
        except BaseException as error:  # noqa: BLE001  whoever waits raises it
            tell: Callable[[], None] = partial(self._end, error=error)
        else:
            tell = partial(self._end, result)
        with suppress(RuntimeError):  # the loop was closed: nobody waits
            self._loop.call_soon_threadsafe(tell)

    def _end(self, result: Result | None = None, error: BaseException | None = None) -> None:
        """In the event loop."""
        self._error = error
        self._ended.set()
        if self._outcome.cancelled():
            return
        if error is None:
            self._outcome.set_result(result)  # type: ignore[arg-type]  # None is one where the work gives it
        else:
            self._outcome.set_exception(error)


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
    threads: Threads | None = None
    """The threads that do the work; None for any."""


@dataclass(frozen=True, slots=True)
class House:
    """The lanes by which requests go."""

    questions: Admission
    look_ups: Admission
    """Requests that ask no question: an article, its related reading, a page without a question."""
    threads: int
    """Questions that are worked on at once."""
    at_once: int = 1
    """Of these compute at a time."""
    operators: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(_OPERATOR_THREADS))
    """Threads for those who run the service."""

    @classmethod
    def of(cls, *, threads: int, waiting: int, seconds: float, connections: int, at_once: int = 1) -> "House":
        """A house for questions and for look-ups, of which as many may wait as there may be connections.

        Args:
            threads: Questions that are worked on.
            waiting: Questions that may wait.
            seconds: Most that any of them takes.
            connections: There may be.
            at_once: Questions that compute at a time, while others of those worked on wait for the model or the reader.
        """
        look_ups = Admission(connections, seconds, threads=CapacityLimiter(_LOOK_UP_THREADS))
        return cls(
            Admission(threads + waiting, seconds, threads=Turns(threads, at_once=at_once)), look_ups, threads, at_once
        )
