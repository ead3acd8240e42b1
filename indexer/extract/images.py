"""The picture that a page shows of its article: declared for other sites, else the first large one beside the text."""

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from lxml import etree, html

from indexer.extract.addresses import web_address
from indexer.extract.fields import FieldCandidate
from indexer.extract.metadata import Metadata

_SOURCES = ("src", "data-src", "data-original", "data-lazy-src")
"""Where an element names its picture; scripts put the others into the first while a reader scrolls."""

_PICTURES = etree.XPath(".//img[not(ancestor::nav or ancestor::aside or ancestor::footer or ancestor::header)]")
_MOST_PICTURES = 20
_SMALLEST = 100
"""Pixels of the shorter side: what is smaller is a logo, a face or a counter."""

_NO_PICTURE = re.compile(
    r"(?:^|[/_.-])(?:1x1|spacer|blank|pixel|transparent|placeholder|loading|lazyload|grey|gray|qrcode|qr|ewm|avatar|icons?|sprite|emoji|btn|share)(?=[/_.@-]|\d|$)|\.svgz?$",
    re.IGNORECASE,
)
_OFFERED = re.compile(r"(\S++)(?:\s++(\d{1,5}(?:\.\d{1,2})?)[wx])?")
"""A size of a picture that is offered in several: "/small.jpg 320w, /large.jpg 1024w"."""

_LONGEST_OFFER = 4_000
_PIXELS = re.compile(r"\s*(\d{1,5})(?:px)?\s*")


def image_candidates(data: Metadata, container: html.HtmlElement | None) -> Iterator[FieldCandidate]:
    """What may be the article's picture, the most trusted first."""
    for name in ("og:image:secure_url", "og:image", "og:image:url"):
        yield FieldCandidate(data.tags.get(name, ""), f"meta {name}")
    yield FieldCandidate(data.linked.get("image", ""), "JSON-LD image")
    for name in ("twitter:image", "twitter:image:src"):
        yield FieldCandidate(data.tags.get(name, ""), f"meta {name}")
    if container is not None:
        yield from (FieldCandidate(said, "first picture") for said in _shown(container))


def picture_address(said: str, base: str) -> str:
    """As `web_address`, and none where the address says that it is no picture of anything."""
    address = web_address(said, base)
    return "" if not address or _NO_PICTURE.search(urlsplit(address).path) else address


def _largest(picture: html.HtmlElement) -> str:
    """The address of the largest of the sizes in which a picture is offered; "" where it is in one."""
    offered = (picture.get("data-srcset") or picture.get("srcset") or "")[:_LONGEST_OFFER]
    sizes = [(float(found[2] or 1), found[1].strip(",")) for found in _OFFERED.finditer(offered)]
    return max((each for each in sizes if each[1]), default=(0.0, ""))[1]


def _shown(container: html.HtmlElement) -> Iterator[str]:
    for picture in islice(_PICTURES(container), _MOST_PICTURES):
        sizes = [int(found[1]) for name in ("width", "height") if (found := _PIXELS.fullmatch(picture.get(name) or ""))]
        if all(size >= _SMALLEST for size in sizes):
            named = [_largest(picture), *(picture.get(name) or "" for name in _SOURCES)]
            yield next((said for said in reversed(named) if said and not said.startswith("data:")), "")
