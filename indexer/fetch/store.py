"""The folder that pages are fetched into: a WARC file for each page, and what makes the next request a conditional one."""

import gzip
import hashlib
import re
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from filelock import FileLock, Timeout

from indexer.core.errors import InputError, StorageError
from indexer.core.files import sync
from indexer.extract.identity import canonical_url
from indexer.fetch.addresses import Target
from indexer.input.documents.sitemap import Listed
from indexer.input.documents.warc import LISTED_DATE, LISTED_TITLE, Response

STATE = ".xunwen-fetch.sqlite"
"""Hidden, as what is hidden is no source."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS pages (
    key TEXT PRIMARY KEY, etag TEXT NOT NULL, modified TEXT NOT NULL, fetched_at TEXT NOT NULL, sha256 TEXT NOT NULL, file TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS lists (
    url TEXT PRIMARY KEY, etag TEXT NOT NULL, modified TEXT NOT NULL, address TEXT NOT NULL, head TEXT NOT NULL, body BLOB NOT NULL
) STRICT;
"""
_KEPT_HEADERS = ("content-type", "content-encoding", "content-language", "date", "etag", "last-modified")
_LONGEST_FIELD = 500
_NO_FOLDER_NAME = re.compile(r"[^a-z0-9.-]+")


@dataclass(frozen=True, slots=True)
class Kept:
    """What the folder has of a page."""

    etag: str
    modified: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class KeptList:
    """A feed or sitemap as it was read last."""

    etag: str
    modified: str
    response: Response


class Store:
    """A folder with pages and what is known of them."""

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self._folder = folder
        self._connection = connection

    @classmethod
    @contextmanager
    def open(cls, folder: Path) -> Iterator["Store"]:
        """Opens a folder, made if missing, for one run at a time.

        Raises:
            InputError: Another run is at work in it.
            StorageError: It can't be written, or what is known of its pages is damaged.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with FileLock(folder / f"{STATE}.lock", timeout=0):
                connection = sqlite3.connect(folder / STATE, isolation_level=None)
                try:
                    connection.executescript(_SCHEMA)
                    yield cls(folder, connection)
                finally:
                    connection.close()
        except Timeout as error:
            raise InputError(f"Another run fetches into {folder}.", next_step="Wait for its end.") from error
        except sqlite3.DatabaseError as error:
            step = f"Remove {folder / STATE}; pages are then asked for anew."
            raise StorageError(
                f"What is known of the pages in {folder} is damaged: {error}.", next_step=step
            ) from error
        except OSError as error:
            message = f"Pages can't be kept in {folder}: {error.strerror or error}."
            raise StorageError(message, next_step="Give a folder that can be written: --to FOLDER") from error

    def kept(self, url: str) -> Kept | None:
        """What is known of a page whose file is there."""
        query = "SELECT etag, modified, fetched_at, file FROM pages WHERE key = ?"
        found = self._connection.execute(query, (canonical_url(url),)).fetchone()
        if found is None or not (self._folder / found[3]).exists():
            return None
        return Kept(found[0], found[1], datetime.fromisoformat(found[2]))

    def keep(self, target: Target, response: Response, listed: Listed) -> bool:
        """Keeps a page; whether it is another than was kept before. File first: what is known is never more than what is there."""
        digest = hashlib.sha256(response.body).hexdigest()
        name = self._name(target)
        known = self._connection.execute(
            "SELECT sha256 FROM pages WHERE key = ?", (canonical_url(target.url),)
        ).fetchone()
        changed = known is None or known[0] != digest or not (self._folder / name).exists()
        if changed:
            self._write(self._folder / name, _record(response, listed))
        headers = response.headers
        row = (
            canonical_url(target.url),
            headers.get("etag", ""),
            headers.get("last-modified", ""),
            _now(),
            digest,
            name,
        )
        self._connection.execute("INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?, ?)", row)
        return changed

    def still_good(self, target: Target) -> None:
        """A page was asked for again and has not changed."""
        self._connection.execute("UPDATE pages SET fetched_at = ? WHERE key = ?", (_now(), canonical_url(target.url)))

    def kept_list(self, url: str) -> KeptList | None:
        """A feed or sitemap as it was read last: where it has not changed since, it lists the same."""
        query = "SELECT etag, modified, address, head, body FROM lists WHERE url = ?"
        found = self._connection.execute(query, (url,)).fetchone()
        if found is None:
            return None
        etag, modified, address, kind, body = found
        return KeptList(etag, modified, Response(address, 200, {"content-type": kind}, zlib.decompress(body)))

    def keep_list(self, url: str, response: Response, content: bytes) -> None:
        """Keeps a feed or sitemap that can be asked for conditionally."""
        etag, modified = (response.headers.get(name, "") for name in ("etag", "last-modified"))
        if etag or modified:
            row = (
                url,
                etag,
                modified,
                response.address,
                response.headers.get("content-type", ""),
                zlib.compress(content),
            )
            self._connection.execute("INSERT OR REPLACE INTO lists VALUES (?, ?, ?, ?, ?, ?)", row)

    def _name(self, target: Target) -> str:
        """The file of a page: by its host and what tells its address apart, so that one page has one file."""
        digest = hashlib.sha256(canonical_url(target.url).encode("utf-8", "surrogatepass")).hexdigest()
        host = _NO_FOLDER_NAME.sub("_", target.authority).strip(".") or "_"
        return f"{host}/{digest[:20]}.warc.gz"

    def _write(self, file: Path, data: bytes) -> None:
        """All of it or nothing, whenever the machine dies."""
        file.parent.mkdir(exist_ok=True)
        waiting = file.with_name(f".{file.name}.part")
        waiting.write_bytes(data)
        sync(waiting)
        waiting.replace(file)
        sync(file.parent)


def _record(response: Response, listed: Listed) -> bytes:
    """A response as a WARC file of one record, with what its list said of the page."""
    kept = (f"{name}: {response.headers[name]}" for name in _KEPT_HEADERS if name in response.headers)
    head = "\r\n".join(
        [f"HTTP/1.1 {response.status} OK", *map(_one_line, kept), f"content-length: {len(response.body)}"]
    )
    message = head.encode("utf-8", "replace") + b"\r\n\r\n" + response.body
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    fields = {
        "WARC-Type": "response",
        "WARC-Target-URI": response.address,
        "WARC-Date": now,
        "WARC-Record-ID": f"<urn:uuid:{uuid5(NAMESPACE_URL, response.address + now)}>",
        LISTED_TITLE: listed.title[:_LONGEST_FIELD],
        LISTED_DATE: listed.published[:_LONGEST_FIELD],
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": str(len(message)),
    }
    lines = "\r\n".join(["WARC/1.1", *(f"{name}: {_one_line(value)}" for name, value in fields.items() if value)])
    return gzip.compress(lines.encode("utf-8", "replace") + b"\r\n\r\n" + message + b"\r\n\r\n", mtime=0)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
