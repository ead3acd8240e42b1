"""Cuts a stream of pages into packets: a page is too little to send by itself, an archive too much."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from indexer.domain import Page
from indexer.workers.protocol import Tag
from indexer.workers.wire import pages_to_bytes

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
