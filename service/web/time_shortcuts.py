"""Ways to one period in one touch: the recent times that have articles, and the time that a query names by its words."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from indexer.core.article import Span
from indexer.core.figure import Figure, FigureKind
from service.figures.days import Days, month_away, month_days, year_days
from service.figures.read import dates
from service.results import Tally
from service.search.facets import Facets
from service.web.display import with_query
from service.web.figure_words import in_period
from service.web.form import AskForm
from service.web.strings import PageLanguage, text_of

_LATEST_MONTHS = 3
_FEW = 2
_YEARS = 30
"""In which articles of a month named without its year are looked for."""
_JOINTS = " \u3000的,，、"
"""What joins a time to other words, in front of them or behind."""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A period or a source to narrow to."""

    label: str
    link: str
    articles: int = 0
    """How many match then, where that is known."""


def shortcuts_of(tally: Tally, form: AskForm, *, today: date, ui: PageLanguage) -> tuple[Shortcut, ...]:
    """The recent periods that have matching articles; where hardly any has, the last months that have. None once days are chosen.

    Args:
        tally: Counts by day.
        form: What was asked.
        today: By the archive's clock.
        ui: Language of the page.
    """
    if form.published_from or form.published_to:
        return ()
    counts = Counter(dict(tally.histogram))
    recent = [(text_of(ui, f"time_{name}"), days) for name, days in _recent(today)]
    found = list(_with_articles(recent, counts, form))
    if len(found) < _FEW:
        months = sorted({day[:7] for day in counts if len(day) == len("2020-02-21")}, reverse=True)[:_LATEST_MONTHS]
        whole = [month_days(int(month[:4]), int(month[5:])) for month in months]
        found += _with_articles([(_said(days, ui), days) for days in whole], counts, form)
    return tuple(found)


def _recent(today: date) -> Iterator[tuple[str, Days]]:
    yield "week", Days(today - timedelta(days=6), today)
    yield "this_month", month_days(today.year, today.month)
    yield "last_month", month_days(*month_away(today, -1))
    yield "this_year", year_days(today.year)
    yield "last_year", year_days(today.year - 1)


def _with_articles(periods: Sequence[tuple[str, Days]], counts: Counter[str], form: AskForm) -> Iterator[Shortcut]:
    for label, days in periods:
        if articles := _within_days(counts.items(), days):
            yield Shortcut(label, _narrowed(form, days), articles)


def period_named(
    form: AskForm,
    facets: Facets,
    *,
    today: date,
    ui: PageLanguage,
    matching: Callable[[AskForm], Tally] | None = None,
) -> Shortcut | None:
    """The time that the words of a query name (上个月洪水, "floods in July 2023"), as a filter instead of words to be found.

    Args:
        form: What was asked; where it has days of its own, nothing is offered.
        facets: Of the archive: how many articles it has of that time, whatever they tell of.
        today: By the archive's clock.
        ui: Language of the page.
        matching: Counts by day the articles that hold a question's words; None where they can't be asked for.
    """
    if form.published_from or form.published_to or form.words:
        return None
    # Here and not at the top: these bring bm25s, and the routes are imported before an engine is.
    from service.answer.periods import asked_period
    from service.query.question import language_of

    def articles_of(days: Days) -> int:
        within = replace(form.filters(), published_from=days.first.isoformat(), published_to=days.last.isoformat())
        return facets.counts(within).articles

    language = language_of(form.question)
    asked = asked_period(form.query.words, today)
    rest = without_times(form, today)
    days = None if asked is None else _month_of(form.query.words, asked)
    if asked is None and matching is not None and rest.question != form.question:
        holding = _counter(matching, rest)
        days = _latest_of(form.query.words, language, facets, holding, today)
        if days is not None and (articles := holding(days)):
            return Shortcut(_said(days, ui), _narrowed(rest, days), articles)
    if asked is None:
        days = _latest_of(form.query.words, language, facets, articles_of, today)
    return None if days is None else Shortcut(_said(days, ui), _narrowed(rest, days), articles_of(days))


def _counter(matching: Callable[[AskForm], Tally], form: AskForm) -> Callable[[Days], int]:
    """Tells how many articles of some days hold a question's words; they are counted when it is first asked."""

    @cache
    def counts() -> Sequence[tuple[str, int]]:
        return matching(form).histogram

    return lambda days: _within_days(counts(), days)


def _within_days(counts: Iterable[tuple[str, int]], days: Days) -> int:
    """How many articles of a histogram by day were published on some days."""
    first, last = days.first.isoformat(), days.last.isoformat()
    return sum(number for day, number in counts if first <= day <= last)


def _month_of(words: str, asked: Days) -> Days:
    """The one month that words name beside a year, of that year (juillet de l'année dernière); what is asked of where there is none."""
    from service.query.named_months import named_months

    months = {each.month for each in named_months(words)}
    is_year = asked == year_days(asked.first.year)
    return month_days(asked.first.year, months.pop()) if is_year and len(months) == 1 else asked


def _latest_of(
    words: str, language: str, facets: Facets, articles_of: Callable[[Days], int], today: date
) -> Days | None:
    """The days of a month or a day that is named without its year (七月洪水), of the last year that has articles then.

    Args:
        words: Of a query.
        language: Of the query.
        facets: Of the archive.
        articles_of: How many articles match that were published on some days.
        today: By the archive's clock; what lies behind it is nobody's news.
    """
    oldest, newest = facets.days
    if not newest or all(each.is_dated for each in _times_said(words, language)):
        return None
    last: Days | None = None
    for year in range(min(today.year, int(newest[:4])), max(int(oldest[:4]), today.year - _YEARS) - 1, -1):
        days = _within(words, language, year)
        if days is not None and days.first <= today:
            last = last or days
            if articles_of(days):
                return days
    return last


def _within(words: str, language: str, year: int) -> Days | None:
    """The days that words name, read in an article of some year; None where that year has none, as of 29 February."""
    found = _times_said(words, language, f"{year}-12-31")
    days = [each.days for each in found if each.days is not None]
    if not days or len(days) < len(found):
        return None
    return Days(min(each.first for each in days), max(each.last for each in days))


@dataclass(frozen=True, slots=True)
class _Time:
    """A time that words name, and where."""

    span: Span
    days: Days | None
    """None where it is not known."""
    is_dated: bool
    """Whether it has a value."""


def _times_said(words: str, language: str, published_at: str = "") -> list[_Time]:
    """The days, months and years that words name, in order, as an article of some day would; without one, those without a year have no days."""
    from service.query.named_months import named_months

    read = [each for each in dates(words, published_at=published_at, language=language) if each.kind is FigureKind.DATE]
    times = [_Time(Span(each.start, each.end), _days_of(each), each.min is not None) for each in read]
    year = int(published_at[:4]) if published_at else None
    for each in named_months(words):
        if not any(each.start < time.span.end and time.span.start < each.end for time in times):
            days = None if year is None else month_days(year, each.month)
            times.append(_Time(Span(each.start, each.end), days, year is not None))
    return sorted(times, key=lambda time: time.span.start)


def _days_of(figure: Figure) -> Days | None:
    if not isinstance(figure.min, str) or not isinstance(figure.max, str):
        return None
    return Days(date.fromisoformat(figure.min[:10]), date.fromisoformat(figure.max[:10]))


def without_times(form: AskForm, today: date) -> AskForm:
    """A question without the times that it names, which say when and not what; as it is where it has no other words.

    Args:
        form: What was asked.
        today: By the archive's clock.
    """
    from service.query.question import language_of

    times = [each.span for each in _times_said(form.question, language_of(form.question), today.isoformat())]
    return replace(form, question=without(form.question, times))


def without(question: str, times: Sequence[Span]) -> str:
    """A query without some of its words, such as the times that it names; as it is where it has no others.

    Args:
        question: As it was typed.
        times: Where they stand, in order.
    """
    left = question
    for each in reversed(times):
        left = f"{left[: each.start].rstrip(_JOINTS)} {left[each.end :].lstrip(_JOINTS)}"
    left = left.strip(_JOINTS)
    return left if any(map(str.isalnum, left)) else question


def _narrowed(form: AskForm, days: Days) -> str:
    narrowed = replace(form, published_from=days.first.isoformat(), published_to=days.last.isoformat())
    return with_query("/", narrowed.parameters())


def _said(days: Days, ui: PageLanguage) -> str:
    return in_period(days.first.isoformat(), days.last.isoformat(), ui)
