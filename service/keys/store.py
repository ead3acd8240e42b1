"""The keys of a service in one file: written whole under a lock, and read again by every worker as soon as it changes."""

import os
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock
from pydantic import BaseModel, ConfigDict, ValidationError

from indexer.core.errors import InputError, StorageError
from indexer.core.files import NotOursError, read_small, write_whole
from service.keys.key import ApiKey, Bounds, digest, id_in, new_id, new_secret
from service.keys.scopes import Scope

KEYS_FILE = "keys.json"
"""Its name beside an index, where the settings name no other."""

_MOST_BYTES = 16 * 1024 * 1024


class _Kept(BaseModel):
    """What the file holds."""

    model_config = ConfigDict(extra="forbid")

    version: int = 1
    keys: tuple[ApiKey, ...] = ()


class KeyStore:
    """The keys in a file; safe to use from any thread and from several processes."""

    def __init__(self, file: Path) -> None:
        """Takes a file that need not exist: then there are no keys."""
        self.file = file
        self._lock = threading.Lock()
        self._seen: tuple[int, int, int] | None = None
        self._keys: Mapping[str, ApiKey] = {}

    def keys(self) -> Mapping[str, ApiKey]:
        """All keys by id, as the file has them now; read again only where it has changed.

        Raises:
            StorageError: The file can't be read, or is damaged.
        """
        try:
            found = os.stat(self.file)  # noqa: PTH116  asked for with every request: Path makes it twice as slow
            stamp = (found.st_ino, found.st_mtime_ns, found.st_size)
        except FileNotFoundError:
            stamp = None
        except OSError as error:
            raise self._unreadable(error) from error
        with self._lock:
            if stamp != self._seen:
                self._keys = {} if stamp is None else self._read()
                self._seen = stamp
            return self._keys

    def find(self, secret: str) -> ApiKey | None:
        """The key that a secret belongs to, expired and revoked ones too; None for any other text.

        Raises:
            StorageError: The file can't be read, or is damaged.
        """
        key_id = id_in(secret)
        key = self.keys().get(key_id) if key_id else None
        return key if key is not None and key.tells(secret) else None

    def create(
        self,
        name: str,
        scopes: frozenset[Scope],
        *,
        expires_at: datetime | None = None,
        bounds: Bounds | None = None,
        origins: tuple[str, ...] = (),
        per_minute: int | None = None,
    ) -> tuple[ApiKey, str]:
        """Makes a key, and returns it with its secret, which nobody can show again.

        Raises:
            StorageError: The file can't be read or written.
        """
        key_id = new_id()
        secret = new_secret(key_id)
        key = ApiKey(
            id=key_id,
            name=name,
            sha256=digest(secret),
            scopes=scopes,
            created_at=_now(),
            expires_at=expires_at,
            bounds=bounds or Bounds(),
            origins=origins,
            per_minute=per_minute,
        )
        self._change(lambda keys: {**keys, key_id: key})
        return key, secret

    def revoke(self, key_id: str) -> ApiKey:
        """Makes a key good for nothing, at once and for good; it stays listed.

        Raises:
            InputError: There is no such key.
            StorageError: The file can't be read or written.
        """
        return self._replace(key_id, lambda key: key.model_copy(update={"revoked_at": key.revoked_at or _now()}))

    def rotate(self, key_id: str) -> tuple[ApiKey, str]:
        """Gives a key another secret; the one before is good for nothing from then on.

        Raises:
            InputError: There is no such key, or it was revoked.
            StorageError: The file can't be read or written.
        """
        secret = new_secret(key_id)

        def rotated(key: ApiKey) -> ApiKey:
            if key.revoked_at is not None:
                raise InputError(f"The key {key_id} was revoked.", next_step="Make another: xunwen keys create NAME.")
            return key.model_copy(update={"sha256": digest(secret)})

        return self._replace(key_id, rotated), secret

    def _replace(self, key_id: str, changed: Callable[[ApiKey], ApiKey]) -> ApiKey:
        def with_changed(keys: Mapping[str, ApiKey]) -> Mapping[str, ApiKey]:
            if key_id not in keys:
                raise InputError(f"There is no key {key_id!r} in {self.file}.", next_step="See: xunwen keys list.")
            return {**keys, key_id: changed(keys[key_id])}

        return self._change(with_changed)[key_id]

    def _change(self, changed: Callable[[Mapping[str, ApiKey]], Mapping[str, ApiKey]]) -> Mapping[str, ApiKey]:
        """Writes the keys that come of those in the file, which nobody else changes meanwhile."""
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(self.file.with_name(f".{self.file.name}.lock"), mode=0o600):
                keys = changed(self.keys())
                # What is kept tells no secret; who holds which key is nobody's business all the same.
                write_whole(self.file, _Kept(keys=tuple(keys.values())).model_dump_json(indent=2) + "\n", mode=0o600)
                return keys
        except OSError as error:
            raise StorageError(
                f"The keys can't be written to {self.file}: {error.strerror or error}.",
                next_step="Check the folder's rights and space, or name another file: XUNWEN_KEYS_FILE.",
            ) from error

    def _read(self) -> Mapping[str, ApiKey]:
        try:
            kept = _Kept.model_validate_json(read_small(self.file, _MOST_BYTES))
        except OSError as error:
            raise self._unreadable(error) from error
        except (NotOursError, ValidationError) as error:
            raise StorageError(
                f"The keys in {self.file} are damaged, so nobody can be told by one.",
                next_step="Restore the file, or remove it and make the keys anew: xunwen keys create NAME.",
            ) from error
        return {each.id: each for each in kept.keys}

    def _unreadable(self, error: OSError) -> StorageError:
        return StorageError(
            f"The keys in {self.file} can't be read: {error.strerror or error}.",
            next_step="Let the service's user read the file, or name another: XUNWEN_KEYS_FILE.",
        )


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
