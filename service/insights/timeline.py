"""Articles over time by source, in days, months or years as the archive's span asks for."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from service.insights.overview import OTHERS, Timeline

_SOURCES = 6
_MOST_DAYS = 62
_MOST_MONTHS = 72


def timeline(published_at: Sequence[str], sources: Sequence[str]) -> Timeline:
    """Counts articles by period and source.

    Args:
        published_at: Day of each article, in the zone that is to be counted by; ISO 8601, or empty.
        sources: Of each article; may be empty, which counts among the others.
    """
    named = top_sources(sources)
    place = {source: number for number, source in enumerate(named)}
    days = [_day(text) for text in published_at]
    dated = [each for each in days if each is not None]
    periods, width = _periods(min(dated), max(dated)) if dated else ((), 10)
    found = Counter(
        (place.get(source, len(named) - 1), each.isoformat()[:width])
        for each, source in zip(days, sources, strict=True)
        if each is not None
    )
    counts = tuple(tuple(found[number, period] for period in periods) for number in range(len(named)))
    return Timeline(periods, named, counts, undated=len(days) - len(dated))


def top_sources(sources: Sequence[str]) -> tuple[str, ...]:
    """The sources with most articles, equal ones by name, then OTHERS where some are left out."""
    totals = Counter(source for source in sources if source)
    ranked = sorted(totals, key=lambda name: (-totals[name], name))
    left_out = len(ranked) > _SOURCES or len(ranked) == 0 or "" in sources
    return (*ranked[:_SOURCES], *((OTHERS,) if left_out else ()))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _periods(first: date, last: date) -> tuple[tuple[str, ...], int]:
    """All periods from the first day to the last, and how many characters of an ISO date name one."""
    days = (last - first).days + 1
    if days <= _MOST_DAYS:
        return tuple((first + timedelta(each)).isoformat() for each in range(days)), 10
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if months <= _MOST_MONTHS:
        begun = first.year * 12 + first.month - 1
        return tuple(f"{each // 12:04d}-{each % 12 + 1:02d}" for each in range(begun, begun + months)), 7
    return tuple(f"{year:04d}" for year in range(first.year, last.year + 1)), 4
