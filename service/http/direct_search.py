"""Takes a well-formed search straight to its function; whatever else comes to its path goes the framework's way.

That way matches routes and solves dependencies, which takes a quarter of what the event loop, shared by all connections, has to do for a search.
A body that is refused is read and refused there, so that it is refused in the same words.
"""

import json

from pydantic import ValidationError
from starlette._utils import get_route_path
from starlette.datastructures import URLPath
from starlette.requests import Request
from starlette.routing import BaseRoute, Match, NoMatchFound
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.http.request_bodies import media_type
from service.http.requests import SearchRequest
from service.http.routes import search

_LEFT = "xunwen.not_direct"
"""In a scope: the request was looked at here and goes on."""


class DirectSearch(BaseRoute):
    """A route before all others, of `POST /v1/search`."""

    path = "/v1/search"
    """As the request's route is named in figures and traces."""

    def __init__(self, others: ASGIApp) -> None:
        """Takes the router that has this route, where all others follow it."""
        self._others = others

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether it is such a request, and has not been here yet."""
        ours = scope["type"] == "http" and scope["method"] == "POST" and get_route_path(scope) == self.path
        return (Match.FULL if ours and _LEFT not in scope else Match.NONE), {}

    def url_path_for(self, name: str, /, **path_params: object) -> URLPath:
        """None: the route of the framework gives it.

        Raises:
            NoMatchFound: Always.
        """
        raise NoMatchFound(name, path_params)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        request = Request(scope, receive)
        body = await request.body()
        asked = _read(body) if _is_json(request) else None
        if asked is None:
            scope[_LEFT] = True
            await self._others(scope, _Again(body, receive), send)
            return
        scope["route"] = self
        response = await search(asked, request)
        await response(scope, receive, send)


def _is_json(request: Request) -> bool:
    """Whether a body is declared as plain JSON."""
    return media_type(request.headers.get("content-type", "")) == "application/json"


def _read(body: bytes) -> SearchRequest | None:
    """The search that a body asks for; None where it is to be refused."""
    try:
        fields = json.loads(body)
        return SearchRequest.model_validate(fields) if isinstance(fields, dict) else None
    except (ValidationError, ValueError, RecursionError):
        return None


class _Again:
    """Gives a body that was read once more, and then what else the client does."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._body: bytes | None = body
        self._receive = receive

    async def __call__(self) -> Message:
        if self._body is None:
            return await self._receive()
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}
