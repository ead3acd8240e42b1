"""The curation file as it is now: read anew when it changes, and as it last was right while it is broken."""

import time
from pathlib import Path
from threading import Lock
from typing import Protocol

from indexer.core.article import Degradation, Part
from indexer.core.errors import InputError, report_degraded
from service.curation.file import NOTHING, Curation, read_curation

_LOOK_SECONDS = 0.5
"""How often the file's date is looked at: what an editor saves is in force when she looks at the page."""


class CurationSource(Protocol):
    """Gives what editors decided, now."""

    def current(self) -> Curation:
        """What is in force."""
        ...

    @property
    def failure(self) -> Degradation | None:
        """Why what lies there is not in force; None where it is."""
        ...


class CurationFile:
    """A curation file, or its place while there is none; safe to use from any thread."""

    def __init__(self, file: Path, *, required: bool = False, look_seconds: float = _LOOK_SECONDS) -> None:
        """Reads it if it is there.

        Args:
            file: Where it lies, or may lie one day.
            required: Whether it is told where it is missing.
            look_seconds: How often its date is looked at.
        """
        self._file = file
        self._required = required
        self._look_seconds = look_seconds
        self._lock = Lock()
        self._seen: tuple[int, int, int] | None = None
        self._was_read = False
        self._looked = float("-inf")
        self._curation = NOTHING
        self._failure: Degradation | None = None

    def current(self) -> Curation:
        """What is in force: the file's content, or the last one that made sense."""
        now = time.monotonic()
        if now - self._looked >= self._look_seconds:
            with self._lock:
                if now - self._looked >= self._look_seconds:
                    self._look()
                    self._looked = time.monotonic()
        return self._curation

    @property
    def failure(self) -> Degradation | None:
        """Why what lies there is not in force; None where it is."""
        self.current()
        return self._failure

    def _look(self) -> None:
        """Reads the file if it is another than before."""
        seen = self._stamp()
        if seen == self._seen and self._was_read:
            return
        self._seen, self._was_read = seen, True
        if seen is None and not self._required:
            self._curation, self._failure = NOTHING, None
            return
        try:
            self._curation, self._failure = read_curation(self._file), None
        except InputError as error:
            detail = f"{error.message} What it held before is in force."
            self._failure = report_degraded(Degradation(Part.CURATION, detail, error.next_step))

    def _stamp(self) -> tuple[int, int, int] | None:
        """What changes with the file; None where there is none."""
        try:
            found = self._file.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino
