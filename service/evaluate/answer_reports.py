"""Figures of answers for a person: a table on the terminal, and a section of the HTML report."""

import math
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from rich.table import Table

from indexer.markup import element
from service.evaluate.answer_figures import SHARES, AnswerFigures, Share
from service.evaluate.plots import risk_plot

_NOTE = (
    "Abstaining counts as 0 in the first four. Figures are compared as typed values; a sentence is right where it "
    "contains an accepted answer."
)


def answer_table(answers: Sequence[AnswerFigures]) -> Table:
    """A row for the whole set and each language."""
    table = Table(box=None, header_style="dim", pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("\nanswers")
    for name in (*SHARES.values(), "ms p50"):
        # In two lines, so that the table fits a terminal of 80 columns.
        table.add_column(name.replace(" ", "\n", 1), justify="right")
    for figures in answers:
        shares = (_value(figures.shares[name]) for name in SHARES)
        table.add_row(figures.language, *shares, f"{figures.milliseconds:.1f}")
    return table


def answer_section(answers: Sequence[AnswerFigures], answered_with: str = "") -> list[Element]:
    """Table and risk over coverage; nothing where answers were not asked for.

    Args:
        answers: Of the set and of each language.
        answered_with: The mode, and whether a reader took part.
    """
    if not answers:
        return []
    head = element("tr", *(element("th", name) for name in ("questions", *SHARES.values(), "ms p50")))
    rows = [_row(figures) for figures in answers]
    table = element("table", element("thead", head), element("tbody", *rows))
    return [
        element("h3", "Answers"),
        element("p", f"{answered_with}. {_NOTE}" if answered_with else _NOTE, class_="dim"),
        element("div", table, class_="wide"),
        element("div", *(_risk(figures) for figures in answers), class_="plots"),
    ]


def _row(figures: AnswerFigures) -> Element:
    cells = [_cell(figures.shares[name]) for name in SHARES]
    return element("tr", element("td", figures.language), *cells, element("td", f"{figures.milliseconds:.1f}"))


def _cell(share: Share) -> Element:
    if not share.questions:
        return element("td", "–")
    interval = f"{share.low:.3f}–{share.high:.3f} of {share.questions:,}"
    return element("td", f"{share.value:.3f}", element("small", interval))


def _risk(figures: AnswerFigures) -> Element:
    caption = f"{figures.language}: wrong of the answers given, over the share of questions answered"
    return element("figure", risk_plot(figures.risk, caption), element("figcaption", caption))


def _value(share: Share) -> str:
    return "–" if math.isnan(share.value) else f"{share.value:.3f}"
