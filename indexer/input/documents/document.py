"""What every reader of documents is given, and the words in which it says that a document can't be read."""

from dataclasses import dataclass

from indexer.core.article import SkipReason
from indexer.core.errors import PageError

EXTRA = "pip install 'xunwen[documents]'"


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes of a document, with what is known of it beside them."""

    data: bytes
    name: str
    """As messages name it."""
    address: str = ""
    """Where it was found on the web; empty for what only lies in a file."""
    charset: str = ""
    """The encoding that a header named."""


def damaged(what: str, why: object = "") -> PageError:
    """A document that is not what it claims to be."""
    detail = f": {why}" if str(why) else ""
    return PageError(f"The {what} is damaged{detail}.", reason=SkipReason.UNREADABLE)


def not_installed(what: str) -> PageError:
    """A document whose reader is an extra that is not here."""
    return PageError(f"Reading {what} is an extra: {EXTRA}", reason=SkipReason.NOT_INSTALLED)


def unsafe(message: str) -> PageError:
    """A document that is made to harm who reads it."""
    return PageError(message, reason=SkipReason.UNSAFE)


def too_large(message: str) -> PageError:
    """A document that unpacks to more than is read."""
    return PageError(message, reason=SkipReason.TOO_LARGE)
