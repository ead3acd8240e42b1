"""GET /metrics, and what counts each request for it."""

import asyncio
import time

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.http.lanes import in_thread, threaded
from service.http.metrics import Measures

router = APIRouter()

_REFRESH_SECONDS = 1.0
_OTHER = "other"
"""The route of what has none: paths of our callers' making shall not become series."""
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


@router.get("/metrics", include_in_schema=False)
@threaded
def metrics(request: Request) -> Response:
    """The figures of this service, of all its workers together."""
    measures: Measures = request.app.state.measures
    return Response(measures.text(), headers={"Content-Type": CONTENT_TYPE_LATEST})


async def keep_refreshing(measures: Measures) -> None:
    """Look at what has a state for as long as the service runs, for the worker that will be asked."""
    while True:
        await in_thread(measures.refresh)
        await asyncio.sleep(_REFRESH_SECONDS)


class CountingMiddleware:
    """Counts each request when it is over, by the route that it took."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and look at its status."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def send_seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_seen)
        finally:
            measures: Measures = scope["app"].state.measures
            method = scope["method"] if scope["method"] in _METHODS else _OTHER
            seconds = time.perf_counter() - began
            measures.request(route=route_of(scope), method=method, status=status, seconds=seconds)


def route_of(scope: Scope) -> str:
    """The path of a request's route, with names in the places of values; "other" where it took none."""
    return str(getattr(scope.get("route"), "path", _OTHER))
