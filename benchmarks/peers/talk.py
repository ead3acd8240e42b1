"""A driver's process, and the talk with it."""

import json
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from benchmarks.peers.driver import PeerError
from benchmarks.peers.environments import ROOT, driver_environment

_LAST_LINES = 5
DRIVERS = "benchmarks.peers.drivers"


class Talk:
    """A driver that runs; what it prints besides its answers goes to a log."""

    def __init__(self, peer: str, python: Path, log: Path, *, serving: bool = False, drivers: str = DRIVERS) -> None:
        """Starts the driver.

        Args:
            peer: The name of its module.
            python: Runs it.
            log: Where to what it prints.
            serving: Whether it is to serve, and not to index.
            drivers: The package that has the module.
        """
        self._peer = peer
        self._log = log
        self._written = log.open("w", encoding="utf-8")
        self.began = time.perf_counter()
        self._process = subprocess.Popen(
            [python, "-m", f"{drivers}.{peer}"],
            cwd=ROOT,
            env=driver_environment(peer, serving=serving),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._written,
            text=True,
        )

    @property
    def pid(self) -> int:
        """Of the driver."""
        return self._process.pid

    def say(self, do: str, **told: str | Path) -> dict[str, object]:
        """Has the driver do something, and waits for its answer.

        Raises:
            PeerError: It failed, ended, or answered something else.
        """
        line = json.dumps({"do": do, **{name: str(value) for name, value in told.items()}})
        asked, answered = self._process.stdin, self._process.stdout
        if asked is None or answered is None:
            raise PeerError(f"{self._peer} has no pipes")
        try:
            print(line, file=asked, flush=True)
        except BrokenPipeError:
            raise self._ended(do) from None
        answer = answered.readline()
        if not answer:
            raise self._ended(do)
        told_back = json.loads(answer)
        if told_back.get("did") != do:
            raise PeerError(f"{self._peer} could not {do}: {told_back.get('failed', answer.strip())}")
        return dict(told_back)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Ends the driver, by force where it does not end by itself."""
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(60)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()
        self._written.close()

    def _ended(self, do: str) -> PeerError:
        self._process.wait(60)
        said = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-_LAST_LINES:]
        return PeerError(f"{self._peer} ended when told to {do}: {' / '.join(said)}")
