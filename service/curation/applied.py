"""What editors decided, for the articles of one index."""

from collections.abc import Callable

from indexer.core.article import Degradation
from service.curation.file import NOTHING, Curation
from service.curation.source import CurationSource


class Curated:
    """Answers for one index what is in force; safe to use from any thread."""

    def __init__(self, id_of: Callable[[str], str], source: CurationSource | None) -> None:
        """Reads nothing yet.

        Args:
            id_of: The id of an article of the index that is named by it or by its address; empty where there is none.
            source: Where the decisions are; None for none.
        """
        self._id_of = id_of
        self._source = source
        self._hidden: tuple[Curation, frozenset[str]] = (NOTHING, frozenset())

    @property
    def failure(self) -> Degradation | None:
        """Why what lies in the file is not in force."""
        return None if self._source is None else self._source.failure

    @property
    def hidden(self) -> frozenset[str]:
        """Ids of the articles that are found nowhere."""
        curation, known = self._current(), self._hidden
        if known[0] is not curation:
            known = self._hidden = (curation, frozenset(filter(None, map(self._id_of, curation.hides))))
        return known[1]

    def synonyms(self, question: str) -> list[tuple[str, list[str]]]:
        """Words of a question that stand for others, with these."""
        return self._current().synonyms_in(question)

    def pinned(self, query: str) -> list[tuple[str, list[str]]]:
        """Patterns that a query fits, each with the ids of its articles that the index has and nobody hides."""
        hidden = self.hidden
        found = []
        for pattern, named in self._current().pinned_for(query):
            ids = [article_id for each in named if (article_id := self._id_of(each)) and article_id not in hidden]
            if ids:
                found.append((pattern, ids))
        return found

    def _current(self) -> Curation:
        return NOTHING if self._source is None else self._source.current()
