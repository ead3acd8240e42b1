"""The reader's file, which is shipped: how far training moved the base model's weights, bound to that base model.

Only differences are kept, a byte each where that is small enough, else half a byte. A row of differences is rounded to 255 steps, or
every 64 of its weights to 15, so that the error is a part of how far these moved, and not of how large the weights are.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from indexer.core.errors import ModelError

FORMAT = "xunwen-reader-1"
HEADS = "heads."
"""What names of the heads' weights begin with; all others are names of the base model's own."""
LARGEST = 15_000_000
"""Bytes that the repository takes."""
_MOVED, _STEP, _HALVES = ":moved", ":step", ":halves"
_TOGETHER = 64
"""Weights of a row that share a step of half a byte."""

Weights: TypeAlias = Mapping[str, npt.NDArray[np.float32]]
_Pack: TypeAlias = Callable[[npt.NDArray[np.float32]], dict[str, np.ndarray]]


@dataclass(frozen=True, slots=True)
class ReaderFacts:
    """What the file says of itself; `training` is how it was made, for people."""

    base: str
    base_fingerprint: str
    trained_layers: int
    max_tokens: int
    heading_tokens: int
    """Of an article's heading that it was trained to read; 0 for none."""
    training: Mapping[str, object]


def write_reader(file: Path, trained: Weights, base: Weights, facts: ReaderFacts) -> None:
    """Writes what changed, into place by one rename.

    Args:
        file: Where to.
        trained: Weights after training, by name.
        base: Weights of the same names before it; a head has none.
        facts: What to say.

    Raises:
        ModelError: The file would be larger than the repository takes, or a weight is not a number.
    """
    for name, weights in trained.items():
        if not np.isfinite(weights).all():
            raise ModelError(f"{name} is not finite: the training failed.", next_step="Train with a lower rate.")
    for pack in (_in_bytes, _in_halves):
        stored = {
            key: each
            for name, weights in sorted(trained.items())
            for key, each in _packed(name, weights, base.get(name), pack).items()
        }
        size = sum(each.nbytes for each in stored.values())
        if size <= LARGEST:
            break
    else:
        raise ModelError(f"The reader would be {size:,} bytes.", next_step=f"Train fewer layers: {LARGEST:,} may be.")
    beside = file.with_name(f".{file.name}.new")
    save_file(stored, beside, metadata=_metadata(facts))
    beside.chmod(0o644)
    beside.replace(file)


def read_reader_facts(file: Path) -> ReaderFacts:
    """What a file says of itself.

    Raises:
        ModelError: It is no such file.
    """
    try:
        with safe_open(file, framework="numpy") as stored:
            found = stored.metadata() or {}
        if found["format"] != FORMAT:
            raise ModelError(
                f"{file.name} is of the format {found['format']}.", next_step=f"Make one of {FORMAT}: train again."
            )
        layers, tokens = int(found["trained_layers"]), int(found["max_tokens"])
        # The first readers knew of no headings, and so said nothing of them.
        heading, training = int(found.get("heading_tokens", "0")), json.loads(found["training"])
        return ReaderFacts(
            found["base"],
            found["base_fingerprint"],
            trained_layers=layers,
            max_tokens=tokens,
            heading_tokens=heading,
            training=training,
        )
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise ModelError(
            f"{file.name} is no reader: {error}.", next_step="Train one: python -m training fit."
        ) from error


def read_reader(file: Path, base: Weights, *, base_fingerprint: str) -> dict[str, npt.NDArray[np.float32]]:
    """The trained weights, those of the base model moved.

    Args:
        file: What `write_reader` wrote.
        base: The base model's weights by name.
        base_fingerprint: Of the base model that is there.

    Raises:
        ModelError: It is no such file, or was trained on another base model.
    """
    facts = read_reader_facts(file)
    if facts.base_fingerprint != base_fingerprint:
        raise ModelError(
            f"{file.name} was trained on {facts.base} ({facts.base_fingerprint[:12]}), "
            f"but the base model here is {base_fingerprint[:12]}.",
            next_step=f"Take the reader of this release, or train one on this model; {facts.base} of another release is another.",
        )
    with safe_open(file, framework="numpy") as stored:
        kept = {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118 - it is no mapping
    names = sorted({name.partition(":")[0] for name in kept})
    return {name: _unpacked(name, kept, base) for name in names}


def map_weights(file: Path) -> dict[str, npt.NDArray[np.float32]]:
    """The float32 tensors of a safetensors file, mapped: processes that map the same file share its memory.

    Raises:
        OSError: It can't be read.
        ValueError: It is no such file, or not all of one.
    """
    data = np.memmap(file, np.uint8, "c")  # never written to, but OpenVINO takes no array that can't be
    length = int.from_bytes(data[:8].tobytes(), "little")
    header = json.loads(data[8 : 8 + length].tobytes())
    body = data[8 + length :].view(np.ndarray)
    found = {}
    for name, about in header.items():
        if name != "__metadata__":
            start, end = about["data_offsets"]
            if about["dtype"] != "F32" or end > len(body):
                raise ValueError(f"{file} is not all of a file of float32 tensors")
            found[name] = body[start:end].view(np.float32).reshape(about["shape"])
    return found


def _packed(
    name: str, weights: npt.NDArray[np.float32], before: npt.NDArray[np.float32] | None, pack: _Pack
) -> dict[str, np.ndarray]:
    """A matrix of the base as steps moved; a vector of it as it is; a head in half precision."""
    if before is None:
        return {name: weights.astype(np.float16)}
    if weights.ndim < 2:
        return {name: weights.astype(np.float32)}
    return {name + kind: each for kind, each in pack(weights - before).items()}


def _in_bytes(moved: npt.NDArray[np.float32]) -> dict[str, np.ndarray]:
    """A byte for each weight, a step for each row."""
    steps, step = _rounded(moved, 127)
    return {_MOVED: steps.astype(np.int8), _STEP: step}


def _in_halves(moved: npt.NDArray[np.float32]) -> dict[str, np.ndarray]:
    """Two weights in a byte, a step for every 64 of a row, those of a row's end and the bytes' filled up with zeros."""
    rows, columns = moved.shape
    groups = np.pad(moved, ((0, 0), (0, -columns % _TOGETHER))).reshape(rows, -1, _TOGETHER)
    steps, step = _rounded(groups, 7)
    told = (steps + 8).astype(np.uint8).reshape(-1)
    return {_HALVES: (told[::2] | told[1::2] << 4).reshape(rows, -1), _STEP: step.astype(np.float16)[..., 0]}


def _rounded(moved: npt.NDArray[np.float32], most: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Whole steps, at most so many each way, and how long a step is, for each vector along the last axis."""
    step = np.abs(moved).max(axis=-1, keepdims=True).astype(np.float32) / np.float32(most)
    return np.rint(moved / np.where(step > 0, step, 1)), step


def _unpacked(name: str, kept: Mapping[str, np.ndarray], base: Weights) -> npt.NDArray[np.float32]:
    if name in kept:
        return np.asarray(kept[name], np.float32)
    step = kept[name + _STEP].astype(np.float32)
    if name + _MOVED in kept:
        return np.asarray(base[name] + kept[name + _MOVED].astype(np.float32) * step, np.float32)
    halves = kept[name + _HALVES]
    steps = np.stack([halves & 15, halves >> 4], axis=-1).astype(np.float32).reshape(*step.shape, _TOGETHER) - 8
    moved = (steps * step[..., None]).reshape(len(halves), -1)[:, : base[name].shape[1]]
    return np.asarray(base[name] + moved, np.float32)


def _metadata(facts: ReaderFacts) -> dict[str, str]:
    return {
        "format": FORMAT,
        "base": facts.base,
        "base_fingerprint": facts.base_fingerprint,
        "trained_layers": str(facts.trained_layers),
        "max_tokens": str(facts.max_tokens),
        "heading_tokens": str(facts.heading_tokens),
        "training": json.dumps(facts.training, ensure_ascii=False, sort_keys=True),
    }
