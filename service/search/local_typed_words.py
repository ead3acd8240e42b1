"""What typing help needs, out of a snapshot on this machine."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

from indexer.core.arrays import Mask
from indexer.index.snapshot import Snapshot
from indexer.index.suggestions.entries import Entry
from indexer.index.wants import Want
from service.search.exact_rows import ExactWords
from service.search.index import Selection


class LocalTypedWords:
    """Of one snapshot."""

    def __init__(self, snapshot: Snapshot, articles_of: Callable[[Selection], Mask | None]) -> None:
        """Opens the snapshot's tables.

        Args:
            snapshot: It.
            articles_of: Tells which articles have one of some rows, shape (articles,); None for all.
        """
        self._snapshot = snapshot
        self._articles_of = articles_of
        self._held = ExactWords(snapshot)
        self.suggestions = snapshot.suggestions()
        """What can be suggested."""
        self.vocabulary = snapshot.vocabulary()
        """Its words."""

    def article_ids(self, entries: Sequence[Entry]) -> Sequence[str]:
        """Ids of the articles whose titles entries are."""
        ids = self._snapshot.facts.ids
        return [ids[entry.article] if entry.article >= 0 else "" for entry in entries]

    def told(self, entries: Iterable[Entry], among: Selection) -> Iterator[bool]:
        """Whether an article of some rows has each entry."""
        allowed = self._articles_of(among)
        return (allowed is None or self._is_told(entry, allowed) for entry in entries)

    def is_author(self, name: str) -> bool:
        """Whether somebody of this name wrote an article."""
        return name in self._authors

    def most_held(self, wants: Sequence[Want]) -> float:
        """The largest share of what is wanted that one article holds."""
        return float(self._snapshot.article_terms.shares(wants).max(initial=0.0))

    @cached_property
    def _authors(self) -> frozenset[str]:
        return frozenset().union(*self._snapshot.facts.authors)

    def _is_told(self, entry: Entry, allowed: Mask) -> bool:
        if entry.article >= 0:
            return bool(allowed[entry.article])
        return any(allowed[number] for number in entry.told_in) or self._held.is_told(entry.text, allowed)
