"""Filters as conditions in Milvus's language."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from indexer.core.clock import end, is_day, moment
from indexer.core.errors import QueryError
from indexer.milvus.schema import NO_DAY
from service.results import Filters

NEVER = "pk < 0"
"""What no row meets."""

_KNOWN_MOMENT = -1e17


def among(field: str, values: Iterable[str | int]) -> str:
    """The field has one of some values."""
    listed = sorted(set(values), key=str)
    return f"{field} in {json.dumps(listed, ensure_ascii=False)}" if listed else NEVER


def among_lists(field: str, values: Iterable[str]) -> str:
    """The field, a list, has one of some values."""
    listed = sorted(set(values))
    return f"array_contains_any({field}, {json.dumps(listed, ensure_ascii=False)})" if listed else NEVER


def both(*conditions: str) -> str:
    """All of some conditions; empty ones always hold."""
    return " and ".join(f"({each})" if " or " in each else each for each in conditions if each)


def facts_condition(filters: Filters, zone: ZoneInfo) -> str:
    """What the facts of an article have to be, words and further filters left out; empty for anything.

    Raises:
        QueryError: A date is not ISO 8601, or the first is after the last.
    """
    conditions = [_dates(filters, zone)]
    if filters.article_ids is not None:
        conditions.append(among("id", filters.article_ids))
    if filters.not_article_ids:
        conditions.append(f"not ({among('id', filters.not_article_ids)})")
    if filters.sources is not None:
        conditions.append(among("source", filters.sources))
    if filters.languages is not None:
        conditions.append(among("language", filters.languages))
    if filters.authors is not None:
        conditions.append(among_lists("authors", filters.authors))
    if filters.keywords is not None:
        conditions.append(among_lists("keywords", filters.keywords))
    return both(*conditions)


def _dates(filters: Filters, zone: ZoneInfo) -> str:
    """Both ends included; an article without a date is outside."""
    first, last = filters.published_from, filters.published_to
    begin = _asked(first, moment, zone) if first else None
    finish = _asked(last, end, zone) if last else None
    if begin is not None and finish is not None and begin > finish:
        raise QueryError(f"published_from ({first}) is after published_to ({last}).")
    conditions = []
    if begin is not None:
        conditions.append(f"day >= {_day(first)}" if is_day(first) else f"moment >= {begin.timestamp()!r}")
    if finish is not None:
        known = f"day > {NO_DAY} and day <= {_day(last)}"
        conditions.append(known if is_day(last) else f"moment > {_KNOWN_MOMENT!r} and moment <= {finish.timestamp()!r}")
    return both(*conditions)


def _day(text: str) -> int:
    """Days since 1970."""
    return int((np.datetime64(text, "D") - np.datetime64("1970-01-01", "D")).astype(int))


def _asked(text: str, read: Callable[[str, ZoneInfo], datetime | None], zone: ZoneInfo) -> datetime:
    """An instant that a filter's date names, by the archive's clock."""
    found = read(text, zone)
    if found is None:
        raise QueryError(f"{text!r} is not a date.", next_step="Write 2020-02-21 or 2020-02-21T10:45:54+08:00.")
    return found
