"""Spans of requests reach a real collector, within the trace of whoever asked, and tell nothing of what was asked."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx2
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from service.http.app import create_app
from service.http.serve import serving
from service.settings import ServiceSettings
from tests.http.village import VillageEngine

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


@pytest.fixture
def collector():
    """A collector's address, and the bodies that it was sent."""
    bodies = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self):
            bodies.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Collector)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", bodies
    server.shutdown()
    thread.join(10)
    server.server_close()


def test_spans_are_sent(collector, monkeypatch):
    address, bodies = collector
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "none")
    with serving(create_app(VillageEngine, ServiceSettings(traces=True))) as url:
        headers = {"traceparent": f"00-{TRACE}-{PARENT}-01", "X-Request-ID": "mine"}
        httpx2.post(f"{url}/v1/search", json={"query": "秘密的桥"}, headers=headers)
        httpx2.get(f"{url}/v1/articles/nobody")
    # Stopping the service sends what is left.
    assert {path for path, _ in bodies} == {"/v1/traces"}
    assert "秘密".encode() not in b"".join(body for _, body in bodies)
    requests = [ExportTraceServiceRequest.FromString(body) for _, body in bodies]
    resources = [resource for each in requests for resource in each.resource_spans]
    names = {
        each.value.string_value
        for resource in resources
        for each in resource.resource.attributes
        if each.key == "service.name"
    }
    assert names == {"xunwen"}
    spans = {span.name: span for each in resources for scope in each.scope_spans for span in scope.spans}
    assert set(spans) == {"POST /v1/search", "GET /v1/articles/{id:path}"}
    search = spans["POST /v1/search"]
    assert (search.trace_id.hex(), search.parent_span_id.hex()) == (TRACE, PARENT)
    told = {each.key: each.value for each in search.attributes}
    assert told["http.response.status_code"].int_value == 200
    assert told["xunwen.request_id"].string_value == "mine"
    assert told["xunwen.stage.total_ms"].double_value == 0.5
