"""What a job is: what was asked for, where it stands, and what came of it."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from indexer.errors import XunwenError


class JobState(StrEnum):
    """Where a job stands; the last three are its end."""

    ENQUEUED = "enqueued"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"

    @property
    def ended(self) -> bool:
        """Whether nothing will change any more."""
        return self in {JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELED}


class UnknownJobError(XunwenError):
    """There is no job of that id."""


class KeyReusedError(XunwenError):
    """An Idempotency-Key came with another body than the first time."""


@dataclass(frozen=True, slots=True)
class JobRequest:
    """What a job shall do."""

    sources: tuple[Path, ...]
    """Folders and files to index, symbolic links resolved."""
    prune: bool = False
    """Whether articles that the sources do not hold leave the index."""
    force: bool = False
    """Whether to publish what a check would hold back."""
    origin: str = "api"
    """Who asked: "api", "upload" or "schedule"."""
    fetch: tuple[str, ...] = ()
    """Feeds, sitemaps and pages that are fetched before; a schedule's alone."""
    fetch_to: Path | None = None
    """The folder that they are fetched into."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job that ended by itself, or why it was ended."""

    state: JobState
    detail: str = ""
    """Why it failed or was canceled, in a sentence; empty when it succeeded."""
    snapshot: str = ""
    """The snapshot it published; empty where there is none."""
    report: dict[str, object] = field(default_factory=dict)
    """What the build counted."""


@dataclass(frozen=True, slots=True)
class Job:
    """One job as the store has it."""

    id: str
    state: JobState
    request: JobRequest
    created_at: str
    """ISO 8601 in UTC, as all times here; empty while it hasn't come."""
    started_at: str = ""
    ended_at: str = ""
    attempts: int = 0
    """How often it was begun."""
    cancel_requested: bool = False
    outcome: Outcome | None = None
    """None until it has ended."""
    damage: str = ""
    """Why its record can't be read, in a sentence; such a job is never begun. Empty where all is well."""
