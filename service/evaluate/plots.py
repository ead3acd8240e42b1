"""Plots as inline SVG: curves by mode, bars with intervals, and two histograms over each other."""

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

import numpy as np

from indexer.core.markup import element
from service.evaluate.results import Estimate, RiskPoint
from service.results import Mode

_WIDTH, _HEIGHT = 420.0, 230.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 40.0, 12.0, 12.0, 34.0
_BINS = 24


def curve_plot(curves: Mapping[Mode, Sequence[float]]) -> Element:
    """Mean recall over the number of articles looked at, 1 to 100 on a logarithmic axis."""
    marks: list[Element] = [*_grid(), *(_below(_log_x(tick), str(tick)) for tick in (1, 2, 5, 10, 20, 50, 100))]
    for mode, values in curves.items():
        points = " ".join(f"{_log_x(at):.1f},{_y(value):.1f}" for at, value in enumerate(values, start=1))
        marks.append(element("polyline", points=points, class_=f"line {mode}"))
    return _svg("Recall after the first articles", *marks)


def bar_plot(bars: Sequence[tuple[str, Mapping[Mode, Estimate]]], label: str) -> Element:
    """A group of bars for each name, a bar for each mode, with its 95 % interval.

    Args:
        bars: Name of the group, and its estimates.
        label: What the bars measure, for readers who don't see them.
    """
    slot = (_WIDTH - _LEFT - _RIGHT) / max(len(bars), 1)
    marks = list(_grid())
    for number, (name, estimates) in enumerate(bars):
        begin = _LEFT + number * slot
        width = min(slot * 0.8 / max(len(estimates), 1), 36.0)
        start = begin + (slot - width * len(estimates)) / 2
        marks.append(_below(begin + slot / 2, name))
        for place, (mode, estimate) in enumerate(estimates.items()):
            marks += _bar(start + place * width, width, mode, estimate)
    return _svg(label, *marks)


def _bar(x: float, width: float, mode: Mode, estimate: Estimate) -> list[Element]:
    top, middle = _y(estimate.value), x + width / 2
    title = element("title", f"{mode} {estimate.value:.3f} [{estimate.low:.3f}, {estimate.high:.3f}]")
    bar = element("rect", title, x=x + 1, y=top, width=width - 2, height=_y(0) - top, rx=2.0, class_=f"bar {mode}")
    if not np.isfinite([estimate.low, estimate.high]).all():
        return [bar]
    whisker = element("line", x1=middle, x2=middle, y1=_y(estimate.low), y2=_y(estimate.high), class_="whisker")
    return [bar, whisker]


def score_plot(right: Sequence[float], wrong: Sequence[float], mode: Mode) -> Element:
    """How the first hit's score is spread where the hit was right, and where it was not: shares of each."""
    together = [*right, *wrong]
    low, high = (min(together), max(together)) if together else (0.0, 1.0)
    edges = np.linspace(low, high if high > low else low + 1, _BINS + 1)
    shares = {
        "right": np.histogram(right, edges)[0] / max(len(right), 1),
        "wrong": np.histogram(wrong, edges)[0] / max(len(wrong), 1),
    }
    tallest = max(float(share.max()) for share in shares.values()) or 1.0
    width = (_WIDTH - _LEFT - _RIGHT) / _BINS
    marks: list[Element] = [
        element("rect", x=_LEFT + place * width, y=_y(height), width=width, height=_y(0) - _y(height), class_=kind)
        for kind, share in shares.items()
        for place, height in enumerate((share / tallest).tolist())
    ]
    marks.append(element("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=_y(0), y2=_y(0), class_="grid"))
    marks += [_below(_LEFT, f"{edges[0]:.2f}"), _below(_WIDTH - _RIGHT - 14, f"{edges[-1]:.2f}")]
    return _svg(f"Score of the first hit, {mode}", *marks)


def risk_plot(risk: Sequence[RiskPoint], given: RiskPoint | None, label: str) -> Element:
    """Share of wrong answers among those given, over the share of questions that are answered.

    Args:
        risk: Points by threshold, lowest first.
        given: What is answered by the thresholds as they are.
        label: Whose they are, for readers who don't see the plot.
    """
    marks: list[Element] = [*_grid(), *(_below(_share_x(tick), f"{tick:.0%}") for tick in (0, 0.25, 0.5, 0.75, 1))]
    known = [(point, point.wrong) for point in risk if point.wrong is not None]
    points = " ".join(f"{_share_x(point.coverage):.1f},{_y(wrong):.1f}" for point, wrong in known)
    marks.append(element("polyline", points=points, class_="line hybrid"))
    for point, wrong in known:
        title = element(
            "title", f"from {point.threshold:.2f}: {point.coverage:.0%} answered, {wrong:.1%} of them wrong"
        )
        marks.append(element("circle", title, cx=_share_x(point.coverage), cy=_y(wrong), r=3.0, class_="bar hybrid"))
    if given is not None and given.wrong is not None:
        title = element("title", f"as answered: {given.coverage:.0%} answered, {given.wrong:.1%} of them wrong")
        marks.append(element("circle", title, cx=_share_x(given.coverage), cy=_y(given.wrong), r=6.0, class_="given"))
    return _svg(label, *marks)


def _svg(label: str, *marks: Element) -> Element:
    return element("svg", *marks, viewBox=f"0 0 {_WIDTH:g} {_HEIGHT:g}", role="img", aria_label=label)


def _grid() -> list[Element]:
    """Lines at each quarter of 0 to 1, with their numbers."""
    lines: list[Element] = []
    for value in (0.0, 0.25, 0.5, 0.75, 1.0):
        lines.append(element("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=_y(value), y2=_y(value), class_="grid"))
        lines.append(element("text", f"{value:.2f}", x=_LEFT - 6, y=_y(value) + 4, text_anchor="end"))
    return lines


def _below(x: float, text: str) -> Element:
    return element("text", text, x=x, y=_HEIGHT - _BOTTOM + 18, text_anchor="middle")


def _y(value: float) -> float:
    return _HEIGHT - _BOTTOM - value * (_HEIGHT - _TOP - _BOTTOM)


def _share_x(share: float) -> float:
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _log_x(articles: float) -> float:
    return float(_LEFT + np.log10(articles) / 2 * (_WIDTH - _LEFT - _RIGHT))
