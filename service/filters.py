"""Filters of a question as one mask over rows, which both legs of the search apply inside."""

import re
from datetime import date, datetime, timedelta, timezone

import numpy as np
import numpy.typing as npt

from indexer.archive import RowFacts
from indexer.arrays import Mask
from indexer.domain import Filters
from indexer.errors import QueryError

PRINTED_ZONE = timezone(timedelta(hours=8))
"""A time without a zone is read as China Standard Time, the clock of the sites this was made for."""

_LAST_OF_DAY = 86_399
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class RowFilter:
    """Makes masks over the rows of one snapshot."""

    def __init__(self, facts: RowFacts) -> None:
        self._facts = facts
        moments = [_moment(text) for text in facts.published_at]
        self._days = np.array(
            [text[:10] if known else "NaT" for text, known in _known(facts, moments)], "datetime64[D]"
        )
        self._seconds = np.array([moment.timestamp() if moment else np.nan for moment in moments], dtype=np.float64)

    def mask(self, filters: Filters) -> Mask | None:
        """Rows whose article passes every filter, shape (rows,); None when no filter is set.

        Raises:
            QueryError: A date is not ISO 8601, or the first is after the last.
        """
        if not filters.active:
            return None
        passing = np.ones(len(self._facts.ids), dtype=np.bool_)
        for wanted, values in (
            (filters.article_ids, self._facts.ids),
            (filters.sources, self._facts.sources),
            (filters.languages, self._facts.languages),
        ):
            if wanted:
                passing &= np.fromiter((value in wanted for value in values), dtype=np.bool_, count=len(values))
        passing &= self._dates(filters)
        return np.asarray(passing[self._facts.articles], dtype=np.bool_)

    def _dates(self, filters: Filters) -> npt.NDArray[np.bool_]:
        """Articles inside the dates asked for, both ends included; one without a date is outside."""
        passing = np.ones(len(self._facts.ids), dtype=np.bool_)
        begin = _asked(filters.published_from) if filters.published_from else None
        end = _asked(filters.published_to) if filters.published_to else None
        if (
            begin is not None
            and end is not None
            and begin > (end + _LAST_OF_DAY if _is_day(filters.published_to) else end)
        ):
            raise QueryError(
                f"published_from ({filters.published_from}) is after published_to ({filters.published_to})."
            )
        if begin is not None:
            first = filters.published_from
            passing &= self._days >= np.datetime64(first) if _is_day(first) else self._seconds >= begin
        if end is not None:
            last = filters.published_to
            passing &= self._days <= np.datetime64(last) if _is_day(last) else self._seconds <= end
        return passing


def _known(facts: RowFacts, moments: list[datetime | None]) -> list[tuple[str, bool]]:
    return [(text, moment is not None) for text, moment in zip(facts.published_at, moments, strict=True)]


def _moment(text: str) -> datetime | None:
    """When an article was published; one with only a day counts from its start. None if unknown."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=PRINTED_ZONE)


def _is_day(text: str) -> bool:
    return _DAY.fullmatch(text) is not None


def _asked(text: str) -> float:
    """A date or date-time of a filter as seconds since 1970."""
    try:
        moment = datetime.combine(date.fromisoformat(text), datetime.min.time()) if _is_day(text) else None
        moment = moment or datetime.fromisoformat(text)
    except ValueError:
        raise QueryError(
            f"{text!r} is not a date.", next_step="Write 2020-02-21 or 2020-02-21T10:45:54+08:00."
        ) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=PRINTED_ZONE)).timestamp()
