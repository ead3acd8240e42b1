"""One adapter out of several runs: the mean of what they moved, or a part of it.

What runs over different questions have in common is what helps, and what each happened upon is averaged away (Wortsman et
al. 2022, "Model soups"); a part of the movement keeps more of what the base model could do. Figures: docs/training.md.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from indexer.core.errors import InputError
from indexer.embed.adapter import read_adapter, write_adapter


def mean_adapter(files: Sequence[Path], out: Path, *, share: float) -> None:
    """Writes the mean of adapters' movements times a share, at the largest of their ranks.

    Args:
        files: Adapters of one base model, at least one.
        out: Where to write.
        share: How much of the mean to keep, 0 to 1.

    Raises:
        ModelError: A file is no adapter.
        InputError: They move different weights.
    """
    adapters = [read_adapter(file) for file in files]
    shapes = [{name: each.shape for name, each in adapter.moved.items()} for adapter in adapters]
    for file, own in zip(files, shapes, strict=True):
        if own != shapes[0]:
            raise InputError(f"{file} moves other weights than {files[0]}.", next_step="Name adapters of one model.")
    moved = {
        name: np.asarray(share * np.mean([adapter.moved[name] for adapter in adapters], axis=0), np.float32)
        for name in shapes[0]
    }
    told = {"share": share, "mean_of": [adapter.training for adapter in adapters]}
    write_adapter(out, moved, rank=max(adapter.rank for adapter in adapters), training=told)
