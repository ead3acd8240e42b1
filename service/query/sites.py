"""Sites as people name them: a host with all that is below it, or a part of one by how its paths begin."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from indexer.core.errors import QueryError
from indexer.extract.identity import canonical_url

_AROUND = re.compile(r"\A(?:https?://)?(?:\*?\.)?", re.IGNORECASE)
"""What may stand before a host, as addresses are pasted and patterns written: https://, *. and a dot."""
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*(?::\d+)?")


@dataclass(frozen=True, slots=True)
class Site:
    """A site, spelled as canonical addresses are: without www., in lower case and ASCII."""

    host: str
    """With a port where one was named; hosts of any port are meant otherwise."""
    path: str = ""
    """Whole segments with which paths begin, without a stroke at the end; empty for all paths."""

    @classmethod
    def named(cls, text: str) -> Self | None:
        """The site that a text names; None where it names none.

        >>> Site.named("https://www.BBC.co.uk/news/"), Site.named("*.gov.cn"), Site.named("新华社")
        (Site(host='bbc.co.uk', path='/news'), Site(host='gov.cn', path=''), None)
        """
        bare = _AROUND.sub("", text.strip())
        address = canonical_url(f"https://{bare}")
        host = host_of(address)
        # A word in other letters is some name and no host, though it could be written as one.
        is_word = "." not in host or (host.startswith("xn--") and not re.search("[.。．｡]", bare.partition("/")[0]))
        if not _HOST.fullmatch(host) or (is_word and not bare.isascii()):
            return None
        return cls(host, urlsplit(address).path.rstrip("/"))

    def has_host(self, host: str) -> bool:
        """Whether a host, of whatever user and port, is this site's own or below it."""
        host = host.rpartition("@")[2]
        if ":" not in self.host:
            host = host.partition(":")[0]
        return host == self.host or host.endswith(f".{self.host}")

    def has(self, address: str) -> bool:
        """Whether an address, canonical, is on this site."""
        if not self.has_host(host_of(address)):
            return False
        return self.has_path(urlsplit(address).path)

    def has_path(self, path: str) -> bool:
        """Whether a canonical path begins with this site's, by whole segments."""
        return not self.path or path == self.path or path.startswith(f"{self.path}/")


def host_of(address: str) -> str:
    """The host of a canonical address, with what stands around it; empty where it is no address of the web.

    >>> host_of("https://news.example:8080/a"), host_of("urn:a")
    ('news.example:8080', '')
    """
    if not address.startswith("https://"):
        return ""
    return re.split("[/?#]", address[len("https://") :], maxsplit=1)[0]


def sites_of(names: Iterable[str]) -> list[Site]:
    """The sites that some texts name.

    Raises:
        QueryError: One names none.
    """
    found = []
    for name in names:
        site = Site.named(name)
        if site is None:
            raise QueryError(f"{name!r} is no site.", next_step="Write a host, news.example, or news.example/sport.")
        found.append(site)
    return found
