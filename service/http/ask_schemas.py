"""The JSON of answers: what /v1/ask returns, quoted and written by a language model, whole and as events."""

from collections.abc import Iterator
from dataclasses import asdict
from decimal import Decimal
from itertools import chain, pairwise
from typing import Literal, Self

from pydantic import BaseModel, Field

from indexer.core.article import Degradation, Part
from indexer.core.figure import FigureKind
from service.answer.cite import quoted
from service.generate.generated import Generated, GenerationStatus, RemovalReason, Statement
from service.http.search_schemas import ArticleHead, SearchResponse, UnderstoodBody, _Searched
from service.query.operators import Query
from service.results import Alternative, Answer, AnswerKind, AskResult, Citation, FigureSaid, Followed


class FigureBody(BaseModel):
    """What the words of an answer amount to."""

    kind: FigureKind
    min: Decimal | str | None = Field(description="Lower end; ISO 8601 for a date or time; null where open.")
    max: Decimal | str | None
    min_inclusive: bool
    max_inclusive: bool
    unit: str = Field(description="English singular, or the currency; empty where the text names none.")
    unit_text: str = Field(description="The unit as written.")
    currency: str = Field(description="ISO 4217; empty but for money.")
    qualifier: str = Field(description="exact, more_than, at_least, less_than, at_most, about or range.")
    text: str
    start: int = Field(description="body[start:end] == text of the answer's article.")
    end: int


class AnswerBody(BaseModel):
    """The words that answer: `body[start:end] == text` of the first citation's article."""

    text: str
    kind: AnswerKind
    start: int
    end: int
    figure: FigureBody | None = Field(description="What the words amount to; null for a sentence and for words of one.")
    confidence: float = Field(description="How likely it is right, 0 to 1, as measured on known answers.")
    verdict: str = Field(
        default="", description="yes or no, as the quote answers a question for that; empty where it leaves it open."
    )

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """The same answer."""
        figure = None if answer.figure is None else FigureBody(**asdict(answer.figure))
        return cls(
            text=answer.text,
            kind=answer.kind,
            start=answer.start,
            end=answer.end,
            figure=figure,
            confidence=round(answer.confidence, 4),
            verdict=answer.verdict,
        )


class CitationBody(BaseModel):
    """Where a quote stands: `body[start:end] == quote` of the article at /v1/articles/{id}."""

    article: ArticleHead
    quote: str
    start: int
    end: int
    sha256: str = Field(description="Of the quote's UTF-8 bytes.")

    @classmethod
    def of(cls, citation: Citation) -> Self:
        """The same citation, without the article's body."""
        return cls(
            article=ArticleHead.of(citation.article),
            quote=citation.quote,
            start=citation.start,
            end=citation.end,
            sha256=citation.sha256,
        )


class AlternativeBody(BaseModel):
    """Another answer that the articles give."""

    answer: AnswerBody
    citation: CitationBody
    conflict: bool = Field(description="Another report of the same event gives another figure for the same.")
    superseded: bool = Field(description="The report that leads is later: this figure was given before it.")

    @classmethod
    def of(cls, alternative: Alternative) -> Self:
        """The same alternative."""
        return cls(
            answer=AnswerBody.of(alternative.answer),
            citation=CitationBody.of(alternative.citation),
            conflict=alternative.conflict,
            superseded=alternative.superseded,
        )


class StatedBody(BaseModel):
    """What one report states: `body[start:end] == text` of the citation's article."""

    text: str
    start: int
    end: int
    figure: FigureBody
    citation: CitationBody

    @classmethod
    def of(cls, said: FigureSaid) -> Self:
        """The same, with its sentence as a quote."""
        figure, origin = said.figure, said.sentence.start
        start, end = origin + figure.start, origin + figure.end
        return cls(
            text=figure.text,
            start=start,
            end=end,
            figure=FigureBody(**{**asdict(figure), "start": start, "end": end}),
            citation=CitationBody.of(quoted(said.article, start)),
        )


class ChangeBody(BaseModel):
    """One thing that several reports of an event count, and do not all count alike."""

    stated: list[StatedBody] = Field(description="What each report states of it, the earliest first.")

    @classmethod
    def of(cls, followed: Followed) -> Self:
        """The same change."""
        return cls(stated=[StatedBody.of(each) for each in followed.said])

    def steps(self) -> Iterator[tuple[str, StatedBody]]:
        """What each report states, behind → where the one before states another amount, = where it states the same, and nothing for the first."""
        amounts = [_amount(each.figure) for each in self.stated]
        marks = ("→" if before != now else "=" for before, now in pairwise(amounts))
        return zip(chain([""], marks), self.stated, strict=True)


def _amount(figure: FigureBody) -> tuple[object, ...]:
    return (figure.kind, figure.currency or figure.unit, figure.min, figure.max)


class AskResponse(_Searched):
    """An answer, or an abstention with its reason; always with the hits."""

    status: Literal["answered", "abstained"]
    reason: str = Field(
        description="Why there is no answer: no_evidence, low_margin, type_mismatch, conflict, ambiguous, other_period, changed or "
        "unavailable; empty when there is one. With changed, `changes` tells what no sentence does."
    )
    wanted: str = Field(
        description='What kind of answer the question was understood to want: "figure: money", "person", "comparison".'
    )
    answer: AnswerBody | None
    citations: list[CitationBody] = Field(description="The answer's, then other articles that say the same.")
    alternatives: list[AlternativeBody] = Field(
        description="Other answers, and conflicting ones, with what they quote; with ambiguous the best of each story."
    )
    changes: list[ChangeBody] | None = Field(
        default=None,
        description="Where the question asks what changed between reports: each figure that did, of the event that the first hit "
        "tells of, what was asked for first; empty where none did, null where that was not asked.",
    )
    understood: UnderstoodBody | None = Field(default=None, description="What was made of the question.")

    @classmethod
    def of(cls, result: AskResult, *, query: Query | None = None) -> Self:
        """The same result, with what was made of the question."""
        search = SearchResponse.of(result.search)
        return cls(
            snapshot=search.snapshot,
            mode=search.mode,
            degraded=search.degraded,
            read=search.read,
            took_ms=dict(result.took_ms),
            hits=search.hits,
            did_you_mean=search.did_you_mean,
            status="abstained" if result.answer is None else "answered",
            reason=result.reason,
            wanted=result.wanted,
            answer=None if result.answer is None else AnswerBody.of(result.answer),
            citations=[CitationBody.of(citation) for citation in result.citations],
            alternatives=[AlternativeBody.of(alternative) for alternative in result.alternatives],
            changes=None if result.changes is None else [ChangeBody.of(each) for each in result.changes],
            understood=None if query is None else UnderstoodBody.of(query),
        )


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
