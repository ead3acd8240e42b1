"""The mean of adapters, in written-out arithmetic."""

from pathlib import Path

import numpy as np
import pytest

from indexer.core.errors import InputError
from indexer.embed.adapter import read_adapter, write_adapter
from training.fit.adapter import mean_adapter


def _written(file: Path, numbers: list[list[float]], *, rank: int = 2) -> Path:
    write_adapter(file, {"layer.weight": np.array(numbers, np.float32)}, rank=rank, training={"seed": file.stem})
    return file


def test_a_share_of_the_mean_of_what_they_moved(tmp_path: Path) -> None:
    """Half of the mean of diag(1, 2) and diag(3, 0) is diag(1, 0.5); the file tells of both."""
    files = [
        _written(tmp_path / "a.safetensors", [[1, 0], [0, 2]]),
        _written(tmp_path / "b.safetensors", [[3, 0], [0, 0]], rank=1),
    ]
    mean_adapter(files, tmp_path / "mean.safetensors", share=0.5)
    made = read_adapter(tmp_path / "mean.safetensors")
    np.testing.assert_allclose(made.moved["layer.weight"], [[1, 0], [0, 0.5]], atol=2e-3)
    assert made.rank == 2
    assert made.training == {"share": 0.5, "mean_of": [{"seed": "a"}, {"seed": "b"}]}


def test_adapters_of_different_models_have_no_mean(tmp_path: Path) -> None:
    files = [
        _written(tmp_path / "a.safetensors", [[1, 0], [0, 2]]),
        _written(tmp_path / "b.safetensors", [[3, 0, 1], [0, 0, 1]]),
    ]
    with pytest.raises(InputError, match=r"b\.safetensors moves other weights than .*a\.safetensors"):
        mean_adapter(files, tmp_path / "mean.safetensors", share=1)
