"""Makes something of a snapshot beside the requests that wait for it, as it takes longer than a reader would."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from indexer.core.errors import IndexUnavailableError, XunwenError

Made = TypeVar("Made")

_AGAIN = 5.0
"""Seconds after which what an index could not be reached for is tried again."""


class MadeBeside(Generic[Made]):
    """One thing, begun when first asked for and kept; safe to use from any thread."""

    def __init__(self, make: Callable[[], Made], *, name: str, failed: str) -> None:
        """Begins nothing yet.

        Args:
            make: Makes it, once.
            name: Of the thread that does.
            failed: How an error begins that tells that it could not.
        """
        self._make: Callable[[], Made] | None = make
        self._name = name
        self._failed = failed
        self._afterwards: list[Callable[[], object]] = []
        self._made: Made | None = None
        self._failure: XunwenError | None = None
        self._again = float("inf")
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._begun = False

    def get(self, *, patience: float) -> Made | None:
        """The thing; None while it is being made.

        Args:
            patience: Seconds to wait for it at most.

        Raises:
            IndexUnavailableError: What holds the archive could not be reached; some seconds later it is tried again.
            XunwenError: It could not be made.
        """
        with self._lock:
            if time.monotonic() >= self._again:
                self._begun, self._failure, self._again = False, None, float("inf")
                self._done.clear()
            begin, self._begun = not self._begun, True
        if begin:
            # A daemon: a service told to stop meanwhile stops at once.
            threading.Thread(target=self._run, name=self._name, daemon=True).start()
        self._done.wait(patience)
        failure = self._failure
        if failure is not None:
            raise failure
        return self._made

    def end(self, afterwards: Callable[[], object]) -> None:
        """Begins nothing any more, and calls this once nothing reads the archive: at once, or from the thread that does."""
        with self._lock:
            self._make = None
            if self._begun and not self._done.is_set():
                self._afterwards.append(afterwards)
                return
            self._begun = True
            self._done.set()
        afterwards()

    def _run(self) -> None:
        # Of a bug the thread's own report carries the traceback.
        failure: XunwenError | None = self._told("it failed.", XunwenError)
        again = float("inf")
        try:
            make = self._make
            if make is not None:
                self._made = make()
            failure = None
        except IndexUnavailableError as error:
            failure, again = self._told(str(error), IndexUnavailableError), time.monotonic() + _AGAIN
        except XunwenError as error:
            failure = self._told(str(error), XunwenError)
        finally:
            with self._lock:
                self._failure, self._again = failure, again
                self._done.set()
            for each in self._afterwards:
                each()

    def _told(self, failure: str, kind: type[XunwenError]) -> XunwenError:
        return kind(f"{self._failed}: {failure}", next_step="The service's log may have more.")
