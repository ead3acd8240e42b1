"""How a build asks golden questions of the snapshot that it is about to publish."""

from collections.abc import Sequence

from indexer.embed.embedder import Embedder
from indexer.index.snapshot import Snapshot
from service.search.local import LocalIndex
from service.search.searcher import Searcher


def find_articles(snapshot: Snapshot, embedder: Embedder, questions: Sequence[str], limit: int) -> list[list[str]]:
    """Ids of the first `limit` articles that each question finds, best first, as `xunwen search --group-by article` ranks."""
    searcher = Searcher.over(LocalIndex(snapshot), embedder)
    return [
        [hit.article.id for hit in searcher.search(question, limit=limit, group_by="article", highlight=False).hits]
        for question in questions
    ]
