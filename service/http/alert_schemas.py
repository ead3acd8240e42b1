"""The JSON of alerts."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from service.alerts.alert import Alert, AlertFilters, DeliveryState, FoundMatch
from service.http.requests import Question, Text

_Values = tuple[Text, ...] | None


class AlertFiltersBody(BaseModel):
    """Which articles an alert looks at; what is left out lets everything through."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sources: _Values = Field(default=None, max_length=100, description="Only articles of these sources.")
    languages: _Values = Field(default=None, max_length=100, description="Only articles in these languages.")
    authors: _Values = Field(default=None, max_length=100, description="Only articles by one of these.")
    keywords: _Values = Field(default=None, max_length=100, description="Only articles with one of these.")


class AlertBody(BaseModel):
    """A query to ask of new articles."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    query: Question = Field(
        description="Words that new articles must hold at least half of; operators as in a search are read."
    )
    name: Text = Field(default="", max_length=200, description="A name for people; by default the query.")
    filters: AlertFiltersBody = AlertFiltersBody()
    webhook: Text = Field(
        default="", max_length=2000, description="Where matches are sent as well: a public http or https address."
    )


class AlertResponse(BaseModel):
    """An alert, and how its messages fare."""

    id: str
    name: str
    query: str
    filters: AlertFilters
    webhook: str
    owner: str = Field(description="Id of the key that made it; empty where an admin did.")
    created_at: str
    feed: str = Field(description="Path of its Atom feed.")
    waiting: int = Field(description="Messages that are still to be sent.")
    delivered: int = Field(description="Messages that were taken, of those that are remembered.")
    failed: int = Field(description="Messages that were given up.")
    last_error: str
    secret: str | None = Field(
        default=None, description="With 201 only, where there is a webhook: what its messages are signed with."
    )

    @classmethod
    def of(cls, alert: Alert, state: DeliveryState, feed: str, *, secret: str | None = None) -> Self:
        """An alert as it is shown."""
        return cls(
            id=alert.id,
            name=alert.name,
            query=alert.query,
            filters=alert.filters,
            webhook=alert.webhook,
            owner=alert.owner,
            created_at=alert.created_at,
            feed=feed,
            waiting=state.waiting,
            delivered=state.delivered,
            failed=state.failed,
            last_error=state.last_error,
            secret=secret,
        )


class AlertsResponse(BaseModel):
    """The alerts of the caller; for an admin all."""

    alerts: list[AlertResponse]


class MatchBody(BaseModel):
    """A new article that matched."""

    article_id: str
    title: str
    url: str
    source: str
    published_at: str
    snippet: str
    snapshot: str = Field(description="The first that had it.")
    found_at: str

    @classmethod
    def of(cls, found: FoundMatch) -> Self:
        """A match as it is shown."""
        match = found.match
        return cls(
            article_id=match.article_id,
            title=match.title,
            url=match.url,
            source=match.source,
            published_at=match.published_at,
            snippet=match.snippet,
            snapshot=found.snapshot,
            found_at=found.found_at,
        )


class MatchesResponse(BaseModel):
    """What an alert found, the last first."""

    matches: list[MatchBody]


ALERT_EXAMPLE: dict[str, Any] = {
    "id": "4b1f0c9d2e7a6853",
    "name": "图书角",
    "query": "图书角 捐书",
    "filters": {"sources": ["河湾日报"], "languages": None, "authors": None, "keywords": None},
    "webhook": "https://desk.example/hooks/xunwen",
    "owner": "3f9a1c2b7d4e",
    "created_at": "2024-05-20T02:15:00Z",
    "feed": "/v1/alerts/4b1f0c9d2e7a6853/feed",
    "waiting": 0,
    "delivered": 2,
    "failed": 0,
    "last_error": "",
    "secret": None,
}
MATCHES_EXAMPLE: dict[str, Any] = {
    "matches": [
        {
            "article_id": "hewan-051",
            "title": "旧书集市换出一千五百册",
            "url": "https://news.example/2024/05/hewan-051.html",
            "source": "河湾日报",
            "published_at": "2024-05-20T08:00:00+08:00",
            "snippet": "图书角捐出的三千册旧书当天换出一半。",
            "snapshot": "20240520T021500Z-5d1c",
            "found_at": "2024-05-20T02:16:01Z",
        }
    ]
}
