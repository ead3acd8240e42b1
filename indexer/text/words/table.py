"""The words and names of an archive: in how many articles each is, and when it was last in one."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from indexer.core.errors import BrokenSnapshotError

WordSort: TypeAlias = Literal["name", "word", "verb"]
_SORTS: dict[str, WordSort] = {each: each for each in get_args(WordSort)}


@dataclass(frozen=True, slots=True)
class KnownWord:
    """A word, a name, or words that often stand side by side in titles."""

    text: str
    """As articles write it."""
    articles: int
    """How many have it."""
    last_day: str
    """The last day on which one was published, ISO 8601; empty where none has a date."""
    sort: WordSort
    """A name, also of a place; a verb; or another word or words that stand side by side."""


@dataclass(frozen=True, slots=True)
class WordTable:
    """Words of an archive, those of the most articles first; empty for a snapshot built before there were any."""

    words: tuple[KnownWord, ...] = ()

    def __iter__(self) -> Iterator[KnownWord]:
        return iter(self.words)

    def __len__(self) -> int:
        return len(self.words)

    def save(self, file: Path) -> None:
        """Writes them, a word a line."""
        rows = (
            json.dumps([each.text, each.articles, each.last_day, each.sort], ensure_ascii=False) for each in self.words
        )
        file.write_text("[" + ",\n".join(rows) + "]\n", encoding="utf-8")

    @classmethod
    def open(cls, file: Path) -> "WordTable":
        """Reads what `save` wrote.

        Raises:
            BrokenSnapshotError: It is something else.
        """
        try:
            rows = json.loads(file.read_text(encoding="utf-8"))
            return cls(tuple(KnownWord(str(text), int(held), str(day), _SORTS[sort]) for text, held, day, sort in rows))
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise BrokenSnapshotError(f"{file} holds no words: {error}.") from error
