"""A passage as frameworks keep it: its text, and what it is to be cited by."""

from typing import Any

from service.results import Hit


def metadata(hit: Hit) -> dict[str, Any]:
    """What a passage is cited by; `start` and `end` are characters of its article's body."""
    article = hit.article
    return {
        "article_id": article.id,
        "title": article.title,
        "url": article.url,
        "source": article.source,
        "author": article.author,
        "published_at": article.published_at,
        "language": article.language,
        "start": hit.chunk.start,
        "end": hit.chunk.end,
        "rank": hit.rank,
        "score": hit.score,
    }
