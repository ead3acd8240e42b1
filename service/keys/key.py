"""One key: who holds it, until when, and what it lets them do. Its secret is not kept, only what tells it."""

import hmac
import re
import secrets
from datetime import datetime
from hashlib import sha256

from pydantic import BaseModel, ConfigDict, Field

from service.keys.scopes import Scope
from service.results import Filters

_PREFIX = "xw"
_SECRET = re.compile(rf"{_PREFIX}_([0-9a-f]{{12}})_[A-Za-z0-9_-]{{43}}", re.ASCII)


class Bounds(BaseModel):
    """Which articles a key sees; what is empty lets everything through."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sources: tuple[str, ...] | None = None
    languages: tuple[str, ...] | None = None
    published_from: str = ""
    published_to: str = ""

    def to_filters(self) -> Filters:
        """The same, as a search takes it."""
        return Filters(
            sources=self.sources,
            languages=self.languages,
            published_from=self.published_from,
            published_to=self.published_to,
        )


class ApiKey(BaseModel):
    """What is kept of a key."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[0-9a-f]{12}$")
    name: str = Field(min_length=1, max_length=200)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$", repr=False)
    """Of the secret. It has 256 random bits, so that a slow hash would make nothing harder to guess."""
    scopes: frozenset[Scope]
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    bounds: Bounds = Bounds()
    origins: tuple[str, ...] = ()
    """Web origins whose pages may send it; none lets every program send it."""
    per_minute: int | None = Field(default=None, ge=1)
    """Requests a minute, where it has a limit of its own."""

    def tells(self, secret: str) -> bool:
        """Whether this is the key's secret, in a time that does not say how much of it was right."""
        return hmac.compare_digest(digest(secret), self.sha256)

    def trouble(self, now: datetime) -> str:
        """Why the key is good for nothing at a moment, in a sentence; empty where it is good."""
        if self.revoked_at is not None:
            return f"The key {self.id} was revoked on {self.revoked_at:%Y-%m-%d}."
        if self.expires_at is not None and self.expires_at <= now:
            return f"The key {self.id} expired on {self.expires_at:%Y-%m-%d}."
        return ""

    def may(self, scope: Scope) -> bool:
        """Whether the key has a scope."""
        return scope in self.scopes or Scope.ADMIN in self.scopes


def new_secret(key_id: str) -> str:
    """A secret of 256 random bits that says whose it is."""
    return f"{_PREFIX}_{key_id}_{secrets.token_urlsafe(32)}"


def new_id() -> str:
    """A random id."""
    return secrets.token_hex(6)


def id_in(secret: str) -> str:
    """The id of the key whose secret this would be; empty for a text that is none of ours."""
    found = _SECRET.fullmatch(secret)
    return "" if found is None else found[1]


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return sha256(secret.encode("utf-8", errors="replace")).hexdigest()
