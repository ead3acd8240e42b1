"""Makes an overview beside the requests that wait for it: a map of a large archive takes longer than a reader would."""

import threading
from collections.abc import Callable

from indexer.errors import XunwenError
from service.insights.overview import Overview


class BackgroundSurvey:
    """One overview, begun when first asked for and kept; safe to use from any thread."""

    def __init__(self, make: Callable[[], Overview]) -> None:
        self._make: Callable[[], Overview] | None = make
        self._afterwards: list[Callable[[], object]] = []
        self._overview: Overview | None = None
        self._failure = ""
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._begun = False

    def overview(self, *, patience: float) -> Overview | None:
        """The overview; None while it is being made.

        Args:
            patience: Seconds to wait for it at most.

        Raises:
            XunwenError: It could not be made.
        """
        with self._lock:
            begin, self._begun = not self._begun, True
        if begin:
            # A daemon: a service told to stop while it draws stops at once.
            threading.Thread(target=self._run, name="survey", daemon=True).start()
        self._done.wait(patience)
        if self._failure:
            raise XunwenError(
                f"The archive can't be drawn: {self._failure}", next_step="The service's log may have more."
            )
        return self._overview

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
        failure = "it failed."  # a bug: the thread's own report carries the traceback
        try:
            make = self._make
            if make is not None:
                self._overview = make()
            failure = ""
        except XunwenError as error:
            failure = str(error)
        finally:
            self._failure = failure
            with self._lock:
                self._done.set()
            for each in self._afterwards:
                each()
