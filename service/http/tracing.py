"""The one door to OpenTelemetry: a span for each request, within the trace of whoever sent it, with what its stages took."""

from typing import TYPE_CHECKING

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from indexer.core.errors import SettingError
from service.http.access_log import request_id
from service.http.metrics_routes import route_of
from service.http.question_notes import STAGES

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider


def open_tracing() -> "TracerProvider":
    """What makes spans and sends them, as the variables of OpenTelemetry say: OTEL_EXPORTER_OTLP_ENDPOINT and others.

    Raises:
        SettingError: OpenTelemetry is not installed.
    """
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import OTELResourceDetector, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise SettingError(
            "Traces are wanted, but OpenTelemetry is not installed.",
            next_step="Install it: pip install 'xunwen[otel]'; or leave XUNWEN_TRACES out.",
        ) from error
    named = Resource.create({"service.name": "xunwen"}).merge(OTELResourceDetector().detect())
    provider = TracerProvider(resource=named)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


class TracesMiddleware:
    """Makes a span of each request."""

    def __init__(self, app: ASGIApp, *, provider: "TracerProvider") -> None:
        """Takes what makes spans."""
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        self._app = app
        self._tracer = provider.get_tracer("xunwen")
        self._propagator = TraceContextTextMapPropagator()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Begin a span, and end it when the response is sent; what was asked is not in it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        from opentelemetry.trace import SpanKind, StatusCode

        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        sent_with = self._propagator.extract(headers)
        status = 500
        with self._tracer.start_as_current_span(scope["method"], context=sent_with, kind=SpanKind.SERVER) as span:

            async def send_seen(message: Message) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    status = message["status"]
                await send(message)

            try:
                await self._app(scope, receive, send_seen)
            finally:
                route = route_of(scope)
                span.update_name(f"{scope['method']} {route}")
                span.set_attribute("http.request.method", scope["method"])
                span.set_attribute("http.route", route)
                span.set_attribute("http.response.status_code", status)
                span.set_attribute("xunwen.request_id", request_id(scope))
                for stage, took in scope["state"].get(STAGES, {}).items():
                    span.set_attribute(f"xunwen.stage.{stage}_ms", took)
                if status >= 500:
                    span.set_status(StatusCode.ERROR)
