"""The reader in the package, opened once a process: half a second that no test need pay again."""

from functools import cache
from pathlib import Path

from indexer.rerank.load import load_reader
from indexer.rerank.reader import Reader
from indexer.settings import DEFAULT_MODEL, IndexerSettings


def shipped_reader(settings: IndexerSettings, file: Path | None = None) -> Reader:
    """As `load_reader`, over the default model, which these tests do not change."""
    assert (settings.model, file) == (DEFAULT_MODEL, None)
    return _opened()


@cache
def _opened() -> Reader:
    return load_reader(IndexerSettings(model=DEFAULT_MODEL))
