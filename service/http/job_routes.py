"""Index jobs over HTTP, for admins only: hand in, ask after, watch, cancel; and going back to a snapshot."""

import asyncio
from collections.abc import AsyncIterable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from fastapi import APIRouter, Body, Depends, Header, Path, Query, Response
from fastapi.openapi.models import Example
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.exceptions import HTTPException
from starlette.requests import Request

from service.http.job_schemas import JobBody, JobResponse, JobsResponse, RollbackBody, RollbackResponse
from service.http.lanes import in_thread, threaded
from service.http.openapi import problem_description
from service.http.problems import KINDS
from service.http.readiness import Readiness, ReadPointer
from service.http.request_bodies import NDJSON, media_type, read_job, receive_upload
from service.jobs.job import UnknownJobError
from service.jobs.queue import JobQueue, JobView
from service.web.root import rooted

if TYPE_CHECKING:
    from indexer.index.rollback import WentBack


OpenDesk: TypeAlias = Callable[[Callable[[], object]], JobQueue]
"""Opens the index's jobs; is given what to call when one has succeeded."""

GoBack: TypeAlias = "Callable[[str | None], WentBack]"


@dataclass(frozen=True, slots=True)
class IndexOperations:
    """How to do so; each part may be missing."""

    read_pointer: ReadPointer | None = None
    open_desk: OpenDesk | None = None
    go_back: "GoBack | None" = None
    """Publishes an earlier snapshot, the one named or the one before."""
    index_dir: FilePath | None = None
    """Its folder; None where there is none."""
    name: str = ""
    """What the index is called where several are told apart."""
    elsewhere: str = ""
    """The Milvus that it lies in instead, as it may be shown."""

    @property
    def no_index(self) -> str:
        """What callers are told where there is no folder."""
        return _ELSEWHERE.format(self.elsewhere) if self.elsewhere else _NO_INDEX

    @property
    def no_jobs(self) -> str:
        """What callers are told where no jobs are taken."""
        return self.no_index if self.elsewhere else _NO_JOBS


NO_OPERATIONS = IndexOperations()
"""For a service over an engine that has no folder."""


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


JOBS_PATH = "/v1/index/jobs"

_LOOK_SECONDS = 0.5
"""How often a watched job is looked at."""

_NO_JOBS = (
    "This service takes no index jobs: it was started without XUNWEN_ADMIN_KEY, XUNWEN_SCHEDULE or a key with the scope "
    "jobs. Give it one and start it again."
)
_NO_INDEX = "This service has no index of its own: there is nothing to build."
_ELSEWHERE = (
    "This service answers from {0}, and has no folder: build in one, and bring it there with xunwen publish, which lists "
    "what is published (--list) and goes back (--rollback)."
)

router = APIRouter(prefix="/v1/index", tags=["index"])

JobId = Annotated[str, Path(description="A job's id.", max_length=64)]
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        description="Yours to choose: the same key with the same body gives the same job, however often it is sent.",
    ),
]
Option = Annotated[bool, Query(description="For an upload; a JSON body has its own.")]


@router.post("/jobs", status_code=202, responses=job_responses(202, 400, 413, 415, 422), openapi_extra=JOB_REQUEST)
async def enqueue_job(
    request: Request, response: Response, key: Key = None, prune: Option = False, force: Option = False
) -> JobResponse:
    """Enqueue an index job: of files on the service's machine (JSON), or of an upload (JSON lines)."""
    declared = media_type(request.headers.get("content-type", ""))
    if declared in NDJSON:
        view = await _enqueue_upload(request, key=key, prune=prune, force=force)
    elif declared == "application/json":
        body, digest = await read_job(request)
        desk = queue(request)
        view = await in_thread(
            lambda: desk.enqueue(list(body.sources), prune=body.prune, force=body.force, key=key, body_sha256=digest)
        )
    else:
        raise HTTPException(
            415, "Send Content-Type: application/json with sources, or application/x-ndjson with articles."
        )
    response.headers["Location"] = rooted(f"{JOBS_PATH}/{view.job.id}")
    return JobResponse.of(view)


async def _enqueue_upload(request: Request, *, key: str | None, prune: bool, force: bool) -> JobView:
    desk = queue(request)
    folder = await in_thread(desk.upload_folder)
    enqueued = False
    try:
        received = await receive_upload(request, folder.upload)
        digest = sha256(f"{received.sha256} {prune} {force}".encode()).hexdigest()
        view = await in_thread(
            lambda: desk.enqueue_upload(folder, prune=prune, force=force, key=key, body_sha256=digest)
        )
        enqueued = True
    finally:
        if not enqueued:  # the client left, or sent too much
            folder.remove()
    return view


@router.get("/jobs", responses=job_responses(200, 422, example={"jobs": [JOB_EXAMPLE]}))
@threaded
def list_jobs(request: Request, limit: Annotated[int, Query(ge=1, le=500)] = 50) -> JobsResponse:
    """The newest jobs, newest first."""
    return JobsResponse(jobs=[JobResponse.of(view) for view in queue(request).list(limit=limit)])


@router.get("/jobs/{job_id}", responses=job_responses(200, 404, 422))
@threaded
def get_job(job_id: JobId, request: Request) -> JobResponse:
    """Where a job stands."""
    return JobResponse.of(queue(request).view(job_id))


@router.delete("/jobs/{job_id}", status_code=202, responses=job_responses(202, 404, 422))
@threaded
def cancel_job(job_id: JobId, request: Request) -> JobResponse:
    """Cancel a job: at once while it waits, soon when it is worked on. One that has ended stays as it is."""
    return JobResponse.of(queue(request).cancel(job_id))


@threaded
def _existing(job_id: JobId, request: Request) -> str:
    """A job's id, looked up before the stream begins: a stream that has begun can't be a 404 any more."""
    return queue(request).view(job_id).job.id


@router.get("/jobs/{job_id}/events", response_class=EventSourceResponse, responses=job_responses(None, 404, 422))
async def job_events(job_id: Annotated[str, Depends(_existing)], request: Request) -> AsyncIterable[ServerSentEvent]:
    """The job as server-sent events, one whenever something has changed: `progress`, and `ended` as the last."""
    desk, shown = queue(request), None
    with suppress(UnknownJobError):  # forgotten meanwhile, with the oldest
        while True:
            job = JobResponse.of(await in_thread(desk.view, job_id))
            if job != shown:
                yield ServerSentEvent(data=job, event="ended" if job.state.ended else "progress")
            if job.state.ended:
                return
            shown = job
            await asyncio.sleep(_LOOK_SECONDS)


@router.post(
    "/rollback",
    responses=job_responses(200, 400, 404, 409, 422, 503, example={"snapshot": "20240519T021500Z-1f7a", "skipped": []}),
)
@threaded
def rollback(
    request: Request, body: Annotated[RollbackBody | None, Body(openapi_examples=ROLLBACK_REQUESTS)] = None
) -> RollbackResponse:
    """Publish an earlier snapshot again: what was published before, each time further back, or the one named."""
    go_back: GoBack | None = request.app.state.go_back
    if go_back is None:
        raise HTTPException(403, request.app.state.no_index)
    went = go_back(None if body is None else body.to)
    readiness: Readiness = request.app.state.readiness
    readiness.look_now()
    return RollbackResponse(snapshot=went.snapshot, skipped=list(went.skipped))


def queue(request: Request) -> JobQueue:
    """The jobs of this service.

    Raises:
        HTTPException: It takes none.
    """
    desk: JobQueue | None = request.app.state.desk
    if desk is None:
        raise HTTPException(403, request.app.state.no_jobs)
    return desk
