"""A model behind any server that speaks OpenAI's chat completions: the one door to the `openai` client."""

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from urllib.parse import urlsplit

from anyio import move_on_after
from openai import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APIStatusError,
    APITimeoutError,
    AsyncOpenAI,
    AsyncStream,
    InternalServerError,
    RateLimitError,
    Timeout,
)
from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam

from service.generate.writer import Failure, Message, WritingError
from service.settings import ServiceSettings

logger = logging.getLogger("xunwen.generate")

_CLOSE_SECONDS = 2.0

_ANONYMOUS = "none"
"""The client wants a key; servers without one take any."""


class ChatServer:
    """A writer at a URL.

    Connecting is tried again, as are answers 408, 409, 429 and 5xx, with growing pauses or as long as `Retry-After` says.
    An answer that broke off is not: part of it may have been shown.
    """

    def __init__(self, url: str, model: str, settings: ServiceSettings) -> None:
        key = settings.llm_api_key
        self.model = model
        parts = urlsplit(url)
        # Neither a login nor a query: both may be secrets.
        self._url = parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()
        self._secrets = [
            each for each in (key and key.get_secret_value(), parts.password, parts.username, parts.query) if each
        ]
        self._most_tokens = settings.llm_max_tokens
        self._client = AsyncOpenAI(
            base_url=url,
            api_key=_ANONYMOUS if key is None else key.get_secret_value(),
            max_retries=settings.llm_retries,
            # For reading: how long the server may be silent, not how long the answer may take.
            timeout=Timeout(settings.llm_silence_seconds, connect=settings.llm_connect_seconds),
        )

    @asynccontextmanager
    async def write(self, messages: Sequence[Message]) -> AsyncIterator[AsyncIterator[str]]:
        """The model's answer, piece by piece. See `Writer`."""
        with self._failures(Failure.UNREACHABLE):
            stream = await self._client.chat.completions.create(
                model=self.model,
                messages=[_spoken(message) for message in messages],
                max_tokens=self._most_tokens,
                temperature=0.0,
                stream=True,
            )
        pieces = self._pieces(stream)
        try:
            yield pieces
        finally:
            # Also when the reader has left: an open connection would let the server write on.
            with move_on_after(_CLOSE_SECONDS, shield=True):
                await pieces.aclose()
                await stream.close()

    async def close(self) -> None:
        """Give back connections."""
        await self._client.close()

    async def _pieces(self, stream: AsyncStream[ChatCompletionChunk]) -> AsyncGenerator[str, None]:
        finish = None
        with self._failures(Failure.BROKE_OFF):
            async for chunk in stream:
                for choice in chunk.choices or ():
                    finish = choice.finish_reason or finish
                    if choice.delta.content:
                        yield _text(choice.delta.content)
        if finish is None:  # the connection ended as if all were said
            raise self._error(Failure.BROKE_OFF, "no finish_reason")
        if finish == "length":
            raise self._error(Failure.CUT_SHORT, f"max_tokens={self._most_tokens}")

    @contextmanager
    def _failures(self, without_connection: Failure) -> Iterator[None]:
        """Names what the client raises; a lost connection means one thing before an answer and another in it."""
        try:
            yield
        except APITimeoutError as error:
            raise self._error(Failure.TOO_SLOW, error) from error
        except APIConnectionError as error:
            raise self._error(without_connection, error.__cause__ or error) from error
        except (RateLimitError, InternalServerError) as error:
            raise self._error(Failure.BUSY, error) from error
        except APIStatusError as error:
            raise self._error(Failure.REFUSED, error) from error
        except (APIResponseValidationError, ValueError, AttributeError, TypeError) as error:
            # Chunks are not checked on the way in: what is not one shows when it is read.
            raise self._error(Failure.UNREADABLE, error) from error
        except APIError as error:  # an error sent as an event
            raise self._error(Failure.BROKE_OFF, error) from error

    def _error(self, failure: Failure, error: object) -> WritingError:
        cause = str(error)
        for secret in self._secrets:  # servers are known to repeat the key that they refuse
            cause = cause.replace(secret, "…")
        logger.warning("%s (%s, model %s): %s", failure.value, self._url, self.model, cause)
        if failure is Failure.CUT_SHORT:
            return WritingError(failure, next_step="Raise XUNWEN_LLM_MAX_TOKENS.")
        hint = f"Check the server at {self._url} and its model {self.model!r}: {cause}"
        return WritingError(failure, next_step=f"{hint:.300}")


def _spoken(message: Message) -> ChatCompletionMessageParam:
    if message.role == "system":
        return {"role": "system", "content": message.content}
    if message.role == "assistant":
        return {"role": "assistant", "content": message.content}
    return {"role": "user", "content": message.content}


def _text(content: object) -> str:
    """A piece of an answer; the client passes on whatever a server sends there."""
    if not isinstance(content, str):
        raise ValueError(f"content is {type(content).__name__}, not text")  # noqa: TRY004  one of the ways to be unreadable
    return content
