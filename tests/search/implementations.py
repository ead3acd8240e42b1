"""Every kind of index that the contract of `service.search.index` is put to."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
import pytest

from indexer.core.arrays import Mask, Matrix, Rows
from indexer.core.article import Article, Chunk
from indexer.core.errors import IndexUnavailableError, WholeArchiveError
from indexer.index.snapshot import Snapshot
from indexer.index.wants import TermStatistics, Want
from indexer.milvus.address import read_address
from service.results import Filters
from service.search.facts import Coverage
from service.search.index import SearchIndex, Selection, WordSearch
from service.search.local import LocalIndex
from service.search.opening import open_index
from service.search.typed_words import TypedWords
from service.search.whole_archive import WholeArchive

Opened = Callable[[Path], AbstractContextManager[SearchIndex]]
"""Opens an index of what a build published in a folder, and closes it."""


class ScatteredIndex(LocalIndex):
    """A snapshot that answers what any index answers, and is nowhere whole, as one that is spread over machines."""

    def whole(self) -> WholeArchive:
        raise WholeArchiveError


class FailingIndex(LocalIndex):
    """A snapshot of which parts can't be reached, as long as they are told to be gone."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.gone: set[str] = set()
        """Names of methods that fail, and of parts: "dense" and "lexical"."""
        super().__init__(snapshot)

    def _reach(self, *names: str) -> None:
        if self.gone.intersection(names):
            raise IndexUnavailableError(f"The server of {names[0]} does not answer.", next_step="Start it.")

    @property
    def terms(self) -> TermStatistics:
        self._reach("terms", "lexical")
        return super().terms

    @property
    def article_terms(self) -> TermStatistics:
        return _Reached(super().article_terms, lambda: self._reach("terms", "lexical"))

    def select(self, filters: Filters, hidden: frozenset[str] = frozenset()) -> Selection:
        self._reach("select")
        return super().select(filters, hidden)

    def nearest(self, vector: Matrix, depth: int, among: Selection) -> Rows:
        self._reach("nearest", "dense")
        return super().nearest(vector, depth, among)

    def vectors(self, rows: Rows) -> Matrix:
        self._reach("vectors", "dense")
        return super().vectors(rows)

    def article_vectors(self, numbers: Rows) -> Matrix:
        self._reach("vectors", "dense")
        return super().article_vectors(numbers)

    def words(self, wants: Sequence[Want], article_wants: Sequence[Want]) -> WordSearch:
        self._reach("words", "lexical")
        return _ReachedWords(super().words(wants, article_wants), self._reach)

    def holding(self, terms: Sequence[str], rows: Rows) -> Mask:
        self._reach("holding", "lexical")
        return super().holding(terms, rows)

    def typed_words(self) -> TypedWords:
        self._reach("typed_words")
        return super().typed_words()

    def chunks(self, rows: Rows) -> list[tuple[Article, Chunk]]:
        self._reach("chunks")
        return super().chunks(rows)


class _Reached:
    """Statistics that are looked up where they lie each time."""

    def __init__(self, statistics: TermStatistics, reach: Callable[[], None]) -> None:
        self._statistics = statistics
        self._reach = reach

    def __len__(self) -> int:
        return len(self._statistics)

    def frequencies(self, terms: Sequence[str]) -> npt.NDArray[np.int64]:
        self._reach()
        return self._statistics.frequencies(terms)

    def holding_all(self, terms: Sequence[str]) -> int:
        self._reach()
        return self._statistics.holding_all(terms)


class _ReachedWords:
    """A lexical leg that may be lost between two questions to it."""

    def __init__(self, words: WordSearch, reach: Callable[..., None]) -> None:
        self._words = words
        self._reach = reach
        self.wants = words.wants

    def best(self, depth: int, among: Selection) -> Rows:
        self._reach("best", "lexical")
        return self._words.best(depth, among)

    def coverage(self, rows: Rows) -> Coverage:
        self._reach("coverage", "lexical")
        return self._words.coverage(rows)

    def matching(self, among: Selection) -> Selection:
        self._reach("matching", "lexical")
        return self._words.matching(among)


@contextmanager
def _local(folder: Path) -> Iterator[SearchIndex]:
    index = LocalIndex.open(folder)
    yield index
    index.close()


@contextmanager
def _scattered(folder: Path) -> Iterator[SearchIndex]:
    index = ScatteredIndex.open(folder)
    yield index
    index.close()


@contextmanager
def _milvus(folder: Path) -> Iterator[SearchIndex]:
    pytest.importorskip("pymilvus", reason="the extra milvus is not installed")
    from indexer.milvus.client import Milvus
    from indexer.milvus.publish import publish
    from service.search.milvus.texts import texts_of
    from tests.milvus.server import LiteServer

    with TemporaryDirectory() as lying, LiteServer(Path(lying) / "milvus") as server:
        address = server.address("contract")
        publishing = Milvus(read_address(address), timeout=30)
        publish(folder, publishing, extra=texts_of)
        publishing.close()
        index = open_index(address)
        yield index
        index.close()


IMPLEMENTATIONS: Mapping[str, Opened] = {"local": _local, "scattered": _scattered, "milvus": _milvus}
