"""The id of an article: stable under a renamed file and another crawl date.

The first of these that the article has:

1. a record's own `id`, as it is, or "i" + 16 hex digits of its sha256 where it is longer than 200 characters;
2. "u" + 16 hex digits of the sha256 of its canonical URL (`canonical_url`); where it is a part of what lies there, a page of
   a PDF, "p" + 16 hex digits over the canonical URL and the part;
3. "t" + 16 hex digits over title, published_at and source, when it has both title and date;
4. "c" + 16 hex digits over title and body.

What 2, 3 and 4 are made of is joined by a NUL, which no field can hold.
"""

import hashlib
import re
from contextlib import suppress
from urllib.parse import quote, urlsplit, urlunsplit

from indexer.text.characters import ID

# What share buttons, feeds and search engines append; none of them chooses the article.
_TRACKING = re.compile(
    r"utm_\w+|spm|wfr|isappinstalled|share\w*|tt_from|tt_group_id|agt|(?:fb|g|d|y)clid|msclkid|"
    r"_ga|_gl|mc_[ce]id|bd_vid|clicktime|enterid|chksm|srcid|referer|cmpid"
)
# Names that choose the article elsewhere, with what they say where they only tell how a reader came.
_TRACKING_VALUES = re.compile(
    r"(?:from|ref|source)=(?:rss|feed|timeline|groupmessage|singlemessage|search|share|app|wechat|weixin|weibo|qq|qzone|"
    r"twitter|facebook|baidu|google|home|homepage|index|push)|for=(?:pc|wap|mobile)|scene=\d{1,4}|"
    r"timestamp=\d{10}(?:\d{3})?"
)
ADDRESS_IDS = "u" + "[0-9a-f]" * 16
"""The pattern of ids that were made of an address, for SQL's GLOB."""

_DEFAULT_PORT = re.compile(r":(?:80|443)?$")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_KEPT_IN_PATHS = "%/:@!$&'()*+,;=~"
_KEPT_IN_QUERIES = _KEPT_IN_PATHS + "?"


def canonical_url(url: str) -> str:
    """The one spelling of all addresses of a page, for telling pages apart and not for opening them.

    http is https; `www.`, a default port, the fragment and tracking parameters go; the host is in lower case and ASCII,
    escapes are written one way, and parameters are in order. A fragment that is a path of its own (`#!/a`, `#/a`) chooses
    the article, and stays. What is no address of the web is only stripped of the fragment.

    >>> canonical_url("HTTP://www.News.example.cn:80/新闻.html?utm_source=x&id=7&from=rss#top")
    'https://news.example.cn/%E6%96%B0%E9%97%BB.html?id=7'
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:  # "http://[" and the like: nothing to tidy
        return url.strip()
    scheme = parts.scheme.lower()
    of_the_web = bool(parts.netloc) and scheme in {"http", "https", ""}
    query = _query(parts.query)
    fragment = parts.fragment if parts.fragment.startswith(("!", "/")) else ""
    path = _escaped(parts.path, _KEPT_IN_PATHS)
    if not of_the_web:
        # Where a fragment goes, blanks before it stand at the end.
        return urlunsplit((scheme, parts.netloc.lower(), path, query, fragment)).strip()
    return urlunsplit(("https", _host(parts.netloc), path or "/", query, _escaped(fragment, _KEPT_IN_QUERIES)))


def _host(netloc: str) -> str:
    """A host with its port, as the same site is always written."""
    user, at, host = netloc.rpartition("@")
    host = _DEFAULT_PORT.sub("", host).lower()
    name, colon, port = host.partition(":") if not host.startswith("[") else (host, "", "")
    name = name.removesuffix(".")
    if not name.isascii():
        with suppress(UnicodeError):  # no host at all stays as it is
            name = name.encode("idna").decode("ascii")
    bare = name.removeprefix("www.")
    return user + at + (bare if "." in bare else name) + colon + port


def _query(query: str) -> str:
    """Parameters that choose the article, in order; escapes stay bytes, for they may be of any encoding."""
    pairs = (
        (_escaped(name.replace("+", "%20"), _KEPT_IN_QUERIES), _escaped(value.replace("+", "%20"), _KEPT_IN_QUERIES))
        for name, _, value in (part.partition("=") for part in query.split("&") if part)
    )
    kept = (
        f"{name}={value}"
        for name, value in pairs
        if not _TRACKING.fullmatch(name) and not _TRACKING_VALUES.fullmatch(f"{name}={value}")
    )
    return "&".join(sorted(kept))


def _escaped(text: str, kept: str) -> str:
    """Text with every character escaped that must be, and none that need not be."""
    return _ESCAPE.sub(_escape, quote(text, safe=kept, errors="surrogatepass"))


def _escape(match: re.Match[str]) -> str:
    if match[1] is None:  # a bare percent sign
        return "%25"
    character = chr(int(match[1], 16))
    return character if _UNRESERVED.fullmatch(character) else match[0].upper()


def article_id(*, own: str, url: str, title: str, published_at: str, source: str, body: str, part: str = "") -> str:
    """The id by the rules at the top of this module; `own` is the record's id, `part` a document's part, or empty."""
    if own:
        return own if len(own) <= ID else _digest("i", own)
    if url:
        return _digest("p", canonical_url(url), part) if part else _digest("u", canonical_url(url))
    if title and published_at:
        return _digest("t", title, published_at, source)
    return _digest("c", title, body)


def _digest(kind: str, *parts: str) -> str:
    return kind + hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
