"""Dictionaries kept in the cache folder as they are needed: mapped from there, they take no time to read and no memory of their own."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from indexer.core.string_tables import read_string_tables, write_string_tables
from indexer.settings import IndexerSettings

Tables = Sequence[Mapping[str, str]]


def kept_or_read(name: str, read: Callable[[], Tables], *, code: Path, packages: Sequence[str]) -> Tables:
    """What `read` gives, out of the cache folder where it was kept; kept there otherwise, unless it can't be written to.

    Args:
        name: Of the file.
        read: Reads the tables out of their packages, in a second or two.
        code: The file that does so: when it changes, or a package does, they are read anew.
        packages: What they depend on.

    Raises:
        ImportError: A package is missing.
    """
    edition = "-".join((*map(version, packages), hashlib.sha256(code.read_bytes()).hexdigest()[:8]))
    file = IndexerSettings().cache_dir / f"{name}-{edition}.tables"
    with suppress(OSError, ValueError):
        if found := read_string_tables(file):  # none is what a file is left with whose head was damaged
            return found
    made = read()
    # Without a folder to write to, the next start reads them again.
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        write_string_tables(file, made)
        return read_string_tables(file)
    return made
