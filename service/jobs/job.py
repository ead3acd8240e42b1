"""What a job is, what its process is told, and which files it may read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from indexer.core.errors import InputError, StorageError, XunwenError
from indexer.fetch.settings import FetchSettings
from indexer.settings import IndexerSettings
from service.jobs.folder import DamagedFileError, JobFolder, read_whole, write_whole


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


class UnknownPageError(XunwenError):
    """There is no page of that name in what a job reads."""


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
class JobOutcome:
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
    outcome: JobOutcome | None = None
    """None until it has ended."""
    damage: str = ""
    """Why its record can't be read, in a sentence; such a job is never begun. Empty where all is well."""


@dataclass(frozen=True, slots=True)
class FetchTask:
    """What is fetched, where to, and how politely."""

    addresses: tuple[str, ...]
    folder: Path
    settings: FetchSettings


@dataclass(frozen=True, slots=True)
class Task:
    """Everything that a build depends on."""

    index_dir: Path
    sources: tuple[Path, ...]
    folders: tuple[Path, ...]
    """What no link may lead out of, each with every link followed."""
    prune: bool
    force: bool
    indexer: IndexerSettings
    fetch: FetchTask | None = None
    """What is fetched before; None where nothing is."""

    def write(self, file: Path) -> None:
        """Leaves it where the process looks."""
        write_whole(file, _TASK.dump_python(self, mode="json"))

    @classmethod
    def read(cls, file: Path) -> "Task":
        """What `write` left.

        Raises:
            StorageError: There is nothing, or something else.
        """
        fields = read_whole(file)
        if fields is None:
            raise StorageError(f"{file} is missing.", next_step="Enqueue the job again.")
        try:
            return _TASK.validate_python(fields)
        except ValidationError as error:
            raise DamagedFileError.of(file, error.errors()[0]["msg"]) from error


_TASK = TypeAdapter(Task)


@dataclass(frozen=True, slots=True)
class TaskWriter:
    """Turns requests into tasks for one index and one model."""

    index_dir: Path
    indexer: IndexerSettings
    folders: tuple[Path, ...] = ()
    """What the machine's owner lets jobs read."""
    fetcher: FetchSettings = field(default_factory=FetchSettings)

    def write(self, request: JobRequest, folder: JobFolder) -> None:
        """Leaves the task of a request in a job's folder, made if missing; an upload is a source like others."""
        folder.path.mkdir(parents=True, exist_ok=True)
        uploaded = (folder.upload,) if folder.upload.exists() else ()
        allowed = (*self.folders, folder.upload) if uploaded else self.folders
        Task(
            self.index_dir.absolute(),
            (*request.sources, *uploaded),
            folders=tuple(path.resolve() for path in allowed),
            prune=request.prune,
            force=request.force,
            indexer=self.indexer,
            fetch=FetchTask(request.fetch, request.fetch_to, self.fetcher)
            if request.fetch and request.fetch_to
            else None,
        ).write(folder.task)


class ForbiddenSourceError(InputError):
    """A source lies outside of the folders that jobs may read."""


def allowed_sources(sources: Sequence[str], folders: Iterable[Path]) -> tuple[Path, ...]:
    """The sources with every symbolic link followed, each under an allowed folder.

    A relative source is looked for in each folder in turn. The message is the same for what is missing and for what
    may not be read, so that nobody learns of files outside by asking.

    Raises:
        ForbiddenSourceError: One is missing or lies elsewhere; the message names it.
    """
    roots = [folder.resolve() for folder in folders]
    return tuple(_allowed(source, roots) for source in sources)


def _allowed(source: str, roots: Sequence[Path]) -> Path:
    for root in roots:
        found = _resolved(root / source)
        if found is not None and any(found.is_relative_to(allowed) for allowed in roots):
            return found
    raise ForbiddenSourceError(
        f"{source!r} is not a file or folder that jobs may read.",
        next_step="XUNWEN_JOB_FOLDERS lists the folders that they may; a source must exist under one of them.",
    )


def _resolved(path: Path) -> Path | None:
    try:
        return path.resolve(strict=True)
    except (OSError, ValueError, RuntimeError):  # missing, a NUL in the name, links in a circle
        return None
