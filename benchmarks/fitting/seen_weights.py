"""Fits and writes the weights of `indexer.extract.fitted_weights`: what is seen of something, added up to how likely it is."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from indexer.extract.fitted_weights import FittedWeights

_SMALLEST = 0.02
"""Weights below this say nothing."""


def fit_weights(
    seen: Iterable[Iterable[str]], right: Sequence[bool], counts: Sequence[float], *, rounds: int
) -> FittedWeights:
    """The weights that tell what is right from what is not.

    Args:
        seen: What is seen of each example.
        right: Whether it is right, in the same order.
        counts: How much each example counts.
        rounds: Of the solver, at most.
    """
    columns = DictVectorizer()
    rows = columns.fit_transform(dict.fromkeys(each, 1) for each in seen)
    model = LogisticRegression(max_iter=rounds).fit(rows, right, sample_weight=counts)
    names = columns.get_feature_names_out()
    weights = {str(name): round(float(weight), 3) for name, weight in zip(names, model.coef_[0], strict=True)}
    return FittedWeights(
        round(float(model.intercept_[0]), 3), {name: w for name, w in sorted(weights.items()) if abs(w) >= _SMALLEST}
    )


def write_weights(weights: FittedWeights, file: Path) -> None:
    """Writes weights as `read_weights` reads them, and says how many they are."""
    said = {"base": weights.base, "weights": dict(weights.weights)}
    file.write_text(json.dumps(said, ensure_ascii=False, indent=0) + "\n", "utf-8")
    print(f"\n{len(weights.weights)} weights written.")
