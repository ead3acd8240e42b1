"""Tiny real models and caches of their own, so that every path of the preparation runs in seconds."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer, pre_tokenizers
from tokenizers.models import WordLevel

from indexer.settings import IndexerSettings

TEXTS = (
    "退役军人捐款三万多元",
    "天气很好，适合出游",
    "How much was donated?",
    "雨",
    "渡口的灯还亮着。" * 40,
    "柳河镇的志愿者周末清理了河道",
)

MakeSettings = Callable[..., IndexerSettings]


@pytest.fixture(scope="session")
def static_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bag of words: it takes no mask, so that OpenVINO's path can't take it."""
    folder = tmp_path_factory.mktemp("models") / "static"
    (folder / "0_StaticEmbedding").mkdir(parents=True)
    tokenizer = Tokenizer(WordLevel({"[UNK]": 0, "boat": 1, "lamp": 2, "river": 3}, unk_token="[UNK]"))  # noqa: S106
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "0_StaticEmbedding" / "tokenizer.json"))
    weights = np.random.default_rng(5).normal(size=(4, 8)).astype(np.float32)
    save_file({"embedding.weight": weights}, folder / "0_StaticEmbedding" / "model.safetensors")
    modules = [
        {"idx": 0, "name": "0", "path": "0_StaticEmbedding", "type": "sentence_transformers.models.StaticEmbedding"}
    ]
    (folder / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    return folder


@pytest.fixture
def own_cache(tiny_cache: Path, tmp_path: Path) -> Path:
    """A copy of the cache in which the tiny model is prepared, for a test that changes it."""
    return shutil.copytree(tiny_cache, tmp_path / "own-cache")


@pytest.fixture
def settings(tiny_folder: Path, tiny_cache: Path) -> MakeSettings:
    """Settings of the tiny model in the shared cache, but for what a test gives."""

    def make(**given: object) -> IndexerSettings:
        return IndexerSettings.model_validate({"model": str(tiny_folder), "cache_dir": tiny_cache, **given})

    return make
