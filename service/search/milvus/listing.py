"""Articles of a Milvus's index by date, by number and counted: what goes through all rows of a selection."""

import json
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from indexer.core.arrays import Rows
from indexer.milvus.client import MOST
from indexer.milvus.schema import ORDINAL_BITS, REVISION_BITS
from service.results import FacetName, GroupBy, Period, Tally
from service.search.facets import LATEST, Facets, FacetTable, tally_of
from service.search.index import Selection, WordSearch, row_facts_of
from service.search.milvus.columns import Columns
from service.search.milvus.conditions import both
from service.search.milvus.selection import MilvusSelection, own
from service.search.milvus.texts import FACETS

_PAGE = 1000
"""Articles that are counted at once."""


class Listing(Columns):
    """Rows of one generation, listed and counted."""

    @property
    def legs_beside(self) -> bool:
        """No: they are requests to a server, one after the other."""
        return False

    @property
    def most_listed(self) -> int:
        """As many as a server gives at once."""
        return MOST

    def by_date(
        self,
        among: Selection,
        words: WordSearch | None,
        *,
        group_by: GroupBy,
        oldest: bool,
        offset: int,
        limit: int,
    ) -> Rows:
        """The best row of each group, by date."""
        rows = self._rows_of(own(among))
        numbers, places = np.unique(rows >> ORDINAL_BITS, return_inverse=True)
        articles = self._articles(numbers)
        moments = np.array([each.moment for each in articles], dtype=np.float64)[places]
        when = moments if oldest else -moments
        best = np.zeros(rows.size) if words is None else -words.coverage(rows).chunks
        ordered = np.lexsort((rows, best, numbers[places], when))  # NaN sorts last either way
        group = _group(group_by, [each.edition for each in articles], places, rows)
        first: dict[Hashable, int] = {}
        for at in ordered.tolist():
            first.setdefault(group(at), int(rows[at]))
        return np.fromiter(first.values(), dtype=np.int64, count=len(first))[offset : offset + limit]

    def tally(self, among: Selection, names: Sequence[FacetName], period: Period | None) -> Tally:
        """Counts the articles of some rows."""
        rows = self._rows_of(own(among))
        facts = self.article_facts(np.unique(rows >> ORDINAL_BITS))
        columns: dict[FacetName, Iterable[Sequence[str]]] = {
            "sources": ((source,) for source in facts.sources),
            "languages": ((language,) for language in facts.languages),
            "authors": facts.authors,
            "keywords": facts.keywords,
        }
        return tally_of(columns, ["" if np.isnat(day) else str(day) for day in facts.days], names, period)

    @cached_property
    def facets(self) -> Facets:
        """How many articles each source and language has, as it was counted when this was published."""
        return Facets(FacetTable(**json.loads(self.text(FACETS))))

    def facets_among(self, among: Selection) -> Facets:
        """The same of some rows, counted a page of articles at a time."""
        if own(among) == MilvusSelection():
            return self.facets
        counted: Counter[tuple[str, str, str]] = Counter()
        latest: list[tuple[str, str]] = []
        last = -1
        while (numbers := self.numbers_after(last, _PAGE, among)).size:
            facts = row_facts_of(self.article_facts(numbers), self._zone)
            counted.update(zip(facts.days, facts.sources, facts.languages, strict=True))
            latest = sorted([*latest, *zip(facts.days, facts.ids, strict=True)], key=lambda each: each[0], reverse=True)
            latest, last = latest[:LATEST], int(numbers[-1])
        return Facets(FacetTable.of(counted, [each for _, each in latest]))

    def numbers_after(self, number: int, most: int, among: Selection) -> Rows:
        """The next articles of some rows, by ranges of keys: a server gives rows in no order."""
        condition = both(self.alive, own(among).of_articles)
        found: list[int] = []
        low, span = number, most
        while len(found) < most:
            span = min(4 * span, MOST)
            high = ((max(low, 0) >> REVISION_BITS) + span) << REVISION_BITS  # of an article one key is alive
            rows = self.milvus.read(self.articles_name, both(condition, f"pk > {low} and pk < {high}"), ("pk",))
            found += sorted(int(row["pk"]) for row in rows)
            low = high - 1
            if not rows and not self.milvus.count(self.articles_name, both(condition, f"pk > {low}"), strong=False):
                break
        return np.array(found[:most], dtype=np.int64)

    def _rows_of(self, selection: MilvusSelection) -> Rows:
        """Every row of a selection, ascending, of up to as many as a server gives at once."""
        if selection.only is not None and not selection.condition:
            return np.array(sorted(selection.only - selection.never), dtype=np.int64)
        condition = both(self.alive, selection.of_chunks)
        found = self.milvus.read(self.chunks_name, condition, ("pk",))
        return np.array(sorted(int(row["pk"]) for row in found), dtype=np.int64)


def _group(
    group_by: GroupBy, editions: Sequence[int], places: npt.NDArray[np.int64], rows: Rows
) -> Callable[[int], Hashable]:
    """What rows of one group have in common, by the place of the row; the row itself where nothing is grouped."""
    if group_by == "chunk":
        return lambda at: int(rows[at])
    if group_by == "article":
        return lambda at: int(places[at])
    return lambda at: editions[int(places[at])]
