"""The paths of the service. Each reads the request, asks the engine, and says the result in JSON."""

from importlib.metadata import version
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from indexer.core.errors import SnapshotError
from service.http.ask_response import begin_ask, respond
from service.http.ask_schemas import AskedResponse
from service.http.engine import Engine
from service.http.json_response import json_of_fields, json_response
from service.http.lanes import in_thread, threaded
from service.http.openapi import ASK_REQUESTS, EXAMPLES, SEARCH_REQUESTS, responses
from service.http.question_notes import note_question, note_search
from service.http.readiness import Readiness
from service.http.request_bodies import require_json
from service.http.requests import AskRequest, SearchRequest, check_ask, check_search
from service.http.search_schemas import ArticleResponse, Fields, SearchResponse, search_fields
from service.http.status_schemas import HealthResponse, ReadyResponse, SnapshotBody, VersionResponse
from service.query.operators import Query
from service.results import Mode
from service.settings import ServiceSettings

_LOOK_AGAIN = {"Cache-Control": "no-cache"}
"""An article may be kept, and asked for again each time: a new snapshot may have it otherwise, or not at all."""

router = APIRouter()
questions = APIRouter(prefix="/v1", tags=["questions"])


@questions.post(
    "/search",
    dependencies=[Depends(require_json)],
    response_model=SearchResponse,
    responses=responses(EXAMPLES["search"], 400, 413, 415, 422, 503),
)
async def search(body: Annotated[SearchRequest, Body(openapi_examples=SEARCH_REQUESTS)], request: Request) -> Response:
    """Find the passages that bear on a question, best first."""
    settings = _settings(request)
    check_search(body, settings)
    note_question(request, body.query)
    query = Query.read(body.query) if body.operators else Query(body.query)
    engine, mode = _engine(request), body.mode or settings.search_mode
    # While it waits for a thread, it is embedded with those that wait beside it.
    engine.begin(query.words, mode=mode)
    return await in_thread(lambda: json_of_fields(_searched(body, query, engine, mode, request)))


def _searched(body: SearchRequest, query: Query, engine: Engine, mode: Mode, request: Request) -> Fields:
    """What is found, of the kind and in the order that are wanted."""
    filters = query.narrowed(body.filters.to_filters())
    page = {"limit": body.limit, "offset": body.offset}
    if body.sort == "relevance":
        result = engine.search(query.words, mode=mode, filters=filters, group_by=body.group_by, **page)
    else:
        oldest = body.sort == "oldest"
        result = engine.listed(query.words, mode=mode, filters=filters, group_by=body.group_by, oldest=oldest, **page)
    note_search(request, result, first_page=body.offset == 0)
    tally = None
    if body.facets or body.histogram:
        tally = engine.tally(query.words, mode=mode, filters=filters, names=body.facets, period=body.histogram)
    return search_fields(result, query=query, explain=body.explain, tally=tally)


@questions.post(
    "/ask",
    dependencies=[Depends(require_json)],
    response_model=AskedResponse,
    responses=responses(EXAMPLES["ask"], 400, 413, 415, 422, 503, streamed=True),
)
async def ask(
    body: Annotated[AskRequest, Body(openapi_examples=ASK_REQUESTS)], request: Request
) -> AskedResponse | Response:
    """Answer a question with a quote from an article, or abstain with the reason; both are 200.

    With `history`, a follow-up such as "and in 2021?" is answered as the question that `understood.question` says. With `generate`, a language model's answer stands beside it; with `stream`, the response is server-sent events.
    """
    settings = _settings(request)
    check_ask(body, settings)
    note_question(request, body.question)
    history = [turn.to_turn() for turn in body.history or ()]
    query, answer = await begin_ask(body, _engine(request), history, settings.default_mode)
    return await respond(request, body, query, answer)


@questions.get(
    "/articles/{id:path}", response_model=ArticleResponse, responses=responses(EXAMPLES["article"], 404, 503)
)
@threaded
def article(
    article_id: Annotated[str, Path(alias="id", description="An article's id, percent-encoded.")], request: Request
) -> Response:
    """One article with its body, as the snapshot has it."""
    engine = _engine(request)
    return json_response(
        ArticleResponse.in_snapshot(engine.article(article_id), engine.manifest.name), headers=_LOOK_AGAIN
    )


@router.get("/healthz", tags=["service"], responses=responses(EXAMPLES["healthz"]))
async def healthz() -> HealthResponse:
    """The process runs: answered at once, also while the service loads."""
    return HealthResponse()


@router.get("/readyz", tags=["service"], responses=responses(EXAMPLES["readyz"], 503))
async def readyz(request: Request) -> ReadyResponse:
    """A verified snapshot is open and its model is warm; 503 with the reason until then.

    It stays 200 when a newer snapshot can't be opened: `detail` says why, and the one before goes on answering. So it
    does where a part of the search is missing, which `degraded` names.
    """
    readiness: Readiness = request.app.state.readiness
    engine = readiness.engine()
    readiness.check_reachable()
    return ReadyResponse(
        snapshot=SnapshotBody.of(engine.manifest),
        detail=readiness.failure,
        degraded=[str(each) for each in engine.degraded],
    )


@router.get("/version", tags=["service"], responses=responses(EXAMPLES["version"]))
async def service_version(request: Request) -> VersionResponse:
    """The version that runs, the snapshot that it serves, and what it does without."""
    try:
        engine = _engine(request)
    except SnapshotError:
        return VersionResponse(version=version("xunwen"), snapshot=None)
    degraded = [str(each) for each in engine.degraded]
    return VersionResponse(version=version("xunwen"), snapshot=SnapshotBody.of(engine.manifest), degraded=degraded)


router.include_router(questions)


def _engine(request: Request) -> Engine:
    readiness: Readiness = request.app.state.readiness
    return readiness.engine()


def _settings(request: Request) -> ServiceSettings:
    settings: ServiceSettings = request.app.state.settings
    return settings
