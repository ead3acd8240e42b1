"""The trained network: what of it is trained, and that it is the same again out of its file."""

from pathlib import Path

import numpy as np
import torch

from indexer.model.reader_file import HEADS, ReaderFacts, write_reader
from tests.tiny_model import make_tiny_model
from training.base_model import BaseModel
from training.deliver import open_trained
from training.reader import new_reader

_FACTS = ReaderFacts("tiny", "f" * 64, 1, 192, 24, {"steps": 3})


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
