"""The trained network: what of it is trained, and that it is the same again out of its file."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import torch
from safetensors.numpy import load_file, save_file

from indexer.core.errors import ModelError
from indexer.rerank.weights import HEADS, ReaderFacts, read_reader, write_reader
from tests.tiny_model import make_tiny_model
from training.fit.reader import BaseModel, Reader, new_reader
from training.fit.reader_file import between, open_trained, rebase

_FACTS = ReaderFacts("tiny", "f" * 64, 1, 192, 24, {"steps": 3})


def _check_reads_as(reader: Reader, opened: Reader) -> None:
    """Both give the same outputs, to the rounding of the file."""
    ids = torch.tensor([[2, 9, 3, 3, 11, 12, 3]])
    allowed = torch.ones_like(ids, dtype=torch.bool)
    with torch.no_grad():
        one, other = (each.eval()(ids, torch.ones_like(ids), allowed) for each in (reader, opened))
    torch.testing.assert_close(other.start, one.start, atol=5e-3, rtol=0)
    torch.testing.assert_close(other.rank, one.rank, atol=5e-3, rtol=0)


def test_an_opened_reader_gives_the_outputs_of_the_one_that_was_written(base: BaseModel, tmp_path: Path) -> None:
    reader = new_reader(base.folder, seed=1, trained_layers=1)
    before = {name: weights for name, weights in reader.numbers().items() if not name.startswith(HEADS)}
    with torch.no_grad():
        for weight in reader.trained().values():
            weight.add_(torch.randn(weight.shape, generator=torch.Generator().manual_seed(3)), alpha=0.01)
    write_reader(tmp_path / "r.safetensors", reader.numbers(), before, _FACTS)
    opened, facts = open_trained(tmp_path / "r.safetensors", base)
    assert facts == _FACTS
    _check_reads_as(reader, opened)


def test_a_reader_moved_onto_another_base_reads_as_before(base: BaseModel, tmp_path: Path) -> None:
    """The other base has the same lower layer and another upper one; the facts name it, and what it was trained on."""
    reader = new_reader(base.folder, seed=1, trained_layers=1)
    before = {name: weights for name, weights in reader.numbers().items() if not name.startswith(HEADS)}
    write_reader(tmp_path / "r.safetensors", reader.numbers(), before, _FACTS)
    shutil.copytree(base.folder, tmp_path / "other")
    weights = load_file(tmp_path / "other" / "model.safetensors")
    moved = {name: each + 0.05 if ".layer.1." in name else each for name, each in weights.items()}
    save_file(moved, tmp_path / "other" / "model.safetensors", metadata={"format": "pt"})
    onto = BaseModel("other", tmp_path / "other", "e" * 64)
    rebase(tmp_path / "r.safetensors", onto, base, tmp_path / "moved.safetensors")
    opened, facts = open_trained(tmp_path / "moved.safetensors", onto)
    assert (facts.base, facts.base_fingerprint) == ("other", "e" * 64)
    assert facts.training["trained_on"] == f"tiny {'f' * 64}"
    _check_reads_as(reader, opened)


def _written(base: BaseModel, file: Path, *, layers: int, moved_by: float) -> dict[str, npt.NDArray[np.float32]]:
    """A reader all of whose weights moved by as much."""
    numbers = new_reader(base.folder, seed=1, trained_layers=layers).numbers()
    before = {name: weights for name, weights in numbers.items() if not name.startswith(HEADS)}
    facts = replace(_FACTS, trained_layers=layers)
    write_reader(file, {name: each + np.float32(moved_by) for name, each in numbers.items()}, before, facts)
    return numbers


def test_a_reader_between_two_has_moved_in_part_and_deeper_layers_by_their_own_part(
    base: BaseModel, tmp_path: Path
) -> None:
    """A quarter of the way from 0.2 to 0.6 is 0.3; in the layer that the first did not train, from 0 to 0.6, it is 0.15."""
    one, other, out = (tmp_path / f"{name}.safetensors" for name in ("one", "other", "out"))
    _written(base, one, layers=1, moved_by=0.2)
    numbers = _written(base, other, layers=2, moved_by=0.6)
    between(one, other, base, out, part=0.25)
    found = read_reader(out, numbers, base_fingerprint=base.fingerprint)
    for name, before in numbers.items():
        expected = 0.15 if name.startswith("encoder.layer.0.") else 0.3
        np.testing.assert_allclose(found[name] - before, expected, atol=2e-3)
    with pytest.raises(ModelError, match="Name the one with fewer first"):
        between(other, one, base, out, part=0.25)


def test_only_the_upper_layers_and_heads_are_trained(base: BaseModel) -> None:
    names = set(new_reader(base.folder, seed=0, trained_layers=1).trained())
    assert {name.split(".")[0] for name in names} == {"encoder", "heads"}
    assert all(name.startswith(("encoder.layer.1.", "heads.")) for name in names)


def test_the_same_seed_gives_the_same_heads(tmp_path: Path) -> None:
    folder = make_tiny_model(tmp_path / "tiny")
    one, other = (new_reader(folder, seed=5).numbers()["heads.span.weight"] for _ in range(2))
    np.testing.assert_array_equal(one, other)
