"""The id of an article: stable under a renamed file and another crawl date.

The first of these that the article has:

1. a record's own `id`, as it is, or "i" + 16 hex digits of its sha256 where it is longer than 200 characters;
2. "u" + 16 hex digits of the sha256 of its canonical URL (`canonical_url`);
3. "t" + 16 hex digits over title, published_at and source, when it has both title and date;
4. "c" + 16 hex digits over title and body.

The parts of 3 and 4 are joined by a NUL, which no field can hold.
"""

import hashlib
import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from indexer.extract.lengths import ID

# What share buttons, feeds and search engines append; none of them chooses the article.
_TRACKING = re.compile(
    r"utm_\w+|spm|from|wfr|for|isappinstalled|scene|share\w*|tt_from|tt_group_id|agt|timestamp|fbclid|gclid|"
    r"_?ga|mc_[ce]id|bd_vid|clicktime|enterid|chksm|srcid|ref|referer|cmpid|yclid"
)


def canonical_url(url: str) -> str:
    """Drop the fragment and tracking parameters, lower the host, and order what is left.

    >>> canonical_url("HTTPS://News.example.cn/a.html?utm_source=x&id=7&from=rss#top")
    'https://news.example.cn/a.html?id=7'
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:  # "http://[" and the like: nothing to tidy
        return url.strip()
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0])]
    kept = (parts.scheme.lower(), parts.netloc.lower(), parts.path, urlencode(sorted(query)), "")
    # Where a fragment goes, blanks before it stand at the end.
    return urlunsplit(kept).strip()


def article_id(*, own: str, url: str, title: str, published_at: str, source: str, body: str) -> str:
    """The id by the rules at the top of this module; `own` is the record's id, or empty."""
    if own:
        return own if len(own) <= ID else _digest("i", own)
    if url:
        return _digest("u", canonical_url(url))
    if title and published_at:
        return _digest("t", title, published_at, source)
    return _digest("c", title, body)


def _digest(kind: str, *parts: str) -> str:
    return kind + hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
