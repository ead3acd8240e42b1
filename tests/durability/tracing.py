"""Kills a build at a chosen system call: strace counts the calls that change the disk, and sends SIGKILL at the n-th."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).parents[2]
CALLS = (
    "write",
    "writev",
    "pwrite64",
    "fsync",
    "fdatasync",
    "ftruncate",
    "rename",
    "renameat",
    "renameat2",
    "unlink",
    "unlinkat",
    "rmdir",
    "mkdir",
)
"""What changes the disk, or makes a change last."""


@dataclass(frozen=True, slots=True)
class Point:
    """The n-th time, from 1, that a build calls the system by this name."""

    call: str
    number: int


def reason_to_skip() -> str:
    """Why nothing can be traced here; empty where it can."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    done = subprocess.run(["strace", "-e", "trace=write", "true"], capture_output=True, check=False)
    return "" if done.returncode == 0 else "strace may not trace here"


class Builder:
    """A running `tests.durability.builder`."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.durability.builder"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._process.communicate()

    def run(self, scenario: str, index: Path) -> None:
        """Runs a scenario to its end."""
        self._begin(scenario, index)
        assert self._go() == 0

    def points(self, scenario: str, index: Path) -> list[Point]:
        """Runs a scenario to its end, and returns every call of it that changes the disk."""
        with tempfile.NamedTemporaryFile("r") as log:
            child = self._begin(scenario, index)
            tracer = _attach(child, "-o", log.name, "-e", f"trace={','.join(CALLS)}", "-e", "signal=none")
            assert self._go() == 0
            tracer.communicate()
            counts: Counter[str] = Counter()
            for line in log:
                # "1234  pwrite64(5, …" with -f; a call that another thread's cut in two is counted where it began
                words = line.split(maxsplit=1)
                name = words[1].split("(", 1)[0] if len(words) > 1 else ""
                counts[name] += name in CALLS
        return [Point(call, number) for call in CALLS for number in range(1, counts[call] + 1)]

    def killed(self, scenario: str, index: Path, point: Point) -> bool:
        """Runs a scenario and kills it as it makes a call; returns whether it came so far."""
        child = self._begin(scenario, index)
        tracer = _attach(
            child,
            *("-o", os.devnull, "-e", f"trace={point.call}", "-e", "signal=none"),
            *("-e", f"inject={point.call}:signal=KILL:when={point.number}"),
        )
        status = self._go()
        tracer.communicate()
        return _was_killed(status)

    def killed_after(self, scenario: str, index: Path, seconds: float) -> bool:
        """Runs a scenario and kills it some time later; returns whether it was still running."""
        child = self._begin(scenario, index)
        killer = subprocess.Popen(["sh", "-c", f"sleep {seconds:.4f}; kill -KILL {child} 2>/dev/null"])
        status = self._go()
        killer.wait()
        return _was_killed(status)

    def _begin(self, scenario: str, index: Path) -> int:
        self._say(json.dumps({"scenario": scenario, "index": str(index)}))
        return int(self._hear())

    def _go(self) -> int:
        self._say("go")
        return int(self._hear())

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def _hear(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


def _attach(child: int, *options: str) -> subprocess.Popen[str]:
    """Puts strace on a process; it is attached when this returns."""
    tracer = subprocess.Popen(["strace", "-f", "-p", str(child), *options], stderr=subprocess.PIPE, text=True)
    assert tracer.stderr is not None
    line = tracer.stderr.readline()
    assert "attached" in line, line
    return tracer


def _was_killed(status: int) -> bool:
    """Whether a process ended by SIGKILL and not by itself, which must be without an error."""
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0
    return False
