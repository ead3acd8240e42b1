"""What can be suggested of an archive as it lies in a snapshot: arrays in a folder, mapped when read."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, get_args

import numpy as np
import numpy.typing as npt

from indexer.core.arrays import Mask, Scores, mapped
from indexer.core.errors import BrokenSnapshotError
from indexer.index.aliases import NameTable
from indexer.index.suggestions.entries import Entry, Heading, SuggestionKind, entries_of
from indexer.index.suggestions.keys import keys_of
from indexer.index.suggestions.prefixes import Numbers, Prefixes
from indexer.text.words.table import WordTable

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Columns = TypeVar("Columns", bound=DataclassInstance)

SUGGESTIONS = "suggestions"
"""Folder of a snapshot."""
VOCABULARY = "vocabulary"
"""Of the files there with what may be meant."""

_KINDS: tuple[SuggestionKind, ...] = get_args(SuggestionKind)
_WAYS = 3
"""Readings of a phrase or name by which it is found, 重庆 chong and zhong."""


@dataclass(frozen=True, slots=True)
class Entries:
    """What can be suggested, as columns; row i is the entry of number i."""

    texts: npt.NDArray[np.uint8]
    """All of them in UTF-8, one after the other."""
    text_ends: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.uint8]
    articles: Numbers
    owners: Numbers
    """Number of the article whose title it is, -1 for a phrase."""
    told: Numbers
    """Numbers of articles that have it for a keyword or author, one entry after the other."""
    told_ends: npt.NDArray[np.int64]
    weights: Scores

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> "Entries":
        """Entries as columns."""
        coded = [entry.text.encode("utf-8", "surrogatepass") for entry in entries]
        return cls(
            np.frombuffer(b"".join(coded), dtype=np.uint8),
            np.cumsum([len(each) for each in coded], dtype=np.int64),
            kinds=np.array([_KINDS.index(entry.kind) for entry in entries], dtype=np.uint8),
            articles=np.array([entry.articles for entry in entries], dtype=np.int32),
            owners=np.array([entry.article for entry in entries], dtype=np.int32),
            told=np.array([number for entry in entries for number in entry.told_in], dtype=np.int32),
            told_ends=np.cumsum([len(entry.told_in) for entry in entries], dtype=np.int64),
            weights=np.array([entry.weight for entry in entries], dtype=np.float32),
        )

    def some(self, kept: Mask) -> "Entries":
        """Some of them, in their order.

        Args:
            kept: Which, shape (entries,).
        """
        return Entries.of([self[number] for number in np.flatnonzero(kept).tolist()])

    def __len__(self) -> int:
        return len(self.weights)

    def __getitem__(self, number: int) -> Entry:
        """The entry of that number."""
        told = self.told[_start(self.told_ends, number) : int(self.told_ends[number])]
        return Entry(
            self.text(number),
            _KINDS[int(self.kinds[number])],
            articles=int(self.articles[number]),
            article=int(self.owners[number]),
            told_in=tuple(told.tolist()),
            weight=float(self.weights[number]),
        )

    def text(self, number: int) -> str:
        """The text of the entry of that number."""
        coded = self.texts[_start(self.text_ends, number) : int(self.text_ends[number])]
        return coded.tobytes().decode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class SuggestionTable:
    """Entries, and how each is typed."""

    entries: Entries
    written: Prefixes
    """By their own characters."""
    sounds: Prefixes
    """By pinyin."""
    initials: Prefixes
    """By the initials of pinyin; titles only from their beginning, as two letters stand somewhere in each."""

    @classmethod
    def of(cls, headings: Sequence[Heading], words: WordTable, names: NameTable) -> "SuggestionTable":
        """All that can be suggested of an archive; see `entries_of`."""
        entries = entries_of(headings, words, names)
        written: list[tuple[int, str, Sequence[int]]] = []
        sounds: list[tuple[int, str, Sequence[int]]] = []
        initials: list[tuple[int, str, Sequence[int]]] = []
        for number, entry in enumerate(entries):
            titled = entry.kind == "title"
            own, read = keys_of(entry.text, ways=1 if titled else _WAYS)
            written.append((number, *own))
            for sound, first in read:
                sounds.append((number, *sound))
                initials.append((number, first.text, first.starts[:1] if titled else first.starts))
        return cls(Entries.of(entries), Prefixes.of(written), Prefixes.of(sounds), Prefixes.of(initials))

    def likeliest(self, most: int) -> "SuggestionTable":
        """The entries that are most likely typed; of those that are as likely, the first."""
        if len(self.entries) <= most:
            return self
        kept = np.zeros(len(self.entries), dtype=np.bool_)
        kept[np.argsort(-self.entries.weights, kind="stable")[:most]] = True
        prefixes = (each.of_entries(kept) for each in (self.written, self.sounds, self.initials))
        return SuggestionTable(self.entries.some(kept), *prefixes)

    def save(self, folder: Path) -> None:
        """Writes one file for each array into a folder that is there."""
        for part in fields(self):
            save_columns(folder, part.name, getattr(self, part.name))

    @classmethod
    def open(cls, folder: Path) -> "SuggestionTable":
        """Maps what `save` wrote.

        Raises:
            BrokenSnapshotError: A file is missing or is no array.
        """
        prefixes = (open_columns(folder, part, Prefixes) for part in ("written", "sounds", "initials"))
        return cls(open_columns(folder, "entries", Entries), *prefixes)


def save_columns(folder: Path, name: str, columns: "DataclassInstance") -> None:
    """Writes one file for each array of some columns."""
    for column in fields(columns):
        np.save(folder / f"{name}.{column.name}.npy", getattr(columns, column.name), allow_pickle=False)


def open_columns(folder: Path, name: str, kind: "type[Columns]") -> "Columns":
    """Maps what `save_columns` wrote.

    Raises:
        BrokenSnapshotError: A file is missing or is no array.
    """
    try:
        return kind(*(mapped(folder / f"{name}.{column.name}.npy") for column in fields(kind)))
    except (OSError, ValueError) as error:
        raise BrokenSnapshotError(
            f"{folder} does not hold suggestions that can be read: {error}.",
            next_step="Build it again with `xunwen index`.",
        ) from error


def _start(ends: npt.NDArray[np.int64], number: int) -> int:
    return int(ends[number - 1]) if number else 0
