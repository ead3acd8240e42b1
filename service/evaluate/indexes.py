"""Indexes of sets' own corpora: built once by the real build, and embedded once across indexes and modes."""

import hashlib
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np

from indexer.core.arrays import Matrix
from indexer.core.process import Progress
from indexer.distributed.local import LocalWorkers
from indexer.embed.cache import EmbeddingCache, embed_once
from indexer.embed.embedder import Embedder, WrappedEmbedder
from indexer.index.snapshot import POINTER
from indexer.pipeline.build import build_index
from indexer.pipeline.context import BuildPlan
from service.evaluate.corpus import Corpus


def source_sha256(package: str) -> str:
    """Over the Python files of an installed package, names and content."""
    digest = hashlib.sha256()
    folder = Path(str(files(package)))
    for file in sorted(folder.rglob("*.py")):
        digest.update(f"{file.relative_to(folder)}\n".encode() + file.read_bytes())
    return digest.hexdigest()


_BATCH = 64


class CachedPassages(WrappedEmbedder):
    """Passages come from a cache that several indexes share; everything else is the embedder's."""

    def __init__(self, embedder: Embedder, cache: EmbeddingCache) -> None:
        super().__init__(embedder)
        self._cache = cache

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """As the embedder, rounded to float16, as every snapshot keeps them."""
        return next(embed_once([texts], LocalWorkers(self._embedder).embed, self._embedder.card, self._cache))


class KnownQuestions(WrappedEmbedder):
    """Questions were embedded before, in batches; one that was not goes to the embedder."""

    def __init__(self, embedder: Embedder, questions: Sequence[str], *, on_embedded: Callable[[int], None]) -> None:
        super().__init__(embedder)
        self._vectors: dict[str, Matrix] = {}
        # By length, so that a batch holds little padding.
        waiting = sorted(set(questions), key=lambda text: (len(text), text))
        for start in range(0, len(waiting), _BATCH):
            batch = waiting[start : start + _BATCH]
            self._vectors |= dict(zip(batch, embedder.embed_queries(batch), strict=True))
            on_embedded(len(batch))

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        """Vectors known, or as the embedder."""
        if all(text in self._vectors for text in texts):
            return np.stack([self._vectors[text] for text in texts])
        return self._embedder.embed_queries(texts)


_MADE_OF = "made-of"
_EMBEDDINGS = "embeddings.sqlite"


def kept_index(
    place: Path, corpus: Corpus, embedder: Embedder, *, work: Path, chunk_tokens: int, progress: Progress
) -> Path:
    """The folder of the index of a set's corpus.

    It is built again when the corpus, the model, the chunks' length or the indexer's own code has changed: figures
    of an index that today's code would not build would hide what a change did. Embeddings are shared by all sets.

    Args:
        place: The set's folder; its name and a hash of its path name the index.
        corpus: What to index.
        embedder: Embeds what no earlier build embedded.
        work: Where indexes are kept.
        chunk_tokens: Longest chunk in the model's tokens.
        progress: Told of the build.

    Raises:
        InputError: The corpus gives no article, or not all that it names.
        IndexBusyError: Another process builds this index.
    """
    index_dir = work / f"{place.name}-{hashlib.sha256(str(place).encode()).hexdigest()[:8]}"
    made_of = " ".join([corpus.sha256(), embedder.card.fingerprint, str(chunk_tokens), source_sha256("indexer")])
    record = index_dir / _MADE_OF
    if (index_dir / POINTER).is_file() and record.is_file() and record.read_text(encoding="utf-8") == made_of:
        return index_dir
    index_dir.mkdir(parents=True, exist_ok=True)
    record.unlink(missing_ok=True)
    with EmbeddingCache(work / _EMBEDDINGS) as cache:
        build_index(
            corpus.pages,
            index_dir,
            CachedPassages(embedder, cache),
            chunk_tokens=chunk_tokens,
            progress=progress,
            total_bytes=None if corpus.ids else corpus.bytes,
            plan=BuildPlan(prune=True, force=True),
        )
    record.write_text(made_of, encoding="utf-8")
    return index_dir
