"""Small archives cut out of a large one: what an answer looks like among six articles is not learnt among a thousand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from indexer.core.process import Silent
from indexer.embed.embedder import Embedder
from indexer.index.snapshot import open_snapshot
from service.evaluate.corpus import Corpus
from service.evaluate.indexes import kept_index
from service.evaluate.split import sample_key


@dataclass(frozen=True, slots=True)
class SmallArchive:
    """Some articles with an index of their own."""

    articles: frozenset[str]
    index: Path


def small_archives(
    articles: Sequence[str],
    size: int,
    corpus: Corpus,
    index: Path,
    *,
    work: Path,
    embedder: Embedder,
    chunk_tokens: int,
) -> Iterator[SmallArchive]:
    """Archives of so many articles that hold each of some once, those that are alike together, as an archive has one subject.

    Args:
        articles: Ids of those to be asked about.
        size: Articles of an archive; the last one may have fewer.
        corpus: All articles.
        index: Of the corpus.
        work: Where the indexes are kept.
        embedder: Embeds what no earlier build embedded.
        chunk_tokens: Longest chunk in the model's tokens.
    """
    for together in _alike(articles, size, index):
        part = replace(corpus, ids=together)
        place = work / f"archive-of-{size}" / min(together)
        yield SmallArchive(
            together,
            kept_index(place, part, embedder, work=work, chunk_tokens=chunk_tokens, progress=Silent()),
        )


def _alike(articles: Sequence[str], size: int, index: Path) -> Iterator[frozenset[str]]:
    """Groups of so many articles: one that is left, and those that are nearest to it by their vectors."""
    snapshot = open_snapshot(index)
    vectors = snapshot.article_vectors.rows(np.arange(len(snapshot.article_vectors), dtype=np.int64))
    number = snapshot.facts.numbers
    left = sorted(articles, key=sample_key)
    while left:
        near = vectors[[number[each] for each in left]] @ vectors[number[left[0]]]
        places = set(np.argsort(-near, kind="stable")[:size].tolist())
        yield frozenset(left[place] for place in places)
        left = [each for place, each in enumerate(left) if place not in places]
