"""Ties each request to the one engine that it began with, and knows when nobody uses an engine any more."""

import threading
from contextvars import ContextVar
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Receive, Scope, Send

from service.http.engine import Engine


@dataclass(slots=True, eq=False)
class Served:
    """An engine, and how many requests are using it."""

    engine: Engine
    _requests: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self) -> None:
        """One more request uses it."""
        with self._lock:
            self._requests += 1

    def give_back(self) -> None:
        """One request is done with it."""
        with self._lock:
            self._requests -= 1

    @property
    def idle(self) -> bool:
        """Whether no request uses it."""
        with self._lock:
            return self._requests == 0


@dataclass(slots=True, eq=False)
class Hold:
    """What one request holds: nothing until it first asks for the engine, then that engine to its end."""

    served: Served | None = None

    def end(self) -> None:
        """Gives the engine back."""
        if self.served is not None:
            self.served.give_back()
            self.served = None


_hold: ContextVar[Hold | None] = ContextVar("hold", default=None)


def current_hold() -> Hold | None:
    """The hold of the request that this code runs for; None outside of requests."""
    return _hold.get()


class HoldMiddleware:
    """Opens a hold around each request. Threads that a request uses see the same one: context is copied into them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """End the hold when the whole response is sent, however that ends."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        hold = Hold()
        token = _hold.set(hold)
        try:
            await self._app(scope, receive, send)
        finally:
            _hold.reset(token)
            hold.end()
