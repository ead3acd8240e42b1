"""Days as the months, years or days that they are shown by."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from service.insights.overview import Timeline
from service.insights.summary import timeline
from service.results import Hit


def counted(days: Sequence[tuple[str, int]]) -> Timeline:
    """Articles by period, without a gap from the first to the last.

    Args:
        days: ISO 8601 days with their articles.
    """
    each_day = [day for day, articles in days for _ in range(articles)]
    return timeline(each_day, [""] * len(each_day))


def by_month(hits: Iterable[Hit]) -> tuple[tuple[str, tuple[Hit, ...]], ...]:
    """Hits that are in order of time, month by month; those without a date under an empty name."""
    return tuple((month, tuple(found)) for month, found in groupby(hits, key=lambda hit: hit.article.day[:7]))
