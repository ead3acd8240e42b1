"""What the routes of pages share: the frame of a request's page, and a page for each failure."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from indexer.errors import SnapshotError, UnknownArticleError, XunwenError
from service.http.bounded import OutOfBoundsError
from service.http.exchange import asked_path
from service.http.page_response import page_response
from service.http.readiness import Readiness, StillLoadingError
from service.settings import ServiceSettings
from service.web.look import Look, look
from service.web.root import rooted
from service.web.trouble_page import REFRESH_SECONDS, trouble_page


def frame(request: Request, *, here: str = "", snapshot: str = "") -> Look:
    """The frame of the page that is asked for."""
    settings: ServiceSettings = request.app.state.settings
    return look(
        asked_path(request.scope),
        request.query_params.multi_items(),
        request.headers.get("accept-language", ""),
        here=here,
        snapshot=snapshot,
        demo=settings.demo_site,
    )


def failure_page(request: Request, error: XunwenError) -> Response:
    """The page for a failure that is known, with its status."""
    if isinstance(error, StillLoadingError):
        headers = {"Retry-After": str(REFRESH_SECONDS)}
        return page_response(trouble_page(frame(request), "loading"), status=503, headers=headers)
    if isinstance(error, UnknownArticleError):
        return status_page(request, 404, "error_no_article")
    if isinstance(error, OutOfBoundsError):
        return status_page(request, 403, "error", detail=str(error))
    key = "error_none" if isinstance(error, SnapshotError) else "error"
    shown = trouble_page(frame(request), key, detail=error.message, next_step=error.next_step, retry=_again(request))
    return page_response(shown, status=503)


def status_page(
    request: Request, status: int, key: str, *, detail: str = "", headers: Mapping[str, str] | None = None
) -> Response:
    """A page that says one thing, such as that nothing is here; `detail` is shown where the key alone says little."""
    said = detail if key == "error" else ""
    retry = _again(request) if status >= 500 and request.method == "GET" else ""
    html = trouble_page(frame(request), key, detail=said, retry=retry)
    return page_response(html, status=status, headers=headers)


def wants_page(request: Request) -> bool:
    """Whether a person in a browser is to be answered: it names HTML and asks for no route of programs."""
    return "text/html" in request.headers.get("accept", "") and not request.scope["path"].startswith("/v1/")


def readiness(request: Request) -> Readiness:
    """Where the engine comes from."""
    found: Readiness = request.app.state.readiness
    return found


def _again(request: Request) -> str:
    query = request.scope["query_string"].decode("latin-1")
    return rooted(asked_path(request.scope)) + (f"?{query}" if query else "")
