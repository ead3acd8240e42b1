"""Refuses request bodies over a size, whether they declare it or arrive in chunks without saying."""

# Starlette has a middleware for this, but its own plain-text 413 replaces ours when the length is declared.

from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.http.problems import problem_response

_LINGER_BYTES = 4 * 1024 * 1024
"""How much of a refused body is read and dropped, so that a client busy sending gets to read the refusal."""


@dataclass(frozen=True, slots=True)
class Uploads:
    """Where bodies of some types may be larger."""

    path: str
    media_types: frozenset[str]
    max_bytes: int


class BodyLimitMiddleware:
    """Answers 413 to a body of more than `max_bytes`, and keeps no more than that of it in memory.

    Uploads, told by path and declared type, may be larger: they go to disk as they come.
    """

    def __init__(self, app: ASGIApp, *, max_bytes: int, uploads: Uploads | None = None) -> None:
        self._app = app
        self._max_bytes = max_bytes
        self._uploads = uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count as the body is read; a declared length is believed at once."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "")
        most = self._most(scope)
        detail = f"The body is larger than {most:,} bytes, the most that this service reads."
        if declared.isdecimal() and int(declared) > most:
            await _drop(receive)
            refusal = problem_response(Request(scope), 413, detail, headers={"Connection": "close"})
            await refusal(scope, receive, send)
            return
        received = 0

        async def receive_counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > most:
                if message.get("more_body", False):
                    await _drop(receive)
                raise HTTPException(413, detail, headers={"Connection": "close"})
            return message

        await self._app(scope, receive_counted, send)

    def _most(self, scope: Scope) -> int:
        uploads = self._uploads
        if uploads is None or scope["path"] != uploads.path:
            return self._max_bytes
        declared = Headers(scope=scope).get("content-type", "").partition(";")[0].strip().lower()
        return uploads.max_bytes if declared in uploads.media_types else self._max_bytes


async def _drop(receive: Receive) -> None:
    """Read on until the body ends, the client leaves, or it has sent more than is worth waiting for."""
    dropped = 0
    more = True
    while more and dropped <= _LINGER_BYTES:
        message = await receive()
        dropped += len(message.get("body", b""))
        more = message.get("more_body", False)
