"""From measurements to rows, ratios and tables: arithmetic alone."""

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from benchmarks.peers.load import Timing

Values: TypeAlias = dict[str, float]
"""Figures by name; what was not measured is missing."""


@dataclass(frozen=True, slots=True)
class Column:
    """A figure as tables show it."""

    name: str
    label: str
    form: str
    """A format specification."""
    higher_is_better: bool


COLUMNS = (
    Column("chunks_per_second", "indexing, chunks/s", ".1f", higher_is_better=True),
    Column("index_cpu_ms", "CPU a chunk, ms", ".1f", higher_is_better=False),
    Column("p50_ms", "search p50, ms", ".1f", higher_is_better=False),
    Column("p99_ms", "p99, ms", ".1f", higher_is_better=False),
    Column("cpu_ms", "CPU a search, ms", ".1f", higher_is_better=False),
    Column("per_second_crowd", "searches/s, crowd", ".1f", higher_is_better=True),
    Column("p99_ms_crowd", "p99 there, ms", ".0f", higher_is_better=False),
    Column("cpu_ms_crowd", "CPU there, ms", ".1f", higher_is_better=False),
    Column("pss_mb", "memory PSS, MB", ".0f", higher_is_better=False),
    Column("private_mb", "private, MB", ".0f", higher_is_better=False),
    Column("ready_seconds", "ready after, s", ".1f", higher_is_better=False),
    Column("index_mb", "index, MB", ".1f", higher_is_better=False),
    Column("hit@1", "hit@1", ".3f", higher_is_better=True),
    Column("nDCG@10", "nDCG@10", ".3f", higher_is_better=True),
    Column("errors", "errors", ".0f", higher_is_better=False),
)


@dataclass(frozen=True, slots=True)
class RowOfTable:
    """One of those compared, and the way in which it searched."""

    peer: str
    way: str
    values: Mapping[str, float]

    @property
    def label(self) -> str:
        """As in "txtai, hybrid"."""
        return f"{self.peer}, {self.way}"


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of all does not exceed (nearest rank).

    >>> percentile([4, 1, 3, 2], 0.5), percentile([4, 1, 3, 2], 0.99)
    (2, 4)
    """
    return sorted(values)[max(math.ceil(share * len(values)), 1) - 1]


def alone(rounds: Sequence[Timing]) -> Values:
    """Latency and CPU of one client: all rounds together."""
    took = [each for timing in rounds for each in timing.milliseconds]
    return {"p50_ms": statistics.median(took), "p99_ms": percentile(took, 0.99), "cpu_ms": _cpu(rounds)} if took else {}


def crowd(rounds: Sequence[Timing]) -> Values:
    """Throughput of many clients: the median round; latency and CPU of all rounds together."""
    took = [each for timing in rounds for each in timing.milliseconds]
    if not took:
        return {}
    return {
        "per_second_crowd": statistics.median(len(timing.milliseconds) / timing.seconds for timing in rounds),
        "p50_ms_crowd": statistics.median(took),
        "p99_ms_crowd": percentile(took, 0.99),
        "cpu_ms_crowd": _cpu(rounds),
    }


def _cpu(rounds: Sequence[Timing]) -> float:
    """Milliseconds of processor time an answered request."""
    answered = sum(len(timing.milliseconds) for timing in rounds)
    return 1000 * sum(timing.cpu_seconds for timing in rounds) / answered


def times_as_good(row: RowOfTable, base: RowOfTable, column: Column) -> float | None:
    """How many times as good as the base a row is: 2.0 is twice the throughput or half the time; None where one has none."""
    own, other = row.values.get(column.name), base.values.get(column.name)
    if not own or not other:
        return None
    return own / other if column.higher_is_better else other / own


def base_of(row: RowOfTable, rows: Sequence[RowOfTable], base: str) -> RowOfTable | None:
    """The row of the base that searches the same way, words alone beside words alone; else its first."""
    own = [each for each in rows if each.peer == base]
    return next((each for each in own if each.way == row.way), own[0] if own else None)


def table(rows: Sequence[RowOfTable]) -> str:
    """Every figure, as Markdown; a dash where there is none."""
    shown = [column for column in COLUMNS if any(column.name in row.values for row in rows)]
    return _markdown(
        ["", *(column.label for column in shown)],
        [[row.label, *(_cell(row.values.get(column.name), column.form) for column in shown)] for row in rows],
    )


def ratios(rows: Sequence[RowOfTable], base: str) -> str:
    """How many times as good as each of the others the base is, as Markdown, beside its row of the same way to search."""
    shown = [column for column in COLUMNS if column.name not in ("errors", "hit@1", "nDCG@10")]
    lines: list[list[str]] = []
    for row in rows:
        beside = base_of(row, rows, base)
        if row.peer != base and beside:
            values = [times_as_good(beside, row, column) for column in shown]
            lines.append([f"{beside.label} to {row.label}", *(_cell(value, ".2f") for value in values)])
    return _markdown(["times as good", *(column.label.rpartition(",")[0] or column.label for column in shown)], lines)


def _cell(value: float | None, form: str) -> str:
    return "–" if value is None else f"{value:,{form.lstrip(',')}}"


def _markdown(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    rows = [head, ["---"] * len(head), *lines]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)
