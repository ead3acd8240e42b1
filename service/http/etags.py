"""Tells by its content whether a caller has a response already: who does gets no body (RFC 9110, section 13.1.2)."""

from hashlib import sha256

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_KEPT = (b"etag", b"cache-control", b"vary", b"content-location", b"expires")
"""Headers of a response that one without a body has too."""


def has_tag(headers: Headers, tag: str) -> bool:
    """Whether the caller says that it has this version already."""
    given = headers.get("if-none-match", "")
    plain = tag.removeprefix("W/")
    return given.strip() == "*" or plain in (each.strip().removeprefix("W/") for each in given.split(","))


class TagsMiddleware:
    """Gives each whole response to GET a weak ETag, where it has none; answers 304 where the caller has it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Streams, and whatever is not 200, go by as they are."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        await self._app(scope, receive, _Tagged(send, Headers(scope=scope)))


class _Tagged:
    """Holds the head of a response back until its body is there, or shows that it comes in pieces."""

    def __init__(self, send: Send, asked: Headers) -> None:
        self._send = send
        self._asked = asked
        self._start: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if message["status"] == 200 and "etag" not in Headers(raw=message["headers"]):
                self._start = message
                return
        elif self._start is not None:
            start, self._start = self._start, None
            if not message.get("more_body"):
                message = self._tag(start, message)
            await self._send(start)
        await self._send(message)

    def _tag(self, start: Message, body: Message) -> Message:
        """The body to send: none where the caller has it."""
        tag = f'W/"{sha256(body.get("body", b"")).hexdigest()[:32]}"'
        MutableHeaders(scope=start)["ETag"] = tag
        if not has_tag(self._asked, tag):
            return body
        start["status"] = 304
        start["headers"] = [each for each in start["headers"] if each[0].lower() in _KEPT]
        return {**body, "body": b""}
