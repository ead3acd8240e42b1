"""Opens engines beside the running server: the first one, and each that is published while it runs.

Knows which engine answers now, or why there is none, and which old ones still have requests to finish.
"""

import logging
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeAlias

from indexer.core.errors import SnapshotError, XunwenError
from indexer.core.native_threads import NativeThread
from service.http.engine import Engine
from service.http.engine_refcount import Served, current_engine, engine_reference
from service.web.render import compile_templates

logger = logging.getLogger("xunwen.http")

OpenEngine: TypeAlias = Callable[[], Engine]
"""Opens the published snapshot, the first time loading the model too: seconds of work, called in a thread of its own."""

ReadPointer: TypeAlias = Callable[[], str]
"""What the index's pointer holds now: the name of the snapshot that is published and, after a blank, what else tells it from
others. Another text means that another was published. Quick; SnapshotError where what holds the index can't be reached."""

_JOIN_SECONDS = 5
_RETRY_SECONDS = (10.0, 320.0)
"""First and longest wait before a snapshot that could not be opened is tried again; it doubles in between."""


class StillLoadingError(SnapshotError):
    """The snapshot and the model are on their way: asking again soon helps."""


class Readiness:
    """Holds the engine that answers; until there is one, or if that failed, the reason why there is none."""

    def __init__(
        self, open_engine: OpenEngine, *, read_pointer: ReadPointer | None = None, poll_seconds: float = 1.0
    ) -> None:
        self._open_engine = open_engine
        self._read_pointer = read_pointer
        self._poll_seconds = poll_seconds
        self._served: Served | None = None
        self._old: list[Served] = []
        self._failure: SnapshotError | None = None
        self._pointed = ""
        self._unreachable: SnapshotError | None = None
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._awake = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._watch, name="watch-index", daemon=True)
        self.swaps = 0
        """Snapshots that took over from another."""
        self.failures = 0
        """Snapshots that could not be opened, each attempt."""

    def begin(self) -> None:
        """Start loading. The threads are daemons: a service told to stop while it loads stops at once."""
        self._thread.start()

    def stop(self) -> None:
        """Watch no longer, and close what no request uses."""
        self._stopping = True
        self._awake.set()
        if self._done.is_set():
            self._thread.join(_JOIN_SECONDS)
        with self._lock:
            if self._served is not None:
                self._old.append(self._served)
            self._served = None
        self._close_idle()

    def look_now(self) -> None:
        """Look at the pointer at once: somebody knows that it moved."""
        self._awake.set()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the first loading has ended, well or badly; False if it hasn't within `timeout` seconds."""
        return self._done.wait(timeout)

    def engine(self) -> Engine:
        """The engine that answers this request, as its caller sees it: the same however often one request asks.

        Raises:
            SnapshotError: There is none; the message says whether to wait or what to repair.
        """
        hold = current_engine()
        if hold is not None and hold.served is not None:
            return hold.served.seen(hold.bounds)
        with self._lock:
            served = self._served
            if served is not None and hold is not None:
                # Under the lock: an engine without requests may be closed the moment it is no longer the newest.
                served.take()
                hold.served = served
            failure = self._failure
        if served is not None:
            return served.engine if hold is None else served.seen(hold.bounds)
        if failure is not None:
            # A new one each time: an exception raised by many requests would collect all their tracebacks.
            raise SnapshotError(failure.message, next_step=failure.next_step)
        raise StillLoadingError(
            "The snapshot and the model are still loading.", next_step="Ask again in a few seconds."
        )

    def check_reachable(self) -> None:
        """Finds out whether what holds the index was there when it was last looked for.

        Raises:
            SnapshotError: It was not, so that nothing can be answered.
        """
        unreachable = self._unreachable  # read once: another thread sets it
        if unreachable is not None:
            raise SnapshotError(unreachable.message, next_step=unreachable.next_step)

    def whole_engine(self) -> Engine:
        """The engine that answers this request, without its caller's bounds: for what is not shown.

        Raises:
            SnapshotError: There is none.
        """
        engine, hold = self.engine(), current_engine()
        return engine if hold is None or hold.served is None else hold.served.engine

    @property
    def open_engines(self) -> int:
        """Engines that are open: the one that answers, and old ones with requests to finish."""
        with self._lock:
            return len(self._old) + (self._served is not None)

    @property
    def failure(self) -> str:
        """Why the snapshot published last is not served; empty where it is."""
        failure = self._failure  # read once: the thread that loads may set it between two looks
        return "" if failure is None else str(failure)

    def _watch(self) -> None:
        """Load, then look at the pointer again and again; opening is left to threads of their own."""
        known = self._opened(self._pointer())
        self._done.set()
        if self._read_pointer is None:
            return
        patience, waited = _RETRY_SECONDS[0], 0.0
        while not self._stopping:
            self._awake.wait(self._poll_seconds)
            self._awake.clear()
            waited += self._poll_seconds
            self._close_idle()
            pointer = self._pointer()
            moved = pointer != known
            if self._stopping or not (moved or (self._failure is not None and waited >= patience)):
                continue
            patience = _RETRY_SECONDS[0] if moved else min(2 * patience, _RETRY_SECONDS[1])
            known, waited = self._opened(pointer), 0.0

    def _opened(self, pointer: str) -> str:
        """Open what is published now; the pointer, or nothing where another snapshot than it names was opened.

        The pointer may have moved in between, and may come back: what is served would then be taken for what it names.
        """
        self._attempt()
        with self._lock:
            served = self._served
        if self._failure is not None or served is None or pointer.partition(" ")[0] == served.engine.manifest.name:
            return pointer
        return ""

    def _pointer(self) -> str:
        """What the pointer holds; where it can't be reached, what it held before."""
        if self._read_pointer is None:
            return ""
        try:
            self._pointed = self._read_pointer()
        except SnapshotError as error:
            if self._unreachable is None:
                logger.warning("%s", error)
            self._unreachable = error
        else:
            if self._unreachable is not None:
                logger.info("what holds the index can be reached again")
            self._unreachable = None
        return self._pointed

    def _attempt(self) -> None:
        """Open what is published, in a thread: whatever a broken snapshot raises ends that thread and not the watch."""
        thread = NativeThread(self._load, name="load-engine")
        thread.start()
        thread.join()

    def _load(self) -> None:
        engine: Engine | None = None
        # A bug leaves this one standing: the thread's own report carries the traceback.
        failure: SnapshotError | None = SnapshotError(
            "The engine failed to load.", next_step="The service's log has the cause."
        )
        try:
            engine = self._open_engine()
            failure = None
        except XunwenError as error:
            failure = SnapshotError(error.message, next_step=error.next_step)
        finally:
            if failure is None and engine is not None:
                self._serve(engine)
                # Questions are answered already: a page that is asked for meanwhile makes ready what it needs itself.
                compile_templates()
                self._look_ahead()
            else:
                self._report(failure)
                if engine is not None:
                    engine.close()

    def _look_ahead(self) -> None:
        """Begins what the first page will want: begun by its reader, that would compute beside his question."""
        with engine_reference(), suppress(SnapshotError):  # stopped meanwhile
            self.engine().look_ahead()

    def _serve(self, engine: Engine) -> None:
        """New requests get this engine; those that run keep theirs."""
        logger.info("serving snapshot %s", engine.manifest.name)
        with self._lock:
            if self._served is not None:
                self._old.append(self._served)
                self.swaps += 1
            self._served = Served(engine)
            self._failure = None
        self._close_idle()

    def _report(self, failure: SnapshotError | None) -> None:
        self.failures += 1
        self._failure = failure
        goes_on = "no snapshot can be served" if self._served is None else "the snapshot before goes on serving"
        # Of a bug with its traceback: this is called while it passes through.
        bug = None if isinstance(sys.exception(), XunwenError | None) else sys.exception()
        logger.error("%s: %s", goes_on, failure, exc_info=bug)

    def _close_idle(self) -> None:
        """Close the old engines whose last request has ended."""
        with self._lock:
            idle = [served for served in self._old if served.idle]
            self._old = [served for served in self._old if served not in idle]
        for served in idle:
            logger.info("closed snapshot %s", served.engine.manifest.name)
            served.engine.close()
