"""Embeddings that were paid for once: a cache that outlives snapshots and interrupted builds.

Vectors are kept as float16, as the snapshot keeps them, so that a rebuilt snapshot equals the one built first.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

import numpy as np

from indexer.arrays import Matrix
from indexer.embed import Embedder

_SCHEMA = """
CREATE TABLE IF NOT EXISTS embeddings (
    model TEXT NOT NULL, text TEXT NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (model, text)
) STRICT, WITHOUT ROWID
"""
_LOOKUP = 500
"""Keys in one query: well under SQLite's limit on parameters."""

_BATCH = 512
"""Texts embedded between two commits: a killed build loses at most this much work."""


class EmbeddingCache:
    """Vectors of texts by (model fingerprint, sha256 of the text embedded)."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.execute(_SCHEMA)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def find(self, model: str, keys: Sequence[str]) -> dict[str, np.ndarray]:
        """Vectors of those keys that are there, as float16."""
        found: dict[str, np.ndarray] = {}
        for start in range(0, len(keys), _LOOKUP):
            part = keys[start : start + _LOOKUP]
            marks = ",".join("?" * len(part))
            rows = self._connection.execute(
                f"SELECT text, vector FROM embeddings WHERE model = ? AND text IN ({marks})",  # noqa: S608 - marks only
                (model, *part),
            )
            found |= {key: np.frombuffer(vector, dtype=np.float16) for key, vector in rows}
        return found

    def store(self, model: str, vectors: dict[str, np.ndarray]) -> None:
        """Keeps vectors for good: committed when this returns."""
        self._connection.execute("BEGIN")
        self._connection.executemany(
            "INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?)",
            ((model, key, vector.tobytes()) for key, vector in vectors.items()),
        )
        self._connection.execute("COMMIT")


def embed_cached(
    texts: Sequence[str], embedder: Embedder, cache: EmbeddingCache, *, on_embedded: Callable[[int, int], None]
) -> Matrix:
    """Vectors of passages, shape (texts, dimension), rounded to float16; only texts not in the cache are embedded.

    Args:
        texts: Passages as they are embedded, without prefix.
        embedder: Embeds what is missing; its model is part of the key.
        cache: Where vectors are looked up and kept.
        on_embedded: Told (texts done, of them taken from the cache) as the work goes on.
    """
    model = embedder.card.fingerprint
    keys = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() for text in texts]
    vectors = cache.find(model, list(dict.fromkeys(keys)))
    reused = sum(key in vectors for key in keys)
    on_embedded(reused, reused)

    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in vectors}
    waiting = list(missing)
    repeats = len(texts) - reused - len(waiting)
    for start in range(0, len(waiting), _BATCH):
        part = waiting[start : start + _BATCH]
        made = embedder.embed_passages([missing[key] for key in part]).astype(np.float16)
        fresh = dict(zip(part, made, strict=True))
        cache.store(model, fresh)
        vectors |= fresh
        on_embedded(len(part), 0)
    on_embedded(repeats, repeats)
    return np.stack([vectors[key] for key in keys]).astype(np.float32)
