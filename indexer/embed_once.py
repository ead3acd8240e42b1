"""Embeds a stream of texts and pays for each once: what the cache has is taken from it, the rest goes out in batches.

Which texts make a batch is decided here, and the same however far ahead of its results the embedding reads: with 8-bit
activations a vector depends on its batch, and two builds must end in the same bytes.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from indexer.arrays import Matrix
from indexer.embed import ModelCard
from indexer.embed_cache import EmbeddingCache

BATCH = 512
"""Texts embedded between two commits: a killed build loses at most this much work."""

OnEmbedded = Callable[[list[str], int], None]
"""Told (texts just embedded, how many others have their vectors) as the work goes on."""


@dataclass(slots=True)
class _Window:
    """Texts whose vectors are given back together."""

    keys: list[str]
    vectors: dict[str, np.ndarray]
    """Those known so far, as float16."""
    missing: dict[str, str]
    """Texts by key that go out in batches of this window."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some missing texts of a window, by key; none where the window misses none."""

    window: _Window
    keys: list[str] = field(default_factory=list)
    last: bool = True
    """Whether the window is complete after it."""


class EmbedBatches(Protocol):
    """Embeds batch after batch and gives each back with its vectors, in order; it may read ahead."""

    def __call__(self, batches: Iterable[tuple[Batch, Sequence[str]]], /) -> Iterator[tuple[Batch, Matrix]]:
        """Vectors of each batch, shape (texts, dimension)."""
        ...


def embed_once(
    windows: Iterable[Sequence[str]],
    embed: EmbedBatches,
    card: ModelCard,
    cache: EmbeddingCache,
    *,
    on_embedded: OnEmbedded = lambda _texts, _others: None,
) -> Iterator[Matrix]:
    """Vectors of the passages of each window, shape (texts, dimension), rounded to float16; stored before they are given.

    Args:
        windows: Passages as they are embedded, without prefix.
        embed: Embeds what is missing.
        card: The model; it is part of the cache's key.
        cache: Where vectors are looked up and kept.
        on_embedded: Told of progress.
    """
    paying = _Paying(card, cache, on_embedded)
    for batch, made in embed(paying.batches(windows)):
        paying.store(batch, made)
        if batch.last:
            yield paying.vectors(batch.window)


class _Paying:
    def __init__(self, card: ModelCard, cache: EmbeddingCache, on_embedded: OnEmbedded) -> None:
        self._card = card
        self._cache = cache
        self._on_embedded = on_embedded
        self._under_way: set[str] = set()
        """Keys of texts that are out and not stored yet: another window that has them waits for the same vectors."""

    def batches(self, windows: Iterable[Sequence[str]]) -> Iterator[tuple[Batch, Sequence[str]]]:
        """What is missing of each window, at least one batch for each."""
        for texts in windows:
            window = self._begun(texts)
            waiting = list(window.missing)
            if not waiting:
                yield Batch(window), ()
            for start in range(0, len(waiting), BATCH):
                keys = waiting[start : start + BATCH]
                yield Batch(window, keys, last=start + BATCH >= len(waiting)), [window.missing[key] for key in keys]

    def _begun(self, texts: Sequence[str]) -> _Window:
        keys = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() for text in texts]
        known = self._cache.find(self._card.fingerprint, list(dict.fromkeys(keys)))
        self._on_embedded([], sum(key in known for key in keys))
        have = known.keys() | self._under_way
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in have}
        self._under_way |= missing.keys()
        return _Window(keys, known, missing)

    def store(self, batch: Batch, made: Matrix) -> None:
        """Keeps what was embedded, for good."""
        if not batch.keys:
            return
        fresh = dict(zip(batch.keys, made.astype(np.float16), strict=True))
        self._cache.store(self._card.fingerprint, fresh)
        batch.window.vectors.update(fresh)
        self._under_way.difference_update(fresh)
        self._on_embedded([batch.window.missing[key] for key in batch.keys], 0)

    def vectors(self, window: _Window) -> Matrix:
        """All vectors of a window whose last batch is stored, and with it those of the windows before."""
        others = [key for key in dict.fromkeys(window.keys) if key not in window.vectors]
        repeats = sum(key not in window.vectors for key in window.keys)
        repeats += sum(key in window.missing for key in window.keys) - len(window.missing)
        window.vectors.update(self._cache.find(self._card.fingerprint, others))
        self._on_embedded([], repeats)
        made = np.empty((len(window.keys), self._card.dimension), dtype=np.float32)
        for place, key in enumerate(window.keys):
            made[place] = window.vectors[key]
        return made
