"""The archive at a glance: as a page, and as a file to keep."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from indexer.errors import XunwenError
from service.http.lanes import threaded
from service.http.page_frame import failure_page, frame, readiness
from service.http.page_response import page_response
from service.web.insights_page import drawing_page, insights_page
from service.web.report import report_html

insights = APIRouter(include_in_schema=False)

_AGAIN_SECONDS = 3


@insights.get("/insights")
@threaded
def insights_route(request: Request) -> Response:
    """The charts; while they are being made, a page that looks again."""
    return _shown(request, file=False)


@insights.get("/insights/report.html")
@threaded
def report_route(request: Request) -> Response:
    """The same as one file to keep."""
    return _shown(request, file=True)


def _shown(request: Request, *, file: bool) -> Response:
    try:
        engine = readiness(request).engine()
        look = frame(request, here="insights", snapshot=engine.manifest.name)
        overview = engine.overview()
    except XunwenError as error:
        return failure_page(request, error)
    if overview is None:
        headers = {"Retry-After": str(_AGAIN_SECONDS)}
        return page_response(drawing_page(look, refresh=_AGAIN_SECONDS), status=202, headers=headers)
    if not file:
        return page_response(insights_page(look, overview))
    name = f"xunwen-{overview.snapshot}.html"
    # Its own policy, of hashes, is inside; the header's would forbid its style and script.
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Security-Policy": "sandbox"}
    return page_response(report_html(overview, look.ui), headers=headers)
