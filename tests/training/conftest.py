"""A tiny encoder and a small shared folder, made once."""

from pathlib import Path

import pytest

from indexer.rerank.pairs import PairEncoder
from tests.tiny_model import make_tiny_model
from tests.training.small_sets import write_shared
from training.fit.reader import BaseModel


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> BaseModel:
    """Two layers of random weights."""
    return BaseModel("tiny", make_tiny_model(tmp_path_factory.mktemp("base") / "tiny"), "f" * 64)


@pytest.fixture(scope="session")
def encoder(base: BaseModel) -> PairEncoder:
    """One token for each character, so that spans can be told by counting."""
    return PairEncoder.read(base.folder)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sets and an archive."""
    return write_shared(tmp_path_factory.mktemp("shared"))
