"""The standalone server of the package `milvus` 2.3.5, with an etcd inside, as a process that tests start, kill and start again."""

import importlib
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Self

_STARTS = 240
"""Seconds until it serves: after a kill it waits until its own sessions of before have run out."""
_ENDS = 30


def free_port() -> int:
    """One that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class StandaloneServer:
    """The server over one folder."""

    def __init__(self, folder: Path) -> None:
        """Unpacks it, and writes its configuration: defaults, but for ports and folders."""
        package = importlib.import_module("milvus")
        config = package.MilvusServerConfig(data_dir=str(folder))
        config.update(**{name: free_port() for name in config.configurable_items if name.endswith("_port")})
        config.resolve()
        package._initialize_data_files(str(folder))
        self._folder = folder
        self.port = int(config.get("proxy_port"))
        self._metrics = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def address(self, prefix: str) -> str:
        """Of an index."""
        return f"milvus://127.0.0.1:{self.port}?prefix={prefix}"

    def start(self) -> None:
        """Starts it, and waits until it serves."""
        binaries = self._folder / "bin"
        environment = {
            **os.environ,
            "DEPLOY_MODE": "STANDALONE",
            "METRICS_PORT": str(self._metrics),
            "MILVUS_RUN_DIR": str(self._folder / "run"),
            "LD_LIBRARY_PATH": str(binaries),
        }
        command = [str(binaries / "milvus"), "run", "standalone"]
        with (self._folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(command, cwd=self._folder, env=environment, stdout=log, stderr=log)
        until = time.monotonic() + _STARTS
        while not self._serves():
            assert self._process.poll() is None, "the server ended by itself"
            assert time.monotonic() < until, "the server does not serve"
            time.sleep(0.2)

    def _serves(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._metrics}/healthz", timeout=10) as told:
                return b"OK" in told.read()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends it."""
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
