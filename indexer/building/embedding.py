"""The third stage: a vector for every row, from the last snapshot, the cache, or the model."""

from collections import deque
from collections.abc import Iterator
from itertools import islice

import numpy as np
import numpy.typing as npt

from indexer.arrays import Matrix
from indexer.building.draft import NOWHERE, Draft
from indexer.embed_cache import EmbeddingCache
from indexer.embed_once import embed_once
from indexer.vectors import Vectors

_WINDOW = 4096
"""Rows in memory at a time."""

_COUNTED = 16
"""Tokens are counted in one passage of so many: to count them all would take a tenth of the time of embedding."""


def embed(draft: Draft, cache: EmbeddingCache) -> Vectors:
    """Vectors of all rows, in order of rows."""
    stage = _Embedding(draft, cache)
    vectors = Vectors.empty(draft.embedder.card.dimension)
    for window in stage.windows():
        vectors.add(window)
    return vectors


class _Embedding:
    def __init__(self, draft: Draft, cache: EmbeddingCache) -> None:
        self._draft = draft
        self._cache = cache
        self._carry = draft.same_vectors
        self._begun: deque[tuple[Matrix, npt.NDArray[np.int64]]] = deque()
        """Windows whose missing vectors are under way: all their rows, and which of these are missing."""

    def windows(self) -> Iterator[Matrix]:
        """Vectors of the next rows, shape (rows, dimension)."""
        draft = self._draft
        missing = self._missing()
        for vectors in embed_once(
            missing, draft.workers.embed, draft.embedder.card, self._cache, on_embedded=self._count
        ):
            made, fresh = self._begun.popleft()
            made[fresh] = vectors
            yield made

    def _missing(self) -> Iterator[list[str]]:
        """Window after window, the texts whose vectors the base does not have; none is a window too."""
        # Without the title in front: see `indexer.passage`.
        passages = (text for _, text, _ in self._draft.archive.each_passage())
        first = 0
        while texts := list(islice(passages, _WINDOW)):
            made, fresh = self._carried(first, len(texts))
            self._begun.append((made, fresh))
            yield [texts[place] for place in fresh]
            first += len(texts)

    def _carried(self, first: int, rows: int) -> tuple[Matrix, npt.NDArray[np.int64]]:
        """Rows with the vectors that the base has for them, and the places of those it does not have."""
        draft = self._draft
        origins = draft.origins_of_rows(first, first + rows)
        carried = origins != NOWHERE if self._carry else np.zeros(rows, dtype=np.bool_)
        made = np.empty((rows, draft.embedder.card.dimension), dtype=np.float32)
        if draft.base is not None and carried.any():
            made[carried] = draft.base.vectors(origins[carried])
            draft.report.carried += int(carried.sum())
            draft.progress.advance(int(carried.sum()))
        return made, np.flatnonzero(~carried)

    def _count(self, embedded: list[str], reused: int) -> None:
        """Tells of texts just embedded, and of texts found in the cache."""
        report = self._draft.report
        report.embedded += len(embedded)
        report.reused += reused
        report.tokens += self._tokens(embedded)
        self._draft.progress.advance(len(embedded) + reused)

    def _tokens(self, texts: list[str]) -> int:
        """Tokens of texts, from those of one in sixteen."""
        counted = texts[::_COUNTED]
        characters = sum(map(len, counted))
        if not characters:
            return 0
        return round(sum(self._draft.embedder.count_tokens(counted)) * sum(map(len, texts)) / characters)
