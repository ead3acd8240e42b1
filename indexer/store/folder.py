"""A store in a folder: of this machine, or one that several machines have mounted."""

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from indexer.core.errors import StoreError
from indexer.core.files import NotOursError, read_small, sync
from indexer.index.manifest import FileSeal, seal
from indexer.store.objects import BLOCK, StoredObject

_PART = ".part"


class FolderObjects:
    """Each object a file; it is written beside its place and renamed, so that nobody sees a part of it."""

    def __init__(self, folder: Path) -> None:
        """Takes a folder, which need not exist before something is written."""
        self._folder = folder

    def list(self, prefix: str) -> list[StoredObject]:
        """Every file below a folder, but for what is being written."""
        found: list[StoredObject] = []
        for file in sorted((self._folder / prefix).rglob("*")):
            try:
                facts = file.stat()
            except FileNotFoundError:
                continue  # deleted meanwhile
            if file.is_file() and not file.name.endswith(_PART):
                modified = datetime.fromtimestamp(facts.st_mtime, UTC)
                found.append(StoredObject(file.relative_to(self._folder).as_posix(), facts.st_size, modified))
        return found

    def read(self, key: str, most: int) -> bytes:
        """The bytes of a file."""
        try:
            return read_small(self._folder / key, most)
        except NotOursError as error:
            raise StoreError(f"{self._folder / key} can't be read: {error}.") from error

    def write(self, key: str, content: bytes) -> None:
        """Replaces a file."""
        self._put(key, [content])

    def upload(self, key: str, blocks: Iterable[bytes], sealed: FileSeal) -> None:
        """Writes a file, and reads it back before it gets its name."""
        self._put(key, blocks, sealed)

    def blocks(self, key: str, start: int = 0) -> Iterator[bytes]:
        """The bytes of a file from one on."""
        with (self._folder / key).open("rb") as stream:
            stream.seek(start)
            while block := stream.read(BLOCK):
                yield block

    def delete(self, keys: Iterable[str]) -> None:
        """Deletes files."""
        for key in keys:
            (self._folder / key).unlink(missing_ok=True)

    def drop_unfinished(self, older_than: timedelta) -> None:
        """Deletes files that were being written so long ago."""
        for part in self._folder.rglob(f"*{_PART}"):
            with suppress(FileNotFoundError):
                if time.time() - part.stat().st_mtime > older_than.total_seconds():
                    part.unlink()

    def _put(self, key: str, blocks: Iterable[bytes], sealed: FileSeal | None = None) -> None:
        place = self._folder / key
        part = place.with_name(f"{place.name}.{uuid4().hex}{_PART}")
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("wb") as stream:
                for block in blocks:
                    stream.write(block)
                stream.flush()
                os.fsync(stream.fileno())
            if sealed is not None and seal(part) != sealed:
                raise StoreError(f"{place} reads otherwise than it was written.", next_step="Check the store's disk.")
            part.replace(place)
            sync(place.parent)
        finally:
            part.unlink(missing_ok=True)
