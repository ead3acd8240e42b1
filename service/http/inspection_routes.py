"""What those who run an index ask of it over HTTP: its snapshots, their difference, golden questions, one page of a job."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request

from service.http.inspection_schemas import (
    DIFFERENCE_EXAMPLE,
    GOLDEN_EXAMPLE,
    KEPT_EXAMPLE,
    PAGE_EXAMPLE,
    DifferenceResponse,
    GoldenBody,
    GoldenResponse,
    KeptBody,
    PageResponse,
    SnapshotsResponse,
)
from service.http.job_routes import JobId, job_responses, queue
from service.http.lanes import threaded
from service.http.openapi import responses
from service.http.readiness import Readiness
from service.http.requests import Text
from service.results import Filters, Mode

MOST_GOLDEN = 100
"""Golden questions asked in one request."""

router = APIRouter(prefix="/v1/index", tags=["index"])

_Name = Annotated[Text, Query(max_length=100, description="A snapshot's name.")]


@router.get("/snapshots", responses=job_responses(200, 503, example={"snapshots": [KEPT_EXAMPLE]}))
@threaded
def list_snapshots(request: Request) -> SnapshotsResponse:
    """The snapshots that the index keeps: when each was built, of how much, and why it was published."""
    from indexer.index.rollback import kept_snapshots

    return SnapshotsResponse(snapshots=[KeptBody.of(each) for each in kept_snapshots(_index(request))])


@router.get("/snapshots/difference", responses=job_responses(200, 409, 422, 503, example=DIFFERENCE_EXAMPLE))
@threaded
def compare_snapshots(
    request: Request,
    before: _Name,
    after: _Name,
    limit: Annotated[int, Query(ge=0, le=1000, description="Articles in each list.")] = 50,
) -> DifferenceResponse:
    """Which articles are new, gone and edited from one snapshot to another."""
    from indexer.index.difference import difference

    return DifferenceResponse.of(difference(_index(request), before, after, most=limit))


@router.get("/golden", responses=responses(GOLDEN_EXAMPLE, 422, 503))
@threaded
def golden_questions(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=MOST_GOLDEN, description="Questions asked.")] = 50,
    offset: Annotated[int, Query(ge=0, description="Questions of the file that are left out before.")] = 0,
) -> GoldenResponse:
    """The golden questions of the index, asked of the snapshot that answers as a build asks them before it publishes."""
    from indexer.pipeline.checks import GOLDEN
    from service.inspection.golden import golden_of, outcomes

    folder = _index(request)
    readiness: Readiness = request.app.state.readiness
    engine = readiness.engine()

    def find(question: str, most: int) -> list[str]:
        found = engine.search(question, limit=most, offset=0, mode=Mode.HYBRID, filters=Filters(), group_by="article")
        return [hit.article.id for hit in found.hits]

    questions = golden_of(folder) or []
    asked = outcomes(questions[offset : offset + limit], find)
    return GoldenResponse(
        snapshot=engine.manifest.name,
        file=str(folder / GOLDEN),
        total=len(questions),
        questions=[GoldenBody.of(each) for each in asked],
    )


@router.get("/jobs/{job_id}/page", responses=job_responses(200, 404, 422, example=PAGE_EXAMPLE))
@threaded
def explain_job_page(
    job_id: JobId,
    request: Request,
    name: Annotated[Text, Query(min_length=1, max_length=4096, description="A page as the job's failures name it.")],
) -> PageResponse:
    """One page of a job, read again as the indexer reads it: its article with the reasons, or why it gives none."""
    from service.inspection.page import explain_page

    return PageResponse.of(explain_page(name, queue(request).readable(job_id)))


def _index(request: Request) -> Path:
    folder: Path | None = request.app.state.index_dir
    if folder is None:
        raise HTTPException(403, request.app.state.no_index)
    return folder
