"""A response of server-sent events that keeps the connection awake and ends its work when the client leaves.

FastAPI's own event streams belong to paths that always stream; POST /v1/ask streams when it is asked to.
"""

from collections.abc import Awaitable, Callable
from typing import TypeAlias, TypeVar

from anyio import Lock, create_task_group, sleep
from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from pydantic import BaseModel
from starlette.types import Message, Receive, Scope, Send

Emit: TypeAlias = Callable[[str, BaseModel], Awaitable[None]]
"""Sends an event of this name with this data."""

Result = TypeVar("Result")


async def unless_left(receive: Receive, work: Callable[[], Awaitable[Result]]) -> Result | None:
    """Does the work; cancels it when the client of this request leaves, and then returns None.

    The request's body must have been read: what comes after it can only be the news that the client has left.
    """
    result: Result | None = None
    async with create_task_group() as group:

        async def watch() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass
            group.cancel_scope.cancel()

        group.start_soon(watch)
        result = await work()
        group.cancel_scope.cancel()
    return result


class EventResponse(EventSourceResponse):
    """Events as they are emitted, with a comment between them wherever there is silence."""

    def __init__(self, produce: Callable[[Emit], Awaitable[None]], *, heartbeat_seconds: float) -> None:
        # X-Accel-Buffering: nginx would otherwise collect events and send them in lumps.
        super().__init__(iter(()), headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"})
        self._produce = produce
        self._heartbeat_seconds = heartbeat_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what is produced, until that ends or the client leaves."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        wire = _Wire(send)

        async def produced() -> None:
            async with create_task_group() as group:
                group.start_soon(wire.beat, self._heartbeat_seconds)
                await self._produce(wire.emit)
                group.cancel_scope.cancel()

        await unless_left(receive, produced)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


class _Wire:
    """The way to the client: one event or heartbeat at a time."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._lock = Lock()

    async def emit(self, event: str, data: BaseModel) -> None:
        """Send an event."""
        await self._write(format_sse_event(event=event, data_str=data.model_dump_json()))

    async def beat(self, seconds: float) -> None:
        """Send a comment again and again."""
        while True:
            await sleep(seconds)
            await self._write(KEEPALIVE_COMMENT)

    async def _write(self, chunk: bytes) -> None:
        message: Message = {"type": "http.response.body", "body": chunk, "more_body": True}
        async with self._lock:
            await self._send(message)
