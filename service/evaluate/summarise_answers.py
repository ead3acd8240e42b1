"""From outcomes of answers to figures: by language and kind, with intervals, and the risk at each threshold."""

from collections.abc import Sequence

import numpy as np

from service.evaluate.answer_figures import SHARES, AnswerFigures, AnswerOutcome, RiskPoint, Share
from service.evaluate.measures import Values
from service.evaluate.significance import bootstrap_intervals, group_numbers

WHOLE = "all"
THRESHOLDS = tuple(step / 20 for step in range(20))


def answer_figures(outcomes: Sequence[AnswerOutcome]) -> tuple[AnswerFigures, ...]:
    """Figures of all questions, then of each language's; only once where there is one language."""
    languages = sorted({outcome.language for outcome in outcomes})
    parts = [(WHOLE, list(outcomes))]
    if len(languages) > 1:
        parts += [(tag, [each for each in outcomes if each.language == tag]) for tag in languages]
    return tuple(_figures(name, part) for name, part in parts)


def figures_by_kind(outcomes: Sequence[AnswerOutcome]) -> tuple[AnswerFigures, ...]:
    """Figures of the questions for each kind of answer, most questions first; none where the set tells no kinds."""
    kinds: dict[str, list[AnswerOutcome]] = {}
    for each in outcomes:
        if each.kind:
            kinds.setdefault(each.kind, []).append(each)
    ordered = sorted(kinds, key=lambda kind: (-len(kinds[kind]), kind))
    return tuple(_figures(WHOLE, kinds[kind], kind) for kind in ordered)


def _figures(language: str, outcomes: Sequence[AnswerOutcome], kind: str = "") -> AnswerFigures:
    counted = [_counted(each) for each in outcomes]
    columns = np.array([[values[share] for share in SHARES] for values in counted], dtype=np.float64)
    low, high = bootstrap_intervals(columns, group_numbers([each.group for each in outcomes]))
    shares = {
        share: _share(columns[:, place], float(low[place]), float(high[place])) for place, share in enumerate(SHARES)
    }
    took = float(np.median([each.milliseconds for each in outcomes]))
    return AnswerFigures(language, shares, risk_points(outcomes), took, kind)


def _counted(outcome: AnswerOutcome) -> dict[str, float]:
    """What a question counts for in each share; NaN where it does not count."""
    nothing = float("nan")
    answerable, given = outcome.answerable, outcome.given
    return {
        "exact": outcome.exact if answerable else nothing,
        "f1": outcome.f1 if answerable else nothing,
        "numeric": nothing if outcome.numeric is None else outcome.numeric,
        "right": float(given and outcome.right) if answerable else nothing,
        "silent": float(not given) if answerable else nothing,
        "wrong": float(not outcome.right) if given else nothing,
        "declined": nothing if answerable else float(not given),
        "cited": nothing if outcome.cited is None else float(outcome.cited),
    }


def _share(values: Values, low: float, high: float) -> Share:
    known = values[np.isfinite(values)]
    return Share(float(known.mean()) if known.size else float("nan"), low, high, int(known.size))


def risk_points(outcomes: Sequence[AnswerOutcome]) -> tuple[RiskPoint, ...]:
    """Coverage and share of wrong answers if answers were given from each likelihood on, 0 to 0.95."""
    likelihoods = np.array([-1.0 if each.likelihood is None else each.likelihood for each in outcomes])
    wrong = np.array([not each.right for each in outcomes])
    points: list[RiskPoint] = []
    for threshold in THRESHOLDS:
        given = likelihoods >= threshold
        risk = float(wrong[given].mean()) if given.any() else None
        points.append(RiskPoint(threshold, float(given.mean()), risk))
    return tuple(points)
