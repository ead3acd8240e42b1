"""The command `xunwen mcp`: the archive as tools of an assistant that starts this process."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import anyio

from indexer.core.errors import NoSnapshotError, SettingError
from indexer.core.process import INTERRUPTED
from indexer.settings import IndexerSettings
from service.http.engine import Engine
from service.http.engine_refcount import engine_reference
from service.http.readiness import Readiness
from service.settings import ServiceSettings

if TYPE_CHECKING:
    from service.http.index_engine import EngineOpener


def serve_stdio(index_dir: Path, settings: ServiceSettings, indexer_settings: IndexerSettings) -> None:
    """Answer an assistant on standard input and output until the input ends.

    Args:
        index_dir: Folder of the index; what is published there meanwhile is served.
        settings: Limits and modes.
        indexer_settings: Which model embeds the questions.

    Raises:
        NoSnapshotError: There is no such folder.
        SettingError: The extra mcp is not installed.
    """
    if find_spec("mcp") is None:
        raise SettingError(
            "The SDK of the Model Context Protocol is not installed.",
            next_step="Install it: pip install 'xunwen[mcp]'.",
        )
    if not index_dir.is_dir():
        raise NoSnapshotError(
            f"There is no index in {index_dir}.", next_step=f"Build one: xunwen index PATH... --index {index_dir}"
        )
    from service.http.mcp.server import ArchiveServer

    @cache
    def opener() -> "EngineOpener":
        # Here and not at the top: this brings torch and faiss, seconds in which an assistant is greeted already.
        from service.http.index_engine import EngineOpener

        return EngineOpener(index_dir, settings, indexer_settings)

    readiness = Readiness(
        lambda: opener()(), read_pointer=lambda: opener().pointer(), poll_seconds=settings.poll_seconds
    )

    def engine() -> Engine:
        # An assistant asks as soon as it has started this: it waits for the model, instead of trying again.
        readiness.wait()
        return readiness.engine()

    server = ArchiveServer(engine, settings, holding=engine_reference, note=lambda _request: _nobody)
    with _running(readiness), _interrupted_at_once():
        anyio.run(server.over_stdio)


def _nobody(_question: str, _found: object) -> None:
    """Takes no note: nobody counts here."""


@contextmanager
def _running(readiness: Readiness) -> Iterator[None]:
    readiness.begin()
    try:
        yield
    finally:
        readiness.stop()


@contextmanager
def _interrupted_at_once() -> Iterator[None]:
    """Ends the process where it is interrupted: the thread that waits for the input would be waited for in vain."""
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, _leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _leave(_number: int, _frame: FrameType | None) -> None:
    os._exit(INTERRUPTED)
