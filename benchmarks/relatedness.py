"""Precision of the first five related articles, beside dense-only and BM25 more-like-this, in one run.

    python -m benchmarks.relatedness            about 3 minutes on 2 cores

Needs ../shared/corpus/cctv-*.jsonl.xz beside the repository. The labels are those of related_labels.py: items of 2022 to
2024 are what MEANING, VARIETY and FRESHNESS were tuned on, those of 2025 and 2026 what is reported. Two runs of each: with
titles, and by bodies alone, as the labels come from titles.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.related_labels import Labelled, labelled, read_items
from indexer.core.arrays import Matrix
from indexer.core.article import Article
from indexer.embed.embedder import Embedder
from indexer.embed.load import load_embedder
from indexer.index.bm25_builder import TermsBuilder
from indexer.index.near_duplicates import find_near_duplicates
from indexer.related.compute import ArchiveView, build_related
from indexer.settings import IndexerSettings
from indexer.text.analyzer import passage_text
from indexer.text.chunker import Chunker
from service.related.rules import is_worth
from service.search.unrelated_pairs import EXPECTED

CORPUS = Path(__file__).resolve().parents[1].parent / "shared" / "corpus"
FIRST = 5
SIZE = 760
_BODY = 1200
"""Characters of a body that are read, so that the run stays short."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """One half of the labelled set with its vectors."""

    half: Labelled
    chunks: Matrix
    owners: np.ndarray
    titles: Matrix

    @classmethod
    def of(cls, half: Labelled, embedder: Embedder) -> "Embedded":
        """Embeds titles and chunks as a build does."""
        chunker = Chunker(embedder.count_tokens, max_tokens=128)
        texts, owners = [], []
        for place, item in enumerate(half.items):
            for chunk in chunker.chunk(Article(id=item.id, title=item.title, body=item.body[:_BODY])):
                texts.append(chunk.text)
                owners.append(place)
        titles = embedder.embed_passages([item.title for item in half.items])
        return cls(half, embedder.embed_passages(texts), np.array(owners), titles)

    def view(self, *, titles: bool) -> ArchiveView:
        """The archive as lists are computed from it."""
        texts = [(item.title if titles else "", item.body[:_BODY]) for item in self.half.items]
        terms = TermsBuilder()
        for title, body in texts:
            terms.add(passage_text(title, body), language="zh")
        articles = [Article(id=item.id, title=item.title, body=item.body) for item in self.half.items]
        read = [Article(id="", title=title, body=body, language="zh") for title, body in texts]
        built = terms.build()
        return ArchiveView(
            ids=[item.id for item in self.half.items],
            vectors=self._vectors(titles=titles),
            stories=find_near_duplicates(articles).story.astype(np.int64),
            published_at=[item.published_at for item in self.half.items],
            terms=lambda: built,
            articles=lambda: read,
        )

    def _vectors(self, *, titles: bool) -> Matrix:
        sums = self.titles.copy() if titles else np.zeros_like(self.titles)
        np.add.at(sums, self.owners, self.chunks)
        return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True), dtype=np.float32)


def dense_only(view: ArchiveView) -> list[list[int]]:
    """By cosine of article vectors alone."""
    vectors = view.vectors[np.arange(len(view.ids))]
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -9)
    return [[int(each) for each in row] for row in np.argsort(-cosines, axis=1, kind="stable")[:, :10]]


def more_like_this(view: ArchiveView) -> list[list[int]]:
    """By BM25 with the whole article as the question."""
    lists = []
    for place, article in enumerate(view.articles()):
        scores = view.terms().scores(passage_text(article.title, article.body)).copy()
        scores[place] = -9
        lists.append(np.argsort(-scores, kind="stable")[:10].tolist())
    return lists


def related(view: ArchiveView) -> list[list[int]]:
    """As the index is built."""
    table, _ = build_related(view)
    return [[each.number for each in table.of(place)] for place in range(len(view.ids))]


def shown(view: ArchiveView) -> list[list[int]]:
    """As the service shows it: what is worth reading, by a large archive's background."""
    table, _ = build_related(view)
    worth = (
        [each for each in table.of(place) if is_worth(each, EXPECTED, across=False)] for place in range(len(view.ids))
    )
    return [[each.number for each in listed] for listed in worth]


RANKERS = {"dense only": dense_only, "BM25 more-like-this": more_like_this, "Xunwen": related, "Xunwen, shown": shown}


def precision(half: Labelled, lists: list[list[int]]) -> float:
    """Share of the first five that are labelled related, of as many as are listed; every item asked about has at least five."""
    hits = sum(len(half.related[place].intersection(lists[place][:FIRST])) for place in half.related)
    return hits / max(listed(half, lists), 1)


def listed(half: Labelled, lists: list[list[int]]) -> int:
    """Articles among the first five of all items asked about."""
    return sum(len(lists[place][:FIRST]) for place in half.related)


def copies(view: ArchiveView, lists: list[list[int]]) -> int:
    """Same-story articles among all first tens: of the article itself, or twice in one list."""
    total = 0
    for place, listed in enumerate(lists):
        stories = [int(view.stories[each]) for each in (place, *listed[:10])]
        total += len(stories) - len(set(stories))
    return total


def main() -> None:
    """Embeds both halves and prints a table."""
    if not CORPUS.is_dir():
        sys.exit(f"{CORPUS} is not here: this benchmark needs the CCTV corpus.")
    items = read_items(CORPUS)
    halves = {
        "tuned on, 2022-2024": labelled(items, first="2022-01-01", last="2025-01-01", size=SIZE),
        "reported, 2025-2026": labelled(items, first="2025-01-01", last="2027-01-01", size=SIZE),
    }
    embedder = load_embedder(IndexerSettings())
    for name, half in halves.items():
        embedded = Embedded.of(half, embedder)
        for titles in (True, False):
            view = embedded.view(titles=titles)
            read = "titles and bodies" if titles else "bodies alone"
            print(f"{name}: {len(half.items)} items, {len(half.related)} asked about, {read}", flush=True)
            for ranker, rank in RANKERS.items():
                lists = rank(view)
                print(
                    f"  {ranker:20} P@5 {precision(half, lists):.3f} of {listed(half, lists)}   copies in first tens {copies(view, lists)}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
