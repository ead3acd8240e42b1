"""Tells whether a snapshot of version 0.1 holds the vectors of the model that is loaded, though it names it otherwise.

Version 0.1 named the default model by the hash of its weights, and a weight of it was rounded as the CPU's kernel liked
best: the same model had several names. Whether it is the same is told from vectors: some are computed again.
"""

import logging
from collections.abc import Callable, Sequence

import numpy as np

from indexer.arrays import Matrix, Rows
from indexer.embed import Embedder, ModelCard
from indexer.manifest import Manifest
from indexer.settings import BASE_MODEL, DEFAULT_MODEL

_SAMPLE = 16
"""Chunks that are embedded again."""

LEAST_COSINE = 0.996
"""Two ways of computing one model may each be 0.001 off the model (`model/probes.py`), which is 0.004 from each other.

The model with its adapter and without are 0.978 to 0.992 alike, over 178 passages of news.
"""

ReadRows = Callable[[Rows], tuple[Sequence[str], Matrix]]
"""Texts of some rows as they were embedded, and their vectors, shape (rows, dimension)."""

logger = logging.getLogger("xunwen")


def same_model(manifest: Manifest, embedder: Embedder, read_rows: ReadRows) -> bool:
    """Whether a snapshot's vectors are those of an embedder's model.

    Args:
        manifest: The snapshot's.
        embedder: The model that is loaded.
        read_rows: Reads the snapshot; called for a snapshot of version 0.1 alone.
    """
    if manifest.model.fingerprint == embedder.card.fingerprint:
        return True
    if not _may_be_the_same(manifest, embedder.card):
        return False
    rows = np.unique(np.linspace(0, manifest.chunks - 1, _SAMPLE).astype(np.int64))
    texts, stored = read_rows(rows)
    computed = embedder.embed_passages(texts)
    cosines = np.sum(computed * stored, axis=1) / np.linalg.norm(stored, axis=1)
    same = bool(np.min(cosines) >= LEAST_COSINE)
    logger.info(
        "Snapshot %s names its model as version 0.1 did; %d of its vectors computed again %s (least cosine %.4f).",
        manifest.name, len(rows), "are the same" if same else "differ", float(np.min(cosines)),
    )  # fmt: skip
    return same


def _may_be_the_same(manifest: Manifest, card: ModelCard) -> bool:
    """Whether nothing but the fingerprint, made as version 0.1 made it, tells two models apart."""
    made_by = manifest.model
    told = (made_by.name, made_by.dimension, made_by.max_tokens, made_by.query_prefix, made_by.passage_prefix)
    here = (card.name, card.dimension, card.max_tokens, card.query_prefix, card.passage_prefix)
    return (
        manifest.xunwen.startswith("0.1.")
        and manifest.chunks > 0
        and made_by.name in {DEFAULT_MODEL, BASE_MODEL}
        and told == here
    )
