"""The application over the index of a folder: opens it, watches it, builds it and goes back in it."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.settings import IndexerSettings
from service.http.app import XunwenApi, create_app
from service.http.engine import Engine
from service.http.operations import IndexOperations
from service.jobs.desk import JobDesk
from service.keys.scopes import Scope
from service.keys.store import KEYS_FILE, KeyStore
from service.settings import ServiceSettings

if TYPE_CHECKING:
    from indexer.rollback import WentBack
    from service.http.opening import EngineOpener


def app_over(
    index_dir: Path,
    settings: ServiceSettings,
    indexer_settings: IndexerSettings,
    *,
    shared: Path | None = None,
) -> XunwenApi:
    """The application over a folder; nothing heavy is imported before its engine is opened, unless it is to be whole.

    Raises:
        DegradedError: something is missing, and the settings are strict.
        ModelError: the model can't be loaded, and the settings are strict.
        SettingError: the schedule of jobs can't be kept.
        StorageError: the folder of jobs can't be written, or the keys can't be read.
    """
    keys_file = settings.keys_file or index_dir / KEYS_FILE
    settings = settings.model_copy(update={"keys_file": keys_file})

    @cache
    def opener() -> "EngineOpener":
        # Here and not at the top: this brings torch and faiss, many seconds in which /healthz already answers.
        from service.http.opening import EngineOpener

        return EngineOpener(index_dir, settings, indexer_settings)

    if settings.strict:
        opener().check()

    def open_engine() -> Engine:
        return opener()()

    def read_pointer() -> str:
        return opener().pointer()

    def open_desk(on_success: Callable[[], object]) -> JobDesk:
        return JobDesk.open(index_dir, settings, indexer_settings, on_success=on_success)

    def go_back(to: str | None) -> "WentBack":
        from indexer.rollback import rollback

        return rollback(index_dir, to)

    operations = IndexOperations(read_pointer, open_desk if makes_index(settings, index_dir) else None, go_back)
    return create_app(open_engine, settings, operations=operations, shared=shared)


def makes_index(settings: ServiceSettings, index_dir: Path) -> bool:
    """Whether a service builds its index too: somebody may hand in jobs, or it has a schedule.

    Raises:
        StorageError: the keys can't be read.
    """
    store = KeyStore(settings.keys_file or index_dir / KEYS_FILE)
    allowed = any(key.may(Scope.JOBS) for key in store.keys().values())
    return settings.admin_key is not None or bool(settings.schedule) or allowed
