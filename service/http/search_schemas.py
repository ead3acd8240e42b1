"""The JSON of articles and search results, and how values become it.

A search that is answered over HTTP is written from plain fields: to make and check a hundred objects for ten hits takes four times as long.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Self, TypeAlias

from pydantic import BaseModel, Field

from indexer.core.article import Article, Chunk, Span
from indexer.text.characters import line_lengths
from service.query.operators import OperatorName, Query
from service.results import (
    FacetName,
    Hit,
    Mode,
    SearchResult,
    Tally,
)

Fields: TypeAlias = dict[str, object]
"""Of a JSON object, in order."""

DEGRADED = (
    "What was missing or fell back, each as its part and why: dense, lexical, reader, fast_path, dictionary, reading (what the "
    "reader had no time for), generation, wording (whether another one was meant), event (what changed between reports) or curation; "
    "empty where nothing was."
)


class ArticleHead(BaseModel):
    """An article without its body."""

    id: str
    title: str
    url: str
    source: str
    author: str
    published_at: str = Field(description="ISO 8601 at the precision that the page gave; empty if it gave none.")
    published_day: str = Field(
        default="", description="The day on which that is in the archive's time zone; empty where there is no date."
    )
    language: str = Field(description="BCP 47 tag; empty if unknown.")
    image: str = Field(
        default="", description="The whole address of a picture that the page shows of it; empty if it shows none."
    )

    @classmethod
    def of(cls, article: Article) -> Self:
        """The head of this article; a snapshot of before there were limits may have fields of any length."""
        return cls.model_validate(_head_fields(article))


def _head_fields(article: Article) -> Fields:
    article = line_lengths(article)
    return {
        "id": article.id,
        "title": article.title,
        "url": article.url,
        "source": article.source,
        "author": article.author,
        "published_at": article.published_at,
        "published_day": article.day,
        "language": article.language,
        "image": article.image,
    }


class ArticleResponse(ArticleHead):
    """An article as the snapshot has it. Every offset of the service counts characters of `body`."""

    editor: str
    keywords: tuple[str, ...]
    body: str = Field(description="Plain text; escape it where it is shown as HTML.")
    snapshot: str

    @classmethod
    def in_snapshot(cls, article: Article, snapshot: str) -> Self:
        """This article, read from the snapshot of that name."""
        article = line_lengths(article)
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
        description="Share of the question's words that the chunk and its article hold, 0 to 1; 0.15 of it in hybrid where no "
        "dictionary connects the article's language with the question's."
    )
    fused: float = Field(description="What both legs say; comparable within one response only.")
    reranked: float | None = Field(
        default=None, description="What ranks a hit that the reader read; null where fused does."
    )


class SignalsBody(BaseModel):
    """What a hit's scores are made of; null where the leg, or the look at the first few, took no part.

    fused = dense + spread * 13 * (lexical + allowance) below the first few; of these it is a weighted sum of all signals, whose
    weights docs/retrieval.md tells, lifted by as much as keeps them before the others. What only a deeper search finds has at
    most the score of the last hit before it. reranked adds to it what the reader's three logits weigh, in spreads, and lifts those read in the same way.
    """

    chunk_cosine: float | None = Field(description="Question and chunk.")
    article_cosine: float | None = Field(description="Question and the whole article; a fifth of it is in dense.")
    chunk_coverage: float | None = Field(
        description="Share of the question's words that the chunk holds; 3/13 of lexical."
    )
    article_coverage: float | None = Field(description="Share that its article holds; 10/13 of lexical.")
    sentence: float | None = Field(
        description="The largest share that one sentence of the chunk holds; 0.55 of it in another language, 0 where no "
        "dictionary connects the two."
    )
    phrases: float | None = Field(
        description="Share of the names quoted in the question, or of a keyword query's words, that the article holds."
    )
    recency: float = Field(description="0.5 for the newest, halved each 30 days; 0 where the question names a time.")
    allowance: float = Field(description="Granted across languages for words that can't be found there, 0 to 0.27.")
    spread: float = Field(description="Standard deviation of cosines between the archive's chunks.")
    retells: bool = Field(
        description="Whether its article tells in another language what another hit's does in the question's: nothing is "
        "granted to it, and it stands right behind that one, or where it is if it ranks lower by itself."
    )
    reader_rank: float | None = Field(
        default=None,
        description="How well the reader says that the chunk answers, a logit; null where it was not read.",
    )
    reader_span: float | None = Field(
        default=None, description="How far its best span's logits are above those of no answer."
    )
    title: float | None = Field(
        default=None, description="Share of a keyword query's words that the title holds; null for any other query."
    )
    dense_lead: float | None = Field(
        default=None,
        description="How far the best article by meaning is above the second, in spreads; 0 for all but that one.",
    )
    lexical_lead: float | None = Field(
        default=None, description="How far the best article by words is above the second; 0 for all but that one."
    )
    length: float | None = Field(
        default=None, description="Mean logarithm of the chunks that the first few's articles have, up to 1.7."
    )
    kind: float = Field(
        default=0.0,
        description="Of snippets, how likely the chunk holds the kind of thing that is asked for: a number, a date, a name.",
    )
    snippets: float = Field(
        default=0.0, description="How far the weights of snippets are in force: 1 where each article is one chunk."
    )
    same_year: bool = Field(default=False, description="Whether it was published in a year that the question names.")
    other_year: bool = Field(
        default=False,
        description="Whether it is of another year, by its date or else its words, and names none that the question does.",
    )
    year_in_text: bool = Field(default=False, description="Whether the chunk of a dated article names the year.")
    same_day: bool = Field(
        default=False, description="Whether it was published within a day of one that the question names."
    )
    reader_answerable: float | None = Field(
        default=None, description="Logit: above 0 the reader says that the chunk holds the answer."
    )


class CopyBody(BaseModel):
    """Another article that prints the same."""

    article_id: str
    source: str
    published_at: str


class HitBody(BaseModel):
    """A ranked passage with its article."""

    rank: int
    score: float
    scores: ScoresBody
    article: ArticleHead
    chunk: ChunkBody
    passage: SpanBody = Field(
        description="The chunk with its neighbours that were found too: a span of the article's body."
    )
    highlights: list[SpanBody] = Field(description="Spans of chunk.text that match words of the question.")
    pinned: bool = Field(default=False, description="Whether editors put it first for this query.")
    weak: bool = Field(
        default=False,
        description="Whether its article holds so few of the query's words that nonsense would find as much: better folded away.",
    )
    copies: list[CopyBody] = Field(description="With group_by story: other articles that print the same.")
    signals: SignalsBody | None = Field(default=None, description="With explain.")

    @classmethod
    def of(cls, hit: Hit, *, explain: bool = False) -> Self:
        """The same hit."""
        return cls.model_validate(_hit_fields(hit, explain=explain))


def _hit_fields(hit: Hit, *, explain: bool) -> Fields:
    """The fields of a `HitBody`, in its order."""
    scores, chunk = hit.scores, hit.chunk
    return {
        "rank": hit.rank,
        "score": hit.score,
        "scores": {
            "dense": scores.dense,
            "lexical": scores.lexical,
            "fused": scores.fused,
            "reranked": scores.reranked,
        },
        "article": _head_fields(hit.article),
        "chunk": {"id": chunk.id, "text": chunk.text, "start": chunk.start, "end": chunk.end},
        "passage": {"start": hit.passage.start, "end": hit.passage.end},
        "highlights": [{"start": span.start, "end": span.end} for span in hit.highlights],
        "pinned": hit.pinned,
        "weak": hit.weak,
        "copies": [asdict(copy) for copy in hit.copies],
        "signals": SignalsBody(**asdict(scores.signals)).model_dump() if explain else None,
    }


class _Searched(BaseModel):
    """What every response to a question says of the search behind it."""

    snapshot: str
    mode: Mode
    degraded: list[str] = Field(description=DEGRADED)
    read: int = Field(
        default=0, description="How many of the first candidates the reader read; 0 but in mode reranked."
    )
    took_ms: dict[str, float] = Field(description="Milliseconds by stage, and total.")
    hits: list[HitBody]
    did_you_mean: str | None = Field(
        default=None,
        description="Another wording, of which articles hold more: words of the archive that sound or are spelt like those "
        "typed. null where nothing speaks for one. It is never searched for by itself.",
    )


class OperatorBody(BaseModel):
    """One operator, as it was understood."""

    name: OperatorName
    values: list[str] = Field(
        description="What it takes; of `any` one of several. Of before: the last day let through."
    )
    text: str = Field(description="As it stands in the query.")


class UnderstoodBody(BaseModel):
    """What was made of a query."""

    words: str = Field(description="What the passages are ranked by.")
    operators: list[OperatorBody] = Field(description="What else they were required to be; empty where all was words.")
    question: str = Field(
        default="",
        description="With history: the question in full that is answered, which may be asked alone; empty without.",
    )
    otherwise: list[str] = Field(
        default_factory=list,
        description="With history: what may have been asked instead, in full, the likeliest first; empty where one reading "
        "stands out, and without.",
    )

    @classmethod
    def of(cls, query: Query) -> Self:
        """The same query."""
        return cls.model_validate(_understood_fields(query))


def _understood_fields(query: Query) -> Fields:
    return {
        "words": query.words,
        "operators": [{"name": each.name, "values": each.values, "text": each.text} for each in query.operators],
        "question": query.in_full,
        "otherwise": list(query.otherwise),
    }


class CountBody(BaseModel):
    """Articles that match with one value, or in one period."""

    value: str
    articles: int


class SearchResponse(_Searched):
    """Ranked passages; none is a normal result."""

    names: dict[str, tuple[str, ...]] | None = Field(
        default=None,
        description="With explain: names of the question with what else they were looked for by, as the archive writes them.",
    )
    curated: list[str] | None = Field(
        default=None, description="With explain: pins and hides of the curation file that had a part in it, in words."
    )
    matches: int | None = Field(default=None, description="With facets or histogram: articles that match.")
    facets: dict[FacetName, list[CountBody]] | None = Field(
        default=None, description="As asked for: the 50 values with the most of these articles."
    )
    histogram: list[CountBody] | None = Field(
        default=None, description="As asked for: periods of the archive's time zone that have matches, in order."
    )
    understood: UnderstoodBody | None = Field(default=None, description="What was made of the query.")

    @classmethod
    def of(cls, result: SearchResult, *, query: Query | None = None, explain: bool = False) -> Self:
        """The same result, with what was made of the query, and what the scores are made of if wanted."""
        return cls.model_validate(search_fields(result, query=query, explain=explain))

    def counted(self, tally: Tally) -> Self:
        """This with how many articles match."""
        facets = {name: _counts(values) for name, values in tally.facets.items()}
        histogram = _counts(tally.histogram)
        return self.model_copy(update={"matches": tally.articles, "facets": facets, "histogram": histogram})


def search_fields(
    result: SearchResult, *, query: Query | None = None, explain: bool = False, tally: Tally | None = None
) -> Fields:
    """The fields of a `SearchResponse`, in its order: written as JSON they are the same to the byte.

    Args:
        result: What was found.
        query: As it was understood.
        explain: Whether to say what the scores are made of.
        tally: How many articles match, if that is wanted.
    """
    return {
        "snapshot": result.snapshot,
        "mode": result.mode,
        "degraded": [str(each) for each in result.degraded],
        "read": result.read,
        "took_ms": dict(result.took_ms),
        "hits": [_hit_fields(hit, explain=explain) for hit in result.hits],
        "did_you_mean": _with_operators(result.did_you_mean, query),
        "names": dict(result.names) if explain else None,
        "curated": list(result.curated) if explain else None,
        "matches": None if tally is None else tally.articles,
        "facets": None if tally is None else {name: _count_fields(values) for name, values in tally.facets.items()},
        "histogram": None if tally is None else _count_fields(tally.histogram),
        "understood": None if query is None else _understood_fields(query),
    }


def _with_operators(words: str, query: Query | None) -> str | None:
    """Other words of a query with its operators behind them, as one types it; None for none."""
    operators = () if query is None else query.operators
    return " ".join((words, *(each.text for each in operators))) if words else None


def _counts(values: Sequence[tuple[str, int]]) -> list[CountBody]:
    return [CountBody.model_validate(each) for each in _count_fields(values)]


def _count_fields(values: Sequence[tuple[str, int]]) -> list[Fields]:
    return [{"value": value, "articles": articles} for value, articles in values]
