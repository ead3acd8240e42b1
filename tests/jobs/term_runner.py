"""The process of a job with the deterministic double instead of the model: `python -m tests.jobs.term_runner FOLDER`.

A folder that holds `wait` makes it wait until that file is gone; `die` makes it kill itself, `stubborn` ignore SIGTERM.
"""

import os
import signal
import sys
import time
from pathlib import Path

from indexer.embed.embedder import Embedder
from indexer.settings import IndexerSettings
from service.jobs.folder import JobFolder
from service.jobs.process import ProgressFile
from service.jobs.worker import work
from tests.doubles import TermEmbedder

COMMAND = (sys.executable, "-m", "tests.jobs.term_runner")


def orders(folder: Path) -> Path:
    """Where a test leaves its orders for all jobs of a jobs folder."""
    return folder.parent / "orders"


def load(_: IndexerSettings, progress: ProgressFile) -> Embedder:
    wanted = orders(Path(sys.argv[1]))
    progress.note("loading")
    if (wanted / "die").exists():
        (wanted / "die").unlink()
        os.kill(os.getpid(), signal.SIGKILL)
    while (wanted / "wait").exists():
        time.sleep(0.01)
    return TermEmbedder()


def load_stubbornly(settings: IndexerSettings, progress: ProgressFile) -> Embedder:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    return load(settings, progress)


if __name__ == "__main__":
    stubborn = (orders(Path(sys.argv[1])) / "stubborn").exists()
    work(JobFolder(Path(sys.argv[1])), load_stubbornly if stubborn else load)
