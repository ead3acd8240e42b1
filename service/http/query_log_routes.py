"""GET /v1/queries: for operators, what was asked and not answered, where a log of questions is kept."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request

from service.http.job_routes import job_responses
from service.http.lanes import threaded
from service.query_log.report import QueryReport
from service.query_log.store import QueryLog

QUERIES_PATH = "/v1/queries"

QUERIES_EXAMPLE: dict[str, Any] = {
    "since": "2024-05-01T06:12:44.103Z",
    "total": 812,
    "answered": 401,
    "abstained": {"no_evidence": 96, "low_margin": 41},
    "found": 251,
    "nothing": 23,
    "clicked": 188,
    "mean_confidence": 0.74,
    "by_day": [{"value": "2024-05-01", "times": 812, "unanswered": 160}],
    "by_index": [{"value": "news", "times": 812, "unanswered": 160}],
    "unanswered": [
        {
            "question": "图书角几点关门？",
            "times": 17,
            "last_asked": "2024-05-01T21:03:10.870Z",
            "reasons": {"no_evidence": 17},
            "wanted": "time",
            "clicks": 2,
        }
    ],
}

queries = APIRouter(tags=["service"])


@queries.get(QUERIES_PATH, responses=job_responses(200, 403, 422, 503, example=QUERIES_EXAMPLE))
@threaded
def asked_queries(
    request: Request,
    days: Annotated[int, Query(ge=1, le=3650, description="How many days back.")] = 30,
    limit: Annotated[int, Query(ge=0, le=1000, description="How many unanswered questions are named.")] = 100,
    at_least: Annotated[int, Query(ge=1, le=1000, description="How often one must have been asked to be named.")] = 1,
    index: Annotated[str | None, Query(max_length=255, description="Only what this index was asked.")] = None,
) -> QueryReport:
    """What was asked, how much of it was answered, and what was not; 403 unless XUNWEN_QUERY_LOG names a file."""
    log: QueryLog | None = request.app.state.query_log
    if log is None:
        raise HTTPException(403, "This service logs no questions. Set XUNWEN_QUERY_LOG to a file and start it again.")
    return QueryReport.of(log.since(days, archive=index), limit=limit, at_least=at_least)
