"""The JSON of answers that a language model wrote, whole and as events."""

from typing import Self

from pydantic import BaseModel, Field

from indexer.domain import AskResult, Degradation, Part
from service.generate.generated import Generated, GenerationStatus, RemovalReason, Statement
from service.http.schemas import AskResponse, CitationBody
from service.operators import Query


class StatementBody(BaseModel):
    """A sentence that a model wrote and that was verified against these quotes."""

    text: str
    citations: list[CitationBody]

    @classmethod
    def of(cls, statement: Statement) -> Self:
        """The same statement."""
        return cls(text=statement.text, citations=[CitationBody.of(each) for each in statement.citations])


class RemovalBody(BaseModel):
    """A sentence that could not be verified. It is not repeated here."""

    reason: RemovalReason
    detail: str


class GeneratedBody(BaseModel):
    """An answer that a language model wrote, as far as it could be verified."""

    status: GenerationStatus = Field(
        description="written; partial: the model was cut off; nothing: nothing could be verified; failed: no model."
    )
    text: str = Field(description="The statements as one text; empty where there are none.")
    statements: list[StatementBody]
    removed: list[RemovalBody]
    model: str
    detail: str = Field(description="What went wrong or was removed, in a sentence; empty where all is well.")

    @classmethod
    def of(cls, generated: Generated) -> Self:
        """The same, without the text of what was removed."""
        return cls(
            status=generated.status,
            text=generated.text,
            statements=[StatementBody.of(each) for each in generated.statements],
            removed=[RemovalBody(reason=each.reason, detail=each.detail) for each in generated.removed],
            model=generated.model,
            detail=generated.detail,
        )


class AskedResponse(AskResponse):
    """The quoted answer, and with `generate` the written one beside it."""

    generated: GeneratedBody | None = Field(default=None, description="With generate: what a language model wrote.")

    @classmethod
    def with_generated(
        cls, result: AskResult, generated: Generated, *, query: Query | None = None, took_ms: float
    ) -> Self:
        """Both answers; a model that failed is named in `degraded`."""
        asked = cls.of(result, query=query)
        failed = generated.status in {GenerationStatus.FAILED, GenerationStatus.PARTIAL}
        missing = [str(Degradation(Part.GENERATION, generated.detail))] if failed else []
        return asked.model_copy(
            update={
                "generated": GeneratedBody.of(generated),
                "degraded": [*asked.degraded, *missing],
                "took_ms": _with_stage(asked.took_ms, took_ms),
            }
        )


def _with_stage(took_ms: dict[str, float], spent: float) -> dict[str, float]:
    return {**took_ms, "generate": round(spent, 3), "total": round(took_ms.get("total", 0.0) + spent, 3)}


class CitationEvent(BaseModel):
    """`citation`: a quote, numbered from 1; a delta names it by its number."""

    number: int
    citation: CitationBody


class DeltaEvent(BaseModel):
    """`delta`: the next sentence of the written answer, verified; its citations were sent before it."""

    text: str
    citations: list[int]


class DoneEvent(BaseModel):
    """`done`: nothing follows."""
