"""Which addresses of the network may be fetched from: public ones, looked up once and then connected to as they are."""

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, urljoin, urlsplit

from indexer.fetch.failure import FetchError

Network = IPv4Network | IPv6Network

_PORTS = {"http": 80, "https": 443}
_TRANSLATED = IPv6Network("64:ff9b::/96")
"""Addresses of IPv4 inside of IPv6, as NAT64 has them."""

_KEPT = "%/:@!$&'()*+,;=~-._?[]"
_LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Target:
    """A web address taken apart."""

    url: str
    scheme: str
    host: str
    """In ASCII and lower case; of IPv6 without brackets."""
    port: int
    path: str
    """With the query."""

    @classmethod
    def of(cls, url: str, base: str = "") -> "Target":
        """The parts of an address.

        Args:
            url: As a person, a feed or a redirection writes it.
            base: What it counts from where it is relative.

        Raises:
            FetchError: It is no address of the web, or carries a name or a password.
        """
        if len(url) > _LONGEST:
            raise FetchError("The address is too long.")
        try:
            parts = urlsplit(urljoin(base, url.strip()))
            port = parts.port
            host = (
                (parts.hostname or "").rstrip(".").encode("idna" if "." in (parts.hostname or "") else "ascii").decode()
            )
            path = quote(parts.path, safe=_KEPT) or "/"
            query = f"?{quote(parts.query, safe=_KEPT)}" if parts.query else ""
        except (ValueError, UnicodeError) as error:
            raise FetchError("This is no address of the web.") from error
        if parts.scheme not in _PORTS or not host or any(sign <= " " for sign in host):
            raise FetchError("Only addresses that begin with http:// or https:// are fetched.")
        if "@" in parts.netloc:
            raise FetchError("An address with a name or a password in it is not fetched.")
        chosen = port or _PORTS[parts.scheme]
        found = cls("", parts.scheme, host, chosen, path + query)
        return cls(found.origin + found.path, parts.scheme, host, chosen, path + query)

    @property
    def authority(self) -> str:
        """Host and port, the port where it is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"{self.scheme}://{self.authority}"


def resolved(
    target: Target, allowed: Sequence[Network], *, allowed_by: str = "--allow-network, or XUNWEN_FETCH_PRIVATE_NETWORKS"
) -> list[str]:
    """The addresses of a host, which may be connected to: not its name, which could lead elsewhere a moment later.

    Args:
        target: Whose host.
        allowed: Networks that may be reached though they are not public.
        allowed_by: What allows one, for the message.

    Raises:
        FetchError: It has none, or one of them is not public and in no network that is allowed.
    """
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(f"The host {target.host} is not known.") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        if not may_reach(address, allowed):
            raise FetchError(
                f"The host {target.host} has the address {address}, which is not a public one.",
                next_step=f"If it may be reached: {allowed_by}.",
            )
    if not addresses:
        raise FetchError(f"The host {target.host} has no address.")
    return addresses


def may_reach(address: str, allowed: Sequence[Network]) -> bool:
    """Whether an address is public, also what stands inside of it, or in an allowed network.

    >>> may_reach("::ffff:10.0.0.1", ())
    False
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return any(found in network for network in allowed if network.version == found.version) or all(
        each.is_global and not (each.is_multicast or each.is_reserved or each.is_unspecified) for each in _within(found)
    )


def _within(address: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    """An address, or those of IPv4 that a packet to it would go to."""
    if isinstance(address, IPv4Address):
        return [address]
    if address in _TRANSLATED:
        return [IPv4Address(int(address) & 0xFFFF_FFFF)]
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    tunnels = [address.sixtofour, *(address.teredo or ())]
    return [address, *(each for each in tunnels if each is not None)]
