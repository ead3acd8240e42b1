"""The archive over time as inline SVG: a bar for each day, week, month or year, in it the articles of each source."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from xml.etree.ElementTree import Element

from indexer.markup import element

Count = tuple[str, str, int]
"""Day ("2020-02-21", empty or shorter where unknown), source, number of articles."""

_WIDTH, _HEIGHT = 860.0, 240.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 56.0, 8.0, 10.0, 30.0
_MOST_BARS = 120
_NAMED_SOURCES = 6
OTHERS = "others"

Begin = Callable[[date], date]
"""The first day of the period that a day lies in."""

# From the finest to the coarsest; the first that gives few enough bars is drawn.
_PERIODS: tuple[tuple[str, Begin], ...] = (
    ("day", lambda day: day),
    ("week", lambda day: day - timedelta(days=day.weekday())),
    ("month", lambda day: day.replace(day=1)),
    ("year", lambda day: day.replace(month=1, day=1)),
)


def named_sources(counts: Sequence[Count]) -> list[str]:
    """The sources with most articles, then one name for all others if there are more."""
    totals: Counter[str] = Counter()
    for _, source, count in counts:
        totals[source or "no source"] += count
    ordered = sorted(totals, key=lambda source: (-totals[source], source))
    return ordered[:_NAMED_SOURCES] + [OTHERS] * (len(ordered) > _NAMED_SOURCES)


def archive_plot(counts: Sequence[Count]) -> tuple[str, Element]:
    """The period that a bar stands for ("day", "month"), and the plot; articles without a day are left out."""
    sources = named_sources(counts)
    dated = [(day, source or "no source", count) for text, source, count in counts if (day := _day(text)) is not None]
    period, begin = next(
        ((name, begin) for name, begin in _PERIODS if len({begin(day) for day, _, _ in dated}) <= _MOST_BARS),
        _PERIODS[-1],
    )
    bars: dict[date, Counter[str]] = {}
    for day, source, count in dated:
        bars.setdefault(begin(day), Counter())[source if source in sources else OTHERS] += count
    tallest = max((bar.total() for bar in bars.values()), default=1)
    marks = _grid(tallest)
    width = (_WIDTH - _LEFT - _RIGHT) / max(len(bars), 1)
    for place, day in enumerate(sorted(bars)):
        marks += _bar(_LEFT + place * width, width, day, bars[day], sources, tallest)
    label = f"Articles by {period} and source"
    return period, element("svg", *marks, viewBox=f"0 0 {_WIDTH:g} {_HEIGHT:g}", role="img", aria_label=label)


def _bar(x: float, width: float, day: date, bar: Counter[str], sources: Sequence[str], tallest: int) -> list[Element]:
    """One bar, its sources from below, and now and then its day."""
    marks: list[Element] = []
    below = 0
    for number, source in enumerate(sources):
        if not bar[source]:
            continue
        title = element("title", f"{day.isoformat()} {source}: {bar[source]:,}")
        top, bottom = (_y(height, tallest) for height in (below + bar[source], below))
        marks.append(
            element("rect", title, x=x, y=top, width=max(width * 0.9, 0.5), height=bottom - top, class_=f"s{number}")
        )
        below += bar[source]
    # A day takes about 70 units; the first bar of each stretch of that length is named.
    if int((x - _LEFT) // 70) != int((x - _LEFT - width) // 70):
        marks.append(element("text", day.isoformat(), x=x, y=_HEIGHT - _BOTTOM + 18))
    return marks


def _grid(tallest: int) -> list[Element]:
    marks: list[Element] = []
    for share in (0.0, 0.5, 1.0):
        y = _y(tallest * share, tallest)
        marks.append(element("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y, y2=y, class_="grid"))
        marks.append(element("text", f"{tallest * share:,.0f}", x=_LEFT - 6, y=y + 4, text_anchor="end"))
    return marks


def _y(height: float, tallest: int) -> float:
    return _HEIGHT - _BOTTOM - height / tallest * (_HEIGHT - _TOP - _BOTTOM)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
