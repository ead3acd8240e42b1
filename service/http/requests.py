"""The JSON of requests, what of it can't be used, and the limits that are settings."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, Self, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StrictInt, model_validator

from service.conversation.turn import MOST_ANSWER, MOST_TURNS, Turn
from service.http.problems import InvalidRequestError, ProblemField
from service.results import FacetName, Filters, GroupBy, Mode, Period, Sort
from service.settings import ServiceSettings

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?", re.ASCII)


def _whole(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        # JSON can write half a surrogate pair ("\ud800"), which no tokenizer and no response can take.
        raise ValueError(f"Not valid Unicode: half of a surrogate pair at character {error.start}.") from None
    return text


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("The question is blank; write some words.")
    return text


def _iso_date(text: str) -> str:
    try:
        if _DATE.fullmatch(text):
            date.fromisoformat(text)
            return text
        if _DATE_TIME.fullmatch(text):
            datetime.fromisoformat(text)
            return text
    except ValueError:
        pass  # The right shape, but no such day or hour: the same message as for a wrong shape.
    raise ValueError('Not an ISO 8601 date or date-time such as "2020-02-21" or "2020-02-21T10:45:54+08:00".')


_DATED = (
    "Published on this day or instant, or {}. A day is the whole day in the archive's time zone (`time_zone` of GET "
    "/version), and a time without an offset its clock's."
)

Text: TypeAlias = Annotated[str, AfterValidator(_whole)]
Question: TypeAlias = Annotated[Text, AfterValidator(_not_blank)]
IsoDate: TypeAlias = Annotated[str, AfterValidator(_iso_date)]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


MOST_FILTERED = 10_000
"""Values in one list of a filter: an index of its own serves better whom more articles are named for."""


class FiltersBody(_Request):
    """Which articles may be returned; what is left out lets everything through, and an empty list nothing."""

    article_ids: tuple[Text, ...] | None = Field(
        default=None, max_length=MOST_FILTERED, description="Only these articles; of an empty list none."
    )
    sources: tuple[Text, ...] | None = Field(
        default=None, max_length=MOST_FILTERED, description="Only articles of these sources; of an empty list none."
    )
    languages: tuple[Text, ...] | None = Field(
        default=None,
        max_length=MOST_FILTERED,
        description='Only articles in these languages: "zh", "en"; of an empty list none.',
    )
    authors: tuple[Text, ...] | None = Field(
        default=None, max_length=MOST_FILTERED, description="Only articles by one of these; of an empty list none."
    )
    keywords: tuple[Text, ...] | None = Field(
        default=None, max_length=MOST_FILTERED, description="Only articles with one of these; of an empty list none."
    )
    sites: tuple[Text, ...] | None = Field(
        default=None,
        max_length=MOST_FILTERED,
        description='Only articles whose address is on one of these hosts or below it: "news.example", "news.example/sport"; '
        "of an empty list none.",
    )
    published_from: IsoDate | None = Field(default=None, description=_DATED.format("later"))
    published_to: IsoDate | None = Field(default=None, description=_DATED.format("earlier"))

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.published_from and self.published_to and _later(self.published_from, self.published_to):
            raise ValueError("published_from is later than published_to: nothing can be between them.")
        return self

    def to_filters(self) -> Filters:
        """The same, as the searcher takes it."""
        return Filters(
            article_ids=self.article_ids,
            sources=self.sources,
            languages=self.languages,
            published_from=self.published_from or "",
            published_to=self.published_to or "",
            authors=self.authors,
            keywords=self.keywords,
            sites=self.sites,
        )


def _later(first: str, second: str) -> bool:
    """Whether `first` lies after `second` in whatever time zone the archive has; else its filter tells."""
    one, other = datetime.fromisoformat(first), datetime.fromisoformat(second)
    days = [len(each) == len("2020-02-21") for each in (first, second)]
    comparable = days[0] == days[1] and (one.tzinfo is None) == (other.tzinfo is None)
    return comparable and one > other


_MODE = (
    "hybrid: by meaning and by words; reranked: the same, and a reader orders the first few anew; dense: by meaning; "
    "lexical: by words. Default: the service's; unless it is configured otherwise, hybrid for passages, and for an answer "
    "reranked where the model has a reader."
)


_OPERATORS = Field(
    default=True,
    description='Whether "phrase", -word, OR, intitle:, source:, author:, keyword:, site:, before: and after: in it are '
    "operators; false takes all of it as words. The response's `understood` says what was made of it.",
)


class SearchRequest(_Request):
    """A question to find passages for."""

    query: Question = Field(description="The question, in any language.")
    limit: StrictInt = Field(default=10, ge=1, description="How many hits to return.")
    offset: StrictInt = Field(
        default=0, ge=0, description="How many hits to skip: limit=10, offset=10 is the second page."
    )
    filters: FiltersBody = FiltersBody()
    mode: Mode | None = Field(default=None, description=_MODE)
    group_by: GroupBy = Field(
        default="chunk",
        description="article: at most one hit, the best, of each article. story: at most one of all articles that print "
        "the same; the others are its copies, and a copy whose figures differ is a hit of its own.",
    )
    sort: Sort = Field(
        default="relevance",
        description="newest, oldest: all that matches, by date, undated last. An article matches that holds at least half of "
        "the query's words by how telling they are; where none does, the hundred nearest passages match.",
    )
    facets: tuple[FacetName, ...] = Field(
        default=(), max_length=4, description="What to count the articles by that match, as under sort."
    )
    histogram: Period | None = Field(default=None, description="Whether to count them by day, month or year too.")
    operators: StrictBool = _OPERATORS
    explain: StrictBool = Field(default=False, description="Whether each hit says what its scores are made of.")


class TurnBody(_Request):
    """A question that was asked before, with what answered it."""

    question: Question = Field(description="As it was asked, or in full.")
    answer: Text = Field(
        default="",
        max_length=MOST_ANSWER,
        description="The words that answered it, `answer.text`; empty where none did.",
    )

    def to_turn(self) -> Turn:
        """The same, as a conversation takes it."""
        return Turn(self.question, self.answer)


class AskRequest(_Request):
    """A question to answer with a quote."""

    question: Question = Field(description="The question, in any language.")
    history: tuple[TurnBody, ...] = Field(
        default=(),
        max_length=MOST_TURNS,
        description='What was asked before, the oldest first: "and in 2021?" is then understood in full, as '
        "`understood.question` says; a question that stands by itself is left as it is.",
    )
    filters: FiltersBody = FiltersBody()
    limit: StrictInt = Field(default=10, ge=1, description="How many hits to return with the answer.")
    mode: Mode | None = Field(default=None, description=_MODE)
    as_of: IsoDate | None = Field(
        default=None,
        description="Answer with what was known on this day or instant: nothing published later is read, and the question's "
        '"last year" counts from it.',
    )
    operators: StrictBool = _OPERATORS
    generate: StrictBool = Field(
        default=False,
        description="Whether a language model writes an answer too, each sentence checked against quotes.",
    )
    stream: StrictBool = Field(
        default=False,
        description="Whether the response is text/event-stream: hits, citation, delta, final, done, in this order.",
    )


def check_search(request: SearchRequest, settings: ServiceSettings) -> None:
    """Hold a search against the settings.

    Raises:
        InvalidRequestError: one or more fields are beyond a limit; it names each.
    """
    _raise_if_any(
        [
            *_too_long("query", request.query, settings),
            *_too_big("limit", request.limit, settings.max_limit),
            *_too_big("offset", request.offset, settings.max_offset),
        ]
    )


def check_ask(request: AskRequest, settings: ServiceSettings) -> None:
    """Hold a question against the settings.

    Raises:
        InvalidRequestError: one or more fields are beyond a limit; it names each.
    """
    _raise_if_any(
        [
            *_too_long("question", request.question, settings),
            *(
                problem
                for place, turn in enumerate(request.history)
                for problem in _too_long(f"history/{place}/question", turn.question, settings)
            ),
            *_too_big("limit", request.limit, settings.max_limit),
        ]
    )


def write_limits(schemas: dict[str, Any], settings: ServiceSettings) -> None:
    """Put the limits into the JSON Schemas of the requests, where clients look for them."""
    search = schemas["SearchRequest"]["properties"]
    ask = schemas["AskRequest"]["properties"]
    before = schemas["TurnBody"]["properties"]["question"]
    search["query"]["maxLength"] = ask["question"]["maxLength"] = before["maxLength"] = settings.max_query_characters
    search["limit"]["maximum"] = ask["limit"]["maximum"] = settings.max_limit
    search["offset"]["maximum"] = settings.max_offset


def _too_long(name: str, text: str, settings: ServiceSettings) -> Iterable[ProblemField]:
    if detail := settings.too_long(text):
        yield ProblemField(detail=detail, pointer=f"#/{name}")


def _too_big(name: str, value: int, most: int) -> Iterable[ProblemField]:
    if value > most:
        yield ProblemField(detail=f"{value} is more than the most, {most}.", pointer=f"#/{name}")


def _raise_if_any(errors: list[ProblemField]) -> None:
    if errors:
        raise InvalidRequestError(errors)
