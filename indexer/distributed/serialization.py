"""Pages, articles, texts and vectors as bytes that travel between processes, cut into packets; no pickle."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import TypeAlias

import numpy as np

from indexer.core.arrays import Matrix
from indexer.core.article import Article, Page, PageKind, Skip, SkipReason
from indexer.distributed.backend import Tag


def pages_to_bytes(pages: Sequence[Page]) -> bytes:
    """Pages as JSON; half characters, which UTF-8 can't hold, stay escaped."""
    return json.dumps([asdict(page) for page in pages]).encode()


def pages_of(data: bytes) -> list[Page]:
    """What `pages_to_bytes` wrote."""
    return [Page(**{**fields, "kind": PageKind(fields["kind"])}) for fields in json.loads(data)]


def found_to_bytes(found: Sequence[Article | Skip]) -> bytes:
    """Articles and skips as JSON, each as a list of its kind and its fields."""
    return json.dumps([[type(each).__name__, asdict(each)] for each in found]).encode()


def found_of(data: bytes) -> list[Article | Skip]:
    """What `found_to_bytes` wrote."""
    return [_article(fields) if kind == Article.__name__ else _skip(fields) for kind, fields in json.loads(data)]


def _article(fields: dict[str, list[str]]) -> Article:
    tuples = {name: tuple(fields[name]) for name in ("authors", "keywords")}
    return Article(**{**fields, **tuples})  # type: ignore[arg-type] # the other fields are texts


def _skip(fields: dict[str, str]) -> Skip:
    return Skip(fields["name"], SkipReason(fields["reason"]), fields["detail"])


def texts_to_bytes(texts: Sequence[str]) -> bytes:
    """Texts as JSON."""
    return json.dumps(list(texts)).encode()


def texts_of(data: bytes) -> list[str]:
    """What `texts_to_bytes` wrote."""
    return list(json.loads(data))


def vectors_to_bytes(vectors: Matrix) -> bytes:
    """Vectors row by row as float32, low byte first on every machine."""
    return np.ascontiguousarray(vectors, dtype="<f4").tobytes()


def vectors_of(data: bytes, dimension: int) -> Matrix:
    """What `vectors_to_bytes` wrote, shape (texts, dimension)."""
    return np.frombuffer(data, dtype="<f4").reshape(-1, dimension)


_PAGES = 64
_BYTES = 256 << 10
"""A packet is sent once it has so many pages, or bytes of pages."""

_ENTRIES = 4096
"""Entries of a packet, with those that have no page: they wait for it in memory."""

Packet: TypeAlias = list[tuple[Tag, Page | None]]


def packets(entries: Iterable[tuple[Tag, Page | None]]) -> Iterator[tuple[Packet[Tag], bytes | None]]:
    """Packets in order, each with its pages as bytes; None where it has no page."""
    packet: Packet[Tag] = []
    pages = size = 0
    for tag, page in entries:
        packet.append((tag, page))
        if page is not None:
            pages += 1
            size += len(page.text) + sum(len(str(value)) for value in page.record.values())
        if pages >= _PAGES or size >= _BYTES or len(packet) >= _ENTRIES:
            yield packet, _content(packet)
            packet, pages, size = [], 0, 0
    if packet:
        yield packet, _content(packet)


def _content(packet: Packet[Tag]) -> bytes | None:
    pages = [page for _, page in packet if page is not None]
    return pages_to_bytes(pages) if pages else None
