"""An embedder without a model, for benchmarks of everything around it: a fixed random direction for each term."""

import zlib
from collections.abc import Sequence

import numpy as np

from indexer.core.arrays import Matrix
from indexer.core.article import Degradation
from indexer.embed.embedder import ModelCard
from indexer.text.analyzer import terms

_DIMENSION = 384
_BUCKETS = 4096


class Directions:
    """Embeds a text as the sum of its terms' directions: deterministic, and quick enough to be no bottleneck."""

    def __init__(self) -> None:
        self._directions = np.random.default_rng(0).normal(size=(_BUCKETS, _DIMENSION)).astype(np.float32)

    @property
    def card(self) -> ModelCard:
        """No model that anybody could mistake it for."""
        return ModelCard(
            "directions",
            "directions-384-4096",
            dimension=_DIMENSION,
            max_tokens=512,
            query_prefix="",
            passage_prefix="",
        )

    @property
    def backend(self) -> str:
        """What computes."""
        return "sum of directions"

    @property
    def degraded(self) -> tuple[Degradation, ...]:
        """Nothing."""
        return ()

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors, shape (texts, 384)."""
        return np.stack([self._vector(text) for text in texts])

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors, shape (texts, 384)."""
        return self.embed_queries(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """One for each character."""
        return [len(text) for text in texts]

    def _vector(self, text: str) -> Matrix:
        buckets = [zlib.crc32(term.encode()) % _BUCKETS for term in terms(text)] or [0]
        total = self._directions[buckets].sum(axis=0)
        return np.asarray(total / np.linalg.norm(total), dtype=np.float32)
