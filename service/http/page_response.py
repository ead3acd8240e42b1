"""Pages and files as responses: what a browser may do with them, how long it keeps them, and packed where it can unpack."""

import gzip
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
_PACK_FROM = 1_000
_FOR_GOOD = "public, max-age=31536000, immutable"
_FOR_NOW = "public, max-age=300"


def page_response(
    request: Request, html: str, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """A page; never kept by caches between, as it holds a question and its snapshot may change."""
    own = {**_HEADERS, "Cache-Control": "private, no-cache", "Vary": "Accept-Encoding, Accept-Language"}
    return _packed(request, html.encode(), "text/html; charset=utf-8", {**own, **(headers or {})}, status)


def file_response(request: Request, content: bytes, name: str, *, sha256: str) -> Response:
    """A static file, kept for good where the address names its content (`?v=` the first 12 digits of its hash)."""
    etag = f'"{sha256[:32]}"'
    headers = {
        "Cache-Control": _FOR_GOOD if request.query_params.get("v") == sha256[:12] else _FOR_NOW,
        "ETag": etag,
        "Vary": "Accept-Encoding",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return _packed(request, content, f"{kind}; charset=utf-8", headers)


def _packed(request: Request, content: bytes, kind: str, headers: dict[str, str], status: int = 200) -> Response:
    if len(content) >= _PACK_FROM and "gzip" in request.headers.get("accept-encoding", ""):
        # No time in it: the same page is the same bytes.
        content, headers = gzip.compress(content, 6, mtime=0), {**headers, "Content-Encoding": "gzip"}
    return Response(content, status, headers, kind)
