"""Arithmetic of days: from what a text says (去年12月, 上周五) and the day of its article to a first and a last day."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from indexer.text.numerals_zh import chinese_value


@dataclass(frozen=True, slots=True)
class Days:
    """A first and a last day, both included."""

    first: date
    last: date

    @classmethod
    def one(cls, day: date) -> "Days":
        """A single day."""
        return cls(day, day)


def whole(written: str) -> int:
    """The number of a year, a month or a day, in digits or in Chinese; 0 for a year that is none."""
    if len(written) == 4 and not written.isdigit():
        amount = chinese_value(written)
        return 0 if amount is None else int(amount.min)
    amount = chinese_value(written.lstrip("0") or "0")
    if amount is None:
        raise ValueError(written)
    return int(amount.min)


def year_days(year: int) -> Days:
    """January 1 to December 31."""
    return Days(date(year, 1, 1), date(year, 12, 31))


def month_days(year: int, month: int) -> Days:
    """The whole month."""
    return Days(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def months_days(year: int, first: int, last: int) -> Days:
    """From the first day of one month to the last of another, in one year."""
    return Days(date(year, first, 1), month_days(year, last).last)


# As JioNLP reads them, so that two readers agree: 月底 is the 25th to the end, 年底 November and December.
_PARTS_OF_MONTH = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "初": (1, 5), "底": (25, 31), "末": (25, 31)}
_PARTS_OF_YEAR = {
    "初": (1, 2), "底": (11, 12), "末": (11, 12), "上半年": (1, 6), "下半年": (7, 12),
    "中": (6, 7), "前两季度": (1, 6), "前二季度": (1, 6), "前三季度": (1, 9),
    "一季度": (1, 3), "二季度": (4, 6), "三季度": (7, 9), "四季度": (10, 12),
}  # fmt: skip


def part_of_month(year: int, month: int, part: str) -> Days:
    """上旬, 中旬, 下旬, 初, 底 or 末 of a month; all of it for an empty part."""
    whole = month_days(year, month)
    if not part:
        return whole
    first, last = _PARTS_OF_MONTH[part]
    return Days(date(year, month, first), date(year, month, min(last, whole.last.day)))


def part_of_year(year: int, part: str) -> Days:
    """初, 底, 上半年, 一季度 … of a year; all of it for an empty part."""
    return months_days(year, *_PARTS_OF_YEAR[part]) if part else year_days(year)


def month_away(day: date, months: int) -> tuple[int, int]:
    """Year and month so many months from a day."""
    total = day.year * 12 + day.month - 1 + months
    return total // 12, total % 12 + 1


def year_of_month(published: date, month: int) -> int:
    """The year of a month said without one: the article's, or the one before where that is over half a year ahead."""
    return published.year - 1 if month - published.month > 6 else published.year


def day_of_month(published: date, day: int) -> date | None:
    """The day said without a month: in the article's month, or the one before where it is over a week ahead."""
    months = -1 if day > published.day + 7 else 0
    year, month = month_away(published, months)
    return valid_day(year, month, day)


def valid_day(year: int, month: int, day: int) -> date | None:
    """The day, or None where there is none such (2月30日)."""
    if not (1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def week_days(published: date, weeks: int) -> Days:
    """Monday to Sunday, so many weeks from the article's."""
    monday = published - timedelta(days=published.weekday()) + timedelta(weeks=weeks)
    return Days(monday, monday + timedelta(days=6))


def weekday(published: date, number: int, weeks: int | None) -> date:
    """A weekday (Monday is 0) of a week; with no week said, the last one up to the article's day."""
    if weeks is None:
        return published - timedelta(days=(published.weekday() - number) % 7)
    return week_days(published, weeks).first + timedelta(days=number)
