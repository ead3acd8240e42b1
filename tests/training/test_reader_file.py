"""The file of a reader: what is written comes back, over the same base model only."""

from pathlib import Path

import numpy as np
import pytest
import torch

from indexer.errors import ModelError
from tests.tiny_model import make_tiny_model
from training.base_model import BaseModel
from training.deliver import open_trained
from training.reader import HEADS, new_reader
from training.reader_file import ReaderFacts, Weights, read_facts, read_reader, write_reader

_FACTS = ReaderFacts("tiny", "f" * 64, 1, 192, {"steps": 3})


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
        read_facts(tmp_path / "r.safetensors")


def test_a_failed_training_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="not finite"):
        write_reader(tmp_path / "r.safetensors", {"heads.x": np.array([[np.nan]], np.float32)}, {}, _FACTS)
    assert list(tmp_path.iterdir()) == []


def test_an_opened_reader_gives_the_outputs_of_the_one_that_was_written(base: BaseModel, tmp_path: Path) -> None:
    reader = new_reader(base.folder, seed=1, trained_layers=1)
    before = {name: weights for name, weights in reader.numbers().items() if not name.startswith(HEADS)}
    with torch.no_grad():
        for weight in reader.trained().values():
            weight.add_(torch.randn(weight.shape, generator=torch.Generator().manual_seed(3)), alpha=0.01)
    write_reader(tmp_path / "r.safetensors", reader.numbers(), before, _FACTS)
    opened, facts = open_trained(tmp_path / "r.safetensors", base)
    assert facts == _FACTS
    ids = torch.tensor([[2, 9, 3, 3, 11, 12, 3]])
    allowed = torch.ones_like(ids, dtype=torch.bool)
    with torch.no_grad():
        one, other = (each.eval()(ids, torch.ones_like(ids), allowed) for each in (reader, opened))
    torch.testing.assert_close(other.start, one.start, atol=5e-3, rtol=0)
    torch.testing.assert_close(other.rank, one.rank, atol=5e-3, rtol=0)


def test_only_the_upper_layers_and_heads_are_trained(base: BaseModel) -> None:
    names = set(new_reader(base.folder, seed=0, trained_layers=1).trained())
    assert {name.split(".")[0] for name in names} == {"encoder", "heads"}
    assert all(name.startswith(("encoder.layer.1.", "heads.")) for name in names)


def test_the_same_seed_gives_the_same_heads(tmp_path: Path) -> None:
    folder = make_tiny_model(tmp_path / "tiny")
    one, other = (new_reader(folder, seed=5).numbers()["heads.span.weight"] for _ in range(2))
    np.testing.assert_array_equal(one, other)
