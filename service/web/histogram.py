"""How many articles match over time, as bars that narrow to their days: thin ones for a mouse, broad ones for a finger."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from itertools import islice

from service.results import Tally
from service.web.display import number, with_query
from service.web.figure_words import in_period
from service.web.form import AskForm
from service.web.strings import PageLanguage, text_of

MOST_BARS: Mapping[str, int] = {"broad": 31, "narrow": 6}
"""On a desk; and under a finger, which takes 44 pixels of a phone 320 wide. A bar chosen is drawn again in finer ones."""
_LEAST_BARS = 2
_STEP = 10.0
"""Units of the drawing from one bar to the next."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A period with articles; places are of a drawing that is 100 high."""

    label: str
    link: str
    articles: int
    x: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Histogram:
    """The bars of one size."""

    size: str
    """broad or narrow."""
    bars: tuple[Bar, ...]
    width: float
    below: tuple[tuple[str, int], ...]
    """What is written under the drawing: the name and the articles of every period where they are few, else of two ends."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A kind of period: days, weeks, months, quarters, or so many years."""

    begin: Callable[[date], date]
    """The first day of the period that a day lies in."""
    longest: int
    """So many days after its first day lies the next period."""
    name: Callable[[date, date], str]
    """Names one under a bar, by its first and its last day; no line of it is longer than a date without its year. A line is broken
    only where the bars are too narrow for both."""
    most: int = MOST_BARS["broad"]
    """Bars above which a coarser kind is easier to read."""

    def all_between(self, first: date, last: date) -> Iterator[date]:
        """The first days of all periods from one to another, those without articles too."""
        day = self.begin(first)
        while day <= last:
            yield day
            if (date.max - day).days < self.longest:
                return
            day = self.begin(day + timedelta(days=self.longest))

    def end(self, begin: date) -> date:
        """The last day of the period that begins on a day."""
        if (date.max - begin).days < self.longest:
            return date.max
        return self.begin(begin + timedelta(days=self.longest)) - timedelta(days=1)


def _months(day: date, *, of: int) -> date:
    return day.replace(month=(day.month - 1) // of * of + 1, day=1)


def _years(day: date, *, of: int) -> date:
    return date(max(day.year // of * of, 1), 1, 1)


def _part(start: int, end: int) -> Callable[[date, date], str]:
    return lambda first, last: first.isoformat()[start:end]


def _day_of_year(first: date, last: date) -> str:
    """A day tells nothing without its year, and six of them are broader than a phone on one line: 2021- and 03-01 may stand on two."""
    return f"{first.year:04}-\n{first.isoformat()[5:]}"


def _week(first: date, last: date) -> str:
    """A week is no day: 2021-03-01–03-07, on as many lines as it needs."""
    return f"{_day_of_year(first, last)}\n–{last.isoformat()[5:]}"


def _quarter(first: date, last: date) -> str:
    return f"{first.year:04} Q{last.month // 3}"


def _span(first: date, last: date) -> str:
    """Five years are no year: 2015–19."""
    return (
        f"{first.year:04}–{last.year % 100:02}"
        if last.year // 100 == first.year // 100
        else f"{first.year:04}–{last.year}"
    )


_MONTH, _YEAR = _part(0, 7), _part(0, 4)
_SCALES = (
    Scale(lambda day: day, 1, _day_of_year),
    Scale(lambda day: day - timedelta(days=min(day.weekday(), day.toordinal() - 1)), 7, _week, most=9),
    Scale(partial(_months, of=1), 31, _MONTH),
    Scale(partial(_months, of=3), 92, _quarter),
    Scale(partial(_years, of=1), 366, _YEAR),
    *(Scale(partial(_years, of=years), 366 * years, _span) for years in (5, 10, 50, 100, 1000, 5000)),
)
"""From the finest to the coarsest; the first that gives few enough bars is drawn."""


def histograms_of(tally: Tally, form: AskForm, ui: PageLanguage) -> tuple[Histogram, ...]:
    """The bars of matching articles in both sizes; a size that has fewer than two bars has none.

    Args:
        tally: Counts by day.
        form: What was asked; a bar narrows it to its days.
        ui: Language of the page.
    """
    days = [(day, articles) for text, articles in tally.histogram if (day := _day(text)) is not None]
    if not days:
        return ()
    drawn = (_drawn(size, most, days, form, ui) for size, most in MOST_BARS.items())
    return tuple(each for each in drawn if len(each.bars) >= _LEAST_BARS)


def undated(tally: Tally) -> int:
    """How many of the counted articles stand in no bar, as nobody knows their day."""
    return tally.articles - sum(articles for text, articles in tally.histogram if _day(text) is not None)


def _drawn(size: str, most: int, days: list[tuple[date, int]], form: AskForm, ui: PageLanguage) -> Histogram:
    first, last = min(days)[0], max(days)[0]
    scale = next(each for each in _SCALES if _is_few(each, first, last, min(most, each.most)))
    counts: Counter[date] = Counter()
    for day, articles in days:
        counts[scale.begin(day)] += articles
    begins, tallest = list(scale.all_between(first, last)), max(counts.values())
    bars = tuple(
        _bar(form, ui, (begin, scale.end(begin)), counts[begin], place * _STEP, tallest)
        for place, begin in enumerate(begins)
        if counts[begin]
    )
    if len(begins) <= MOST_BARS["narrow"]:
        below = tuple((scale.name(begin, scale.end(begin)), counts[begin]) for begin in begins)
    else:
        below = tuple((_named(each, scale.end(each), ui), 0) for each in (begins[0], begins[-1]))
    return Histogram(size, bars, len(begins) * _STEP, below)


def _is_few(scale: Scale, first: date, last: date, most: int) -> bool:
    return len(list(islice(scale.all_between(first, last), most + 1))) <= most


def _bar(form: AskForm, ui: PageLanguage, days: tuple[date, date], articles: int, left: float, tallest: int) -> Bar:
    label = f"{_named(*days, ui)} · {text_of(ui, 'articles_n', n=number(articles))}"
    narrowed = replace(form, published_from=days[0].isoformat(), published_to=days[1].isoformat())
    # A bar of one among hundreds is still to be seen.
    height = round(max(100 * articles / tallest, 4), 1)
    return Bar(label, with_query("/", narrowed.parameters()), articles, left + 1, _STEP - 2, height)


def _named(first: date, last: date, ui: PageLanguage) -> str:
    return in_period(first.isoformat(), last.isoformat(), ui)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2020-02-21") else None
    except ValueError:
        return None
