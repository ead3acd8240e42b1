"""Admits as many questions as the service can work on and lets none wait longer than it is worth.

Requests come here whole, so that a place is never taken by one that is still on its way, nor by a response that waits
for its client. What asks no question, such as one article, goes by other threads and is not refused.
"""

import asyncio
import logging
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from anyio import CancelScope
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.http.authorization import ALERTS_PATH, EVENTS_PATH, QUICK_PATH, SUGGEST_PATH
from service.http.lanes import Admission, House, lane_of
from service.http.problem_responses import problem_response

logger = logging.getLogger("xunwen.http")

OVERLOADED = ("overloaded", "Too many questions at once")
TIMED_OUT = ("timed-out", "The answer took too long")

_OPERATORS = ("/healthz", "/readyz", "/version", "/metrics", "/openapi.json", "/v1/index/")
"""Paths that operators read, above all when the service is overloaded."""


_RETRY = {"Retry-After": "1"}


class AdmissionMiddleware:
    """Answers 503 to a question for which there is no room, and to one whose answer does not come in time.

    A thread can't be stopped: a question that ran out of time counts as inside until its thread is done with it.
    """

    def __init__(self, app: ASGIApp, *, house: House) -> None:
        self._app = app
        self._house = house

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """What is not a reader's passes as it is."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["path"].startswith(_OPERATORS):
            with lane_of(self._house.operators):
                await self._app(scope, receive, send)
        else:
            admission = self._house.questions if _asks(scope) else self._house.look_ups
            with lane_of(admission.threads):
                await self._admitted(admission, scope, receive, send)

    async def _admitted(self, admission: Admission, scope: Scope, receive: Receive, send: Send) -> None:
        if admission.inside >= admission.most:
            admission.refused += 1
            refusal = problem_response(
                Request(scope),
                503,
                f"{admission.inside} questions are worked on or wait already. Ask again in a moment.",
                kind=OVERLOADED,
                headers=_RETRY,
            )
            await refusal(scope, receive, send)
            return
        exchange = _Exchange(admission, send)
        task = asyncio.create_task(self._counted(scope, receive, exchange))
        admission.running.add(task)
        task.add_done_callback(admission.running.discard)
        try:
            await asyncio.wait({task}, timeout=admission.seconds)
        except asyncio.CancelledError:
            exchange.scope.cancel()
            raise
        if task.done() or exchange.started:
            await task
            return
        exchange.abandoned = True
        admission.timed_out += 1
        task.add_done_callback(_log_failure)
        # Ends one that waits for a thread; one that has a thread goes on until that is done (task.cancel() would not wait).
        exchange.scope.cancel()
        detail = f"No answer within {admission.seconds:g} seconds. Ask again later, or ask for fewer hits."
        late = problem_response(Request(scope), 503, detail, kind=TIMED_OUT, headers=_RETRY)
        await late(scope, receive, send)

    async def _counted(self, scope: Scope, receive: Receive, exchange: "_Exchange") -> None:
        exchange.admission.inside += 1
        try:
            with exchange.scope:
                await self._app(scope, receive, exchange)
        finally:
            exchange.admission.inside -= 1


@dataclass(slots=True, eq=False)
class _Exchange:
    """Passes a response on until it is abandoned; while the client takes it, the request has no place in the house."""

    admission: Admission
    send: Send
    scope: CancelScope = field(default_factory=CancelScope)
    started: bool = False
    abandoned: bool = False

    async def __call__(self, message: Message) -> None:
        if not self.abandoned:
            self.started = True
            self.admission.inside -= 1
            try:
                await self.send(message)
            finally:
                self.admission.inside += 1


def _log_failure(task: "asyncio.Task[None]") -> None:
    """Nobody awaits a question that ran out of time: what went wrong in it is told here."""
    if not task.cancelled() and (error := task.exception()) is not None:
        logger.error("a question that had run out of time failed", exc_info=error)


def _asks(scope: Scope) -> bool:
    """Whether a request is a question: one that is posted, or a page with one."""
    if scope["path"] in (SUGGEST_PATH, EVENTS_PATH, QUICK_PATH) or scope["path"].startswith(ALERTS_PATH):
        return False  # What is typed is looked up at each key, what was clicked is counted, and alerts are asked later.
    return scope["method"] not in {"GET", "HEAD"} or "q" in parse_qs(scope["query_string"].decode("latin-1"))
