"""Texts are embedded once and in the same batches, however far ahead of its results the embedding reads."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.core.arrays import Matrix
from indexer.distributed.backend import Tag
from indexer.distributed.local import LocalWorkers
from indexer.embed import cache as module
from indexer.embed.cache import EmbeddingCache, embed_once
from tests.doubles import DIMENSION, TermEmbedder


class NeighbourEmbedder(TermEmbedder):
    """Gives a text the number of texts in its batch as its first component: another batch, another vector."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[list[str]] = []

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        self.batches.append(list(texts))
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        vectors[:, 0] = len(texts)
        vectors[:, 1] = [float(text) for text in texts]
        return vectors


class Ahead(LocalWorkers):
    """Reads so many batches before it gives the first result."""

    def __init__(self, embedder: TermEmbedder, ahead: int) -> None:
        super().__init__(embedder)
        self._ahead = ahead

    def embed(self, batches: Iterable[tuple[Tag, Sequence[str]]]) -> Iterator[tuple[Tag, Matrix]]:
        waiting = iter(batches)
        while some := list(islice(waiting, self._ahead)):
            yield from super().embed(some)


Windows = list[list[str]]
WINDOWS = st.lists(st.lists(st.integers(0, 30).map(str), max_size=12), max_size=8)


def _embedded(windows: Windows, ahead: int, cached: list[str]) -> tuple[list[list[str]], list[Matrix], int, int]:
    """Batches, vectors, and how many texts were embedded and not, with some texts embedded earlier."""
    embedder = NeighbourEmbedder()
    counts = [0, 0]

    def count(texts: list[str], others: int) -> None:
        counts[0] += len(texts)
        counts[1] += others

    with EmbeddingCache(Path(":memory:")) as cache:
        list(embed_once([cached], LocalWorkers(embedder).embed, embedder.card, cache))
        embedder.batches.clear()
        workers = Ahead(embedder, ahead)
        vectors = list(embed_once(windows, workers.embed, embedder.card, cache, on_embedded=count))
    return embedder.batches, vectors, counts[0], counts[1]


@given(WINDOWS, st.integers(1, 20), st.lists(st.integers(0, 30).map(str), max_size=5))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_reading_ahead_changes_neither_batches_nor_vectors(
    monkeypatch: pytest.MonkeyPatch, windows: Windows, ahead: int, cached: list[str]
) -> None:
    monkeypatch.setattr(module, "BATCH", 4)
    batches, vectors, embedded, others = _embedded(windows, 1, cached)
    far_batches, far_vectors, *far_counts = _embedded(windows, ahead, cached)
    assert far_batches == batches
    assert [each.tolist() for each in far_vectors] == [each.tolist() for each in vectors]
    assert far_counts == [embedded, others]
    assert [each[:, 1].tolist() for each in vectors] == [[float(text) for text in window] for window in windows]
    different = {text for window in windows for text in window} - set(cached)
    assert (embedded, embedded + others) == (len(different), sum(map(len, windows)))


def test_a_window_is_cut_into_batches_of_its_missing_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """2 is cached, the second 1 is a repeat; a batch ends with its window, and 3 is paid for in the first."""
    monkeypatch.setattr(module, "BATCH", 2)
    batches, vectors, embedded, others = _embedded([["1", "2", "3", "1", "4"], [], ["3", "5"]], 9, ["2"])
    assert batches == [["1", "3"], ["4"], ["5"]]
    assert [each[:, 0].tolist() for each in vectors] == [[2, 1, 2, 2, 1], [], [2, 1]]
    assert (embedded, others) == (4, 3)
