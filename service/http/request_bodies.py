"""Request bodies: taken in whole before work is done for them, bounded in size and time, uploads streamed to disk."""

# Starlette has a middleware for this, but its own plain-text 413 replaces ours when the length is declared.
import json
from asyncio import timeout
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, NoReturn

from anyio import move_on_after
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.http.job_schemas import JobBody
from service.http.lanes import in_thread
from service.http.problem_responses import problem_response
from service.http.problems import InvalidRequestError, ProblemField

_LINGER_BYTES = 4 * 1024 * 1024
"""How much of a refused body is read and dropped, so that a client busy sending gets to read the refusal."""
_LINGER_SECONDS = 5
"""And for how long."""


@dataclass(frozen=True, slots=True)
class Uploads:
    """Where bodies of some types may be larger."""

    path: str
    media_types: frozenset[str]
    max_bytes: int


class BodyLimitMiddleware:
    """Answers 413 to a body of more than `max_bytes`, and 408 to one that is not there within `seconds`.

    What is inside gets whole bodies, so that a request costs nothing but this memory while it is on its way. Uploads,
    told by path and declared type, may be larger: they go to disk as they come, and may pause for `seconds`.
    """

    def __init__(self, app: ASGIApp, *, max_bytes: int, seconds: float, uploads: Uploads | None = None) -> None:
        self._app = app
        self._max_bytes = max_bytes
        self._seconds = seconds
        self._uploads = uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count as the body is read; a declared length is believed at once."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        upload = self._upload(scope)
        body = _Body(receive, self._max_bytes if upload is None else upload.max_bytes, self._seconds)
        declared = Headers(scope=scope).get("content-length", "")
        try:
            if declared.isdecimal() and int(declared) > body.most:
                await body.refuse_size()
            if upload is None:
                await body.take_whole()
        except HTTPException as error:
            refusal = problem_response(Request(scope), error.status_code, error.detail, headers=error.headers)
            await refusal(scope, receive, send)
        else:
            if not body.left:
                await self._app(scope, body.receive, send)

    def _upload(self, scope: Scope) -> Uploads | None:
        """The uploads that a request is one of; None where it is none."""
        uploads = self._uploads
        if uploads is None or scope["path"] != uploads.path:
            return None
        declared = media_type(Headers(scope=scope).get("content-type", ""))
        return uploads if declared in uploads.media_types else None


class _Body:
    """One request's body."""

    def __init__(self, receive: Receive, most: int, seconds: float) -> None:
        self._receive = receive
        self._seconds = seconds
        self._received = 0
        self._whole: bytes | None = None
        self._ended = False
        self.most = most
        self.left = False
        """Whether the client went before the body was there."""

    async def take_whole(self) -> None:
        """Read all of it, for `receive` to give at once.

        Raises:
            HTTPException: 413 where it is too large, 408 where it takes too long.
        """
        pieces: list[bytes] = []
        try:
            # Of the standard library, as each request comes here: anyio's takes several times as long.
            async with timeout(self._seconds):
                while not self._ended and not self.left:
                    pieces.append((await self._next()).get("body", b""))
        except TimeoutError:
            raise self._too_slow() from None
        self._whole = b"".join(pieces)

    async def receive(self) -> Message:
        """The body, whole or as it comes, and then what else the client does.

        Raises:
            HTTPException: 413 where it is too large, 408 where nothing comes for too long.
        """
        if self._whole is not None:
            whole, self._whole = self._whole, None
            return {"type": "http.request", "body": whole, "more_body": False}
        if self._ended:
            return await self._receive()
        with move_on_after(self._seconds):
            return await self._next()
        raise self._too_slow()

    async def refuse_size(self) -> NoReturn:
        """Refuse the body; what is sent of it is read for a while, until it ends or the client leaves.

        Raises:
            HTTPException: 413, always.
        """
        dropped = 0
        with move_on_after(_LINGER_SECONDS):
            while not self._ended and not self.left and dropped <= _LINGER_BYTES:
                message = await self._receive()
                dropped += len(message.get("body", b""))
                self._note_end(message)
        detail = f"The body is larger than {self.most:,} bytes, the most that this service reads."
        raise HTTPException(413, detail, headers={"Connection": "close"})

    async def _next(self) -> Message:
        message = await self._receive()
        self._received += len(message.get("body", b""))
        self._note_end(message)
        if self._received > self.most:
            await self.refuse_size()
        return message

    def _note_end(self, message: Message) -> None:
        self.left = message["type"] == "http.disconnect"
        self._ended = not message.get("more_body", False)

    def _too_slow(self) -> HTTPException:
        detail = f"The body of the request was not there within {self._seconds:g} seconds."
        return HTTPException(408, detail, headers={"Connection": "close"})


NDJSON = frozenset({"application/x-ndjson", "application/jsonl", "application/x-jsonlines"})

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Received:
    """What was written to disk."""

    bytes: int
    sha256: str


def media_type(content_type: str) -> str:
    """A Content-Type without its parameters."""
    return content_type.partition(";")[0].strip().lower()


async def require_json(request: Request) -> None:
    """Refuses a body that is not declared as JSON, before it is taken for a broken one.

    Raises:
        HTTPException: 415.
    """
    declared = media_type(request.headers.get("content-type", ""))
    main, _, sub = declared.partition("/")
    if main != "application" or not (sub == "json" or sub.endswith("+json")):
        came = f"came as {declared}" if declared else "has no Content-Type"
        raise HTTPException(415, f"The body {came}; send Content-Type: application/json.")


async def read_job(request: Request) -> tuple[JobBody, str]:
    """A job described in JSON, and the sha256 of what it says, however that was written.

    Raises:
        HTTPException: 400 where the body is not JSON.
        RequestValidationError: a field is missing, unknown or of the wrong type.
    """
    try:
        fields: Any = json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise HTTPException(400) from error
    try:
        body = JobBody.model_validate(fields)
    except ValidationError as error:
        raise RequestValidationError([{**each, "loc": ("body", *each["loc"])} for each in error.errors()]) from error
    return body, sha256(body.model_dump_json().encode()).hexdigest()


async def receive_upload(request: Request, file: Path) -> Received:
    """Write a request's body to a file as it comes.

    Raises:
        InvalidRequestError: the body is empty.
    """
    digest, size, waiting = sha256(), 0, bytearray()
    with file.open("wb") as stream:
        async for piece in request.stream():
            waiting += piece
            if len(waiting) >= _PIECE:
                digest.update(waiting)
                size += len(waiting)
                await in_thread(stream.write, bytes(waiting))
                waiting.clear()
        digest.update(waiting)
        size += len(waiting)
        stream.write(waiting)
    if size == 0:
        raise InvalidRequestError([ProblemField(detail="The upload is empty; send a JSON object a line.", pointer="#")])
    return Received(size, digest.hexdigest())
