"""How many articles each source and language has, under the filters that are set: the numbers beside the filters."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from indexer.core.arrays import Mask, Rows
from indexer.index.docstore import RowFacts
from service.results import FacetName, Filters, Period, Tally

_SHOWN = 12
_TALLIED = 50
"""Values that a tally names: whoever wants all of a long list filters it shorter."""
_LENGTHS: dict[Period, int] = {"day": 10, "month": 7, "year": 4}
"""How much of an ISO 8601 day names it."""


@dataclass(frozen=True, slots=True)
class Count:
    """One value of a filter, how many articles it would let through, and whether it is chosen."""

    value: str
    articles: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """The values that a reader can choose from, most articles first, equal ones by name; chosen ones are always in."""

    sources: tuple[Count, ...]
    languages: tuple[Count, ...]
    articles: int
    """Articles that pass all filters together."""
    without_source: int = 0
    """Articles that pass all but the chosen sources, and name none."""
    without_language: int = 0
    """The same of languages."""


LATEST = 100
"""Articles that a table keeps."""


@dataclass(frozen=True, slots=True)
class FacetTable:
    """How many articles have each day, source and language that some have together; columns, one entry for each three."""

    days: Sequence[str]
    sources: Sequence[str]
    languages: Sequence[str]
    articles: Sequence[int]
    latest: Sequence[str]
    """Ids of the articles of the last days, newest first."""

    @classmethod
    def of(cls, counted: Mapping[tuple[str, str, str], int], latest: Sequence[str]) -> "FacetTable":
        """A table of how many articles have each day, source and language."""
        rows = sorted(counted.items())
        days, sources, languages = ([each[0][column] for each in rows] for column in range(3))
        return cls(days, sources, languages, [count for _, count in rows], latest)


class Facets:
    """Counts over the articles of one snapshot; immutable, safe to use from any thread."""

    def __init__(self, facts: RowFacts | FacetTable) -> None:
        """Counts what is known of articles, or takes a table, which is as long as an archive has different days and sources."""
        self._facts = facts
        counts = facts.articles if isinstance(facts, FacetTable) else np.ones(len(facts.ids), dtype=np.int64)
        self._articles: Rows = np.array(counts, dtype=np.int64)
        self._sources = _Column(facts.sources, self._articles)
        self._languages = _Column(facts.languages, self._articles)
        self._days = np.array(facts.days, dtype="U10")
        # A stable sort of the reversed days, read backwards: the newest first, equal days in order of the archive.
        self._newest_first = self._days.size - 1 - np.argsort(self._days[::-1], kind="stable")[::-1]
        dated = np.sort(self._days[self._days != ""])
        self.days = (str(dated[0]), str(dated[-1])) if dated.size else ("", "")
        """The first and last day on which an article was published; empty where none has a date."""

    @property
    def articles(self) -> int:
        """Articles of the snapshot."""
        return int(self._articles.sum())

    def table(self) -> FacetTable:
        """The same counts without the articles, but for the latest of them."""
        facts = self._known()
        counted = Counter(zip(facts.days, facts.sources, facts.languages, strict=True))
        return FacetTable.of(counted, self.latest(LATEST))

    def counts(self, filters: Filters) -> FacetCounts:
        """Counts under filters: those of a source disregard the sources chosen, so that another can be added."""
        dated = self._dated(filters)
        of_source = self._sources.passing(filters.sources)
        of_language = self._languages.passing(filters.languages)
        return FacetCounts(
            self._sources.counts(dated & of_language, filters.sources or ()),
            self._languages.counts(dated & of_source, filters.languages or ()),
            int(self._articles[dated & of_source & of_language].sum()),
            without_source=self._sources.lacking(dated & of_language),
            without_language=self._languages.lacking(dated & of_source),
        )

    @cached_property
    def by_day(self) -> Tally:
        """All articles by day, and by nothing else."""
        days, places = np.unique(self._days, return_inverse=True)
        counts = np.bincount(places, weights=self._articles, minlength=days.size)
        bars = [(str(day), int(articles)) for day, articles in zip(days, counts, strict=True) if day]
        return Tally(self.articles, {}, bars)

    def tally(self, rows: Rows, names: Sequence[FacetName], period: Period | None) -> Tally:
        """Counts over the articles of some rows.

        Args:
            rows: Of the snapshot.
            names: What to count by.
            period: What the histogram's bars stand for; None for no histogram.
        """
        facts = self._known()
        found = np.unique(facts.articles[rows])
        wanted = found.tolist()
        columns: dict[FacetName, Iterable[Sequence[str]]] = {
            "sources": ((facts.sources[number],) for number in wanted),
            "languages": ((facts.languages[number],) for number in wanted),
            "authors": (facts.authors[number] for number in wanted),
            "keywords": (facts.keywords[number] for number in wanted),
        }
        return tally_of(columns, self._days[found].tolist(), names, period)

    def latest(self, limit: int) -> tuple[str, ...]:
        """Ids of the articles of the last days, newest first; undated ones come after, in order of the archive."""
        if isinstance(self._facts, FacetTable):
            return tuple(self._facts.latest[:limit])
        ids = self._facts.ids
        return tuple(ids[int(number)] for number in self._newest_first[:limit])

    def _known(self) -> RowFacts:
        if isinstance(self._facts, FacetTable):
            raise TypeError("A table of counts knows no articles.")
        return self._facts

    def _dated(self, filters: Filters) -> Mask:
        """Articles inside the days asked for; ISO dates compare as text."""
        passing = np.ones(self._articles.size, dtype=np.bool_)
        if filters.published_from:
            passing &= self._days >= filters.published_from[:10]
        if filters.published_to:
            passing &= (self._days <= filters.published_to[:10]) & (self._days != "")
        return passing


def tally_of(
    columns: Mapping[FacetName, Iterable[Sequence[str]]],
    days: Sequence[str],
    names: Sequence[FacetName],
    period: Period | None,
) -> Tally:
    """Counts articles by what their columns say, each article once.

    Args:
        columns: The values that each article has of a facet.
        days: On which each was published; empty where nobody knows.
        names: What to count by.
        period: What the histogram's bars stand for; None for no histogram.
    """
    counted = {
        name: Counter(value for each in columns[name] for value in dict.fromkeys(each) or ("",)) for name in names
    }
    facets = {name: _most(counts) for name, counts in counted.items()}
    lacking = {name: counts[""] for name, counts in counted.items()}
    bars = Counter(day[: _LENGTHS[period]] for day in days if day) if period else {}
    return Tally(len(days), facets, sorted(bars.items()), lacking)


def _most(counts: Counter[str]) -> list[tuple[str, int]]:
    """The values with the most articles, equal ones by name."""
    named = [each for each in counts.items() if each[0]]
    return sorted(named, key=lambda each: (-each[1], each[0]))[:_TALLIED]


class _Column:
    """One fact of every article as numbers of its distinct values."""

    def __init__(self, values: Sequence[str], articles: Rows) -> None:
        """Takes the value of each row of a table, and how many articles it stands for."""
        self._articles = articles
        place = {value: number for number, value in enumerate(sorted(set(values)))}
        self._values = tuple(place)
        self._place = place
        self._numbers: npt.NDArray[np.int32] = np.fromiter(
            (place[value] for value in values), dtype=np.int32, count=len(values)
        )

    def passing(self, chosen: Sequence[str] | None) -> Mask:
        """Articles with one of these values; all without a choice."""
        if chosen is None:
            return np.ones(self._numbers.size, dtype=np.bool_)
        return np.isin(self._numbers, [self._place[value] for value in chosen if value in self._place])

    def counts(self, passing: Mask, chosen: Sequence[str]) -> tuple[Count, ...]:
        """The values with most articles among those that pass, and those chosen; the empty value is no choice."""
        totals = np.bincount(self._numbers[passing], weights=self._articles[passing], minlength=len(self._values))
        found = [Count(value, int(total), value in chosen) for value, total in zip(self._values, totals, strict=True)]
        offered = sorted((each for each in found if each.value and each.articles), key=lambda each: -each.articles)
        shown = {each.value: each for each in offered[:_SHOWN]}
        kept = [shown.get(value) or self._chosen(value, found) for value in chosen if value not in shown]
        return (*shown.values(), *kept)

    def lacking(self, passing: Mask) -> int:
        """Articles among those that pass that have no value."""
        place = self._place.get("")
        return 0 if place is None else int(self._articles[passing & (self._numbers == place)].sum())

    def _chosen(self, value: str, found: Sequence[Count]) -> Count:
        return found[self._place[value]] if value in self._place else Count(value, 0, chosen=True)
