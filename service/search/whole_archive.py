"""All of an archive in one place: what the archive at a glance is made of.

An index that is spread over machines has no such place, and says so (`service.search.index.WholeArchiveError`).
"""

from typing import Protocol

from indexer.core.article import Article
from indexer.index.bm25 import Terms
from indexer.index.docstore import Archive, RowFacts
from indexer.index.manifest import Manifest
from indexer.index.near_duplicates import NearDuplicates
from indexer.index.related import RelatedTable
from indexer.index.vectors import Vectors
from indexer.text.words.table import WordTable


class WholeArchive(Protocol):
    """Everything of one state of an archive, by article number."""

    @property
    def name(self) -> str:
        """What responses call this state."""
        ...

    @property
    def manifest(self) -> Manifest:
        """What it says of itself."""
        ...

    @property
    def facts(self) -> RowFacts:
        """What is known of every row and article without reading them."""
        ...

    @property
    def archive(self) -> Archive:
        """Titles, addresses and texts."""
        ...

    @property
    def article_terms(self) -> Terms:
        """Which articles hold which terms."""
        ...

    @property
    def article_vectors(self) -> Vectors:
        """One vector an article."""
        ...

    @property
    def stories(self) -> NearDuplicates:
        """Which articles are near-copies of which."""
        ...

    @property
    def related(self) -> RelatedTable | None:
        """Related articles; None where none were computed."""
        ...

    def article(self, article_id: str) -> Article:
        """The article of this id; UnknownArticleError where there is none."""
        ...

    def words(self) -> WordTable:
        """The words and names of its articles."""
        ...
