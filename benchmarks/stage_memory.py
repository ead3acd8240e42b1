"""What a build's stages take of memory: a watcher's thread looks at the process five times a second.

The kernel counts apart what a process made itself (anonymous) and what it has mapped of files, which it gives back
whenever another needs the memory. A peak between two looks is in the kernel's own mark (VmHWM), set back as a stage begins.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.table import Table

_STATUS = Path("/proc/self/status")
_CLEAR = Path("/proc/self/clear_refs")
_SET_BACK_THE_PEAK = "5"
"""See proc_pid_clear_refs(5)."""

_EVERY = 0.2
"""Seconds between two looks."""


@dataclass(slots=True)
class StageMemory:
    """Megabytes that one stage took."""

    peak: int = 0
    """Resident, anonymous and mapped together: the kernel's mark."""
    anonymous: int = 0
    """The most that was seen of memory without a file."""
    mapped: int = 0
    """The most that was seen of pages of files."""
    kept: int = 0
    """Anonymous memory when it ended."""


class StageWatch:
    """A build's progress that looks at memory; Linux only."""

    def __init__(self) -> None:
        self.stages: dict[str, StageMemory] = {}
        self._now = StageMemory()
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="memory", daemon=True)

    def __enter__(self) -> Self:
        self._begin("before")
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()
        self._look()

    @property
    def peak(self) -> int:
        """Megabytes of the stage that took most."""
        return max(stage.peak for stage in self.stages.values())

    def stage(self, name: str, total: int | None, unit: str) -> None:
        """Closes the stage before, and begins one."""
        self._look()
        self._begin(name)

    def advance(self, count: int) -> None:
        """Does nothing."""

    def note(self, message: str) -> None:
        """Does nothing."""

    def _begin(self, name: str) -> None:
        with self._lock:
            self._now = self.stages.setdefault(name, StageMemory())
            _CLEAR.write_text(_SET_BACK_THE_PEAK, encoding="ascii")
        self._look()

    def _watch(self) -> None:
        while not self._over.wait(_EVERY):
            self._look()

    def _look(self) -> None:
        with self._lock:
            seen = resident(_STATUS.read_text(encoding="ascii"))
            self._now.peak = max(self._now.peak, seen["VmHWM"])
            self._now.anonymous = max(self._now.anonymous, seen["RssAnon"])
            self._now.mapped = max(self._now.mapped, seen["RssFile"] + seen["RssShmem"])
            self._now.kept = seen["RssAnon"]


def resident(status: str) -> dict[str, int]:
    """Megabytes by name, of the lines of /proc/PID/status that tell of resident memory."""
    fields = dict(line.split(":", 1) for line in status.splitlines())
    names = ("VmHWM", "VmRSS", "RssAnon", "RssFile", "RssShmem")
    return {name: round(int(fields[name].split()[0]) / 1024) for name in names}


def memory_table(stages: Mapping[str, StageMemory]) -> Table:
    """The stages as a person reads them."""
    table = Table("stage", "peak", "anonymous", "mapped files", "kept at its end", title="Peak memory by stage, MB")
    for name, stage in stages.items():
        table.add_row(name, *(f"{value:,}" for value in (stage.peak, stage.anonymous, stage.mapped, stage.kept)))
    return table
