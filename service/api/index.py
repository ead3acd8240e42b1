"""A published index, open for questions: what Python programs and the command line ask through."""

import math
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias

from indexer.cli.terminal import read_settings
from indexer.core.article import Article, Degradation
from indexer.core.errors import QueryError, SnapshotError
from indexer.embed.load import load_embedder
from indexer.index.manifest import Manifest
from indexer.rerank.load import load_reader
from indexer.settings import IndexerSettings
from service.archive.archive import Archive
from service.archive.opening import SearcherOpener
from service.conversation.history import turns
from service.conversation.turn import Turn
from service.query.operators import Query
from service.related.page import DEFAULT_LIMIT, MOST, RelatedPage
from service.results import NO_FILTERS, AskResult, FacetName, Filters, GroupBy, Mode, Period, SearchResult, Sort, Tally
from service.search.searcher import Searcher
from service.settings import ServiceSettings

_PATIENCE = 600.0
"""Seconds for the archive's words: who asks from a program waits for the model as well."""

ModeName: TypeAlias = Mode | str | None
"""A mode or its name, "hybrid", "lexical", "dense", "reranked"; None for the default of what is asked."""


class Index:
    """The snapshot that was published when this was opened, with its model; any number of threads may ask it at once.

    with xunwen.Index.open("data/index") as index:
        print(index.ask("How much was donated?").answer)
    """

    def __init__(self, searcher: Searcher, limits: ServiceSettings, *, mode: Mode | None = None) -> None:
        """Takes an open searcher, which it closes; `Index.open` opens one.

        Args:
            searcher: Searches the snapshot.
            limits: Longest question, and whether anything missing is an error.
            mode: How to search where a call does not say it.
        """
        self.limits = limits
        self.mode = mode or limits.default_mode
        self._archive = Archive(searcher, strict=limits.strict, asking_patience=_PATIENCE)
        self._calls = 0
        self._closed = False
        self._changed = threading.Condition()

    @classmethod
    def open(
        cls,
        folder: str | Path = "data/index",
        *,
        mode: ModeName = None,
        settings: IndexerSettings | None = None,
        limits: ServiceSettings | None = None,
    ) -> Self:
        """Opens the snapshot that is published in a folder, and loads the model that made it.

        Args:
            folder: The index's, as given to `build_index` or `xunwen index --index`; or milvus://HOST:PORT.
            mode: How to search where a call does not say it. With "lexical" no model is loaded.
            settings: Which model, and how it computes; default: those of the environment (XUNWEN_…).
            limits: Longest question, the reader and its budget, and whether anything missing is an error; default: as well.

        Raises:
            NoSnapshotError: Nothing is published there.
            BrokenSnapshotError: What is published is not whole.
            WrongModelError: Another model made its vectors.
            ModelError: The model can't be found, prepared or trusted.
            SettingError: A setting of the environment can't be used.
        """
        folder = Path(folder)  # of an address it leaves enough
        limits = limits or read_settings(ServiceSettings)
        chosen = _mode(mode) or limits.default_mode
        computing = settings or read_settings(IndexerSettings)
        opener = SearcherOpener(
            folder,
            limits,
            model=lambda: None if chosen is Mode.LEXICAL else load_embedder(computing),
            reader=lambda: load_reader(computing, limits.reader),
            # Who waits for a model to be loaded has the time to read all: the same question then gives the same bytes.
            read_ms=math.inf,
        )
        return cls(opener.open(), limits, mode=chosen)

    @property
    def manifest(self) -> Manifest:
        """What the snapshot says of itself: its name, when it was built, how many articles it has."""
        return self._archive.manifest

    @property
    def degraded(self) -> tuple[Degradation, ...]:
        """What is missing or fell back, as far as it was needed yet; each result says it too."""
        return self._archive.degraded

    def search(
        self,
        query: str | Query,
        *,
        limit: int = 10,
        mode: ModeName = None,
        filters: Filters = NO_FILTERS,
        group_by: GroupBy = "chunk",
        sort: Sort = "relevance",
    ) -> SearchResult:
        """Ranks passages for a question.

        Args:
            query: In any language; operators such as `-word` and `source:name` are read. `Query(text)` takes all as words.
            limit: How many hits at most.
            mode: Which legs take part.
            filters: Which articles may be returned.
            group_by: What a hit stands for: each "chunk", the best of each "article", the best of all copies ("story").
            sort: "newest" and "oldest" give all that holds half of the words or more, by date.

        Raises:
            QueryError: The question has no words or is too long, or a filter makes no sense.
        """
        with self._open() as archive:
            asked, narrowed, chosen = self._read(query, mode, filters)
            rank = archive.search if sort == "relevance" else partial(archive.listed, oldest=sort == "oldest")
            return rank(asked, limit=limit, offset=0, mode=chosen, filters=narrowed, group_by=group_by)

    def count(
        self,
        query: str | Query,
        facets: Sequence[FacetName] = (),
        *,
        histogram: Period | None = None,
        mode: ModeName = None,
        filters: Filters = NO_FILTERS,
    ) -> Tally:
        """Counts the articles that match a query, in all and by their facts.

        Args:
            query: As `search` takes it.
            facets: Facts to count by: "sources", "languages", "authors", "keywords".
            histogram: Whether to count by "day", "month" or "year" too.
            mode: Which legs take part.
            filters: Which articles may be counted.

        Raises:
            QueryError: The query has no words or is too long, or a filter makes no sense.
        """
        with self._open() as archive:
            asked, narrowed, chosen = self._read(query, mode, filters)
            return archive.tally(asked, mode=chosen, filters=narrowed, names=facets, period=histogram)

    def ask(
        self,
        question: str | Query,
        *,
        limit: int = 3,
        mode: ModeName = None,
        filters: Filters = NO_FILTERS,
        as_of: str = "",
        history: Sequence[Turn | str] = (),
    ) -> AskResult:
        """Answers a question with a quote, or says why not; with the passages that it was found among.

        Args:
            question: In any language; operators say which passages may answer. `Query(text)` takes all as words.
            limit: How many passages to return with the answer.
            mode: How passages are searched for.
            filters: Which articles may answer.
            as_of: ISO 8601 day or moment: nothing later is read, and "last year" counts from it.
            history: What was asked before, the oldest first: "and in 2021?" is understood in full, as `understood` says.

        Raises:
            QueryError: The question or one before it is blank or too long, a filter makes no sense, or the history is too long.
        """
        with self._open() as archive:
            query = self._understood(self._query(question), history, archive, NO_FILTERS)
            chosen = _mode(mode) or self.mode
            found = archive.ask(query.words, limit=limit, mode=chosen, filters=query.narrowed(filters), as_of=as_of)
            return replace(found, understood=query.in_full, otherwise=query.otherwise)

    def understood(self, question: str | Query, history: Sequence[Turn | str], filters: Filters = NO_FILTERS) -> Query:
        """Reads a question as the next of a conversation: what `ask` answers, without answering it.

        Args:
            question: As `ask` takes it.
            history: What was asked before, the oldest first.
            filters: Which articles may be read for it.

        Raises:
            QueryError: The question or one before it is blank or too long, or the history is too long.
        """
        with self._open() as archive:
            return self._understood(self._query(question), history, archive, filters)

    def related(self, article_id: str, *, limit: int = DEFAULT_LIMIT, page: int = 1) -> RelatedPage:
        """Lists what to read next to an article, with the words that both have.

        Args:
            article_id: As each hit has it: `hit.article.id`.
            limit: Articles on a page, 30 at most.
            page: From 1; after the last comes the first again.

        Raises:
            UnknownArticleError: There is no such article.
            QueryError: The limit or the page is out of range.
        """
        if not 1 <= limit <= MOST or page < 1:
            raise QueryError(f"There is no page {page} of {limit}.", next_step=f"A page has 1 to {MOST} articles.")
        with self._open() as archive:
            return archive.related(article_id, limit=limit, page=page)

    def article(self, article_id: str) -> Article:
        """Reads an article: its text, of which all quotes are cut, and what is known of it.

        Raises:
            UnknownArticleError: There is no such article.
        """
        with self._open() as archive:
            return archive.article(article_id)

    def close(self) -> None:
        """Waits for the calls under way and gives back the snapshot's files; nothing can be asked after it."""
        with self._changed:
            first, self._closed = not self._closed, True
            self._changed.wait_for(lambda: self._calls == 0)
        if first:
            self._archive.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _open(self) -> Iterator[Archive]:
        """The archive, which stays open as long as this."""
        with self._changed:
            if self._closed:
                raise SnapshotError("The index is closed.", next_step="Open it again: xunwen.Index.open(folder).")
            self._calls += 1
        try:
            yield self._archive
        finally:
            with self._changed:
                self._calls -= 1
                self._changed.notify_all()

    def _read(self, query: str | Query, mode: ModeName, filters: Filters) -> tuple[str, Filters, Mode]:
        """The words to rank by, the filters that the query's operators narrow, and the mode."""
        read = self._query(query)
        return read.words, read.narrowed(filters), _mode(mode) or self.mode or self.limits.search_mode

    def _query(self, query: str | Query) -> Query:
        """The query, read."""
        check_length(query if isinstance(query, str) else query.words, self.limits)
        return Query.read(query) if isinstance(query, str) else query

    def _understood(self, query: Query, history: Sequence[Turn | str], archive: Archive, filters: Filters) -> Query:
        """The query in full."""
        before = turns(history)
        for turn in before:
            check_length(turn.question, self.limits)
        return archive.understood(query, before, filters)


def check_length(question: str, limits: ServiceSettings) -> None:
    """Refuses what the service would refuse.

    Raises:
        QueryError: The question is longer than the settings allow.
    """
    if detail := limits.too_long(question):
        raise QueryError(
            f"The question is too long: {detail}", next_step="Shorten it, or set XUNWEN_MAX_QUERY_CHARACTERS."
        )


def _mode(named: ModeName) -> Mode | None:
    try:
        return None if named is None else Mode(named)
    except ValueError:
        known = ", ".join(Mode)
        raise QueryError(f"There is no mode {named!r}.", next_step=f"Choose one of {known}.") from None
