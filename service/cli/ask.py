"""Questions of the command line: one, or a file of them, as a page for a person or as JSON for programs."""

import io
import json as jsonlib
import sys
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeVar

from pydantic import BaseModel

from indexer.cli.terminal import print_error, print_json
from indexer.core.errors import InputError, QueryError, UnknownArticleError, refuse
from indexer.settings import IndexerSettings
from service.api.index import Index, check_length
from service.cli.terminal import print_answer, print_hits, print_written, written_response
from service.conversation.turn import MOST_ANSWER, MOST_TURNS, Turn
from service.generate.open import require_writer
from service.http.ask_schemas import AskedResponse
from service.http.search_schemas import SearchResponse
from service.query.operators import Query
from service.results import FacetName, Filters, GroupBy, Mode, Period, Sort
from service.settings import ServiceSettings

Response = TypeVar("Response", bound=BaseModel)

_PATIENCE = 600.0
"""Seconds for the archive's words: who asks on the command line waits for the model as well."""

_LINE = 'Each line is {"id": …, "text": …} in UTF-8.'


@dataclass(frozen=True, slots=True)
class Listing:
    """How passages are listed."""

    limit: int
    group_by: GroupBy = "chunk"
    explain: bool = False
    sort: Sort = "relevance"
    facets: tuple[FacetName, ...] = ()
    histogram: Period | None = None
    words: bool = False
    """Whether all of a query is words, also what could be operators."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a question is answered."""

    limit: int
    """Passages shown with the answer."""
    as_of: str = ""
    generate: bool = False
    words: bool = False
    """Whether all of a question is words, also what could be operators."""
    history: tuple[str, ...] = ()
    """What was asked before, the oldest first."""


@dataclass(frozen=True, slots=True)
class Asking:
    """An open index, asked for a terminal or a program."""

    index: Index

    @classmethod
    def open(cls, index: Path, settings: IndexerSettings, limits: ServiceSettings, mode: Mode | None) -> "Asking":
        """Opens an index."""
        return cls(Index.open(index, mode=mode, settings=settings, limits=limits))

    def search(self, given: str | Path, filters: Filters, listing: Listing, *, json: bool) -> None:
        """Ranks passages for a question, or for each of a file."""
        self._check_articles(filters)

        def searched(text: str) -> SearchResponse:
            check_length(text, self.index.limits)
            query = Query(text) if listing.words else Query.read(text)
            found = self.index.search(
                query, limit=listing.limit, filters=filters, group_by=listing.group_by, sort=listing.sort
            )
            response = SearchResponse.of(found, query=query, explain=listing.explain)
            if not listing.facets and listing.histogram is None:
                return response
            return response.counted(
                self.index.count(query, listing.facets, histogram=listing.histogram, filters=filters)
            )

        _respond(given, searched, print_hits, json=json)

    def ask(self, given: str | Path, filters: Filters, wanted: Wanted, *, json: bool) -> None:
        """Answers a question, or each of a file; with what a language model writes, if that is wanted."""
        self._check_articles(filters)
        if wanted.generate:
            # Before the first question: one that is not configured is told at once.
            require_writer(self.index.limits)

        def asked(text: str) -> AskedResponse:
            check_length(text, self.index.limits)
            query = self.index.understood(Query(text) if wanted.words else Query.read(text), wanted.history)
            result = self.index.ask(query, limit=wanted.limit, filters=filters, as_of=wanted.as_of)
            if not wanted.generate:
                return AskedResponse.of(result, query=query)
            written = written_response(query, result, self.index.limits)
            if self.index.limits.strict:
                refuse(written.degraded)
            return written

        _respond(given, asked, print_written, json=json)

    def chat(self, filters: Filters, *, limit: int) -> None:
        """Answers one question a line until the input ends, each as the next of a conversation."""
        self._check_articles(filters)
        history: deque[Turn] = deque(maxlen=MOST_TURNS)
        for line in _lines():
            try:
                query = self.index.understood(Query.read(line), tuple(history))
                result = self.index.ask(query, limit=limit, filters=filters)
            except QueryError as error:
                print_error(error)
                continue
            print_answer(line, AskedResponse.of(result, query=query))
            history.append(Turn(query.words, "" if result.answer is None else result.answer.text[:MOST_ANSWER]))

    def _check_articles(self, filters: Filters) -> None:
        """A mistyped article is told, where the service would just find nothing in it."""
        for article_id in filters.article_ids or ():
            try:
                self.index.article(article_id)
            except UnknownArticleError as error:
                raise UnknownArticleError(
                    error.message, next_step='Each hit shows its article\'s id: xunwen search "…" --json'
                ) from None


def _respond(
    given: str | Path, respond: Callable[[str], Response], show: Callable[[str, Response], None], *, json: bool
) -> None:
    """One question for a person or a program; of a file, each as a line of JSON with its id."""
    if isinstance(given, Path):
        for question in _questions(given):
            try:
                response = respond(question.text)
            except QueryError as error:
                raise QueryError(f"{question.place}: {error.message}", next_step=error.next_step) from error
            print_json({"id": question.id, **response.model_dump(mode="json")})
    elif json:
        print_json(respond(given).model_dump(mode="json"))
    else:
        show(given, respond(given))


def _lines() -> Iterator[str]:
    """What is typed, or comes in, until it ends or a line is empty."""
    typing = sys.stdin is not None and sys.stdin.isatty()
    for line in iter(lambda: _typed(prompt="? " if typing else ""), None):
        if line.strip():
            yield line.strip()
        elif typing:
            return


def _typed(*, prompt: str) -> str | None:
    """The next line; None at the end."""
    try:
        return input(prompt)
    except EOFError:
        return None


@dataclass(frozen=True, slots=True)
class _Question:
    """One line of a batch file."""

    id: object
    text: str
    place: str
    """For messages: "questions.jsonl:3"."""


def _questions(file: Path) -> Iterator[_Question]:
    """Each line of a batch file."""
    try:
        with _opened(file) as stream:
            for number, line in enumerate(stream, start=1):
                if line.strip():
                    yield _question(line, number, f"{file}:{number}")
    except OSError as error:
        raise InputError(f"{file} can't be read: {error.strerror}.", next_step="Check the path.") from error


def _opened(file: Path) -> BinaryIO:
    """Bytes, so that a line which is not UTF-8 is named like any other that can't be read."""
    if str(file) != "-":
        return file.open("rb")
    return io.BytesIO() if sys.stdin is None else sys.stdin.buffer


def _question(line: bytes, number: int, place: str) -> _Question:
    try:
        row = jsonlib.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{place} is not JSON: {error}.", next_step=_LINE) from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise InputError(f"{place} has no question: there is no text.", next_step=_LINE)
    return _Question(row.get("id", number), row["text"], place)
