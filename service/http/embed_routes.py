"""What other sites load beside the widget: the style that keeps its room, and its list as a page for a frame."""

from hashlib import sha256
from importlib.resources import files
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from indexer.core.errors import XunwenError
from service.http.etags import has_tag
from service.http.lanes import threaded
from service.http.page_response import POLICY, failure_page, frame, page_response, readiness
from service.http.related_routes import WIDGET_HEADERS
from service.http.related_schemas import ListBody
from service.http.requests import Text
from service.settings import ServiceSettings
from service.web.embed_page import embedded_related

_STYLE = files("service.web.widget").joinpath("related-reading.css").read_bytes()
_STYLE_TAG = f'"{sha256(_STYLE).hexdigest()[:20]}"'

embeds = APIRouter(include_in_schema=False)


@embeds.get("/widget/related-reading.css")
async def widget_style(request: Request) -> Response:
    """Keeps the widget's room until its module is there."""
    headers = {**WIDGET_HEADERS, "ETag": _STYLE_TAG}
    if has_tag(request.headers, _STYLE_TAG):
        return Response(status_code=304, headers=headers)
    return Response(_STYLE, media_type="text/css; charset=utf-8", headers=headers)


class EmbedQuery(ListBody):
    """What is asked of a list in a frame."""

    link: Text = Field(default="", max_length=1000)
    ui: Literal["", "zh", "en"] = Field(default="", alias="lang-ui")


@embeds.get("/embed/related/{id:path}")
@threaded
def embedded_related_route(
    article_id: Annotated[str, Path(alias="id")], request: Request, wanted: Annotated[EmbedQuery, Query()]
) -> Response:
    """An article's list as a page; only the configured sites may frame it."""
    try:
        engine = readiness(request).engine()
        found = engine.related(article_id, limit=wanted.limit, page=wanted.page, rules=wanted.rules())
    except XunwenError as error:
        return failure_page(request, error)
    settings: ServiceSettings = request.app.state.settings
    ancestors = " ".join(("'self'", *settings.widget_origins, *settings.cors_origins))
    headers = {
        "Content-Security-Policy": POLICY.replace("frame-ancestors 'none'", f"frame-ancestors {ancestors}"),
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    return page_response(embedded_related(frame(request), found, link=wanted.link), headers=headers)
