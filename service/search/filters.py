"""Filters of a question as one mask over rows, which both legs of the search apply inside."""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from indexer.core.arrays import Mask
from indexer.core.clock import end, is_day, moment
from indexer.core.errors import QueryError
from indexer.index.docstore import RowFacts
from service.results import Filters, Holds


class RowFilter:
    """Makes masks over the rows of one snapshot."""

    def __init__(self, facts: RowFacts, held: Callable[[Holds], Mask] | None = None) -> None:
        """Reads what filters ask for.

        Args:
            facts: Of the snapshot.
            held: Gives the rows that hold words or are on a site; without it, neither is asked for.
        """
        self._facts = facts
        self._held = held

    @cached_property
    def days(self) -> npt.NDArray[np.datetime64]:
        """On which day each article was published, shape (articles,); NaT where nobody knows."""
        return np.array([day or "NaT" for day in self._facts.days], "datetime64[D]")

    @cached_property
    def seconds(self) -> npt.NDArray[np.float64]:
        """When each article was published, shape (articles,); NaN where nobody knows."""
        moments = (moment(text, self._facts.zone) for text in self._facts.published_at)
        return np.array([each.timestamp() if each else np.nan for each in moments], dtype=np.float64)

    def mask(self, filters: Filters) -> Mask | None:
        """Rows whose article passes every filter, shape (rows,); None when no filter is set.

        Raises:
            QueryError: A date is not ISO 8601, or the first is after the last.
        """
        if not filters.active:
            return None
        rows = np.asarray(self.articles(filters)[self._facts.articles], dtype=np.bool_)
        return self._with_words(rows, filters)

    def articles(self, filters: Filters) -> npt.NDArray[np.bool_]:
        """Articles whose facts pass, shape (articles,); words, sites and other filters are left out.

        Raises:
            QueryError: As `mask`.
        """
        passing = self._dates(filters)
        if filters.article_ids is not None:
            numbers = self._facts.numbers
            named = np.zeros(passing.size, dtype=np.bool_)
            named[[numbers[article_id] for article_id in filters.article_ids if article_id in numbers]] = True
            passing &= named
        if filters.not_article_ids:
            numbers = self._facts.numbers
            passing[[numbers[article_id] for article_id in filters.not_article_ids if article_id in numbers]] = False
        for wanted, values in ((filters.sources, self._facts.sources), (filters.languages, self._facts.languages)):
            if wanted is not None:
                among = frozenset(wanted)
                passing &= np.fromiter((value in among for value in values), dtype=np.bool_, count=len(values))
        for wanted, lists in ((filters.authors, self._facts.authors), (filters.keywords, self._facts.keywords)):
            if wanted is not None:
                among = frozenset(wanted)
                passing &= np.fromiter((not among.isdisjoint(each) for each in lists), dtype=np.bool_, count=len(lists))
        return passing

    def _with_words(self, rows: Mask, filters: Filters) -> Mask:
        """Those of the rows whose words are as wanted, and that the other filters let through."""
        if self._held is not None:
            if filters.sites is not None:
                rows &= self._held(Holds(filters.sites, "site"))
            for wanted in filters.holds:
                rows &= self._held(wanted)
            for wanted in filters.lacks:
                rows &= ~self._held(wanted)
        other = None if filters.also is None else self.mask(filters.also)
        return rows if other is None else rows & other

    def _dates(self, filters: Filters) -> npt.NDArray[np.bool_]:
        """Articles inside the dates asked for, both ends included; one without a date is outside."""
        passing = np.ones(len(self._facts.ids), dtype=np.bool_)
        zone = self._facts.zone
        first, last = filters.published_from, filters.published_to
        begin = _asked(first, moment, zone) if first else None
        finish = _asked(last, end, zone) if last else None
        if begin is not None and finish is not None and begin > finish:
            raise QueryError(f"published_from ({first}) is after published_to ({last}).")
        if begin is not None:
            passing &= self.days >= np.datetime64(first) if is_day(first) else self.seconds >= begin.timestamp()
        if finish is not None:
            passing &= self.days <= np.datetime64(last) if is_day(last) else self.seconds <= finish.timestamp()
        return passing


def _asked(text: str, read: Callable[[str, ZoneInfo], datetime | None], zone: ZoneInfo) -> datetime:
    """An instant that a filter's date names, by the archive's clock."""
    found = read(text, zone)
    if found is None:
        raise QueryError(f"{text!r} is not a date.", next_step="Write 2020-02-21 or 2020-02-21T10:45:54+08:00.")
    return found
