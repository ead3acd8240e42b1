"""Remembers what documents read to, by their bytes, so that one that has not changed is not taken apart again.

What is kept here only saves time: a file that can't be read or written is as one that is not there.
"""

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self, TypeAlias

from indexer.core.article import Page, PageKind, Skip, SkipReason
from indexer.core.errors import PageError
from indexer.input.documents.document import Document

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS documents (key BLOB PRIMARY KEY, pages BLOB NOT NULL, used INTEGER NOT NULL) STRICT"
)
_DAYS = 90
"""After so many without use a document is forgotten."""

_OF_THIS_MACHINE = frozenset({SkipReason.NOT_INSTALLED, SkipReason.TOO_SLOW})
"""Faults that another run need not find again."""

Reader: TypeAlias = Callable[[Document], Iterable[Page | Skip]]


@dataclass(slots=True)
class _Reading:
    """All that a document gave."""

    pages: list[Page | Skip] = field(default_factory=list)
    fault: PageError | None = None


class KnownDocuments:
    """Pages of documents by the hash of the bytes and of the code that read them; the file is made with the first one."""

    def __init__(self, file: Path, *, code: str) -> None:
        """Opens nothing yet.

        Args:
            file: Where they are kept.
            code: By which the code that reads documents is known: what other code has read is read anew.
        """
        self._file = file
        self._code = code
        self._today = datetime.now(UTC).toordinal()
        self._connection: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.execute("DELETE FROM documents WHERE used < ?", (self._today - _DAYS,))
            self._connection.close()
            self._connection = None

    def reader(self, form: str, read: Reader) -> Reader:
        """Reads documents of a format as `read` does, those that are known from here."""

        def remembered(document: Document) -> Iterator[Page | Skip]:
            key = self._key(form, document)
            reading = self._find(key, document.name)
            if reading is None:
                reading = _Reading()
                try:
                    for page in read(document):
                        reading.pages.append(page)
                        yield page
                except PageError as error:
                    reading.fault = error
                self._keep(key, document.name, reading)
            else:
                yield from reading.pages
            if reading.fault is not None:
                raise reading.fault

        return remembered

    def _key(self, form: str, document: Document) -> bytes:
        digest = hashlib.sha256(document.data)
        digest.update("\0".join(("", self._code, form, document.address, document.charset)).encode("utf-8", "replace"))
        return digest.digest()

    def _find(self, key: bytes, name: str) -> _Reading | None:
        if not self._file.exists():
            return None
        try:
            rows = self._open()
            row = rows.execute("SELECT pages, used FROM documents WHERE key = ?", (key,)).fetchone()
            if row is None:
                return None
            if row[1] != self._today:
                rows.execute("UPDATE documents SET used = ? WHERE key = ?", (self._today, key))
            return _read(row[0], name)
        except (sqlite3.Error, OSError, zlib.error, ValueError, TypeError, KeyError):
            return None

    def _keep(self, key: bytes, name: str, reading: _Reading) -> None:
        if reading.fault is not None and reading.fault.reason in _OF_THIS_MACHINE:
            return
        # TypeError: a record holds what JSON can't.
        with suppress(sqlite3.Error, OSError, TypeError, ValueError):
            row = (key, _written(reading, name), self._today)
            self._open().execute("INSERT OR REPLACE INTO documents VALUES (?, ?, ?)", row)

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            try:
                self._connection = _opened(self._file)
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:  # damaged, and it only saves time
                self._file.unlink()
                self._connection = _opened(self._file)
        return self._connection


def _opened(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.executescript(_SCHEMA)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _written(reading: _Reading, name: str) -> bytes:
    """What a document gave, with names that go on from the document's own, whatever that is next time."""
    pages = [
        {**asdict(page), "is": type(page).__name__, "name": page.name.removeprefix(name), "file": ""}
        for page in reading.pages
    ]
    fault = None if reading.fault is None else [reading.fault.message, reading.fault.reason]
    return zlib.compress(json.dumps({"pages": pages, "fault": fault}).encode("ascii"))


def _read(written: bytes, name: str) -> _Reading:
    said = json.loads(zlib.decompress(written))
    pages = [replace(_page(each), name=name + each["name"]) for each in said["pages"]]
    fault = said["fault"]
    return _Reading(pages, None if fault is None else PageError(fault[0], reason=SkipReason(fault[1])))


def _page(said: dict[str, object]) -> Page | Skip:
    fields = {name: value for name, value in said.items() if name != "is"}
    if said["is"] == Skip.__name__:
        return Skip(**{**fields, "reason": SkipReason(fields["reason"])})  # type: ignore[arg-type]
    return Page(**{**fields, "kind": PageKind(fields["kind"])})  # type: ignore[arg-type]
