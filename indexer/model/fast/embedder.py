"""Embeds with a converted model."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from indexer.arrays import Matrix
from indexer.domain import Degradation
from indexer.embed import ModelCard
from indexer.model.batches import group_by_tokens
from indexer.model.fast.engine import Engine, Precision, compile_graph, open_graph, quantise
from indexer.model.tokenizer import TextTokenizer


class OpenVinoEmbedder:
    """Embeds with a compiled model; several threads may call it."""

    def __init__(self, engine: Engine, card: ModelCard, tokenizer: TextTokenizer) -> None:
        self._engine = engine
        self._card = card
        self._tokenizer = tokenizer

    @property
    def card(self) -> ModelCard:
        """The model behind this embedder."""
        return self._card

    @property
    def backend(self) -> str:
        """The library and what it multiplies in, "openvino int8"."""
        return f"openvino {self._engine.precision}"

    @property
    def degraded(self) -> tuple[Degradation, ...]:
        """Nothing: it is what is wanted."""
        return ()

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors of questions, shape (texts, dimension)."""
        return self._embed([self._card.query_prefix + text for text in texts])

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors of passages, shape (texts, dimension)."""
        return self._embed([self._card.passage_prefix + text for text in texts])

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, without prefix or special tokens."""
        return self._tokenizer.count(texts)

    def _embed(self, texts: list[str]) -> Matrix:
        """Vectors in the order given, computed in groups of like length."""
        encoded = self._tokenizer.encode(texts)
        vectors = np.zeros((len(texts), self._card.dimension), np.float32)
        groups = group_by_tokens([len(ids) for ids in encoded])
        batches = (self._tokenizer.pad([encoded[position] for position in group]) for group in groups)
        for group, (made,) in zip(groups, self._engine.run_each(batches), strict=True):
            vectors[group] = made
        return vectors


def open_embedder(
    folder: Path,
    precision: Precision,
    card: ModelCard,
    tokenizer: TextTokenizer,
    *,
    threads: int = 0,
    throughput: bool = False,
) -> OpenVinoEmbedder:
    """The converted model of `folder` as an embedder, for questions or, with `throughput`, for many texts at once.

    Raises:
        ModelError: OpenVINO can't read or compile it.
    """
    graph = open_graph(folder)
    if precision is Precision.INT8:
        quantise(graph)
    engine = compile_graph(graph, precision, threads=threads, throughput=throughput)
    return OpenVinoEmbedder(engine, card, tokenizer)
