"""What related reading of any text needs of an index: the articles that may be listed, as texts are compared with them."""

from dataclasses import dataclass
from typing import Protocol

from indexer.core.arrays import Matrix, Rows
from indexer.index.keyterms import KeyTerms
from indexer.related.candidates import EligibleArticles, Nearest


@dataclass(frozen=True, slots=True)
class Compared:
    """Articles beside one text: all that may be listed, or those of them that may come near it."""

    numbers: Rows
    """Of the articles, shape (articles,)."""
    shown: EligibleArticles
    """The articles, numbered by their places here, with the weights of the text's key terms alone."""
    nearest: Nearest
    """Over their vectors."""


class ListedArticles(Protocol):
    """The articles of one state of an archive that may be listed; safe to use from any thread."""

    @property
    def common(self) -> Matrix:
        """What all article vectors share, shape (dimension,)."""
        ...

    def beside(self, vector: Matrix, words: KeyTerms) -> Compared:
        """The articles that a text is compared with.

        Args:
            vector: Of the text, without what all articles share, shape (1, dimension).
            words: Its key terms, each of which an article holds.
        """
        ...
