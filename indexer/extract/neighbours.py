"""Rows of numbers seen with those before and behind them: moved, and summed over windows."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.float32]


def shifted(values: Rows, step: int) -> Rows:
    """The rows that stand `step` further down; zeros where none does."""
    moved = np.zeros_like(values)
    if abs(step) < len(values):
        if step > 0:
            moved[:-step] = values[step:]
        else:
            moved[-step:] = values[:step]
    return moved


def summed(values: Rows, reach: int) -> Rows:
    """For each row the sum of those up to `reach` before and behind it, itself with them."""
    sums = np.vstack([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0, dtype=np.float64)])
    ends = np.minimum(len(values), np.arange(len(values)) + reach + 1)
    starts = np.maximum(0, np.arange(len(values)) - reach)
    return (sums[ends] - sums[starts]).astype(np.float32)


def columns(found: Sequence[npt.NDArray[np.floating]]) -> Rows:
    """Columns side by side; each is a row's number or several."""
    wide = [each[:, None] if each.ndim == 1 else each for each in found]
    return np.hstack(wide).astype(np.float32)


def beside(texts: npt.NDArray[np.float64], chains: npt.NDArray[np.int64]) -> Rows:
    """Length, links and prose of the lines before and behind each, and of the wider neighbourhood.

    Args:
        texts: Length, link text and prose of each line.
        chains: Numbers of the elements around each line, the nearest first.
    """
    values = texts.astype(np.float32)
    found: list[npt.NDArray[np.floating]] = []
    for step in (-2, -1, 1, 2):
        moved = shifted(values, step)
        found += [np.log1p(moved[:, 0]), moved[:, 1] / np.maximum(1, moved[:, 0]), np.log1p(moved[:, 2])]
    parents = chains[:, 1:2].astype(np.float32)
    found += [(shifted(parents, step) == parents).astype(np.float32)[:, 0] for step in (-1, 1)]
    for reach in (4, 12):
        near = summed(values, reach)
        text = np.maximum(1, near[:, 0])
        found += [np.log1p(near[:, 0]), near[:, 1] / text, near[:, 2] / text]
    return columns(found)
