"""The archive at a glance as a page of the service and as one HTML file, with its charts."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from indexer.core.markup import REPORT_MARK
from service.insights.overview import LENGTH_EDGES, Lengths, MapPoint, Overview, Timeline
from service.web.display import with_query
from service.web.render import PageContext, render, static_text
from service.web.strings import PageLanguage

LEAST_LENGTHS = 3
"""Articles of a language from which on a drawing of their lengths tells more than their number."""
LENGTH_WIDTH, LENGTH_HEIGHT = 280.0, 120.0
MAP_WIDTH, MAP_HEIGHT = 1000.0, 620.0
_LEFT, _BOTTOM, _TOP, _MARGIN = 46.0, 26.0, 10.0, 24.0


@dataclass(frozen=True, slots=True)
class ChartSize:
    """How large a chart over time is drawn."""

    width: float
    height: float


_HIGHEST = 70.0
"""Units that one article is drawn high at most: six bars of one article each are no towers."""
BROAD = ChartSize(900.0, 260.0)
NARROW = ChartSize(330.0, 220.0)
"""For a phone: drawn at its own size, so that its letters can be read."""
_LETTER = 7.4
"""Units that a character of a label takes at most on the average, at its 12 units of height, in a wide font."""
_APART = 6.0
"""Units between two labels at least."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle; `series` chooses its colour."""

    x: float
    y: float
    width: float
    height: float
    series: int
    name: str
    """What of it is counted: a period or a length."""
    count: int


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a point."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars with the labels of both axes."""

    width: float
    height: float
    bars: tuple[Bar, ...]
    below: tuple[Label, ...]
    beside: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """An article on the map, in the picture's units."""

    x: float
    y: float
    place: MapPoint


def time_chart(timeline: Timeline, size: ChartSize = BROAD) -> BarChart:
    """Bars of each period, one source upon the other."""
    totals = [sum(column) for column in zip(*timeline.counts, strict=True)]
    tallest, slot = max(totals, default=0) or 1, (size.width - _LEFT) / max(len(totals), 1)
    size = replace(size, height=min(size.height, _TOP + _BOTTOM + _HIGHEST * tallest))
    room = size.height - _TOP - _BOTTOM
    bars: list[Bar] = []
    for place, period in enumerate(timeline.periods):
        top = size.height - _BOTTOM
        for series, counts in enumerate(timeline.counts):
            height = counts[place] / tallest * room
            top -= height
            if counts[place]:
                x, width = _LEFT + place * slot + slot * 0.1, slot * 0.8
                bars.append(
                    Bar(
                        _r(x),
                        _r(top),
                        width=_r(width),
                        height=_r(height),
                        series=series,
                        name=period,
                        count=counts[place],
                    )
                )
    names = [(_LEFT + (place + 0.5) * slot, period) for place, period in enumerate(timeline.periods)]
    below = tuple(Label(_r(x), size.height - 8, name) for x, name in _that_fit(names, size.width))
    return BarChart(size.width, size.height, tuple(bars), below, _scale(tallest, room))


def _that_fit(names: Sequence[tuple[float, str]], width: float) -> list[tuple[float, str]]:
    """The names of the first and the last period and of as many as fit between them, evenly, each inside of the drawing.

    Args:
        names: The middle of each period, ascending, and its name.
        width: Of the drawing.
    """
    room = width / (_APART + _LETTER * min((len(name) for _, name in names), default=1))
    for count in range(min(len(names), int(room) + 1), 2, -1):
        chosen = _evenly(names, count, width)
        if all(
            before[0] + _half(before[1]) + _APART <= after[0] - _half(after[1]) for before, after in pairwise(chosen)
        ):
            return chosen
    return _evenly(names, min(len(names), 2), width)


def _evenly(names: Sequence[tuple[float, str]], count: int, width: float) -> list[tuple[float, str]]:
    places = [round(place * (len(names) - 1) / max(count - 1, 1)) for place in range(count)]
    return [(min(names[place][0], width - _half(names[place][1])), names[place][1]) for place in places]


def _half(name: str) -> float:
    """Half of what a name is wide."""
    return len(name) * _LETTER / 2


def length_chart(lengths: Lengths) -> BarChart:
    """Bars of one language's lengths, a bin each."""
    tallest, slot = max(lengths.counts) or 1, LENGTH_WIDTH / len(lengths.counts)
    room = LENGTH_HEIGHT - _TOP - _BOTTOM
    bars = tuple(
        Bar(
            x=_r(place * slot + 1),
            y=_r(_TOP + room - count / tallest * room),
            width=_r(slot - 2),
            height=_r(count / tallest * room),
            series=0,
            name=_bin_name(place),
            count=count,
        )
        for place, count in enumerate(lengths.counts)
    )
    below = tuple(
        Label(_r(place * slot), LENGTH_HEIGHT - 8, _short(edge))
        for place, edge in enumerate(LENGTH_EDGES)
        if place % 2 == 0
    )
    return BarChart(LENGTH_WIDTH, LENGTH_HEIGHT, bars, below, ())


def map_points(places: tuple[MapPoint, ...]) -> tuple[Point, ...]:
    """The articles inside the map's margins."""
    wide, high = MAP_WIDTH - 2 * _MARGIN, MAP_HEIGHT - 2 * _MARGIN
    return tuple(Point(_r(_MARGIN + each.x * wide), _r(_MARGIN + each.y * high), each) for each in places)


def _scale(tallest: int, room: float) -> tuple[Label, ...]:
    """None, half and all of the tallest bar; half only where it is a whole number."""
    marks = [0, tallest // 2, tallest] if tallest % 2 == 0 else [0, tallest]
    return tuple(Label(_LEFT - 8, _r(_TOP + room - mark / tallest * room), f"{mark:,}") for mark in marks)


def _bin_name(place: int) -> str:
    last = place == len(LENGTH_EDGES) - 1
    return f"≥ {LENGTH_EDGES[place]:,}" if last else f"{LENGTH_EDGES[place]:,}–{LENGTH_EDGES[place + 1] - 1:,}"


def _short(edge: int) -> str:
    return f"{edge / 1000:g}k" if edge >= 1000 else str(edge)


def _r(value: float) -> float:
    return round(value, 1)


def insights_page(look: PageContext, overview: Overview) -> str:
    """The page, with points of the map that lead to their articles."""
    export = with_query("/insights/report.html", [("lang-ui", look.ui)])
    return render("insights/page.html", look.ui, look=look, export=export, links=True, **charts(overview))


def drawing_page(look: PageContext, *, refresh: int) -> str:
    """What a reader sees while the overview is being made; the page looks again after `refresh` seconds."""
    return render("insights/drawing.html", look.ui, look=look, refresh=refresh)


def charts(overview: Overview) -> dict[str, object]:
    """What the templates of the charts show."""
    return {
        "overview": overview,
        "times": {"broad": time_chart(overview.timeline), "narrow": time_chart(overview.timeline, NARROW)},
        "lengths": [(each, length_chart(each)) for each in overview.lengths if each.articles >= LEAST_LENGTHS],
        "few_lengths": [each for each in overview.lengths if each.articles < LEAST_LENGTHS],
        "points": map_points(overview.places),
        "map_width": MAP_WIDTH,
        "map_height": MAP_HEIGHT,
    }


def report_html(overview: Overview, ui: PageLanguage) -> str:
    """The report; its own style and script are inside, and its policy lets a browser use nothing else."""
    style, script = (
        "".join(map(static_text, ("base.css", "panels.css", "insights.css", "topics.css"))),
        static_text("insights.js"),
    )
    policy = "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_hash(style)}'",
            f"script-src '{_hash(script)}'",
            "img-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )
    return render(
        "insights/report.html",
        ui,
        mark=REPORT_MARK,
        policy=policy,
        style=style,
        script=script,
        links=False,
        **charts(overview),
    )


def _hash(text: str) -> str:
    """A source as a policy names it. Of what stands between the tags, to the character."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
