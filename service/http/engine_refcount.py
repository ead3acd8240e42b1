"""Ties each request to the one engine that it began with, and knows when nobody uses an engine any more."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Receive, Scope, Send

from service.http.engine import Engine
from service.http.restricted_engine import BoundedEngine
from service.results import Filters

BOUNDS = "bounds"
"""In the state of a request: which articles its caller sees. Nothing says all."""

_EVERYTHING = Filters()


@dataclass(slots=True, eq=False)
class Served:
    """An engine, and how many requests are using it."""

    engine: Engine
    _requests: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _bounded: dict[Filters, BoundedEngine] = field(default_factory=dict)

    def seen(self, bounds: Filters) -> Engine:
        """The engine as a caller sees it who may see some articles only; made once for all who see the same."""
        if not bounds.active:
            return self.engine
        with self._lock:
            known = self._bounded.get(bounds)
        if known is None:
            known = BoundedEngine(self.engine, bounds)
            with self._lock:
                self._bounded[bounds] = known
        return known

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
class EngineReference:
    """What one request holds: nothing until it first asks for the engine, then that engine to its end."""

    served: Served | None = None
    bounds: Filters = _EVERYTHING
    """Which articles its caller sees."""

    def end(self) -> None:
        """Gives the engine back."""
        if self.served is not None:
            self.served.give_back()
            self.served = None


_hold: ContextVar[EngineReference | None] = ContextVar("hold", default=None)


def current_engine() -> EngineReference | None:
    """The hold of the request that this code runs for; None outside of requests."""
    return _hold.get()


@contextmanager
def engine_reference(bounds: Filters = _EVERYTHING) -> Iterator[None]:
    """Within it, all that asks for the engine has the same one, which stays open; a thread of the service's own needs it too."""
    hold = EngineReference(bounds=bounds)
    token = _hold.set(hold)
    try:
        yield
    finally:
        _hold.reset(token)
        hold.end()


class EngineReferenceMiddleware:
    """Opens a hold around each request. Threads that a request uses see the same one: context is copied into them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """End the hold when the whole response is sent, however that ends."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with engine_reference(scope.get("state", {}).get(BOUNDS, _EVERYTHING)):
            await self._app(scope, receive, send)
