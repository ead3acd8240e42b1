"""Related reading over HTTP: lists to look up, lists for other texts, and the widget that shows them on any site."""

from hashlib import sha256
from importlib.resources import files
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Body, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from indexer.core.errors import UnknownArticleError
from service.http.access_log import raw_path
from service.http.engine import Engine
from service.http.etags import has_tag
from service.http.lanes import threaded
from service.http.openapi import RELATED, RELATED_REQUESTS, responses
from service.http.readiness import Readiness
from service.http.related_schemas import ListBody, RelatedRequest, RelatedResponse
from service.http.request_bodies import require_json
from service.http.search_schemas import ArticleResponse

_ENDING = "/related"

_KEPT_SECONDS = 300
_STALE_SECONDS = 86400
"""A browser shows the list it has at once and looks for a newer one beside it."""

_WIDGET = files("service.web.widget").joinpath("related-reading.js").read_bytes()
_WIDGET_TAG = f'"{sha256(_WIDGET).hexdigest()[:20]}"'

WIDGET_HEADERS = {
    "Cache-Control": f"public, max-age=3600, stale-while-revalidate={_STALE_SECONDS}",
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""Of what any site's pages may load."""

related = APIRouter()
_lists = APIRouter(prefix="/v1", tags=["related reading"])


_UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "What If-None-Match names is still the list."}}


@_lists.get(
    "/articles/{id:path}/related",
    responses=responses(RELATED, 404, 422, 503) | _UNCHANGED,
    response_model=RelatedResponse,
)
@threaded
def related_articles(
    article_id: Annotated[str, Path(alias="id", description="An article's id, percent-encoded.")],
    request: Request,
    wanted: Annotated[ListBody, Query()],
) -> Response:
    """What to read next to an article: a page of its list, which the snapshot holds ready, of what is worth reading."""
    engine = _engine(request)
    if _is_an_id(request, article_id, engine):
        whole = ArticleResponse.in_snapshot(engine.article(article_id + _ENDING), engine.manifest.name)
        return Response(whole.model_dump_json(), media_type="application/json")
    rules = wanted.rules()
    found = engine.related(article_id, limit=wanted.limit, page=wanted.page, rules=rules)
    # What is missing is part of what is sent: a copy from before is not taken for one of now.
    missing = "".join(f"-{each}" for each in (rules.tag(), *(each.part for each in found.degraded)) if each)
    tag = f'"{found.snapshot}-{found.limit}-{found.page}{missing}"'
    cache = f"public, max-age={_KEPT_SECONDS}, stale-while-revalidate={_STALE_SECONDS}"
    headers = {"ETag": tag, "Cache-Control": cache}
    if has_tag(request.headers, tag):
        return Response(status_code=304, headers=headers)
    return Response(RelatedResponse.of(found).model_dump_json(), media_type="application/json", headers=headers)


def _is_an_id(request: Request, article_id: str, engine: Engine) -> bool:
    """Whether the path is that of an article whose own id ends in /related, which this route takes from the article's.

    It is where the slash is percent-encoded, as that of an id should be; one that is not means the list, if there is an
    article to have it.
    """
    if raw_path(request.scope).lower().endswith(quote(_ENDING, safe="").lower()):
        return True
    return not _has(engine, article_id) and _has(engine, article_id + _ENDING)


def _has(engine: Engine, article_id: str) -> bool:
    try:
        engine.article(article_id)
    except UnknownArticleError:
        return False
    return True


@_lists.post(
    "/related", dependencies=[Depends(require_json)], responses=responses(RELATED, 400, 404, 413, 415, 422, 503)
)
def related_to_text(
    body: Annotated[RelatedRequest, Body(openapi_examples=RELATED_REQUESTS)], request: Request
) -> RelatedResponse:
    """The same for a page by its address or its text, whether or not the archive has it."""
    return RelatedResponse.of(
        _engine(request).related_to(body.read(), limit=body.limit, page=body.page, rules=body.rules())
    )


@related.get("/widget/related-reading.js", include_in_schema=False)
async def widget(request: Request) -> Response:
    """The widget's module: public, for any site's pages, as sites load modules across origins only with its leave."""
    headers = {**WIDGET_HEADERS, "ETag": _WIDGET_TAG}
    if has_tag(request.headers, _WIDGET_TAG):
        return Response(status_code=304, headers=headers)
    return Response(_WIDGET, media_type="text/javascript; charset=utf-8", headers=headers)


related.include_router(_lists)


def _engine(request: Request) -> Engine:
    readiness: Readiness = request.app.state.readiness
    return readiness.engine()
