"""A zip of a stranger, read in memory: nothing is written anywhere, and what comes out of it has an end."""

import io
import posixpath
import zipfile
import zlib
from typing import Self
from urllib.parse import unquote

from indexer.core.article import SkipReason
from indexer.core.errors import PageError
from indexer.input.documents.document import Document, damaged, too_large

MOST_FILES = 20_000
MOST_BYTES = 256 * 2**20
"""Of all that is read out of one zip."""

MOST_OF_ONE = 32 * 2**20
"""Of one file in it, a chapter for instance: as much as a page may have."""

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, KeyError, RuntimeError)
_ENCRYPTED = 0x1
_BLOCK = 65_536


class Packed:
    """The files in a document that is a zip, by name; a name is looked up in it and never on disk."""

    def __init__(self, document: Document, what: str) -> None:
        """Opens it.

        Args:
            document: Its bytes.
            what: What it should be, for messages.

        Raises:
            PageError: It is no zip (`UNREADABLE`), or has more files than are read (`TOO_LARGE`).
        """
        self._what = what
        self._left = MOST_BYTES
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(document.data))
        except _BROKEN as error:
            raise damaged(what, error) from error
        if len(self._zip.filelist) > MOST_FILES:
            raise too_large(f"The {what} holds more than {MOST_FILES:,} files.")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def __contains__(self, name: str) -> bool:
        return name in self._zip.NameToInfo

    def read(self, name: str) -> bytes:
        """A file's bytes, as many as truly come out, whatever the zip says of their number.

        Raises:
            PageError: It is not there or damaged (`UNREADABLE`), encrypted (`ENCRYPTED`), or more than may come out of one
                zip (`TOO_LARGE`).
        """
        try:
            found = self._zip.getinfo(name)
            if found.flag_bits & _ENCRYPTED:
                raise PageError(f"The {self._what} is encrypted.", reason=SkipReason.ENCRYPTED)
            data = bytearray()
            with self._zip.open(found) as file:
                while block := file.read(_BLOCK):
                    data += block
                    if len(data) > min(self._left, MOST_OF_ONE):
                        most = MOST_OF_ONE if self._left > MOST_OF_ONE else MOST_BYTES
                        raise too_large(f"More than {most:,} bytes come out of the {self._what}.")
        except _BROKEN as error:
            raise damaged(self._what, error) from error
        self._left -= len(data)
        return bytes(data)


def inside(folder: str, reference: str) -> str:
    """The name in a zip that a reference in one of its folders leads to; what leads out of the zip is no name in it."""
    return posixpath.normpath(posixpath.join(folder, unquote(reference.partition("#")[0]))).lstrip("/")
