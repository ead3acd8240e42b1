"""An evaluation as one HTML file that loads nothing, and as JSON for programs."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from importlib.resources import files
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from indexer.core.markup import Content, bilingual, element, report_page
from service.evaluate.answer_tables import answer_section
from service.evaluate.metrics import MEASURES
from service.evaluate.plots import bar_plot, curve_plot, score_plot
from service.evaluate.report_words import Words, comparison_words, set_notes, words
from service.evaluate.results import Estimate, Evaluation, PairFigures, SetFigures, ShownPassage, WorstQuestion
from service.results import Mode

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
    body = element(
        "body",
        element("h1", bilingual("检索与回答评测", "Retrieval and answers")),
        _conditions(evaluation),
        *(element("p", words("degraded", what=each).element, class_="note") for each in evaluation.degraded),
        _legend(evaluation.modes),
        element("section", *_overview(evaluation.sets)),
        *(_set(each) for each in evaluation.sets),
    )
    style = files("service.evaluate").joinpath("report.css").read_text(encoding="utf-8")
    return report_page("Xunwen: retrieval", style, body)


def _conditions(evaluation: Evaluation) -> Element:
    """What was measured, on what, by which model."""
    fingerprint, backend = evaluation.model_fingerprint[:12], evaluation.backend
    told = [
        words("conditions_model", model=evaluation.model, fingerprint=fingerprint, backend=backend)
        if evaluation.model
        else None,
        words("conditions_reader", reader=evaluation.reader[:12]) if evaluation.reader else None,
        words("conditions_half", half=evaluation.half),
        words("conditions_limit", n=evaluation.limit) if evaluation.limit else None,
    ]
    parts = [part for each in told if each is not None for part in (" · ", each.element)]
    return element(
        "p", f"{evaluation.created_at[:16].replace('T', ' ')}, xunwen {evaluation.xunwen}", *parts, class_="dim"
    )


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
        *(element("p", note.element, class_="note") for note in set_notes(figures)),
        _pairs_table(figures.pairs),
        *_comparisons(figures.pairs),
        _latency_table(figures),
        element("div", *_plots(figures), class_="plots"),
        *answer_section(figures.answers, figures.answers_by_kind, figures.answered_with),
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
            element("td", words("less", mode=found.mode, against=found.against).element),
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
                element("span", words(kind, n=f"{len(scores):,}").element, class_=f"key {kind}")
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
    expected = [f"{title or words('no_title')} ({identity})" for identity, title in worst.expected]
    more: list[Content] = [" ", words("and_more", n=len(expected) - _TITLES).element] if len(expected) > _TITLES else []
    return element(
        "details",
        element(
            "summary",
            worst.text,
            " ",
            element("small", words("ranks", pair=worst.pair, ranks=_ranks(worst.ranks)).element),
        ),
        element("p", element("b", bilingual("正确：", "Right: ")), "; ".join(expected[:_TITLES]), *more),
        element("p", element("b", bilingual("接受的答案：", "Accepted: ")), " / ".join(worst.answers) or "–"),
        *(_shown(mode, shown) for mode, shown in worst.shown.items()),
        element("p", worst.question_id, class_="dim"),
    )


def _ranks(ranks: Mapping[Mode, int]) -> Words:
    """At which place each mode has the right article."""
    told = {mode: Words(f"{rank}", f"{rank}") if rank else words("not_found") for mode, rank in ranks.items()}
    zh, en = (", ".join(f"{mode} {getattr(each, tongue)}" for mode, each in told.items()) for tongue in ("zh", "en"))
    return Words(zh, en)


def _shown(mode: Mode, shown: Sequence[ShownPassage]) -> Element:
    items = [
        element("li", element("b", hit.title or hit.article_id), f" {hit.score:.3f} ", element("q", hit.text))
        for hit in shown
    ]
    return element("div", element("span", mode.value, class_=f"key {mode}"), element("ol", *items))
