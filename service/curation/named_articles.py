"""Articles as people name them: by id, or by any form of their address."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from indexer.extract.identity import canonical_url


class NamedArticles:
    """The articles of one snapshot by what they are called; safe to use from any thread."""

    def __init__(self, numbers: Mapping[str, int], ids: Sequence[str], urls: Callable[[], Sequence[str]]) -> None:
        """Reads no addresses yet.

        Args:
            numbers: Number of each article by its id.
            ids: Of all articles.
            urls: Gives the address of each of them, empty for one without.
        """
        self._numbers = numbers
        self._ids = ids
        self._urls = urls

    def id_of(self, named: str) -> str:
        """The id of an article that is named by it or by its address; empty where there is none."""
        return named if named in self._numbers else self._by_address.get(canonical_url(named), "")

    @cached_property
    def _by_address(self) -> dict[str, str]:
        """Ids by address; read when first an address is named."""
        return {canonical_url(url): each for each, url in zip(self._ids, self._urls(), strict=True) if url}
