"""What an embedder is: the protocol that keeps torch and OpenVINO out of the rest of the project."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from indexer.core.arrays import Matrix
from indexer.core.article import Degradation


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What a snapshot must know of the model that made its vectors."""

    name: str
    """As the user names it: a hub id or a folder."""
    fingerprint: str
    """sha256 over weights, tokenizer, pooling and prefixes: equal fingerprints give interchangeable vectors."""
    dimension: int
    max_tokens: int
    """Longest input in tokens, special tokens included; longer input is cut."""
    query_prefix: str
    passage_prefix: str


class Embedder(Protocol):
    """Turns text into unit vectors. Implementations are safe to call from several threads."""

    @property
    def card(self) -> ModelCard:
        """The model behind this embedder."""
        ...

    @property
    def backend(self) -> str:
        """What computes: "openvino bf16", "sentence-transformers float32"."""
        ...

    @property
    def degraded(self) -> tuple[Degradation, ...]:
        """What it stands in for, where it is not what was wanted; its vectors are right all the same."""
        ...

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors of questions, shape (texts, dimension); the query prefix is put in front."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors of passages, shape (texts, dimension), in the order given; the passage prefix is put in front."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text as the model's tokenizer counts them, without prefix or special tokens."""
        ...


class WrappedEmbedder:
    """Passes everything on to another embedder: the base of those that do one thing in another way."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    @property
    def card(self) -> ModelCard:
        """The model behind the wrapped embedder."""
        return self._embedder.card

    @property
    def backend(self) -> str:
        """What computes, as the wrapped embedder names it."""
        return self._embedder.backend

    @property
    def degraded(self) -> tuple[Degradation, ...]:
        """What the wrapped embedder stands in for."""
        return self._embedder.degraded

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        """As the wrapped embedder."""
        return self._embedder.embed_queries(texts)

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """As the wrapped embedder."""
        return self._embedder.embed_passages(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """As the wrapped embedder."""
        return self._embedder.count_tokens(texts)
