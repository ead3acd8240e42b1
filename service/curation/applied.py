"""What editors decided, in the numbers of one snapshot."""

from functools import cached_property

import numpy as np

from indexer.core.arrays import Mask
from indexer.core.article import Degradation
from indexer.extract.identity import canonical_url
from indexer.index.snapshot import Snapshot
from service.curation.file import NOTHING, Curation
from service.curation.source import CurationSource


class Curated:
    """Answers for one snapshot what is in force; safe to use from any thread."""

    def __init__(self, snapshot: Snapshot, source: CurationSource | None) -> None:
        self._snapshot = snapshot
        self._source = source
        self._hidden: tuple[Curation, frozenset[str], Mask | None] = (NOTHING, frozenset(), None)

    @property
    def failure(self) -> Degradation | None:
        """Why what lies in the file is not in force."""
        return None if self._source is None else self._source.failure

    @property
    def hidden(self) -> frozenset[str]:
        """Ids of the articles that are found nowhere."""
        return self._of(self._current())[1]

    def visible(self, mask: Mask | None) -> Mask | None:
        """Of the rows that a mask lets through those that may be found; None for all."""
        shown = self._of(self._current())[2]
        if shown is None or mask is None:
            return mask if shown is None else shown
        return mask & shown

    def synonyms(self, question: str) -> list[tuple[str, list[str]]]:
        """Words of a question that stand for others, with these."""
        return self._current().synonyms_in(question)

    def pinned(self, query: str) -> list[tuple[str, list[str]]]:
        """Patterns that a query fits, each with the ids of its articles that this snapshot has and nobody hides."""
        hidden = self.hidden
        found = []
        for pattern, named in self._current().pinned_for(query):
            ids = [article_id for each in named if (article_id := self.id_of(each)) and article_id not in hidden]
            if ids:
                found.append((pattern, ids))
        return found

    def id_of(self, named: str) -> str:
        """The id of an article that is named by it or by its address; empty where there is none."""
        known = self._snapshot.facts.numbers
        return named if named in known else self._by_address.get(canonical_url(named), "")

    @cached_property
    def _by_address(self) -> dict[str, str]:
        """Ids by address; read when first an address is named."""
        urls = self._snapshot.archive.urls()
        return {canonical_url(url): each for each, url in zip(self._snapshot.facts.ids, urls, strict=True) if url}

    def _current(self) -> Curation:
        return NOTHING if self._source is None else self._source.current()

    def _of(self, curation: Curation) -> tuple[Curation, frozenset[str], Mask | None]:
        """What is hidden by a curation, looked up once."""
        known = self._hidden
        if known[0] is not curation:
            ids = frozenset(filter(None, map(self.id_of, curation.hides)))
            known = self._hidden = (curation, ids, self._rows_without(ids))
        return known

    def _rows_without(self, ids: frozenset[str]) -> Mask | None:
        """Rows of all articles but some; None where it is of all."""
        if not ids:
            return None
        facts = self._snapshot.facts
        shown = np.ones(len(facts.ids), dtype=np.bool_)
        shown[[facts.numbers[each] for each in ids]] = False
        return np.asarray(shown[facts.articles], dtype=np.bool_)
