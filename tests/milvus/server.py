"""Servers as processes of their own, which tests start, kill and start again; Milvus Lite's is one."""

import random
import socket
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

_ENDS = 30
"""Seconds in which one that is told to end has to."""


_PORTS = range(15_000, 32_000)
"""Below those that systems give to connections: one of them could have the port of a server by chance, while that is not running."""


def free_port() -> int:
    """One that nobody listens on, another each time."""
    while True:
        port = random.SystemRandom().choice(_PORTS)
        with socket.socket() as free, suppress(OSError):
            free.bind(("127.0.0.1", port))
            return port


class MilvusServer(ABC):
    """A server over one folder, at the same port each time it is started."""

    starts = 240.0
    """Seconds until it serves: Milvus Lite took 35 on a machine that a dozen others used, and the standalone one waits after a kill until its
    own sessions of before have run out."""

    def __init__(self, folder: Path, port: int, log: Path) -> None:
        """Starts nothing yet.

        Args:
            folder: Of its data.
            port: Where it listens.
            log: What it says goes there, of all its processes.
        """
        self._folder = folder
        self.port = port
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def _command(self) -> Sequence[str | Path]:
        """What starts it."""

    @abstractmethod
    def _serves(self) -> bool:
        """Whether it can be asked."""

    def _environment(self) -> Mapping[str, str] | None:
        """Of the process; None for that of the tests."""
        return None

    def address(self, prefix: str) -> str:
        """Of an index."""
        return f"milvus://127.0.0.1:{self.port}?prefix={prefix}"

    def start(self) -> None:
        """Starts it, and waits until it serves."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command(), cwd=self._log.parent, env=self._environment(), stdout=log, stderr=log
            )
        until = time.monotonic() + self.starts
        while not self._serves():
            assert self._process.poll() is None, f"the server ended by itself: {self._log}"
            assert time.monotonic() < until, f"the server does not serve: {self._log}"
            time.sleep(0.05)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends it, and kills it where it does not end."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(timeout=_ENDS)
            except subprocess.TimeoutExpired:
                self.kill()
            self._process = None

    def kill(self) -> None:
        """Kills it at once."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(timeout=_ENDS)
        self._process = None


class LiteServer(MilvusServer):
    """The server of the package milvus-lite."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, free_port(), folder.parent / f"{folder.name}.log")

    def _command(self) -> Sequence[str | Path]:
        program = (sys.executable, "-m", "milvus_lite", "server")
        return (*program, "--data-dir", self._folder, "--host", "127.0.0.1", "--port", str(self.port))

    def _serves(self) -> bool:
        with socket.socket() as asked:
            return asked.connect_ex(("127.0.0.1", self.port)) == 0
