"""Lines of a stream as text, one at a time and each of bounded length, in the encoding that the first block shows."""

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indexer.core.article import SkipReason
from indexer.core.errors import PageError
from indexer.text.encoding import decode, detect

_FIRST_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end, numbered from 1; `problem` says why `text` could not be read."""

    number: int
    text: str
    encoding: str
    problem: SkipReason | None = None
    detail: str = ""


def read_lines(blocks: Iterable[bytes], *, limit: int) -> Iterator[Line]:
    """Every line of the stream. A line over `limit` bytes or in broken bytes is a Line with a problem.

    Raises:
        PageError: BINARY or UNDECODABLE when the first block is no text; and what reading the blocks raises,
            once every whole line before that was given. An unfinished line before it is not.
    """
    rest = iter(blocks)
    first, failure = _first_block(rest)
    whole = first[: first.rfind(b"\n") + 1] if b"\n" in first else first
    encoding = detect(whole) if first else "utf-8"
    stream = _with_failure(first, rest, failure)
    if encoding.startswith(("utf-16", "utf-32")):
        stream = _as_utf8(stream, encoding)
        reader = _Reader("utf-8", encoding)
    else:
        reader = _Reader(encoding, encoding)
    for number, raw in enumerate(split_lines(stream, limit=limit), start=1):
        yield reader.line(number, raw, limit)


def split_lines(blocks: Iterable[bytes], *, limit: int) -> Iterator[bytes | None]:
    """Lines without their ends; None stands for a line longer than `limit` bytes, which is not kept in memory."""
    pending = bytearray()
    too_long = False
    for block in blocks:
        *ended, tail = block.split(b"\n")
        for piece in ended:
            pending += piece
            yield None if too_long or len(pending) > limit else bytes(pending).removesuffix(b"\r")
            pending.clear()
            too_long = False
        if not too_long:
            pending += tail
        if len(pending) > limit:
            pending.clear()
            too_long = True
    if pending or too_long:
        yield None if too_long else bytes(pending).removesuffix(b"\r")


class _Reader:
    """Decodes line by line; a stream that was ASCII so far settles its encoding at the first line that is not."""

    def __init__(self, codec: str, shown: str) -> None:
        self._codec = codec
        self._shown = shown
        self._settled = codec != "utf-8"

    def line(self, number: int, raw: bytes | None, limit: int) -> Line:
        if raw is None:
            detail = f"The line is over {limit:,} bytes."
            return Line(number, "", self._shown, SkipReason.TOO_LARGE, detail)
        if number == 1:
            raw = raw.removeprefix(codecs.BOM_UTF8)
        try:
            text = raw.decode(self._codec)
        except UnicodeDecodeError as error:
            return self._second_look(number, raw, str(error))
        self._settled = self._settled or not raw.isascii()
        return Line(number, text, self._shown)

    def _second_look(self, number: int, raw: bytes, error: str) -> Line:
        if self._settled:
            return Line(number, "", self._shown, SkipReason.UNDECODABLE, error)
        try:
            text, self._codec = decode(raw)
        except PageError as fault:
            return Line(number, "", self._shown, fault.reason, fault.message)
        self._shown, self._settled = self._codec, True
        return Line(number, text, self._shown)


def _first_block(blocks: Iterator[bytes]) -> tuple[bytes, PageError | None]:
    """Enough bytes to tell the encoding by, and what stopped the stream within them."""
    first = bytearray()
    try:
        for block in blocks:
            first += block
            if len(first) >= _FIRST_BYTES:
                break
    except PageError as failure:
        return bytes(first), failure
    return bytes(first), None


def _with_failure(first: bytes, rest: Iterator[bytes], failure: PageError | None) -> Iterator[bytes]:
    """The stream whole again; a failure is raised in its place, after the last line that ended."""
    if first:
        yield first
    if failure is not None:
        raise failure
    yield from rest


def _as_utf8(blocks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The same text in UTF-8, where a line's end is one byte."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for block in blocks:
        yield decoder.decode(block).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")
