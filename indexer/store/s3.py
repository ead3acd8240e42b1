"""A store in a bucket of S3, or of anything that speaks its protocol."""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import islice

from indexer.core.errors import SettingError, StoreError
from indexer.index.manifest import FileSeal
from indexer.store.objects import StoredObject

try:
    import obstore
    from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
    from obstore.store import S3Store
except ImportError as missing:
    raise SettingError(
        "A store in S3 needs a package that is not installed.", next_step='Install it: pip install "xunwen[s3]".'
    ) from missing

_AT_ONCE = 8 << 20
"""Bytes up to which an object is sent in one request."""
_DELETED_AT_ONCE = 1000
_REFUSED = (PermissionDeniedError, UnauthenticatedError)
_NO_CREDENTIALS = re.compile(r"169\.254\.169\.254|/latest/(?:api/token|meta-data)")
"""Where a machine in Amazon's cloud would find credentials: asked last, where nothing else names any."""
_CREDENTIALS = (
    "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN, if there is one) to a key that may list, "
    "read and write this bucket."
)
_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")


class S3Objects:
    """Each object one of the bucket; where it is and who asks is told by the AWS_ variables that every client knows."""

    def __init__(self, url: str) -> None:
        """Takes s3://BUCKET/PREFIX.

        Raises:
            SettingError: It names no bucket, or a variable makes no sense.
        """
        self._url = url.rstrip("/")
        endpoint = next((os.environ[name] for name in _ENDPOINTS if os.environ.get(name)), "")
        try:
            self._store = S3Store.from_url(
                self._url,
                # The server refuses what did not arrive as it was sent.
                checksum_algorithm="SHA256",
                client_options={
                    "allow_http": endpoint.startswith("http://"),
                    "connect_timeout": timedelta(seconds=5),
                    "timeout": timedelta(minutes=10),
                },
                retry_config={"max_retries": 4, "retry_timeout": timedelta(seconds=60)},
            )
        except (BaseError, ValueError) as error:
            raise SettingError(
                f"The store {self._url} can't be used: {_in_words(error)}.",
                next_step="Write s3://BUCKET or s3://BUCKET/PREFIX.",
            ) from error

    def list(self, prefix: str) -> list[StoredObject]:
        """Every object below a folder."""
        with self._told():
            pages = obstore.list(self._store, prefix, chunk_size=1000)
            return [StoredObject(each["path"], each["size"], each["last_modified"]) for page in pages for each in page]

    def read(self, key: str, most: int) -> bytes:
        """The bytes of an object."""
        with self._told():
            found = obstore.get(self._store, key)
            if found.meta["size"] > most:
                raise StoreError(f"{self._url}/{key} has more than {most:,} bytes.")
            return bytes(found.bytes())

    def write(self, key: str, content: bytes) -> None:
        """Replaces an object."""
        with self._told():
            obstore.put(self._store, key, content, use_multipart=False)

    def upload(self, key: str, blocks: Iterable[bytes], sealed: FileSeal) -> None:
        """Sends an object, a large one in parts of which nothing is seen before the last."""
        with self._told():
            if sealed.bytes <= _AT_ONCE:
                obstore.put(self._store, key, b"".join(blocks), use_multipart=False)
            else:
                obstore.put(self._store, key, blocks, chunk_size=_AT_ONCE, max_concurrency=4)

    def blocks(self, key: str, start: int = 0) -> Iterator[bytes]:
        """The bytes of an object from one on."""
        with self._told():
            try:
                found = obstore.get(self._store, key, options={"range": {"offset": start}} if start else None)
            except BaseError as error:
                if "InvalidRange" in str(error) or "416 " in str(error):
                    return  # it ends before
                raise
            for block in found.stream():
                yield bytes(block)

    def delete(self, keys: Iterable[str]) -> None:
        """Deletes objects."""
        left = iter(keys)
        while batch := list(islice(left, _DELETED_AT_ONCE)):
            with self._told():
                obstore.delete(self._store, batch)

    def drop_unfinished(self, older_than: timedelta) -> None:
        """Does nothing: a rule of the bucket does (AbortIncompleteMultipartUpload)."""

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Failures in words: the library's own come with whole responses."""
        try:
            yield
        except FileNotFoundError as error:
            if "NoSuchBucket" not in str(error):
                raise
            raise self._no_bucket() from error
        except BaseError as error:
            said = str(error)
            if "NoSuchBucket" in said:
                raise self._no_bucket() from error
            if isinstance(error, _REFUSED) or "InvalidAccessKeyId" in said or "SignatureDoesNotMatch" in said:
                raise StoreError(
                    f"The store {self._url} refuses these credentials: {_in_words(error)}.", next_step=_CREDENTIALS
                ) from error
            if _NO_CREDENTIALS.search(said):
                raise StoreError(f"There are no credentials for {self._url}.", next_step=_CREDENTIALS) from error
            raise StoreError(
                f"The store {self._url} can't be used: {_in_words(error)}.",
                next_step="Check AWS_ENDPOINT_URL and AWS_REGION, and whether the server answers; then run this again: "
                "it goes on where it stopped.",
            ) from error

    def _no_bucket(self) -> StoreError:
        bucket = self._url.removeprefix("s3://").partition("/")[0]
        return StoreError(f"There is no bucket {bucket}.", next_step="Make it, or name another.")


def _in_words(error: BaseException) -> str:
    """What a server said, or else the first line of what the library says."""
    said = str(error)
    if found := re.search(r"<Code>(\w+)</Code>.*?<Message>(.*?)</Message>", said, re.DOTALL):
        return f"{found[1]}: {found[2]}".rstrip(".")[:300]
    return said.splitlines()[0].strip()[:300].rstrip(".") if said else type(error).__name__
