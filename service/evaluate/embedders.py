"""Two embedders around the real one that pay once: passages across indexes, questions across modes."""

from collections.abc import Callable, Sequence

import numpy as np

from indexer.arrays import Matrix
from indexer.domain import Degradation
from indexer.embed import Embedder, ModelCard
from indexer.embed_cache import EmbeddingCache
from indexer.embed_once import embed_once
from indexer.workers.local import LocalWorkers

_BATCH = 64


class CachedPassages:
    """Passages come from a cache that several indexes share; everything else is the embedder's."""

    def __init__(self, embedder: Embedder, cache: EmbeddingCache) -> None:
        self._embedder = embedder
        self._cache = cache

    @property
    def card(self) -> ModelCard:
        """The embedder's."""
        return self._embedder.card

    @property
    def backend(self) -> str:
        """The embedder's."""
        return self._embedder.backend

    @property
    def degraded(self) -> tuple[Degradation, ...]:
        """The embedder's."""
        return self._embedder.degraded

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        """As the embedder."""
        return self._embedder.embed_queries(texts)

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """As the embedder, rounded to float16, as every snapshot keeps them."""
        return next(embed_once([texts], LocalWorkers(self._embedder).embed, self._embedder.card, self._cache))

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """As the embedder."""
        return self._embedder.count_tokens(texts)


class KnownQuestions:
    """Questions were embedded before, in batches; one that was not goes to the embedder."""

    def __init__(self, embedder: Embedder, questions: Sequence[str], *, on_embedded: Callable[[int], None]) -> None:
        self._embedder = embedder
        self._vectors: dict[str, Matrix] = {}
        # By length, so that a batch holds little padding.
        waiting = sorted(set(questions), key=lambda text: (len(text), text))
        for start in range(0, len(waiting), _BATCH):
            batch = waiting[start : start + _BATCH]
            self._vectors |= dict(zip(batch, embedder.embed_queries(batch), strict=True))
            on_embedded(len(batch))

    @property
    def card(self) -> ModelCard:
        """The embedder's."""
        return self._embedder.card

    @property
    def backend(self) -> str:
        """The embedder's."""
        return self._embedder.backend

    @property
    def degraded(self) -> tuple[Degradation, ...]:
        """The embedder's."""
        return self._embedder.degraded

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        """Vectors known, or as the embedder."""
        if all(text in self._vectors for text in texts):
            return np.stack([self._vectors[text] for text in texts])
        return self._embedder.embed_queries(texts)

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """As the embedder."""
        return self._embedder.embed_passages(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """As the embedder."""
        return self._embedder.count_tokens(texts)
