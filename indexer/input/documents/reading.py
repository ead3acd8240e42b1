"""The room's door: bytes of a document to its pages and records, by the format that its name or its beginning told."""

from collections.abc import Iterable, Iterator

from indexer.core.article import Page, PageKind, Skip, SkipReason
from indexer.core.errors import PageError
from indexer.input.compression import collect
from indexer.input.documents.document import Document, damaged
from indexer.input.documents.docx import read_docx
from indexer.input.documents.epub import read_epub
from indexer.input.documents.feed import FEEDS, read_feed
from indexer.input.documents.known import KnownDocuments, Reader
from indexer.input.documents.mhtml import read_mhtml
from indexer.input.documents.pdf import read_pdf
from indexer.input.documents.sitemap import SITEMAPS
from indexer.input.documents.warc import read_warc
from indexer.input.documents.xml import local, parse_xml_text
from indexer.input.formats import Format, looks_like_html
from indexer.text.encoding import decode

_WHOLE: dict[Format, Reader] = {
    Format.PDF: read_pdf,
    Format.DOCX: read_docx,
    Format.EPUB: read_epub,
    Format.MHTML: read_mhtml,
}
DOCUMENTS = frozenset({*_WHOLE, Format.XML, Format.WARC})
"""Formats that `read_document` reads."""


def read_document(
    form: Format,
    blocks: Iterable[bytes],
    *,
    name: str,
    page_limit: int,
    limit: int,
    known: KnownDocuments | None = None,
) -> Iterator[Page | Skip]:
    """The pages and records of a document.

    Args:
        form: What it is, one of `DOCUMENTS`.
        blocks: Its bytes.
        name: As messages name it.
        page_limit: Most bytes of a feed, or of one page in an archive.
        limit: Most bytes of any other document.
        known: What documents read to before.

    Raises:
        PageError: It can't be read, as a whole or from some place on; what was read before is kept.
    """
    try:
        if form is Format.WARC:
            yield from read_warc(blocks, name=name, limit=page_limit, read_pdf=_reader(Format.PDF, known))
        elif form is Format.XML:
            yield from _read_xml(blocks, name=name, limit=page_limit)
        else:
            yield from _read_whole(_reader(form, known), blocks, name=name, limit=limit)
    except (PageError, OSError):
        raise
    except Exception as error:  # a library's own fault over a stranger's file costs that file
        raise damaged(f"{form} document", f"{type(error).__name__}: {error}"[:300]) from error


def _reader(form: Format, known: KnownDocuments | None) -> Reader:
    return _WHOLE[form] if known is None else known.reader(form, _WHOLE[form])


def _read_whole(read: Reader, blocks: Iterable[bytes], *, name: str, limit: int) -> Iterator[Page | Skip]:
    data, failure = collect(blocks, limit)
    if failure is not None:
        raise failure
    if data:
        yield from read(Document(data, name))


def _read_xml(blocks: Iterable[bytes], *, name: str, limit: int) -> Iterator[Page | Skip]:
    """The entries of a feed, those that are whole of one that breaks off; or the page of XHTML that it is."""
    data, failure = collect(blocks, limit)
    text, encoding = decode(data) if data else ("", "utf-8")
    if not text.strip():
        if failure is not None:
            raise failure
        return
    root = parse_xml_text(text, what="XML")
    kind = local(root)
    if kind in FEEDS:
        entries = list(read_feed(root, Document(data, name)))
        yield from entries if failure is None else entries[:-1]
    elif kind == "html" or looks_like_html(data):
        yield Page(name, PageKind.HTML, text, encoding=encoding)
    elif kind in SITEMAPS:
        message = f"A sitemap lists pages and holds none. Read what it lists: xunwen fetch {name} --to FOLDER"
        raise PageError(message, reason=SkipReason.NO_BODY)
    else:
        message = f"XML that is no feed and no page: its root is <{kind[:40]}>."
        raise PageError(message, reason=SkipReason.UNKNOWN_FORMAT)
    if failure is not None:
        raise failure
