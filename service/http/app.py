"""Puts the application together, over an engine or over the index of a folder. Importing this brings the web framework, and neither torch nor faiss."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio.to_thread
from anyio.to_thread import run_sync
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.middleware import Middleware
from starlette_compress import CompressMiddleware, remove_compress_type

from indexer.core.errors import SettingError
from indexer.core.process import uncollected
from indexer.milvus.address import beside, is_milvus, read_address
from indexer.settings import IndexerSettings
from service.alerts.store import ALERTS_FILE
from service.generate.open import open_writer
from service.http import alert_routes, inspection_routes, job_routes, metrics_routes
from service.http.access_log import AccessLogMiddleware, HeadMiddleware
from service.http.admission import AdmissionMiddleware
from service.http.anonymous_routes import AnonymousRoutes
from service.http.authentication import CallersMiddleware
from service.http.cors import RelatedCorsMiddleware, cors_for
from service.http.direct_search import DirectSearch
from service.http.embed_routes import embeds
from service.http.engine import Engine
from service.http.engine_refcount import EngineReferenceMiddleware
from service.http.etags import TagsMiddleware
from service.http.events_routes import events
from service.http.hosts import HostsMiddleware
from service.http.job_routes import NO_OPERATIONS, IndexOperations
from service.http.lanes import House
from service.http.loop_turns import taking_turns
from service.http.mcp.endpoint import McpEndpoint, open_endpoint
from service.http.metrics import Measures
from service.http.openai.chat import chat
from service.http.openai.models import models
from service.http.openapi import describe
from service.http.openapi_routes import described
from service.http.operator_routes import operator
from service.http.page_routes import demo, insights, pages
from service.http.problem_responses import add_problem_handlers
from service.http.proxies import ProxiesMiddleware, networks_of
from service.http.query_log_routes import queries
from service.http.readiness import OpenEngine, Readiness
from service.http.records import Records
from service.http.related_routes import related
from service.http.request_bodies import NDJSON, BodyLimitMiddleware, Uploads
from service.http.routes import router
from service.http.suggest_routes import suggestions
from service.http.topic_routes import topics
from service.http.tracing import TracesMiddleware, open_tracing
from service.jobs.queue import JobQueue
from service.keys.gate import Gate
from service.keys.rate_limits import Buckets
from service.keys.scopes import Scope
from service.keys.store import KEYS_FILE, KeyStore
from service.search.turns import Turns
from service.settings import ServiceSettings

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

    from indexer.index.rollback import WentBack
    from service.http.index_engine import EngineOpener
    from service.http.model_ahead import ModelAhead


_PACK_FROM = 1000
"""Bytes below which packing saves nothing."""

# Packed or not, an event shall be there when it is sent: proxies and browsers hold packed ones back.
remove_compress_type("text/event-stream")

_DESCRIPTION = """Ask a news archive questions in your own words and language.

Offsets count characters (Unicode code points) of an article's body, and `body[start:end]` is the quoted text, always.
Text of articles is data: escape it where it is shown. Errors are `application/problem+json` (RFC 9457), and on the paths
of OpenAI's API as that has them."""


class XunwenApi(FastAPI):
    """The application, with an OpenAPI description that knows its limits and its problems."""

    def openapi(self) -> dict[str, Any]:
        """The description, made on first use."""
        if self.openapi_schema is None:
            self.openapi_schema = describe(self, self.state.settings)
        return self.openapi_schema


def create_app(
    open_engine: OpenEngine,
    settings: ServiceSettings | None = None,
    *,
    operations: IndexOperations = NO_OPERATIONS,
    shared: Path | None = None,
) -> XunwenApi:
    """The service over an index, which is opened in a thread once the server runs.

    Args:
        open_engine: opens the snapshot and loads the model; for an engine that is open already, `lambda: engine`.
        settings: limits and origins; read from the environment when left out.
        operations: how to watch and build the index; left out, the service answers from the first engine for ever.
        shared: folder of what the workers of one service count together; None for one that is alone.

    Raises:
        SettingError: the schedule of jobs can't be kept, the language model that is named can't be used, a proxy that is to
            be trusted is no address, a route that is to be open is none, or traces are wanted without OpenTelemetry.
        StorageError: the folder of jobs, or the file of clicks, can't be written.
    """
    chosen = settings or ServiceSettings()
    watched = operations.read_pointer if chosen.poll_seconds else None
    readiness = Readiness(open_engine, read_pointer=watched, poll_seconds=chosen.poll_seconds)
    house = House.of(
        threads=chosen.questions_at_once,
        waiting=chosen.max_waiting,
        seconds=chosen.request_seconds,
        connections=chosen.max_connections,
        # An index elsewhere is waited for all the time.
        at_once=chosen.questions_at_once if operations.elsewhere else 1,
    )
    writer = open_writer(chosen)
    tracing = open_tracing() if chosen.traces else None
    desk = None if operations.open_desk is None else operations.open_desk(readiness.look_now)

    assistants = open_endpoint(readiness, chosen)
    records = Records.open(chosen, readiness, operations.name)

    measures = Measures(readiness, house, desk, shared=shared)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        # The limiter belongs to the running event loop, so it can't be set any earlier.
        anyio.to_thread.current_default_thread_limiter().total_tokens = chosen.questions_at_once
        readiness.begin()
        if shared is not None:
            # One of several workers takes no connection while it loads: the others would answer what it has to refuse.
            await run_sync(readiness.wait)
        if desk is not None:
            desk.dispatcher.start()
        records.start()
        refreshing = None if shared is None else asyncio.create_task(metrics_routes.keep_refreshing(measures))
        threads = house.questions.threads
        one = threads if isinstance(threads, Turns) and house.at_once == 1 else None
        in_turns = nullcontext() if one is None else taking_turns(asyncio.get_running_loop(), one)
        async with nullcontext() if assistants is None else assistants.running():
            with in_turns:
                yield
        if refreshing is not None:
            refreshing.cancel()
        # First what takes long: a job is stopped, and goes on when the service runs again.
        if desk is not None:
            await run_sync(desk.dispatcher.stop)
        await records.stop()
        await run_sync(readiness.stop)
        if writer is not None:
            await writer.close()
        if tracing is not None:
            await run_sync(tracing.shutdown)

    app = XunwenApi(
        title="Xunwen",
        version=version("xunwen"),
        summary="Ask a news archive questions in your own words and language.",
        description=_DESCRIPTION,
        lifespan=lifespan,
        middleware=_middleware(chosen, house, shared, tracing),
        # Their pages load scripts from a public network; `described` has ours.
        openapi_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
        # Of ours tells more (`TracesMiddleware`); the framework's looks at each request whether anybody has set it up.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.settings = chosen
    app.state.readiness = readiness
    app.state.desk = desk
    app.state.writer = writer
    records.put_into(app.state)
    app.state.go_back = operations.go_back
    app.state.index_dir = operations.index_dir
    app.state.no_index, app.state.no_jobs = operations.no_index, operations.no_jobs
    app.state.measures = measures
    add_problem_handlers(app)
    _include_routers(app, assistants, demo_site=chosen.demo_site)
    return app


def _include_routers(app: FastAPI, assistants: McpEndpoint | None, *, demo_site: bool) -> None:
    """All routes, those that others would swallow first."""
    # Before the other routes: an article's id may hold a slash, and "/related" would be taken for the end of one.
    app.include_router(related)
    app.include_router(router)
    app.include_router(suggestions)
    app.include_router(chat)
    app.include_router(models)
    app.include_router(events)
    app.include_router(alert_routes.alerts)
    app.include_router(queries)
    app.include_router(metrics_routes.router)
    app.include_router(job_routes.router)
    app.include_router(inspection_routes.router)
    if assistants is not None:
        app.router.routes.append(assistants.route)
    for each in (described, embeds, operator, topics, pages, insights, *((demo,) if demo_site else ())):
        app.include_router(each)
    app.router.routes.insert(0, DirectSearch(app.router))


def _operation_id(route: APIRoute) -> str:
    return route.name


def _callers(settings: ServiceSettings, shared: Path | None) -> Middleware:
    """Who may come in, and how often.

    Raises:
        SettingError: a route that is to be open is none.
    """
    store = None if settings.keys_file is None else KeyStore(settings.keys_file)
    key = None if settings.admin_key is None else settings.admin_key.get_secret_value()
    return Middleware(
        CallersMiddleware,
        gate=Gate(settings.anybody_may, store=store, admin_key=key),
        routes=AnonymousRoutes(settings.anonymous_routes),
        buckets=Buckets(None if shared is None else shared / "buckets"),
        by_key=settings.key_per_minute,
        by_address=settings.address_per_minute,
    )


def _middleware(
    settings: ServiceSettings, house: House, shared: Path | None, tracing: "TracerProvider | None"
) -> list[Middleware]:
    """From the outside in.

    Raises:
        SettingError: a proxy that is to be trusted is no address, or a route that is to be open is none.
    """
    proxies = Middleware(ProxiesMiddleware, proxies=networks_of(settings.trusted_proxies), root_path=settings.root_path)
    layers = [
        proxies,
        Middleware(AccessLogMiddleware, questions=settings.log_questions),
        Middleware(metrics_routes.CountingMiddleware),
    ]
    if tracing is not None:
        layers.append(Middleware(TracesMiddleware, provider=tracing))
    if settings.allowed_hosts is not None:
        layers.append(Middleware(HostsMiddleware, hosts=settings.allowed_hosts))
    if origins := (*settings.widget_origins, *settings.cors_origins):
        layers.append(Middleware(RelatedCorsMiddleware, origins=origins))
    if settings.cors_origins:
        layers.append(cors_for(settings.cors_origins))
    uploads = Uploads(job_routes.JOBS_PATH, NDJSON, settings.max_upload_bytes)
    return [
        *layers,
        _callers(settings, shared),
        Middleware(HeadMiddleware),
        Middleware(CompressMiddleware, minimum_size=_PACK_FROM, zstd=False),
        Middleware(TagsMiddleware),
        Middleware(
            BodyLimitMiddleware, max_bytes=settings.max_body_bytes, seconds=settings.body_seconds, uploads=uploads
        ),
        Middleware(AdmissionMiddleware, house=house),
        # Inside of what gives up on a question: a thread that goes on goes on with its engine.
        Middleware(EngineReferenceMiddleware),
    ]


def app_over(
    index_dir: Path,
    settings: ServiceSettings,
    indexer_settings: IndexerSettings,
    *,
    shared: Path | None = None,
    ahead: "ModelAhead | None" = None,
) -> XunwenApi:
    """The application over a folder; nothing heavy is imported before its engine is opened, unless it is to be whole.

    Args:
        index_dir: Folder of the index, or the address of a Milvus.
        settings: Of the service.
        indexer_settings: Which model embeds the questions.
        shared: Folder of what the workers of one service count together; None for one that is alone.
        ahead: The model, where it is being loaded already.

    Raises:
        DegradedError: something is missing, and the settings are strict.
        ModelError: the model can't be loaded, and the settings are strict.
        SettingError: the schedule of jobs can't be kept.
        StorageError: the folder of jobs can't be written, or the keys can't be read.
    """
    keys_file = settings.keys_file or beside(index_dir, KEYS_FILE)
    alerts_file = settings.alerts_file or beside(index_dir, ALERTS_FILE)
    settings = settings.model_copy(update={"keys_file": keys_file, "alerts_file": alerts_file})

    @cache
    def opener() -> "EngineOpener":
        # Here and not at the top: this brings torch and faiss, many seconds in which /healthz already answers.
        with uncollected():
            from service.http.index_engine import EngineOpener

        if ahead is None:
            return EngineOpener(index_dir, settings, indexer_settings)
        return EngineOpener(
            index_dir, settings, indexer_settings, load=ahead.load_embedder, load_reader=ahead.load_reader
        )

    if settings.strict:
        opener().check()

    def open_engine() -> Engine:
        return opener()()

    def read_pointer() -> str:
        return opener().pointer()

    def open_desk(on_success: Callable[[], object]) -> JobQueue:
        return JobQueue.open(index_dir, settings, indexer_settings, on_success=on_success)

    def go_back(to: str | None) -> "WentBack":
        from indexer.index.rollback import rollback

        return rollback(index_dir, to)

    jobs = open_desk if makes_index(settings, index_dir) else None
    if is_milvus(index_dir):
        shown = read_address(index_dir).shown
        operations = IndexOperations(read_pointer, name=shown, elsewhere=shown)
    else:
        operations = IndexOperations(read_pointer, jobs, go_back, index_dir, name=index_dir.absolute().name)
    return create_app(open_engine, settings, operations=operations, shared=shared)


def makes_index(settings: ServiceSettings, index_dir: Path) -> bool:
    """Whether a service builds its index too: somebody may hand in jobs, or it has a schedule.

    Raises:
        StorageError: the keys can't be read.
        SettingError: it is to build an index that is not in a folder.
    """
    file = settings.keys_file or beside(index_dir, KEYS_FILE)
    allowed = file is not None and any(key.may(Scope.JOBS) for key in KeyStore(file).keys().values())
    makes = settings.admin_key is not None or bool(settings.schedule) or allowed
    if makes and is_milvus(index_dir):
        raise SettingError(
            "A service that answers from a Milvus builds no index.",
            next_step="Leave out XUNWEN_ADMIN_KEY, XUNWEN_SCHEDULE and keys for jobs; build elsewhere, and publish from there.",
        )
    return makes
