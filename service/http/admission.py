"""Lets in as many questions as the service can work on and keep waiting, and none for longer than it is worth."""

import asyncio
import logging
from dataclasses import dataclass, field

from anyio import CancelScope
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.http.problems import problem_response

logger = logging.getLogger("xunwen.http")

OVERLOADED = ("overloaded", "Too many questions at once")
TIMED_OUT = ("timed-out", "The answer took too long")

_OPERATORS = ("/healthz", "/readyz", "/version", "/metrics", "/openapi.json", "/v1/index/")
"""What those who run the service look at, above all when it has too much to do."""

_RETRY = {"Retry-After": "1"}


@dataclass(slots=True, eq=False)
class Admission:
    """How many questions are in the house, and how many were sent away. Belongs to one event loop: no locks."""

    most: int
    """Questions that are worked on or wait, at once."""
    seconds: float
    inside: int = 0
    refused: int = 0
    timed_out: int = 0
    running: set["asyncio.Task[None]"] = field(default_factory=set)
    """Keeps tasks alive: the loop itself refers to them only weakly."""


class AdmissionMiddleware:
    """Answers 503 to a question for which there is no room, and to one whose answer does not come in time.

    A thread can't be stopped: a question that ran out of time counts as inside until its thread is done with it.
    """

    def __init__(self, app: ASGIApp, *, admission: Admission) -> None:
        self._app = app
        self._admission = admission

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """What is not a reader's question passes as it is."""
        if scope["type"] != "http" or not _is_question(scope["path"]):
            await self._app(scope, receive, send)
        elif self._admission.inside >= self._admission.most:
            self._admission.refused += 1
            refusal = problem_response(
                Request(scope),
                503,
                f"{self._admission.inside} questions are worked on or wait already. Ask again in a moment.",
                kind=OVERLOADED,
                headers=_RETRY,
            )
            await refusal(scope, receive, send)
        else:
            await self._within_time(scope, receive, send)

    async def _within_time(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = _Exchange(send)
        task = asyncio.create_task(self._counted(scope, receive, exchange))
        self._admission.running.add(task)
        task.add_done_callback(self._admission.running.discard)
        try:
            await asyncio.wait({task}, timeout=self._admission.seconds)
        except asyncio.CancelledError:
            exchange.scope.cancel()
            raise
        if task.done() or exchange.started:
            await task
            return
        exchange.abandoned = True
        self._admission.timed_out += 1
        task.add_done_callback(_log_failure)
        # Ends one that waits for a thread; one that has a thread goes on until that is done (task.cancel() would not wait).
        exchange.scope.cancel()
        detail = f"No answer within {self._admission.seconds:g} seconds. Ask again later, or ask for fewer hits."
        late = problem_response(Request(scope), 503, detail, kind=TIMED_OUT, headers=_RETRY)
        await late(scope, receive, send)

    async def _counted(self, scope: Scope, receive: Receive, exchange: "_Exchange") -> None:
        self._admission.inside += 1
        try:
            with exchange.scope:
                await self._app(scope, receive, exchange)
        finally:
            self._admission.inside -= 1


@dataclass(slots=True, eq=False)
class _Exchange:
    """Passes a response on until it is abandoned."""

    send: Send
    scope: CancelScope = field(default_factory=CancelScope)
    started: bool = False
    abandoned: bool = False

    async def __call__(self, message: Message) -> None:
        if not self.abandoned:
            self.started = True
            await self.send(message)


def _log_failure(task: "asyncio.Task[None]") -> None:
    """Nobody awaits a question that ran out of time: what went wrong in it is told here."""
    if not task.cancelled() and (error := task.exception()) is not None:
        logger.error("a question that had run out of time failed", exc_info=error)


def _is_question(path: str) -> bool:
    return not path.startswith(_OPERATORS)
