"""A set of rows of a Milvus: a condition that its server applies inside both legs, and rows that are named one by one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from indexer.milvus.schema import article_of_chunk
from service.search.index import Selection
from service.search.milvus.conditions import NEVER, among, both


@dataclass(frozen=True)
class MilvusSelection:
    """Rows that meet a condition, and are among those named."""

    condition: str = ""
    """Of articles, or of chunks by their articles; empty for all."""
    only: frozenset[int] | None = None
    """Keys of chunks; None for all."""
    never: frozenset[int] = frozenset()
    """Keys of chunks."""
    count: Callable[["MilvusSelection"], int] = field(default=lambda _: 0, compare=False, repr=False)
    """Counts it in the Milvus."""

    @cached_property
    def reachable(self) -> int:
        """How many rows are in it; asked when it is wanted."""
        if self.only is not None and not self.condition:
            return len(self.only - self.never)
        return self.count(self)

    @property
    def of_chunks(self) -> str:
        """The condition that its chunks meet."""
        named = "" if self.only is None else among("pk", self.only)
        return both(self.condition, named, f"not ({among('pk', self.never)})" if self.never else "")

    @property
    def of_articles(self) -> str:
        """A condition that the articles of its chunks meet."""
        if self.only is None:
            return self.condition
        return both(self.condition, among("pk", {article_of_chunk(key) for key in self.only}) if self.only else NEVER)

    def lets_through(self, chunk: int) -> bool:
        """Whether a chunk of an article that meets the condition is in it."""
        return (self.only is None or chunk in self.only) and chunk not in self.never


def own(among: Selection) -> MilvusSelection:
    """A selection that an index in a Milvus made."""
    if not isinstance(among, MilvusSelection):
        raise TypeError(f"A Milvus searches among rows that it selected itself, not {type(among).__name__}.")
    return among
