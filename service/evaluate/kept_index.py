"""Indexes of sets' own corpora: built once by the real build, and again only when they would come out different."""

import hashlib
from pathlib import Path

from indexer.build import build_index
from indexer.building.plan import BuildPlan
from indexer.embed import Embedder
from indexer.embed_cache import EmbeddingCache
from indexer.progress import Progress
from indexer.snapshot import POINTER
from service.evaluate.corpus import Corpus
from service.evaluate.embedders import CachedPassages
from service.evaluate.source import source_sha256

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
