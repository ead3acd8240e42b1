"""A Milvus Lite server as a process of its own, which tests start, kill and start again."""

import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Self


class LiteServer:
    """The server of the package milvus-lite over one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self._process: subprocess.Popen[bytes] | None = None

    def address(self, prefix: str) -> str:
        """Of an index."""
        return f"milvus://127.0.0.1:{self.port}?prefix={prefix}"

    def start(self) -> None:
        """Starts it, and waits until it listens."""
        command = [
            sys.executable,
            "-m",
            "milvus_lite",
            "server",
            "--data-dir",
            str(self._folder),
            "--host",
            "127.0.0.1",
        ]
        log = (self._folder.parent / f"{self._folder.name}.log").open("ab")
        with log:
            self._process = subprocess.Popen([*command, "--port", str(self.port)], stdout=log, stderr=log)
        until = time.monotonic() + 60
        while not self._listens():
            assert self._process.poll() is None, "the server ended by itself"
            assert time.monotonic() < until, "the server does not listen"
            time.sleep(0.05)

    def _listens(self) -> bool:
        with socket.socket() as asked:
            return asked.connect_ex(("127.0.0.1", self.port)) == 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=30)
            self._process = None

    def kill(self) -> None:
        """Kills it at once."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(timeout=30)
        self._process = None
