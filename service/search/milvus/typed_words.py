"""What typing help needs, of a generation in a Milvus: its tables are fetched and mapped, articles are asked for when suggested."""

import json
from base64 import b64decode
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from indexer.index.suggestions.entries import Entry
from indexer.index.suggestions.table import VOCABULARY, SuggestionTable, open_columns
from indexer.index.suggestions.vocabulary import Vocabulary
from indexer.index.wants import Want
from indexer.milvus.client import Row
from indexer.milvus.schema import REVISION_BITS, number_of
from indexer.milvus.typed_words import TYPED_WORDS
from indexer.text.normalize import normalize
from service.search.index import Selection
from service.search.milvus.conditions import among_lists, both
from service.search.milvus.selection import MilvusSelection, own
from service.search.milvus.words import MilvusWords

if TYPE_CHECKING:
    from service.search.milvus.index import MilvusIndex

_AT_ONCE = 32
"""Entries that are looked up together: more than a list shows."""


class MilvusTypedWords:
    """Of one generation."""

    def __init__(self, index: "MilvusIndex") -> None:
        """Fetches the tables.

        Args:
            index: The generation, open.

        Raises:
            MilvusError: They can't be read, or it was published before there were any.
        """
        self._index = index
        # What is mapped stays readable when its folder is gone, and no killed service leaves one behind; where a system
        # does not let go of mapped files, they stay until it cleans its folder of temporary files.
        with TemporaryDirectory(prefix="xunwen-typed-words-", ignore_cleanup_errors=True) as folder:
            for name in json.loads(index.file(TYPED_WORDS)):
                with (Path(folder) / Path(name).name).open("wb") as file:
                    for piece in index.pieces(f"{TYPED_WORDS}/{name}"):
                        file.write(b64decode(piece))
            self.suggestions = SuggestionTable.open(Path(folder))
            """What can be suggested."""
            self.vocabulary = open_columns(Path(folder), VOCABULARY, Vocabulary)
            """The archive's words."""

    def article_ids(self, entries: Sequence[Entry]) -> Sequence[str]:
        """Ids of the articles whose titles entries are."""
        rows = self._titled(entries, MilvusSelection(), ("pk", "id"))
        ids = {number_of(int(row["pk"])): str(row["id"]) for row in rows}
        return [ids[entry.article] if entry.article >= 0 else "" for entry in entries]

    def told(self, entries: Iterable[Entry], among: Selection) -> Iterator[bool]:
        """Whether an article of some rows has each entry."""
        selection, waiting = own(among), iter(entries)
        while some := list(islice(waiting, _AT_ONCE)):
            if selection == MilvusSelection():
                yield from (True for _ in some)
                continue
            titles = {number_of(int(row["pk"])) for row in self._titled(some, selection, ("pk",))}
            facts = self._facts_of(some, selection)
            texts = [each.text for each in some if each.article < 0 and normalize(each.text) not in facts]
            in_texts = dict(zip(texts, self._index.held.told(texts, selection), strict=True))
            for entry in some:
                yield entry.article in titles if entry.article >= 0 else in_texts.get(entry.text, True)

    def is_author(self, name: str) -> bool:
        """Whether somebody of this name wrote an article."""
        return name in self._authors

    def most_held(self, wants: Sequence[Want]) -> float:
        """The largest share of what is wanted that one article holds, of those that the server proposes."""
        return MilvusWords(self._index, (), wants).most_held()

    @cached_property
    def _authors(self) -> frozenset[str]:
        return frozenset(self._index.values.author)

    @cached_property
    def _spellings(self) -> dict[str, list[str]]:
        """Every author and keyword, by how it is compared."""
        found: dict[str, list[str]] = {}
        for value in dict.fromkeys((*self._index.values.author, *self._index.values.keyword)):
            found.setdefault(normalize(value), []).append(value)
        return found

    def _titled(self, entries: Sequence[Entry], selection: MilvusSelection, fields: Sequence[str]) -> list[Row]:
        """Rows of the articles of a selection whose titles entries are."""
        numbers = sorted({entry.article for entry in entries if entry.article >= 0})
        if not numbers:
            return []
        # An article's key is its number and the generation that wrote it.
        keys = (f"(pk >= {each << REVISION_BITS} and pk < {(each + 1) << REVISION_BITS})" for each in numbers)
        condition = both(self._index.alive, selection.of_articles, " or ".join(keys))
        return self._index.milvus.read(self._index.articles_name, condition, fields)

    def _facts_of(self, entries: Sequence[Entry], selection: MilvusSelection) -> set[str]:
        """Entries that articles of a selection have for an author or a keyword, as they are compared."""
        asked = {normalize(entry.text) for entry in entries if entry.article < 0}
        values = [value for each in asked for value in self._spellings.get(each, ())]
        if not values:
            return set()
        condition = both(
            self._index.alive,
            selection.of_articles,
            f"{among_lists('authors', values)} or {among_lists('keywords', values)}",
        )
        rows = self._index.milvus.read(self._index.articles_name, condition, ("pk", "authors", "keywords"))
        return {normalize(str(value)) for row in rows for value in (*row["authors"], *row["keywords"])}
