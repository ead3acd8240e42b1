"""Believes the proxies that the settings trust: which address a request comes from, and how this service was reached."""

import re
from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from indexer.core.errors import SettingError
from service.web.root import root_of_links

_PREFIX = re.compile(r"(?:/[A-Za-z0-9._~-]+)+")
_MOST_HOPS = 20

Network: TypeAlias = IPv4Network | IPv6Network


def networks_of(proxies: Iterable[str]) -> tuple[Network, ...]:
    """The networks that some addresses and networks stand for.

    Raises:
        SettingError: One is neither.
    """
    found = []
    for each in proxies:
        try:
            found.append(ip_network(each))
        except ValueError as error:
            raise SettingError(
                f"trusted_proxies can't be {each!r}: {error}.",
                next_step="Write addresses or networks: 10.0.0.7, 10.0.0.0/8, ::1.",
            ) from error
    return tuple(found)


class ProxiesMiddleware:
    """Puts the reader's address and scheme in the place of the proxy's, and takes the prefix off the path.

    Inside, paths are as they are documented, whether or not a proxy put a prefix before them or took it away; links on
    pages begin with the prefix. Headers of anybody else are not believed.
    """

    def __init__(self, app: ASGIApp, *, proxies: tuple[Network, ...], root_path: str) -> None:
        """Takes who is believed.

        Args:
            app: What requests go on to.
            proxies: Networks of the proxies.
            root_path: The prefix that links begin with where no proxy tells another.
        """
        self._app = app
        self._proxies = proxies
        self._root_path = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Rewrite the request's scope."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        root = self._root_path
        if self._proxies and scope.get("client") and self._trusts(scope["client"][0]):
            headers = Headers(scope=scope)
            scope["client"] = (self._reader(headers, scope["client"][0]), 0)
            if (scheme := _last(headers.get("x-forwarded-proto", ""))) in {"http", "https"}:
                scope["scheme"] = scheme
            told = headers.get("x-forwarded-prefix", "").strip().rstrip("/")
            root = told if _PREFIX.fullmatch(told) else root
        _take_off(scope, root)
        token = root_of_links.set(root)
        try:
            await self._app(scope, receive, send)
        finally:
            root_of_links.reset(token)

    def _trusts(self, address: str) -> bool:
        try:
            found = ip_address(address.partition("%")[0])
        except ValueError:
            return False
        if isinstance(found, IPv6Address) and found.ipv4_mapped:
            found = found.ipv4_mapped
        return any(found in network for network in self._proxies)

    def _reader(self, headers: Headers, peer: str) -> str:
        """The last address of the way here that is no proxy of ours: what stands before it, anybody may have written."""
        hops = [each.strip() for line in headers.getlist("x-forwarded-for") for each in line.split(",")]
        for hop in reversed(hops[-_MOST_HOPS:]):
            address = _plain(hop)
            if not address:
                return peer
            peer = address
            if not self._trusts(address):
                return address
        return peer


def _take_off(scope: Scope, root: str) -> None:
    """Take a prefix off a path that begins with it."""
    path: str = scope["path"]
    if not root or not (path == root or path.startswith(root + "/")):
        return
    scope["path"] = path[len(root) :] or "/"
    raw: bytes | None = scope.get("raw_path")
    if raw is not None and raw.startswith(root.encode()):
        scope["raw_path"] = raw[len(root) :] or b"/"


def _last(header: str) -> str:
    return header.rpartition(",")[2].strip().lower()


def _plain(hop: str) -> str:
    """An address without a port; empty where it is none."""
    text = hop.partition("]")[0].removeprefix("[") if hop.startswith("[") else hop
    if text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ip_address(text))
    except ValueError:
        return ""
