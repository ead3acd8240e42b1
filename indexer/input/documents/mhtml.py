"""A page saved as MHTML: a mail whose first part is the page, with the address that it was saved from."""

import email
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default

from indexer.core.article import Page, PageKind, SkipReason
from indexer.core.errors import PageError
from indexer.input.documents.document import Document, damaged
from indexer.text.encoding import decode

_ADDRESSES = ("Snapshot-Content-Location", "Content-Location")
_PAGES = {"text/html", "application/xhtml+xml"}


def read_mhtml(document: Document) -> Iterator[Page]:
    """The page of an MHTML file.

    Raises:
        PageError: It has none, or is damaged.
    """
    try:
        message = email.message_from_bytes(document.data, policy=default)
        page = _page(message)
        data = None if page is None else page.get_payload(decode=True)
    except (RecursionError, ValueError, LookupError, AttributeError, TypeError) as error:
        raise damaged("MHTML", error) from error
    if page is None or not isinstance(data, bytes):
        raise PageError("The MHTML file has no page of HTML in it.", reason=SkipReason.NO_BODY)
    text, encoding = decode(data, hint=_header(page, "charset"))
    found = (_header(each, name) for each in (message, page) for name in _ADDRESSES)
    address = next((each for each in found if each.startswith(("http://", "https://"))), "")
    yield Page(document.name, PageKind.HTML, text, encoding=encoding, address=address or document.address)


def _page(message: EmailMessage) -> EmailMessage | None:
    """The part that the others belong to: the one named as the start, else the first that is a page."""
    pages = [part for part in message.walk() if part.get_content_type() in _PAGES]
    start = str(message.get_param("start") or "")
    named = (part for part in pages if start and _header(part, "Content-ID") == start)
    return next(named, next(iter(pages), None))


def _header(part: EmailMessage, name: str) -> str:
    """A header, or the charset, of a part; one that breaks the rules is none."""
    try:
        return str(part.get_content_charset("") if name == "charset" else part.get(name) or "").strip()
    except (ValueError, LookupError, AttributeError, TypeError, IndexError):
        return ""
