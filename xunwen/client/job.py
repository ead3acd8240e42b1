"""Index jobs of a service, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, TypeAlias

JobState: TypeAlias = Literal["enqueued", "processing", "succeeded", "failed", "canceled"]
_ENDS = frozenset({"succeeded", "failed", "canceled"})


@dataclass(frozen=True, slots=True)
class Job:
    """One job: what was asked, where it stands, and in the end what came of it. docs/jobs.md tells of each field."""

    id: str
    state: JobState
    detail: str
    sources: list[str]
    prune: bool
    force: bool
    origin: str
    created_at: str
    started_at: str | None
    ended_at: str | None
    attempts: int
    cancel_requested: bool
    progress: Mapping[str, Any] | None
    snapshot: str | None
    counts: Mapping[str, int]
    failures: list[Mapping[str, str]]
    failures_by_reason: Mapping[str, int]
    seconds: Mapping[str, float]
    fetch: Mapping[str, Any] | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing will change any more."""
        return self.state in _ENDS


_FIELDS = tuple(each.name for each in fields(Job))


def job(body: Mapping[str, Any]) -> Job:
    """A job out of its JSON; fields of later versions are left alone."""
    return Job(**{name: body[name] for name in _FIELDS if name in body})


def jobs(body: Mapping[str, Any]) -> list[Job]:
    """Several jobs."""
    return [job(each) for each in body["jobs"]]
