"""Writes an answer: shows a model the passages, checks each sentence as it comes, keeps what holds."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from anyio import fail_after
from anyio.to_thread import run_sync

from service.generate.generated import Generated, GenerationStatus, Removal, Statement
from service.generate.prompt import Passage, messages, shown_passages
from service.generate.stream import AnswerReader, DraftStatement
from service.generate.verify import verify
from service.generate.writer import Failure, Writer, WritingError
from service.results import Hit

logger = logging.getLogger("xunwen.generate")

Tell: TypeAlias = Callable[[Statement], Awaitable[None]]
"""Takes each statement the moment it is verified."""

_MOST_SENTENCES = 12
"""Sentences that are read, held or not: a model that goes on is repeating itself."""


async def _tell_nobody(statement: Statement) -> None:
    del statement


async def generate(
    writer: Writer, question: str, hits: Sequence[Hit], *, seconds: float, tell: Tell = _tell_nobody
) -> Generated:
    """Writes an answer to a question out of the passages that were found. Cancelling it ends the work at the server.

    A server that fails is no exception here: the result says what went wrong, beside what was verified until then.

    Args:
        writer: The model.
        question: The question, in any language.
        hits: What was found for it, best first.
        seconds: How long it may take in all.
        tell: Is given each statement as soon as it is verified, in order.
    """
    passages = shown_passages(hits)
    if not passages:
        return Generated(GenerationStatus.NOTHING, (), (), writer.model, "There are no passages to write from.")
    desk = _Desk(question, passages, tell)
    failure = ""
    try:
        with fail_after(seconds):
            async with writer.write(messages(question, passages)) as pieces:
                await desk.read(pieces)
    except TimeoutError:
        failure = Failure.TOO_SLOW.value
        logger.warning("%s (no end of it after %g seconds)", failure, seconds)
    except WritingError as error:
        failure = error.message
    return desk.result(writer.model, failure)


@dataclass(slots=True, eq=False)
class _Desk:
    """What is known of an answer while it is written."""

    question: str
    passages: tuple[Passage, ...]
    tell: Tell
    statements: list[Statement] = field(default_factory=list)
    removed: list[Removal] = field(default_factory=list)
    reader: AnswerReader = field(default_factory=AnswerReader)

    async def read(self, pieces: AsyncIterator[str]) -> None:
        """Reads to the end, or until more has come than an answer has."""
        async for piece in pieces:
            for draft in self.reader.feed(piece):
                await self._take(draft)
            if self.reader.full or len(self.statements) + len(self.removed) >= _MOST_SENTENCES:
                return
        for draft in self.reader.end():
            await self._take(draft)

    async def _take(self, draft: DraftStatement) -> None:
        # In a thread: the first figures and dictionary words load tables, and other requests are waiting.
        checked = await run_sync(verify, draft, self.passages, self.question)
        if isinstance(checked, Removal):
            logger.info("removed a sentence: %s (%s)", checked.reason, checked.detail)
            self.removed.append(checked)
        elif checked.text not in {each.text for each in self.statements}:
            self.statements.append(checked)
            await self.tell(checked)

    def result(self, model: str, failure: str) -> Generated:
        """What came of it."""
        written = bool(self.statements)
        if failure:
            status = GenerationStatus.PARTIAL if written else GenerationStatus.FAILED
        else:
            status = GenerationStatus.WRITTEN if written else GenerationStatus.NOTHING
        return Generated(status, tuple(self.statements), tuple(self.removed), model, failure or self._lost())

    def _lost(self) -> str:
        """What was removed, in a sentence."""
        if self.removed:
            reasons = ", ".join(sorted({each.reason.value for each in self.removed}))
            return f"Removed because it could not be verified: {len(self.removed)} sentence(s) ({reasons})."
        return "" if self.statements else "The model found no answer in the passages."
