"""Alerts over HTTP: made, listed and deleted by whoever made them, and read as JSON or as a feed."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Body, Depends, Path, Query
from fastapi.openapi.models import Example
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from indexer.core.clock import zone_named
from indexer.core.errors import InputError
from service.alerts.alert import Alert, AlertFilters
from service.alerts.feed import MEDIA_TYPE, atom
from service.alerts.matching import ids_of
from service.alerts.store import AlertStore
from service.alerts.webhook import check_webhook
from service.http.alert_schemas import (
    ALERT_EXAMPLE,
    MATCHES_EXAMPLE,
    AlertBody,
    AlertResponse,
    AlertsResponse,
    MatchBody,
    MatchesResponse,
)
from service.http.authentication import KEY_ID
from service.http.authorization import ALERTS_PATH, IS_ADMIN
from service.http.job_routes import job_responses
from service.http.lanes import threaded
from service.http.problems import InvalidRequestError, ProblemField
from service.http.readiness import Readiness
from service.http.request_bodies import require_json
from service.query.operators import Query as Asked
from service.settings import ServiceSettings
from service.web.root import rooted

_IN_FEED = 100


class FeedResponse(Response):
    """A feed."""

    media_type = MEDIA_TYPE


alerts = APIRouter(prefix=ALERTS_PATH, tags=["alerts"])

AlertId = Annotated[str, Path(description="An alert's id.", max_length=64)]
_EXAMPLES: dict[str, Example] = {
    "feed": {"summary": "For a feed reader", "value": {"query": "图书角 捐书"}},
    "webhook": {
        "summary": "Of one source, sent as well",
        "value": {
            "query": "图书角 捐书",
            "name": "图书角",
            "filters": {"sources": ["河湾日报"]},
            "webhook": "https://desk.example/hooks/xunwen",
        },
    },
}


@alerts.post(
    "",
    status_code=201,
    dependencies=[Depends(require_json)],
    responses=job_responses(201, 400, 409, 413, 415, 422, 503, example=ALERT_EXAMPLE),
)
@threaded
def create_alert(body: Annotated[AlertBody, Body(openapi_examples=_EXAMPLES)], request: Request) -> AlertResponse:
    """Ask a query of every article that is published from now on; each that matches is told once."""
    store, settings = _store(request), request.app.state.settings
    _check(body, settings)
    engine = _readiness(request).whole_engine()  # what a key does not see is not new either
    alert = store.create(
        body.name or body.query[:200],
        body.query,
        filters=AlertFilters.model_validate(body.filters.model_dump()),
        webhook=body.webhook,
        owner=request.scope["state"][KEY_ID],
        known=(engine.manifest.name, ids_of(engine)),
    )
    return AlertResponse.of(alert, store.deliveries(alert.id), _feed(alert), secret=alert.secret or None)


@alerts.get("", responses=job_responses(200, 503, example={"alerts": [ALERT_EXAMPLE]}))
@threaded
def list_alerts(request: Request) -> AlertsResponse:
    """The caller's alerts, the oldest first; for an admin everybody's."""
    store = _store(request)
    return AlertsResponse(alerts=[_shown(store, each) for each in store.alerts(_owner(request))])


@alerts.get("/{alert_id}", responses=job_responses(200, 404, 422, 503, example=ALERT_EXAMPLE))
@threaded
def get_alert(alert_id: AlertId, request: Request) -> AlertResponse:
    """One alert, and how its messages fare."""
    store = _store(request)
    return _shown(store, store.alert(alert_id, _owner(request)))


@alerts.delete("/{alert_id}", status_code=204, responses=job_responses(None, 404, 422, 503))
@threaded
def delete_alert(alert_id: AlertId, request: Request) -> Response:
    """Delete an alert, with what it found and has still to send."""
    _store(request).delete(alert_id, _owner(request))
    return Response(status_code=204)


@alerts.get("/{alert_id}/matches", responses=job_responses(200, 404, 422, 503, example=MATCHES_EXAMPLE))
@threaded
def alert_matches(
    alert_id: AlertId, request: Request, limit: Annotated[int, Query(ge=1, le=1000)] = 100
) -> MatchesResponse:
    """What an alert found, the last first."""
    store = _store(request)
    alert = store.alert(alert_id, _owner(request))
    return MatchesResponse(matches=[MatchBody.of(each) for each in store.matches(alert.id, limit=limit)])


@alerts.get(
    "/{alert_id}/feed",
    response_class=FeedResponse,
    responses={200: {"description": "Atom"}, **job_responses(None, 404, 422, 503)},
)
@threaded
def alert_feed(alert_id: AlertId, request: Request) -> Response:
    """The same as an Atom feed; a feed reader may send the key as the password of Basic."""
    store = _store(request)
    alert = store.alert(alert_id, _owner(request))
    origin = f"{request.url.scheme}://{request.url.netloc}"
    content = atom(
        alert,
        store.matches(alert.id, limit=_IN_FEED),
        address=origin + _feed(alert),
        page_of=lambda article: origin + rooted(f"/articles/{quote(article, safe='')}"),
        zone=zone_named(_readiness(request).engine().manifest.time_zone),
    )
    return FeedResponse(content, headers={"Cache-Control": "no-cache"})


def _check(body: AlertBody, settings: ServiceSettings) -> None:
    """Refuse what could never match or be sent.

    Raises:
        InvalidRequestError: It is so.
    """
    errors = []
    if long := settings.too_long(body.query):
        errors.append(ProblemField(detail=long, pointer="#/query"))
    elif not Asked.read(body.query).words.strip():
        errors.append(ProblemField(detail="Write a word beside the operators.", pointer="#/query"))
    if body.webhook:
        try:
            check_webhook(body.webhook, settings.webhook_networks)
        except InputError as error:
            errors.append(ProblemField(detail=str(error), pointer="#/webhook"))
    if errors:
        raise InvalidRequestError(errors)


def _shown(store: AlertStore, alert: Alert) -> AlertResponse:
    return AlertResponse.of(alert, store.deliveries(alert.id), _feed(alert))


def _feed(alert: Alert) -> str:
    return rooted(f"{ALERTS_PATH}/{alert.id}/feed")


def _store(request: Request) -> AlertStore:
    store: AlertStore | None = request.app.state.alerts
    if store is None:
        raise HTTPException(403, "This service keeps no alerts. Set XUNWEN_ALERTS_FILE to a file and start it again.")
    return store


def _readiness(request: Request) -> Readiness:
    readiness: Readiness = request.app.state.readiness
    return readiness


def _owner(request: Request) -> str | None:
    """Whose alerts the caller may see; None for everybody's."""
    state = request.scope["state"]
    owner: str = state[KEY_ID]
    return None if state[IS_ADMIN] else owner
