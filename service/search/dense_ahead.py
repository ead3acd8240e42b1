"""The dense leg of a question, looked up in a thread of its own while the calling one searches for the words."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from types import TracebackType
from typing import Generic, Self, TypeVar

from service.search.turns import waiting

Found = TypeVar("Found")

_BESIDE = ThreadPoolExecutor(max_workers=1, thread_name_prefix="dense-leg")
"""One for the process: a question whose turn does not come there is looked up by its own thread, so that a crowd has no more threads at work for it."""


class DenseAhead(Generic[Found]):
    """One look-up that may be begun early; left, none of it goes on, so that the index may be closed."""

    def __init__(self, look: Callable[[], Found | None]) -> None:
        """Begins nothing yet.

        Args:
            look: Looks it up, in another thread.
        """
        self._look = look
        self._lock = threading.Lock()
        self._task: Future[Found | None] | None = None
        self._over = False

    def begin(self) -> None:
        """Has it looked up as soon as the thread for that is free; from any thread, and to no effect once it is over."""
        with self._lock:
            if not self._over and self._task is None:
                self._task = _BESIDE.submit(self._look)

    @property
    def begun(self) -> bool:
        """Whether anybody began it."""
        return self._task is not None

    def found(self) -> Found | None:
        """What was found, waited for if need be; None where it is not under way, or failed: who then looks it up meets the failure."""
        task = self._end()
        if task is None:
            return None
        if not task.done():
            with waiting():
                wait([task])
        return None if task.exception() is not None else task.result()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.found()

    def _end(self) -> "Future[Found | None] | None":
        """Begins nothing any more; what is under way, or done."""
        with self._lock:
            self._over = True
        return None if self._task is None or self._task.cancel() else self._task
