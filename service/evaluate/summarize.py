"""Summarizes rankings and answers by language pair and kind: measures, intervals, comparisons, worst questions."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from service.evaluate.metrics import MEASURES, Values, rank_measures, ranking_measures, recall_curve
from service.evaluate.rankings import DEPTH, Case, Ranking
from service.evaluate.results import (
    SHARES,
    AnswerFigures,
    AnswerOutcome,
    CaseOutcome,
    Estimate,
    ModeComparison,
    PairFigures,
    RiskPoint,
    Share,
    WorstQuestion,
)
from service.evaluate.significance import Groups, bootstrap_intervals, group_numbers, randomisation_p
from service.results import Mode

WHOLE = "all"
COMPARED = ("hit@1", "MRR@10", "answer@1")
_WORST = 20

Rankings = Mapping[Mode, Sequence[Ranking]]


def leading_mode(modes: Collection[Mode]) -> Mode:
    """The mode that the others are held against: reranked, else hybrid, else the first."""
    return next((mode for mode in (Mode.RERANKED, Mode.HYBRID) if mode in modes), next(iter(modes)))


def pair_figures(cases: Sequence[Case], rankings: Rankings) -> tuple[PairFigures, ...]:
    """Figures of all cases asked of the whole archive, then of each pair; only once where they are one pair."""
    values = {mode: _values(cases, ranked) for mode, ranked in rankings.items()}
    groups = group_numbers([case.question.group for case in cases])
    return tuple(
        _figures(name, np.array(places, dtype=np.int64), values, groups) for name, places in _selections(cases).items()
    )


def _selections(cases: Sequence[Case]) -> dict[str, list[int]]:
    """Places of the cases of each pair, the whole archive's first."""
    whole: dict[str, list[int]] = {}
    crossing: dict[str, list[int]] = {}
    for place, case in enumerate(cases):
        (crossing if case.crossing else whole).setdefault(case.pair, []).append(place)
    if len(whole) > 1:
        whole = {WHOLE: sorted(place for places in whole.values() for place in places), **whole}
    # A pair of the whole archive and one of a single language never share a name: "zh→all", "zh→en".
    return {**whole, **crossing}


def _values(cases: Sequence[Case], ranked: Sequence[Ranking]) -> dict[str, Values]:
    judged = [bool(case.positive_ids) for case in cases]
    has_answers = [bool(case.question.answers) and not _translated(case) for case in cases]
    return {
        **ranking_measures([r.article_ids for r in ranked], [case.positive_ids for case in cases]),
        **rank_measures("story", [r.story_rank for r in ranked], judged),
        **rank_measures("answer", [r.answer_rank for r in ranked], has_answers),
        **rank_measures("article answer", [r.article_answer_rank for r in ranked], has_answers),
    }


def _translated(case: Case) -> bool:
    """Whether the articles are in another language than the accepted answers, which are then not looked for."""
    return case.crossing and case.languages != (case.question.language,)


def _figures(name: str, places: np.ndarray, values: Mapping[Mode, Mapping[str, Values]], groups: Groups) -> PairFigures:
    _, own_groups = np.unique(groups[places], return_inverse=True)
    # One resampling serves every mode and measure: shape (cases, modes * measures).
    columns = np.stack([values[mode][measure][places] for mode in values for measure in MEASURES], axis=1)
    low, high = bootstrap_intervals(columns, own_groups).reshape(2, len(values), len(MEASURES))
    measures = {
        mode: {
            measure: _estimate(values[mode][measure][places], low[m, n], high[m, n])
            for n, measure in enumerate(MEASURES)
            if np.isfinite(values[mode][measure][places]).any()
        }
        for m, mode in enumerate(values)
    }
    selected = {mode: {measure: values[mode][measure][places] for measure in COMPARED} for mode in values}
    return PairFigures(name, int(places.size), measures, _comparisons(selected, own_groups))


def _estimate(values: Values, low: float, high: float) -> Estimate:
    known = values[np.isfinite(values)]
    return Estimate(float(known.mean()), float(low), float(high), int(known.size))


def _comparisons(values: Mapping[Mode, Mapping[str, Values]], groups: Groups) -> tuple[ModeComparison, ...]:
    """The leading mode against each of the others."""
    mode = leading_mode(values)
    found: list[ModeComparison] = []
    for against in (other for other in values if other is not mode):
        for measure in COMPARED:
            differences = values[mode][measure] - values[against][measure]
            if np.isfinite(differences).any():
                p = randomisation_p(differences, groups)
                found.append(ModeComparison(measure, mode, against, float(np.nanmean(differences)), p))
    return tuple(found)


def recall_curves(cases: Sequence[Case], rankings: Rankings) -> dict[Mode, list[float]]:
    """Recall after 1 to 100 articles of the cases asked of the whole archive, by mode."""
    places = [place for place, case in enumerate(cases) if not case.crossing]
    positives = [cases[place].positive_ids for place in places]
    return {
        mode: recall_curve([ranked[place].article_ids for place in places], positives, depth=DEPTH)
        for mode, ranked in rankings.items()
    }


def case_outcomes(cases: Sequence[Case], rankings: Rankings) -> tuple[CaseOutcome, ...]:
    """The outcome of each case, in order."""
    return tuple(
        CaseOutcome(
            case.question.id,
            case.pair,
            {mode: ranked[place].first_rank(case.positive_ids) for mode, ranked in rankings.items()},
            {mode: ranked[place].top_score for mode, ranked in rankings.items()},
            judged=bool(case.positive_ids),
        )
        for place, case in enumerate(cases)
    )


def worst_questions(
    cases: Sequence[Case], rankings: Rankings, titles: Mapping[str, str], *, count: int = _WORST
) -> tuple[WorstQuestion, ...]:
    """The cases that the leading mode ranked worst; of equals, those that another mode ranked best.

    Args:
        cases: All of a set; those without positives are not weighed.
        rankings: By mode, in the order of the cases.
        titles: Titles of the positives that the archive has.
        count: How many at most.
    """
    mode = leading_mode(rankings)
    ranks = [outcome.ranks for outcome in case_outcomes(cases, rankings)]

    def badness(place: int) -> tuple[int, int, str, str]:
        own, best = _depth(ranks[place][mode]), min(_depth(rank) for rank in ranks[place].values())
        return -own, best, cases[place].question.id, cases[place].pair

    wrong = [place for place, case in enumerate(cases) if case.positive_ids and ranks[place][mode] != 1]
    return tuple(
        WorstQuestion(
            cases[place].question.id,
            cases[place].pair,
            text=cases[place].question.text,
            answers=cases[place].question.answers,
            expected=tuple((identity, titles.get(identity, "")) for identity in sorted(cases[place].positive_ids)),
            ranks=ranks[place],
            shown={each: ranked[place].shown for each, ranked in rankings.items()},
        )
        for place in sorted(wrong, key=badness)[:count]
    )


def _depth(rank: int) -> int:
    """A rank to compare by: not found is below all."""
    return rank or DEPTH + 1


THRESHOLDS = tuple(step / 20 for step in range(20))


def answer_figures(outcomes: Sequence[AnswerOutcome]) -> tuple[AnswerFigures, ...]:
    """Figures of all questions, then of each language's; only once where there is one language."""
    languages = sorted({outcome.language for outcome in outcomes})
    parts = [(WHOLE, list(outcomes))]
    if len(languages) > 1:
        parts += [(tag, [each for each in outcomes if each.language == tag]) for tag in languages]
    return tuple(_answer_figures(name, part) for name, part in parts)


def figures_by_kind(outcomes: Sequence[AnswerOutcome]) -> tuple[AnswerFigures, ...]:
    """Figures of the questions for each kind of answer, most questions first; none where the set tells no kinds."""
    kinds: dict[str, list[AnswerOutcome]] = {}
    for each in outcomes:
        if each.kind:
            kinds.setdefault(each.kind, []).append(each)
    ordered = sorted(kinds, key=lambda kind: (-len(kinds[kind]), kind))
    return tuple(_answer_figures(WHOLE, kinds[kind], kind) for kind in ordered)


def _answer_figures(language: str, outcomes: Sequence[AnswerOutcome], kind: str = "") -> AnswerFigures:
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
