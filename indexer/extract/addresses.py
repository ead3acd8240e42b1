"""Addresses that a page writes, as whole ones of the web."""

import re
from urllib.parse import urljoin, urlsplit

from indexer.text.characters import one_line

_LONGEST = 2_048


def web_address(said: str, base: str) -> str:
    """An address as a whole one of the web, seen from the page's; empty for data, scripts, tracking pixels and what is none.

    >>> web_address("../a.jpg", "https://news.example/2024/08/b.html")
    'https://news.example/2024/a.jpg'
    """
    said = one_line(said)
    if not said or len(said) > _LONGEST:
        return ""
    try:
        whole = urljoin(base, said)
        parts = urlsplit(whole)
        host = parts.hostname or ""
    except ValueError:  # "http://[" and the like
        return ""
    sound = parts.scheme in ("http", "https") and "." in host and not re.search(r"[\s<>\"\\]", whole)
    return whole if sound and len(whole) <= _LONGEST else ""
