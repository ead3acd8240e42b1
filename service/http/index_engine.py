"""The heavy side of the service: a real snapshot and a real model behind the routes' `Engine`."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import numpy as np

from indexer.core.arrays import Matrix
from indexer.core.errors import (
    ModelError,
    XunwenError,
    missing_dictionaries,
    refuse,
)
from indexer.core.process import give_back, kept_for_good
from indexer.embed.embedder import Embedder
from indexer.embed.load import load_embedder
from indexer.rerank.load import load_reader
from indexer.rerank.reader import Reader
from indexer.settings import IndexerSettings
from service.answer.ask import ask
from service.answer.warming import warm
from service.archive.archive import Archive
from service.archive.opening import SearcherOpener
from service.http.making_way import MakingWay
from service.http.model_ahead import settings_for_questions
from service.insights.overview import Overview, read_overview
from service.insights.summary import BackgroundSurvey, survey
from service.query.question import ParsedQuestion
from service.related.page import NO_RULES, ReadText, RelatedPage, RelatedRules
from service.results import NO_FILTERS, AskResult, Filters, GroupBy, Mode, SearchResult
from service.search.background import MadeBeside
from service.search.batching import BatchingEmbedder
from service.search.facets import Facets
from service.search.modes import ANSWERING_MODE
from service.search.passage_reader import READ_MS
from service.search.searcher import Searcher
from service.settings import ServiceSettings
from service.suggest.suggestion import Suggestions
from service.topics.asked_changes import asks_for_changes
from service.web.examples import LOOKED_AT, NO_EXAMPLES, Examples, examples

LoadEmbedder: TypeAlias = Callable[[IndexerSettings], Embedder]
LoadReader: TypeAlias = Callable[[IndexerSettings, Path | None], Reader]

_EMBEDDED_AT_ONCE = 16
"""Texts of one request: between two steps of the model, questions of others take their turn."""

_OVERVIEW = "overview"
"""Name of the text that tells of the archive at a glance, where it was published with the index."""

_PATIENCE = 2.0
"""Seconds that a page waits for the archive at a glance before it says that it is being drawn."""
_EXAMPLES_PATIENCE = 0.2
"""Seconds that it waits for questions to begin with, in whose place words of titles may stand."""


class SearcherEngine(Archive):
    """A searcher, as the routes ask for it."""

    def __init__(
        self, searcher: Searcher, index_dir: Path | None = None, *, strict: bool = False, reads: bool = True
    ) -> None:
        """Takes an open searcher.

        Args:
            searcher: Answers.
            index_dir: Folder of its index, for the archive at a glance.
            strict: Whether DegradedError is raised instead of a result that something was missing for.
            reads: Whether questions are answered by reading where they do not say how.
        """
        super().__init__(searcher, strict=strict)
        index = searcher.index
        self.facets = facets = index.facets
        """How many articles each source and language has."""

        self._reads = reads
        self._way = way = MakingWay()

        def answered(question: str) -> AskResult:
            way.wait()
            return ask(searcher, question)

        def tried() -> Examples:
            return examples(map(index.article, facets.latest(LOOKED_AT)), answered)

        self._examples = MadeBeside(tried, name="examples", failed="No questions can be offered")

        events = self._events

        def surveyed() -> Overview:
            published = index.published_text(_OVERVIEW)
            return (
                read_overview(published) if published else survey(index.whole(), reports=events.of, index_dir=index_dir)
            )

        self._survey = BackgroundSurvey(surveyed)

    def begin(self, query: str, *, mode: Mode) -> None:
        """Begins to embed the query, unless only its words are searched for."""
        if mode is not Mode.LEXICAL:
            self._searcher.begin(query)

    def search(
        self, query: str, *, limit: int, offset: int, mode: Mode, filters: Filters, group_by: GroupBy
    ) -> SearchResult:
        """Ranked hits; what the service does of its own accord waits for them."""
        with self._way.reader():
            return super().search(query, limit=limit, offset=offset, mode=mode, filters=filters, group_by=group_by)

    def ask(self, question: str, *, limit: int, mode: Mode | None, filters: Filters, as_of: str = "") -> AskResult:
        """An answer; what the service does of its own accord waits for it."""
        with self._way.reader():
            return super().ask(question, limit=limit, mode=mode, filters=filters, as_of=as_of)

    def suggest(self, text: str, *, limit: int, filters: Filters) -> Suggestions:
        """What may be typed next, of the searcher's snapshot."""
        return self._typing.suggest(text, limit=limit, filters=filters)

    def article_ids(self, *, after: int, most: int, filters: Filters = NO_FILTERS) -> tuple[Sequence[str], int | None]:
        """Ids of articles of the searcher's snapshot, in its order."""
        index = self._searcher.index
        numbers = index.numbers_after(after, most + 1, index.select(filters))
        page = numbers[:most]
        return index.article_facts(page).ids, int(page[-1]) if numbers.size > most else None

    def related(self, article_id: str, *, limit: int, page: int, rules: RelatedRules = NO_RULES) -> RelatedPage:
        """A page of an article's list in the searcher's snapshot."""
        return self._told(super().related(article_id, limit=limit, page=page, rules=rules))

    def related_to(self, read: ReadText, *, limit: int, page: int, rules: RelatedRules = NO_RULES) -> RelatedPage:
        """A page of the list for a text or an address."""
        return self._told(super().related_to(read, limit=limit, page=page, rules=rules))

    def embed(self, texts: Sequence[str], *, passages: bool) -> Matrix:
        """Unit vectors of texts, by the searcher's model."""
        model = self._embedder
        embed = model.embed_passages if passages else model.embed_queries
        steps = range(0, len(texts), _EMBEDDED_AT_ONCE)
        return np.concatenate([embed(texts[at : at + _EMBEDDED_AT_ONCE]) for at in steps])

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, by the searcher's model."""
        return self._embedder.count_tokens(texts)

    @property
    def question_vectors(self) -> Mapping[str, int]:
        """How many question vectors were kept and how many computed, by this embedder and for whatever snapshot."""
        embedder = self._searcher.embedder
        return embedder.counts if isinstance(embedder, BatchingEmbedder) else {}

    def examples(self) -> Examples:
        """Questions that the searcher's snapshot answers, tried in the background from the first time they are asked for."""
        try:
            return self._examples.get(patience=_EXAMPLES_PATIENCE) or NO_EXAMPLES
        except XunwenError:
            return NO_EXAMPLES  # the box needs none

    def look_ahead(self) -> None:
        """Begins to make what typing needs, and to look for questions that the first page will propose; not where that would open a reader that nobody wants yet."""
        self._typing.begin()
        if self._reads:
            self.examples()

    def facets_within(self, filters: Filters) -> Facets:
        """How many articles that pass filters each source and language has."""
        index = self._searcher.index
        return index.facets_among(index.select(filters))

    def overview(self) -> Overview | None:
        """The archive at a glance, made in the background the first time it is asked for.

        Raises:
            WholeArchiveError: It tells of all of the archive, which is not in one place, and was not published with it.
        """
        if not self._searcher.index.published_text(_OVERVIEW):
            self._searcher.index.whole()
        return self._survey.overview(patience=_PATIENCE)

    def close(self) -> None:
        """Give back the snapshot's files; what is mapped goes with the last reference to it. Not to be used again."""
        index = self._searcher.index
        survey, typing, tried = self._survey, self._typing, self._examples
        del self._searcher, self._related, self._typing, self._examples, self._events
        # Each may be under way for a request that did not wait for it; it ends with the files it began with.
        survey.end(lambda: typing.end(lambda: tried.end(index.close)))

    @property
    def _embedder(self) -> Embedder:
        if self._searcher.embedder is None:
            raise ModelError("No embedding model is loaded: words alone are searched.")
        return self._searcher.embedder

    def _told(self, page: RelatedPage) -> RelatedPage:
        """The page, with what this engine is without in all that it answers."""
        degraded = self.degraded
        self._check(degraded)
        return replace(page, degraded=degraded)


class EngineOpener:
    """Opens engines over one index: the model is loaded for the first and shared by those after it, as is the reader.

    The reader is loaded before the service is ready, as it reads for every answer; where another mode is the default, by the
    first question that wants it.
    """

    def __init__(
        self,
        index_dir: Path,
        settings: ServiceSettings,
        indexer_settings: IndexerSettings,
        *,
        load: LoadEmbedder = load_embedder,
        load_reader: LoadReader = load_reader,
    ) -> None:
        self._index_dir = index_dir
        self._settings = settings
        self._indexer_settings = indexer_settings
        self._load = load
        self._embedder: BatchingEmbedder | None = None
        self._opener = SearcherOpener(
            index_dir,
            settings,
            model=self._model,
            reader=lambda: load_reader(indexer_settings, settings.reader),
            read_ms=READ_MS,
        )

    def __call__(self) -> SearcherEngine:
        """Open the published snapshot, ready to answer.

        Raises:
            SnapshotError: nothing is published, it is not whole, or another model made its vectors.
            ModelError: the model can't be found, prepared or trusted.
            DegradedError: something is missing, in a service that is to be whole.
        """
        # Before anything is put aside for good: a folder without a snapshot is reported at once.
        self._opener.pointer.check()
        with kept_for_good():
            engine = self._open()
        give_back()
        return engine

    def _open(self) -> SearcherEngine:
        searcher = self._opener.open()
        try:
            warm(searcher, self._mode)
            asks_for_changes("")  # its patterns, too
            if self._settings.strict:
                refuse(searcher.degraded)
        except BaseException:
            searcher.index.close()
            raise
        return SearcherEngine(
            searcher, self._index_dir, strict=self._settings.strict, reads=self._mode is Mode.RERANKED
        )

    def check(self) -> None:
        """Loads what every engine will share, ahead of any snapshot, for a service that is to be whole.

        Raises:
            ModelError: the model can't be found, prepared or trusted.
            DegradedError: it is not as fast as wanted, has no reader where that is wanted, or a dictionary is missing.
        """
        embedder = self._model()
        if self._mode is Mode.RERANKED:
            with suppress(ModelError):  # what it says is its failure
                _ = self._opener.reader.fingerprint
        # A name in pinyin and words for both languages: every dictionary is asked.
        ParsedQuestion.of("How much did Wang Lei give?", languages=("en", "zh"))
        failure = self._opener.reader.failure
        refuse((*embedder.degraded, *([failure] if failure else []), *missing_dictionaries()))

    def pointer(self) -> str:
        """What the index's pointer holds; empty where there is none. See `readiness.ReadPointer`."""
        return self._opener.pointer.read()

    @property
    def _mode(self) -> Mode:
        """How a question is answered that does not say how."""
        return self._settings.default_mode or ANSWERING_MODE

    def _model(self) -> BatchingEmbedder:
        if self._embedder is None:
            self._embedder = BatchingEmbedder(
                self._load(settings_for_questions(self._indexer_settings, self._settings)),
                max_batch=self._settings.max_batch,
                cached_questions=self._settings.cached_questions,
            )
        return self._embedder
