"""The JSON of index jobs."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from service.http.requests import Text
from service.jobs.job import JobState
from service.jobs.process import JobProgress
from service.jobs.queue import JobView


class JobBody(BaseModel):
    """What to index, from files of the service's machine."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sources: tuple[Text, ...] = Field(
        min_length=1, max_length=1000, description="Folders and files, each under a folder that the settings allow."
    )
    prune: StrictBool = Field(
        default=False,
        description="Whether articles that the sources don't hold are removed; not those of pages that can't be read.",
    )
    force: StrictBool = Field(default=False, description="Whether to publish what a check would hold back.")


class RollbackBody(BaseModel):
    """Which snapshot to go back to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    to: Text | None = Field(default=None, description="A snapshot's name; what was published before by default.")


class RollbackResponse(BaseModel):
    """The snapshot that is published now; the service answers from it as soon as it is open."""

    snapshot: str
    skipped: list[str] = Field(
        default=[], description="Snapshots that were published in between, nearest first, and are no longer kept."
    )


class ProgressBody(BaseModel):
    """How far a job is that is being worked on."""

    stage: str
    done: int
    total: int | None = Field(description="Units of this stage; null where nobody knows.")
    unit: str
    rate: float | None = Field(description="Units each second, of the last half minute.")
    seconds_left: float | None = Field(description="Of this stage.")
    note: str
    pages: int = Field(description="Pages read so far.")
    unread: int = Field(description="Of these, what could not be read.")

    @classmethod
    def of(cls, progress: JobProgress) -> Self:
        """The same."""
        return cls(**{name: getattr(progress, name) for name in cls.model_fields})


class FailureBody(BaseModel):
    """A page that gave no article."""

    name: str
    reason: str
    detail: str


class FetchFailureBody(BaseModel):
    """An address that was not fetched."""

    address: str
    detail: str


class FetchBody(BaseModel):
    """What a scheduled job fetched before it indexed."""

    listed: int = Field(description="Pages that the feeds and sitemaps name.")
    new: int
    changed: int
    unchanged: int = Field(description="Asked for again, and the same.")
    known: int = Field(description="Kept before, and not asked for.")
    failed: int
    failures: list[FetchFailureBody] = Field(description="At most 1,000.")


class JobResponse(BaseModel):
    """One job: what was asked, where it stands, and in the end what came of it."""

    id: str
    state: JobState
    detail: str = Field(description="Why it failed or was canceled.")
    sources: list[str]
    prune: bool
    force: bool
    origin: str = Field(description="api, upload or schedule.")
    created_at: str
    started_at: str | None
    ended_at: str | None
    attempts: int
    cancel_requested: bool
    progress: ProgressBody | None = Field(description="While it is being worked on.")
    snapshot: str | None = Field(description="What it published; null where there is none.")
    counts: dict[str, int] = Field(description="Of what was built: pages, articles, chunks, embedded, reused, …")
    failures: list[FailureBody] = Field(description="Pages that gave no article, by name; at most 1,000.")
    failures_by_reason: dict[str, int]
    seconds: dict[str, float] = Field(description="How long each stage took.")
    fetch: FetchBody | None = Field(default=None, description="What was fetched before; null where nothing was to be.")

    @classmethod
    def of(cls, view: JobView) -> Self:
        """A job as a caller sees it."""
        job, outcome = view.job, view.job.outcome
        report = {} if outcome is None else outcome.report
        return cls(
            id=job.id,
            state=job.state,
            detail="" if outcome is None else outcome.detail,
            sources=[str(source) for source in job.request.sources],
            prune=job.request.prune,
            force=job.request.force,
            origin=job.request.origin,
            created_at=job.created_at,
            started_at=job.started_at or None,
            ended_at=job.ended_at or None,
            attempts=job.attempts,
            cancel_requested=job.cancel_requested,
            progress=None if view.progress is None else ProgressBody.of(view.progress),
            snapshot=None if outcome is None else outcome.snapshot or None,
            counts={name: value for name, value in report.items() if type(value) is int},
            failures=[FailureBody.model_validate(skip) for skip in _list(report.get("skips"))],
            failures_by_reason={str(reason): int(count) for reason, count in _dict(report.get("skipped")).items()},
            seconds={str(stage): float(took) for stage, took in _dict(report.get("seconds")).items()},
            fetch=FetchBody.model_validate(report["fetch"]) if report.get("fetch") else None,
        )


class JobsResponse(BaseModel):
    """The newest jobs, newest first."""

    jobs: list[JobResponse]


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _dict(value: object) -> dict[str, float]:
    return value if isinstance(value, dict) else {}
