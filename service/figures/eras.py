"""Long dates: decades, centuries and their parts, and the quarters that English names."""

import re
from datetime import date

from service.figures.date_words import CENTURIES, QUARTERS
from service.figures.days import Days, months_days, part_of_year, whole

# Fifths and halves of a century; of a decade, 初 is its years 0 to 3 and 末 7 to 9.
_PARTS_OF_CENTURY = {
    "初": (0, 20), "early": (0, 20), "末": (80, 100), "late": (80, 100), "中叶": (40, 60), "中期": (40, 60), "mid": (40, 60),
    "上半叶": (0, 50), "前半叶": (0, 50), "下半叶": (50, 100), "后半叶": (50, 100),
}  # fmt: skip


def decade(match: re.Match[str], published: date | None, _: object) -> Days | None:
    """上世纪90年代初: four years from its first."""
    tens, said = whole(match["tens"]), match["century"]
    if said is None:
        hundreds = 1900
    elif said in "上本":
        if published is None:
            return None
        hundreds = _hundreds(published, said)
    else:
        hundreds = (whole(said) - 1) * 100
    first, last = {"初": (0, 3), "中期": (4, 6), "末": (7, 9), None: (0, 9)}[match["decade_part"]]
    return Days(date(hundreds + tens + first, 1, 1), date(hundreds + tens + last, 12, 31))


def english_decade(match: re.Match[str], _: date | None, __: object) -> Days:
    """The 1990s."""
    first = int(match["en_decade"])
    return Days(date(first, 1, 1), date(first + 9, 12, 31))


def century(match: re.Match[str], published: date | None, _: object) -> Days | None:
    """21世纪, 上世纪末."""
    said = match["of_century"]
    if said[0] not in "上本":
        return _of_century(whole(said), match["century_part"])
    return None if published is None else _of_century(_hundreds(published, said[0]) // 100 + 1, match["century_part"])


def english_century(match: re.Match[str], _: date | None, __: object) -> Days:
    """The late 19th century."""
    said = match["of_en_century"]
    return _of_century(int(said) if said.isdigit() else CENTURIES[said], match["century_when"])


def _hundreds(published: date, said: str) -> int:
    """The first digits of the years of 上世纪 or 本世纪: 1900 of the 20th century."""
    return published.year // 100 * 100 - (100 if said == "上" else 0)


def _of_century(number: int, part: str | None) -> Days:
    """The 21st century is 2001 to 2100, and 21世纪初 its first fifth."""
    first, last = _PARTS_OF_CENTURY[part] if part else (0, 100)
    start = number * 100 - 99
    return Days(date(start + first, 1, 1), date(start + last - 1, 12, 31))


def english_quarter(match: re.Match[str], _: date | None, __: object) -> Days:
    """Q1 2020, the first quarter of 2020, the second half of 2019."""
    if match["half_word"] is not None:
        return part_of_year(int(match["quarter_year"]), "上半年" if match["half_word"] == "first" else "下半年")
    quarter = int(match["quarter"] or QUARTERS[match["quarter_word"]])
    return months_days(int(match["quarter_year"]), 3 * quarter - 2, 3 * quarter)
