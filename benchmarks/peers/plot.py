"""The figures that differ most as bars, one panel each."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.peers.environments import OWN
from benchmarks.peers.figures import COLUMNS, Column, RowOfTable

PANELS = ("chunks_per_second", "p50_ms", "cpu_ms", "per_second_crowd", "pss_mb", "nDCG@10")
_OWN, _OTHERS = "#b3261e", "#5f7896"


def draw(rows: Sequence[RowOfTable], title: str, file: Path) -> None:
    """Writes the plot; where bars would differ by more than thirty times, the scale is logarithmic.

    Args:
        rows: As in the table.
        title: Over all panels: what was measured and where.
        file: A .png or .svg.
    """
    mpl.rcParams["svg.hashsalt"] = "xunwen"
    figure = Figure(figsize=(13, 7), layout="constrained")
    panels = figure.subplots(2, 3).flat
    known = {column.name: column for column in COLUMNS}
    for panel, name in zip(panels, PANELS, strict=True):
        _panel(panel, known[name], rows)
    figure.suptitle(title, fontsize=12)
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file, dpi=110)


def _panel(panel: Axes, column: Column, rows: Sequence[RowOfTable]) -> None:
    shown = [row for row in rows if column.name in row.values][::-1]
    values = [row.values[column.name] for row in shown]
    bars = panel.barh(
        [row.label for row in shown], values, color=[_OWN if row.peer in OWN else _OTHERS for row in shown]
    )
    panel.bar_label(bars, [f"{value:,{column.form}}" for value in values], padding=3, fontsize=9)
    better = "more" if column.higher_is_better else "less"
    panel.set_title(f"{column.label} ({better} is better)", fontsize=10)
    positive = [value for value in values if value > 0]
    if positive and max(positive) > 30 * min(positive):
        panel.set_xscale("log")
        panel.set_xlim(min(positive) / 2, max(positive) * 4)
        panel.set_xlabel("logarithmic scale", fontsize=8)
    elif positive:
        panel.set_xlim(0, max(positive) * 1.2)
    panel.tick_params(labelsize=9)
    panel.spines[["top", "right"]].set_visible(False)
