"""POST /mcp: the archive's tools by streamable HTTP, under the keys, bounds and limits of every other path."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext, suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from service.http.problem_responses import problem_response
from service.http.question_notes import note_answer, note_question, note_search
from service.http.readiness import Readiness
from service.results import AskResult, SearchResult
from service.settings import ServiceSettings

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    from service.http.mcp.tools import Note

PATH = "/mcp"


class McpEndpoint:
    """Takes the requests of assistants. The SDK is imported when the first of them comes: it takes a third of a second of every start."""

    def __init__(self, readiness: Readiness, settings: ServiceSettings) -> None:
        """Takes where answers come from, and whose pages may ask."""
        self._readiness = readiness
        self._settings = settings
        self._origins = settings.cors_origins
        self._wanted = asyncio.Event()
        self._manager: asyncio.Future[StreamableHTTPSessionManager] | None = None
        """Inside `running`."""
        self.route = Route(PATH, self, methods=["POST"])

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Inside, requests are taken; once in the life of a service."""
        self._manager = asyncio.get_running_loop().create_future()
        # A task of its own: what it enters has to be left in the same one.
        keeper = asyncio.create_task(self._keep(self._manager))
        try:
            yield
        finally:
            keeper.cancel()
            with suppress(asyncio.CancelledError):
                await keeper
            self._manager.cancel()  # whoever still waits for it

    async def _keep(self, opened: "asyncio.Future[StreamableHTTPSessionManager]") -> None:
        """Opens the transport once somebody wants it, and keeps it open until it is cancelled."""
        await self._wanted.wait()
        try:
            manager = await run_sync(self._open)
        except Exception as error:  # noqa: BLE001  each request that waits for it raises it
            opened.set_exception(error)
            return
        async with manager.run():
            opened.set_result(manager)
            await asyncio.Event().wait()

    def _open(self) -> "StreamableHTTPSessionManager":
        # Here and not at the top: the SDK is an extra, and most services are asked by no assistant.
        from service.http.mcp.server import ArchiveServer

        # The middleware holds the engine for the whole request.
        return ArchiveServer(self._readiness.engine, self._settings, holding=nullcontext, note=_note).over_http()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a message, unless a page of another site sends it."""
        scope["route"] = self.route
        request = Request(scope)
        if self._is_foreign(request):
            detail = "A page of another site may not ask here. Name its origin in XUNWEN_CORS_ORIGINS."
            await problem_response(request, 403, detail)(scope, receive, send)
            return
        if self._manager is None:
            raise RuntimeError("No assistant can be answered before the service runs.")
        self._wanted.set()
        manager = await asyncio.shield(self._manager)  # one client that leaves takes it from nobody else
        await manager.handle_request(scope, receive, send)

    def _is_foreign(self, request: Request) -> bool:
        """Whether a browser says that a page of another site asks (which the protocol demands to be looked at)."""
        origin = request.headers.get("origin", "")
        own = urlsplit(origin).netloc == request.headers.get("host")
        return bool(origin) and not own and not {origin, "*"} & set(self._origins)


def open_endpoint(readiness: Readiness, settings: ServiceSettings) -> McpEndpoint | None:
    """The endpoint; None where the extra mcp is not installed."""
    return McpEndpoint(readiness, settings) if find_spec("mcp") else None


def _note(request: object) -> "Note":
    """What counts the questions of one request, and keeps them for a log that may have them."""

    def note(question: str, found: SearchResult | AskResult) -> None:
        if isinstance(request, Request):
            note_question(request, question)
            count: Callable[..., None] = note_answer if isinstance(found, AskResult) else note_search
            count(request, found)

    return note
