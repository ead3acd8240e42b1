"""Pages, articles, chunks and what was skipped or degraded, as frozen values without imports of the project.

For types alone it names Judgement too, which stands beside the reader that makes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass


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
    A TEXT or HTML page has its content in `text`; a RECORD has its fields in `record`, where an HTML page has what was said
    of it where it was found: a title, a date.
    """

    name: str
    kind: PageKind
    text: str = ""
    record: Mapping[str, object] = field(default_factory=dict)
    encoding: str = "utf-8"
    file: str = field(default="", compare=False)
    """The file that holds it, by its absolute path; empty where it is in none that could be read again."""
    line: int = field(default=0, compare=False)
    """Line, number or page of a record in its file, as the name has it; 0 where the page is the whole file."""
    address: str = ""
    """Where it was found on the web, which it may not say itself; empty for what only lies in a file."""
    part: str = ""
    """Which part of a document it is, as the fragment of an address: "page=3"; empty where it is the whole."""


class SkipReason(StrEnum):
    """Why a page gave no article."""

    EMPTY = "empty"
    BINARY = "binary"
    UNDECODABLE = "undecodable"
    UNREADABLE = "unreadable"
    """The file could not be opened or vanished: permission, input/output error."""
    OUTSIDE = "outside"
    """A link leads out of the folders that may be read."""
    TRUNCATED = "truncated"
    """A compressed file ended early; what came before the cut is kept."""
    BROKEN_RECORD = "broken record"
    UNKNOWN_FORMAT = "unknown format"
    NOT_INSTALLED = "not installed"
    """What reads this format is an extra, and is not here."""
    ENCRYPTED = "encrypted"
    UNSAFE = "unsafe"
    """XML that is made to harm who reads it: with entities of its own, or deeper than any text."""
    TOO_SLOW = "too slow"
    NO_BODY = "no body"
    """The page has text, but none that is an article's."""
    DUPLICATE = "duplicate"
    """The same article was already read from another page of this build."""
    TOO_LARGE = "too large"
    INDEX = "index"
    """A file of an index or of the model cache, which are no sources."""


@dataclass(frozen=True, slots=True)
class Skip:
    """One page that gave no article, by name, with the reason and a sentence for a person."""

    name: str
    reason: SkipReason
    detail: str = ""
    file: str = field(default="", compare=False)
    """The file or folder that could not be read, as of a Page."""
    line: int = field(default=0, compare=False)


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
    image: str = ""
    """The whole address of a picture that the page shows of it."""
    published_local: str = field(default="", compare=False)
    """`published_at` by the clock of the archive's time zone; empty in an article that was not read from a snapshot."""

    @property
    def local_time(self) -> str:
        """When it was published, by the archive's clock as far as that is known: what its "yesterday" counts from."""
        return self.published_local or self.published_at

    @property
    def day(self) -> str:
        """The day of the archive on which it was published, "2020-02-21"; empty when the page has no date."""
        return self.local_time[: len("2020-02-21")]

    @property
    def main_language(self) -> str:
        """Its language without script and region; empty where it is not known."""
        return self.language.partition("-")[0]

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


class Part(StrEnum):
    """What a response can be without."""

    DENSE = "dense"
    """The leg that searches by meaning."""
    LEXICAL = "lexical"
    """The leg that searches by words; of an index that is spread over machines, either may be missing for a moment."""
    READER = "reader"
    """What reads the first candidates."""
    FAST_PATH = "fast_path"
    """OpenVINO, in whose place sentence-transformers embeds, which is slower."""
    DICTIONARY = "dictionary"
    """Words and characters that connect languages and scripts."""
    READING = "reading"
    """Candidates that the reader had no time for; a matter of one question."""
    GENERATION = "generation"
    """What a language model was to write; a matter of one question too."""
    WORDING = "wording"
    """Another wording of a query, for which an index on another machine has to be asked."""
    EVENT = "event"
    """The reports of an event, for which an index on another machine has to be asked, and what changed between them."""
    CURATION = "curation"
    """What editors decided last, as the file that says so is broken."""


@dataclass(frozen=True, slots=True)
class Degradation:
    """One thing that is missing or fell back, and why."""

    part: Part
    detail: str
    next_step: str = ""
    """What would mend it; for logs and errors, as who asks a question can't."""

    def __str__(self) -> str:
        """As responses tell it: "reader: This build has no reader."."""
        return f"{self.part}: {self.detail}"
