"""Processors that add in other orders give the same stored vectors in 64 bits, and other ones in 32."""

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from indexer.embed.load import load_embedder
from indexer.settings import IndexerSettings
from tests.processors import OTHER_PROCESSOR
from tests.tiny_model import make_tiny_model

pytestmark = pytest.mark.slow

TEXTS = [f"第{number}号短讯：全村共捐款{number * 7919}元，口罩{number}个。" for number in range(200)]


def embedded(model: Path, cache: Path) -> dict[str, list[str]]:
    """For each kind of arithmetic the vectors' hash, and that of what is stored of them; and what torch takes the processor for."""
    import torch

    told = {"capability": [torch.backends.cpu.get_cpu_capability()]}
    for backend in ("sentence-transformers", "float64"):
        settings = {"model": str(model), "backend": backend, "cache_dir": cache, "threads": 1}
        embedder = load_embedder(IndexerSettings.model_validate(settings))
        vectors = embedder.embed_passages(TEXTS)
        stored = vectors.astype(np.float16)
        told[embedder.backend] = [sha256(each.tobytes()).hexdigest() for each in (vectors, stored)]
    return told


def test_other_processors_store_the_same_in_64_bits(tmp_path: Path) -> None:
    model = make_tiny_model(tmp_path / "model")
    here = embedded(model, tmp_path / "cache")
    done = subprocess.run(
        [sys.executable, "-m", "tests.embed.test_float64", str(model), str(tmp_path / "cache")],
        env={**os.environ, **OTHER_PROCESSOR},
        stdout=subprocess.PIPE,
        check=True,
    )
    there = json.loads(done.stdout)
    if here["capability"] == there["capability"]:
        pytest.skip("torch knows one kind of arithmetic on this processor")
    assert here["sentence-transformers float32"][0] != there["sentence-transformers float32"][0]
    assert here["sentence-transformers float64"][1] == there["sentence-transformers float64"][1]


if __name__ == "__main__":
    print(json.dumps(embedded(*map(Path, sys.argv[1:]))))  # noqa: T201 - how it talks
