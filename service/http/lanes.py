"""Which threads the work of a request is done in: what is quick to answer does not stand in line behind questions."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial, wraps
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

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
