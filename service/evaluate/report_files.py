"""An evaluation as one HTML file that loads nothing, and as JSON for programs."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from importlib.resources import files
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from indexer.core.markup import Content, bilingual, element, report_page
from service.evaluate.metrics import MEASURES
from service.evaluate.plots import bar_plot, curve_plot, risk_plot, score_plot
from service.evaluate.report_words import comparison_words, set_notes, share_interval
from service.evaluate.results import (
    SHARES,
    AnswerFigures,
    Estimate,
    Evaluation,
    PairFigures,
    SetFigures,
    Share,
    ShownPassage,
    WorstQuestion,
)
from service.results import Mode

_ANSWER_NOTE = (
    "Abstaining counts as 0 in the first four. Figures are compared as typed values; a sentence is right where it "
    "contains an accepted answer. A question that nothing answers has no kind."
)

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


_DIGITS = 6
_TEXTS = ("worst",)
"""Fields that hold texts of the set, which may not be the evaluation's to pass on."""


def evaluation_json(evaluation: Evaluation) -> str:
    """Everything but texts: figures, curves, and the ranks of every case by question id."""
    return json.dumps(_plain(evaluation), ensure_ascii=False, indent=1) + "\n"


def _plain(value: object) -> object:
    """A value as JSON has it: dataclasses and mappings as objects, numbers rounded, what is not finite as null."""
    if is_dataclass(value) and not isinstance(value, type):
        return _object(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return round(value, _DIGITS) if math.isfinite(value) else None
    return value


def _object(value: "DataclassInstance") -> dict[str, object]:
    return {each.name: _plain(getattr(value, each.name)) for each in fields(value) if each.name not in _TEXTS}


_BARS = ("hit@1", "MRR@10")
_TITLES = 5


def evaluation_html(evaluation: Evaluation) -> str:
    """The report; texts of articles and questions are escaped."""
    conditions = [
        f"{evaluation.created_at[:16].replace('T', ' ')}, xunwen {evaluation.xunwen}",
        f"model {evaluation.model} ({evaluation.model_fingerprint[:12]}), {evaluation.backend}"
        * bool(evaluation.model),
        f"reader {evaluation.reader[:12]}" * bool(evaluation.reader),
        f"half {evaluation.half}",
        f"at most {evaluation.limit} questions of each pair" if evaluation.limit else "",
    ]
    body = element(
        "body",
        element("h1", bilingual("检索与回答评测", "Retrieval and answers")),
        element("p", " · ".join(line for line in conditions if line), class_="dim"),
        *(element("p", f"degraded: {each}", class_="note") for each in evaluation.degraded),
        _legend(evaluation.modes),
        element("section", *_overview(evaluation.sets)),
        *(_set(each) for each in evaluation.sets),
    )
    style = files("service.evaluate").joinpath("report.css").read_text(encoding="utf-8")
    return report_page("Xunwen: retrieval", style, body)


def _legend(modes: Sequence[Mode]) -> Element:
    return element("p", *(element("span", mode.value, class_=f"key {mode}") for mode in modes))


def _overview(sets: Sequence[SetFigures]) -> list[Element]:
    """Bars of every set beside each other."""
    plots: list[Element] = []
    for measure in _BARS:
        bars = [(each.name, _by_mode(each.pairs[0], measure)) for each in sets]
        if any(estimates for _, estimates in bars):
            plots.append(
                _figure(
                    bilingual(f"各题集的 {measure}，须线为 95 % 区间", f"{measure} by set, with 95 % intervals"),
                    bar_plot(bars, measure),
                )
            )
    return [element("div", *plots, class_="plots")]


def _by_mode(pair: PairFigures, measure: str) -> dict[Mode, Estimate]:
    return {mode: estimates[measure] for mode, estimates in pair.measures.items() if measure in estimates}


def _figure(caption: Element, plot: Element, *keys: Element) -> Element:
    return element("figure", plot, element("figcaption", caption, *keys))


def _set(figures: SetFigures) -> Element:
    facts = bilingual(
        f"{figures.questions:,} 个问题，{figures.articles:,} 篇文章，{figures.chunks:,} 个段落",
        f"{figures.questions:,} questions of {figures.articles:,} articles in {figures.chunks:,} chunks",
    )
    return element(
        "section",
        element("h2", figures.name),
        element("p", facts, f" · {figures.snapshot}", class_="dim"),
        *(element("p", note, class_="note") for note in set_notes(figures)),
        _pairs_table(figures.pairs),
        *_comparisons(figures.pairs),
        _latency_table(figures),
        element("div", *_plots(figures), class_="plots"),
        *_answer_section(figures.answers, figures.answers_by_kind, figures.answered_with),
        *_worst(figures.worst),
    )


def _pairs_table(pairs: Sequence[PairFigures]) -> Element:
    columns: list[Content] = [
        bilingual("语言", "pair"),
        bilingual("问题", "cases"),
        bilingual("方式", "mode"),
        *MEASURES,
    ]
    head = element("tr", *(element("th", name) for name in columns))
    rows = [_pair_row(pair, mode) for pair in pairs for mode in pair.measures]
    return _wide_table(element("thead", head), element("tbody", *rows))


def _pair_row(pair: PairFigures, mode: Mode) -> Element:
    cells = [_estimate_cell(pair, mode, measure) for measure in MEASURES]
    named = element("td", element("span", mode.value, class_=f"key {mode}"))
    return element("tr", element("td", pair.pair), element("td", f"{pair.cases:,}"), named, *cells)


def _estimate_cell(pair: PairFigures, mode: Mode, measure: str) -> Element:
    estimates = _by_mode(pair, measure)
    if mode not in estimates:
        return element("td", "–")
    own = estimates[mode]
    value = element("b" if own.value == max(each.value for each in estimates.values()) else "span", f"{own.value:.3f}")
    return element("td", value, element("small", f"{own.low:.3f}–{own.high:.3f}"))


def _comparisons(pairs: Sequence[PairFigures]) -> list[Element]:
    """Paired differences of each pair, those of the whole set in sight."""
    rows = [
        element(
            "tr",
            element("td", pair.pair),
            element("td", f"{found.mode} less {found.against}"),
            element("td", comparison_words(found)),
        )
        for pair in pairs
        for found in pair.comparisons
    ]
    if not rows:
        return []
    summary = element(
        "summary",
        bilingual(
            "成对差异（随机化检验；* 表示 p < 0.05，未按次数校正）",
            "Paired differences (randomisation test; * marks p < 0.05, not corrected for their number)",
        ),
    )
    return [element("details", summary, _wide_table(element("tbody", *rows)), open="open")]


def _wide_table(*parts: Element) -> Element:
    """A table that scrolls by itself where the page is narrower."""
    return element("div", element("table", *parts), class_="wide", tabindex="0")


def _latency_table(figures: SetFigures) -> Element:
    head = element(
        "tr",
        *(
            element("th", name)
            for name in (
                bilingual("单个问题，毫秒", "one question alone, ms"),
                "p50",
                "p95",
                "p99",
                bilingual("样本", "sample"),
            )
        ),
    )
    rows = [
        element("tr", *(element("td", cell) for cell in (mode.value, *times, str(latency.questions))))
        for mode, latency in figures.latency.items()
        for times in [[f"{value:.1f}" for value in (latency.p50, latency.p95, latency.p99)]]
    ]
    return _wide_table(element("thead", head), element("tbody", *rows))


def _plots(figures: SetFigures) -> list[Element]:
    plots: list[Element] = []
    curves = {mode: values for mode, values in figures.curves.items() if values}
    if curves:
        plots.append(
            _figure(
                bilingual("前 1、2……100 篇文章的平均召回", "Mean recall after the first 1, 2, … 100 articles"),
                curve_plot(curves),
            )
        )
    for mode in figures.latency:
        scored = [(case.ranks[mode] == 1, case.top_scores[mode]) for case in figures.outcomes if case.judged]
        right = [score for first, score in scored if first and score is not None]
        wrong = [score for first, score in scored if not first and score is not None]
        if right or wrong:
            keys = [
                element("span", f"{kind} ({len(scores):,})", class_=f"key {kind}")
                for kind, scores in (("right", right), ("wrong", wrong))
            ]
            plots.append(
                _figure(
                    bilingual(f"{mode}：第一条结果的得分，", f"{mode}: score of the first hit, "),
                    score_plot(right, wrong, mode),
                    *keys,
                )
            )
    return plots


def _worst(worst: Sequence[WorstQuestion]) -> list[Element]:
    if not worst:
        return []
    return [element("h3", bilingual("最差的问题", "Worst questions")), *(_worst_question(each) for each in worst)]


def _worst_question(worst: WorstQuestion) -> Element:
    ranks = ", ".join(f"{mode} {rank or 'not found'}" for mode, rank in worst.ranks.items())
    expected = [f"{title or '(no title, or not in this index)'} ({identity})" for identity, title in worst.expected]
    more = f" … and {len(expected) - _TITLES} more" if len(expected) > _TITLES else ""
    return element(
        "details",
        element("summary", worst.text, " ", element("small", f"{worst.pair} · right article at rank: {ranks}")),
        element("p", element("b", bilingual("正确：", "Right: ")), "; ".join(expected[:_TITLES]) + more),
        element("p", element("b", bilingual("接受的答案：", "Accepted: ")), " / ".join(worst.answers) or "–"),
        *(_shown(mode, shown) for mode, shown in worst.shown.items()),
        element("p", worst.question_id, class_="dim"),
    )


def _shown(mode: Mode, shown: Sequence[ShownPassage]) -> Element:
    items = [
        element("li", element("b", hit.title or hit.article_id), f" {hit.score:.3f} ", element("q", hit.text))
        for hit in shown
    ]
    return element("div", element("span", mode.value, class_=f"key {mode}"), element("ol", *items))


def _answer_section(
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
    columns: list[Content] = [bilingual("问题", "questions"), *SHARES.values(), "ms p50"]
    head = element("tr", *(element("th", name) for name in columns))
    rows = [_answer_row(figures) for figures in (*answers, *by_kind)]
    table = element("table", element("thead", head), element("tbody", *rows))
    return [
        element("h3", bilingual("回答", "Answers")),
        element("p", f"{answered_with}. {_ANSWER_NOTE}" if answered_with else _ANSWER_NOTE, class_="dim"),
        element("div", table, class_="wide", tabindex="0"),
        element("div", *(_risk(figures) for figures in answers), class_="plots"),
    ]


def _answer_row(figures: AnswerFigures) -> Element:
    cells = [_share_cell(figures.shares[name]) for name in SHARES]
    asked = element("td", figures.name, element("small", f"{figures.questions:,}"))
    return element("tr", asked, *cells, element("td", f"{figures.milliseconds:.1f}"))


def _share_cell(share: Share) -> Element:
    if not share.questions:
        return element("td", "–")
    return element("td", f"{share.value:.3f}", element("small", share_interval(share)))


def _risk(figures: AnswerFigures) -> Element:
    caption = f"{figures.name}: wrong of the answers given, over the share of questions answered"
    plot = risk_plot(figures.risk, figures.given, caption)
    return element("figure", plot, element("figcaption", f"{caption}; the ring is what is answered"))
