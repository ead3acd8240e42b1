"""The lexical leg over a snapshot on this machine: all rows at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.core.arrays import Mask, Numbers, Rows, Scores
from indexer.index.snapshot import Snapshot
from indexer.index.wants import Want, without_numbers
from service.search.facts import HALF_OF_THE_WORDS, Coverage, covered_together
from service.search.fusion import matching_rows
from service.search.index import Selection


@dataclass(frozen=True, slots=True)
class LocalSelection:
    """A mask over all rows."""

    mask: Mask | None
    """Shape (rows,), not to be written to; None for all."""
    reachable: int


class LocalWords:
    """The lexical leg over all rows at once: postings are added up where they lie."""

    def __init__(self, snapshot: Snapshot, wants: Sequence[Want], article_wants: Sequence[Want]) -> None:
        self._snapshot = snapshot
        self._article_wants = article_wants
        self.wants = wants
        """What chunks are asked for."""
        self.chunks: Scores = snapshot.terms.coverage(wants)
        """How much each chunk holds, shape (rows,)."""
        self.articles: Scores = snapshot.article_terms.coverage(article_wants)
        """How much each article holds, shape (articles,)."""
        self.both: Scores = covered_together(self.chunks, self.articles, snapshot.facts.articles)
        """What each row and its article hold, shape (rows,)."""

    def best(self, depth: int, among: Selection) -> Rows:
        """The rows with the most of what is wanted."""
        return matching_rows(self.both, depth, mask=mask_of(among))

    def coverage(self, rows: Rows) -> Coverage:
        """How much some rows and their articles hold."""
        articles = self._snapshot.facts.articles[rows]
        return Coverage(self.chunks[rows], self.articles[articles], worded=self._worded(articles))

    def _worded(self, articles: Numbers) -> Scores:
        """How much some articles hold of what is wanted besides numbers, shape (len(articles),)."""
        words = without_numbers(self._article_wants)
        if words is self._article_wants:
            return self.articles[articles]
        return self._snapshot.article_terms.coverage_of(articles, words)

    def matching(self, among: Selection) -> Selection:
        """Rows that hold a word, of articles that hold half of them."""
        articles = self._snapshot.article_terms.shares(self._article_wants) >= HALF_OF_THE_WORDS
        rows = articles[self._snapshot.facts.articles] & (self.chunks > 0)
        # A title's words are in each of its chunks, and a word that two chunks share is in neither.
        mask = mask_of(among)
        found = rows if mask is None else rows & mask
        return LocalSelection(found, int(found.sum()))


def mask_of(among: Selection) -> Mask | None:
    """The mask of a selection of this index."""
    if not isinstance(among, LocalSelection):
        raise TypeError(f"A snapshot searches among rows that it selected itself, not {type(among).__name__}.")
    return among.mask
