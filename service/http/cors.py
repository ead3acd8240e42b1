"""Which pages of other sites may read what of this service (cross-origin resource sharing)."""

import re
from collections.abc import Sequence

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from service.http.access_log import REQUEST_ID_HEADER, raw_path
from service.http.authentication import RATE_HEADERS
from service.http.authorization import KEY_HEADER

PUBLIC_PATHS = re.compile(r"/v1/related|/v1/events|/v1/articles/.+/related|/widget/.+")
"""What pages of other sites may read, if they are configured: nothing on these paths is anybody's own."""


def cors_for(origins: Sequence[str]) -> Middleware:
    """Lets pages of some origins read everything."""
    return Middleware(
        CORSMiddleware,
        allow_origins=list(origins),
        allow_methods=["GET", "POST"],
        allow_headers=["Authorization", "Content-Type", KEY_HEADER, REQUEST_ID_HEADER],
        expose_headers=[REQUEST_ID_HEADER, *RATE_HEADERS],
    )


class RelatedCorsMiddleware:
    """Lets pages of the configured origins read the related routes; every other path goes by untouched."""

    def __init__(self, app: ASGIApp, *, origins: tuple[str, ...]) -> None:
        self._app = app
        self._cors = CORSMiddleware(
            app,
            allow_origins=list(origins),
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", KEY_HEADER],
            expose_headers=RATE_HEADERS,
            max_age=86400,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request, with the headers of cross-origin sharing where they belong."""
        public = scope["type"] == "http" and PUBLIC_PATHS.fullmatch(raw_path(scope)) is not None
        await (self._cors if public else self._app)(scope, receive, send)
