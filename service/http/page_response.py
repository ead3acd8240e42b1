"""Pages and files as responses: their headers, their frame, and a page for each failure."""

import mimetypes
from collections.abc import Mapping
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from indexer.core.errors import (
    IndexUnavailableError,
    SnapshotError,
    UnknownArticleError,
    WholeArchiveError,
    XunwenError,
)
from service.http.access_log import asked_path, request_id
from service.http.authorization import IS_ADMIN, TELLS_EVENTS
from service.http.readiness import Readiness, StillLoadingError
from service.http.restricted_engine import OutOfBoundsError
from service.query_log.store import QueryLog
from service.settings import ServiceSettings
from service.web.pages import REFRESH_SECONDS, trouble_page
from service.web.render import NO_CLICKS, Clicks, PageContext, page_context
from service.web.root import rooted
from service.web.strings import has_text, text_of

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",  # the picture of a chart that a reader exports
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
"""Whatever an article's text holds, a browser runs and loads our own files only, and no script makes markup of text."""

WITH_PICTURES = POLICY.replace("img-src 'self' data: blob:", "img-src 'self' data: blob: https: http:")
"""The same, but for pictures of articles, which lie where the articles do."""

_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",  # an address holds the question; other sites have no business with it
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
DATA_HEADERS = {"Cache-Control": "private, no-cache", "Vary": "Accept-Language", "X-Content-Type-Options": "nosniff"}
_FOR_GOOD = "public, max-age=31536000, immutable"
_FOR_NOW = "public, max-age=300"


def page_response(
    html: str, *, status: int = 200, headers: Mapping[str, str] | None = None, pictures: bool = False
) -> Response:
    """A page, with pictures from elsewhere only if it is one that may show some; never kept by caches between, as it holds a question and its snapshot may change."""
    policy = {"Content-Security-Policy": WITH_PICTURES} if pictures else {}
    own = {**_HEADERS, **policy, "Cache-Control": "private, no-cache", "Vary": "Accept-Language"}
    return Response(html.encode(), status, {**own, **(headers or {})}, "text/html; charset=utf-8")


def file_response(request: Request, content: bytes, name: str, *, sha256: str) -> Response:
    """A static file, kept for good where the address names its content (`?v=` the first 12 digits of its hash)."""
    headers = {
        "Cache-Control": _FOR_GOOD if request.query_params.get("v") == sha256[:12] else _FOR_NOW,
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Response(content, 200, headers, f"{kind}; charset=utf-8")


def frame(request: Request, *, here: str = "", snapshot: str = "") -> PageContext:
    """The frame of the page that is asked for."""
    settings: ServiceSettings = request.app.state.settings
    found = page_context(
        asked_path(request.scope),
        request.query_params.multi_items(),
        request.headers.get("accept-language", ""),
        here=here,
        snapshot=snapshot,
        demo=settings.demo_site,
    )
    return replace(
        found,
        origin=origin_of(request),
        pictures=settings.pictures,
        clicks=_clicks(request),
        operates=request.scope["state"].get(IS_ADMIN, False),
    )


def _clicks(request: Request) -> Clicks:
    """What the page may tell of its reader's clicks; its requests are its reader's own, so they need the reader's scope."""
    log: QueryLog | None = request.app.state.query_log
    counted = log is not None or request.app.state.settings.events_file is not None
    if not (counted and request.scope["state"].get(TELLS_EVENTS, False)):
        return NO_CLICKS
    asked = log is not None and bool(request.query_params.get("q"))
    # Only where it joins a click to a logged question: the same page has the same ETag otherwise.
    return Clicks(counted=True, request=request_id(request.scope) if asked else "")


def origin_of(request: Request) -> str:
    """Where the service is, by what its reader asked: "https://news.example"."""
    url = request.url
    return f"{url.scheme}://{url.netloc}"


def failure_page(request: Request, error: XunwenError) -> Response:
    """The page for a failure that is known, with its status."""
    if isinstance(error, StillLoadingError):
        headers = {"Retry-After": str(REFRESH_SECONDS)}
        return page_response(trouble_page(frame(request), "loading"), status=503, headers=headers)
    if isinstance(error, UnknownArticleError):
        return status_page(request, 404, "error_no_article")
    if isinstance(error, OutOfBoundsError | WholeArchiveError):
        return status_page(request, 403 if isinstance(error, OutOfBoundsError) else 404, "error", detail=str(error))
    if isinstance(error, IndexUnavailableError):
        headers = {"Retry-After": str(REFRESH_SECONDS)}
        return status_page(request, 503, "error", detail=str(error), headers=headers)
    key = "error_none" if isinstance(error, SnapshotError) else "error"
    shown = trouble_page(frame(request), key, detail=error.message, next_step=error.next_step, retry=_again(request))
    return page_response(shown, status=503)


def status_page(
    request: Request, status: int, key: str, *, detail: str = "", headers: Mapping[str, str] | None = None
) -> Response:
    """A page that says one thing, such as that nothing is here; `detail` is shown where the key alone says little."""
    look, said, then = frame(request), detail if key == "error" else "", f"{key}_next"
    retry = _again(request) if (status >= 500 or status == 429) and request.method == "GET" else ""
    next_step = text_of(look.ui, then) if has_text(then) else ""
    html = trouble_page(look, key, detail=said, next_step=next_step, retry=retry)
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
