"""One alert: what is asked, who asked for it, and where matches go."""

import base64
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from pydantic import BaseModel, ConfigDict, Field

from indexer.core.errors import XunwenError
from service.results import Filters

_SECRET = "whsec_"  # noqa: S105  how the secrets of Standard Webhooks begin


class UnknownAlertError(XunwenError):
    """There is no alert of that id, or not for this caller."""


class AlertFilters(BaseModel):
    """Which articles an alert looks at; what is empty lets everything through."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sources: tuple[str, ...] | None = None
    languages: tuple[str, ...] | None = None
    authors: tuple[str, ...] | None = None
    keywords: tuple[str, ...] | None = None

    def to_filters(self) -> Filters:
        """The same, as a search takes it."""
        return Filters(sources=self.sources, languages=self.languages, authors=self.authors, keywords=self.keywords)


class Alert(BaseModel):
    """What is kept of an alert."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    query: str
    filters: AlertFilters = AlertFilters()
    webhook: str = ""
    """Where matches are sent; empty for nowhere."""
    secret: str = Field(default="", repr=False)
    """By which they are signed."""
    owner: str = ""
    """Id of the key that made it; empty where it was an admin."""
    created_at: str


@dataclass(frozen=True, slots=True)
class Match:
    """A new article that an alert is about."""

    article_id: str
    title: str
    url: str
    source: str
    published_at: str
    snippet: str
    """Words of the passage that matched."""


@dataclass(frozen=True, slots=True)
class FoundMatch:
    """A match as it is kept."""

    match: Match
    snapshot: str
    found_at: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message that waits to be sent."""

    id: str
    alert: Alert
    body: str
    attempts: int
    """Those that failed."""


@dataclass(frozen=True, slots=True)
class DeliveryState:
    """How the last messages of an alert fared."""

    waiting: int
    delivered: int
    failed: int
    last_error: str


def new_id() -> str:
    """A random id."""
    return secrets.token_hex(8)


def new_secret() -> str:
    """A secret of 256 random bits, as Standard Webhooks has them."""
    return _SECRET + base64.b64encode(secrets.token_bytes(32)).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """What proves that a message is from whoever knows the secret, and when it was sent.

    >>> signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    key = base64.b64decode(secret.removeprefix(_SECRET))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return f"v1,{base64.b64encode(hmac.new(key, signed, sha256).digest()).decode()}"


def batches(matches: Sequence[Match], size: int) -> list[Sequence[Match]]:
    """Matches in messages of at most so many."""
    return [matches[start : start + size] for start in range(0, len(matches), size)]


def message(alert: Alert, snapshot: str, now: str, matches: Sequence[Match]) -> str:
    """What a webhook is told, as JSON."""
    articles = [
        {
            "id": each.article_id,
            "title": each.title,
            "url": each.url,
            "source": each.source,
            "published_at": each.published_at,
            "snippet": each.snippet,
        }
        for each in matches
    ]
    told = {"id": alert.id, "name": alert.name, "query": alert.query}
    data = {"alert": told, "snapshot": snapshot, "articles": articles}
    return json.dumps({"type": "alert.matched", "timestamp": now, "data": data}, ensure_ascii=False)
