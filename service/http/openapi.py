"""The OpenAPI description: problems, examples and the limits of this service on every operation."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.models import Example
from fastapi.openapi.utils import get_openapi

from service.http.anonymous_routes import AnonymousRoutes
from service.http.authorization import KEY_HEADER, needed
from service.http.openai_errors import PATHS as OPENAI_PATHS
from service.http.openai_errors import ErrorDetail, ErrorResponse, error_body
from service.http.problems import KINDS, PROBLEM_JSON, Problem
from service.http.requests import write_limits
from service.settings import ServiceSettings

_RELATED_BODY = "周日，河湾社区的旧书集市吸引了近千人。图书角捐出的三千册旧书当天换出一半。"
_SNIPPET = "图书角捐出的三千册旧书当天换出一半。"

RELATED: dict[str, Any] = {
    "snapshot": "20240520T021500Z-5d1c",
    "article_id": "hewan-042",
    "page": 1,
    "pages": 1,
    "limit": 6,
    "total": 1,
    "related": [
        {
            "rank": 1,
            "score": 0.4127,
            "article": {
                "id": "hewan-051",
                "title": "旧书集市换出一千五百册",
                "url": "https://news.example/2024/05/hewan-051.html",
                "source": "河湾日报",
                "author": "林小舟",
                "published_at": "2024-05-20T08:00:00+08:00",
                "published_day": "2024-05-20",
                "language": "zh",
                "image": "https://news.example/images/hewan-007.jpg",
            },
            "snippet": {"text": _SNIPPET, "start": _RELATED_BODY.index(_SNIPPET), "end": len(_RELATED_BODY)},
            "shared_words": ["图书角", "河湾社区"],
        }
    ],
    "read_characters": None,
}

RELATED_REQUESTS: dict[str, Example] = {
    "address": {"summary": "A page by its address", "value": {"url": "https://news.example/2024/05/hewan-042.html"}},
    "text": {
        "summary": "A page that the archive does not have",
        "value": {"title": "社区图书角开放", "text": "志愿者整理了三千册旧书。", "limit": 3},
    },
}


_BODY = "周六上午，河湾社区的图书角重新开放。共有一百二十名志愿者参加了整理，捐来的旧书超过三千册。"
_QUOTE = "共有一百二十名志愿者参加了整理，捐来的旧书超过三千册。"
_START = _BODY.index(_QUOTE)
_FIGURE = "超过三千册"
_FIGURE_READ: dict[str, Any] = {
    "kind": "count",
    "min": "3000",
    "max": None,
    "min_inclusive": False,
    "max_inclusive": False,
    "unit": "book",
    "unit_text": "册",
    "currency": "",
    "qualifier": "more_than",
    "text": _FIGURE,
    "start": _BODY.index(_FIGURE),
    "end": _BODY.index(_FIGURE) + len(_FIGURE),
}

_HEAD: dict[str, Any] = {
    "id": "hewan-042",
    "title": "河湾社区图书角重新开放",
    "url": "https://news.example/2024/05/hewan-042.html",
    "source": "河湾日报",
    "author": "林小舟",
    "published_at": "2024-05-18T09:30:00+08:00",
    "published_day": "2024-05-18",
    "language": "zh",
    "image": "https://news.example/2024/05/hewan-042.jpg",
}
_HIT: dict[str, Any] = {
    "rank": 1,
    "score": 0.5539,
    "scores": {"dense": 0.2143, "lexical": 0.62, "fused": 0.5539, "reranked": None},
    "article": _HEAD,
    "chunk": {"id": "hewan-042#0", "text": _BODY, "start": 0, "end": len(_BODY)},
    "passage": {"start": 0, "end": len(_BODY)},
    "highlights": [{"start": _BODY.index("志愿者"), "end": _BODY.index("志愿者") + 3}],
    "pinned": False,
    "weak": False,
    "copies": [],
    "signals": None,
}
_SEARCH: dict[str, Any] = {
    "snapshot": "20240520T021500Z-5d1c",
    "mode": "hybrid",
    "degraded": [],
    "read": 0,
    "took_ms": {"embed": 11.8, "dense": 0.9, "lexical": 0.6, "total": 14.2},
    "hits": [_HIT],
    "did_you_mean": None,
}
_UNDERSTOOD: dict[str, Any] = {
    "words": "图书角",
    "operators": [{"name": "source", "values": ["河湾日报"], "text": "source:河湾日报"}],
    "question": "",
    "otherwise": [],
}
_SNAPSHOT: dict[str, Any] = {
    "name": "20240520T021500Z-5d1c",
    "created_at": "2024-05-20T02:15:00Z",
    "articles": 1200,
    "chunks": 9400,
    "time_zone": "Asia/Shanghai",
    "model": "intfloat/multilingual-e5-small",
    "model_fingerprint": sha256(b"an example").hexdigest(),
}

EXAMPLES: dict[str, dict[str, Any]] = {
    "search": {
        **_SEARCH,
        "names": None,
        "curated": None,
        "understood": _UNDERSTOOD,
        "matches": 1,
        "facets": {"sources": [{"value": "河湾日报", "articles": 1}]},
        "histogram": [{"value": "2024-05", "articles": 1}],
    },
    "ask": {
        **_SEARCH,
        "status": "answered",
        "reason": "",
        "wanted": "figure: count",
        "answer": {
            "text": _FIGURE,
            "kind": "figure",
            "start": _BODY.index(_FIGURE),
            "end": _BODY.index(_FIGURE) + len(_FIGURE),
            "figure": _FIGURE_READ,
            "confidence": 0.71,
            "verdict": "",
        },
        "citations": [
            {
                "article": _HEAD,
                "quote": _QUOTE,
                "start": _START,
                "end": _START + len(_QUOTE),
                "sha256": sha256(_QUOTE.encode()).hexdigest(),
            }
        ],
        "alternatives": [],
        "changes": None,
        "understood": {"words": "有多少志愿者参加了整理？", "operators": [], "question": "", "otherwise": []},
    },
    "article": {
        **_HEAD,
        "editor": "周远",
        "keywords": ["社区", "图书"],
        "body": _BODY,
        "snapshot": _SNAPSHOT["name"],
    },
    "healthz": {"status": "ok"},
    "readyz": {"status": "ready", "snapshot": _SNAPSHOT, "detail": "", "degraded": []},
    "version": {"version": "0.3.0", "snapshot": _SNAPSHOT, "degraded": []},
}
"""A success of each operation."""

SEARCH_REQUESTS: dict[str, Example] = {
    "question": {"summary": "Just a question", "value": {"query": "图书角收到多少旧书？"}},
    "filtered": {
        "summary": "One hit per article, of one source and one spring",
        "value": {
            "query": "How many volunteers helped?",
            "limit": 5,
            "group_by": "article",
            "filters": {"sources": ["河湾日报"], "published_from": "2024-03-01", "published_to": "2024-05-31"},
        },
    },
    "counted": {
        "summary": "The newest first, with counts by source and month",
        "value": {"query": "图书角", "sort": "newest", "facets": ["sources"], "histogram": "month"},
    },
    "operators": {"summary": "With operators", "value": {"query": '"图书角" -捐款 source:河湾日报 after:2024-05'}},
}
ASK_REQUESTS: dict[str, Example] = {
    "question": {"summary": "Just a question", "value": {"question": "有多少志愿者参加了整理？"}},
    "filtered": {
        "summary": "From these articles only",
        "value": {"question": "有多少志愿者参加了整理？", "filters": {"article_ids": ["hewan-042"]}},
    },
    "follow-up": {
        "summary": "After another question",
        "value": {"question": "那图书呢？", "history": [{"question": "河湾小学收到多少副手套？"}]},
    },
    "operators": {
        "summary": "Only what one paper wrote before a year",
        "value": {"question": "有多少志愿者参加了整理？ source:河湾日报 before:2025"},
    },
}


_REF = "#/components/schemas/"
_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "A key of `xunwen keys create`, or the admin key."},
    "header": {"type": "apiKey", "in": "header", "name": KEY_HEADER, "description": "The same."},
}


def responses(example: Mapping[str, Any], *statuses: int, streamed: bool = False) -> dict[int | str, dict[str, Any]]:
    """An operation's `responses`: an example of its success, and the problems that it may answer with.

    Args:
        example: Of the success.
        statuses: Of the problems, besides 500.
        streamed: Whether it answers with server-sent events where a request says `stream`.
    """
    content: dict[str, Any] = {"application/json": {"example": example}}
    if streamed:
        content["text/event-stream"] = {"schema": {}}  # of each event: any
    described: dict[int | str, dict[str, Any]] = {200: {"content": content}}
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
    for model in (ErrorDetail, ErrorResponse):
        own = model.model_json_schema(ref_template=_REF + "{model}")
        own.pop("$defs", None)
        schemas[model.__name__] = own
    write_limits(schemas, settings)
    document["components"]["securitySchemes"] = _SCHEMES
    routes = AnonymousRoutes(settings.anonymous_routes)
    for path, item in document["paths"].items():
        for method, operation in item.items():
            _write_access(operation, path, method.upper(), settings, routes)
            if OPENAI_PATHS.fullmatch(path):
                _write_openai_errors(operation)
    return document


def _write_openai_errors(operation: dict[str, Any]) -> None:
    """Put into an operation of OpenAI's API the errors that its clients expect."""
    for status, described in operation["responses"].items():
        if problem := described["content"].pop(PROBLEM_JSON, None):
            known = problem["example"]
            slug = known["type"].rpartition(":")[2]
            example = error_body(
                known["status"], slug, known["detail"], pointer="#/messages" if status == "422" else ""
            )
            described["content"]["application/json"] = {"schema": {"$ref": f"{_REF}ErrorResponse"}, "example": example}


def _write_access(
    operation: dict[str, Any], path: str, method: str, settings: ServiceSettings, routes: AnonymousRoutes
) -> None:
    """Put into an operation who may call it, and how it refuses the others."""
    scopes = needed({"path": path, "method": method, "query_string": b""})
    if not scopes:
        operation["security"] = []
        return
    # For whom needs no key, an empty one is an alternative (OpenAPI 3.1, security requirement).
    open_to_all = scopes <= settings.anybody_may or routes.has({"path": path, "method": method})
    operation["security"] = [{name: []} for name in _SCHEMES] + ([{}] if open_to_all else [])
    operation["x-scopes"] = sorted(scopes)
    for status in (401, 403, 429):
        operation["responses"].setdefault(str(status), problem_description(status, KINDS[status][1]))
