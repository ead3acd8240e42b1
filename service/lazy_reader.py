"""A reader that is opened when it is first needed: by the first question that wants to be read, or before it."""

import threading
from collections.abc import Callable, Sequence

from indexer.degradation import told
from indexer.domain import Degradation, Part
from indexer.errors import ModelError
from indexer.reader import Excerpt, Judgement, Reader


class LazyReader:
    """Opens a reader once, for any number of threads; one that can't be opened says so each time, without another try."""

    def __init__(self, open_reader: Callable[[], Reader]) -> None:
        self._open_reader = open_reader
        self._reader: Reader | None = None
        # In words: an exception would keep all that its traceback saw, the snapshot of the first question too.
        self._failure: Degradation | None = None
        self._lock = threading.Lock()

    @property
    def failure(self) -> Degradation | None:
        """Why it could not be opened; None where it was, and as long as nobody needs it."""
        return self._failure

    @property
    def fingerprint(self) -> str:
        """The reader's; opens it.

        Raises:
            ModelError: It can't be opened.
        """
        return self._opened().fingerprint

    def judge(self, question: str, excerpts: Sequence[Excerpt]) -> list[Judgement]:
        """As the reader.

        Raises:
            ModelError: It can't be opened.
        """
        return self._opened().judge(question, excerpts)

    def _opened(self) -> Reader:
        with self._lock:
            if self._reader is None:
                self._reader = self._open()
            return self._reader

    def _open(self) -> Reader:
        if self._failure is None:
            try:
                return self._open_reader()
            except ModelError as error:
                self._failure = told(Degradation(Part.READER, error.message, error.next_step))
        raise ModelError(self._failure.detail, next_step=self._failure.next_step)
