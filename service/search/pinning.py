"""Searches in which what editors pinned for a query stands first."""

from dataclasses import replace

from service.results import Filters, GroupBy, Hit, Mode, SearchResult
from service.search.searcher import Searcher


def search_pinned(
    searcher: Searcher, query: str, *, limit: int, offset: int, mode: Mode, filters: Filters, group_by: GroupBy
) -> SearchResult:
    """Ranked hits, those of pinned articles first, each by its best chunk; filters hold for them too.

    Args:
        searcher: Over a snapshot, with what is in force for it.
        query: As `Searcher.search` takes it, like all that follows.
        limit: How many hits at most.
        offset: How many of the first hits to leave out.
        mode: Which legs take part.
        filters: Which articles may be returned.
        group_by: What a hit stands for.

    Raises:
        QueryError: The question has no words, or a filter makes no sense.
    """
    pinned = searcher.curated.pinned(query)
    told = tuple(f"pinned for {pattern}: {', '.join(ids)}" for pattern, ids in pinned)
    if count := len(searcher.curated.hidden):
        told += (f"hidden: {count} {'article' if count == 1 else 'articles'}",)
    if not pinned:
        found = searcher.search(query, limit=limit, offset=offset, mode=mode, filters=filters, group_by=group_by)
        return replace(found, curated=told) if told else found
    ids = tuple(dict.fromkeys(each for _, named in pinned for each in named))
    first = _pinned_hits(searcher, query, ids, mode, filters)
    shown = first[offset : offset + limit]
    others = Filters(not_article_ids=tuple(hit.article.id for hit in first), also=filters)
    found = searcher.search(
        query,
        limit=max(limit - len(shown), 1),
        offset=max(offset - len(first), 0),
        mode=mode,
        filters=others,
        group_by=group_by,
    )
    rest = [replace(hit, rank=hit.rank + len(first)) for hit in found.hits][: limit - len(shown)]
    return replace(found, hits=(*shown, *rest), curated=told)


def _pinned_hits(searcher: Searcher, query: str, ids: tuple[str, ...], mode: Mode, filters: Filters) -> list[Hit]:
    """The best chunk of each pinned article that passes the filters, in the order of the articles."""
    how = Mode.DENSE if mode is Mode.DENSE else Mode.HYBRID
    only = Filters(article_ids=ids, also=filters)
    found = searcher.search(query, limit=len(ids), mode=how, filters=only, group_by="article")
    by_article = {hit.article.id: hit for hit in found.hits}
    kept = [by_article[each] for each in ids if each in by_article]
    return [replace(hit, rank=rank, pinned=True, weak=False) for rank, hit in enumerate(kept, start=1)]
