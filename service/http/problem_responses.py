"""Turns every failure into a response: a problem as RFC 9457 has it, or a page for a person.

Only on the paths of OpenAI's API it is that API's shape, which the clients there expect.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from indexer.core.errors import (
    DegradedError,
    IndexBusyError,
    IndexUnavailableError,
    InputError,
    QueryError,
    SettingError,
    StorageError,
    UnknownArticleError,
    WholeArchiveError,
    XunwenError,
)
from service.alerts.alert import UnknownAlertError
from service.http.access_log import REQUEST_ID_HEADER, asked_path, request_id
from service.http.openai_errors import PATHS as OPENAI_PATHS
from service.http.openai_errors import UNKNOWN_MODEL, error_body
from service.http.page_response import status_page, wants_page
from service.http.problems import KINDS, PROBLEM_JSON, InvalidRequestError, Problem, ProblemField, UnknownModelError
from service.http.readiness import StillLoadingError
from service.http.restricted_engine import OutOfBoundsError
from service.jobs.job import ForbiddenSourceError, KeyReusedError, UnknownJobError, UnknownPageError
from service.web.root import rooted

_MOST_ERRORS = 20
"""At most so many errors of one request are listed: a body may have ten thousand unknown fields."""
_RETRY_SECONDS = "5"

_PAGES: Mapping[int, str] = {
    401: "error_closed",
    403: "error_closed",
    404: "error_not_found",
    429: "error_too_often",
    500: "error_failed",
    503: "error_busy",
}
"""By status, the string of the page that a person gets."""

_DETAILS: Mapping[int, str] = {
    400: "The body is not JSON in UTF-8, or is nested too deeply.",
    404: "There is no such path; GET /openapi.json lists those that exist.",
    405: "The Allow header names the methods that this path takes.",
}
_SENTENCES: Mapping[str, str] = {
    "extra_forbidden": "No such field.",
    "missing": "This field is required.",
}
"""By pydantic's error type, what is clearer than its own message."""

_KNOWN: Mapping[type[XunwenError], tuple[int, tuple[str, str]]] = {
    UnknownArticleError: (404, ("unknown-article", "No such article")),
    UnknownModelError: (404, UNKNOWN_MODEL),
    UnknownJobError: (404, ("unknown-job", "No such job")),
    UnknownAlertError: (404, ("unknown-alert", "No such alert")),
    UnknownPageError: (404, ("unknown-page", "No such page")),
    WholeArchiveError: (404, ("not-in-one-place", "The index is not in one place")),
    IndexUnavailableError: (503, ("index-unavailable", "The index can't be reached")),
    OutOfBoundsError: (403, KINDS[403]),
    KeyReusedError: (422, ("key-reused", "The Idempotency-Key was used before")),
    IndexBusyError: (409, ("index-busy", "The index is being built")),
    InputError: (409, KINDS[409]),
    SettingError: (409, KINDS[409]),
    DegradedError: (503, ("degraded", "A part of the search is missing")),
    StorageError: (503, ("storage", "The index's folder can't be used")),
}
"""Failures that are not the snapshot's: their status, and what is wrong."""


def add_problem_handlers(app: FastAPI) -> None:
    """Make every error of this app a problem, the framework's own included."""
    app.exception_handler(HTTPException)(_on_http_exception)
    app.exception_handler(RequestValidationError)(_on_validation_error)
    app.exception_handler(XunwenError)(_on_known_error)
    app.exception_handler(RecursionError)(_on_deep_nesting)
    app.exception_handler(Exception)(_on_bug)


def problem_response(
    request: Request,
    status: int,
    detail: str,
    *,
    kind: tuple[str, str] | None = None,
    errors: Sequence[ProblemField] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem about this request; `kind` says more exactly than the status what is wrong.

    A person in a browser gets it as a page, a client of OpenAI's API in that one's form.
    """
    if wants_page(request):
        return status_page(request, status, _PAGES.get(status, "error"), detail=detail, headers=headers)
    slug, title = kind or KINDS.get(status, ("other", HTTPStatus(status).phrase))
    if OPENAI_PATHS.fullmatch(request.scope["path"]):
        body = error_body(status, slug, detail, pointer=errors[0].pointer if errors else "")
        return JSONResponse(body, status_code=status, headers=headers)
    problem = Problem(
        type=f"urn:xunwen:problem:{slug}",
        title=title,
        status=status,
        detail=detail,
        instance=rooted(asked_path(request.scope)),
        request_id=request_id(request.scope),
        errors=list(errors[:_MOST_ERRORS]) or None,
    )
    return JSONResponse(
        problem.model_dump(exclude_none=True), status_code=status, headers=headers, media_type=PROBLEM_JSON
    )


async def _on_http_exception(request: Request, error: HTTPException) -> Response:
    if error.status_code == 405:
        return _on_wrong_method(request, error)
    detail = _DETAILS.get(error.status_code, error.detail)
    return problem_response(request, error.status_code, detail, headers=error.headers)


async def _on_deep_nesting(request: Request, error: RecursionError) -> Response:
    """Some hundred brackets inside each other are read, and then too deep for what copies them."""
    del error
    return problem_response(request, 400, _DETAILS[400])


def _on_wrong_method(request: Request, error: HTTPException) -> Response:
    allowed = {method.strip() for method in (error.headers or {}).get("Allow", "").split(",")}
    # HEAD is served wherever GET is (see `exchange`), and OPTIONS right here.
    allowed |= {"OPTIONS", "HEAD"} if "GET" in allowed else {"OPTIONS"}
    headers = {"Allow": ", ".join(sorted(allowed))}
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=headers)
    return problem_response(request, 405, _DETAILS[405], headers=headers)


async def _on_validation_error(request: Request, error: RequestValidationError) -> Response:
    found = error.errors()
    if found[0]["type"] == "json_invalid":
        reason, position = found[0]["ctx"]["error"], found[0]["loc"][-1]
        return problem_response(request, 400, f"The body is not JSON: {reason}, at character {position}.")
    errors = [ProblemField(detail=_sentence(each), pointer=_pointer(each["loc"])) for each in found[:_MOST_ERRORS]]
    return _invalid(request, errors)


async def _on_known_error(request: Request, error: XunwenError) -> Response:
    if isinstance(error, InvalidRequestError):
        return _invalid(request, error.errors)
    if isinstance(error, QueryError):
        return _invalid(request, [ProblemField(detail=str(error), pointer="#")])
    if isinstance(error, ForbiddenSourceError):
        return _invalid(request, [ProblemField(detail=str(error), pointer="#/sources")])
    headers = {"Retry-After": _RETRY_SECONDS} if isinstance(error, StillLoadingError | IndexUnavailableError) else None
    for known, (status, kind) in _KNOWN.items():
        if isinstance(error, known):
            return problem_response(request, status, str(error), kind=kind, headers=headers)
    return problem_response(request, 503, str(error), headers=headers)


async def _on_bug(request: Request, error: Exception) -> Response:
    """Says nothing of the error itself: its traceback is in the server's log, not in the response."""
    del error
    asked = request_id(request.scope)
    detail = f"An unexpected error, not your request's fault; the log has its cause under request id {asked}."
    # This response is made outside the middleware that marks the others.
    return problem_response(request, 500, detail, headers={REQUEST_ID_HEADER: asked})


def _invalid(request: Request, errors: Sequence[ProblemField]) -> Response:
    first = errors[0]
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return problem_response(request, 422, f"{first.pointer}: {first.detail}{more}", errors=errors)


def _sentence(error: Mapping[str, object]) -> str:
    context = error.get("ctx")
    if error["type"] == "value_error" and isinstance(context, dict):
        return str(context["error"])
    return _SENTENCES.get(str(error["type"]), f"{error['msg']}.")


def _pointer(place: Sequence[str | int]) -> str:
    """A JSON Pointer as a URI fragment (RFC 6901, section 6), of a place like ("body", "filters", "sources", 0)."""
    names = (str(name).replace("~", "~0").replace("/", "~1") for name in place[1:])
    return "#" + "".join("/" + quote(name, safe="~", errors="replace") for name in names)
