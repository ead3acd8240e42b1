"""One question of an index that is opened for it; for more than one, open an `Index` and ask that."""

from collections.abc import Sequence
from pathlib import Path

from service.api.index import Index, ModeName
from service.conversation.turn import Turn
from service.related.page import DEFAULT_LIMIT, RelatedPage
from service.results import NO_FILTERS, AskResult, Filters, Mode, SearchResult


def search(
    query: str,
    index_dir: str | Path = "data/index",
    *,
    limit: int = 10,
    mode: ModeName = None,
    filters: Filters = NO_FILTERS,
) -> SearchResult:
    """Ranks passages for a question: `Index.search` of an index that is opened for it."""
    with Index.open(index_dir, mode=mode) as index:
        return index.search(query, limit=limit, filters=filters)


def ask(
    question: str,
    index_dir: str | Path = "data/index",
    *,
    limit: int = 3,
    mode: ModeName = None,
    filters: Filters = NO_FILTERS,
    history: Sequence[Turn | str] = (),
) -> AskResult:
    """Answers a question: `Index.ask` of an index that is opened for it."""
    with Index.open(index_dir, mode=mode) as index:
        return index.ask(question, limit=limit, filters=filters, history=history)


def related(
    article_id: str, index_dir: str | Path = "data/index", *, limit: int = DEFAULT_LIMIT, page: int = 1
) -> RelatedPage:
    """Lists what to read next to an article: `Index.related` of an index that is opened for it; no model is loaded."""
    with Index.open(index_dir, mode=Mode.LEXICAL) as index:
        return index.related(article_id, limit=limit, page=page)
