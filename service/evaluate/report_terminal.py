"""An evaluation as a person reads it on the terminal."""

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from indexer.cli.terminal import printable
from service.evaluate.answer_tables import answer_summary
from service.evaluate.report_words import SIGNIFICANT, comparison_words, set_notes
from service.evaluate.results import (
    Estimate,
    Evaluation,
    PairFigures,
    SetFigures,
)
from service.results import Mode

_COLUMNS = ("hit@1", "hit@5", "hit@10", "MRR@10", "nDCG@10", "recall@100", "answer@1")
_WITH_INTERVAL = ("hit@1", "MRR@10", "answer@1")


def print_evaluation(evaluation: Evaluation, console: Console) -> None:
    """Prints a table for each set, then what the figures mean."""
    for each in evaluation.sets:
        console.print(_set(each))
    console.print(
        Text(
            f"\nHalf: {evaluation.half}. Intervals hold 95 % (bootstrap); p is of the paired randomisation test, * below "
            f"{SIGNIFICANT}. The best of each column is bold.",
            style="dim",
        )
    )
    if evaluation.degraded:
        told = printable(f"degraded: {'; '.join(evaluation.degraded)}")
        console.print(Text(told, style="yellow"), soft_wrap=True)


def _set(figures: SetFigures) -> RenderableType:
    head = f"{figures.questions:,} questions of {figures.articles:,} articles in {figures.chunks:,} chunks"
    notes = [Text(str(note), style="yellow") for note in set_notes(figures)]
    comparisons = [Text(line) for line in _comparison_lines(figures.pairs[0])]
    intervals = [
        Text(line, style="dim") for line in (*_interval_lines(figures.pairs[0]), *_story_lines(figures.pairs[0]))
    ]
    title = Text(f"\n{figures.name}", style="bold")
    answers = answer_summary(figures.answers, figures.answers_by_kind, figures.answered_with)
    return Group(title, Text(head, style="dim"), *notes, _table(figures), *intervals, *comparisons, *answers)


def _table(figures: SetFigures) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("pair")
    table.add_column("cases", justify="right")
    table.add_column("mode")
    for column in (*_COLUMNS, "ms@p50", "ms@p95"):
        # In two lines, so that the table fits a terminal of 80 columns.
        table.add_column(column.replace("@", "\n@"), justify="right", no_wrap=True)
    for number, pair in enumerate(figures.pairs):
        for cells in _rows(pair):
            mode = Mode(cells[2])
            latency = figures.latency.get(mode) if number == 0 else None
            times = (f"{latency.p50:.1f}", f"{latency.p95:.1f}") if latency else ("", "")
            table.add_row(*cells[:2], cells[2], *cells[3], *times)
    return table


def _rows(pair: PairFigures) -> Iterator[tuple[str, str, str, list[Text]]]:
    best = {
        column: max((by[column].value for by in pair.measures.values() if column in by), default=0.0)
        for column in _COLUMNS
    }
    for number, (mode, estimates) in enumerate(pair.measures.items()):
        cells = [_cell(estimates.get(column), best[column]) for column in _COLUMNS]
        yield (pair.pair if number == 0 else "", f"{pair.cases:,}" if number == 0 else "", mode.value, cells)


def _cell(estimate: Estimate | None, best: float) -> Text:
    if estimate is None:
        return Text("–", style="dim")
    return Text(f"{estimate.value:.3f}", style="bold" if estimate.value == best else "")


def _interval_lines(pair: PairFigures) -> list[str]:
    """A line for each mode: "dense: hit@1 0.29–0.44, MRR@10 0.40–0.53"."""
    return [
        f"{mode}: "
        + ", ".join(f"{name} {found[name].low:.3f}–{found[name].high:.3f}" for name in _WITH_INTERVAL if name in found)
        for mode, found in pair.measures.items()
    ]


def _story_lines(pair: PairFigures) -> list[str]:
    """A line where copies matter: "copies of a report counted as one: hit@1 dense 0.612, lexical 0.785"."""
    found = {mode: by for mode, by in pair.measures.items() if "story@1" in by}
    if all(by["story@1"].value == by["hit@1"].value for by in found.values()):
        return []
    figures = ", ".join(f"{mode} {by['story@1'].value:.3f}" for mode, by in found.items())
    return [f"copies of a report counted as one: hit@1 {figures}"]


def _comparison_lines(pair: PairFigures) -> list[str]:
    """A line for each mode compared with."""
    against: dict[str, list[str]] = {}
    for found in pair.comparisons:
        against.setdefault(f"{found.mode} less {found.against}:", []).append(comparison_words(found))
    return [f"{head} {', '.join(parts)}" for head, parts in against.items()]
