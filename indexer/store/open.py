"""Finds out what keeps a store: a folder, or a bucket."""

import re
from pathlib import Path

from indexer.core.errors import SettingError
from indexer.store.folder import FolderObjects
from indexer.store.objects import Objects

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)


def open_store(location: str) -> Objects:
    """The store at a location: a folder, or s3://BUCKET/PREFIX.

    Raises:
        SettingError: It names neither, or the extra s3 is not installed.
    """
    scheme = _SCHEME.match(location)
    if scheme is None and location:
        return FolderObjects(Path(location))
    if scheme is not None and scheme[1].lower() == "s3" and location[scheme.end() :].strip("/"):
        # Here and not at the top: who keeps a store in a folder need not have the package.
        from indexer.store.s3 import S3Objects

        return S3Objects(location)
    raise SettingError(
        f"There is no store at {location!r}.",
        next_step="Name a folder or s3://BUCKET/PREFIX, as an argument or by XUNWEN_STORE.",
    )
