"""What typing help needs of an archive, as it is published: tables that a service fetches into a folder and maps.

An archive has as many titles as articles; so that a service needs no more room for one of any size, the likeliest are published.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt

from indexer.index.snapshot import Snapshot, files_of
from indexer.index.suggestions.table import VOCABULARY, SuggestionTable, save_columns

TYPED_WORDS = ".typed-words"
"""Name of the text that lists the files."""

MOST_SUGGESTED = 1_000_000
"""Suggestions of an archive: all of some 400,000 articles, in 340 MB of a service's disk."""
MOST_WORDS = 500_000
"""Words of its vocabulary: all of some 300,000 articles, in 25 MB where they are Chinese, 150 where they are of letters."""


def typed_word_files(
    snapshot: Snapshot,
    numbers: npt.NDArray[np.int64],
    *,
    most_suggested: int = MOST_SUGGESTED,
    most_words: int = MOST_WORDS,
) -> Iterator[tuple[str, bytes]]:
    """The files, by name.

    Args:
        snapshot: Of the archive.
        numbers: Of each of its articles in the Milvus, shape (articles,).
        most_suggested: Suggestions that are kept, the likeliest.
        most_words: Words that are kept, the most frequent.
    """
    with TemporaryDirectory(prefix="xunwen-typed-words-") as folder:
        numbered(snapshot.suggestions().likeliest(most_suggested), numbers).save(Path(folder))
        save_columns(Path(folder), VOCABULARY, snapshot.vocabulary().most_frequent(most_words))
        for file in files_of(Path(folder)):
            yield file.name, file.read_bytes()


def numbered(table: SuggestionTable, numbers: npt.NDArray[np.int64]) -> SuggestionTable:
    """A table whose titles have the numbers that their articles have in a Milvus; who has a keyword is asked there."""
    owners = table.entries.owners
    renumbered = np.where(owners < 0, -1, numbers[np.maximum(owners, 0)]).astype(np.int32)
    nobody = np.zeros(len(table.entries), dtype=np.int64)
    entries = replace(table.entries, owners=renumbered, told=np.empty(0, dtype=np.int32), told_ends=nobody)
    return replace(table, entries=entries)
