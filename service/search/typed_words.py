"""What typing help needs of an index: what can be suggested, the archive's words, and which of these a reader may be told of."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from indexer.index.suggestions.entries import Entry
from indexer.index.suggestions.table import SuggestionTable
from indexer.index.suggestions.vocabulary import Vocabulary
from indexer.index.wants import Want
from service.search.index import Selection


class TypedWords(Protocol):
    """Of one state of an archive; safe to use from any thread."""

    @property
    def suggestions(self) -> SuggestionTable:
        """What can be suggested."""
        ...

    @property
    def vocabulary(self) -> Vocabulary:
        """The archive's words by how they sound and are spelt."""
        ...

    def article_ids(self, entries: Sequence[Entry]) -> Sequence[str]:
        """Of some entries, the id of the article whose title each is; empty for a phrase."""
        ...

    def told(self, entries: Iterable[Entry], among: Selection) -> Iterator[bool]:
        """Whether an article of some rows has each entry, for its title, as a fact or in its text; looked up as far as they are read."""
        ...

    def is_author(self, name: str) -> bool:
        """Whether somebody of this name wrote an article."""
        ...

    def most_held(self, wants: Sequence[Want]) -> float:
        """The largest share of what is wanted that one article holds, by idf, 0 to 1."""
        ...
