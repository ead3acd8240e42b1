"""Typed results of the service: hits, answers, citations and filters, as frozen values.

For types alone it names Judgement too, which stands beside the reader that makes it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, TypeAlias

from indexer.core.article import Article, Chunk, Degradation, Span
from indexer.core.figure import Figure

if TYPE_CHECKING:
    from indexer.rerank.reader import Judgement


class Mode(StrEnum):
    """Which legs of the search take part."""

    HYBRID = "hybrid"
    DENSE = "dense"
    LEXICAL = "lexical"
    RERANKED = "reranked"
    """Hybrid, and then a reader reads the first few and has the last word on their order."""


GroupBy: TypeAlias = Literal["story", "article", "chunk"]
"""What a hit stands for: each chunk, each article by its best chunk, or each story by its best article's. Near-copies of
a story that name the same numbers are one hit; a copy whose numbers differ is a hit of its own."""


Sort: TypeAlias = Literal["relevance", "newest", "oldest"]
"""How hits are ordered: the best first, or all that match by date."""

FacetName: TypeAlias = Literal["sources", "languages", "authors", "keywords"]
"""A fact that articles are counted by."""

Period: TypeAlias = Literal["day", "month", "year"]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many articles match a query, in all and by their facts."""

    articles: int
    facets: Mapping[FacetName, Sequence[tuple[str, int]]]
    """Values with their articles, the most first; those of a list count in each."""
    histogram: Sequence[tuple[str, int]] = ()
    """Days, months or years that have matches, with their articles, in order."""
    lacking: Mapping[FacetName, int] = field(default_factory=dict)
    """Articles that have no value of a facet, for those that were counted."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What a hit's scores were made of, for whoever wants to know; None where the leg took no part.

    What of it makes a score: docs/retrieval.md.
    """

    chunk_cosine: float | None
    """Of the question, less half of what any question of its language has, and the chunk."""
    article_cosine: float | None
    """Of the same and the article."""
    chunk_coverage: float | None
    """Share of the question's words that the chunk holds, by idf."""
    article_coverage: float | None
    """Share that its article holds."""
    sentence: float | None
    """The largest share that one sentence of the chunk holds, across languages 0.55 of it or 0; None below the first few."""
    phrases: float | None
    """Share of the names quoted in the question, or of a keyword query's words, that the article holds word for word; None
    without any, and there."""
    recency: float
    """What being recent gives, 0 to 0.5; 0 where the question names a time."""
    allowance: float
    """Coverage granted to a row in another language than the question's for words that it can't hold, 0 to 0.27."""
    spread: float
    """Standard deviation of cosines in the archive, the unit that all but the cosines are in."""
    retells: bool = False
    """Whether its article tells in another language what a candidate's does in the question's: it stands behind that one."""
    reader_rank: float | None = None
    """How well the reader says that the chunk answers, a logit; None, as the next two, where it was not read."""
    reader_span: float | None = None
    """How far its best span's logits are above those of no answer."""
    title: float | None = None
    """Of a keyword query, share of its words that the title holds; None for any other, and below the first few."""
    reader_answerable: float | None = None
    """Logit: above 0 the reader says that it holds the answer."""
    dense_lead: float | None = None
    """Of the first few, how far the best article by meaning is above the second, in spreads; 0 for all but that one."""
    lexical_lead: float | None = None
    """How far the best article by words is above the second."""
    length: float | None = None
    """How long the articles of the first few are: the mean logarithm of their chunks, up to 1.7."""
    kind: float = 0.0
    """Of snippets, how likely the chunk holds the kind of thing that is asked for; 0 for all others."""
    snippets: float = 0.0
    """How far the weights of snippets are in force, 0 to 1: of the first few, asked in a script with spaces."""
    same_year: bool = False
    """Whether its article was published in a year that the question names."""
    other_year: bool = False
    """Whether its article is of another year, by its date or else its words, and does not name one that the question names."""
    year_in_text: bool = False
    """Whether the chunk of a dated article names the year."""
    same_day: bool = False
    """Whether its article was published within a day of one that the question names."""


@dataclass(frozen=True, slots=True)
class HitScores:
    """How a hit came by its rank: None where a leg did not take part."""

    dense: float | None
    """Cosine of question and chunk, less what any question of its language would have, and a fifth of the article's."""
    lexical: float | None
    """Share of the question's words that the chunk and its article hold, by idf, 0 to 1."""
    fused: float
    """What both legs say; higher is better, comparable within one question only."""
    signals: Signals
    reranked: float | None = None
    """What the reader says as well, lifted before all that was not read; None where the hit was not read."""


@dataclass(frozen=True, slots=True)
class Copy:
    """An article that prints the same as another."""

    article_id: str
    source: str
    published_at: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A ranked chunk with its article and its scores. `rank` counts from 1."""

    rank: int
    article: Article
    chunk: Chunk
    scores: HitScores
    passage: Span
    """The chunk with its neighbours that were found too, as a span of the body: what to read."""
    highlights: tuple[Span, ...] = ()
    """Spans of `chunk.text` (offsets from the chunk's start) that match words of the question."""
    copies: tuple[Copy, ...] = ()
    """Other articles that print the same, where hits are grouped by story."""
    row: int = -1
    """The chunk's row in the snapshot, by which `SearchResult.judgements` has what the reader makes of it."""
    weak: bool = False
    """Whether its article holds so few of the query's words that anything else, or nonsense, would find as much."""
    pinned: bool = False
    """Whether editors put it there."""

    @property
    def score(self) -> float:
        """The score that ranked this hit: `reranked` where it was read, else `fused`."""
        return self.scores.fused if self.scores.reranked is None else self.scores.reranked


@dataclass(frozen=True, slots=True)
class Citation:
    """Where an answer stands: `article.body[start:end] == quote`, checked before it is given."""

    article: Article
    quote: str
    start: int
    end: int
    sha256: str
    """Of the quote's UTF-8 bytes, so that a reader can check a copy."""


class AnswerKind(StrEnum):
    """What an answer consists of."""

    FIGURE = "figure"
    """An amount read from the quote."""
    DATE = "date"
    """A day, a span of days or a time of day read from the quote."""
    SENTENCE = "sentence"
    """The quote itself."""
    SPAN = "span"
    """Words of the quote that a reader marked as the answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The words that answer the question: `body[start:end] == text` of the first citation's article, inside its quote."""

    text: str
    kind: AnswerKind
    start: int
    end: int
    figure: Figure | None
    """What the words amount to; its span is of the answer's article. None for a sentence."""
    confidence: float
    """How likely the answer is right, 0 to 1, as measured on questions with known answers (docs/answers.md)."""
    verdict: str = ""
    """yes or no, as its sentence answers a question for that; empty where it leaves it open, and for all other questions."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another answer that the articles give, and where."""

    answer: Answer
    citation: Citation
    conflict: bool
    """Whether it says otherwise of the same thing: another article's figure for what the answer is about."""
    superseded: bool = False
    """Whether the leading report is later and gives another figure for the same: a toll of 3 once it is 8."""


@dataclass(frozen=True, slots=True)
class FigureSaid:
    """An amount, the sentence that states it, and the article that it stands in."""

    article: Article
    sentence: Span
    """Of the body."""
    figure: Figure
    """Its span counts from the beginning of the sentence."""

    @property
    def text(self) -> str:
        """The sentence."""
        return self.article.body[self.sentence.start : self.sentence.end]

    @property
    def span(self) -> Span:
        """The amount's own characters, in the sentence."""
        return Span(self.figure.start, self.figure.end)

    @property
    def value(self) -> tuple[object, ...]:
        """What it amounts to: equal for two that say the same."""
        figure = self.figure
        return (figure.kind, figure.currency or figure.unit, figure.min, figure.max)


@dataclass(frozen=True, slots=True)
class Followed:
    """One thing that several reports of an event count, in order of their days."""

    said: tuple[FigureSaid, ...]
    """One of each report that states it."""

    @property
    def changed(self) -> bool:
        """Whether they do not all state the same."""
        return len({each.value for each in self.said}) > 1


Where: TypeAlias = Literal["passage", "article", "title", "source", "author", "keyword", "site"]
"""Where words have to stand: in a chunk or its article's title, anywhere in the article, in one of its facts, or, as a host with
all below it, in its address."""


@dataclass(frozen=True, slots=True)
class Holds:
    """Words as they are written, one of which has to stand somewhere."""

    any_of: tuple[str, ...]
    where: Where = "passage"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles a search may return; empty fields let everything through.

    `published_from` and `published_to` are ISO 8601 dates or date-times, both inclusive. A date is that whole day in the
    archive's time zone, as is a date-time without an offset its clock's; an article without a date never passes a date filter.
    """

    article_ids: tuple[str, ...] | None = None
    sources: tuple[str, ...] | None = None
    languages: tuple[str, ...] | None = None
    published_from: str = ""
    published_to: str = ""
    authors: tuple[str, ...] | None = None
    keywords: tuple[str, ...] | None = None
    holds: tuple[Holds, ...] = ()
    """Each has to be held."""
    lacks: tuple[Holds, ...] = ()
    """None may be held."""
    not_article_ids: tuple[str, ...] = ()
    """None of these."""
    also: "Filters | None" = None
    """Another that has to let an article through as well."""
    sites: tuple[str, ...] | None = None
    """Hosts, each with all below it, or beginnings of addresses: "news.example", "news.example/sport"."""
    names_only: bool = False
    """Whether the query has nothing but names of sources, authors, keywords or sites, or nothing at all: all that passes was
    asked for."""

    @property
    def active(self) -> bool:
        """Whether any filter is set."""
        lists = (self.article_ids, self.sources, self.languages, self.authors, self.keywords, self.sites)
        others = self.published_from or self.published_to or self.holds or self.lacks or self.not_article_ids
        return any(each is not None for each in lists) or bool(others) or (self.also is not None and self.also.active)

    @property
    def names_words(self) -> bool:
        """Whether what passes holds words, or a title with them, that were asked for as they are written."""
        own = any(each.where in ("passage", "article", "title") for each in self.holds)
        return own or (self.also is not None and self.also.names_words)

    @property
    def wants_all(self) -> bool:
        """Whether all that passes was asked for, whatever words it holds."""
        return self.names_only or (self.also is not None and self.also.wants_all)


NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search returned, and how."""

    snapshot: str
    mode: Mode
    degraded: tuple[Degradation, ...]
    """What was missing or fell back; empty where nothing did."""
    hits: tuple[Hit, ...]
    took_ms: Mapping[str, float]
    """Milliseconds by stage, and "total"."""
    judgements: "Mapping[int, Judgement]" = field(default_factory=dict, repr=False, compare=False)
    """What the reader makes of each chunk that it read, by row; the window is the chunk's text."""
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False)
    """For a name of the question, what else it was looked for by, as the archive writes it."""
    curated: tuple[str, ...] = field(default=(), compare=False)
    """What editors decided that had a part in it, in words."""
    did_you_mean: str = field(default="", compare=False)
    """Another wording of the query of which articles hold more; empty where nothing speaks for one. Never searched by itself."""

    @property
    def read(self) -> int:
        """Candidates that were read."""
        return len(self.judgements)


@dataclass(frozen=True, slots=True)
class AskResult:
    """An answer with its citations, or an abstention with its reason; always with the hits."""

    answer: Answer | None
    reason: str
    """Why there is no answer: no_evidence, low_margin, type_mismatch, conflict, ambiguous, other_period, changed or unavailable; empty when
    there is one. With changed, `changes` tells what no sentence does."""
    wanted: str
    """The kind of answer that the question most likely wants: "money", "date", "person"; empty where nothing tells."""
    citations: tuple[Citation, ...]
    """The answer's first, then other articles that say the same."""
    alternatives: tuple[Alternative, ...]
    search: SearchResult
    took_ms: Mapping[str, float]
    understood: str = ""
    """The question in full that was answered, where a history was given; empty where none was."""
    otherwise: tuple[str, ...] = ()
    """What a follow-up may have asked instead, in full, the likeliest first."""
    least: float = 0.0
    """The likelihood from which an answer would have been given, where its lack is why there is none; else 0."""
    changes: tuple[Followed, ...] | None = None
    """What changed between the reports of the event that the first article tells of, what was asked for first; None where that was
    not asked."""
