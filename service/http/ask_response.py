"""The response of POST /v1/ask: JSON or server-sent events, with or without what a language model writes.

FastAPI's own event streams belong to paths that always stream; POST /v1/ask streams when it is asked to.
"""

import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias, TypeVar

from anyio import Lock, create_task_group, sleep
from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from indexer.core.errors import refuse
from service.conversation.turn import Turn
from service.generate.generate import generate
from service.generate.generated import Generated, GenerationStatus, Statement
from service.generate.open import NOT_CONFIGURED
from service.generate.writer import Writer
from service.http.ask_schemas import AskedResponse, CitationBody, CitationEvent, DeltaEvent, DoneEvent
from service.http.engine import Engine
from service.http.json_response import json_response
from service.http.lanes import in_thread
from service.http.question_notes import note_answer
from service.http.requests import AskRequest
from service.http.search_schemas import SearchResponse
from service.query.operators import Query
from service.results import AskResult, Citation, Mode
from service.settings import ServiceSettings

Emit: TypeAlias = Callable[[str, BaseModel | str], Awaitable[None]]
"""Sends an event of this name, empty for none, with this data."""

Result = TypeVar("Result")


async def begin_ask(
    body: AskRequest, engine: Engine, history: Sequence[Turn], default_mode: Mode | None
) -> tuple[Query, Callable[[], AskResult]]:
    """The query of a request, in full where it follows others, and what answers it in a thread; the model begins with it at once."""
    asked = Query.read(body.question) if body.operators else Query(body.question)
    query = await in_thread(lambda: engine.understood(asked, history)) if history else asked
    mode, filters, as_of = body.mode or default_mode, query.narrowed(body.filters.to_filters()), body.as_of or ""
    engine.begin(query.words, mode=mode or Mode.HYBRID)
    return query, lambda: engine.ask(query.words, limit=body.limit, mode=mode, filters=filters, as_of=as_of)


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

    async def emit(self, event: str, data: BaseModel | str) -> None:
        """Send an event."""
        text = data if isinstance(data, str) else data.model_dump_json()
        await self._write(format_sse_event(event=event or None, data_str=text))

    async def beat(self, seconds: float) -> None:
        """Send a comment again and again."""
        while True:
            await sleep(seconds)
            await self._write(KEEPALIVE_COMMENT)

    async def _write(self, chunk: bytes) -> None:
        message: Message = {"type": "http.response.body", "body": chunk, "more_body": True}
        async with self._lock:
            await self._send(message)


_SHARE_OF_TIME = 0.8
"""Of what a request may take: an answer that is sent whole is sent before the service gives it up."""

_NOBODY_READS = Response(status_code=204)
"""For a client that has left."""


async def respond(
    request: Request, body: AskRequest, query: Query, ask: Callable[[], AskResult]
) -> AskedResponse | Response:
    """The response to a question: what `ask` finds in a thread, and what a model writes of it.

    Work on it ends when the client leaves. A model that is missing or fails is told in `generated` and `degraded`.

    Raises:
        DegradedError: it is, in a strict service, and the answer is sent whole.
    """
    if body.stream:

        def answered() -> AskResult:
            return _noted(request, ask())

        settings: ServiceSettings = request.app.state.settings
        stream = _Stream(body, query, await in_thread(answered), request.app.state.writer, settings.llm_seconds)
        return EventResponse(stream.produce, heartbeat_seconds=settings.heartbeat_seconds)
    if not body.generate:
        # All in one go: a thread given back would have to be waited for again.
        return await in_thread(lambda: json_response(AskedResponse.of(_noted(request, ask()), query=query)))
    return await answer_whole(request, body, query, ask)


async def answer_whole(
    request: Request, body: AskRequest, query: Query, ask: Callable[[], AskResult]
) -> AskedResponse | Response:
    """The same where it is sent whole, before it is written as JSON; a response where nobody is left to read one.

    Raises:
        DegradedError: As `respond`.
    """
    if not body.generate:
        return await in_thread(lambda: AskedResponse.of(_noted(request, ask()), query=query))
    settings: ServiceSettings = request.app.state.settings
    writer: Writer | None = request.app.state.writer
    result = await in_thread(lambda: _noted(request, ask()))
    seconds = min(settings.llm_seconds, _SHARE_OF_TIME * settings.request_seconds)
    written = await unless_left(request.receive, lambda: both_answers(query, result, writer, seconds))
    if settings.strict and written is not None:
        refuse(written.degraded)
    return _NOBODY_READS if written is None else written


def _noted(request: Request, result: AskResult) -> AskResult:
    note_answer(request, result)
    return result


async def both_answers(
    query: Query,
    result: AskResult,
    writer: Writer | None,
    seconds: float,
    tell: Callable[[Statement], Awaitable[None]] | None = None,
) -> AskedResponse:
    """The quoted answer and the one that a model writes; each of its sentences is told once it is verified."""
    began = time.perf_counter()
    if writer is None:
        generated = Generated(GenerationStatus.FAILED, (), (), "", NOT_CONFIGURED)
    elif tell is None:
        generated = await generate(writer, query.words, result.search.hits, seconds=seconds)
    else:
        generated = await generate(writer, query.words, result.search.hits, seconds=seconds, tell=tell)
    took_ms = (time.perf_counter() - began) * 1000
    return await in_thread(lambda: AskedResponse.with_generated(result, generated, query=query, took_ms=took_ms))


class _Stream:
    """One answer as events: hits, each citation before what stands on it, each verified sentence, all of it, done."""

    def __init__(
        self, body: AskRequest, query: Query, result: AskResult, writer: Writer | None, seconds: float
    ) -> None:
        self._body = body
        self._query = query
        self._result = result
        self._writer = writer
        self._seconds = seconds
        self._numbers: dict[tuple[str, int, int], int] = {}

    async def produce(self, emit: Emit) -> None:
        """Emits all events in order."""
        await emit("hits", await in_thread(lambda: SearchResponse.of(self._result.search, query=self._query)))
        for citation in self._result.citations:
            await self._cite(citation, emit)

        async def tell(statement: Statement) -> None:
            numbers = [await self._cite(citation, emit) for citation in statement.citations]
            await emit("delta", DeltaEvent(text=statement.text, citations=numbers))

        if self._body.generate:
            final = await both_answers(self._query, self._result, self._writer, self._seconds, tell)
        else:
            final = await in_thread(lambda: AskedResponse.of(self._result, query=self._query))
        await emit("final", final)
        await emit("done", DoneEvent())

    async def _cite(self, citation: Citation, emit: Emit) -> int:
        """The citation's number; it is sent the first time."""
        place = (citation.article.id, citation.start, citation.end)
        if place not in self._numbers:
            self._numbers[place] = len(self._numbers) + 1
            event = CitationEvent(number=self._numbers[place], citation=CitationBody.of(citation))
            await emit("citation", event)
        return self._numbers[place]
