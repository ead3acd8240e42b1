"""The cache keeps what was paid for, dates its use, forgets the longest unused, and gives the disk back."""

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from indexer.core.errors import NoSnapshotError
from indexer.embed.cache import EmbeddingCache
from indexer.pipeline.build import CACHE
from indexer.pipeline.context import BuildPlan
from indexer.pipeline.vacuum import vacuum
from tests.archives import build
from tests.doubles import TermEmbedder


def _vectors(*keys: str) -> dict[str, np.ndarray]:
    return {key: np.full(384, number, dtype=np.float16) for number, key in enumerate(keys, start=1)}


def many(count: int, prefix: str = "k") -> dict[str, np.ndarray]:
    return _vectors(*(f"{prefix}{number:04}" for number in range(count)))


def test_what_is_stored_is_found_by_its_model_only(tmp_path: Path) -> None:
    with EmbeddingCache(tmp_path / CACHE) as cache:
        cache.store("m1", _vectors("a", "b"))
        found = cache.find("m1", ["b", "c"])
        assert list(found) == ["b"]
        assert found["b"].tolist() == [2.0] * 384
        assert cache.find("m2", ["a", "b"]) == {}


def test_the_longest_unused_are_forgotten_first(tmp_path: Path) -> None:
    """Stored on day 1 and one of them used on day 3, when 100 more came: half of the 200 are to go."""
    file = tmp_path / CACHE
    with EmbeddingCache(file, today=1) as cache:
        cache.store("m", many(100, "old"))
    with EmbeddingCache(file, today=3) as cache:
        cache.find("m", ["old0007"])
        cache.store("m", many(100, "new"))
        assert cache.trim(cache.bytes) == 0
        limit = round(cache.bytes / 2)
        forgotten = cache.trim(limit)
        assert cache.bytes <= limit
        assert 100 < forgotten < 150
        kept = set(cache.find("m", [*many(100, "old"), *many(100, "new")]))
        assert len(kept) == 200 - forgotten
        assert "old0007" in kept
        assert kept - {"old0007"} <= set(many(100, "new"))


def test_vacuum_gives_the_disk_back(tmp_path: Path) -> None:
    file = tmp_path / CACHE
    with EmbeddingCache(file) as cache:
        cache.store("m", many(500))
        cache.trim(100_000)
        assert cache.bytes <= 100_000
        cache.vacuum()
        assert file.stat().st_size == cache.bytes
        assert len(cache.find("m", list(many(500)))) == len(cache)


def test_a_cache_of_version_0_1_goes_on_being_used(tmp_path: Path) -> None:
    file = tmp_path / CACHE
    connection = sqlite3.connect(file)
    connection.execute(
        "CREATE TABLE embeddings (model TEXT NOT NULL, text TEXT NOT NULL, vector BLOB NOT NULL, "
        "PRIMARY KEY (model, text)) STRICT, WITHOUT ROWID"
    )
    connection.execute("INSERT INTO embeddings VALUES ('m', 'a', ?)", (_vectors("a")["a"].tobytes(),))
    connection.commit()
    connection.close()
    with EmbeddingCache(file) as cache:
        assert cache.find("m", ["a"])["a"].tolist() == [1.0] * 384


def test_a_build_cuts_its_cache_back_to_the_limit(tmp_path: Path) -> None:
    build(tmp_path, TermEmbedder(), plan=BuildPlan(cache_bytes=0))
    with EmbeddingCache(tmp_path / CACHE) as cache:
        assert len(cache) == 0


def test_the_vacuum_command_forgets_models_that_made_no_kept_snapshot(tmp_path: Path) -> None:
    build(tmp_path, TermEmbedder())
    with EmbeddingCache(tmp_path / CACHE) as cache:
        kept = len(cache)
        cache.store("another model", many(300))
    done = vacuum(tmp_path, limit=1 << 30)
    assert (done.forgotten, done.kept) == (300, kept)
    assert done.bytes_after < done.bytes_before


def test_an_index_without_a_cache_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoSnapshotError, match="no embedding cache"):
        vacuum(tmp_path, limit=1)
