"""Named doubles at the project's Protocols."""

import hashlib
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from indexer.core.arrays import Matrix
from indexer.core.article import Degradation
from indexer.embed.embedder import ModelCard
from indexer.rerank.reader import Excerpt, GoOn, Judgement, to_the_end
from indexer.text.analyzer import terms

DIMENSION = 64


class TermEmbedder:
    """Embeds a text as the sum of one fixed random direction per term: texts that share terms are close.

    Counts what it was asked to embed, so that a test can say what was paid for.
    """

    def __init__(
        self,
        *,
        name: str = "term-embedder",
        fingerprint: str = "term-embedder",
        salt: str = "",
        fail_after: int | None = None,
        degraded: tuple[Degradation, ...] = (),
    ) -> None:
        """`salt` draws other directions: another model."""
        self._name = name
        self._fingerprint = fingerprint
        self._salt = salt
        self._degraded = degraded
        self._fail_after = fail_after
        self.passages: list[str] = []

    @property
    def card(self) -> ModelCard:
        return ModelCard(self._name, self._fingerprint, DIMENSION, 512, "query: ", "passage: ")

    @property
    def backend(self) -> str:
        return "sum of directions"

    @property
    def degraded(self) -> tuple[Degradation, ...]:
        return self._degraded

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        return np.stack([_vector(text, self._salt) for text in texts])

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        if self._fail_after is not None and len(self.passages) + len(texts) > self._fail_after:
            raise KeyboardInterrupt
        self.passages.extend(texts)
        return np.stack([_vector(text, self._salt) for text in texts])

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text) for text in texts]


class MarkingReader:
    """Marks the first of some words that a window holds: logits of 5 where it begins and ends, of -5 elsewhere.

    `rank` is the number of the question's characters that the window has, 10 more where it holds one of the words;
    `answerable` is 5 or -5, `none` 0, and each character is a token. Remembers what it was asked to judge, in `judged`.
    """

    def __init__(self, *answers: str) -> None:
        self._answers = answers
        self.judged: list[tuple[Excerpt, ...]] = []

    @property
    def fingerprint(self) -> str:
        return "marking-reader"

    def judge(self, question: str, excerpts: Sequence[Excerpt], go_on: GoOn = to_the_end) -> list[Judgement]:
        found: list[Judgement] = []
        for excerpt in excerpts:
            if not go_on(len(found), len(found)):
                break
            found.append(self._judgement(question, excerpt.text))
        self.judged.append(tuple(excerpts[: len(found)]))
        return found

    def _judgement(self, question: str, window: str) -> Judgement:
        start, end = (np.full(len(window), -5, dtype=np.float32) for _ in range(2))
        held = next((answer for answer in self._answers if answer in window), "")
        if held:
            first = window.index(held)
            start[first] = end[first + len(held) - 1] = 5
        rank = len(set(question) & set(window)) + 10 * bool(held)
        offsets = tuple((place, place + 1) for place in range(len(window)))
        return Judgement(rank, 5.0 if held else -5.0, 0.0, offsets, start, end)


def _vector(text: str, salt: str) -> Matrix:
    total = np.full(DIMENSION, 1e-3, dtype=np.float64)
    for term in terms(text):
        total += _direction(salt + term)
    return (total / np.linalg.norm(total)).astype(np.float32)


@cache
def _direction(term: str) -> npt.NDArray[np.float64]:
    """Kept: a generator costs more than all else that is done for a term, and tests write the same words again and again."""
    seed = int.from_bytes(hashlib.sha256(term.encode()).digest()[:8], "little")
    return np.random.default_rng(seed).normal(size=DIMENSION)
