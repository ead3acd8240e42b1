"""How index jobs are described in OpenAPI: their bodies, examples, and the problems of an admin's routes."""

from collections.abc import Mapping
from typing import Any

from fastapi.openapi.models import Example

from service.http.jobs_schemas import JobBody
from service.http.openapi import problem_description
from service.http.problems import KINDS

JOB_EXAMPLE: dict[str, Any] = {
    "id": "0f6c1b0a9d3e4c7f8a52b1c4d7e9f013",
    "state": "processing",
    "detail": "",
    "sources": ["/srv/archive/2024"],
    "prune": False,
    "force": False,
    "origin": "api",
    "created_at": "2024-05-20T02:15:00.000Z",
    "started_at": "2024-05-20T02:15:00.412Z",
    "ended_at": None,
    "attempts": 1,
    "cancel_requested": False,
    "progress": {
        "stage": "embed",
        "done": 4096,
        "total": 9400,
        "unit": "chunks",
        "rate": 118.4,
        "seconds_left": 44.8,
        "note": "",
        "pages": 1234,
        "unread": 2,
    },
    "snapshot": None,
    "counts": {},
    "failures": [],
    "failures_by_reason": {},
    "seconds": {},
    "fetch": None,
}

JOB_REQUEST: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": JobBody.model_json_schema(),
                "examples": {
                    "folder": {"summary": "A folder of the machine", "value": {"sources": ["/srv/archive/2024"]}},
                },
            },
            "application/x-ndjson": {
                "schema": {"type": "string", "description": "Articles, one JSON object a line."},
                "examples": {
                    "articles": {
                        "summary": "One article",
                        "value": '{"id": "hewan-042", "title": "河湾社区图书角重新开放", "text": "周六上午……"}\n',
                    }
                },
            },
        },
    }
}
ROLLBACK_REQUESTS: dict[str, Example] = {
    "before": {"summary": "The snapshot before", "value": {}},
    "named": {"summary": "A snapshot by name", "value": {"to": "20240519T021500Z-1f7a"}},
}


def job_responses(
    success: int | None, *statuses: int, example: Mapping[str, Any] = JOB_EXAMPLE
) -> dict[int | str, dict[str, Any]]:
    """An admin route's `responses`: an example of its success, and its problems; None for a stream."""
    described: dict[int | str, dict[str, Any]] = {}
    if success is not None:
        described[success] = {"content": {"application/json": {"example": example}}}
    for status in (*statuses, 500):
        described[status] = problem_description(status, KINDS[status][1])
    described["default"] = problem_description(500, "Any other error")
    return described
