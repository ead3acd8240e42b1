"""Pages and files as responses: what a browser may do with them, and how long it keeps them."""

import mimetypes
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

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

_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",  # an address holds the question; other sites have no business with it
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_FOR_GOOD = "public, max-age=31536000, immutable"
_FOR_NOW = "public, max-age=300"


def page_response(html: str, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A page; never kept by caches between, as it holds a question and its snapshot may change."""
    own = {**_HEADERS, "Cache-Control": "private, no-cache", "Vary": "Accept-Language"}
    return Response(html.encode(), status, {**own, **(headers or {})}, "text/html; charset=utf-8")


def file_response(request: Request, content: bytes, name: str, *, sha256: str) -> Response:
    """A static file, kept for good where the address names its content (`?v=` the first 12 digits of its hash)."""
    headers = {
        "Cache-Control": _FOR_GOOD if request.query_params.get("v") == sha256[:12] else _FOR_NOW,
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Response(content, 200, headers, f"{kind}; charset=utf-8")
