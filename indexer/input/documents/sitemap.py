"""Sitemaps: which pages a site has, since when, and which further sitemaps list them."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml import etree

from indexer.input.documents.xml import local, text_of

SITEMAPS = frozenset({"urlset", "sitemapindex"})
"""What the root element of a sitemap is called."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A page, or a further list of pages, that a feed or a sitemap names."""

    address: str
    changed: str = ""
    """When it was published or changed, as the list writes it; empty where it does not say."""
    title: str = ""
    published: str = ""
    is_list: bool = False


def read_sitemap(root: etree._Element, address: str) -> Iterator[Listed]:
    """What a sitemap or an index of sitemaps lists, in its order.

    Args:
        root: Its root element.
        address: Where it was found.
    """
    is_list = local(root) == "sitemapindex"
    for entry in root:
        # Pictures and films of the page have addresses, titles and dates too, further in.
        own = [*entry, *(element for news in entry if local(news) == "news" for element in news)]
        facts = {local(element): text for element in reversed(own) if (text := text_of(element))}
        if "loc" in facts:
            changed = facts.get("lastmod") or facts.get("publication_date", "")
            try:
                found = urljoin(address, facts["loc"])
            except ValueError:
                continue
            yield Listed(found, changed, facts.get("title", ""), facts.get("publication_date", ""), is_list)


def listed_in_text(text: str) -> Iterator[Listed]:
    """What a sitemap of plain text lists: an address a line."""
    for line in text.split("\n"):
        if (address := line.strip()).startswith(("http://", "https://")):
            yield Listed(address)
