"""On which host each article of a snapshot was published, read out of the addresses that are stored with them."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from indexer.core.arrays import Mask
from indexer.extract.identity import canonical_url
from service.query.sites import Site, host_of

_BEFORE_PATHS = re.compile(r"[^/?#]*//[^/?#]*")
_PLAIN = re.compile(r"[!-$&-~]*")
"""Addresses whose paths are spelled one way alone: signs that are printed, and no escapes."""


class ArchiveSites:
    """The articles of one snapshot by site; reads addresses when a site is first asked for. Safe to use from any thread."""

    def __init__(self, urls: Callable[[], Sequence[str]]) -> None:
        """Reads nothing yet.

        Args:
            urls: Gives the address of each article, empty for one without.
        """
        self._urls = urls

    def articles(self, sites: Iterable[Site]) -> Mask:
        """Articles on one of some sites, shape (articles,)."""
        hosts, of_articles = self._hosts
        found = np.zeros(of_articles.size, dtype=np.bool_)
        for site in sites:
            on_host = np.array([site.has_host(host) for host in hosts], dtype=np.bool_)[of_articles]
            if site.path:
                urls = self._urls()
                for number in np.flatnonzero(on_host).tolist():
                    on_host[number] = site.has_path(_path_of(urls[number], spelled="%" in site.path))
            found |= on_host
        return found

    @cached_property
    def _hosts(self) -> tuple[Sequence[str], npt.NDArray[np.int32]]:
        """The different hosts, and which of them each article has, shape (articles,)."""
        # An archive has few hosts for its size: what stands before the paths is spelled once for all articles that share it.
        by_beginning: dict[str, int] = {}
        hosts: dict[str, int] = {}
        of_articles = []
        for url in self._urls():
            found = _BEFORE_PATHS.match(url)
            beginning = found.group() if found else ""
            number = by_beginning.get(beginning)
            if number is None:
                host = host_of(canonical_url(beginning))
                number = by_beginning[beginning] = hosts.setdefault(host, len(hosts))
            of_articles.append(number)
        return tuple(hosts), np.array(of_articles, dtype=np.int32)


def _path_of(url: str, *, spelled: bool) -> str:
    """The path of an address; as canonical addresses spell it, where another spelling may be meant or it is asked for."""
    if spelled or not _PLAIN.fullmatch(url):
        url = canonical_url(url)
    return re.split("[?#]", _BEFORE_PATHS.sub("", url, count=1), maxsplit=1)[0]
