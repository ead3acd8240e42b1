"""Xunwen itself: indexed as `xunwen index` does it, served by `xunwen serve` in a process of its own."""

import os
import re
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.peers.driver import PeerError, Served, drive

if TYPE_CHECKING:
    from indexer.embed.embedder import Embedder

_SERVE = "import sys; from service.cli.app import main; sys.argv[0] = 'xunwen'; main()"
_ADDRESS = re.compile(r"http://(\S+)")
_PATIENCE = 300
"""Seconds until a service that is not ready is given up."""


class Xunwen:
    """The default model as it was prepared on this machine, and every setting as it comes."""

    notes = "every setting as it comes; articles whole, cut while indexing; near-copies, related articles and checks included"

    def __init__(self) -> None:
        self._service: subprocess.Popen[str] | None = None

    def load(self, model: Path) -> None:
        """Opens the prepared model, as a build does; the folder of the same weights is for others."""
        # Here and not at the top: what serves is another process, which this one would only take memory from.
        from indexer.embed.load import load_embedder
        from indexer.settings import IndexerSettings

        self._settings: IndexerSettings = IndexerSettings()
        self._embedder: Embedder = load_embedder(self._settings, throughput=True)
        self._embedder.embed_passages(["?"])
        self.notes = f"{self.notes}; {self._embedder.backend}"

    def index(self, rows: Path, articles: Path, folder: Path) -> int:
        """A whole build, from reading to publishing."""
        from indexer.core.process import Silent
        from indexer.input.pages import read_pages
        from indexer.pipeline.build import build_index
        from indexer.pipeline.context import BuildPlan
        from service.search.golden import find_articles

        report = build_index(
            lambda on_bytes: read_pages([articles], on_bytes=on_bytes),
            folder,
            self._embedder,
            chunk_tokens=self._settings.chunk_tokens,
            progress=Silent(),
            plan=BuildPlan.of(self._settings, find=find_articles),
        )
        return report.chunks

    def serve(self, folder: Path, model: Path) -> Served:
        """Starts the command and waits until it is ready."""
        command = [sys.executable, "-c", _SERVE, "serve", "--index", str(folder), "--port", "0"]
        service = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        self._service = service
        address = _address(service)
        _wait_until_ready(address)
        return Served(service.pid, address, {"hybrid": {"mode": "hybrid"}, "lexical": {"mode": "lexical"}})

    def stop(self) -> None:
        """Ends the service, where there is one."""
        if self._service:
            self._service.terminate()
            self._service.wait(30)


def _address(service: "subprocess.Popen[str]") -> str:
    """Host and port, which the service says once it listens; what else it says goes to our own standard error."""
    log = service.stderr
    for line in log or ():
        sys.stderr.write(line)
        if found := _ADDRESS.search(line):
            threading.Thread(target=lambda: [sys.stderr.write(rest) for rest in log or ()], daemon=True).start()
            return found[1]
    raise PeerError("xunwen serve ended before it listened")


def _wait_until_ready(address: str) -> None:
    began = time.perf_counter()
    body = b""
    while time.perf_counter() - began < _PATIENCE:
        connection = HTTPConnection(address, timeout=30)
        connection.request("GET", "/readyz")
        response = connection.getresponse()
        body = response.read()
        connection.close()
        if response.status == 200:
            return
        time.sleep(0.02)
    raise PeerError(f"xunwen serve did not become ready: {os.fsdecode(body)}")


if __name__ == "__main__":
    drive(Xunwen())
