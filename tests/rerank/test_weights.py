"""The file of a reader: what is written comes back, over the same base model only."""

from pathlib import Path

import numpy as np
import pytest

from indexer.core.errors import ModelError
from indexer.rerank.weights import ReaderFacts, Weights, read_reader, read_reader_facts, write_reader

_FACTS = ReaderFacts("tiny", "f" * 64, 1, 192, 24, {"steps": 3})


def test_weights_come_back_within_half_a_step(tmp_path: Path) -> None:
    """A row that moved by at most 1.27 is kept in steps of 0.01; one that did not move comes back exactly."""
    base: Weights = {"layer.weight": np.array([[1, 2], [3, 4]], np.float32), "layer.bias": np.zeros(2, np.float32)}
    trained: Weights = {
        "layer.weight": np.array([[2.27, 2.004], [3, 4]], np.float32),
        "layer.bias": np.array([0.1, 0.2], np.float32),
        "heads.span.weight": np.array([[0.5, -0.25]], np.float32),
    }
    write_reader(tmp_path / "r.safetensors", trained, base, _FACTS)
    found = read_reader(tmp_path / "r.safetensors", base, base_fingerprint="f" * 64)
    np.testing.assert_allclose(found["layer.weight"], np.array([[2.27, 2.0], [3, 4]], np.float32), atol=1e-6)
    np.testing.assert_array_equal(found["layer.bias"], trained["layer.bias"])
    np.testing.assert_array_equal(found["heads.span.weight"], [[0.5, -0.25]])


def test_another_base_model_is_refused_by_name(tmp_path: Path) -> None:
    write_reader(tmp_path / "r.safetensors", {"heads.x": np.ones((1, 1), np.float32)}, {}, _FACTS)
    with pytest.raises(ModelError, match=r"was trained on tiny .f{12}., but the base model here is eeee"):
        read_reader(tmp_path / "r.safetensors", {}, base_fingerprint="e" * 64)


def test_what_is_no_reader_says_how_to_make_one(tmp_path: Path) -> None:
    (tmp_path / "r.safetensors").write_bytes(b"something else")
    with pytest.raises(ModelError, match=r"is no reader.*python -m training fit"):
        read_reader_facts(tmp_path / "r.safetensors")


def test_a_failed_training_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="not finite"):
        write_reader(tmp_path / "r.safetensors", {"heads.x": np.array([[np.nan]], np.float32)}, {}, _FACTS)
    assert list(tmp_path.iterdir()) == []
