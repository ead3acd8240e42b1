"""POST /v1/chat/completions: the last question of a conversation, answered with quotes as POST /v1/ask answers it."""

import time
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeAlias
from uuid import uuid4

from fastapi import APIRouter, Body, Depends
from starlette.requests import Request
from starlette.responses import Response

from service.conversation.turn import MOST_TURNS, Turn
from service.generate.generated import Statement
from service.generate.writer import Writer
from service.http.ask_response import Emit, EventResponse, answer_whole, begin_ask, both_answers
from service.http.ask_schemas import AskedResponse, StatementBody
from service.http.engine import Engine
from service.http.lanes import in_thread
from service.http.openai.examples import CHAT, CHAT_REQUESTS
from service.http.openai.message import MessageWriter
from service.http.openai.models import check_model
from service.http.openai.requests import MODEL, Asked, ChatRequest
from service.http.openai.responses import (
    AssistantMessage,
    ChatChunk,
    ChatCompletion,
    Choice,
    ChunkChoice,
    Delta,
    Findings,
    Usage,
)
from service.http.openapi import responses
from service.http.question_notes import note_answer, note_question
from service.http.readiness import Readiness
from service.http.request_bodies import require_json
from service.http.search_schemas import ArticleHead
from service.settings import ServiceSettings
from service.web.display import article_path, outward
from service.web.root import rooted
from service.web.strings import page_language

chat = APIRouter(prefix="/v1", tags=["OpenAI"])

Tell: TypeAlias = Callable[[Statement], Awaitable[None]]
"""Takes each sentence that a model wrote, once it is verified."""

_END = "[DONE]"
"""What ends a stream of OpenAI's API."""


@chat.post(
    "/chat/completions",
    dependencies=[Depends(require_json)],
    response_model=ChatCompletion,
    responses=responses(CHAT, 400, 404, 413, 415, 422, 503, streamed=True),
)
async def chat_completions(
    body: Annotated[ChatRequest, Body(openapi_examples=CHAT_REQUESTS)], request: Request
) -> ChatCompletion | Response:
    """Answer the user's last message with quotes and their sources, or say why nothing answers; both are 200.

    With `stream`, the response is server-sent events: chunks of the message, and `[DONE]`.
    """
    settings: ServiceSettings = request.app.state.settings
    readiness: Readiness = request.app.state.readiness
    check_model(body.model)
    asked = body.asked()
    ask = body.to_ask(asked, settings)
    note_question(request, asked.question)
    engine = readiness.engine()
    history = [Turn(text[: settings.max_query_characters]) for text in asked.earlier[-MOST_TURNS:] if text.strip()]
    query, find = await begin_ask(ask, engine, history, settings.default_mode)
    reply = _Reply(request, engine, asked)
    if not ask.stream:
        found = await answer_whole(request, ask, query, find)
        return found if isinstance(found, Response) else await in_thread(reply.whole, found)
    result = await in_thread(find)
    note_answer(request, result)
    writer: Writer | None = request.app.state.writer

    async def answered(tell: Tell) -> AskedResponse:
        if ask.generate:
            return await both_answers(query, result, writer, settings.llm_seconds, tell)
        return await in_thread(lambda: AskedResponse.of(result, query=query))

    return EventResponse(
        lambda emit: reply.stream(emit, answered, with_usage=body.with_usage),
        heartbeat_seconds=settings.heartbeat_seconds,
    )


class _Reply:
    """One answer as a message, whole or in chunks."""

    def __init__(self, request: Request, engine: Engine, asked: Asked) -> None:
        # Here and not at the top: this brings the analyzer, which an app without an engine does not need.
        from service.query.question import language_of

        base = f"{request.url.scheme}://{request.url.netloc}"

        def link(article: ArticleHead) -> str:
            return outward(article.url) or base + rooted(article_path(article.id))

        self._engine = engine
        self._question = asked.question
        # Only what is no quote is said in a language of ours: that of the question, if it is one of them.
        self._writer = MessageWriter(page_language(language_of(asked.question)), link)
        self._head: dict[str, Any] = {
            "id": f"chatcmpl-{uuid4().hex}",
            "created": int(time.time()),
            "model": MODEL,
            "system_fingerprint": engine.manifest.name,
        }

    def whole(self, found: AskedResponse) -> ChatCompletion:
        """The completion: what a model wrote, where that could be verified, else the quoted answer."""
        writer, statements = self._writer, [] if found.generated is None else found.generated.statements
        said = [writer.statement(each) for each in statements]
        content = "".join([*said, *(writer.sources() if said else writer.answer(found))])
        message = AssistantMessage(content=content, annotations=writer.annotations)
        return ChatCompletion(
            **self._head,
            choices=[Choice(message=message)],
            usage=self._usage(content),
            xunwen=Findings.of(found),
        )

    async def stream(
        self, emit: Emit, answered: Callable[[Tell], Awaitable[AskedResponse]], *, with_usage: bool
    ) -> None:
        """Emits the same in chunks: the role, the text as it comes, the annotations, the end, the usage."""
        writer, content = self._writer, ""

        async def add(piece: str) -> None:
            nonlocal content
            content += piece
            await self._emit(emit, ChunkChoice(delta=Delta(content=piece)))

        async def tell(statement: Statement) -> None:
            await add(writer.statement(StatementBody.of(statement)))

        await self._emit(emit, ChunkChoice(delta=Delta(role="assistant", content="")))
        found = await answered(tell)
        for piece in writer.sources() if content else writer.answer(found):
            await add(piece)
        await self._emit(emit, ChunkChoice(delta=Delta(annotations=writer.annotations)))
        await self._emit(emit, ChunkChoice(delta=Delta(), finish_reason="stop"), xunwen=Findings.of(found))
        if with_usage:
            await self._emit(emit, usage=await in_thread(self._usage, content))
        await emit("", _END)

    async def _emit(
        self, emit: Emit, *choices: ChunkChoice, xunwen: Findings | None = None, usage: Usage | None = None
    ) -> None:
        await emit("", ChatChunk(**self._head, choices=choices, xunwen=xunwen, usage=usage))

    def _usage(self, content: str) -> Usage:
        prompt, completion = self._engine.count_tokens([self._question, content])
        return Usage(prompt_tokens=prompt, completion_tokens=completion, total_tokens=prompt + completion)
