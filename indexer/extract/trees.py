"""Small decision trees that were fitted elsewhere, read from a data file and asked of many rows at once."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.float32]
"""A row for each thing that is judged; shape (things, features)."""

_MOST_AT_ONCE = 2_048
"""Rows that are judged together: enough to be quick, and no page needs much memory."""


@dataclass(frozen=True, slots=True)
class Trees:
    """A sum of trees, as gradient boosting gives them; every array has shape (trees, nodes), and a leaf leads to itself."""

    features: npt.NDArray[np.int64]
    thresholds: npt.NDArray[np.float64]
    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    values: npt.NDArray[np.float64]
    base: float
    depth: int

    def probabilities(self, rows: Rows) -> npt.NDArray[np.float64]:
        """How likely each row is of the kind that was fitted, in 0..1."""
        return np.concatenate(
            [self._some(rows[start : start + _MOST_AT_ONCE]) for start in range(0, max(1, len(rows)), _MOST_AT_ONCE)]
        )

    def _some(self, rows: Rows) -> npt.NDArray[np.float64]:
        trees = np.arange(len(self.features))
        places = np.zeros((len(rows), len(trees)), dtype=np.int64)
        numbers = np.arange(len(rows))[:, None]
        for _ in range(self.depth):
            goes_left = rows[numbers, self.features[trees, places]] <= self.thresholds[trees, places]
            places = np.where(goes_left, self.left[trees, places], self.right[trees, places])
        sums = self.base + self.values[trees, places].sum(axis=1)
        return np.asarray(1.0 / (1.0 + np.exp(-sums)))


def read_trees(said: Mapping[str, object]) -> Trees:
    """Trees as `written_trees` has them."""
    trees: Sequence[Mapping[str, Sequence[float]]] = said["trees"]  # type: ignore[assignment]
    widest = max(len(tree["feature"]) for tree in trees)

    def filled(name: str) -> npt.NDArray[np.float64]:
        return np.array([[*tree[name], *[0] * (widest - len(tree[name]))] for tree in trees], dtype=np.float64)

    left = filled("left").astype(np.int64)
    return Trees(
        features=filled("feature").astype(np.int64),
        thresholds=filled("threshold"),
        left=left,
        right=filled("right").astype(np.int64),
        values=filled("value"),
        base=float(said["base"]),  # type: ignore[arg-type]
        depth=int(said["depth"]),  # type: ignore[call-overload]
    )


def written(text: str) -> dict[str, object]:
    """The data of a file of trees."""
    return dict(json.loads(text))
