"""The OpenAPI description: problems and examples on every operation, and the limits of this service."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from service.http.access import KEY_HEADER, needed
from service.http.limits import write_limits
from service.http.problems import KINDS, PROBLEM_JSON
from service.http.schemas import Problem
from service.settings import ServiceSettings

_REF = "#/components/schemas/"
_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "A key of `xunwen keys create`, or the admin key."},
    "header": {"type": "apiKey", "in": "header", "name": KEY_HEADER, "description": "The same."},
}


def responses(example: Mapping[str, Any], *statuses: int) -> dict[int | str, dict[str, Any]]:
    """An operation's `responses`: an example of its success, and the problems that it may answer with."""
    described: dict[int | str, dict[str, Any]] = {200: {"content": {"application/json": {"example": example}}}}
    for status in (*statuses, 500):
        described[status] = problem_description(status, KINDS[status][1])
    described["default"] = problem_description(500, "Any other error")
    return described


def problem_description(status: int, description: str) -> dict[str, Any]:
    """One of an operation's `responses`: a problem of this status, with an example."""
    slug, title = KINDS[status]
    example = {
        "type": f"urn:xunwen:problem:{slug}",
        "title": title,
        "status": status,
        "detail": "A sentence about this request.",
        "instance": "/v1/search",
        "request_id": "7d9b1c52e6a04d5f9a1d3b8e4c2f6071",
    }
    if status == 422:
        example["errors"] = [{"detail": "This field is required.", "pointer": "#/query"}]
    return {
        "description": description,
        "content": {PROBLEM_JSON: {"schema": {"$ref": f"{_REF}Problem"}, "example": example}},
    }


def describe(app: FastAPI, settings: ServiceSettings) -> dict[str, Any]:
    """The whole OpenAPI document of this app under these settings."""
    document = get_openapi(
        title=app.title, version=app.version, summary=app.summary, description=app.description, routes=app.routes
    )
    schemas: dict[str, Any] = document["components"]["schemas"]
    # The responses name this schema by hand, because the framework would file it under application/json.
    problem = Problem.model_json_schema(ref_template=_REF + "{model}")
    schemas |= problem.pop("$defs")
    schemas["Problem"] = problem
    write_limits(schemas, settings)
    document["components"]["securitySchemes"] = _SCHEMES
    for path, item in document["paths"].items():
        for method, operation in item.items():
            _write_access(operation, path, method.upper(), settings)
    return document


def _write_access(operation: dict[str, Any], path: str, method: str, settings: ServiceSettings) -> None:
    """Put into an operation who may call it, and how it refuses the others."""
    scopes = needed({"path": path, "method": method, "query_string": b""})
    if not scopes:
        operation["security"] = []
        return
    # For whom needs no key, an empty one is an alternative (OpenAPI 3.1, security requirement).
    operation["security"] = [{name: []} for name in _SCHEMES] + ([{}] if scopes <= settings.anybody_may else [])
    operation["x-scopes"] = sorted(scopes)
    for status in (401, 403, 429):
        operation["responses"].setdefault(str(status), problem_description(status, KINDS[status][1]))
