"""Loads the engine beside the running server, and knows whether there is one yet or why there is none."""

import logging
import threading
from collections.abc import Callable
from typing import TypeAlias

from indexer.domain import Filters, Mode
from indexer.errors import SnapshotError, XunwenError
from service.http.engine import Engine

logger = logging.getLogger("xunwen.http")

OpenEngine: TypeAlias = Callable[[], Engine]
"""Opens a snapshot and loads its model: seconds of work, called once, in a thread of its own."""


class StillLoadingError(SnapshotError):
    """The snapshot and the model are on their way: asking again soon helps."""


class Readiness:
    """Holds the engine once it is open; until then, or if that failed, the reason why there is none."""

    def __init__(self, open_engine: OpenEngine) -> None:
        self._open_engine = open_engine
        self._engine: Engine | None = None
        self._failure: SnapshotError | None = None
        self._done = threading.Event()

    def begin(self) -> None:
        """Start loading. The thread is a daemon: a service told to stop while it loads stops at once."""
        threading.Thread(target=self._load, name="load-engine", daemon=True).start()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until loading has ended, well or badly; False if it hasn't within `timeout` seconds."""
        return self._done.wait(timeout)

    def engine(self) -> Engine:
        """The open engine.

        Raises:
            SnapshotError: There is none; the message says whether to wait or what to repair.
        """
        if self._engine is not None:
            return self._engine
        if self._failure is not None:
            # A new one each time: an exception raised by many requests would collect all their tracebacks.
            raise SnapshotError(self._failure.message, next_step=self._failure.next_step)
        raise StillLoadingError(
            "The snapshot and the model are still loading.", next_step="Ask again in a few seconds."
        )

    def _load(self) -> None:
        try:
            engine = self._open_engine()
            _warm(engine)
            self._engine = engine
            logger.info("serving snapshot %s", engine.manifest.name)
        except XunwenError as error:
            self._failure = SnapshotError(error.message, next_step=error.next_step)
            logger.error("no snapshot can be served: %s", error)  # noqa: TRY400  the message is for the operator, and whole
        finally:
            if self._engine is None and self._failure is None:
                # A bug: the thread's own report carries the traceback, and the service must not claim to be loading.
                self._failure = SnapshotError(
                    "The engine failed to load.", next_step="The service's log has the cause."
                )
            self._done.set()


def _warm(engine: Engine) -> None:
    """Ask one question, so that no reader pays for what is loaded at first use."""
    engine.search("预热", limit=1, offset=0, mode=Mode.HYBRID, filters=Filters(), group_by="chunk")
