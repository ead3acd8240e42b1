"""What the routes ask of the rest of the service: a protocol, so that the web framework meets no torch and no faiss."""

from typing import Protocol

from indexer.domain import Article, AskResult, Filters, GroupBy, Mode, SearchResult
from indexer.manifest import Manifest


class Engine(Protocol):
    """One opened snapshot with a loaded model; safe to call from several threads."""

    @property
    def manifest(self) -> Manifest:
        """What the snapshot says of itself."""
        ...

    def search(
        self, query: str, *, limit: int, offset: int, mode: Mode, filters: Filters, group_by: GroupBy
    ) -> SearchResult:
        """Ranked hits; QueryError where the question can't be searched."""
        ...

    def ask(self, question: str, *, limit: int, filters: Filters) -> AskResult:
        """An answer with its citations, or an abstention with its reason."""
        ...

    def article(self, article_id: str) -> Article:
        """The article of this id; UnknownArticleError where there is none."""
        ...
