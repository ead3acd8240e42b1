"""Answers under the names that a service is known by, so that no other site's name can be pointed at it.

A page of such a site runs in a reader's browser; were its name to lead to this machine, the browser would let it read a
service that listens on loopback alone.
"""

from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from service.http.problem_responses import problem_response
from service.settings import is_loopback

_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_ANY = "*"


def hosts_of(address: str) -> tuple[str, ...]:
    """The names of a service that was told none: those of loopback where it listens there, any elsewhere.

    Other machines reach a service by names that it can't know; what a site's page may read there, the site itself may.
    """
    if not is_loopback(address):
        return (_ANY,)
    name = address.strip("[]").lower()
    if name == "localhost":
        return _LOOPBACK
    own = ip_address(name)
    return tuple(dict.fromkeys((*_LOOPBACK, f"[{own}]" if own.version == 6 else str(own))))


def with_loopback(hosts: tuple[str, ...]) -> tuple[str, ...]:
    """Names of a service, and those by which probes on its own machine ask: no site's page has one of them."""
    return (*hosts, *_LOOPBACK) if hosts else ()


class HostsMiddleware:
    """Answers 421 to a request for another host than these; `*` is any."""

    def __init__(self, app: ASGIApp, *, hosts: tuple[str, ...]) -> None:
        self._app = app
        self._hosts = frozenset(_name(host) for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look at the Host header; its port may be any, as a tunnel or a container has its own."""
        if scope["type"] != "http" or _ANY in self._hosts:
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope).get("host", "")
        if _name(asked) in self._hosts:
            await self._app(scope, receive, send)
            return
        detail = (
            f"This service does not answer for the host {asked[:100]!r}. "
            "Whoever runs it may add the name to XUNWEN_ALLOWED_HOSTS."
        )
        await problem_response(Request(scope), 421, detail)(scope, receive, send)


def _name(host: str) -> str:
    """A Host header without its port, in lower case; empty where it is no name and port."""
    name, colon, port = host.rpartition(":") if not host.endswith("]") else (host, "", "")
    if not colon:
        name, port = host, ""
    return "" if port and not (port.isascii() and port.isdecimal()) else name.lower().rstrip(".")
