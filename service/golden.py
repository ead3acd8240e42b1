"""Golden questions asked of a snapshot before it is published: the build's gate counts on the real search."""

from collections.abc import Sequence

from indexer.embed import Embedder
from indexer.snapshot import Snapshot
from service.search import Searcher


def find_articles(snapshot: Snapshot, embedder: Embedder, questions: Sequence[str], limit: int) -> list[list[str]]:
    """Ids of the first `limit` articles that each question finds, best first, as `xunwen search --group-by article` ranks."""
    searcher = Searcher.over(snapshot, embedder)
    return [
        [hit.article.id for hit in searcher.search(question, limit=limit, group_by="article", highlight=False).hits]
        for question in questions
    ]
