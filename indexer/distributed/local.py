"""The worker that every build has: this process, one piece of work after another, nothing read ahead."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from indexer.core.arrays import Matrix
from indexer.core.article import Article, Page, Skip
from indexer.core.errors import ModelError, PageError
from indexer.distributed.backend import Tag
from indexer.embed.embedder import Embedder
from indexer.extract.article import extract_article


class LocalWorkers:
    """Works when its results are asked for."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def extract(self, pages: Iterable[tuple[Tag, Page | None]]) -> Iterator[tuple[Tag, Article | Skip | None]]:
        """The article of each page, or why there is none."""
        for tag, page in pages:
            yield tag, None if page is None else article_or_skip(page)

    def embed(self, batches: Iterable[tuple[Tag, Sequence[str]]]) -> Iterator[tuple[Tag, Matrix]]:
        """Vectors of the passages of each batch."""
        for tag, texts in batches:
            yield tag, self._embedded(texts) if texts else no_vectors(self._embedder.card.dimension)

    def _embedded(self, texts: Sequence[str]) -> Matrix:
        """Vectors of texts; what the system says against the model's files is told as that."""
        try:
            return self._embedder.embed_passages(texts)
        except OSError as error:
            card = self._embedder.card
            raise ModelError(
                f"The model {card.name} stopped computing: {error}.", next_step="Look at its files, and run this again."
            ) from error


def article_or_skip(page: Page) -> Article | Skip:
    """What a page gives, with a failure as a value, which can travel."""
    try:
        return extract_article(page)
    except PageError as error:
        return Skip(page.name, error.reason, error.message)


def no_vectors(dimension: int) -> Matrix:
    """What an empty batch gives, shape (0, dimension)."""
    return np.empty((0, dimension), dtype=np.float32)
