"""WARC files as pages: of each response that was kept, its HTML or PDF with its address.

The frame is read here, record by record and in bounded memory: of the libraries that read it one keeps a header of any
length in memory, and another ends the process where a stream fails.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from indexer.core.article import Page, PageKind, Skip, SkipReason
from indexer.core.errors import PageError
from indexer.input.documents.document import Document, damaged
from indexer.input.documents.http_body import unchunked, unpacked
from indexer.input.formats import looks_like_html
from indexer.text.encoding import decode

LISTED_TITLE, LISTED_DATE = "Xunwen-Listed-Title", "Xunwen-Listed-Date"
"""Fields of a record that `xunwen fetch` kept."""

_MOST_HEADER = 65_536
_HTML = ("text/html", "application/xhtml+xml")
_PDF = "application/pdf"
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_OK = range(200, 300)

ReadDocument = Callable[[Document], Iterable[Page | Skip]]


@dataclass(frozen=True, slots=True)
class Response:
    """A response as an archive keeps it."""

    address: str
    status: int
    headers: Mapping[str, str]
    """By name in lower case."""
    body: bytes
    """As it was sent, packed and in chunks."""
    said: Mapping[str, str] = field(default_factory=dict)
    """What the list that named the page said of it: its title, and when it was published."""

    @property
    def content_type(self) -> str:
        """What it says that it is, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """The encoding that its header names, or empty."""
        found = _CHARSET.search(self.headers.get("content-type", "")[:500])
        return found[1] if found else ""

    def content(self, most: int) -> bytes:
        """What it carries.

        Raises:
            PageError: As of `unpacked`.
        """
        chunked = "chunked" in self.headers.get("transfer-encoding", "").lower()
        body = unchunked(self.body) if chunked else self.body
        return unpacked(body, self.headers.get("content-encoding", ""), most=most)


def read_warc(blocks: Iterable[bytes], *, name: str, limit: int, read_pdf: ReadDocument) -> Iterator[Page | Skip]:
    """Every page of the archive that was answered well, named by its address: "crawl.warc.gz#http://a.example/1".

    Args:
        blocks: The archive, unpacked.
        name: Of the archive.
        limit: Most bytes of one page.
        read_pdf: Reads what is no HTML but a PDF.

    Raises:
        PageError: The archive breaks off (`TRUNCATED`) or is damaged (`UNREADABLE`), after every whole record before that.
    """
    stream = _Stream(blocks)
    for number, response in enumerate(_responses(stream, limit), start=1):
        shown = name if response is None else f"{name}#{response.address}"
        if response is None:
            yield Skip(f"{name}#{number}", SkipReason.TOO_LARGE, f"Over {limit:,} bytes.", line=number)
            continue
        try:
            for page in _pages(response, shown, limit, read_pdf):
                yield _numbered(page, number)
        except PageError as error:
            yield Skip(shown, error.reason, error.message, line=number)


def _pages(response: Response, name: str, limit: int, read_pdf: ReadDocument) -> Iterator[Page | Skip]:
    kind = response.content_type
    if response.status not in _OK or (kind not in (*_HTML, _PDF, "")):
        return
    data = response.content(limit)
    if kind == _PDF:
        yield from read_pdf(Document(data, name, response.address))
    elif data.strip() and (kind in _HTML or looks_like_html(data)):
        text, encoding = decode(data, hint=response.charset)
        address = response.address if response.address.startswith(("http://", "https://")) else ""
        yield Page(name, PageKind.HTML, text, response.said, encoding, address=address)


def _responses(stream: "_Stream", limit: int) -> Iterator[Response | None]:
    """Responses in the order of the archive; None for one that is larger than a page may be."""
    while (head := stream.head(b"WARC/")) is not None:
        fields = parse_head(head)[1]
        try:
            size = int(fields.get("content-length", ""))
        except ValueError:
            size = -1
        if size < 0:
            raise damaged("WARC file", "a record does not say how long it is")
        kind, content = fields.get("warc-type", ""), fields.get("content-type", "").lower()
        kept_alone = kind == "resource" and content.partition(";")[0].strip() in (*_HTML, _PDF)
        if not kept_alone and (kind != "response" or not content.startswith("application/http")):
            stream.skip(size)
        elif size > limit + _MOST_HEADER:
            stream.skip(size)
            yield None
        else:
            # Some writers put the address into angle brackets, as the standard's first version had it.
            address, message = fields.get("warc-target-uri", "").strip("<>"), stream.take(size)
            response = _resource(message, address, content) if kept_alone else parse_response(message, address)
            named = {"title": fields.get(LISTED_TITLE.lower()), "published_at": fields.get(LISTED_DATE.lower())}
            yield replace(response, said={name: value for name, value in named.items() if value})


def _resource(body: bytes, address: str, content: str) -> Response:
    """What was kept without a response around it; its address may be a file's, which nobody else can open."""
    return Response(address, _OK[0], {"content-type": content}, body)


def parse_response(message: bytes, address: str) -> Response:
    """A response out of the message that carried it; one whose head can't be read has the status 0."""
    head, mark, body = _partition(message)
    if not mark or not head.startswith(b"HTTP/"):
        return Response(address, 0, {}, b"")
    first, headers = parse_head(head)
    status = first.split(" ")[1:2]
    return Response(address, int(status[0]) if status and status[0].isdecimal() else 0, headers, body)


def _partition(message: bytes) -> tuple[bytes, bytes, bytes]:
    """Head, the empty line, and body."""
    found = re.compile(rb"\r?\n\r?\n").search(message, 0, _MOST_HEADER)
    return (message, b"", b"") if found is None else (message[: found.start()], found[0], message[found.end() :])


def parse_head(head: bytes) -> tuple[str, dict[str, str]]:
    """The first line of a head, and its fields by their names in lower case; of several of a name the first."""
    first, *lines = head.decode("utf-8", "replace").splitlines() or [""]
    fields: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip().lower(), value.strip())
    return first, fields


def _numbered(page: Page | Skip, number: int) -> Page | Skip:
    return replace(page, line=number)


class _Stream:
    """Blocks as a stream that is read in pieces of known length, or up to an empty line."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks = iter(blocks)
        self._held = bytearray()

    def head(self, begins: bytes) -> bytes | None:
        """The head of the next record; None at the end of the archive.

        Raises:
            PageError: Something else stands there.
        """
        while True:
            stripped = self._held.lstrip(b"\r\n")
            if stripped or not self._more():
                break
        self._held = stripped
        if not self._held:
            return None
        while (found := re.search(rb"\r?\n\r?\n", self._held)) is None:
            wrong = not self._held.startswith(begins[: len(self._held)])
            if wrong or len(self._held) > _MOST_HEADER:
                raise damaged("WARC file", "where a record should begin there is something else")
            if not self._more():
                raise _truncated()
        if not self._held.startswith(begins):
            raise damaged("WARC file", "where a record should begin there is something else")
        head = bytes(self._held[: found.start()])
        del self._held[: found.end()]
        return head

    def take(self, size: int) -> bytes:
        """So many bytes.

        Raises:
            PageError: The archive ends before.
        """
        while len(self._held) < size:
            if not self._more():
                raise _truncated()
        taken = bytes(self._held[:size])
        del self._held[:size]
        return taken

    def skip(self, size: int) -> None:
        """Goes on behind so many bytes.

        Raises:
            PageError: The archive ends before.
        """
        while size > len(self._held):
            size -= len(self._held)
            self._held.clear()
            if not self._more():
                raise _truncated()
        del self._held[:size]

    def _more(self) -> bool:
        block = next(self._blocks, None)
        if block is not None:
            self._held += block
        return block is not None


def _truncated() -> PageError:
    return PageError("The WARC file ends within a record.", reason=SkipReason.TRUNCATED)
