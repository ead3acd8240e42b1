"""Articles of one generation by site: their addresses are asked for by how they begin, and compared here."""

import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from indexer.milvus.client import MOST
from indexer.milvus.schema import article_key
from service.query.sites import Site, host_of
from service.search.milvus.conditions import both
from service.search.milvus.remembered import Remembered

if TYPE_CHECKING:
    from service.search.milvus.index import MilvusIndex

_KEPT = 32
"""Sites whose articles are remembered: the pages of a search ask for the same one."""
_HOSTS_AT_ONCE = 100


class MilvusSites:
    """The articles of one generation by site; safe to use from any thread."""

    def __init__(self, index: "MilvusIndex") -> None:
        self._index = index
        self._kept: Remembered[Site, frozenset[int]] = Remembered(_KEPT)

    def articles(self, sites: Sequence[Site]) -> set[int]:
        """Keys of the articles on one of some sites."""
        return set().union(*map(self._of, sites))

    def _of(self, site: Site) -> frozenset[int]:
        if known := self._kept.find([site]):
            return known[site]
        hosts = [host for host in self._hosts if site.has_host(host)]
        found = frozenset(
            key
            for first in range(0, len(hosts), _HOSTS_AT_ONCE)
            for key, address in self._addresses(_beginning_with(hosts[first : first + _HOSTS_AT_ONCE]))
            if site.has(address)
        )
        self._kept.keep({site: found})
        return found

    @cached_property
    def _hosts(self) -> Sequence[str]:
        """Every host; of a generation that was published without them, out of all its addresses, once."""
        published = self._index.values.host
        if published is not None:
            return published
        return sorted({host_of(address) for _, address in self._addresses("")} - {""})

    def _addresses(self, condition: str) -> Iterator[tuple[int, str]]:
        """Key and canonical address of the articles that meet a condition."""
        yield from self._between(condition, 0, article_key(self._index.record.numbers + 1, 0))

    def _between(self, condition: str, low: int, high: int) -> Iterator[tuple[int, str]]:
        """Those with keys from `low` to before `high`: a server gives so many at once, and of more in no order."""
        inside = both(self._index.alive, condition, f"pk >= {low} and pk < {high}")
        rows = self._index.milvus.read(self._index.articles_name, inside, ("pk", "url"), limit=MOST)
        if len(rows) < MOST:
            yield from ((int(row["pk"]), str(row["url"])) for row in rows)
            return
        middle = (low + high) // 2
        yield from self._between(condition, low, middle)
        yield from self._between(condition, middle, high)


def _beginning_with(hosts: Sequence[str]) -> str:
    """Addresses on some hosts. A sign of a host that LIKE takes for any lets more through, which is left out afterwards."""
    return " or ".join(f"url like {json.dumps(f'https://{host}/%')}" for host in hosts)
