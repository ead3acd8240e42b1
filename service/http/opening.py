"""The heavy side of the service: a real snapshot and a real model behind the routes' `Engine`."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from indexer.domain import Article, AskResult, Filters, GroupBy, Mode, SearchResult
from indexer.manifest import Manifest
from indexer.model.load import load_embedder
from indexer.settings import IndexerSettings
from indexer.snapshot import open_snapshot, read_manifest
from service.answer import ask
from service.batching import BatchingEmbedder
from service.search import Searcher
from service.settings import ServiceSettings


class SearcherEngine:
    """A searcher, as the routes ask for it."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher

    @property
    def manifest(self) -> Manifest:
        """What the searcher's snapshot says of itself."""
        return self._searcher.snapshot.manifest

    def search(
        self, query: str, *, limit: int, offset: int, mode: Mode, filters: Filters, group_by: GroupBy
    ) -> SearchResult:
        """Ranked hits of the searcher's snapshot."""
        return self._searcher.search(query, limit=limit, offset=offset, mode=mode, filters=filters, group_by=group_by)

    def ask(self, question: str, *, limit: int, filters: Filters) -> AskResult:
        """An answer out of the searcher's snapshot."""
        return ask(self._searcher, question, limit=limit, filters=filters)

    def article(self, article_id: str) -> Article:
        """An article of the searcher's snapshot."""
        return self._searcher.snapshot.article(article_id)


def open_engine(index_dir: Path, settings: ServiceSettings, indexer_settings: IndexerSettings) -> SearcherEngine:
    """Load the model, open the published snapshot, and put batching between them.

    Raises:
        SnapshotError: nothing is published in `index_dir`, it is not whole, or another model made its vectors.
        ModelError: the model can't be found, prepared or trusted.
    """
    # Before the model, which takes long: a folder without a snapshot is reported at once.
    read_manifest(index_dir)
    # Both wait for native code that lets the other go on: together they take as long as the model alone.
    with ThreadPoolExecutor(max_workers=1) as beside:
        opening = beside.submit(open_snapshot, index_dir)
        embedder = BatchingEmbedder(
            load_embedder(indexer_settings),
            max_batch=settings.max_batch,
            cached_questions=settings.cached_questions,
        )
        searcher = Searcher.over(opening.result(), embedder)
    searcher.warm()
    return SearcherEngine(searcher)
