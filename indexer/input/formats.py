"""Which format a file is in: by its name, or by how it begins."""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath


class Format(StrEnum):
    """What a file holds once it is decompressed."""

    TEXT = "text"
    HTML = "html"
    JSON_LINES = "json lines"
    JSON = "json"
    CSV = "csv"
    XML = "xml"
    """A feed, a sitemap or a page of XHTML: its root tells."""
    PDF = "pdf"
    DOCX = "docx"
    EPUB = "epub"
    MHTML = "mhtml"
    WARC = "warc"


class Compression(StrEnum):
    """How a file is packed."""

    NONE = "none"
    GZIP = "gzip"
    XZ = "xz"
    ZSTD = "zstd"


@dataclass(frozen=True, slots=True)
class NamedFormat:
    """What a file's name promises; `format` is None where the extension is none of ours."""

    format: Format | None
    compression: Compression


_FORMATS = {
    ".txt": Format.TEXT,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".shtml": Format.HTML,
    ".jsonl": Format.JSON_LINES,
    ".ndjson": Format.JSON_LINES,
    ".json": Format.JSON,
    ".csv": Format.CSV,
    ".xml": Format.XML,
    ".rss": Format.XML,
    ".atom": Format.XML,
    ".rdf": Format.XML,
    ".pdf": Format.PDF,
    ".docx": Format.DOCX,
    ".epub": Format.EPUB,
    ".mhtml": Format.MHTML,
    ".mht": Format.MHTML,
    ".warc": Format.WARC,
}
_COMPRESSIONS = {".gz": Compression.GZIP, ".xz": Compression.XZ, ".zst": Compression.ZSTD}
_MAGIC = {b"\x1f\x8b": Compression.GZIP, b"\xfd7zXZ\0": Compression.XZ, b"\x28\xb5\x2f\xfd": Compression.ZSTD}

_HTML_START = re.compile(rb"\s*+(?:<!--(?>.*?-->)\s*+)*+<(?:!doctype|html|head|body|meta|\?xml)\b", re.I | re.S)
# As these begin whatever they are called. A zip names its files, and what a file of it is called tells its kind.
_SIGNS = {
    Format.PDF: re.compile(rb"%PDF-"),
    Format.EPUB: re.compile(rb"PK\x03\x04.{0,80}mimetypeapplication/epub", re.DOTALL),
    Format.DOCX: re.compile(rb"PK\x03\x04.{0,4096}?(?:\[Content_Types\]\.xml|_rels/\.rels|word/)", re.DOTALL),
    Format.WARC: re.compile(rb"WARC/[01]\.\d+\r?\n"),
    Format.MHTML: re.compile(rb"(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*+){0,30}?Content-Type:\s*multipart/related", re.I),
    Format.XML: re.compile(rb"(?:<\?xml\b[^>]*+>)?+(?:\s++|<\?(?>.*?\?>)|<!--(?>.*?-->)|<!DOCTYPE\s+rss\b[^>]*+>)*+<(?:rss|rdf:RDF|(?:atom:)?feed|(?:sm:)?urlset|sitemapindex)\b", re.S),
}  # fmt: skip
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def format_of_name(name: str) -> NamedFormat:
    """Read the extension(s): "a/B.JSONL.xz" -> JSON lines in xz."""
    path = PurePath(name.lower())
    compression = _COMPRESSIONS.get(path.suffix, Compression.NONE)
    inner = path if compression is Compression.NONE else path.with_suffix("")
    return NamedFormat(_FORMATS.get(inner.suffix), compression)


def compression_of_content(block: bytes) -> Compression:
    """Compression whose magic number the block begins with."""
    return next((kind for magic, kind in _MAGIC.items() if block.startswith(magic)), Compression.NONE)


def format_of_content(block: bytes) -> Format:
    """What an unnamed stream holds, from its first block; text where it begins as nothing else does."""
    for mark in _MARKS:
        block = block.removeprefix(mark)
    # NULs go, so that UTF-16 shows its ASCII; enough for a look at the first signs.
    start = block.replace(b"\0", b"").lstrip()
    if start.startswith(b"["):
        return Format.JSON
    if start.startswith(b"{"):
        first = start.split(b"\n", 1)[0].rstrip()
        return Format.JSON_LINES if first.endswith(b"}") else Format.JSON
    for form, sign in _SIGNS.items():
        if sign.match(start):
            return form
    return Format.HTML if looks_like_html(start) else Format.TEXT


def looks_like_html(block: bytes) -> bool:
    """Whether the block opens as an HTML page does, whatever its file is called."""
    return _HTML_START.match(block[:4096].removeprefix(_MARKS[0])) is not None
