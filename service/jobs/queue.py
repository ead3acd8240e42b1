"""Where jobs are handed in and asked after: what the routes need of the jobs, from any process of the service."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from indexer.cli.terminal import read_settings
from indexer.core.clock import zone_named
from indexer.core.errors import SettingError, StorageError
from indexer.core.files import sync
from indexer.fetch.robots import check_robots_reader
from indexer.fetch.settings import FetchSettings
from indexer.settings import IndexerSettings
from service.jobs.folder import STORE, JobFolder
from service.jobs.job import Job, JobRequest, JobState, TaskWriter, allowed_sources
from service.jobs.process import RUNNER, JobProgress, read_progress
from service.jobs.scheduler import Rhythm, Schedule, Scheduler, machine_zone
from service.jobs.store import JobStore, new_id
from service.settings import ServiceSettings


@dataclass(frozen=True, slots=True)
class JobView:
    """A job, and how far it is while it is worked on."""

    job: Job
    progress: JobProgress | None


class JobQueue:
    """Jobs over one index."""

    def __init__(self, jobs_dir: Path, dispatcher: Scheduler, store: JobStore, settings: ServiceSettings) -> None:
        self._jobs_dir = jobs_dir
        self._store = store
        self._settings = settings
        self.dispatcher = dispatcher

    @classmethod
    def open(
        cls,
        index_dir: Path,
        settings: ServiceSettings,
        indexer_settings: IndexerSettings,
        *,
        command: tuple[str, ...] = RUNNER,
        on_success: Callable[[], object] = lambda: None,
    ) -> "JobQueue":
        """Opens the store of an index's jobs.

        Args:
            index_dir: Folder of the index that jobs build.
            settings: Which folders jobs may read, where they are kept, and the schedule.
            indexer_settings: The model that jobs embed with.
            command: What runs a job; its folder is added.
            on_success: Called in this process after a job that it watched has succeeded.

        Raises:
            SettingError: The schedule is not a cron line, has nothing to index, or its time zone is not known.
            StorageError: The jobs' folder can't be written.
        """
        scheduled = scheduled_job(settings)
        jobs_dir = settings.jobs_dir or index_dir / "jobs"
        try:
            store = JobStore(jobs_dir / STORE)
        except OSError as error:
            raise _unusable(jobs_dir, error) from error
        dispatcher = Scheduler(
            store,
            jobs_dir,
            TaskWriter(index_dir, indexer_settings, _readable(settings), read_settings(FetchSettings)),
            rhythm=Rhythm(stop=settings.job_stop_seconds),
            schedule=scheduled,
            command=command,
            on_success=on_success,
        )
        return cls(jobs_dir, dispatcher, store, settings)

    def enqueue(
        self, sources: list[str], *, prune: bool, force: bool, key: str | None = None, body_sha256: str = ""
    ) -> JobView:
        """A job that indexes files and folders of this machine.

        Raises:
            ForbiddenSourceError: A source is missing or lies outside of the folders that jobs may read.
            KeyReusedError: The key came with another body before.
        """
        allowed = allowed_sources(sources, self._settings.job_folders)
        return self._enqueued(self._store.enqueue(JobRequest(allowed, prune, force), key=key, body_sha256=body_sha256))

    def upload_folder(self) -> JobFolder:
        """A new folder to put an upload into; `enqueue_upload` makes it a job.

        Raises:
            StorageError: The folder of jobs is gone, or can't be written.
        """
        folder = JobFolder(self._jobs_dir / new_id())
        try:
            folder.path.mkdir()
        except OSError as error:
            raise _unusable(self._jobs_dir, error) from error
        return folder

    def enqueue_upload(
        self, folder: JobFolder, *, prune: bool, force: bool, key: str | None = None, body_sha256: str = ""
    ) -> JobView:
        """A job that indexes what was uploaded into a folder.

        Raises:
            KeyReusedError: The key came with another body before; the folder is left for the caller to remove.
        """
        # On disk before the job is: after a crash it must not index, or prune by, half of what was sent.
        for path in (folder.upload, folder.path, self._jobs_dir):
            sync(path)
        request = JobRequest((), prune, force, "upload")
        job = self._store.enqueue(request, key=key, body_sha256=body_sha256, job_id=folder.path.name)
        if job.id != folder.path.name:
            folder.remove()  # the same upload was enqueued before
        return self._enqueued(job)

    def _enqueued(self, job: Job) -> JobView:
        self.dispatcher.wake()
        return self._view(job)

    def view(self, job_id: str) -> JobView:
        """A job and how far it is.

        Raises:
            UnknownJobError: There is none of this id.
        """
        return self._view(self._store.job(job_id))

    def _view(self, job: Job) -> JobView:
        if job.state is not JobState.PROCESSING:
            return JobView(job, None)
        return JobView(job, read_progress(JobFolder(self._jobs_dir / job.id).progress))

    def readable(self, job_id: str) -> tuple[Path, ...]:
        """The folders that a job reads from: those of the settings, and its own for what was uploaded.

        Raises:
            UnknownJobError: There is none of this id.
        """
        job = self._store.job(job_id)
        uploaded = (JobFolder(self._jobs_dir / job.id).upload,) if job.request.origin == "upload" else ()
        return (*_readable(self._settings), *uploaded)

    def list(self, *, limit: int) -> list[JobView]:
        """The newest jobs, newest first."""
        return [self._view(job) for job in self._store.jobs(limit=limit)]

    def cancel(self, job_id: str) -> JobView:
        """Ends a job, at once while it waits, soon when it is worked on; one that has ended stays as it is.

        Raises:
            UnknownJobError: There is none of this id.
        """
        job = self._store.cancel(job_id)
        self.dispatcher.wake()
        return self._view(job)

    def counts(self) -> dict[str, int]:
        """How many jobs are in each state."""
        return self._store.counts()

    def ends(self) -> dict[str, str]:
        """When the last job ended in each state that one has ended in: ISO 8601, in UTC."""
        return self._store.ends()


def _unusable(jobs_dir: Path, error: OSError) -> StorageError:
    return StorageError(
        f"Jobs can't be kept in {jobs_dir}: {error.strerror}.",
        next_step="Give a folder that can be written in XUNWEN_JOBS_DIR.",
    )


def scheduled_job(settings: ServiceSettings) -> tuple[Schedule, JobRequest] | None:
    """When an index is built by itself, and of what; None where it is not.

    Raises:
        SettingError: The schedule is not a cron line, has nothing to index, or its time zone is not known.
    """
    if not settings.schedule:
        return None
    sources = _scheduled_sources(settings)
    if not sources:
        raise SettingError(
            f"The schedule {settings.schedule!r} has nothing to index.",
            next_step="Name folders in XUNWEN_SCHEDULE_SOURCES or XUNWEN_JOB_FOLDERS.",
        )
    schedule = Schedule.of(settings.schedule, datetime.now(_zone(settings)))
    request = JobRequest(
        tuple(source.absolute() for source in sources),
        origin="schedule",
        fetch=settings.schedule_fetch,
        fetch_to=settings.schedule_fetch_to.absolute() if settings.schedule_fetch_to else None,
    )
    return schedule, request


def _scheduled_sources(settings: ServiceSettings) -> tuple[Path, ...]:
    """What a scheduled job indexes; what it has fetched too, wherever that lies."""
    sources = settings.job_folders if settings.schedule_sources is None else settings.schedule_sources
    if not settings.schedule_fetch:
        return sources
    if settings.schedule_fetch_to is None:
        raise SettingError(
            "XUNWEN_SCHEDULE_FETCH names addresses, and no folder that their pages go to.",
            next_step="Give one in XUNWEN_SCHEDULE_FETCH_TO.",
        )
    check_robots_reader()
    folder = settings.schedule_fetch_to.absolute()
    known = any(folder.is_relative_to(source.absolute()) for source in sources)
    return sources if known else (*sources, folder)


def _readable(settings: ServiceSettings) -> tuple[Path, ...]:
    """The folders that jobs may read, those of the schedule among them."""
    fetched = (settings.schedule_fetch_to,) if settings.schedule_fetch_to else ()
    return (*settings.job_folders, *(settings.schedule_sources or ()), *fetched)


def _zone(settings: ServiceSettings) -> ZoneInfo:
    """Whose clock the schedule goes by: that of the zone named, else this machine's."""
    if not settings.schedule_zone:
        return machine_zone()
    try:
        return zone_named(settings.schedule_zone)
    except SettingError as error:
        raise SettingError(f"XUNWEN_SCHEDULE_ZONE: {error.message}", next_step=error.next_step) from error
