"""Gives back the disk that an index's embedding cache takes for nothing."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from indexer.core.errors import BrokenSnapshotError, NoSnapshotError, StorageError
from indexer.embed.cache import EmbeddingCache
from indexer.index.locks import build_lock
from indexer.index.snapshot import manifest_of, snapshot_names, snapshots_folder
from indexer.pipeline.build import CACHE


@dataclass(frozen=True, slots=True)
class Vacuumed:
    """What became of a cache."""

    forgotten: int
    kept: int
    bytes_before: int
    bytes_after: int


def vacuum(index_dir: Path, *, limit: int) -> Vacuumed:
    """Drops embeddings of models that made no kept snapshot, then the longest unused over a limit, and shrinks the file.

    Args:
        index_dir: Folder of the index.
        limit: Bytes that the cache may take.

    Raises:
        IndexBusyError: A build is under way.
        NoSnapshotError: There is no cache here.
        StorageError: The cache can't be written, or there is no room for its copy.
    """
    file = index_dir / CACHE
    if not file.is_file():
        raise NoSnapshotError(f"There is no embedding cache in {index_dir}.", next_step="Check --index.")
    before = file.stat().st_size
    try:
        with build_lock(index_dir, "vacuum"), EmbeddingCache(file) as cache:
            models = _models(index_dir)
            forgotten = (cache.keep_models(models) if models else 0) + cache.trim(limit)
            cache.vacuum()
            return Vacuumed(forgotten, len(cache), before, file.stat().st_size)
    except sqlite3.Error as error:
        raise StorageError(
            f"{file} can't be made small: {error}.", next_step="It needs free space of its own size; or delete it."
        ) from error


def _models(index_dir: Path) -> set[str]:
    """Fingerprints of the models that made the snapshots kept."""
    models = set()
    for name in snapshot_names(index_dir):
        try:
            models.add(manifest_of(snapshots_folder(index_dir) / name).model.fingerprint)
        except BrokenSnapshotError:
            continue  # of an older format: it says nothing of what builds will need
    return models
