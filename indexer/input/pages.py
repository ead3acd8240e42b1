"""Paths to pages: what an archive's folders, files and standard input hold, one page or skip at a time."""

import io
import itertools
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, TypeAlias

from indexer.core.article import Page, PageKind, Skip, SkipReason
from indexer.core.errors import InputError, PageError
from indexer.core.markup import is_report
from indexer.input.compression import collect, decompress, read_byte_blocks
from indexer.input.documents.known import KnownDocuments
from indexer.input.documents.reading import DOCUMENTS, read_document
from indexer.input.folders import Fence, file_status, inside_index, open_file, own_files, shown, unreadable, walk
from indexer.input.formats import (
    Compression,
    Format,
    compression_of_content,
    format_of_content,
    format_of_name,
    looks_like_html,
)
from indexer.input.jsonl import read_json_document, read_json_lines
from indexer.input.tables import read_csv
from indexer.text.encoding import decode

STDIN = "-"
_MEBIBYTE = 2**20

OnBytes: TypeAlias = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """Most bytes, once decompressed, that are held in memory at a time."""

    page: int = 32 * _MEBIBYTE
    """One text or HTML page, one line of JSON, one row."""
    document: int = 512 * _MEBIBYTE
    """One `.json` document, which can't be read in parts."""


def read_pages(
    sources: Sequence[str | Path],
    *,
    stdin: BinaryIO | None = None,
    on_bytes: OnBytes | None = None,
    limits: Limits | None = None,
    fence: Fence | None = None,
    known: KnownDocuments | None = None,
) -> Iterator[Page | Skip]:
    """Everything that the sources hold, in order; what gives no page is a Skip, and the reading goes on.

    Args:
        sources: Folders, files, and "-" for standard input.
        stdin: What "-" reads; the process's own by default, which is empty where it was closed.
        on_bytes: Hears how many bytes were read from disk or `stdin` since the last call, before decompression.
        limits: How much may be held in memory.
        fence: Folders that no link may lead out of; None where the reader may read what the user may.
        known: What documents read to before; the caller closes it.

    Raises:
        InputError: At once, before anything is read, when a source does not exist.
    """
    check_sources(sources)
    reader = _PageReader(stdin or _standard_input(), on_bytes, limits or Limits(), fence, known)
    return itertools.chain.from_iterable(map(reader.source, sources))


def _standard_input() -> BinaryIO:
    return io.BytesIO() if sys.stdin is None else sys.stdin.buffer


def total_bytes(sources: Sequence[str | Path], fence: Fence | None = None) -> int | None:
    """Bytes on disk that `read_pages` with this fence will report; None where nobody can know: standard input, a pipe.

    Files of unknown format within a folder are not counted, as they are not opened.
    """
    if any(str(source) == STDIN for source in sources):
        return None
    total = 0
    for path in map(Path, sources):
        for file in _known_files(path, fence) if _is_folder(path) else [path]:
            try:
                status = file_status(file, fence)
            except OSError:
                continue  # it will be a Skip
            if not stat.S_ISREG(status.st_mode):
                return None
            total += status.st_size
    return total


def _known_files(folder: Path, fence: Fence | None) -> Iterator[Path]:
    for entry in walk(folder, fence):
        if isinstance(entry, Path) and format_of_name(entry.name).format is not None:
            yield entry


def check_sources(sources: Sequence[str | Path]) -> None:
    """Tells of a source that does not exist.

    Raises:
        InputError: There is one.
    """
    for source in sources:
        # lexists, for a source in a folder that may not be entered is unreadable, not missing
        if str(source) != STDIN and not (str(source) and _exists(Path(source))):
            message = f"There is no file or folder {str(source)!r}."
            raise InputError(message, next_step="Check the path; nothing was read.")


def _exists(path: Path) -> bool:
    try:
        path.stat()
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return True


class _PageReader:
    """Reads one source after another under the same limits."""

    def __init__(
        self,
        stdin: BinaryIO,
        on_bytes: OnBytes | None,
        limits: Limits,
        fence: Fence | None,
        known: KnownDocuments | None,
    ) -> None:
        self._stdin = stdin
        self._on_bytes = on_bytes
        self._limits = limits
        self._fence = fence
        self._known = known

    def source(self, source: str | Path) -> Iterator[Page | Skip]:
        """Pages of a folder, a file or standard input."""
        if str(source) == STDIN:
            yield from self._standard_input()
            return
        path = Path(source)
        if inside_index(_truly(path)):
            yield own_files(path)
            return
        if not _is_folder(path):
            yield from self._file(path, _truly(path.parent) / path.name, named=True)
            return
        # Links below a source are part of its name: what they lead to may change, and the place is the same.
        place = _truly(path)
        for entry in walk(path, self._fence):
            if isinstance(entry, Skip):
                yield replace(entry, file=_as_text(place / Path(entry.file).relative_to(path)))
            else:
                yield from self._file(entry, place / entry.relative_to(path), named=False)

    def _standard_input(self) -> Iterator[Page | Skip]:
        try:
            yield from self._stream(self._stdin, STDIN, None, Compression.NONE)
        except OSError as error:  # as of `- < folder`
            yield replace(unreadable(Path(STDIN), error), file="")

    def _file(self, path: Path, place: Path, *, named: bool) -> Iterator[Page | Skip]:
        """What a file holds, with the place where it will be found again."""
        file = _as_text(place)
        for each in self._read(path, named=named):
            yield replace(each, file=file)

    def _read(self, path: Path, *, named: bool) -> Iterator[Page | Skip]:
        """A file that the user named is read whatever its extension is; one that lies in a folder is not."""
        promise = format_of_name(path.name)
        if promise.format is None and not named:
            yield Skip(shown(path), SkipReason.UNKNOWN_FORMAT, f"No format has the extension {path.suffix!r}.")
            return
        try:
            with open_file(path, self._fence) as file:
                yield from self._stream(file, shown(path), promise.format, promise.compression)
        except OSError as error:
            yield unreadable(path, error)

    def _stream(
        self, file: BinaryIO, name: str, form: Format | None, compression: Compression
    ) -> Iterator[Page | Skip]:
        """Pages of an open stream, sniffed where its name promised nothing; a fault ends it with a Skip."""
        blocks: Iterator[bytes] = read_byte_blocks(file, on_bytes=self._on_bytes)
        found = False
        try:
            if form is None:
                first, blocks = _peek(blocks)
                compression = compression_of_content(first)
            blocks = decompress(blocks, compression)
            first, blocks = _peek(blocks)
            for page in self._pages(blocks, name, form or format_of_content(first), first):
                found = True
                yield page
        except PageError as error:
            yield Skip(name, error.reason, error.message)
        else:
            if not found:
                yield Skip(
                    name,
                    SkipReason.EMPTY,
                    "Nothing but white space, a header or an empty list." if first else "The file is empty.",
                )

    def _pages(self, blocks: Iterator[bytes], name: str, form: Format, first: bytes) -> Iterator[Page | Skip]:
        if form is Format.CSV:
            return read_csv(blocks, name=name, limit=self._limits.page)
        if form is Format.JSON_LINES and not _is_list(first):
            return read_json_lines(blocks, name=name, limit=self._limits.page)
        if form in {Format.JSON, Format.JSON_LINES}:
            return _whole(blocks, name, Format.JSON, self._limits.document)
        if form in DOCUMENTS:
            limits = self._limits
            return read_document(
                form, blocks, name=name, page_limit=limits.page, limit=limits.document, known=self._known
            )
        return _whole(blocks, name, Format.HTML if looks_like_html(first) else form, self._limits.page)


def _whole(blocks: Iterable[bytes], name: str, form: Format, limit: int) -> Iterator[Page | Skip]:
    """Pages of what must be read whole. Of a compressed file that ends early, what came before the cut is kept."""
    data, failure = collect(blocks, limit)
    text, encoding = decode(data) if data else ("", "utf-8")
    if form is Format.JSON and text.strip():
        yield from read_json_document(text, name=name, encoding=encoding)
    elif form is Format.HTML and is_report(text):
        yield Skip(name, SkipReason.INDEX, "A report of an index: no index reads it.")
    elif text.strip():
        yield Page(name, PageKind.HTML if form is Format.HTML else PageKind.TEXT, text, encoding=encoding)
    if failure is not None:
        raise failure


def _peek(blocks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The first block, and the stream with that block still in it."""
    for first in blocks:
        return first, itertools.chain([first], blocks)
    return b"", iter(())


def _truly(path: Path) -> Path:
    """The absolute path without links; also of links in a circle, as far as they lead."""
    return Path(os.path.realpath(path))


def _as_text(path: Path) -> str:
    """The path as text that is another for every path, and that UTF-8 can hold, whatever bytes the name has."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _is_list(first: bytes) -> bool:
    """Whether a file named JSON lines is one JSON list over several lines."""
    start = first.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"[") and not start.split(b"\n", 1)[0].rstrip().endswith(b"]")


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False
