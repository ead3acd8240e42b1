"""The adapter's file, which is shipped: how training moved the base model's upper layers, as products of two thin matrices.

A matrix that moved by D, shape (out, in), is kept as the best approximation of rank r, D ≈ up @ down (Eckart and Young
1936: its r largest singular values): a tenth of the bytes. Biases and norms are kept as they moved.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from indexer.core.errors import ModelError

FORMAT = "xunwen-adapter-1"
_UP, _DOWN = ":up", ":down"
_AGAIN = "Install a released package."

Weights: TypeAlias = Mapping[str, npt.NDArray[np.float32]]


def write_adapter(file: Path, moved: Weights, *, rank: int, training: Mapping[str, object]) -> None:
    """Writes how far each weight moved, in half precision.

    Args:
        file: Where to.
        moved: Differences by name of the base model's weights.
        rank: Of what is kept of a matrix.
        training: How it was made, for people.
    """
    stored: dict[str, np.ndarray] = {}
    for name, difference in sorted(moved.items()):
        if difference.ndim < 2:
            stored[name] = difference.astype(np.float16)
            continue
        left, sizes, right = np.linalg.svd(difference, full_matrices=False)
        # Each half takes the root of the sizes, so that neither leaves the range of half precision.
        roots = np.sqrt(sizes[:rank])
        stored[name + _UP] = (left[:, :rank] * roots).astype(np.float16)
        stored[name + _DOWN] = (roots[:, None] * right[:rank]).astype(np.float16)
    told = json.dumps(training, ensure_ascii=False, sort_keys=True)
    beside = file.with_name(f".{file.name}.new")
    save_file(stored, beside, metadata={"format": FORMAT, "rank": str(rank), "training": told})
    beside.chmod(0o644)
    beside.replace(file)


@dataclass(frozen=True, slots=True)
class Adapter:
    """What a file holds."""

    moved: Weights
    """Differences by name of the base model's weights, as well as the rank allows."""
    rank: int
    training: Mapping[str, object]
    """How it was made, for people."""


def read_adapter(file: Path) -> Adapter:
    """What a file holds, matrices multiplied out.

    Raises:
        ModelError: It is no adapter.
    """
    try:
        with safe_open(file, framework="numpy") as stored:
            told = stored.metadata() or {}
            if (found := told.get("format", "")) != FORMAT:
                raise ModelError(f"{file} is no adapter: its format is {found!r}.", next_step=_AGAIN)
            kept = {name: stored.get_tensor(name).astype(np.float32) for name in stored.keys()}  # noqa: SIM118 - no mapping
        moved = {
            name: kept[name] if name in kept else _product(kept[name + _UP], kept[name + _DOWN])
            for name in sorted({name.partition(":")[0] for name in kept})
        }
        return Adapter(moved, int(told["rank"]), json.loads(told["training"]))
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise ModelError(f"{file} is no adapter: {error}.", next_step=_AGAIN) from error


def _product(up: npt.NDArray[np.float32], down: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """`up @ down` in float32, the same to the bit on every machine.

    A BLAS adds in an order that its kernel for this CPU likes best. Here each term is added to all sums at once, in the
    order of the ranks: products of half-precision numbers are exact in float64, and so is the order.
    """
    total = np.zeros((up.shape[0], down.shape[1]), np.float64)
    term = np.empty_like(total)
    for column, row in zip(up.astype(np.float64).T, down.astype(np.float64), strict=True):
        np.multiply(column[:, None], row, out=term)
        total += term
    return total.astype(np.float32)


def adapted(weights: Weights, file: Path) -> dict[str, npt.NDArray[np.float32]]:
    """The base model's weights, those that the file names moved.

    Raises:
        ModelError: It is no such file, or names a weight that is not there or has another shape.
    """
    moved = dict(weights)
    for name, difference in read_adapter(file).moved.items():
        if name not in moved:
            raise ModelError(f"{file} is no adapter of this model: it has no {name}.", next_step=_AGAIN)
        if moved[name].shape != difference.shape:
            raise ModelError(f"{file} is of another model: {name} is {difference.shape} in it.", next_step=_AGAIN)
        moved[name] = np.asarray(moved[name] + difference, np.float32)
    return moved
