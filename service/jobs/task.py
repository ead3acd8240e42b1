"""What a job's process is told: a file in the job's folder, so that it needs nothing else of the service."""

from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from indexer.errors import StorageError
from indexer.fetch.settings import FetchSettings
from indexer.settings import IndexerSettings
from service.jobs.folder import DamagedFileError, JobFolder, read_whole, write_whole
from service.jobs.records import JobRequest


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
            tuple(path.resolve() for path in allowed),
            request.prune,
            request.force,
            self.indexer,
            FetchTask(request.fetch, request.fetch_to, self.fetcher) if request.fetch and request.fetch_to else None,
        ).write(folder.task)
