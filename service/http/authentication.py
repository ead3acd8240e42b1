"""Lets callers in: by their key or as anybody, as often as their limit allows, and to the articles that they may see."""

import math
from base64 import b64decode
from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as Asked

from indexer.core.errors import StorageError
from service.http.anonymous_routes import AnonymousRoutes
from service.http.authorization import ALERTS_PATH, EVENTS_PATH, IS_ADMIN, KEY_HEADER, TELLS_EVENTS, is_of_all, needed
from service.http.engine_refcount import BOUNDS
from service.http.problem_responses import problem_response
from service.keys.gate import Caller, Gate, Refusal
from service.keys.rate_limits import SECONDS, Buckets, Drawn
from service.keys.scopes import Scope

RATE_HEADERS = ("RateLimit", "RateLimit-Policy", "Retry-After")

KEY_ID = "key"
"""In the state of a request: the id of its key, for the log; empty where it has none."""

_READS = {"GET", "HEAD"}


class CallersMiddleware:
    """Answers 401 or 403 to a caller who may not, and 429 to one who has asked too often; marks the others' requests."""

    def __init__(
        self, app: ASGIApp, *, gate: Gate, routes: AnonymousRoutes, buckets: Buckets, by_key: int, by_address: int
    ) -> None:
        """Takes what callers are held to.

        Args:
            app: What they want.
            gate: Who may.
            routes: Open to whoever sends no key, whatever the gate says.
            buckets: Counts their requests.
            by_key: Requests a minute with one key, 0 for any number.
            by_address: Requests a minute from one address without a key, 0 for any number.
        """
        self._app = app
        self._gate = gate
        self._routes = routes
        self._buckets = buckets
        self._anybody_tells_events = routes.has({"method": "POST", "path": EVENTS_PATH})
        self._by_key = by_key
        self._by_address = by_address

    async def __call__(self, scope: Asked, receive: Receive, send: Send) -> None:
        """Look at the head of the request only: nobody sends a body in vain, or has one read."""
        scopes = needed(scope) if scope["type"] == "http" else frozenset()
        if not scopes:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            secret = _secret(headers, basic=scope["path"].startswith(ALERTS_PATH) and scope["method"] in _READS)
            caller = self._gate.caller(secret, headers.get("origin", ""))
            drawn = self._draw(caller, scope)
            for_all = self._gate.anybody_may(scopes) or self._routes.has(scope)
            # Refusals count too: guessing shall cost what asking costs.
            refusal = caller if isinstance(caller, Refusal) else self._refusal(caller, scopes, for_all=for_all)
            if isinstance(caller, Caller) and refusal is None and caller.bounds.active and is_of_all(scope):
                refusal = _OF_ALL
        except StorageError as error:
            await problem_response(Request(scope), 503, str(error), kind=_UNREADABLE)(scope, receive, send)
            return
        marked = _Marked(send, _rate_headers(drawn), shared=for_all and not secret)
        if drawn is not None and not drawn.granted:
            refusal = _too_often(drawn)
        if refusal is not None:
            response = problem_response(Request(scope), refusal.status, refusal.detail, headers=refusal.headers)
            await response(scope, receive, marked)
            return
        if isinstance(caller, Caller):
            scope["state"] |= {
                BOUNDS: caller.bounds,
                KEY_ID: "" if caller.key is None else caller.key.id,
                IS_ADMIN: caller.may(Scope.ADMIN),
                TELLS_EVENTS: caller.may(Scope.EVENTS) or (caller.key is None and self._anybody_tells_events),
            }
        await self._app(scope, receive, marked)

    def _refusal(self, caller: Caller, scopes: frozenset[Scope], *, for_all: bool) -> Refusal | None:
        """Why a caller may not; what is for all is not for a key that is made for something else."""
        return None if for_all and caller.key is None else self._gate.refusal(caller, scopes)

    def _draw(self, caller: Caller | Refusal, scope: Asked) -> Drawn | None:
        """One request out of the bucket of a key, or of an address; None where nobody counts."""
        key = caller.key if isinstance(caller, Caller) else None
        if key is not None:
            most = key.per_minute or self._by_key
            return self._buckets.draw(f"key {key.id}", most) if most else None
        trusted = isinstance(caller, Caller) and caller.trusted
        if trusted or not self._by_address or not scope.get("client"):
            return None
        return self._buckets.draw(f"address {_network(scope['client'][0])}", self._by_address)


_OF_ALL = Refusal(
    403, "This is about all articles, and this key may see some of them only. Use a key without bounds.", {}
)
_UNREADABLE = ("storage", "The keys can't be read")


class _Marked:
    """Passes a response on, with what is left of the limit, and kept by no cache that others use where it is not for all."""

    def __init__(self, send: Send, headers: Mapping[str, str], *, shared: bool) -> None:
        self._send = send
        self._headers = headers
        self._shared = shared

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(self._headers)
            headers.add_vary_header("Authorization")
            if not self._shared and "cache-control" in headers:
                headers["Cache-Control"] = headers["Cache-Control"].replace("public", "private")
        await self._send(message)


def _secret(headers: Headers, *, basic: bool) -> str:
    """The key that was sent; empty for none.

    Args:
        headers: Of the request.
        basic: Whether it may come as the password of Basic: feed readers know no other way.
    """
    scheme, _, given = headers.get("authorization", "").partition(" ")
    if basic and scheme.lower() == "basic":
        try:
            return b64decode(given.strip(), validate=True).decode().partition(":")[2]
        except ValueError:
            return ""
    return given.strip() if scheme.lower() == "bearer" else headers.get(KEY_HEADER, "")


def _network(address: str) -> str:
    """What counts as one address: of IPv6 the 64 bits that one household or machine has for itself."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or IPv6Address(int(found) >> 64 << 64))
    return str(found)


def _rate_headers(drawn: Drawn | None) -> dict[str, str]:
    """What is left of a limit, as the IETF's draft on RateLimit header fields has it."""
    if drawn is None:
        return {}
    return {
        "RateLimit-Policy": f'"minute";q={drawn.most};w={SECONDS}',
        "RateLimit": f'"minute";r={drawn.left};t={math.ceil(drawn.full_in)}',
    }


def _too_often(drawn: Drawn) -> Refusal:
    seconds = max(math.ceil(drawn.wait), 1)
    detail = f"{drawn.most} requests a minute are let in, and those are used up. Ask again in {seconds} s."
    return Refusal(429, detail, {"Retry-After": str(seconds)})
