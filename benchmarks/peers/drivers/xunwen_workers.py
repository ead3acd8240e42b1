"""Xunwen served by as many worker processes as there are cores, from the index that `xunwen.py` made."""

import os
from pathlib import Path

from benchmarks.peers.driver import Served, drive
from benchmarks.peers.drivers.xunwen import Xunwen
from indexer.core.processors import processors


class XunwenWorkers(Xunwen):
    """Every other setting as it comes."""

    def serve(self, folder: Path, model: Path) -> Served:
        """Starts the command and waits until a worker is ready."""
        os.environ["XUNWEN_WORKERS"] = str(processors())
        return super().serve(folder, model)


if __name__ == "__main__":
    drive(XunwenWorkers())
