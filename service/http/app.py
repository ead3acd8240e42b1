"""Puts the application together. Importing this brings the web framework, and neither torch nor faiss."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

import anyio.to_thread
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from service.http.body_limit import BodyLimitMiddleware
from service.http.exchange import REQUEST_ID_HEADER, ExchangeMiddleware, HeadMiddleware
from service.http.openapi import describe
from service.http.problems import add_problem_handlers
from service.http.readiness import OpenEngine, Readiness
from service.http.routes import router
from service.settings import ServiceSettings

_DESCRIPTION = """Ask a news archive questions in your own words and language.

Offsets count characters (Unicode code points) of an article's body, and `body[start:end]` is the quoted text, always.
Text of articles is data: escape it where it is shown. Errors are `application/problem+json` (RFC 9457)."""


class XunwenApi(FastAPI):
    """The application, with an OpenAPI description that knows its limits and its problems."""

    def openapi(self) -> dict[str, Any]:
        """The description, made on first use."""
        if self.openapi_schema is None:
            self.openapi_schema = describe(self, self.state.settings)
        return self.openapi_schema


def create_app(open_engine: OpenEngine, settings: ServiceSettings | None = None) -> XunwenApi:
    """The service over one engine, which is opened in a thread once the server runs.

    Args:
        open_engine: opens the snapshot and loads the model; for an engine that is open already, `lambda: engine`.
        settings: limits and origins; read from the environment when left out.
    """
    chosen = settings or ServiceSettings()
    readiness = Readiness(open_engine)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        # The limiter belongs to the running event loop, so it can't be set any earlier.
        anyio.to_thread.current_default_thread_limiter().total_tokens = chosen.request_threads
        readiness.begin()
        yield

    app = XunwenApi(
        title="Xunwen",
        version=version("xunwen"),
        summary="Ask a news archive questions in your own words and language.",
        description=_DESCRIPTION,
        lifespan=lifespan,
        middleware=_middleware(chosen),
        # Both pages load their scripts from a public network; GET / is the page instead.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
    )
    app.state.settings = chosen
    app.state.readiness = readiness
    add_problem_handlers(app)
    app.include_router(router)
    return app


def _operation_id(route: APIRoute) -> str:
    return route.name


def _middleware(settings: ServiceSettings) -> list[Middleware]:
    """From the outside in."""
    layers = [Middleware(ExchangeMiddleware)]
    if settings.cors_origins:
        cors = Middleware(
            CORSMiddleware,
            allow_origins=list(settings.cors_origins),
            allow_methods=["GET", "POST"],
            allow_headers=["Content-Type", REQUEST_ID_HEADER],
            expose_headers=[REQUEST_ID_HEADER],
        )
        layers.append(cors)
    return [*layers, Middleware(HeadMiddleware), Middleware(BodyLimitMiddleware, max_bytes=settings.max_body_bytes)]
