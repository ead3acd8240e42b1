"""The question and filters as the address of a page carries them: `?q=…&source=…&lang=…&from=…&to=…&sort=newest&n=…`."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypeAlias, get_args

from service.query.asking import asks
from service.query.operators import Query
from service.results import Filters, Sort
from service.settings import ServiceSettings
from service.topics.asked_changes import asks_for_changes
from service.web.display import with_query

_FIRST = 10
_MORE = 20
_MOST = 1000


Wanted: TypeAlias = Literal["", "answer", "articles"]
"""What a reader chose to have: an answer or articles; empty leaves it to the question."""
_SORTS: tuple[Sort, ...] = get_args(Sort)


@dataclass(frozen=True, slots=True)
class AskForm:
    """What a reader filled in; every field may be empty, none is trusted."""

    question: str = ""
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    published_from: str = ""
    published_to: str = ""
    limit: int = _FIRST
    ui: str = ""
    """The language of the pages where the reader chose one."""
    words: bool = False
    """Whether all of the question is words, also what could be operators."""
    authors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    sort: Sort = "relevance"
    wanted: Wanted = ""
    marked: bool = False
    """Whether figures, names and dates of an article are marked."""
    after: str = ""
    """The question before, in full, where this one was asked on from its answer."""
    said: str = ""
    """The words that answered it."""
    written: str = ""
    """A follow-up as it was written, where `question` is what it asks in full."""
    otherwise: tuple[str, ...] = ()
    """What the follow-up may have asked instead, in full."""

    @classmethod
    def of(cls, parameters: Iterable[tuple[str, str]]) -> "AskForm":
        """Reads the parameters of an address; unknown ones are left alone, empty ones count as missing."""
        given: dict[str, list[str]] = {}
        for name, value in parameters:
            if value.strip():
                given.setdefault(name, []).append(value.strip())
        last = {name: values[-1] for name, values in given.items()}
        return cls(
            question=last.get("q", ""),
            sources=tuple(dict.fromkeys(given.get("source", ()))),
            languages=tuple(dict.fromkeys(given.get("lang", ()))),
            published_from=last.get("from", ""),
            published_to=last.get("to", ""),
            limit=_limit(last.get("n", "")),
            ui=last.get("lang-ui", ""),
            words="words" in last,
            authors=tuple(dict.fromkeys(given.get("author", ()))),
            keywords=tuple(dict.fromkeys(given.get("keyword", ()))),
            sort=next((each for each in _SORTS if each == last.get("sort")), "relevance"),
            wanted=next((each for each in get_args(Wanted) if each == last.get("for")), ""),
            marked="marks" in last,
            after=last.get("after", ""),
            said=last.get("said", ""),
        )

    @property
    def query(self) -> Query:
        """The question as it is searched for."""
        return Query(self.question) if self.words else Query.read(self.question)

    @property
    def wants_answer(self) -> bool:
        """Whether an answer is looked for: where the reader says so, and else where the query is a question, or asks what changed."""
        words = self.query.words
        return self.wanted == "answer" or (self.wanted == "" and (asks(words) or asks_for_changes(words)))

    def filters(self, *, article_id: str = "") -> Filters:
        """The same as the searcher takes it, of one article only where one is named."""
        return Filters(
            article_ids=(article_id,) if article_id else None,
            sources=self.sources or None,
            languages=self.languages or None,
            published_from=self.published_from,
            published_to=self.published_to,
            authors=self.authors or None,
            keywords=self.keywords or None,
        )

    def narrowing(self, *, article_id: str = "") -> Filters:
        """What articles have to pass, operators of the question too; without a question all that passes is asked for."""
        filters = self.filters(article_id=article_id)
        return self.query.narrowed(filters) if self.question else replace(filters, names_only=True)

    @property
    def asks_for_articles(self) -> bool:
        """Whether the filters alone ask for something: without a question, for all that passes them."""
        return not self.question and self.filters().active

    def problem(self, settings: ServiceSettings) -> str:
        """The key of the sentence that says what can't be used; empty when all can."""
        if settings.too_long(self.question) or settings.too_long(self.after):
            return "error_too_long"
        days = [_day(text) for text in (self.published_from, self.published_to)]
        if any(
            given and found is None for given, found in zip((self.published_from, self.published_to), days, strict=True)
        ):
            return "error_date"
        first, last = days
        return "error_dates" if first and last and first > last else ""

    @property
    def days(self) -> tuple[str, str]:
        """The two dates as a date field can show them; empty what is none."""
        first, last = (text if _day(text) else "" for text in (self.published_from, self.published_to))
        return first, last

    def parameters(
        self, *, question: str | None = None, limit: int = 0, ui: str | None = None, words: bool | None = None
    ) -> list[tuple[str, str]]:
        """The parameters again, with some changed; `with_query` leaves out the empty ones.

        A question in full needs none before it, so nothing of what it was asked after is among them.
        """
        chosen = self.ui if ui is None else ui
        return [
            ("q", self.question if question is None else question),
            *(("source", source) for source in self.sources),
            *(("lang", language) for language in self.languages),
            ("from", self.published_from),
            ("to", self.published_to),
            *(("author", author) for author in self.authors),
            *(("keyword", keyword) for keyword in self.keywords),
            ("sort", "" if self.sort == "relevance" else self.sort),
            ("for", self.wanted),
            ("marks", "1" if self.marked else ""),
            ("n", str(limit) if limit else ""),
            ("lang-ui", chosen),
            ("words", "1" if (self.words if words is None else words) else ""),
        ]

    def in_full(self, question: str, otherwise: tuple[str, ...] = ()) -> "AskForm":
        """The same with a follow-up in full: in the box, in links and in the address stands a question that needs no other.

        Args:
            question: What it asks, with its operators; the question itself leaves nothing to say of it but what else it may ask.
            otherwise: What it may have asked instead.
        """
        if question == self.question and not otherwise:
            return replace(self, after="", said="")
        return replace(self, question=question, written=self.question, otherwise=otherwise)

    def followed_up(self) -> list[tuple[str, str]]:
        """The parameters that a follow-up takes over: what narrows the articles, and not the question."""
        left_out = {"q", "n", "for", "sort", "words"}
        return [(name, value) for name, value in self.parameters() if value and name not in left_out]

    def before(self) -> list[tuple[str, str]]:
        """The parameters of the question before."""
        return replace(self, question=self.after).parameters()

    @property
    def shown_before(self) -> int:
        """Articles that were shown before more were asked for; 0 on a first page."""
        return max(self.limit - _MORE, 0) if self.limit > _FIRST else 0

    def more(self, path: str, settings: ServiceSettings) -> str:
        """Where the reader gets more passages; empty when this is the most."""
        wanted = min(self.limit + _MORE, settings.max_limit)
        return with_query(path, self.parameters(limit=wanted), fragment="passages") if wanted > self.limit else ""


def _limit(text: str) -> int:
    """How many passages an address asks for; ten where it asks for none, too many, or not in up to four digits."""
    given = int(text) if text.isascii() and text.isdecimal() and len(text) <= len(str(_MOST)) else 0
    return given if 0 < given <= _MOST else _FIRST


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
