"""The JSON of responses, and how domain values become it."""

from typing import Literal, Self

from pydantic import BaseModel, Field

from indexer.domain import Answer, AnswerKind, Article, AskResult, Chunk, Citation, Hit, Mode, SearchResult, Span
from indexer.manifest import Manifest


class ArticleHead(BaseModel):
    """An article without its body."""

    id: str
    title: str
    url: str
    source: str
    author: str
    published_at: str = Field(description="ISO 8601 at the precision that the page gave; empty if it gave none.")
    language: str = Field(description="BCP 47 tag; empty if unknown.")

    @classmethod
    def of(cls, article: Article) -> Self:
        """The head of this article."""
        return cls(
            id=article.id,
            title=article.title,
            url=article.url,
            source=article.source,
            author=article.author,
            published_at=article.published_at,
            language=article.language,
        )


class ArticleResponse(ArticleHead):
    """An article as the snapshot has it. Every offset of the service counts characters of `body`."""

    editor: str
    keywords: tuple[str, ...]
    body: str = Field(description="Plain text; escape it where it is shown as HTML.")
    snapshot: str

    @classmethod
    def in_snapshot(cls, article: Article, snapshot: str) -> Self:
        """This article, read from the snapshot of that name."""
        head = ArticleHead.of(article).model_dump()
        return cls(**head, editor=article.editor, keywords=article.keywords, body=article.body, snapshot=snapshot)


class SpanBody(BaseModel):
    """Characters `start` to `end` (exclusive)."""

    start: int
    end: int

    @classmethod
    def of(cls, span: Span) -> Self:
        """The same span."""
        return cls(start=span.start, end=span.end)


class ChunkBody(BaseModel):
    """A passage: `body[start:end] == text` of its article."""

    id: str
    text: str
    start: int
    end: int

    @classmethod
    def of(cls, chunk: Chunk) -> Self:
        """The same chunk."""
        return cls(id=chunk.id, text=chunk.text, start=chunk.start, end=chunk.end)


class ScoresBody(BaseModel):
    """How a hit came by its rank; null where a leg took no part."""

    dense: float | None = Field(
        description="Cosine of question and chunk, less what any question of its language would have."
    )
    lexical: float | None = Field(
        description="Share of the question's words that the chunk and its article hold, 0 to 1."
    )
    fused: float = Field(description="What ranks; comparable within one response only.")


class HitBody(BaseModel):
    """A ranked passage with its article."""

    rank: int
    score: float
    scores: ScoresBody
    article: ArticleHead
    chunk: ChunkBody
    highlights: list[SpanBody] = Field(description="Spans of chunk.text that match words of the question.")

    @classmethod
    def of(cls, hit: Hit) -> Self:
        """The same hit."""
        scores = hit.scores
        return cls(
            rank=hit.rank,
            score=hit.score,
            scores=ScoresBody(dense=scores.dense, lexical=scores.lexical, fused=scores.fused),
            article=ArticleHead.of(hit.article),
            chunk=ChunkBody.of(hit.chunk),
            highlights=[SpanBody.of(span) for span in hit.highlights],
        )


class _Searched(BaseModel):
    """What every response to a question says of the search behind it."""

    snapshot: str
    mode: Mode
    degraded: list[str] = Field(description="What was missing, in words; empty when every leg took part.")
    took_ms: dict[str, float] = Field(description="Milliseconds by stage, and total.")
    hits: list[HitBody]


class SearchResponse(_Searched):
    """Ranked passages; none is a normal result."""

    @classmethod
    def of(cls, result: SearchResult) -> Self:
        """The same result."""
        return cls(
            snapshot=result.snapshot,
            mode=result.mode,
            degraded=list(result.degraded),
            took_ms=dict(result.took_ms),
            hits=[HitBody.of(hit) for hit in result.hits],
        )


class AnswerBody(BaseModel):
    """The words that answer, exactly as the first citation's article has them."""

    text: str
    kind: AnswerKind
    figure: None = Field(default=None, description="Reserved for amounts read from the quote.")
    confidence: float = Field(description="0 to 1, uncalibrated.")

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """The same answer."""
        return cls(text=answer.text, kind=answer.kind, confidence=answer.confidence)


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


class AskResponse(_Searched):
    """An answer, or an abstention with its reason; always with the hits."""

    status: Literal["answered", "abstained"]
    reason: str = Field(description="Why there is no answer; empty when there is one.")
    answer: AnswerBody | None
    citations: list[CitationBody]
    alternatives: list[CitationBody]

    @classmethod
    def of(cls, result: AskResult) -> Self:
        """The same result."""
        search = SearchResponse.of(result.search)
        return cls(
            snapshot=search.snapshot,
            mode=search.mode,
            degraded=search.degraded,
            took_ms=dict(result.took_ms),
            hits=search.hits,
            status="abstained" if result.answer is None else "answered",
            reason=result.reason,
            answer=None if result.answer is None else AnswerBody.of(result.answer),
            citations=[CitationBody.of(citation) for citation in result.citations],
            alternatives=[CitationBody.of(citation) for citation in result.alternatives],
        )


class SnapshotBody(BaseModel):
    """The snapshot that answers, and the model that made its vectors."""

    name: str
    created_at: str
    articles: int
    chunks: int
    model: str
    model_fingerprint: str

    @classmethod
    def of(cls, manifest: Manifest) -> Self:
        """What a manifest tells a reader."""
        return cls(
            name=manifest.name,
            created_at=manifest.created_at,
            articles=manifest.articles,
            chunks=manifest.chunks,
            model=manifest.model.name,
            model_fingerprint=manifest.model.fingerprint,
        )


class HealthResponse(BaseModel):
    """The process runs."""

    status: Literal["ok"] = "ok"


class ReadyResponse(BaseModel):
    """A verified snapshot is open and the model is warm."""

    status: Literal["ready"] = "ready"
    snapshot: SnapshotBody


class VersionResponse(BaseModel):
    """What runs here."""

    version: str
    snapshot: SnapshotBody | None = Field(description="null while none is served.")


class ProblemField(BaseModel):
    """One thing wrong with a request's body."""

    detail: str
    pointer: str = Field(
        description='Where, as a JSON Pointer in URI form: "#/filters/published_from"; "#" is all of it.'
    )


class Problem(BaseModel):
    """An error, as RFC 9457 has it."""

    type: str
    title: str
    status: int
    detail: str
    instance: str = Field(description="The path asked for.")
    request_id: str = Field(description="The X-Request-ID of this exchange; the log has it too.")
    errors: list[ProblemField] | None = Field(default=None, description="With 422: what is wrong, field by field.")
