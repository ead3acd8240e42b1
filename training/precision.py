"""Which numbers to compute in: bfloat16 where the device has it and is faster with it, else float32."""

import time
from collections.abc import Callable
from enum import StrEnum

import torch


class Precision(StrEnum):
    """A type, or whichever is found to be faster."""

    AUTO = "auto"
    FLOAT32 = "float32"
    BFLOAT16 = "bfloat16"


def autocast(precision: Precision, device: torch.device) -> torch.autocast:
    """A context in which matrices are multiplied in that type."""
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=precision is Precision.BFLOAT16)


def faster(device: torch.device, step: Callable[[Precision], None]) -> Precision:
    """The type in which a step takes less time; on a CPU that depends on its age and on who else is at work.

    Args:
        device: Where the step runs.
        step: Does all of a training step but the change of weights.
    """
    if device.type == "cuda":
        return Precision.BFLOAT16 if torch.cuda.is_bf16_supported() else Precision.FLOAT32
    times = {precision: _least_seconds(step, precision) for precision in (Precision.FLOAT32, Precision.BFLOAT16)}
    return min(times, key=times.__getitem__)


def _least_seconds(step: Callable[[Precision], None], precision: Precision) -> float:
    """Of three runs, after one that is not counted."""
    step(precision)
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        step(precision)
        seconds.append(time.perf_counter() - start)
    return min(seconds)
