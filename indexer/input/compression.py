"""A file as a stream of small blocks of bytes, decompressed on the way: the one door for gzip, xz and zstd."""

import lzma
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, Protocol

import zstandard

from indexer.core.article import SkipReason
from indexer.core.errors import PageError
from indexer.input.formats import Compression

BLOCK_BYTES = 65_536

# A kilobyte of zstd can hold 256 blocks of 128 KB: so much, and no more, may come out of one step.
_STEP_BYTES = 1_024


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


_DECOMPRESSORS: dict[Compression, Callable[[], _Decompressor]] = {
    Compression.GZIP: lambda: zlib.decompressobj(wbits=31),
    Compression.XZ: lambda: lzma.LZMADecompressor(format=lzma.FORMAT_XZ),
    Compression.ZSTD: lambda: zstandard.ZstdDecompressor().decompressobj(),
}


def read_byte_blocks(file: BinaryIO, *, on_bytes: Callable[[int], None] | None = None) -> Iterator[bytes]:
    """Blocks of the file as it lies on disk; `on_bytes` hears the size of each."""
    while block := file.read(BLOCK_BYTES):
        if on_bytes is not None:
            on_bytes(len(block))
        yield block


def decompress(blocks: Iterable[bytes], compression: Compression) -> Iterator[bytes]:
    """Blocks of what is packed inside; several streams in a row are one file.

    Raises:
        PageError: After everything before the fault was given: TRUNCATED when the file ends early,
            UNREADABLE when its bytes are damaged or not of this compression.
    """
    if compression is Compression.NONE:
        yield from blocks
        return
    make = _DECOMPRESSORS[compression]
    current: _Decompressor | None = None
    for step in _steps(blocks):
        rest = step
        while rest:
            if current is None:
                rest = rest.lstrip(b"\0")  # padding between streams, and tape blocks after the last
                if not rest:
                    break
                current = make()
            data, rest, ended = _advance(current, rest, compression)
            current = None if ended else current
            if data:
                yield data
    if current is not None:
        raise PageError(f"The {compression} file ends early.", reason=SkipReason.TRUNCATED)


def collect(blocks: Iterable[bytes], limit: int) -> tuple[bytes, PageError | None]:
    """All bytes, with the truncation that ended them, if one did.

    Raises:
        PageError: They are more than `limit` (`TOO_LARGE`), or damaged.
    """
    data = bytearray()
    try:
        for block in blocks:
            data += block
            if len(data) > limit:
                break
    except PageError as error:
        if error.reason is not SkipReason.TRUNCATED:
            raise
        return bytes(data), error
    if len(data) > limit:
        message = f"Over {limit:,} bytes once decompressed."
        raise PageError(message, reason=SkipReason.TOO_LARGE)
    return bytes(data), None


def _advance(current: _Decompressor, data: bytes, compression: Compression) -> tuple[bytes, bytes, bool]:
    """What came out, what is left for the next stream, and whether this stream is over."""
    try:
        out = current.decompress(data)
    except (zlib.error, lzma.LZMAError, zstandard.ZstdError, EOFError) as error:
        message = f"The {compression} data is damaged: {error}."
        raise PageError(message, reason=SkipReason.UNREADABLE) from error
    return out, current.unused_data if current.eof else b"", current.eof


def _steps(blocks: Iterable[bytes]) -> Iterator[bytes]:
    for block in blocks:
        for start in range(0, len(block), _STEP_BYTES):
            yield block[start : start + _STEP_BYTES]
