"""What goes around every exchange: its request id, its line in the access log, and HEAD as GET without a body."""

import json
import logging
import re
import time
from urllib.parse import quote
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.http.logs import logged_request

REQUEST_ID_HEADER = "X-Request-ID"

_SAFE_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}", re.ASCII)

_PROBES = frozenset({"/healthz", "/readyz", "/metrics"})
"""What is asked for every few seconds."""

logger = logging.getLogger("xunwen.access")


def request_id(scope: Scope) -> str:
    """The id of this exchange, as `AccessLogMiddleware` gave it."""
    found = scope.get("state", {}).get("request_id", "")
    return str(found)


def raw_path(scope: Scope) -> str:
    """The path as it was asked for, percent-encoded where the client did; servers need not tell it (ASGI)."""
    raw: bytes | None = scope.get("raw_path")
    return str(scope["path"]) if raw is None else raw.decode("latin-1")


def asked_path(scope: Scope) -> str:
    """The path as a link to it may hold it: it begins with one slash, so that no browser takes it for another site's.

    What begins otherwise, such as a whole address, is no path of this service; a second slash, or the backslash that
    browsers read as one, is percent-encoded.
    """
    path = quote(raw_path(scope), safe="/%:@!$&'()*+,;=~", errors="replace")
    if not path.startswith("/"):
        return "/"
    return f"/%2F{path[2:]}" if path.startswith("//") else path


class AccessLogMiddleware:
    """Gives each request an id (the caller's, if it is harmless in a log), and logs how the request ended.

    What readers ask is theirs: the question is logged only where whoever runs the service says so.
    """

    def __init__(self, app: ASGIApp, *, questions: bool = False) -> None:
        """Takes whether the log may have what was asked."""
        self._app = app
        self._questions = questions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Mark the request and its response, and log the exchange when it is over."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        given = Headers(scope=scope).get(REQUEST_ID_HEADER, "")
        # A new dict: the server hands the same one to every request.
        scope["state"] = {**scope.get("state", {}), "request_id": given if _SAFE_ID.fullmatch(given) else uuid4().hex}
        # Not taken back: what fails on its way out of here is logged further out, and belongs to this request too.
        logged_request.set(request_id(scope))
        status = 500  # what an exception that passes through here becomes further out

        async def send_marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers[REQUEST_ID_HEADER] = request_id(scope)
                # Articles may contain markup: no browser shall take a response for anything but its declared type.
                headers["X-Content-Type-Options"] = "nosniff"
            await send(message)

        try:
            await self._app(scope, receive, send_marked)
        finally:
            _log(scope, status, took_ms=(time.perf_counter() - began) * 1000, question=self._questions)


class HeadMiddleware:
    """Serves HEAD wherever GET is served: the same headers, no body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass HEAD on as GET and drop the body of the response; other methods go through as they are."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        asked_for = {**scope, "method": "GET"}
        await self._app(asked_for, receive, send_without_body)
        scope["route"] = asked_for.get("route")  # for whoever looks at the request when it is over


def _log(scope: Scope, status: int, *, took_ms: float, question: bool) -> None:
    level = logging.DEBUG if scope["path"] in _PROBES and status < 400 else logging.INFO
    if not logger.isEnabledFor(level):
        return
    # Quoted again: a decoded path may hold a line break, which would forge a line of the log.
    path = quote(scope["path"], safe="/:", errors="replace")
    fields: dict[str, object] = {
        "method": scope["method"],
        "path": path,
        "status": status,
        "took_ms": round(took_ms, 1),
        "client": scope["client"][0] if scope.get("client") else "",
        "key": scope["state"].get("key", ""),
        "request_id": request_id(scope),
    }
    if question:
        fields["question"] = scope["state"].get("question", "")
    line = " ".join(f"{name}={_on_one_line(value)}" for name, value in fields.items())
    logger.log(level, line, extra={"exchange": fields})


def _on_one_line(value: object) -> str:
    """A value of the log's line; a question may hold blanks and line breaks, which would forge another."""
    text = str(value)
    return text if re.fullmatch(r"\S*", text) else json.dumps(text, ensure_ascii=False)
