"""What narrows the articles of a page: the values that can be chosen, those that are, and a histogram by time."""

import calendar
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypeAlias

from service.results import FacetName, Period, Sort, Tally
from service.search.facets import FacetCounts
from service.web.display import cut, language_name, number, with_query
from service.web.figure_words import day_in_words, in_period
from service.web.form import AskForm
from service.web.strings import PageLanguage, text_of

FACETS: tuple[FacetName, ...] = ("sources", "languages", "authors", "keywords")
_PARAMETERS: Mapping[FacetName, str] = {
    "sources": "source",
    "languages": "lang",
    "authors": "author",
    "keywords": "keyword",
}
FIRST_SHOWN = 6
"""Values of a filter; the others unfold."""
_LEAST_BARS, _MOST_BARS = 3, 31


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter, with how many articles it lets through."""

    value: str
    label: str
    articles: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter with its values: the first few, and those that unfold."""

    name: str
    """Of the parameter in the address."""
    heading: str
    first: tuple[Choice, ...]
    more: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing that narrows the articles, and where the page is without it."""

    label: str
    link: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A day, month or year of the histogram; places are of a drawing that is 100 high."""

    label: str
    link: str
    articles: int
    x: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many articles match over time."""

    bars: tuple[Bar, ...]
    width: float
    first: str
    last: str
    most: int


Sideways: TypeAlias = Mapping[FacetName, Sequence[tuple[str, int]]]
"""Values of each filter with their articles, as if nothing of that filter were chosen: another can be added."""


def facets_of(found: Sideways, form: AskForm, ui: PageLanguage) -> tuple[Facet, ...]:
    """The filters that have something to choose, those chosen always among them."""
    chosen: Mapping[FacetName, tuple[str, ...]] = {
        "sources": form.sources,
        "languages": form.languages,
        "authors": form.authors,
        "keywords": form.keywords,
    }
    every = (_facet(name, found.get(name, ()), chosen[name], ui) for name in FACETS)
    return tuple(facet for facet in every if facet.first)


def _facet(name: FacetName, values: Sequence[tuple[str, int]], chosen: Sequence[str], ui: PageLanguage) -> Facet:
    counts = dict(values)
    every = [*values, *((value, 0) for value in chosen if value not in counts)]
    choices = [
        Choice(value, language_name(value) if name == "languages" else cut(value, 40), articles, value in chosen)
        for value, articles in every
    ]
    first = [each for place, each in enumerate(choices) if place < FIRST_SHOWN or each.chosen]
    more = [each for place, each in enumerate(choices) if place >= FIRST_SHOWN and not each.chosen]
    parameter = _PARAMETERS[name]
    return Facet(parameter, text_of(ui, f"filter_{parameter}"), tuple(first), tuple(more))


def of_archive(counts: FacetCounts) -> Sideways:
    """The filters where nothing is asked: by all articles."""
    return {
        "sources": [(each.value, each.articles) for each in counts.sources],
        "languages": [(each.value, each.articles) for each in counts.languages],
    }


def chips_of(form: AskForm, ui: PageLanguage) -> tuple[Chip, ...]:
    """What is applied, in the order of the page, each with the address without it."""
    return tuple(Chip(label, with_query("/", left.parameters())) for label, left in _applied(form, ui))


def _applied(form: AskForm, ui: PageLanguage) -> Iterator[tuple[str, AskForm]]:
    for operator in form.query.operators:
        yield operator.text, replace(form, question=" ".join(form.question.replace(operator.text, " ", 1).split()))
    for value in form.sources:
        yield cut(value, 40), replace(form, sources=_without(form.sources, value))
    for value in form.languages:
        yield language_name(value), replace(form, languages=_without(form.languages, value))
    for value in form.authors:
        yield cut(value, 40), replace(form, authors=_without(form.authors, value))
    for value in form.keywords:
        yield cut(value, 40), replace(form, keywords=_without(form.keywords, value))
    first, last = form.days
    if first or last:
        yield _days(first, last, ui), replace(form, published_from="", published_to="")


def _without(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(each for each in values if each != value)


def _days(first: str, last: str, ui: PageLanguage) -> str:
    if first and last:
        return in_period(first, last, ui)
    key = "since" if first else "until"
    return text_of(ui, key, day=day_in_words(date.fromisoformat(first or last), ui))


def sorts_of(form: AskForm) -> tuple[tuple[Sort, str, bool], ...]:
    """The orders: name, address, and whether it is the one shown."""
    names: tuple[Sort, ...] = ("relevance", "newest", "oldest")
    return tuple((name, with_query("/", replace(form, sort=name).parameters()), name == form.sort) for name in names)


def histogram_of(tally: Tally, form: AskForm, ui: PageLanguage) -> Histogram | None:
    """The bars of matching articles by day, month or year, whichever gives a few dozen; None for fewer than three.

    Args:
        tally: Counts by day.
        form: What was asked; a bar narrows it to its days.
        ui: Language of the page.
    """
    days = [(date.fromisoformat(day), articles) for day, articles in tally.histogram if _is_day(day)]
    if not days:
        return None
    period = _period(days[0][0], days[-1][0])
    counts: Counter[date] = Counter()
    for day, articles in days:
        counts[_begin(day, period)] += articles
    if len(counts) < _LEAST_BARS:
        return None
    begins = list(_all_between(min(counts), max(counts), period))
    most, step = max(counts.values()), 10.0
    bars = tuple(
        _bar(form, ui, begin, _end(begin, period), counts[begin], (place * step + 1, step - 2), most)
        for place, begin in enumerate(begins)
        if counts[begin]
    )
    labels = [in_period(begin.isoformat(), _end(begin, period).isoformat(), ui) for begin in (begins[0], begins[-1])]
    return Histogram(bars, len(begins) * step, labels[0], labels[1], most)


def _bar(
    form: AskForm, ui: PageLanguage, begin: date, end: date, articles: int, place: tuple[float, float], most: int
) -> Bar:
    first, last = begin.isoformat(), end.isoformat()
    label = f"{in_period(first, last, ui)} · {text_of(ui, 'articles_n', n=number(articles))}"
    narrowed = replace(form, published_from=first, published_to=last)
    # A bar of one among hundreds is still to be seen.
    height = max(100 * articles / most, 4)
    return Bar(label, with_query("/", narrowed.parameters()), articles, place[0], place[1], round(height, 1))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("2020-02-21")


def _period(first: date, last: date) -> Period:
    if (last - first).days < _MOST_BARS:
        return "day"
    return "month" if 12 * (last.year - first.year) + last.month - first.month < _MOST_BARS else "year"


def _begin(day: date, period: Literal["day", "month", "year"]) -> date:
    return day if period == "day" else day.replace(day=1) if period == "month" else day.replace(month=1, day=1)


def _end(begin: date, period: Literal["day", "month", "year"]) -> date:
    if period == "day":
        return begin
    month = 12 if period == "year" else begin.month
    return begin.replace(month=month, day=calendar.monthrange(begin.year, month)[1])


def _all_between(first: date, last: date, period: Literal["day", "month", "year"]) -> Iterator[date]:
    """The beginnings of all periods from one to another, those without articles too."""
    begin = first
    while begin <= last:
        yield begin
        try:
            begin = date.fromordinal(_end(begin, period).toordinal() + 1)
        except ValueError:
            return
