"""How answers were found, as the tables that the terminal and the HTML report show."""

import math
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from indexer.core.markup import Content, bilingual, element
from service.evaluate.plots import risk_plot
from service.evaluate.report_words import Words, words
from service.evaluate.results import SHARES, AnswerFigures, Share

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
