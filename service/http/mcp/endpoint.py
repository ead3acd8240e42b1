"""POST /mcp: the archive's tools by streamable HTTP, under the keys, bounds and limits of every other path."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from service.http.problem_responses import problem_response
from service.http.question_notes import note_answer, note_question, note_search
from service.http.readiness import Readiness
from service.results import AskResult, SearchResult
from service.settings import ServiceSettings

if TYPE_CHECKING:
    from service.http.mcp.tools import Note

PATH = "/mcp"


class McpEndpoint:
    """Takes the requests of assistants."""

    def __init__(self, readiness: Readiness, settings: ServiceSettings) -> None:
        """Takes where answers come from, and whose pages may ask."""
        # Here and not at the top: the SDK is an extra.
        from service.http.mcp.server import ArchiveServer

        # The middleware holds the engine for the whole request.
        server = ArchiveServer(readiness.engine, settings, holding=nullcontext, note=_note)
        self._manager = server.over_http()
        self._origins = settings.cors_origins
        self.route = Route(PATH, self, methods=["POST"])

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Inside, requests are taken; once in the life of a service."""
        async with self._manager.run():
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a message, unless a page of another site sends it."""
        scope["route"] = self.route
        request = Request(scope)
        if self._is_foreign(request):
            detail = "A page of another site may not ask here. Name its origin in XUNWEN_CORS_ORIGINS."
            await problem_response(request, 403, detail)(scope, receive, send)
            return
        await self._manager.handle_request(scope, receive, send)

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
