"""Questions of the command line: one, or a file of them, as a page for a person or as JSON for programs."""

import io
import json as jsonlib
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, TypeVar

from pydantic import BaseModel

from indexer.console import print_json
from indexer.degradation import refuse
from indexer.domain import Degradation, FacetName, Filters, GroupBy, Mode, Period, SearchResult, Sort
from indexer.errors import InputError, QueryError, UnknownArticleError
from indexer.model.load import load_embedder
from indexer.model.load_reader import load_reader
from indexer.settings import IndexerSettings
from indexer.snapshot import current_name
from service.answer.ask import ask
from service.cascade import Budget
from service.curation.opening import curation_of
from service.facets import Facets
from service.generate.opening import require_writer
from service.http.generated_schemas import AskedResponse
from service.http.schemas import SearchResponse
from service.lazy_reader import LazyReader
from service.operators import Query
from service.pinning import search_pinned
from service.present import print_hits
from service.search import Searcher
from service.settings import ServiceSettings
from service.suggest.help import TypingHelp
from service.writing import print_written, written_response

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
class Asking:
    """An open searcher, the settings that limit questions, and the mode that was asked for, if any."""

    searcher: Searcher
    limits: ServiceSettings
    mode: Mode | None
    typing: TypingHelp

    @classmethod
    def open(cls, index: Path, settings: IndexerSettings, limits: ServiceSettings, mode: Mode | None) -> "Asking":
        """Opens an index; a model is loaded only where one takes part, and not before the index is seen to be there."""
        current_name(index)
        mode = mode or limits.default_mode
        embedder = None if mode is Mode.LEXICAL else load_embedder(settings)
        reader = LazyReader(lambda: load_reader(settings, limits.reader))
        # Who waits for a model to be loaded has the time to read all: the same question then gives the same bytes.
        budget = Budget(limits.read_candidates, limits.read_ms or math.inf)
        searcher = Searcher.open(index, embedder, reader, budget=budget, curation=curation_of(index, limits))
        typing = TypingHelp(searcher.snapshot, searcher.read, searcher.mask, asking_patience=_PATIENCE)
        return cls(searcher, limits, mode, typing)

    def search(self, given: str | Path, filters: Filters, listing: Listing, *, json: bool) -> None:
        """Ranks passages for a question, or for each of a file."""
        self._check_articles(filters)
        mode = self.mode or self.limits.search_mode

        def searched(text: str) -> SearchResponse:
            self._check_length(text)
            query = Query(text) if listing.words else Query.read(text)
            found = self._found(query.words, query.narrowed(filters), mode, listing)
            found = replace(found, did_you_mean=self.typing.instead(query.words))
            self._check_whole(found.degraded)
            response = SearchResponse.of(found, query=query, explain=listing.explain)
            if not listing.facets and listing.histogram is None:
                return response
            rows = self.searcher.matches(query.words, mode=mode, filters=query.narrowed(filters))
            facets = Facets(self.searcher.snapshot.facts)
            return response.counted(facets.tally(rows, listing.facets, listing.histogram))

        _respond(given, searched, print_hits, json=json)

    def _found(self, words: str, filters: Filters, mode: Mode, listing: Listing) -> SearchResult:
        """Hits in the order wanted."""
        search, limit, group_by = self.searcher, listing.limit, listing.group_by
        if listing.sort == "relevance":
            return search_pinned(search, words, limit=limit, offset=0, mode=mode, filters=filters, group_by=group_by)
        oldest = listing.sort == "oldest"
        return search.listed(words, limit=limit, mode=mode, filters=filters, group_by=group_by, oldest=oldest)

    def ask(self, given: str | Path, filters: Filters, *, limit: int, as_of: str, generate: bool, json: bool) -> None:
        """Answers a question, or each of a file; with what a language model writes, if that is wanted."""
        self._check_articles(filters)
        if generate:
            # Before the first question: one that is not configured is told at once.
            require_writer(self.limits)

        def asked(text: str) -> AskedResponse:
            self._check_length(text)
            result = ask(self.searcher, text, limit=limit, filters=filters, mode=self.mode, as_of=as_of)
            self._check_whole(result.search.degraded)
            if result.answer is None:
                search = replace(result.search, did_you_mean=self.typing.instead(text))
                result = replace(result, search=search)
            if not generate:
                return AskedResponse.of(result)
            written = written_response(text, result, self.limits)
            self._check_whole(written.degraded)
            return written

        _respond(given, asked, print_written, json=json)

    def _check_whole(self, degraded: Sequence[Degradation | str]) -> None:
        if self.limits.strict:
            refuse(degraded)

    def _check_articles(self, filters: Filters) -> None:
        """A mistyped article is told, where the service would just find nothing in it."""
        for article_id in filters.article_ids or ():
            try:
                self.searcher.snapshot.article(article_id)
            except UnknownArticleError as error:
                raise UnknownArticleError(
                    error.message, next_step='Each hit shows its article\'s id: xunwen search "…" --json'
                ) from None

    def _check_length(self, question: str) -> None:
        """The command line refuses what the service would."""
        if detail := self.limits.too_long(question):
            raise QueryError(
                f"The question is too long: {detail}", next_step="Shorten it, or set XUNWEN_MAX_QUERY_CHARACTERS."
            )


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
