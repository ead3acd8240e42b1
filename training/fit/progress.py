"""The course of a training: a line a minute for who watches, a row of a CSV file, and a plot of all rows."""

import csv
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from matplotlib.figure import Figure as Plot

CURVE, PLOT = "curve.csv", "curve.png"


@dataclass(frozen=True, slots=True)
class Point:
    """Means since the point before."""

    seconds: float
    """Of training so far."""
    steps: int
    tokens: int
    """Read so far, without padding."""
    tokens_per_second: float
    rate: float
    """Part of the highest learning rate."""
    span: float
    answerable: float
    rank: float
    total: float
    held_out: float | None = None
    """The sum of losses on articles that are not trained on; None where it was not looked at."""

    def line(self) -> str:
        """For who watches."""
        watched = "" if self.held_out is None else f", held out {self.held_out:.3f}"
        return (
            f"{self.seconds / 60:6.1f} min, step {self.steps:,}, {self.tokens_per_second:,.0f} tokens/s, "
            f"loss {self.total:.3f} (span {self.span:.3f}, answerable {self.answerable:.3f}, rank {self.rank:.3f}){watched}"
        )


def write_curve(points: Sequence[Point], folder: Path) -> None:
    """Writes curve.csv and curve.png, all points each time: a resumed run's are one curve with those before it."""
    with (folder / CURVE).open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, [field.name for field in fields(Point)])
        rows.writeheader()
        rows.writerows(asdict(point) for point in points)
    if points:
        _plot(points).savefig(folder / PLOT, dpi=120)


def _plot(points: Sequence[Point]) -> Plot:
    """The losses over minutes."""
    plot = Plot(figsize=(8, 4.5), layout="constrained")
    axes = plot.add_subplot()
    minutes = [point.seconds / 60 for point in points]
    for name in ("total", "span", "answerable", "rank"):
        axes.plot(minutes, [getattr(point, name) for point in points], label=name)
    watched = [point for point in points if point.held_out is not None]
    axes.plot([p.seconds / 60 for p in watched], [p.held_out or 0.0 for p in watched], "k.--", label="held out, sum")
    axes.set_xlabel("minutes of training")
    axes.set_ylabel("loss")
    axes.set_ylim(bottom=0)
    axes.legend()
    axes.grid(alpha=0.3)
    return plot
