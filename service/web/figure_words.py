"""What a figure comes to, in the words of the page's language: "多于 30,000 元", "more than 1,260 people", "2021年3月5日"."""

import calendar
import json
import re
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files

from indexer.core.figure import Figure, FigureKind
from service.web.display import cut
from service.web.strings import PageLanguage, text_of

_LONGEST = 80
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_CLOSE = frozenset("%℃℉°")
"""Units begin so that stand close to their number."""
_CLASSIFIER = re.compile("[\u3400-\u9fff]{1,3}")
_OF_AGE = ("周岁", "岁")
"""Units of persons' years: 二十三岁 is how old, not how long."""
_SPACES_OR_COMMAS = re.compile(r"[\s,，]")


def in_words(figure: Figure | None, ui: PageLanguage, *, beside: str = "") -> str:
    """The value of a figure as a person of this language writes it.

    Args:
        figure: What words of an article amount to; None for nothing.
        ui: The language of the page.
        beside: The words themselves; a value that says no more than they do is not said again.

    Returns:
        The value, empty where there is none, or nothing new to say.
    """
    if figure is None or (figure.min is None and figure.max is None):
        return ""
    if figure.kind in (FigureKind.DATE, FigureKind.TIME):
        said = in_period(str(figure.min or ""), str(figure.max or ""), ui)
    else:
        said = _amount(figure, ui)
    said = cut(said, _LONGEST)
    return "" if _SPACES_OR_COMMAS.sub("", said) == _SPACES_OR_COMMAS.sub("", beside) else said


def _amount(figure: Figure, ui: PageLanguage) -> str:
    low, high = figure.min, figure.max
    if low is None or high is None:
        bound = low if high is None else high
        included = figure.min_inclusive if high is None else figure.max_inclusive
        key = ("least" if included else "more") if high is None else ("most" if included else "less")
        return text_of(ui, f"figure_{key}", value=_counted(bound, figure, ui))
    if low != high:
        return text_of(ui, "figure_range", low=_digits(low), high=_counted(high, figure, ui))
    said = _counted(low, figure, ui)
    return text_of(ui, "figure_about", value=said) if figure.qualifier == "about" else said


def _counted(value: object, figure: Figure, ui: PageLanguage) -> str:
    """The number with its unit."""
    number = _digits(value)
    if figure.kind is FigureKind.ORDINAL:
        return text_of(ui, "figure_ordinal", value=number)
    unit = _unit(figure.currency or figure.unit, ui, one=number == "1")
    # 六支 are 6 支 in Chinese: what the article counts by says more than what stands for all such measures.
    if ui is PageLanguage.ZH and (
        (figure.kind is FigureKind.COUNT and _CLASSIFIER.fullmatch(figure.unit_text)) or figure.unit_text in _OF_AGE
    ):
        unit = figure.unit_text
    # 床 counts quilts as well as beds, 张 beds as well as sheets: the article's next word says which.
    if (
        ui is PageLanguage.EN
        and _CLASSIFIER.fullmatch(figure.unit_text)
        and "classifier" in _units().get(figure.unit, {})
    ):
        return number
    if figure.kind is FigureKind.RATIO and not unit:
        unit = _unit("ratio", ui)
    return f"{number}{unit}" if unit[:1] in _CLOSE else f"{number} {unit}".strip()


def _digits(value: object) -> str:
    """Digits in groups, no zeros behind the point."""
    if isinstance(value, int | Decimal):
        text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


@cache
def _units() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(files("service.web").joinpath("units.json").read_text("utf-8"))
    return found


def _unit(name: str, ui: PageLanguage, *, one: bool = False) -> str:
    """What a unit is called behind a number; an unknown one of two goes by both, "tonne_per_day" by its English words."""
    known = _units().get(name)
    if known is None and "_per_" in name:
        first, _, second = name.partition("_per_")
        joint = "/" if ui is PageLanguage.ZH else " per "
        return f"{_unit(first, ui, one=one)}{joint}{_unit(second, ui, one=True)}"
    if known is not None and ui in known:
        plain = name.replace("_", " ")
        return plain if one and ui is PageLanguage.EN and known[ui][:1] not in _CLOSE and name.islower() else known[ui]
    words = name.replace("_", " ")
    return words if one or ui is PageLanguage.ZH or name.isupper() else f"{words}s"


def in_period(first: str, last: str, ui: PageLanguage) -> str:
    """A day, a month, a year, a time of day, or from one to the other, of moments in ISO 8601."""
    if first[:10] == last[:10] or not (first and last):
        return _moment(first or last, ui)
    whole = _whole(first, last, ui)
    return whole or text_of(ui, "figure_range", low=_moment(first, ui), high=_moment(last, ui))


def _whole(first: str, last: str, ui: PageLanguage) -> str:
    """The years or months that begin and end on these days, one or several; empty where they are none."""
    begin, end = _day(first), _day(last)
    if begin is None or end is None or begin.day != 1 or end.day != calendar.monthrange(end.year, end.month)[1]:
        return ""
    if (begin.month, end.month) == (1, 12):
        low, high = (text_of(ui, "date_year", year=each.year) for each in (begin, end))
    else:
        low, high = (text_of(ui, "date_month", year=each.year, name=_month(each, ui)) for each in (begin, end))
    return low if low == high else text_of(ui, "figure_range", low=low, high=high)


def _moment(text: str, ui: PageLanguage) -> str:
    day, _, clock = text.partition("T")
    found = _day(day)
    said = day if found is None else day_in_words(found, ui)
    return f"{said} {clock[:5]}".strip()


def day_in_words(day: date, ui: PageLanguage) -> str:
    """A day as a person of this language writes it.

    >>> day_in_words(date(2021, 3, 5), PageLanguage.ZH), day_in_words(date(2021, 3, 5), PageLanguage.EN)
    ('2021年3月5日', '5 March 2021')
    """
    return text_of(ui, "date_day", year=day.year, day=day.day, name=_month(day, ui))


def _month(day: date, ui: PageLanguage) -> str:
    """The month's name, of a language that has names."""
    return text_of(ui, "months").split()[day.month - 1]


def _day(text: str) -> date | None:
    match = _DAY.match(text)
    try:
        return None if match is None else date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
