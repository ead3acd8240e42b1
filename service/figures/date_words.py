"""The words of dates in folded letters, and the numbers of Chinese years, months and days as patterns."""

import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

from indexer.text.months import ENGLISH_MONTHS

_DATA: Mapping[str, Any] = tomllib.loads(
    files("service.figures").joinpath("data", "dates.toml").read_text(encoding="utf-8")
)

YEARS: Mapping[str, int] = _DATA["years"]
"""How many years away: 去年 is -1."""
MONTHS: Mapping[str, int] = _DATA["near_months"]
"""How many months away: 上月 is -1."""
WEEKS: Mapping[str, int] = _DATA["weeks"]
"""How many weeks away: 上 (周) is -1."""
DAYS: Mapping[str, int] = _DATA["days"]
"""How many days away: 昨天 and yesterday are -1."""
RELATIVE: Mapping[str, int] = _DATA["relative"]
"""How many of what follows away: last is -1."""
CENTURIES: Mapping[str, int] = _DATA["centuries"]
QUARTERS: Mapping[str, int] = _DATA["quarters"]
WEEKDAYS = {day: number for number, same in enumerate(("一", "二", "三", "四", "五", "六", "日天末")) for day in same}
"""0 is Monday."""
ENGLISH_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
BEFORE_YEAR = tuple(dict.fromkeys(" ".join(_DATA["before_year"].values()).split()))
"""Words right before a year that stands alone, in these languages."""

HAN_YEAR = "[0-9]{4}|[一二][零〇一二三四五六七八九]{3}"
MONTH = "1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]"
DAY = "3[01]|[12][0-9]|0?[1-9]|三十一?|二?十[一二三四五六七八九]|[二]?十|[一二三四五六七八九]"
FULL_MONTH = f"(?:{'|'.join(ENGLISH_MONTHS)})"


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of these words, the longest first."""
    return "|".join(sorted(words, key=len, reverse=True))
