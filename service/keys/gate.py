"""Decides who a caller is, and whether they may do what they want: by the key that they send, or as anybody."""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from service.keys.key import ApiKey, id_in
from service.keys.scopes import Scope
from service.keys.store import KeyStore
from service.results import Filters

_EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks."""

    scopes: frozenset[Scope]
    key: ApiKey | None = None
    trusted: bool = False
    """Whether they sent the settings' own key: nobody counts what they ask."""

    @property
    def bounds(self) -> Filters:
        """Which articles they see."""
        return _EVERYTHING if self.key is None else self.key.bounds.to_filters()

    def may(self, scope: Scope) -> bool:
        """Whether they have a scope."""
        return scope in self.scopes or Scope.ADMIN in self.scopes


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a caller may not, as HTTP says it."""

    status: int
    detail: str
    headers: Mapping[str, str]


class Gate:
    """Who may come in."""

    def __init__(self, anonymous: Iterable[Scope], *, store: KeyStore | None, admin_key: str | None) -> None:
        """Takes the rules of one service.

        Args:
            anonymous: What anybody may do.
            store: The keys; None for a service that has none.
            admin_key: The one key of the settings, which may do everything.
        """
        self._anybody = Caller(frozenset(anonymous))
        self._store = store
        self._admin_key = admin_key.encode() if admin_key else b""

    def caller(self, secret: str, origin: str) -> Caller | Refusal:
        """Who sends a secret, empty for none, from a page of an origin, empty for a program.

        Raises:
            StorageError: The keys can't be read.
        """
        if self._admin_key and hmac.compare_digest(secret.encode("utf-8", "replace"), self._admin_key):
            return Caller(frozenset({Scope.ADMIN}), trusted=True)
        if self._store is None or not id_in(secret):
            # What is none of our keys may be meant for a proxy, or be what a client sends to any service.
            return self._anybody
        key = self._store.find(secret)
        if key is None:
            return _unauthorized("The key is not known here. Send one that was made with xunwen keys create.")
        if trouble := key.trouble(datetime.now(UTC)):
            return _unauthorized(f"{trouble} Ask whoever runs the service for another.")
        if key.origins and origin not in key.origins:
            pages = ", ".join(key.origins)
            return Refusal(403, f"The key {key.id} may be sent from pages of {pages} only.", {})
        return Caller(key.scopes, key)

    def refusal(self, caller: Caller, needed: Iterable[Scope]) -> Refusal | None:
        """Why a caller may not do what needs some scopes; None where they may."""
        missing = [scope for scope in sorted(needed) if not caller.may(scope)]
        if not missing:
            return None
        scopes = " ".join(missing)
        if caller.key is not None:
            challenge = f'Bearer realm="xunwen", error="insufficient_scope", scope="{scopes}"'
            detail = f"The key {caller.key.id} lacks the scope {scopes}. Use another, or make one: xunwen keys create NAME --scope {missing[0]}."
            return Refusal(403, detail, {"WWW-Authenticate": challenge})
        if not self._admin_key and not self._has_keys():
            return Refusal(
                403,
                f"This service has no keys, so nobody may do this here ({scopes}). Make one with xunwen keys create, or "
                "Set XUNWEN_ADMIN_KEY to 16 characters or more, or let anybody: XUNWEN_ANONYMOUS.",
                {},
            )
        return _unauthorized(f"Send a key with the scope {scopes} as Authorization: Bearer KEY.")

    def anybody_may(self, needed: Iterable[Scope]) -> bool:
        """Whether what needs some scopes is for everybody."""
        return all(map(self._anybody.may, needed))

    def _has_keys(self) -> bool:
        return self._store is not None and bool(self._store.keys())


def _unauthorized(detail: str) -> Refusal:
    return Refusal(401, detail, {"WWW-Authenticate": 'Bearer realm="xunwen"'})
