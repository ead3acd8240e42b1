"""The OpenAPI description: problems and examples on every operation, and the limits of this service."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from service.http.limits import write_limits
from service.http.problems import KINDS, PROBLEM_JSON
from service.http.schemas import Problem
from service.settings import ServiceSettings

_REF = "#/components/schemas/"


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
    return document
