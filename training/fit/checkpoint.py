"""A training that can go on: weights, optimizer, place in the data and chance, saved whole or not at all."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import torch

from indexer.core.errors import InputError
from training.fit.batches import Place
from training.fit.progress import Point
from training.fit.reader import Reader
from training.fit.settings import Precision

CHECKPOINT = "checkpoint.pt"


@dataclass(frozen=True, slots=True)
class Progressed:
    """What a run has come to; `settings` are those that a run that goes on must share."""

    place: Place
    seconds: float
    steps: int
    tokens: int
    precision: Precision
    points: tuple[Point, ...]
    settings: Mapping[str, object]


def save_checkpoint(folder: Path, reader: Reader, optimizer: torch.optim.Optimizer, so_far: Progressed) -> None:
    """Writes the checkpoint of a folder, in place of the one before."""
    state = {
        "weights": {name: weight.detach() for name, weight in reader.trained().items()},
        "optimizer": optimizer.state_dict(),
        "chance": torch.get_rng_state(),
        "place": asdict(so_far.place),
        "seconds": so_far.seconds,
        "steps": so_far.steps,
        "tokens": so_far.tokens,
        "precision": str(so_far.precision),
        "points": [asdict(point) for point in so_far.points],
        "settings": dict(so_far.settings),
    }
    keep_state(folder / CHECKPOINT, state)


def load_checkpoint(
    folder: Path, reader: Reader, optimizer: torch.optim.Optimizer, settings: Mapping[str, object]
) -> Progressed:
    """Puts a checkpoint's weights, optimizer and chance in place, and returns how far the run had come.

    Raises:
        InputError: There is no checkpoint, it is broken, or the run had other settings or data.
    """
    file = folder / CHECKPOINT
    state = kept_state(file)
    different = sorted(key for key, value in settings.items() if state["settings"].get(key) != value)
    if different:
        raise InputError(
            f"{file} is of a run with other settings: {', '.join(different)}.",
            next_step="Give the settings of that run, or start anew without --resume.",
        )
    with torch.no_grad():
        for name, weight in reader.trained().items():
            weight.copy_(state["weights"][name])
    optimizer.load_state_dict(state["optimizer"])
    torch.set_rng_state(state["chance"])
    return Progressed(
        Place(**state["place"]),
        state["seconds"],
        steps=state["steps"],
        tokens=state["tokens"],
        precision=Precision(state["precision"]),
        points=tuple(Point(**point) for point in state["points"]),
        settings=state["settings"],
    )


def keep_state(file: Path, state: Mapping[str, object]) -> None:
    """Writes a run's state in place of the one before, whole or not at all."""
    beside = file.with_name(f".{file.name}.new")
    torch.save(dict(state), beside)
    beside.replace(file)


def kept_state(file: Path) -> dict[str, Any]:
    """What `keep_state` wrote.

    Raises:
        InputError: It is not there, or broken.
    """
    try:
        # Only tensors and plain values are read: a checkpoint can't run code.
        return dict(torch.load(file, map_location="cpu", weights_only=True))
    except (OSError, RuntimeError, UnpicklingError) as error:
        raise InputError(f"{file} can't be resumed: {error}.", next_step="Start anew without --resume.") from error
