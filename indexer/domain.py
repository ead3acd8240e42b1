"""The nouns of the project, as frozen values. This module imports nothing of the project."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, TypeAlias


class PageKind(StrEnum):
    """How a page's content is to be read."""

    TEXT = "text"
    """The text of a scraped page, boilerplate and all."""
    HTML = "html"
    RECORD = "record"
    """A JSON or CSV record whose fields are already named."""


@dataclass(frozen=True, slots=True)
class Page:
    """Raw input as found: decoded text of a page, or one record.

    `name` says where it came from, for messages and reports: "news/a.html", "b.jsonl.xz:12", "-".
    A TEXT or HTML page has its content in `text`; a RECORD has its fields in `record`.
    """

    name: str
    kind: PageKind
    text: str = ""
    record: Mapping[str, object] = field(default_factory=dict)
    encoding: str = "utf-8"


class SkipReason(StrEnum):
    """Why a page gave no article."""

    EMPTY = "empty"
    BINARY = "binary"
    UNDECODABLE = "undecodable"
    UNREADABLE = "unreadable"
    """The file could not be opened or vanished: permission, input/output error."""
    TRUNCATED = "truncated"
    """A compressed file ended early; what came before the cut is kept."""
    BROKEN_RECORD = "broken record"
    UNKNOWN_FORMAT = "unknown format"
    NO_BODY = "no body"
    """The page has text, but none that is an article's."""
    DUPLICATE = "duplicate"
    """The same article was already read from another page of this build."""
    TOO_LARGE = "too large"


@dataclass(frozen=True, slots=True)
class Skip:
    """One page that gave no article, by name, with the reason and a sentence for a person."""

    name: str
    reason: SkipReason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One news article. `body` is what every offset of the project counts characters in.

    `published_at` is ISO 8601 at the precision the page gave: "2020-02-21", "2020-02-21T10:45:54" or
    "2020-02-21T10:45:54+08:00"; empty when the page has none. `language` is a BCP 47 tag
    ("zh", "zh-Hant", "en"); empty when unknown. Other unknown fields are empty too.
    """

    id: str
    title: str
    body: str
    url: str = ""
    source: str = ""
    authors: tuple[str, ...] = ()
    editor: str = ""
    published_at: str = ""
    language: str = ""
    keywords: tuple[str, ...] = ()

    @property
    def author(self) -> str:
        """The authors on one line, "周晓岚 何青"."""
        return " ".join(self.authors)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A span of an article's body: `body[start:end] == text`, always."""

    article_id: str
    ordinal: int
    """Place among the article's chunks, from 0."""
    start: int
    end: int
    text: str

    @property
    def id(self) -> str:
        """The article's id and the chunk's ordinal, "a1b2#3"."""
        return f"{self.article_id}#{self.ordinal}"


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (exclusive) of some text."""

    start: int
    end: int


class Mode(StrEnum):
    """Which legs of the search take part."""

    HYBRID = "hybrid"
    DENSE = "dense"
    LEXICAL = "lexical"


GroupBy: TypeAlias = Literal["article", "chunk"]
"""What a hit stands for: each chunk, or each article by its best chunk."""


@dataclass(frozen=True, slots=True)
class HitScores:
    """How a hit came by its rank: None where a leg did not take part."""

    dense: float | None
    """Cosine of question and chunk, less half of what chunk and any question of its language have in common."""
    lexical: float | None
    """Share of the question's words that the chunk and its article hold, by idf, 0 to 1."""
    fused: float
    """What the ranking is by; higher is better, comparable within one question only."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A ranked chunk with its article and its scores. `rank` counts from 1."""

    rank: int
    article: Article
    chunk: Chunk
    scores: HitScores
    highlights: tuple[Span, ...] = ()
    """Spans of `chunk.text` (offsets from the chunk's start) that match words of the question."""

    @property
    def score(self) -> float:
        """The score that ranked this hit."""
        return self.scores.fused


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
    """What an answer consists of. More kinds (a figure, a date, a person) come with the full answering."""

    SENTENCE = "sentence"


@dataclass(frozen=True, slots=True)
class Answer:
    """The words that answer the question, exactly as the cited article has them."""

    text: str
    kind: AnswerKind
    confidence: float
    """In 0..1; uncalibrated until the full answering comes: compare within one snapshot only."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles a search may return; empty fields let everything through.

    `published_from` and `published_to` are ISO 8601 dates or date-times, both inclusive. A date compares
    with the day that the article prints; an article without a date never passes a date filter.
    """

    article_ids: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    published_from: str = ""
    published_to: str = ""

    @property
    def active(self) -> bool:
        """Whether any filter is set."""
        return bool(self.article_ids or self.sources or self.languages or self.published_from or self.published_to)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search returned, and how."""

    snapshot: str
    mode: Mode
    degraded: tuple[str, ...]
    """What was missing, in words; empty when every leg took part."""
    hits: tuple[Hit, ...]
    took_ms: Mapping[str, float]
    """Milliseconds by stage, and "total"."""


@dataclass(frozen=True, slots=True)
class AskResult:
    """An answer with its citations, or an abstention with its reason; always with the hits."""

    answer: Answer | None
    reason: str
    """Why there is no answer; empty when there is one."""
    citations: tuple[Citation, ...]
    alternatives: tuple[Citation, ...]
    search: SearchResult
    took_ms: Mapping[str, float]
