"""What generation asks of a language model: a protocol, and how it fails."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

from indexer.core.errors import GenerationError


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation with a model."""

    role: Literal["system", "user", "assistant"]
    content: str


class Failure(StrEnum):
    """What went wrong with a model's server, in a sentence for readers: it names no address and no key."""

    UNREACHABLE = "The language model's server can't be reached."
    TOO_SLOW = "The language model's server took too long."
    BUSY = "The language model's server is busy or failing."
    REFUSED = "The language model's server refused the request."
    BROKE_OFF = "The language model's server broke off in the middle of its answer."
    UNREADABLE = "The language model's server sent something that is not the protocol."
    CUT_SHORT = "The language model's answer reached its greatest length and was cut."


class WritingError(GenerationError):
    """A model's server failed; what it wrote before that may still be used."""

    def __init__(self, failure: Failure, *, next_step: str) -> None:
        super().__init__(failure.value, next_step=next_step)
        self.failure = failure


class Writer(Protocol):
    """A language model behind a server; one serves many answers at a time."""

    @property
    def model(self) -> str:
        """The model's name, as the server knows it."""
        ...

    def write(self, messages: Sequence[Message]) -> AbstractAsyncContextManager[AsyncIterator[str]]:
        """The model's answer, piece by piece; leaving the context ends the work, also at the server.

        Raises:
            WritingError: on entering or between pieces.
        """
        ...

    async def close(self) -> None:
        """Gives back connections; called once, when nothing is written any more."""
        ...
