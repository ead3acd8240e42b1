"""Metrics of rankings: the one door to ir_measures."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import TypeAlias

import ir_measures
import numpy as np
import numpy.typing as npt
from ir_measures import RR, R, Success, nDCG

Values: TypeAlias = npt.NDArray[np.float64]
"""One value for each case, shape (cases,), 0 to 1, higher is better; NaN where the measure says nothing of the case."""

_RANKING = {
    "hit@1": Success @ 1,
    "hit@5": Success @ 5,
    "hit@10": Success @ 10,
    "MRR@10": RR @ 10,
    "nDCG@10": nDCG @ 10,
    "recall@100": R @ 100,
}
_CUTS = (1, 5, 10)

MEASURES = (*_RANKING, *(f"{name}@{cut}" for name in ("story", "answer", "article answer") for cut in _CUTS))


def ranking_measures(rankings: Sequence[Sequence[str]], positives: Sequence[AbstractSet[str]]) -> dict[str, Values]:
    """hit@1, 5, 10, MRR@10, nDCG@10 and recall@100 of each case; NaN where it has no positives.

    Args:
        rankings: Articles of each case, best first.
        positives: Articles that are right, each as good as the other.
    """
    judged = {str(case): dict.fromkeys(right, 1) for case, right in enumerate(positives) if right}
    # The library sorts by score, so the rank is told as one; ties would be ordered by id.
    run = {
        case: {article: -float(rank) for rank, article in enumerate(rankings[int(case)], start=1)} for case in judged
    }
    values = {name: np.full(len(rankings), np.nan) for name in _RANKING}
    for name in values if judged else ():
        values[name][[int(case) for case in judged]] = 0.0  # what nothing was found for has no metric of its own
    names = {measure: name for name, measure in _RANKING.items()}
    found = {case: ranked for case, ranked in run.items() if ranked}
    for metric in ir_measures.iter_calc(list(names), judged, found) if found else ():
        values[names[metric.measure]][int(metric.query_id)] = metric.value
    return values


def rank_measures(name: str, first_ranks: Sequence[int], judged: Sequence[bool]) -> dict[str, Values]:
    """Whether the first thing of a kind stands among the first 1, 5 or 10: "story@1", "story@5", "story@10".

    Args:
        name: What it is: a right story, a passage or an article that contains an accepted answer.
        first_ranks: Rank of the first one of each case; 0 for none.
        judged: Whether it is known what is right for the case; NaN where not.
    """
    ranks, known = np.asarray(first_ranks, dtype=np.int64), np.asarray(judged, dtype=np.bool_)
    return {
        f"{name}@{cut}": np.where(known, ((ranks > 0) & (ranks <= cut)).astype(np.float64), np.nan) for cut in _CUTS
    }


def recall_curve(
    rankings: Sequence[Sequence[str]], positives: Sequence[AbstractSet[str]], *, depth: int
) -> list[float]:
    """Mean recall after 1, 2, … `depth` articles, over the cases with positives; empty if there are none."""
    curves = [_recalls(ranked, right, depth) for ranked, right in zip(rankings, positives, strict=True) if right]
    return [float(value) for value in np.mean(curves, axis=0)] if curves else []


def _recalls(ranked: Sequence[str], right: AbstractSet[str], depth: int) -> Values:
    found = np.zeros(depth)
    for place, article in enumerate(ranked[:depth]):
        found[place] = article in right
    return np.asarray(np.cumsum(found) / len(right), dtype=np.float64)
