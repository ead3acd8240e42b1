"""What the questions of a language have in common, taken out of a question's vector before it is compared.

A question's vector says what is asked and, just as strongly, that something is asked and in which language. The second
pulls it toward whatever looks like a question, and toward passages of its own language. Half of the mean vector of
typical questions of the language takes most of that out ("all-but-the-top" of Mu and Viswanath 2018, with the one
direction that is known). Passages and the index stay as they are. Figures: docs/retrieval.md.
"""

import json
from collections.abc import Callable, Mapping
from importlib.resources import files

import numpy as np

from indexer.core.arrays import Matrix
from indexer.embed.embedder import Embedder
from service.query.question import language_of
from service.search.batching import BatchingEmbedder
from service.search.config import ranking


def typical_questions() -> Mapping[str, list[str]]:
    """Questions of each language that any newspaper's readers might ask, on no subject in particular."""
    text = (files("service.search") / "typical_questions.json").read_text(encoding="utf-8")
    return {str(language): list(questions) for language, questions in json.loads(text).items()}


class QuestionCenter:
    """Embeds questions without what questions of their language share; safe to use from any thread."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._typical = typical_questions()
        self._means: dict[str, Matrix] = {}

    def begin(self, question: str) -> None:
        """Begins to embed a question that will be asked for soon, where the embedder has a thread of its own for it."""
        if isinstance(self._embedder, BatchingEmbedder):
            self._embedder.begin(question)

    def when_made(self, question: str, then: Callable[[], object]) -> None:
        """Has `then` called once a question that was begun is embedded; see `BatchingEmbedder.when_made`. Never by an embedder without a thread of its own."""
        if isinstance(self._embedder, BatchingEmbedder):
            self._embedder.when_made(question, then)

    def embed(self, question: str) -> Matrix:
        """The question's unit vector, shape (1, dimension), less its language's share if that language is known.

        It is left shorter than 1, so that products with chunks keep the scale of cosines, which `fuse` counts on.
        """
        vector = self._embedder.embed_queries([question])
        language = language_of(question)
        if language not in self._typical:
            return vector
        return np.asarray(vector - ranking().centering_share * self._mean(language), dtype=np.float32)

    def _mean(self, language: str) -> Matrix:
        """Mean vector of a language's typical questions, shape (1, dimension), made when first asked for."""
        if language not in self._means:
            # Two threads may both make it: they make the same.
            self._means[language] = self._embedder.embed_queries(self._typical[language]).mean(axis=0, keepdims=True)
        return self._means[language]
