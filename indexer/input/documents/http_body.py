"""The body of an HTTP response as the page that it carries: unchunked and unpacked, and never more than was asked for."""

import zlib
from collections.abc import Callable

import zstandard

from indexer.input.documents.document import damaged, not_installed, too_large

ENCODINGS = "gzip, deflate"
"""What a request may accept wherever it is sent from."""

_STEP = 65_536
_MOST_ENCODINGS = 3


def unpacked(data: bytes, encodings: str, *, most: int) -> bytes:
    """A body without the encodings that its Content-Encoding names; what breaks off is kept as far as it goes.

    Raises:
        PageError: It is damaged or in an encoding that nobody knows (`UNREADABLE`), needs an extra (`NOT_INSTALLED`), or
            has more than `most` bytes (`TOO_LARGE`).
    """
    names = [name for part in encodings.lower().split(",") if (name := part.strip()) not in {"", "identity"}]
    if len(names) > _MOST_ENCODINGS:
        raise damaged("response", f"packed {len(names)} times over")
    for name in reversed(names):
        if name not in _UNPACKERS:
            raise damaged("response", f"in the unknown encoding {name[:40]!r}")
        data = _UNPACKERS[name](data, most)
    if len(data) > most:
        raise too_large(f"The response has more than {most:,} bytes.")
    return data


def unchunked(data: bytes) -> bytes:
    """A body without the marks of its chunks; one that has none, as archives also keep it, as it is."""
    body = bytearray()
    rest = 0
    while (end := data.find(b"\n", rest, rest + 100)) >= 0:
        try:
            size = int(data[rest:end].split(b";")[0].strip(), 16)
        except ValueError:
            return bytes(body) if body else data
        if size <= 0:
            return bytes(body)
        body += data[end + 1 : end + 1 + size]
        rest = end + 1 + size
        rest += 2 if data[rest : rest + 2] == b"\r\n" else 1
    return bytes(body) if body else data


def _inflated(data: bytes, most: int) -> bytes:
    """Of gzip or zlib, or of deflate without either's frame, which some servers send."""
    framed = data[:2] == b"\x1f\x8b" or (
        data[:1] == b"\x78" and len(data) > 1 and int.from_bytes(data[:2], "big") % 31 == 0
    )
    decompressor = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32 if framed else -zlib.MAX_WBITS)
    try:
        return decompressor.decompress(data, most + 1)
    except zlib.error as error:
        raise damaged("response", error) from error


def _unzstd(data: bytes, most: int) -> bytes:
    try:
        with zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(data) as reader:
            return reader.read(most + 1)
    except zstandard.ZstdError as error:
        raise damaged("response", error) from error


def _unbrotli(data: bytes, most: int) -> bytes:
    try:
        import brotli
    except ImportError as error:
        raise not_installed("responses that are packed with Brotli") from error
    decompressor, body = brotli.Decompressor(), bytearray()
    try:
        body += decompressor.process(data, output_buffer_limit=_STEP)
        while len(body) <= most and not decompressor.is_finished() and not decompressor.can_accept_more_data():
            body += decompressor.process(b"", output_buffer_limit=_STEP)
    except brotli.error as error:
        raise damaged("response", error) from error
    return bytes(body)


_UNPACKERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _inflated,
    "x-gzip": _inflated,
    "deflate": _inflated,
    "zstd": _unzstd,
    "br": _unbrotli,
}
