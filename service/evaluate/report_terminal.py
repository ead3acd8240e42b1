"""An evaluation as a person reads it on the terminal, and the tables of answers that all reports share."""

import math
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from indexer.cli.terminal import printable
from indexer.core.markup import Content, bilingual, element
from service.evaluate.plots import risk_plot
from service.evaluate.report_words import Words, words
from service.evaluate.results import (
    SHARES,
    AnswerFigures,
    Estimate,
    Evaluation,
    ModeComparison,
    PairFigures,
    SetFigures,
    Share,
)
from service.results import Mode

_SHARES_WITH_INTERVAL = ("exact", "wrong", "silent", "declined")


def answer_summary(
    answers: Sequence[AnswerFigures], by_kind: Sequence[AnswerFigures], answered_with: str = ""
) -> list[RenderableType]:
    """How answers were found, a row for the whole set, each language and each kind, and how sure the first is.

    Args:
        answers: Of the set and of each language; nothing is shown where there are none.
        by_kind: Of each kind of answer.
        answered_with: The mode, and whether a reader took part.
    """
    if not answers:
        return []
    whole = answers[0]
    told = ", ".join(
        part for part in (answered_with, f"{whole.milliseconds:.0f} ms beside the search (median)") if part
    )
    shares = (f"{_column(name)} {_interval(whole.shares[name])}" for name in _SHARES_WITH_INTERVAL)
    return [
        Text(f"answers: {told}", style="dim"),
        answer_table([*answers, *by_kind]),
        Text(f"{whole.name}: {', '.join(shares)}", style="dim"),
    ]


def answer_table(answers: Sequence[AnswerFigures]) -> Table:
    """A row for each, as wide as a terminal of 80 columns."""
    table = Table(box=None, header_style="dim", pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("\n\nanswers")
    for name in ("asked", *(str(_column(name)) for name in SHARES)):
        lines = name.replace("unans", "un- ans").split()
        table.add_column("\n" * (3 - len(lines)) + "\n".join(lines), justify="right")
    for figures in answers:
        shares = (_value(figures.shares[name]) for name in SHARES)
        table.add_row(figures.name, f"{figures.questions:,}", *shares)
    return table


def answer_section(
    answers: Sequence[AnswerFigures], by_kind: Sequence[AnswerFigures], answered_with: str = ""
) -> list[Element]:
    """Table and risk over coverage; nothing where answers were not asked for.

    Args:
        answers: Of the set and of each language.
        by_kind: Of each kind of answer.
        answered_with: The mode, and whether a reader took part.
    """
    if not answers:
        return []
    columns: list[Content] = [
        bilingual("问题", "questions"),
        *(_column(name).element for name in SHARES),
        words("answers_median").element,
    ]
    head = element("tr", *(element("th", name) for name in columns))
    rows = [_row(figures) for figures in (*answers, *by_kind)]
    table = element("table", element("thead", head), element("tbody", *rows))
    return [
        element("h3", bilingual("回答", "Answers")),
        element("p", f"{answered_with}. " if answered_with else "", words("answers_note").element, class_="dim"),
        element("div", table, class_="wide", tabindex="0"),
        element("div", *(_risk(figures) for figures in answers), class_="plots"),
    ]


def _row(figures: AnswerFigures) -> Element:
    cells = [_share_cell(figures.shares[name]) for name in SHARES]
    asked = element("td", figures.name, element("small", f"{figures.questions:,}"))
    return element("tr", asked, *cells, element("td", f"{figures.milliseconds:.1f}"))


def _share_cell(share: Share) -> Element:
    if not share.questions:
        return element("td", "–")
    return element("td", f"{share.value:.3f}", element("small", _interval(share)))


def _interval(share: Share) -> str:
    """Its 95 % interval and of how many questions: 0.412–0.530 of 280."""
    if not share.questions:
        return "–"
    return f"{share.low:.3f}–{share.high:.3f} of {share.questions:,}"


def _risk(figures: AnswerFigures) -> Element:
    caption = words("risk", name=figures.name)
    plot = risk_plot(figures.risk, figures.given, f"{caption.zh} · {caption.en}")
    return element("figure", plot, element("figcaption", caption.element))


def _column(share: str) -> Words:
    """What a share of `SHARES` is called."""
    return words(f"share_{share}")


def _value(share: Share) -> str:
    return "–" if math.isnan(share.value) else f"{share.value:.3f}"


_COLUMNS = ("hit@1", "hit@5", "hit@10", "MRR@10", "nDCG@10", "recall@100", "answer@1")
_WITH_INTERVAL = ("hit@1", "MRR@10", "answer@1")
SIGNIFICANT = 0.05


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


def set_notes(figures: SetFigures) -> list[Words]:
    """What a reader of the figures must know, in sentences."""
    told = {"left_out": figures.unanswerable, "missing": figures.missing_positives, "unjudged": figures.unjudged}
    return [words(key, n=f"{number:,}") for key, number in told.items() if number]


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


def comparison_words(found: ModeComparison) -> str:
    """The difference, its sign and how sure it is: "hit@1 +0.031 (p 0.004)".

    A `*` marks p below 0.05.
    """
    p = f"p {found.p:.4f}" if found.p < 0.001 else f"p {found.p:.3f}"
    mark = "*" if found.p < SIGNIFICANT else ""
    return f"{found.measure} {found.difference:+.3f}{mark} ({p})"
