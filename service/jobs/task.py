"""What a job's process is told: a file in the job's folder, so that it needs nothing else of the service."""

from dataclasses import dataclass
from pathlib import Path

from indexer.errors import StorageError
from indexer.settings import IndexerSettings
from service.jobs.folder import JobFolder, read_whole, write_whole
from service.jobs.records import JobRequest


@dataclass(frozen=True, slots=True)
class Task:
    """Everything that a build depends on."""

    index_dir: Path
    sources: tuple[Path, ...]
    prune: bool
    force: bool
    indexer: IndexerSettings

    def write(self, file: Path) -> None:
        """Leaves it where the process looks."""
        fields = {
            "index_dir": str(self.index_dir.absolute()),
            "sources": [str(source) for source in self.sources],
            "prune": self.prune,
            "force": self.force,
            "indexer": self.indexer.model_dump(mode="json"),
        }
        write_whole(file, fields)

    @classmethod
    def read(cls, file: Path) -> "Task":
        """What `write` left.

        Raises:
            StorageError: There is nothing.
        """
        fields = read_whole(file)
        if fields is None:
            raise StorageError(f"{file} is missing.", next_step="Enqueue the job again.")
        sources = fields["sources"]
        return cls(
            Path(str(fields["index_dir"])),
            tuple(Path(source) for source in sources) if isinstance(sources, list) else (),
            bool(fields["prune"]),
            bool(fields["force"]),
            IndexerSettings.model_validate(fields["indexer"]),
        )


@dataclass(frozen=True, slots=True)
class TaskWriter:
    """Turns requests into tasks for one index and one model."""

    index_dir: Path
    indexer: IndexerSettings

    def write(self, request: JobRequest, folder: JobFolder) -> None:
        """Leaves the task of a request in a job's folder, made if missing; an upload is a source like others."""
        folder.path.mkdir(parents=True, exist_ok=True)
        sources = (*request.sources, folder.upload) if folder.upload.exists() else request.sources
        Task(self.index_dir, sources, request.prune, request.force, self.indexer).write(folder.task)
