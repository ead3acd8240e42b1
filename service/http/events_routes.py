"""Clicks over HTTP: a reader's page tells what was opened, if this service counts it at all. No cookie, nobody is told apart."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends
from fastapi.openapi.models import Example
from pydantic import BaseModel, ConfigDict, Field, StrictInt
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from service.events.store import Choice, ChoiceStore, ListName
from service.http.authorization import EVENTS_PATH
from service.http.lanes import threaded
from service.http.openapi import problem_description
from service.http.problems import KINDS
from service.http.readiness import Readiness
from service.http.request_bodies import require_json
from service.http.requests import Text
from service.keys.rate_limits import Buckets
from service.query_log.store import QueryLog

_AT_ONCE = 100
_FULL_IN = 5.0
"""Seconds until a process takes as many events again, twenty a second: more are no readers."""

_EXAMPLES: dict[str, Example] = {
    "related": {
        "summary": "The second article of the list under another",
        "value": {"list": "related", "article_id": "hewan-051", "shown_on": "hewan-042", "rank": 2},
    }
}

events = APIRouter(tags=["related reading"])


class EventBody(BaseModel):
    """A reader opened an article out of a list. Nothing says who, and a search does not say what was asked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    list: ListName = Field(description="related: related reading; search: results of a search.")
    article_id: Text = Field(min_length=1, max_length=512, description="The article that was opened.")
    shown_on: Text = Field(
        default="", max_length=512, description="The article under which related reading stood; empty for a search."
    )
    request_id: Text = Field(
        default="",
        max_length=128,
        description="X-Request-ID of the response whose list it was; joins the click to its question, where those are logged.",
    )
    rank: StrictInt = Field(ge=1, le=1100, description="Its place in the list, from 1.")


class EventDesk:
    """Takes events as fast as readers can make them."""

    def __init__(self, store: ChoiceStore | None) -> None:
        """Takes where choices are counted, if they are."""
        self._store = store
        self._bucket = Buckets()

    @property
    def counts(self) -> bool:
        """Whether choices are counted."""
        return self._store is not None

    def take(self, body: EventBody) -> None:
        """Counts an event, if events are counted.

        Raises:
            HTTPException: 429 where too many come.
            StorageError: It can't be written.
        """
        if not self._bucket.draw("events", _AT_ONCE, seconds=_FULL_IN).granted:
            raise HTTPException(429, "Events come faster than readers click.", headers={"Retry-After": "1"})
        if self._store is None:
            return
        day = datetime.now(UTC).date().isoformat()
        self._store.add(Choice(day, body.list, body.shown_on, body.article_id, body.rank))


_RESPONSES: dict[int | str, dict[str, Any]] = {
    **{
        status: problem_description(status, KINDS[status][1])
        for status in (400, 403, 404, 413, 415, 422, 429, 500, 503)
    },
    "default": problem_description(500, "Any other error"),
}


@events.post(EVENTS_PATH, status_code=204, dependencies=[Depends(require_json)], responses=_RESPONSES)
@threaded
def tell_event(body: Annotated[EventBody, Body(openapi_examples=_EXAMPLES)], request: Request) -> Response:
    """Count that a reader opened an article; 403 unless XUNWEN_EVENTS_FILE names where, or XUNWEN_QUERY_LOG."""
    desk: EventDesk = request.app.state.event_desk
    log: QueryLog | None = request.app.state.query_log
    if not desk.counts and log is None:
        raise HTTPException(403, "This service counts no clicks. Set XUNWEN_EVENTS_FILE to a file and start it again.")
    readiness: Readiness = request.app.state.readiness
    engine = readiness.engine()
    for article_id in filter(None, (body.article_id, body.shown_on)):
        engine.article(article_id)  # an unknown one is told: what is counted is bounded by the archive
    desk.take(body)
    if log is not None and body.request_id:
        log.click(body.request_id, body.article_id, body.rank)
    return Response(status_code=204)
